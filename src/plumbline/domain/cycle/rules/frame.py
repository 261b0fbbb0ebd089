"""The rules of a cycle's frame: its outcome, objectives, sections, areas and patterns; closing it. Composing has a file of its own."""

from collections.abc import Callable, Iterator
from typing import Any, assert_never

from plumbline.domain.cycle.frame import (
    AddObjective,
    AddSection,
    AreaAssigned,
    AssignArea,
    CloseCycle,
    CloseReviewPeriod,
    Command,
    ComposeCycle,
    CycleClosed,
    CycleComposed,
    LeavePatternOff,
    Objective,
    ObjectiveAdded,
    OpenReviewPeriod,
    Outcome,
    OutcomeSet,
    PatternLeftOff,
    PatternSwitched,
    ReviewPeriodClosed,
    ReviewPeriodOpened,
    Section,
    SectionAdded,
    SetOutcome,
    SwitchPattern,
    WindowMoved,
)
from plumbline.domain.cycle.rules.agenda import agenda_moved, pilots_running
from plumbline.domain.cycle.rules.cadence import cadence_ahead
from plumbline.domain.cycle.rules.common import Answer, check, decided, leads, people_of_rank, unknown
from plumbline.domain.cycle.rules.composing import compose, composed
from plumbline.domain.cycle.rules.moving import window_moved
from plumbline.domain.cycle.rules.review import close_period, open_period, period_closed, period_opened
from plumbline.domain.cycle.rules.trigger import leave_off
from plumbline.domain.cycle.rules.wrap_up import KINDS, OpenEnd, carried_ids, open_items
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.playbook.pattern import apply_patterns, patterns_on
from plumbline.domain.playbook.plan import Plan
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding


