"""A journey as one file that plays offline, to be downloaded."""

from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath, FromQuery

from plumbline.edge.offline import offline_file
from plumbline.edge.playable import Playable
from plumbline.web.runs import playable_journey, playable_template
from plumbline.web.session import AnyRequest, installation_of


@get("/journeys/{journey_id:str}/offline.html")
async def export_journey(request: Request[Any, Any, Any], journey_id: FromPath[str], number: FromQuery[int] = 0) -> Response[str]:
    """Give a version of a journey as a file that plays by itself; its newest unless another is asked for."""
    return await _file(request, await playable_journey(request, journey_id, number))


@get("/templates/{template_id:str}/offline.html")
async def export_template(request: Request[Any, Any, Any], template_id: FromPath[str]) -> Response[str]:
    """Give a template as a file that plays by itself."""
    return await _file(request, await playable_template(request, template_id))


async def _file(request: AnyRequest, played: Playable) -> Response[str]:
    found = await offline_file(installation_of(request), played)
    headers = {"Content-Disposition": f'attachment; filename="{found.name}"', "Cache-Control": "no-store"}
    return Response(found.text, media_type="text/html; charset=utf-8", headers=headers)


routes = (export_journey, export_template)
