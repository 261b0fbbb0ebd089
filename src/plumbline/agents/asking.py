"""Asking the product's own API from within its process: the same route, checks and words as for a program outside."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from plumbline.kernel.record import record

# What says who asks and through what; everything else of the agent's own request is about the protocol.
_CARRIED = frozenset({
    b"authorization", b"cookie", b"host", b"origin", b"sec-fetch-site", b"user-agent", b"traceparent", b"tracestate",
})  # fmt: skip
App = Any
Headers = list[tuple[bytes, bytes]]


@record
class Said:
    """What the API answers: its status, and its JSON; what is no JSON stands under `text`."""

    status: int
    content: Any


async def ask(app: App, asked: Mapping[str, Any], method: str, path: str, *, body: Any = None, key: str = "", match: str = "") -> Said:
    """Send a request on behalf of whoever sent another one. asked: the ASGI scope of that one.

    key: an idempotency key. match: the tag that was read. That it comes from an agent is said where no request from outside can say it.
    """
    carried: Headers = [(name, value) for name, value in asked["headers"] if name in _CARRIED]
    sent = b"" if body is None else json.dumps(body).encode()
    extra = {"content-type": "application/json" if body is not None else "", "idempotency-key": key, "if-match": match}
    headers = [*carried, *((name.encode(), value.encode()) for name, value in extra.items() if value)]
    parts = urlsplit(path)
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": asked.get("scheme", "http"),
        "path": parts.path,
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [*headers, (b"content-length", str(len(sent)).encode())],
        "client": asked.get("client"),
        "server": asked.get("server"),
        "extensions": {},
        "state": {"surface": "mcp"},
    }
    return await _answer(app, scope, sent)


async def _answer(app: App, scope: dict[str, Any], sent: bytes) -> Said:
    told: dict[str, Any] = {"status": 500}
    body = bytearray()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": sent, "more_body": False}

    async def send(message: Mapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            told["status"] = message["status"]
        elif message["type"] == "http.response.body":
            body.extend(message.get("body", b""))

    await app(scope, receive, send)
    return Said(status=told["status"], content=_read(bytes(body)))


def _read(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return {"text": body.decode("utf-8", "replace")}
