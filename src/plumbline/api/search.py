"""Search for programs: items of all cycles whose title has the words."""

from typing import Any

import msgspec
from litestar import Request, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery

from plumbline.api.access import caller, installation_of
from plumbline.projections.items import search

_LONGEST = 200


class FoundBody(msgspec.Struct, kw_only=True):
    """An item that was found. number: as people see it in its cycle, 0 for what has none."""

    id: str
    kind: str
    number: int
    title: str
    state: str
    owner_id: str
    cycle_id: str


class FoundList(msgspec.Struct, kw_only=True):
    items: list[FoundBody]


@get("/search", summary="Find items by words of their title", tags=["search"])
async def find_items(request: Request[Any, Any, Any], q: FromQuery[str] = "") -> FoundList:
    """Return the items of all cycles of the workspace whose title has the words."""
    caller(request)
    rows = await search(installation_of(request).ledger, q[:_LONGEST])
    return FoundList(
        items=[
            FoundBody(
                id=row.item_id,
                kind=row.kind,
                number=row.number or 0,
                title=row.title,
                state=row.state,
                owner_id=row.owner_id,
                cycle_id=row.cycle_id,
            )
            for row in rows
        ]
    )


def routes() -> list[HTTPRouteHandler]:
    """Return the route of the search."""
    return [find_items]
