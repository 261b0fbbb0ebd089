"""What every answer of the API carries: its version, what the caller has left, the tag of what it shows."""

from litestar.types import Message, Scope

from plumbline.api.limits import Quota
from plumbline.api.versions import HEADER, NEWEST

_TOO_MANY = 429


async def tell(message: Message, scope: Scope) -> None:
    """Set the headers of an answer to a request under /v1, whether a route gave it or something went wrong before."""
    if message["type"] != "http.response.start" or not scope["path"].startswith("/v1/"):
        return
    state = scope["state"]
    told = {HEADER: state.get("api_version", NEWEST)}
    quota: Quota | None = state.get("quota")
    if quota is not None:
        told |= quota.headers()
        if message["status"] == _TOO_MANY:
            told["Retry-After"] = str(quota.seconds)
    if "tag" in state and message["status"] < 300:
        told["ETag"] = state["tag"]
    message["headers"] = [*message["headers"], *((name.lower().encode(), value.encode()) for name, value in told.items())]
