"""The decisions of a cycle: table, board, CSV, and the form that proposes a new one."""

import csv
import io
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.response import Redirect
from minijinja import safe

from plumbline.domain.cycle.decision import DraftDecision
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.identity import is_id
from plumbline.kernel.outcome import Refusal
from plumbline.kernel.record import record
from plumbline.web.ageing import ageing_dots
from plumbline.web.bottlenecks import bottlenecks
from plumbline.web.clockwords import iso
from plumbline.web.decision_forms import criteria_of, options_of
from plumbline.web.decision_rows import FILTERS, SORTS, DecisionRow, decision_rows, narrowed, ordered
from plumbline.web.errors import PageMissing
from plumbline.web.findings import RefusalWords, problem_words, refusal_words
from plumbline.web.forms import fields_of
from plumbline.web.labels import DECISION_STATES, Chip
from plumbline.web.people import choices
from plumbline.web.reader import Reader, reader_of
from plumbline.web.render import environment, page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of

_BOARD = ("draft", "proposed", "in_review", "approved_conditionally", "deferred", "approved")
_COLUMNS = (
    "number", "title", "state", "owner", "objective", "due_at", "criteria_met", "criteria", "evidence", "open_threads", "blocks",
    "cycles_in_review",
)  # fmt: skip
_ALWAYS = ("clock", "title")
_PAGE_SIZE = 200
_MOST_KEPT = 64
_KEPT: OrderedDict[tuple[Any, ...], str] = OrderedDict()


@record
class Link:
    """A choice as a link. chosen tells that it is in force; following it then takes it back."""

    title: str
    href: str
    chosen: bool = False
    direction: str = "none"


@record
class Lane:
    """One state of the board with its cards."""

    chip: Chip
    rows: tuple[DecisionRow, ...]


@record
class Listing:
    """How the list is asked for: filters, order, view, page, columns left out; what a link changes is one of them."""

    path: str
    filters: tuple[str, ...] = ()
    sort: str = "clock"
    descending: bool = False
    view: str = "table"
    page: int = 1
    hidden: tuple[str, ...] = ()

    def href(self, **changes: Any) -> str:
        """Return the address of this list with some things changed; defaults are left out of it."""
        filters = changes.get("filters", self.filters)
        sort, descending = changes.get("sort", self.sort), changes.get("descending", self.descending)
        view, number = changes.get("view", self.view), changes.get("page", 1)
        asked = [("filter", name) for name in filters]
        asked += [("sort", sort)] if sort != "clock" else []
        asked += [("order", "down")] if descending else []
        asked += [("view", view)] if view != "table" else []
        asked += [("page", str(number))] if number > 1 else []
        asked += [("hide", name) for name in changes.get("hidden", self.hidden)]
        return f"{self.path}?{urlencode(asked)}" if asked else self.path


@get("/cycles/{cycle_id:str}/decisions")
async def show_decisions(request: Request[Any, Any, Any], cycle_id: str) -> Response[str]:
    """Show the decisions of a cycle."""
    check_cycle_id(cycle_id)
    listing = listing_of(request, f"/cycles/{cycle_id}/decisions")
    title, content = await _content(request, cycle_id, listing)
    return page(
        request,
        "decisions/list.html",
        title="Decisions",
        cycle_id=cycle_id,
        streams=(cycle_id,),
        crumbs=({"title": title, "href": f"/cycles/{cycle_id}"}, {"title": "Decisions", "href": ""}),
        new_href=f"/cycles/{cycle_id}/decisions/new",
        content=safe(content),
        commands=_commands(installation_of(request).base_url, cycle_id),
    )


@get("/cycles/{cycle_id:str}/decisions.csv")
async def download_decisions(request: Request[Any, Any, Any], cycle_id: str) -> Response[str]:
    """Give the list as comma-separated values."""
    listing = listing_of(request, f"/cycles/{cycle_id}/decisions")
    check_cycle_id(cycle_id)
    workspace = await installation_of(request).handling.workspace()
    async with installation_of(request).handling.reading(cycle_id) as cycle:
        _check_composed(cycle)
        _, chosen = _rows(cycle, workspace, reader_of(request), listing)
    headers = {"Content-Disposition": 'attachment; filename="decisions.csv"'}
    return Response(as_csv(chosen), media_type="text/csv; charset=utf-8", headers=headers)


@get("/cycles/{cycle_id:str}/decisions/new")
async def show_new_decision(request: Request[Any, Any, Any], cycle_id: str) -> Response[str]:
    """Show the form that proposes a decision."""
    return await _form(request, cycle_id, {})


