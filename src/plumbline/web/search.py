"""Search: items of all cycles whose title has the words."""

from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.params import FromQuery

from plumbline.kernel.record import record
from plumbline.projections.cycles import cycles
from plumbline.projections.items import ItemRow, search
from plumbline.web.labels import Names, name_of
from plumbline.web.reader import reader_of
from plumbline.web.render import page
from plumbline.web.session import installation_of

_SHOWN = 50
_LETTERS = {"decision": "D", "thread": "T", "blocker": "B", "risk": "K", "handoff": "H", "review": "R"}


@record
class Found:
    href: str
    label: str
    kind: str
    state: str
    owner: str
    cycle: str


@get("/search")
async def show_search(request: Request[Any, Any, Any], q: FromQuery[str] = "", after: FromQuery[str] = "") -> Response[str]:
    """Show what matches. after: the item that a page ended with."""
    ledger = installation_of(request).ledger
    reader = reader_of(request)
    titles = {row.id: row.title for row in await cycles(ledger)}
    rows = await search(ledger, q[:200], before=after, limit=_SHOWN + 1)
    more = f"/search?{urlencode({'q': q, 'after': rows[_SHOWN - 1].item_id})}" if len(rows) > _SHOWN else ""
    return page(
        request,
        "search/show.html",
        title="Search",
        crumbs=({"title": "Search", "href": ""},),
        q=q,
        found=[found(row, titles.get(row.cycle_id, ""), reader.names) for row in rows[:_SHOWN]],
        more=more,
        begun=after != "",
    )


def found(row: ItemRow, cycle: str, names: Names) -> Found:
    """Return an item as a line of the result."""
    number = f"{_LETTERS[row.kind]}-{row.number} " if row.kind in _LETTERS and row.number else ""
    return Found(
        href=_href(row),
        label=f"{number}{row.title}",
        kind=row.kind,
        state=row.standing,
        owner=name_of(names, row.owner_id),
        cycle=cycle,
    )


def _href(row: ItemRow) -> str:
    match row.kind:
        case "decision":
            return f"/decisions/{row.item_id}"
        case "thread":
            return f"/threads/{row.item_id}"
        case "correction":
            return f"/cycles/{row.cycle_id}/after-launch#{row.item_id}"
        case "handoff":
            return f"/handoffs/{row.item_id}"
        case "evidence":
            return f"/evidence/{row.item_id}"
        case "review":
            return f"/reviews/{row.item_id}"
        case "document":
            return f"/documents/{row.item_id}"
        case "journey":
            return f"/journeys/{row.item_id}"
        case _:
            return f"/cycles/{row.cycle_id}/risks#{row.item_id}"


routes = [show_search]
