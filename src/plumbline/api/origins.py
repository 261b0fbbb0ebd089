"""Pages of other sites that may ask (CORS): with a source's key where the source says so, with a token where the operator does.

Never with cookies: no answer says that credentials of a browser may come along, so a page elsewhere is nobody here without a key or token.
"""

from collections.abc import Iterable

from litestar import Litestar
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.response.base import ASGIResponse
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from plumbline.api.signals import INGEST
from plumbline.installation import Installation

ANY = "*"
_LASTS = 600  # seconds for which a browser need not ask again
_TOLD = "ETag, Idempotent-Replayed, Plumbline-Version, RateLimit, RateLimit-Policy, Retry-After"
_ASKED_WITH = {
    "POST": "Authorization, Content-Encoding, Content-Type, Webhook-Id, Webhook-Signature, Webhook-Timestamp, X-Retry-Count",
    "GET": "Authorization, If-None-Match, Plumbline-Version",
}
_READS = ("GET", "HEAD")


class Preflights(ASGIMiddleware):
    """Answers what browsers ask before they let a page of another site send something."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        wanted, origin = _header(scope, b"access-control-request-method"), _header(scope, b"origin")
        if scope["type"] != ScopeType.HTTP or scope["method"] != "OPTIONS" or not wanted or not origin:
            await next_app(scope, receive, send)
            return
        installation: Installation = Litestar.from_scope(scope).state.installation
        headers = {"Vary": "Origin"}
        if allowed := _fitting(origin, await _origins_before(installation, scope["path"], wanted)):
            headers |= {
                "Access-Control-Allow-Origin": allowed,
                "Access-Control-Allow-Methods": "POST" if wanted == "POST" else ", ".join(_READS),
                "Access-Control-Allow-Headers": _ASKED_WITH["POST" if wanted == "POST" else "GET"],
                "Access-Control-Max-Age": str(_LASTS),
            }
        await ASGIResponse(status_code=204, headers=headers)(scope, receive, send)


async def allow(message: Message, scope: Scope) -> None:
    """Let the page of another site read an answer, where it may."""
    if message["type"] != "http.response.start" or scope["type"] != ScopeType.HTTP:
        return
    origins: tuple[str, ...] | None = scope["state"].get("origins")
    if origins is None:
        reads = scope["method"] in _READS and scope["path"].startswith("/v1/")
        origins = Litestar.from_scope(scope).state.installation.api_origins if reads else ()
    if not origins:
        return
    told = [(b"vary", b"Origin")]
    if allowed := _fitting(_header(scope, b"origin"), origins):
        told += [(b"access-control-allow-origin", allowed.encode()), (b"access-control-expose-headers", _TOLD.encode())]
    message["headers"] = [*message["headers"], *told]


async def _origins_before(installation: Installation, path: str, method: str) -> Iterable[str]:
    """Which sites may send such a request. A browser asks before it shows a key, so any source counts that takes signals."""
    if method == "POST" and path.rstrip("/") in INGEST:
        workspaces = await installation.states.workspaces()
        sources = (one for workspace in workspaces for one in workspace.signal_sources.values())
        return [origin for one in sources if one.revoked_at is None for origin in one.origins]
    return installation.api_origins if method in _READS and path.startswith("/v1/") else ()


def _fitting(origin: str, origins: Iterable[str]) -> str:
    known = set(origins)
    return ANY if ANY in known and origin else origin if origin in known else ""


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")