@post("/cycles/{cycle_id:str}/decisions")
async def propose_decision(request: Request[Any, Any, Any], cycle_id: str) -> Response[str] | Redirect:
    """Write down a question and put it to its owner, or keep it as a draft."""
    reader, context = reader_of(request), context_of(request)
    check_cycle_id(cycle_id)
    fields = await fields_of(request, reader.zone)
    command = DraftDecision(
        title=fields.required("title", "what is to be decided, in a few words"),
        section_id=fields.text("section_id"),
        objective_id=fields.text("objective_id"),
        question=fields.text("question"),
        owner_id=fields.text("owner_id"),
        due_at=fields.instant("due_at"),
        fallback=fields.text("fallback"),
        options=options_of(fields, context.new_id),
        criteria=criteria_of(fields, context.new_id),
        scope=tuple(line for line in fields.text("scope").splitlines() if line.strip()),
        propose=fields.text("act") != "draft",
    )
    if fields.problems:
        return await _form(request, cycle_id, fields.kept(), status=422, said=problem_words(fields.problems))
    answer = await installation_of(request).handling.handle(cycle_id, command, context)
    if isinstance(answer, Refusal):
        return await _form(request, cycle_id, fields.kept(), status=status_of(answer), refusal=answer)
    return see_other(f"/decisions/{answer.item}")


def check_cycle_id(cycle_id: str) -> None:
    """Raise PageMissing for an address that cannot be a cycle's."""
    if not is_id(cycle_id, "cyc"):
        raise PageMissing("cycle")


def listing_of(request: AnyRequest, path: str) -> Listing:
    """Read from the address how the list is asked for."""
    asked = request.query_params
    number = asked.get("page", "1")
    return Listing(
        path=path,
        filters=tuple(dict.fromkeys(asked.getall("filter", []))),
        sort=asked.get("sort", "clock") if asked.get("sort", "clock") in SORTS else "clock",
        descending=asked.get("order", "") == "down",
        view="board" if asked.get("view", "") == "board" else "table",
        page=max(int(number), 1) if number.isdecimal() and len(number) < 6 else 1,
        hidden=tuple(name for name in dict.fromkeys(asked.getall("hide", [])) if name in SORTS and name not in _ALWAYS),
    )


