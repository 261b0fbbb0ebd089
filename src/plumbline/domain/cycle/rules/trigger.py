"""When a pattern is worth switching on: its trigger, measured from what the record shows of reviews and of the work they gate."""

from collections.abc import Iterator
from datetime import timedelta

from plumbline.domain.cycle.frame import LeavePatternOff, PatternLeftOff
from plumbline.domain.cycle.rules.common import Answer, check, decided, leads, unknown
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.playbook.plan import Pattern
from plumbline.domain.workspace.calendar import hours_for
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context
from plumbline.kernel.record import record
from plumbline.kernel.time import measure

ENOUGH = 5
"""Pieces of work from which on a trigger acts; fewer are listed and compared by nobody."""
_LAG = "review-to-implementation-lag"


@record
class Span:
    """One decision: how long its review took, from its submission to its approval, and the work that waited for it, from the acceptance
    of its handoff to the reading that verified it. Both in working time of the cycle's calendar.
    """

    decision_id: str
    review: timedelta
    work: timedelta


@record
class Standing:
    """How a pattern's trigger stands. spans: what it was counted from. review, work: their sums.

    reached: enough was counted, and the reviews took at least as many times as long as the trigger says.
    """

    pattern_id: str
    title: str
    sentence: str
    times_at_least: int
    on: bool
    spans: tuple[Span, ...]
    review: timedelta
    work: timedelta
    reached: bool

    @property
    def tenths(self) -> int:
        """How many times as long the reviews took, in tenths, rounded down; 0 while nothing can be compared."""
        return self.review * 10 // self.work if self.work else 0


def trigger_standings(cycle: Cycle, workspace: Workspace) -> tuple[Standing, ...]:
    """Return how the triggers of a cycle's patterns stand."""
    triggered = [one for one in cycle.patterns.values() if one.trigger and one.trigger.metric == _LAG]
    spans = tuple(_spans(cycle, workspace)) if triggered else ()
    return tuple(_standing(pattern, spans) for pattern in triggered)


def proposed(cycle: Cycle, workspace: Workspace) -> tuple[Standing, ...]:
    """Return the patterns that are off and whose trigger says that they are made for this cycle, without those a lead left off.

    One that was left off is proposed again when as much work again has been counted as makes a trigger act.
    """
    found = (one for one in trigger_standings(cycle, workspace) if one.reached and not one.on)
    return tuple(one for one in found if len(one.spans) >= cycle.left_off.get(one.pattern_id, -ENOUGH) + ENOUGH)


def leave_off(command: LeavePatternOff, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Say why a pattern stays off although its trigger says that it is made for this cycle."""
    if command.pattern_id not in cycle.patterns:
        return unknown("pattern", command.pattern_id)
    standing = next((one for one in proposed(cycle, workspace) if one.pattern_id == command.pattern_id), None)
    act = "cycle.leave_pattern_off"
    findings = [
        check("pattern.proposed", standing is not None, actual=command.pattern_id, who=leads(workspace), act="cycle.switch_pattern"),
        check("pattern.because", bool(command.because.strip()), who=(context.actor,), act=act),
    ]
    counted = len(standing.spans) if standing else 0
    left = PatternLeftOff(pattern_id=command.pattern_id, counted=counted, because=command.because.strip())
    return decided("cycle.invalid", findings, lambda: [left])


def _standing(pattern: Pattern, spans: tuple[Span, ...]) -> Standing:
    assert pattern.trigger is not None
    review, work = (sum((getattr(one, side) for one in spans), timedelta()) for side in ("review", "work"))
    times = pattern.trigger.times_at_least
    return Standing(
        pattern_id=pattern.id,
        title=pattern.title,
        sentence=pattern.trigger.sentence,
        times_at_least=times,
        on=pattern.on,
        spans=spans,
        review=review,
        work=work,
        reached=len(spans) >= ENOUGH and bool(work) and review >= times * work,
    )


def _spans(cycle: Cycle, workspace: Workspace) -> Iterator[Span]:
    for handoff in cycle.handoffs.values():
        for line in handoff.kept:
            decision, shown = cycle.decisions[line.decision_id], line.checkpoint
            if shown is None or not shown.met or line.accepted_at is None or decision.submitted_at is None or decision.ended_at is None:
                continue
            hours = hours_for(workspace, decision.submitted_at, cycle.calendar_id)
            yield Span(
                decision_id=decision.id,
                review=measure(decision.submitted_at, decision.ended_at, "business", hours),
                work=measure(line.accepted_at, shown.held_at, "business", hours),
            )
