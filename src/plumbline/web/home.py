"""Home: what needs the person who looks, in what order, and what became of the rest."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from plumbline.domain.cycle.rules.clock import remaining
from plumbline.domain.cycle.rules.decision import approval_findings
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Refusal
from plumbline.kernel.record import record
from plumbline.projections.attention import (
    NeedRow,
    closest_to_breach,
    count_waiting,
    counts_by_verb,
    due_until,
    most_pressing,
    waiting_on_others,
)
from plumbline.projections.cycles import cycles
from plumbline.projections.items import ItemRow, find_item, settled_since
from plumbline.projections.urgency import first_of_each, in_order
from plumbline.web.charts import strip
from plumbline.web.clock_forms import PAUSE_REASONS
from plumbline.web.clockwords import ClockWords, Instant, ago, clock_words, day, due_words
from plumbline.web.csv_file import csv_file
from plumbline.web.errors import PageMissing
from plumbline.web.findings import RefusalWords, problem_words, refusal_words
from plumbline.web.forms import fields_of
from plumbline.web.labels import href_of, href_outside, label_of, name_of
from plumbline.web.people import choices
from plumbline.web.reader import Reader, reader_of
from plumbline.web.render import page, see_other
from plumbline.web.row_acts import ACTS, RowActs, acts_of, done_words
from plumbline.web.session import AnyRequest, context_of, installation_of, visit_of
from plumbline.web.status import status_of
from plumbline.words.attention import why

_FRIDAY = 4
_GROUPS: dict[str, tuple[str, ...]] = {
    "Decide": ("decide",),
    "Answer": ("answer",),
    "Review": ("accept", "review"),
    "Attach evidence": ("attach",),
    "Unblock": ("unblock",),
    "Assess": ("assess",),
}
_BUTTONS = {"answer": "Answer", "accept": "Judge", "review": "Review", "attach": "Attach", "assess": "Assess"}
_AT_ONCE, _UNDATED_AT_ONCE = 6, 3
_AHEAD = timedelta(days=15)  # what the strip of the next fourteen days can show, in any zone
_WRITTEN = 25  # rows of a group, and of what others owe, that are on the page at all; nobody works off a longer list from the top


@record
class HomeRow:
    """One obligation as the list shows it. button: the word on its one button. acts: what its menu offers besides."""

    id: str
    href: str
    title: str
    clock: ClockWords | None
    why: str
    blocks: int
    button: str
    cycle: str
    owner: str
    acts: RowActs | None


@record
class NeedGroup:
    """The first obligations of one kind of act, in the order to meet them. count: how many there are in all."""

    title: str
    needs: tuple[NeedRow, ...]
    count: int


@record
class HomeGroup:
    """Obligations of one kind of act. Only the first few stand open; more are one click away. beyond: how many are not on the page."""

    id: str
    title: str
    rows: tuple[HomeRow, ...]
    more: tuple[HomeRow, ...]
    beyond: int


@record
class SettledRow:
    href: str
    title: str
    outcome: str
    owner: str
    when: Instant


@get("/")
async def show_home(request: Request[Any, Any, Any], did: FromQuery[str] = "", item: FromQuery[str] = "") -> Response[Any]:
    """Show what needs the visitor. did, item: the act that led back here, so that the page can say what became of it."""
    return await home_page(request, done=await _done(request, did, item))


@get("/needs/next-days.csv")
async def download_next_days(request: Request[Any, Any, Any]) -> Response[str]:
    """Give what falls due on each of the next days as a table."""
    reader = reader_of(request)
    due = await due_until(installation_of(request).ledger, reader.person_id, reader.now + _AHEAD)
    picture = strip(due, reader.now, reader.zone)
    return csv_file("next-days", ("day", "due"), ((cell.iso, cell.count) for cell in picture.cells))


@post("/needs/{item_id:str}/{act:str}", status_code=303)
async def act_on_row(request: Request[Any, Any, Any], item_id: FromPath[str], act: FromPath[str]) -> Response[Any]:
    """Carry out one act of a row's menu and come back; a refusal shows Home again with what stands in the way and the text kept."""
    installation, reader = installation_of(request), reader_of(request)
    found = await find_item(installation.ledger, item_id)
    if found is None or act not in ACTS:
        raise PageMissing("act")
    fields = await fields_of(request, reader.zone)
    async with installation.handling.reading(found.cycle_id) as cycle:
        command = ACTS[act](item_id, fields, cycle)
    kept = {"item": item_id, "act": act, **fields.kept()}
    if fields.problems:
        return await home_page(request, status=422, said=problem_words(fields.problems), kept=kept)
    answer = await installation.handling.handle(found.cycle_id, command, context_of(request))
    if isinstance(answer, Refusal):
        async with installation.handling.reading(found.cycle_id) as cycle:
            said = refusal_words(answer, reader, cycle, "/")
        return await home_page(request, status=status_of(answer), said=said, kept=kept)
    return see_other(f"/?did={act}&item={item_id}")


