"""Journeys and templates as files that play offline: one HTML file with everything in it, that asks for nothing."""

from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from plumbline.api.access import caller, installation_of
from plumbline.api.problems import missing
from plumbline.edge.offline import offline_file
from plumbline.edge.playable import Playable, journey_version, template

_HTML = "text/html; charset=utf-8"


def routes() -> list[HTTPRouteHandler]:
    """Return the routes."""
    return [export_journey, export_template]


@get("/journeys/{item_id:str}/offline", summary="Get a journey as a file that plays offline", tags=["journeys"], media_type=_HTML)
async def export_journey(request: Request[Any, Any, Any], item_id: FromPath[str], number: FromQuery[int] = 0) -> Response[str]:
    """Return a version of a journey, its newest unless a number is given, as one HTML file to be saved and opened."""
    caller(request)
    return await _file(request, await journey_version(installation_of(request), item_id, number), "version of a journey", item_id)


@get("/templates/{item_id:str}/offline", summary="Get a template as a file that plays offline", tags=["templates"], media_type=_HTML)
async def export_template(request: Request[Any, Any, Any], item_id: FromPath[str]) -> Response[str]:
    """Return a template as one HTML file to be saved and opened."""
    caller(request)
    return await _file(request, await template(installation_of(request), item_id), "template", item_id)


async def _file(request: Request[Any, Any, Any], played: Playable | None, noun: str, item_id: str) -> Response[str]:
    if played is None:
        raise missing(noun, item_id)
    found = await offline_file(installation_of(request), played)
    headers = {"Content-Disposition": f'attachment; filename="{found.name}"', "X-Content-Type-Options": "nosniff"}
    return Response(found.text, media_type=_HTML, headers=headers)
