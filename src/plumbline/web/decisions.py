"""The decisions of a cycle as a table or a board: what is listed, and moving a card to another state."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from minijinja import safe

from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Refusal
from plumbline.kernel.record import record
from plumbline.web.ageing import ageing_dots
from plumbline.web.bottlenecks import bottlenecks
from plumbline.web.decision_forms import ACTS
from plumbline.web.decision_listing import (
    Link,
    Listing,
    check_composed,
    columns,
    filters,
    headers,
    listed,
    listing_of,
    pages,
)
from plumbline.web.decision_moves import DIRECT, Move, moves_of
from plumbline.web.decision_rows import DecisionRow
from plumbline.web.errors import PageMissing, check_cycle_id
from plumbline.web.findings import RefusalWords, refusal_words
from plumbline.web.forms import fields_of
from plumbline.web.labels import DECISION_STATES, Chip
from plumbline.web.reader import Reader, reader_of
from plumbline.web.render import environment, page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of

_BOARD = ("draft", "proposed", "in_review", "approved_conditionally", "deferred", "approved")
_MOST_KEPT = 64
_KEPT: OrderedDict[tuple[Any, ...], str] = OrderedDict()


@record
class Card:
    """One decision on the board, and where it can go from there."""

    row: DecisionRow
    moves: tuple[Move, ...]


@record
class Lane:
    """One state of the board with its cards."""

    chip: Chip
    cards: tuple[Card, ...]


@get("/cycles/{cycle_id:str}/decisions")
async def show_decisions(request: Request[Any, Any, Any], cycle_id: FromPath[str]) -> Response[str]:
    """Show the decisions of a cycle."""
    return await _page(request, cycle_id)


@post("/cycles/{cycle_id:str}/decisions/moves")
async def move_decision(request: Request[Any, Any, Any], cycle_id: FromPath[str]) -> Response[str] | Redirect:
    """Move a card of the board: the act that brings the decision into the other state. A refusal says what hinders it, on the board."""
    check_cycle_id(cycle_id)
    reader, context = reader_of(request), context_of(request)
    fields = await fields_of(request, reader.zone)
    act, _, decision_id = fields.text("move").partition(" ")
    if act not in DIRECT:
        raise PageMissing("act")
    answer = await installation_of(request).handling.handle(cycle_id, ACTS[act](decision_id, fields, context.new_id), context)
    if isinstance(answer, Refusal):
        return await _page(request, cycle_id, refusal=answer)
    return see_other(f"{_listing(request, cycle_id).href()}#{decision_id}")


async def _page(request: AnyRequest, cycle_id: str, refusal: Refusal | None = None) -> Response[str]:
    check_cycle_id(cycle_id)
    listing = _listing(request, cycle_id)
    title, content = await _content(request, cycle_id, listing)
    return page(
        request,
        "decisions/list.html",
        status=200 if refusal is None else status_of(refusal),
        title="Decisions",
        cycle_id=cycle_id,
        streams=(cycle_id,),
        crumbs=({"title": title, "href": f"/cycles/{cycle_id}"}, {"title": "Decisions", "href": ""}),
        refusal=await _words(request, cycle_id, refusal),
        new_href=f"{listing.path}/new",
        import_href=f"/cycles/{cycle_id}/imports",
        moves_href=f"{listing.path}/moves{listing.query}" if listing.view == "board" else "",
        content=safe(content),
        commands=_commands(installation_of(request).base_url, cycle_id),
    )


async def _words(request: AnyRequest, cycle_id: str, refusal: Refusal | None) -> RefusalWords | None:
    if refusal is None:
        return None
    async with installation_of(request).handling.reading(cycle_id) as cycle:
        return refusal_words(refusal, reader_of(request), cycle)


async def _content(request: AnyRequest, cycle_id: str, listing: Listing) -> tuple[str, str]:
    """Return the cycle's title and the list as markup: written once for a state of the cycle, a reader and a minute, then kept.

    Clocks tell hours and minutes, so a list that is less than a minute old says what a new one would.
    """
    installation, reader = installation_of(request), reader_of(request)
    workspace = await installation.handling.workspace()
    minute = reader.now.replace(second=0, microsecond=0)
    async with installation.handling.reading(cycle_id) as cycle:
        check_composed(cycle)
        seen = (cycle_id, cycle.version, workspace.version, minute, reader.zone, reader.person_id, listing, tuple(reader.names.items()))
        if seen not in _KEPT:
            _KEPT[seen] = _written(cycle, workspace, reader, listing, context_of(request))
            if len(_KEPT) > _MOST_KEPT:
                _KEPT.popitem(last=False)
        return cycle.title, _KEPT[seen]


def _written(cycle: Cycle, workspace: Workspace, reader: Reader, listing: Listing, context: Context) -> str:
    rows, chosen = listed(cycle, workspace, reader, listing)
    first = (listing.page - 1) * listing.size
    shown = chosen[first : first + listing.size]
    on_board = listing.view == "board"
    return environment().render_template(
        "decisions/_content.html",
        rows=shown,
        lanes=_lanes([Card(row=row, moves=moves_of(cycle, workspace, row.id, reader, context)) for row in shown]) if on_board else (),
        count=len(rows),
        shown=len(chosen),
        filters=filters(listing, rows, reader.person_id),
        headers=headers(listing),
        listing=listing,
        columns=columns(listing),
        views=(
            Link(title="Table", href=listing.href(view="table"), chosen=not on_board),
            Link(title="Board", href=listing.href(view="board"), chosen=on_board),
        ),
        pages=pages(listing, len(chosen)),
        bottlenecks=bottlenecks(cycle, reader.names),
        dots=ageing_dots(cycle, workspace, chosen, reader.now),
    )


def _lanes(cards: Sequence[Card]) -> tuple[Lane, ...]:
    lanes = [Lane(chip=DECISION_STATES[state], cards=tuple(card for card in cards if card.row.state == state)) for state in _BOARD]
    rest = tuple(card for card in cards if card.row.state not in _BOARD)
    return (*lanes, Lane(chip=Chip("ended", "Ended otherwise"), cards=rest)) if rest else tuple(lanes)


def _listing(request: AnyRequest, cycle_id: str) -> Listing:
    return replace(listing_of(request, f"/cycles/{cycle_id}/decisions"), numbers=())


def _commands(base_url: str, cycle_id: str) -> tuple[tuple[str, str], ...]:
    return (
        ("Read them", f'curl -H "Authorization: Bearer $PLUMBLINE_TOKEN" {base_url}/v1/cycles/{cycle_id}/decisions'),
        ("On the command line", f"plumbline decision list --cycle {cycle_id}"),
        ("Hand some on", f"plumbline decision reassign D-1 D-2 --to NAME --cycle {cycle_id}"),
    )


routes = [show_decisions, move_decision]