async def home_page(
    request: AnyRequest, *, status: int = 200, said: RefusalWords | None = None, kept: Mapping[str, Any] | None = None, done: str = ""
) -> Response[Any]:
    """Return Home. kept: what the person wrote into the form of a row that was refused."""
    installation, person_id = installation_of(request), visit_of(request).person_id
    ledger, handling = installation.ledger, installation.handling
    workspace = await handling.workspace()
    reader = reader_of(request)
    mine = in_order(await most_pressing(ledger, person_id, reader.now, _WRITTEN), reader.now)
    groups = grouped(mine, await counts_by_verb(ledger, person_id))
    written = [need for group in groups for need in group.needs]
    waiting = await waiting_on_others(ledger, person_id, _WRITTEN)
    closest = first_of_each(await closest_to_breach(ledger, 12))[:2] if not mine else []
    running = [cycle.id for cycle in await cycles(ledger)]
    since = last_friday(reader.now, reader.zone)
    settled = await settled_since(ledger, since, running) if running else []
    shown = {row.cycle_id for row in (*written, *waiting, *closest, *settled) if row.cycle_id}
    rows = {_key(need): outside_row(need, workspace, reader) for need in (*written, *waiting, *closest) if not need.cycle_id}
    endings: dict[str, SettledRow] = {}
    for cycle_id in shown:
        async with handling.reading(cycle_id) as cycle:
            here = [need for need in (*written, *waiting, *closest) if need.cycle_id == cycle_id]
            rows |= {_key(need): home_row(need, cycle, workspace, reader) for need in here}
            endings |= {item.item_id: _settled_row(item, cycle, reader) for item in settled if item.cycle_id == cycle_id}
    return page(
        request,
        "home/show.html",
        status=status,
        title="Needs you",
        streams=running,
        refusal=said,
        done=done,
        kept=defaultdict(str, kept or {}),  # a form that was not refused holds nothing
        people=choices(workspace, reader),
        may_act=workspace.has_rank(person_id, "contributor"),
        pause_reasons=PAUSE_REASONS,
        count=sum(group.count for group in groups),
        groups=[_group(group, rows) for group in groups],
        several=len({need.cycle_id for need in mine}) > 1,
        strip=strip(await due_until(ledger, person_id, reader.now + _AHEAD), reader.now, reader.zone),
        waiting=[rows[_key(need)] for need in waiting],
        waiting_count=await count_waiting(ledger, person_id),
        since=day(since, reader.zone),
        settled=[endings[item.item_id] for item in settled],
        closest=[rows[_key(need)] for need in closest],
        has_cycles=bool(running),
        commands=_commands(installation.base_url),
    )


def grouped(obligations: Sequence[NeedRow], counts: Mapping[str, int]) -> tuple[NeedGroup, ...]:
    """Return obligations under the acts they ask for, in the fixed order of the acts; each group keeps their order.

    counts: how many there are in all, by verb.
    """
    found = (
        NeedGroup(
            title=title,
            needs=tuple(need for need in obligations if need.verb in verbs)[:_WRITTEN],
            count=sum(counts.get(verb, 0) for verb in verbs),
        )
        for title, verbs in _GROUPS.items()
    )
    return tuple(group for group in found if group.needs)


def home_row(need: NeedRow, cycle: Cycle, workspace: Workspace, reader: Reader) -> HomeRow:
    """Return an obligation as the list shows it to a reader."""
    title = label_of(cycle, need.item_id)
    if need.item_kind == "thread":
        title = f"{title} on {need.title}"
    return HomeRow(
        id=f"{need.verb}-{need.item_id}",
        href=_href(need, cycle),
        title=title or need.title,
        clock=_clock(need, cycle, workspace, reader),
        why=_why(need, cycle, workspace, reader),
        blocks=need.blocks,
        button=_BUTTONS.get(need.verb, "Open"),
        cycle=need.cycle_title,
        owner=name_of(reader.names, need.person_id),
        acts=acts_of(need, cycle),
    )


