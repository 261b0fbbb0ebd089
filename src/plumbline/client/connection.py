"""One server, asked over HTTP: with the version that this client is written for, a key for each act, and another try where that is safe."""

import json
import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import quote

import httpx

from plumbline.client.errors import Exposed, Limited, Problem, Unavailable, Unreachable, problem_of
from plumbline.kernel.clear_text import is_loopback, why_not_sent

VERSION = "2026-11-01"
"""The version of the API that this client is written for."""
_LONGEST_PAGE = 200
_FIRST_PAUSE_SECONDS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """How an act is sent. key: its idempotency key, a new one when empty. match: the tag it depends on, or `*`."""

    key: str = ""
    match: str = ""


PLAIN = Sending()


class Connection:
    """Sends requests to one server."""

    def __init__(
        self,
        server: str,
        token: str = "",
        *,
        attempts: int = 3,
        timeout: float = 30.0,
        transport: httpx.BaseTransport | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """attempts: how often a request is sent at most, when no answer comes or the server says to try again. timeout: in seconds.

        transport: another way to the server than the network. pause: how to wait between attempts.
        Raises Exposed for a token that others could read on its way.
        """
        if why := why_not_sent(server, token):
            raise Exposed(why)
        headers = {"Accept": "application/json", "Plumbline-Version": VERSION, "User-Agent": "plumbline-client"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        # A proxy of the environment is for the network; what stays on this machine does not pass it, where it could be read.
        mounts = {"http://": None} if is_loopback(server) else {}
        self._http = httpx.Client(base_url=server, headers=headers, timeout=timeout, transport=transport, mounts=mounts)
        self._attempts, self._pause = max(1, attempts), pause

    @property
    def server(self) -> str:
        """Where the server is."""
        return str(self._http.base_url)

    def close(self) -> None:
        """Let go of the server."""
        self._http.close()

    def get(self, path: str, query: Mapping[str, Any] | None = None) -> Any:
        """Return what a path says: its JSON, or its bytes when it is something else. Raises PlumblineError."""
        asked = {name: value for name, value in (query or {}).items() if value is not None}
        return self._read(self._sent("GET", path, params=asked))

    def post(self, path: str, body: Mapping[str, Any] | None = None, sending: Sending = PLAIN) -> Any:
        """Send an act and return what the server says. Under one key it is done once, however often it is sent. Raises PlumblineError."""
        headers = {"Idempotency-Key": sending.key or secrets.token_hex(16), **({"If-Match": sending.match} if sending.match else {})}
        return self._read(self._sent("POST", path, headers=headers, **({} if body is None else {"json": dict(body)})))

    def post_items(self, path: str, media: str, items: Sequence[Any]) -> Any:
        """Send items in a form of their own and return what became of each. Sent again, none is kept twice. Raises PlumblineError."""
        content = json.dumps(list(items)).encode()
        return self._read(self._sent("POST", path, headers={"Content-Type": media}, content=content))

    def pages(self, path: str, query: Mapping[str, Any]) -> Iterator[Any]:
        """Return the items of all pages of a list, read as they are asked for."""
        after: Any = query.get("after")
        while True:
            page = self.get(path, {"limit": _LONGEST_PAGE, **query, "after": after})
            yield from page["items"]
            after = page.get("next")
            if not after:
                return

    def _sent(self, method: str, path: str, **more: Any) -> httpx.Response:
        for attempt in range(1, self._attempts + 1):
            try:
                return self._answered(method, path, more)
            except (Unreachable, Limited, Unavailable) as failed:
                if attempt == self._attempts or (isinstance(failed, Unavailable) and failed.status not in (502, 503, 504)):
                    raise
                wanted = failed.retry_after if isinstance(failed, Problem) else 0
                self._pause(wanted or _FIRST_PAUSE_SECONDS * 2 ** (attempt - 1))
        raise AssertionError("the last attempt returns or raises")

    def _answered(self, method: str, path: str, more: Mapping[str, Any]) -> httpx.Response:
        try:
            answer = self._http.request(method, path, **more)
        except httpx.TransportError as error:
            raise Unreachable(f"no server answers at {self._http.base_url}: {error}") from error
        if answer.is_success:
            return answer
        raise problem_of(answer.status_code, self._problem(answer), int(answer.headers.get("retry-after", 0)))

    def _problem(self, answer: httpx.Response) -> Mapping[str, Any]:
        try:
            said: Any = answer.json()
        except ValueError:
            said = None
        return cast(Mapping[str, Any], said) if isinstance(said, dict) else {"title": f"{self._http.base_url} answers {answer.status_code}"}

    def _read(self, answer: httpx.Response) -> Any:
        kind = answer.headers.get("content-type", "")
        return answer.json() if "json" in kind.partition(";")[0] else answer.content


def part(text: str | int) -> str:
    """Return an id as one part of a path, whatever it holds."""
    return quote(str(text), safe="")
