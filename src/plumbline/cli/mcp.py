"""`plumbline mcp`: lets an agent that starts programs talk to a server: what it writes is sent to /mcp, what comes back it reads."""

import json
import sys
from collections.abc import Mapping
from typing import Any, cast

import typer

from plumbline.cli.asking import Asking, asks
from plumbline.cli.client import Client, Misused, Refused, Unreachable

app = typer.Typer(add_completion=False)

_VERSION, _ENVELOPE = "mcp-protocol-version", "io.modelcontextprotocol/protocolVersion"
_NOTHING: dict[str, Any] = {}
_FAILED, _UNREADABLE = -32000, -32700


@app.command()
@asks
def mcp(asking: Asking) -> None:
    """Speak the Model Context Protocol on standard input and output, for an agent; everything goes to the server's /mcp."""
    bridge = Bridge(asking.client)
    for line in sys.stdin:
        if line.strip() and (answer := bridge.carried(line)):
            sys.stdout.write(answer + "\n")
            sys.stdout.flush()


class Bridge:
    """Carries messages from a pair of streams to a server over HTTP; it knows of the protocol only what HTTP says in headers."""

    def __init__(self, client: Client) -> None:
        self._client, self._version = client, ""

    def carried(self, line: str) -> str:
        """Send one message on and return the answer as one line; empty for what is not answered."""
        try:
            message = json.loads(line)
        except ValueError:
            return _error(None, _UNREADABLE, "this line is no JSON")
        asked: Mapping[str, Any] = cast(dict[str, Any], message) if isinstance(message, dict) else _NOTHING
        try:
            said = self._client.exchange("/mcp", message, self._headers(asked))
        except Refused as refused:
            said = refused.problem if "jsonrpc" in refused.problem else _refusal(asked.get("id"), refused)
        except (Misused, Unreachable) as problem:
            return _error(asked.get("id"), _FAILED, str(problem)) if "id" in asked else ""
        if asked.get("method") == "initialize" and said:
            self._version = said.get("result", {}).get("protocolVersion", "")
        return json.dumps(said) if said and "id" in asked else ""

    def _headers(self, asked: Mapping[str, Any]) -> dict[str, str]:
        """Say in headers what the transport wants there: the version that was agreed on, or that the message itself names."""
        parameters: Mapping[str, Any] = asked.get("params") or _NOTHING
        envelope: Mapping[str, Any] = parameters.get("_meta") or _NOTHING
        version = envelope.get(_ENVELOPE, "") or self._version
        headers = {"accept": "application/json, text/event-stream"}
        if version:
            headers[_VERSION] = version
        if "method" in asked:
            headers["mcp-method"] = str(asked["method"])
        if name := parameters.get("name") or parameters.get("uri"):
            headers["mcp-name"] = str(name)
        return headers


def _refusal(message_id: Any, refused: Refused) -> dict[str, Any]:
    problem = refused.problem
    words = " ".join(part for part in (str(problem.get("title", "")), str(problem.get("detail", ""))) if part)
    return json.loads(_error(message_id, _FAILED, words or f"the server answers {refused.status}"))


def _error(message_id: Any, code: int, message: str) -> str:
    return json.dumps({"jsonrpc": "2.0", "id": message_id, "error": {"code": code, "message": message}})