def decide_frame(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return what a command about the cycle itself leads to, or why it is refused."""
    match command:
        case ComposeCycle():
            return compose(command, cycle, workspace, context)
        case SetOutcome():
            return _set_outcome(command, cycle, workspace)
        case AddObjective():
            taken = [objective.title for objective in cycle.objectives.values()]
            return decided(
                "cycle.invalid",
                _new_title("O2.title", command.title, taken),
                lambda: [ObjectiveAdded(objective_id=context.new_id("obj"), title=command.title.strip())],
            )
        case AddSection():
            taken = [section.title for section in cycle.sections.values()]
            return decided(
                "cycle.invalid",
                _new_title("cycle.section_title", command.title, taken),
                lambda: [SectionAdded(section_id=context.new_id("sec"), title=command.title.strip())],
            )
        case AssignArea():
            return _assign_area(command, cycle, workspace)
        case SwitchPattern():
            return _switch_pattern(command, cycle, workspace, context)
        case LeavePatternOff():
            return leave_off(command, cycle, workspace, context)
        case OpenReviewPeriod():
            return open_period(command, cycle, context)
        case CloseReviewPeriod():
            return close_period(command, cycle, workspace, context)
        case CloseCycle():
            return decided("cycle.open_items", open_ends(cycle, workspace), lambda: [CycleClosed(note=command.note)])
        case _:
            assert_never(command)


def evolve_frame(cycle: Cycle, recorded: Recorded) -> None:
    """Apply an event about the cycle itself, in place."""
    _EVOLVE[type(recorded.event)](cycle, recorded)


def open_ends(cycle: Cycle, workspace: Workspace) -> Iterator[Finding]:
    """Check what closing needs: nothing is left open that the wrap-up neither carries on nor defers. One finding per kind of item."""
    carried = carried_ids(cycle)
    by_kind: dict[str, list[OpenEnd]] = {kind: [] for kind in KINDS}
    for end in open_items(cycle):
        if end.item_id not in carried:
            by_kind[end.kind].append(end)
    for kind, ends in by_kind.items():
        yield check(
            "cycle.open_items",
            not ends,
            expected=0,
            actual=len(ends),
            who=(*(end.person_id for end in ends), *leads(workspace)),
            act=ends[0].act if ends else "",
            item=ends[0].item_id if ends else "",
            kind=kind,
        )


def _set_outcome(command: SetOutcome, cycle: Cycle, workspace: Workspace) -> Answer:
    """O1: the outcome has metric, baseline, threshold and a signing owner."""
    known = [metric.id for metric in cycle.plan.metrics] if cycle.plan else []
    findings = [
        check("O1.sentence", bool(command.sentence.strip()), expected="text", act="cycle.set_outcome"),
        check("O1.metric", command.metric_id in known, expected=", ".join(known), actual=command.metric_id, act="cycle.set_outcome"),
        check("O1.baseline", bool(command.baseline.strip()), expected="text", act="cycle.set_outcome"),
        check("O1.threshold", bool(command.threshold.strip()), expected="text", act="cycle.set_outcome"),
        check(
            "O1.signer",
            workspace.has_rank(command.signer_id, "owner"),
            expected="owner",
            actual=command.signer_id,
            who=people_of_rank(workspace, "owner"),
            act="cycle.set_outcome",
        ),
    ]
    event = OutcomeSet(
        sentence=command.sentence.strip(),
        metric_id=command.metric_id,
        baseline=command.baseline.strip(),
        threshold=command.threshold.strip(),
        signer_id=command.signer_id,
    )
    return decided("outcome.incomplete", findings, lambda: [] if _is_outcome(cycle.outcome, event) else [event])


def _is_outcome(outcome: Outcome | None, event: OutcomeSet) -> bool:
    if outcome is None:
        return False
    stands = (outcome.sentence, outcome.metric_id, outcome.baseline, outcome.threshold, outcome.signer_id)
    return stands == (event.sentence, event.metric_id, event.baseline, event.threshold, event.signer_id)


def _new_title(rule: str, title: str, taken: list[str]) -> list[Finding]:
    said = title.strip()
    return [
        check("common.title", bool(said), expected="text", actual=title),
        check(rule, said.casefold() not in {other.casefold() for other in taken}, actual=said),
    ]


def _assign_area(command: AssignArea, cycle: Cycle, workspace: Workspace) -> Answer:
    if command.area not in cycle.owners:
        return unknown("area", command.area)
    if cycle.owners[command.area] == command.person_id:
        return []
    able = workspace.has_rank(command.person_id, "owner")
    finding = check(
        "cycle.area_owner",
        able,
        expected="owner",
        actual=command.person_id,
        who=leads(workspace),
        act="workspace.change_member",
        area=command.area,
    )
    return decided("cycle.invalid", [finding], lambda: [AreaAssigned(area=command.area, person_id=command.person_id)])


def _switch_pattern(command: SwitchPattern, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    pattern = cycle.patterns.get(command.pattern_id)
    if pattern is None or cycle.plan is None:
        return unknown("pattern", command.pattern_id)
    if pattern.on == command.on:
        return []
    plan = _switched(cycle.plan, command.pattern_id, on=command.on)
    days = plan.policies.cadence_days
    periods = tuple(cadence_ahead(cycle, days, workspace)) if days != cycle.policies.cadence_days else ()
    switched = PatternSwitched(pattern_id=command.pattern_id, on=command.on, periods=periods)
    return [switched, *agenda_moved(plan, cycle, workspace, context, pilots_running(cycle))]


def _switched(plan: Plan, pattern_id: str, *, on: bool) -> Plan:
    others = patterns_on(plan) - {pattern_id}
    return apply_patterns(plan, others | {pattern_id} if on else others)


def _outcome_set(cycle: Cycle, recorded: Recorded) -> None:
    event: OutcomeSet = recorded.event
    cycle.outcome = Outcome(event.sentence, event.metric_id, event.baseline, event.threshold, event.signer_id, recorded.at)


def _objective_added(cycle: Cycle, recorded: Recorded) -> None:
    event: ObjectiveAdded = recorded.event
    cycle.objectives[event.objective_id] = Objective(event.objective_id, event.title)


def _section_added(cycle: Cycle, recorded: Recorded) -> None:
    event: SectionAdded = recorded.event
    cycle.sections[event.section_id] = Section(event.section_id, event.title)


def _area_assigned(cycle: Cycle, recorded: Recorded) -> None:
    event: AreaAssigned = recorded.event
    cycle.owners[event.area] = event.person_id
    for item in cycle.scope_items.values():
        if item.area == event.area:
            item.owner_id = event.person_id
    for item in cycle.agenda.values():
        if item.area == event.area:
            item.owner_id = event.person_id


def _pattern_switched(cycle: Cycle, recorded: Recorded) -> None:
    """What runs keeps what it was given: a clock its budget, a review cycle its end. The rest is that of the patterns that are on."""
    event: PatternSwitched = recorded.event
    if cycle.plan is None:
        return
    cycle.plan = _switched(cycle.plan, event.pattern_id, on=event.on)
    if event.periods:
        begun = {number: period for number, period in cycle.periods.items() if number < event.periods[0].number}
        cycle.periods = begun | {period.number: period for period in event.periods}
    cycle.policies = cycle.plan.policies
    cycle.patterns = {pattern.id: pattern for pattern in cycle.plan.patterns}


def _pattern_left_off(cycle: Cycle, recorded: Recorded) -> None:
    event: PatternLeftOff = recorded.event
    cycle.left_off[event.pattern_id] = event.counted


def _closed(cycle: Cycle, recorded: Recorded) -> None:
    cycle.state, cycle.closed_at = "closed", recorded.at


_EVOLVE: dict[type[Any], Callable[[Cycle, Recorded], None]] = {
    CycleComposed: composed,
    OutcomeSet: _outcome_set,
    ObjectiveAdded: _objective_added,
    SectionAdded: _section_added,
    AreaAssigned: _area_assigned,
    PatternSwitched: _pattern_switched,
    PatternLeftOff: _pattern_left_off,
    ReviewPeriodOpened: period_opened,
    ReviewPeriodClosed: period_closed,
    WindowMoved: window_moved,
    CycleClosed: _closed,
}
