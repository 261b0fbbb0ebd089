"""How a list of decisions is asked for in its address, and the links that ask for it differently."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.record import record
from plumbline.web.decision_rows import FILTERS, SORTS, DecisionRow, decision_rows, narrowed, ordered
from plumbline.web.errors import PageMissing
from plumbline.web.reader import Reader
from plumbline.web.session import AnyRequest

_PAGE_SIZES = {"table": 200, "board": 60}  # every move of a card is tried beforehand, which takes longer than a row
_ALWAYS = ("clock", "title")


@record
class Link:
    """A choice as a link. chosen tells that it is in force; following it then takes it back."""

    title: str
    href: str
    chosen: bool = False
    direction: str = "none"


@record
class Listing:
    """How the list is asked for: filters, order, view, page, columns left out; what a link changes is one of them.

    numbers: of these decisions only, for a download or an act on what was chosen; empty for all. all_chosen: their boxes begin ticked.
    """

    path: str
    filters: tuple[str, ...] = ()
    sort: str = "clock"
    descending: bool = False
    view: str = "table"
    page: int = 1
    hidden: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    all_chosen: bool = False

    @property
    def size(self) -> int:
        """How many decisions are on one page."""
        return _PAGE_SIZES[self.view]

    @property
    def query(self) -> str:
        """What stands behind the path in the address, with its question mark; empty when all is as by default."""
        return self.href()[len(self.path) :]

    @property
    def narrowing(self) -> tuple[tuple[str, str], ...]:
        """Filters and order as the fields of a form, for a download of what the list shows."""
        return (*(("filter", name) for name in self.filters), ("sort", self.sort), ("order", "down" if self.descending else "up"))

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
        asked += [("choose", "all")] if changes.get("all_chosen", False) else []
        return f"{self.path}?{urlencode(asked)}" if asked else self.path


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
        numbers=tuple(int(one) for one in dict.fromkeys(asked.getall("n", [])) if one.isdecimal() and len(one) < 8),
        all_chosen=asked.get("choose", "") == "all",
    )


def listed(cycle: Cycle, workspace: Workspace, reader: Reader, listing: Listing) -> tuple[list[DecisionRow], list[DecisionRow]]:
    """Return all rows, and those that are asked for in their order."""
    rows = decision_rows(cycle, workspace, reader.names, reader.now, reader.zone)
    asked = [row for row in rows if row.number in listing.numbers] if listing.numbers else rows
    return rows, ordered(narrowed(asked, listing.filters, reader.person_id), listing.sort, listing.descending)


def check_composed(cycle: Cycle) -> None:
    """Raise PageMissing for a cycle that nobody composed."""
    if cycle.plan is None:
        raise PageMissing("cycle")


def filters(listing: Listing, rows: Sequence[DecisionRow], person_id: str) -> tuple[Link, ...]:
    """Return the filters with what each would show, as links that add it or take it back."""
    links: list[Link] = []
    for candidate in FILTERS:
        chosen = candidate.id in listing.filters
        names = tuple(name for name in listing.filters if name != candidate.id) if chosen else (*listing.filters, candidate.id)
        count = sum(candidate.holds(row, person_id) for row in rows)
        links.append(Link(title=f"{candidate.title} {count}", href=listing.href(filters=names), chosen=chosen))
    return tuple(links)


def headers(listing: Listing) -> tuple[Link, ...]:
    """Return the heads of the columns, as links that sort by them."""
    links: list[Link] = []
    for name, (title, _) in SORTS.items():
        if name in listing.hidden:
            continue
        chosen = name == listing.sort
        direction = ("descending" if listing.descending else "ascending") if chosen else "none"
        href = listing.href(sort=name, descending=chosen and not listing.descending)
        links.append(Link(title=title, href=href, chosen=chosen, direction=direction))
    return tuple(links)


def columns(listing: Listing) -> tuple[Link, ...]:
    """Return the columns that can be left out, each as a link that takes it out or brings it back."""
    links: list[Link] = []
    for name, (title, _) in SORTS.items():
        if name not in _ALWAYS:
            shown = name not in listing.hidden
            hidden = (*listing.hidden, name) if shown else tuple(other for other in listing.hidden if other != name)
            links.append(Link(title=title, href=listing.href(hidden=hidden), chosen=shown))
    return tuple(links)


def pages(listing: Listing, count: int) -> tuple[Link, ...]:
    """Return the pages of a long list; nothing when it has one."""
    last = -(-count // listing.size)
    if last < 2:
        return ()
    return tuple(Link(title=str(n), href=listing.href(page=n), chosen=n == listing.page) for n in range(1, last + 1))
