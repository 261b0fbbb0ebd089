"""The demo answers only to names of this machine: a site whose name was pointed here would otherwise read and write in it."""

from litestar.enums import MediaType, ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.response.base import ASGIResponse
from litestar.types import ASGIApp, Receive, Scope, Send

_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
_REFUSAL = "The demo answers only at 127.0.0.1 and localhost of the machine that it runs on. Open it there.\n"


class LoopbackOnly(ASGIMiddleware):
    """Refuses requests (421) that name another host. The port is free: a forwarded one reaches the same machine."""

    scopes = (ScopeType.HTTP, ScopeType.WEBSOCKET)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
        if _is_loopback(host):
            await next_app(scope, receive, send)
            return
        # No page is made for it: pages read the address that was asked for, and this one may be no address at all.
        await ASGIResponse(body=_REFUSAL, status_code=421, media_type=MediaType.TEXT)(scope, receive, send)


def _is_loopback(host: str) -> bool:
    name, _, port = host.rpartition(":") if not host.endswith("]") and ":" in host else (host, "", "")
    return name.lower() in _NAMES and (not port or port.isdecimal())