def as_csv(rows: Sequence[DecisionRow]) -> str:
    """Return rows as comma-separated values. Cells that a spreadsheet would run as a formula are quoted with an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    for row in rows:
        cells = (getattr(row, column) for column in _COLUMNS)
        writer.writerow([_cell(cell) for cell in cells])
    return text.getvalue()


def _cell(value: Any) -> str:
    text = value.words if isinstance(value, Chip) else iso(value) if hasattr(value, "isoformat") else "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


async def _content(request: AnyRequest, cycle_id: str, listing: Listing) -> tuple[str, str]:
    """Return the cycle's title and the list as markup: written once for a state of the cycle, a reader and a minute, then kept.

    Clocks tell hours and minutes, so a list that is less than a minute old says what a new one would.
    """
    installation, reader = installation_of(request), reader_of(request)
    workspace = await installation.handling.workspace()
    minute = reader.now.replace(second=0, microsecond=0)
    async with installation.handling.reading(cycle_id) as cycle:
        _check_composed(cycle)
        seen = (cycle_id, cycle.version, workspace.version, minute, reader.zone, reader.person_id, listing, tuple(reader.names.items()))
        if seen not in _KEPT:
            _KEPT[seen] = _written(cycle, workspace, reader, listing)
            if len(_KEPT) > _MOST_KEPT:
                _KEPT.popitem(last=False)
        return cycle.title, _KEPT[seen]


def _written(cycle: Cycle, workspace: Workspace, reader: Reader, listing: Listing) -> str:
    rows, chosen = _rows(cycle, workspace, reader, listing)
    first = (listing.page - 1) * _PAGE_SIZE
    return environment().render_template(
        "decisions/_content.html",
        rows=chosen[first : first + _PAGE_SIZE],
        lanes=_lanes(chosen) if listing.view == "board" else (),
        count=len(rows),
        shown=len(chosen),
        filters=_filters(listing, rows, reader.person_id),
        headers=_headers(listing),
        hidden=listing.hidden,
        columns=_columns(listing),
        views=(
            Link(title="Table", href=listing.href(view="table"), chosen=listing.view == "table"),
            Link(title="Board", href=listing.href(view="board"), chosen=listing.view == "board"),
        ),
        pages=_pages(listing, len(chosen)),
        csv_href=f"{listing.path}.csv{listing.href()[len(listing.path) :]}",
        clear_href=listing.href(filters=()),
        new_href=f"{listing.path}/new",
        bottlenecks=bottlenecks(cycle, reader.names),
        dots=ageing_dots(cycle, workspace, chosen, reader.now),
    )


def _rows(cycle: Cycle, workspace: Workspace, reader: Reader, listing: Listing) -> tuple[list[DecisionRow], list[DecisionRow]]:
    """Return all rows, and those that are asked for in their order."""
    rows = decision_rows(cycle, workspace, reader.names, reader.now, reader.zone)
    return rows, ordered(narrowed(rows, listing.filters, reader.person_id), listing.sort, listing.descending)


def _check_composed(cycle: Cycle) -> None:
    if cycle.plan is None:
        raise PageMissing("cycle")


def _filters(listing: Listing, rows: Sequence[DecisionRow], person_id: str) -> tuple[Link, ...]:
    links: list[Link] = []
    for candidate in FILTERS:
        chosen = candidate.id in listing.filters
        names = tuple(name for name in listing.filters if name != candidate.id) if chosen else (*listing.filters, candidate.id)
        count = sum(candidate.holds(row, person_id) for row in rows)
        links.append(Link(title=f"{candidate.title} {count}", href=listing.href(filters=names), chosen=chosen))
    return tuple(links)


def _headers(listing: Listing) -> tuple[Link, ...]:
    links: list[Link] = []
    for name, (title, _) in SORTS.items():
        if name in listing.hidden:
            continue
        chosen = name == listing.sort
        direction = ("descending" if listing.descending else "ascending") if chosen else "none"
        href = listing.href(sort=name, descending=chosen and not listing.descending)
        links.append(Link(title=title, href=href, chosen=chosen, direction=direction))
    return tuple(links)


def _columns(listing: Listing) -> tuple[Link, ...]:
    """Return the columns that can be left out, each as a link that takes it out or brings it back."""
    links: list[Link] = []
    for name, (title, _) in SORTS.items():
        if name not in _ALWAYS:
            shown = name not in listing.hidden
            hidden = (*listing.hidden, name) if shown else tuple(other for other in listing.hidden if other != name)
            links.append(Link(title=title, href=listing.href(hidden=hidden), chosen=shown))
    return tuple(links)


def _pages(listing: Listing, count: int) -> tuple[Link, ...]:
    last = -(-count // _PAGE_SIZE)
    if last < 2:
        return ()
    return tuple(Link(title=str(n), href=listing.href(page=n), chosen=n == listing.page) for n in range(1, last + 1))


def _lanes(rows: Sequence[DecisionRow]) -> tuple[Lane, ...]:
    lanes = [Lane(chip=DECISION_STATES[state], rows=tuple(row for row in rows if row.state == state)) for state in _BOARD]
    rest = tuple(row for row in rows if row.state not in _BOARD)
    return (*lanes, Lane(chip=Chip("ended", "Ended otherwise"), rows=rest)) if rest else tuple(lanes)


async def _form(
    request: AnyRequest,
    cycle_id: str,
    kept: Mapping[str, Any],
    *,
    status: int = 200,
    refusal: Refusal | None = None,
    said: RefusalWords | None = None,
) -> Response[str]:
    check_cycle_id(cycle_id)
    installation, reader = installation_of(request), reader_of(request)
    workspace = await installation.handling.workspace()
    async with installation.handling.reading(cycle_id) as cycle:
        _check_composed(cycle)
        title: str = cycle.title
        sections = [(section.id, section.title) for section in cycle.sections.values()]
        objectives = [(objective.id, objective.title) for objective in cycle.objectives.values()]
        if refusal is not None:
            said = refusal_words(refusal, reader, cycle)
    names = (
        "title", "question", "section_id", "objective_id", "due_at", "fallback", "scope",
        *(f"option_{n}{part}" for n in range(3) for part in ("", "_consequence")),
        *(f"criterion_{n}{part}" for n in range(3) for part in ("", "_method", "_owner", "_check")),
    )  # fmt: skip
    values = {**dict.fromkeys(names, ""), "owner_id": reader.person_id, **kept}
    return page(
        request,
        "decisions/new.html",
        status=status,
        title="Propose a decision",
        cycle_id=cycle_id,
        crumbs=(
            {"title": title, "href": f"/cycles/{cycle_id}"},
            {"title": "Decisions", "href": f"/cycles/{cycle_id}/decisions"},
            {"title": "Propose", "href": ""},
        ),
        values=values,
        sections=sections,
        objectives=objectives,
        people=choices(workspace, reader),
        refusal=said,
        action=f"/cycles/{cycle_id}/decisions",
    )


def _commands(base_url: str, cycle_id: str) -> tuple[tuple[str, str], ...]:
    return (
        ("Read them", f'curl -H "Authorization: Bearer $PLUMBLINE_TOKEN" {base_url}/v1/cycles/{cycle_id}/decisions'),
        ("On the command line", f"plumbline decision list --cycle {cycle_id}"),
    )


routes = [show_decisions, download_decisions, show_new_decision, propose_decision]
