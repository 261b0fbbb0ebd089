"""A cycle as its overview shows it: where it stands in its window, what is open, and the sixteen steps."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from plumbline.domain.cycle.decision import OPEN
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.playbook.plan import Plan
from plumbline.domain.workspace.calendar import hours_for
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.record import record
from plumbline.kernel.time import working_days_between
from plumbline.web.charts import Flow, flow
from plumbline.web.clockwords import ClockWords, day, due_words, span
from plumbline.web.labels import href_of, label_of, name_of, thread_title
from plumbline.web.reader import Reader


@record
class AreaRow:
    id: str
    title: str
    text: str
    owner_id: str
    owner: str


@record
class Count:
    """A number with what it counts and where it was counted from."""

    value: int
    words: str
    href: str
    alarming: bool


@record
class OutcomeWords:
    sentence: str
    metric: str
    baseline: str
    threshold: str
    signer: str


@record
class Window:
    """Where the cycle stands: working day `number` of `length`. moves: each move of its end, in words, and its address."""

    number: int
    length: int
    words: str
    starts: str
    ends: str
    period: str
    moves: tuple[tuple[str, str], ...]


def window_of(cycle: Cycle, workspace: Workspace, reader: Reader) -> Window:
    """Return where a composed cycle stands in its window, in working days of its calendar."""
    starts_at, ends_at = _dates(cycle)
    calendar = hours_for(workspace, starts_at, cycle.calendar_id)
    length = working_days_between(starts_at, ends_at, calendar) if cycle.window_moves else cycle.policies.window_days
    number = working_days_between(starts_at, reader.now, calendar) + 1
    if number < 1:
        words = f"Starts {day(starts_at, reader.zone)}"
    elif number > length:
        words = f"The window of {length} working days is over"
    else:
        words = f"Day {number} of {length}"
    return Window(
        number=number,
        length=length,
        words=words,
        starts=day(starts_at, reader.zone),
        ends=day(ends_at, reader.zone),
        period=_period_words(cycle, reader),
        moves=tuple(
            (
                f"Window moved from {day(one.from_at, reader.zone)} to {day(one.to_at, reader.zone)} by {label_of(cycle, one.change_id)}",
                href_of(cycle, one.change_id),
            )
            for one in cycle.window_moves
        ),
    )


def outcome_of(cycle: Cycle, plan: Plan, reader: Reader) -> OutcomeWords | None:
    """Return the outcome as it was signed, or None while nobody has."""
    outcome = cycle.outcome
    if outcome is None:
        return None
    titles = {metric.id: metric.title for metric in plan.metrics}
    return OutcomeWords(
        sentence=outcome.sentence,
        metric=titles.get(outcome.metric_id, outcome.metric_id),
        baseline=outcome.baseline,
        threshold=outcome.threshold,
        signer=name_of(reader.names, outcome.signer_id),
    )


def areas_of(cycle: Cycle, plan: Plan, reader: Reader) -> tuple[AreaRow, ...]:
    """Return the owner areas of the plan with who answers for each."""
    return tuple(
        AreaRow(
            id=area.id,
            title=area.title,
            text=area.text,
            owner_id=cycle.owners.get(area.id, ""),
            owner=name_of(reader.names, cycle.owners.get(area.id, "")),
        )
        for area in plan.areas
    )


def counts_of(cycle: Cycle, now: datetime) -> tuple[Count, ...]:
    """Return the five numbers of a cycle."""
    base = f"/cycles/{cycle.id}"
    opened = [decision for decision in cycle.decisions.values() if decision.state in OPEN]
    late = [clock for clock in cycle.clocks.values() if clock.state == "running" and clock.due_at <= now]
    blockers = [blocker for blocker in cycle.blockers.values() if blocker.state == "open"]
    blocking = [thread for thread in cycle.threads.values() if thread.state == "open" and thread.blocking]
    return (
        Count(value=len(opened), words=_of(len(opened), "open decision"), href=f"{base}/decisions", alarming=False),
        Count(value=len(late), words="over their time", href=f"{base}/decisions?filter=breached", alarming=bool(late)),
        Count(value=len(blockers), words=_of(len(blockers), "open blocker"), href=f"{base}/risks", alarming=bool(blockers)),
        Count(value=len(blocking), words=_of(len(blocking), "blocking thread"), href=f"{base}#blocking-threads", alarming=False),
        Count(
            value=len(cycle.passages),
            words=f"{'gate' if len(cycle.passages) == 1 else 'gates'} passed",
            href=f"{base}#gates",
            alarming=False,
        ),
    )


def flow_of(cycle: Cycle, reader: Reader) -> Flow:
    """Return the cumulative flow of the cycle's decisions."""
    starts_at, ends_at = _dates(cycle)
    decisions = cycle.decisions.values()
    series = (
        ("opened", [decision.drafted_at for decision in decisions]),
        ("put into review", [decision.submitted_at for decision in decisions if decision.submitted_at]),
        ("settled", [decision.ended_at for decision in decisions if decision.ended_at]),
        ("approved", [decision.ended_at for decision in decisions if decision.ended_at and decision.approver_id]),
    )
    return flow(series, starts_at, max(ends_at, reader.now), reader.now, reader.zone)