def _href(need: NeedRow, cycle: Cycle) -> str:
    if need.item_kind == "journey":
        return f"/journeys/{need.item_id}/update"  # what it asks is decided there
    return href_of(cycle, need.item_id) or f"/cycles/{cycle.id}"


def outside_row(need: NeedRow, workspace: Workspace, reader: Reader) -> HomeRow:
    """Return what the workspace itself asks, as the list shows it to a reader."""
    due = due_words(need.due_at, reader.now, reader.zone, since=need.since) if need.due_at else None
    return HomeRow(
        id=f"{need.verb}-{need.item_id}",
        href=href_outside(workspace, need.item_id) or "/",
        title=need.title,
        clock=due,
        why=why(need.reason, need.values, reader.names),
        blocks=need.blocks,
        button=_BUTTONS.get(need.verb, "Open"),
        cycle="",
        owner=name_of(reader.names, need.person_id),
        acts=None,
    )


def last_friday(now: datetime, zone: str) -> datetime:
    """Return the start of the Friday before this week, on the reader's calendar: what has been settled this week comes after it."""
    midnight = now.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=midnight.weekday() + 7 - _FRIDAY)


def _why(need: NeedRow, cycle: Cycle, workspace: Workspace, reader: Reader) -> str:
    decision = cycle.decisions.get(need.item_id)
    if decision is None or need.verb != "decide" or decision.state != "in_review":
        return why(need.reason, need.values, reader.names)
    missing = sum(not finding.met for finding in approval_findings(cycle, decision, workspace, reader.now, need.person_id))
    if missing == 0:
        return f"{why(need.reason, need.values, reader.names)} Nothing is missing."
    return f"{why(need.reason, need.values, reader.names)} {missing} {'thing is' if missing == 1 else 'things are'} missing."


def _group(group: NeedGroup, rows: Mapping[tuple[str, str, str], HomeRow]) -> HomeGroup:
    written = tuple(rows[_key(need)] for need in group.needs)
    open_ones = _shown(written)
    return HomeGroup(
        id=group.title.lower().replace(" ", "-"),
        title=group.title,
        rows=written[:open_ones],
        more=written[open_ones:],
        beyond=group.count - len(written),
    )


def _shown(group: Sequence[HomeRow]) -> int:
    """How many rows stand open: what has no date can wait behind one click."""
    dated = sum(row.clock is not None for row in group)
    return min(_AT_ONCE, max(dated, _UNDATED_AT_ONCE))


def _key(need: NeedRow) -> tuple[str, str, str]:
    return need.person_id, need.verb, need.item_id


def _clock(need: NeedRow, cycle: Cycle, workspace: Workspace, reader: Reader) -> ClockWords | None:
    clock = cycle.clocks.get(need.clock_id)
    to = "you" if need.person_id == reader.person_id else name_of(reader.names, need.person_id)
    if clock is not None:
        left = remaining(clock, workspace, reader.now)
        return clock_words(clock, reader.now, reader.zone, left=left, escalated_to=to if need.escalated else "")
    if need.due_at is not None:
        return due_words(need.due_at, reader.now, reader.zone, since=need.since)
    return None


def _settled_row(item: ItemRow, cycle: Cycle, reader: Reader) -> SettledRow:
    title = label_of(cycle, item.item_id)
    return SettledRow(
        href=href_of(cycle, item.item_id) or f"/cycles/{cycle.id}",
        title=f"{title} on {item.title}" if item.kind == "thread" else title,
        outcome=item.standing,
        owner=name_of(reader.names, item.owner_id or item.author_id),
        when=ago(item.ended_at or reader.now, reader.now, reader.zone),
    )


async def _done(request: AnyRequest, act: str, item_id: str) -> str:
    found = await find_item(installation_of(request).ledger, item_id) if act in ACTS and item_id else None
    if found is None:
        return ""
    async with installation_of(request).handling.reading(found.cycle_id) as cycle:
        return done_words(act, item_id, cycle, reader_of(request))


def _commands(base_url: str) -> tuple[tuple[str, str], ...]:
    return (
        ("Read it", f'curl -H "Authorization: Bearer $PLUMBLINE_TOKEN" {base_url}/v1/needs'),
        ("On the command line", "plumbline needs"),
    )


routes = (show_home, download_next_days, act_on_row)
