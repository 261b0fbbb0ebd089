"""A handoff to take along: the package in each of its forms."""

from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from plumbline.api.access import caller, installation_of
from plumbline.api.problems import missing
from plumbline.artifacts.handoff_package import FORMS, package_of
from plumbline.projections.items import find_item


@get("/handoffs/{item_id:str}/package/{form:str}", summary="Take a handoff along: md, json, html or zip", tags=["handoffs"])
async def export_handoff(request: Request[Any, Any, Any], item_id: FromPath[str], form: FromPath[str]) -> Response[bytes]:
    """Return a handoff with a signed checkpoint; JSON and zip hold a proof of each approval that can be checked offline."""
    caller(request)
    installation = installation_of(request)
    row = await find_item(installation.ledger, item_id)
    if row is None or row.kind != "handoff":
        raise missing("handoff", item_id)
    if form not in FORMS:
        raise missing("form", form)
    package = await package_of(installation.handling, row.cycle_id, item_id, installation.names, installation.base_url)
    name, media_type, make = FORMS[form]
    made = make(package)
    held = f'attachment; filename="H-{package.content.number}-{name}"'
    return Response(made if isinstance(made, bytes) else made.encode(), media_type=media_type, headers={"Content-Disposition": held})


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of handoffs besides those that every noun has."""
    return [export_handoff]