def flow_sentence(picture: Flow) -> str:
    """State what the picture of the flow shows."""
    opened, reviewed, settled, approved = (series.total for series in picture.series)
    if opened == 0:
        return "No decision has been opened yet."
    verb = "was" if opened == 1 else "were"
    waiting = opened - settled
    still = "None is still open" if waiting == 0 else f"{waiting} {'is' if waiting == 1 else 'are'} still open"
    counted = _of(opened, "decision", counted=True)
    return f"{counted} {verb} opened, {reviewed} put into review, {settled} settled, {approved} approved. {still}."


@record
class Stopper:
    """Something that stops the work: a blocker, or a thread that blocks."""

    href: str
    title: str
    owner: str
    clock: ClockWords | None
    aside: str


def stoppers_of(cycle: Cycle, reader: Reader) -> dict[str, tuple[Stopper, ...]]:
    """Return what stops the work now: open blockers by due date, and blocking threads by age."""
    blockers = sorted((one for one in cycle.blockers.values() if one.state == "open"), key=lambda one: one.due_at)
    threads = sorted((one for one in cycle.threads.values() if one.state == "open" and one.blocking), key=lambda one: one.opened_at)
    return {
        "blockers": tuple(
            Stopper(
                href=href_of(cycle, one.id),
                title=label_of(cycle, one.id),
                owner=name_of(reader.names, one.owner_id),
                clock=due_words(one.due_at, reader.now, reader.zone, since=one.raised_at),
                aside=f"If not: {one.fallback}",
            )
            for one in blockers
        ),
        "threads": tuple(
            Stopper(
                href=href_of(cycle, one.id),
                title=thread_title(cycle, one),
                owner=name_of(reader.names, one.asks_id or one.author_id),
                clock=None,
                aside=f"Open for {span(reader.now - one.opened_at)}",
            )
            for one in threads
        ),
    }


def _dates(cycle: Cycle) -> tuple[datetime, datetime]:
    if cycle.starts_at is None or cycle.ends_at is None:
        raise ValueError(f"{cycle.id} was never composed, so it has no window")
    return cycle.starts_at, cycle.ends_at


def _period_words(cycle: Cycle, reader: Reader) -> str:
    length = f"every {cycle.policies.cadence_days} working days"
    running = next((period for period in cycle.periods.values() if period.opens_at <= reader.now < period.closes_at), None)
    if running is None:
        return f"Reviews {length}"
    local = (running.closes_at - timedelta(seconds=1)).astimezone(ZoneInfo(reader.zone))
    return f"Reviews {length}; review cycle {running.number} closes {local:%a} {day(local, reader.zone)}"


def _of(count: int, noun: str, *, counted: bool = False) -> str:
    words = noun if count == 1 else f"{noun}s"
    return f"{count} {words}" if counted else words
