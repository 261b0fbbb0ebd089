"""The rules of promises: bound to a measure (Q1); what the launch did not improve corrects the scope, ahead of the backlog (Q2)."""

from datetime import datetime, timedelta
from typing import assert_never

from plumbline.domain.cycle.promise import (
    BindPromise,
    Command,
    CorrectPromise,
    Direction,
    Promise,
    PromiseBound,
    PromiseCorrected,
    PromiseCorrectionOwed,
    PromiseRead,
    PromiseReviewed,
    Reading,
    ReadPromise,
    ReviewPromise,
    State,
)
from plumbline.domain.cycle.promise import Event as PromiseEvent
from plumbline.domain.cycle.rules.clock import calendar_for
from plumbline.domain.cycle.rules.common import Answer, Event, check, decided, leads, unknown
from plumbline.domain.cycle.rules.released import first_launch
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context
from plumbline.kernel.time import add_working_days

WEEK_TWO = timedelta(days=7)
"""When the second week after a launch begins."""
CORRECTION_DAYS = 5
"""Working days that the owner of a correction has: one week, before anything of the backlog."""


def decide_promise(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return what a command about a promise changes, or everything that stands in its way."""
    promise = cycle.promises.get(command.promise_id)
    if promise is None:
        return unknown("promise", command.promise_id)
    match command:
        case BindPromise():
            return _bind(command, promise, cycle, workspace, context)
        case ReadPromise():
            return _read(command, promise, context)
        case ReviewPromise():
            return _review(command, promise, cycle, workspace, context)
        case CorrectPromise():
            return _correct(command, promise, cycle, workspace, context)
        case _:
            assert_never(command)


def standing(value: int, direction: Direction, bound: int, warning: int) -> State:
    """Return what a reading means: kept up to the warning, at risk from there to the bound, broken beyond it."""
    sign = 1 if direction == "at_least" else -1
    if sign * (value - bound) < 0:
        return "broken"
    return "at_risk" if sign * (value - warning) < 0 else "kept"


def readings_around(promise: Promise, launched_at: datetime) -> tuple[Reading | None, Reading | None]:
    """Return the last reading before a launch, and the newest since."""
    before = [one for one in promise.readings if one.at < launched_at]
    after = [one for one in promise.readings if one.at >= launched_at]
    return (before[-1] if before else None, after[-1] if after else None)


def _bind(command: BindPromise, promise: Promise, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    me, act = (context.actor,), "promise.bind"
    metrics = [metric.id for metric in cycle.plan.metrics] if cycle.plan else []
    # A promise is measured by one thing: a metric that the plan has, or a criterion of a journey.
    measured = command.metric_id in metrics if command.metric_id else bool(command.criterion.strip())
    ordered = standing(command.warning, command.direction, command.bound, command.bound) != "broken"
    owner = workspace.has_rank(command.owner_id, "contributor")
    findings = [
        check("Q1.measure", measured, expected=", ".join(metrics), actual=command.metric_id, who=me, act=act, item=promise.id),
        check("Q1.one_measure", not (command.metric_id and command.criterion.strip()), who=me, act=act, item=promise.id),
        check("Q1.owner", owner, actual=command.owner_id, who=me, act=act, item=promise.id),
        check("Q1.unit", bool(command.unit.strip()), who=me, act=act, item=promise.id),
        check("Q1.warning", ordered, expected=command.bound, actual=command.warning, who=me, act=act, item=promise.id),
    ]
    bound = PromiseBound(
        promise_id=promise.id,
        owner_id=command.owner_id,
        direction=command.direction,
        bound=command.bound,
        warning=command.warning,
        unit=command.unit.strip(),
        metric_id=command.metric_id,
        criterion=command.criterion.strip(),
    )
    return decided("promise.refused", findings, lambda: [] if _is_bound_so(promise, bound) else [bound])


def _is_bound_so(promise: Promise, bound: PromiseBound) -> bool:
    stands = (promise.owner_id, promise.direction, promise.bound, promise.warning, promise.unit, promise.metric_id, promise.criterion)
    return stands == (bound.owner_id, bound.direction, bound.bound, bound.warning, bound.unit, bound.metric_id, bound.criterion)


def _read(command: ReadPromise, promise: Promise, context: Context) -> Answer:
    bound = check("Q1.bound", promise.state != "named", who=(context.actor,), act="promise.bind", item=promise.id)
    return decided(
        "promise.refused",
        [bound],
        lambda: [
            PromiseRead(
                promise_id=promise.id,
                value=command.value,
                standing=standing(command.value, promise.direction, promise.bound, promise.warning),
                note=command.note.strip(),
            )
        ],
    )


def _review(command: ReviewPromise, promise: Promise, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    launched_at = first_launch(cycle)
    before, after = readings_around(promise, launched_at) if launched_at else (None, None)
    due = launched_at + WEEK_TWO if launched_at else None
    improved = before is not None and after is not None and _improved(promise, before.value, after.value)
    owned = improved or workspace.has_rank(command.correction_owner_id, "contributor")
    me, act, people = (context.actor,), "promise.review", (promise.owner_id, *leads(workspace))
    findings = [
        check("Q2.reviewer", context.actor in people, actual=context.actor, who=people, act=act, item=promise.id),
        check("Q2.launched", launched_at is not None, who=leads(workspace), act="release.launch", item=promise.id),
        check(
            "Q2.week_two", due is None or due <= context.now, expected=due.isoformat() if due else None, who=me, act=act, item=promise.id
        ),
        check("Q2.before", launched_at is None or before is not None, who=me, act="promise.read", item=promise.id),
        check("Q2.after", launched_at is None or after is not None, who=me, act="promise.read", item=promise.id),
        check("Q2.seen", bool(command.note.strip()), who=me, act=act, item=promise.id),
        check(
            "Q2.correction_owner", owned or after is None, actual=command.correction_owner_id, who=me, act=act, item=promise.id
        ),
    ]  # fmt: skip

    def events() -> list[Event]:
        assert before is not None  # the findings say so
        assert after is not None
        note = command.note.strip()
        reviewed = PromiseReviewed(promise_id=promise.id, before=before.value, after=after.value, improved=improved, note=note)
        return [reviewed] if improved else [reviewed, _owed(promise, command.correction_owner_id, cycle, workspace, context)]

    return decided("promise.refused", findings, events)


def _improved(promise: Promise, before: int, after: int) -> bool:
    return after > before if promise.direction == "at_least" else after < before


def _owed(promise: Promise, owner_id: str, cycle: Cycle, workspace: Workspace, context: Context) -> PromiseCorrectionOwed:
    hours = calendar_for(cycle, workspace, owner_id, context.now)[2]
    return PromiseCorrectionOwed(promise_id=promise.id, owner_id=owner_id, due_at=add_working_days(context.now, CORRECTION_DAYS, hours))


def _correct(command: CorrectPromise, promise: Promise, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    people = (promise.owed_to, *leads(workspace))
    me, act = (context.actor,), "promise.correct"
    findings = [
        check("Q2.owed", bool(promise.owed_to), item=promise.id),
        check("Q2.corrector", context.actor in people, actual=context.actor, who=people, act=act, item=promise.id),
        check("Q2.decision", command.decision_id in cycle.decisions, actual=command.decision_id, who=me, act="decision.draft"),
        check("Q2.seen", bool(command.note.strip()), who=me, act=act, item=promise.id),
    ]
    corrected = PromiseCorrected(promise_id=promise.id, decision_id=command.decision_id, note=command.note.strip())
    return decided("promise.refused", findings, lambda: [corrected])


def evolve_promise(cycle: Cycle, recorded: Recorded) -> None:
    """Apply an event of a promise to its cycle."""
    event: PromiseEvent = recorded.event
    promise = cycle.promises[event.promise_id]
    promise.changed_at = recorded.at
    match event:
        case PromiseBound():
            promise.owner_id, promise.direction, promise.unit = event.owner_id, event.direction, event.unit
            promise.bound, promise.warning = event.bound, event.warning
            promise.metric_id, promise.criterion = event.metric_id, event.criterion
            # A reading keeps what it meant on its day; how the promise stands is what the newest one means by the bound of today.
            last = promise.readings[-1].value if promise.readings else None
            promise.state = "bound" if last is None else standing(last, event.direction, event.bound, event.warning)
        case PromiseRead():
            promise.readings.append(Reading(event.value, event.standing, recorded.at, recorded.actor, event.note))
            promise.state = event.standing
        case PromiseReviewed():
            promise.reviewed_at, promise.improved = recorded.at, event.improved
        case PromiseCorrectionOwed():
            promise.owed_to, promise.owed_since, promise.owed_at = event.owner_id, recorded.at, event.due_at
        case PromiseCorrected():
            promise.owed_to, promise.owed_at, promise.corrected_by = "", None, event.decision_id
        case _:
            assert_never(event)
