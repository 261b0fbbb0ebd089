"""The theme that a workspace's journeys are shown in."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody

from plumbline.api.access import caller, installation_of
from plumbline.api.acts import NewId, ReceiptBody, answer
from plumbline.api.bodies import body_type, command_of
from plumbline.domain.workspace.theme import DefineTheme, Theme


@get("/theme", summary="Show what journeys look like", tags=["workspaces"])
async def show_theme(request: Request[Any, Any, Any]) -> Theme:
    """Return the theme; until one is defined, what screens look like without."""
    caller(request)
    return (await installation_of(request).handling.workspace()).theme or Theme()


_Body: Any = body_type(DefineTheme)


async def define_theme(request: Request[Any, Any, Any], data: Any) -> Response[ReceiptBody]:
    """Let journeys look like this. logo: the digest of a picture that was handed in at /v1/files."""

    async def command(new_id: NewId) -> Any:
        return command_of(DefineTheme, data, new_id)

    return await answer(request, installation_of(request).workspace_id, command)


define_theme.__annotations__["data"] = JSONBody[_Body]


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of the theme."""
    defining = post("/theme", summary="Define what journeys look like", tags=["workspaces"], operation_id="DefineTheme")
    return [show_theme, defining(define_theme)]
