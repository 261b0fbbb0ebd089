"""The frame around every page: the side column, the cycle switcher, what can be started new, and who is looking."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, get_args

from litestar import Litestar, Request

from plumbline.domain.obligation import Kind
from plumbline.kernel.record import record
from plumbline.projections.attention import counts
from plumbline.projections.cycles import CycleRow, cycles
from plumbline.web.guide import Guide, Lesson, guide_of, lesson_of
from plumbline.web.session import installation_of, read_cookie, visit_of


class Page(NamedTuple):
    """A page that the side column can lead to. counts: kinds of items whose obligations stand beside its name."""

    group: str
    title: str
    path: str
    key: str
    counts: tuple[str, ...] = ()


_ANY_KIND: tuple[str, ...] = get_args(Kind)
PAGES = (
    Page("You", "Home", "/", "g h", _ANY_KIND),
    Page("This cycle", "Overview", "/cycles/{}", "g o", ("pattern",)),
    Page("This cycle", "Decisions", "/cycles/{}/decisions", "g d", ("decision",)),
    Page("This cycle", "Reviews", "/cycles/{}/reviews", "g r", ("review",)),
    Page("This cycle", "Journeys", "/cycles/{}/journeys", "g j", ("journey",)),
    Page("This cycle", "Gates", "/cycles/{}/gates", "g g"),
    Page("This cycle", "Handoffs", "/cycles/{}/handoffs", "g n", ("handoff",)),
    Page("This cycle", "Risks", "/cycles/{}/risks", "g b", ("risk", "blocker", "assumption", "drill")),
    Page("This cycle", "Scope", "/cycles/{}/scope", "g s", ("scope", "change")),
    Page("This cycle", "After launch", "/cycles/{}/after-launch", "g x", ("correction",)),
    Page("This cycle", "Frame", "/cycles/{}/frame", "g e", ("stage", "safeguard", "promise", "release", "message", "checkpoint", "agenda")),
    Page("Evidence", "Metrics", "/cycles/{}/metrics", "g m"),
    Page("Evidence", "Forecast", "/cycles/{}/forecast", "g f"),
    Page("Evidence", "Signals", "/cycles/{}/signals", "g y"),
    Page("Library", "Playbooks", "/playbooks", "g p"),
    Page("Library", "Templates", "/templates", "g t", ("decision_template",)),
    Page("System", "Integrations", "/integrations", "g i", ("endpoint",)),
    Page("System", "People", "/people", "g u"),
    Page("System", "Ledger", "/ledger", "g l"),
    Page("System", "Admin", "/admin", "g a"),
)
_NEW = (
    ("Decision", "/cycles/{}/decisions/new"),
    ("Review", "/cycles/{}/reviews/new"),
    ("Blocker", "/cycles/{}/blockers/new"),
    ("Cycle", "/playbooks/compose"),
)


@record
class Link:
    title: str
    href: str
    key: str = ""
    count: int = 0


@record
class Group:
    title: str
    links: tuple[Link, ...]


@record
class Person:
    id: str
    name: str


@record
class OtherWorkspace:
    """A workspace that the visitor can go to from here."""

    id: str
    title: str


@record
class Frame:
    """Everything the shell shows. workspaces: the others that the visitor is a member of; for most people there is none.

    position: the ledger's head when the page was begun, so that live updates go on from there.
    """

    position: int
    person_id: str
    person_name: str
    demo: bool
    people: tuple[Person, ...]
    workspace_title: str
    workspaces: tuple[OtherWorkspace, ...]
    compose: str
    cycle_id: str
    cycle_title: str
    cycles: tuple[Link, ...]
    groups: tuple[Group, ...]
    new: tuple[Link, ...]
    search: bool
    guide: Guide | None


@record
class Gathered:
    """What the frame is made of, read once per request. needs: the visitor's obligations, counted by cycle and kind of item.

    active: the members who have not left.
    """

    position: int
    cycles: tuple[CycleRow, ...]
    needs: Mapping[tuple[str, str], int]
    names: dict[str, str]
    active: frozenset[str]
    lesson: Lesson | None


async def gather(request: Request[Any, Any, Any]) -> None:
    """Read what the frame shows; `frame_of` makes it once the page knows which cycle it belongs to."""
    installation, visit = installation_of(request), visit_of(request)
    if not visit.person_id:
        return
    size = await installation.ledger.size()  # first: what is written while the page is made must reach it as a live update
    names = dict(installation.names)
    workspace = await installation.handling.workspace()
    request.scope["state"]["gathered"] = Gathered(
        position=size,
        cycles=tuple(await cycles(installation.ledger)),
        needs=await counts(installation.ledger, visit.person_id),
        names=names,
        active=frozenset(key for key in names if workspace.is_active(key)),
        lesson=await lesson_of(installation, request.app.state, names, size) if installation.demo and installation.is_home else None,
    )


def frame_of(request: Request[Any, Any, Any], cycle_id: str = "", seen: frozenset[str] = frozenset()) -> Frame | None:
    """Return the frame for the visitor, or None where nobody is signed in.

    cycle_id: the cycle the page belongs to; otherwise the one in the path, the one looked at last, or the newest.
    seen: what the guide of the demo counts as seen by this browser.
    """
    gathered: Gathered | None = request.scope["state"].get("gathered")
    if gathered is None:
        return None
    installation, visit = installation_of(request), visit_of(request)
    cycle = _cycle(request, gathered.cycles, cycle_id)
    known = known_paths(request.app)
    return Frame(
        position=gathered.position,
        person_id=visit.person_id,
        person_name=gathered.names.get(visit.person_id, "Unknown person"),
        demo=installation.demo,
        people=tuple(Person(id=key, name=gathered.names[key]) for key in sorted(gathered.active, key=gathered.names.__getitem__)),
        workspace_title=dict(visit.workspaces).get(visit.workspace_id, ""),
        workspaces=tuple(OtherWorkspace(id=key, title=title) for key, title in visit.workspaces if key != visit.workspace_id),
        compose="/playbooks/compose" if "/playbooks/compose" in known else "",
        cycle_id=cycle.id if cycle else "",
        cycle_title=cycle.title if cycle else "",
        cycles=_switcher(gathered, cycle),
        groups=_groups(gathered, cycle, known),
        new=tuple(_new(cycle, known)),
        search="/search" in known,
        guide=guide_of(gathered.lesson, seen) if gathered.lesson is not None else None,
    )


@lru_cache(maxsize=8)
def known_paths(app: Litestar) -> frozenset[str]:
    """Return the paths that the product answers, with `{}` for each parameter: pages that do not exist yet are not linked."""
    return frozenset(re.sub(r"\{[^}]*\}", "{}", route.path) for route in app.routes)


_STANDS_UNDER = {"decisions": "decisions", "handoffs": "handoffs", "blockers": "risks", "escalations": "risks"}


def current_link(frame: Frame | None, path: str) -> str:
    """Return the link of the side column that a page stands under: the longest one that its path begins with."""
    if frame is None:
        return ""
    links = [link.href for group in frame.groups for link in group.links]
    under = [href for href in links if path == href or (href != "/" and path.startswith(f"{href}/"))]
    for noun, place in _STANDS_UNDER.items():
        if f"/{noun}/" in f"{path}/" and (own := [href for href in links if href.endswith(f"/{place}")]):
            return own[0]
    return max(under, key=len, default="")


def _cycle(request: Request[Any, Any, Any], rows: tuple[CycleRow, ...], cycle_id: str) -> CycleRow | None:
    wished = (cycle_id, str(request.path_params.get("cycle_id", "")), read_cookie(request, "cycle"))
    by_id = {row.id: row for row in rows}
    return next((by_id[key] for key in wished if key in by_id), rows[0] if rows else None)


def _switcher(gathered: Gathered, current: CycleRow | None) -> tuple[Link, ...]:
    rows = gathered.cycles
    place = next((index for index, row in enumerate(rows) if current and row.id == current.id), -1)
    keys = {place - 1: "[", place + 1: "]"} if place >= 0 else {}
    return tuple(
        Link(
            title=row.title if row.state == "running" else f"{row.title} (closed)",
            href=f"/cycles/{row.id}",
            key=keys.get(index, ""),
            count=sum(count for (cycle_id, _), count in gathered.needs.items() if cycle_id == row.id),
        )
        for index, row in enumerate(rows)
    )


def _groups(gathered: Gathered, cycle: CycleRow | None, known: frozenset[str]) -> tuple[Group, ...]:
    shown = [place for place in PAGES if place.path in known and (cycle or "{}" not in place.path)]
    titles = dict.fromkeys(place.group for place in shown)
    return tuple(
        Group(title=title, links=tuple(_link(place, gathered.needs, cycle) for place in shown if place.group == title)) for title in titles
    )


def _link(place: Page, needs: Mapping[tuple[str, str], int], cycle: CycleRow | None) -> Link:
    in_cycle = "{}" in place.path
    count = sum(
        number
        for (cycle_id, kind), number in needs.items()
        if kind in place.counts and (not in_cycle or (cycle is not None and cycle_id == cycle.id))
    )
    return Link(title=place.title, href=place.path.replace("{}", cycle.id if cycle else ""), key=place.key, count=count)


def _new(cycle: CycleRow | None, known: frozenset[str]) -> Iterable[Link]:
    for title, path in _NEW:
        if path in known and (cycle or "{}" not in path):
            yield Link(title=title, href=path.replace("{}", cycle.id if cycle else ""))
