"""`/mcp`: the Model Context Protocol over streamable HTTP, for whoever shows a token. No session is kept: each request stands by itself."""

import asyncio
import json
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from litestar import asgi
from litestar.types import Receive, Scope, Send

from plumbline.agents.asking import ask

_UNAVAILABLE = {
    "type": "about:blank",
    "title": "The interface for agents is not installed",
    "status": 501,
    "detail": "Install the extra `agents` of plumbline-server (from a checkout: make agents), then start the server again.",
    "code": "http.501",
}


@asgi("/mcp", copy_scope=True)
async def mcp_endpoint(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request of an agent."""
    app = scope["litestar_app"]
    known = await ask(app, scope, "GET", "/v1/workspaces")
    if known.status != 200:
        await _refuse(send, known.status, known.content)
    elif find_spec("mcp") is None:
        await _refuse(send, 501, _UNAVAILABLE)
    else:
        await _serve(app, scope, receive, send)


async def _serve(app: Any, scope: Scope, receive: Receive, send: Send) -> None:
    managers: Any = await asyncio.to_thread(import_module, "mcp.server.streamable_http_manager")
    server: Any = await asyncio.to_thread(import_module, "plumbline.agents.server")
    document = await _document(app)
    manager = managers.StreamableHTTPSessionManager(server.server_over(app, scope, document), json_response=True, stateless=True)
    async with manager.run():
        await manager.handle_request(scope, receive, send)


async def _document(app: Any) -> Any:
    state = app.state
    if state.openapi_document is None:
        state.openapi_document = await asyncio.to_thread(state.openapi)
    return state.openapi_document


async def _refuse(send: Send, status: int, problem: Any) -> None:
    headers = [(b"content-type", b"application/problem+json")]
    if status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(problem).encode(), "more_body": False})
