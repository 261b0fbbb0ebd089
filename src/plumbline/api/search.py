"""Search for programs: items of all cycles whose title has the words."""

from typing import Any

import msgspec
from litestar import Request, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery

from plumbline.api.access import caller, installation_of
from plumbline.projections.items import search

_LONGEST, _LONGEST_PAGE = 200, 200


class FoundBody(msgspec.Struct, kw_only=True):
    """An item that was found. number: as people see it in its cycle, 0 for what has none.

    elsewhere: whether it was decided where it was brought in from, and not here.
    """

    id: str
    kind: str
    number: int
    title: str
    state: str
    owner_id: str
    cycle_id: str
    elsewhere: bool


class FoundList(msgspec.Struct, kw_only=True):
    """next: what to send as `after` for what else was found; empty when this is all."""

    items: list[FoundBody]
    next: str


@get("/search", summary="Find items by words of their title", tags=["search"])
async def find_items(
    request: Request[Any, Any, Any], q: FromQuery[str] = "", after: FromQuery[str] = "", limit: FromQuery[int] = 50
) -> FoundList:
    """Return the items of all cycles of the workspace whose title has the words, 200 at most. after: the item that a page ended with."""
    caller(request)
    size = max(1, min(limit, _LONGEST_PAGE))
    rows = await search(installation_of(request).ledger, q[:_LONGEST], before=after, limit=size + 1)
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
                elsewhere=row.elsewhere,
            )
            for row in rows[:size]
        ],
        next=rows[size - 1].item_id if len(rows) > size else "",
    )


def routes() -> list[HTTPRouteHandler]:
    """Return the route of the search."""
    return [find_items]
