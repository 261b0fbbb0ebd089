"""The rules of a cycle's frame: its outcome, objectives, sections, areas and patterns; closing it. Composing has a file of its own."""

from collections.abc import Callable, Iterator
from typing import Any, assert_never

from plumbline.domain.cycle.assumption import OPEN as OPEN_ASSUMPTION
from plumbline.domain.cycle.decision import OPEN as OPEN_DECISION
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
    Objective,
    ObjectiveAdded,
    OpenReviewPeriod,
    Outcome,
    OutcomeSet,
    PatternSwitched,
    ReviewPeriodClosed,
    ReviewPeriodOpened,
    Section,
    SectionAdded,
    SetOutcome,
    SwitchPattern,
)
from plumbline.domain.cycle.risk import OPEN as OPEN_RISK
from plumbline.domain.cycle.rules.common import Answer, check, decided, leads, people_of_rank, unknown
from plumbline.domain.cycle.rules.composing import compose, composed
from plumbline.domain.cycle.rules.review import close_period, open_period, period_closed, period_opened
from plumbline.domain.cycle.scope import PENDING as PENDING_SCOPE
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.playbook.pattern import apply_patterns
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
            return _switch_pattern(command, cycle)
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
    """Check what closing the cycle needs: nothing may be left that nobody would look at again. One finding per kind of item."""
    kinds = (
        ("decision", {d.id: d.owner_id or d.author_id for d in cycle.decisions.values() if d.state in OPEN_DECISION}, "decision.withdraw"),
        ("thread", {t.id: t.asks_id or t.author_id for t in cycle.threads.values() if t.state == "open"}, "thread.resolve"),
        ("blocker", {b.id: b.owner_id for b in cycle.blockers.values() if b.state == "open"}, "blocker.resolve"),
        ("review", {r.id: r.owner_id for r in cycle.reviews.values() if r.state == "open"}, "review.close_round"),
        ("risk", {r.id: r.owner_id for r in cycle.risks.values() if r.state in OPEN_RISK}, "risk.close"),
        ("assumption", {a.id: a.owner_id for a in cycle.assumptions.values() if a.state in OPEN_ASSUMPTION}, "assumption.drop"),
        ("scope item", {s.id: s.owner_id for s in cycle.scope_items.values() if s.state in PENDING_SCOPE}, "scope.defer"),
        (
            "scope change",
            {c.id: c.owner_id for c in cycle.scope_changes.values() if c.state in ("requested", "assessed")},
            "scope_change.decline",
        ),
    )
    for kind, who_by_item, act in kinds:
        yield check(
            "cycle.open_items",
            not who_by_item,
            expected=0,
            actual=len(who_by_item),
            who=(*who_by_item.values(), *leads(workspace)),
            act=act,
            item=next(iter(who_by_item), ""),
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


def _switch_pattern(command: SwitchPattern, cycle: Cycle) -> Answer:
    pattern = cycle.patterns.get(command.pattern_id)
    if pattern is None:
        return unknown("pattern", command.pattern_id)
    return [] if pattern.on == command.on else [PatternSwitched(pattern_id=command.pattern_id, on=command.on)]


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


def _pattern_switched(cycle: Cycle, recorded: Recorded) -> None:
    """Clocks that run keep the budget they were given; gates, steps and policies are those of the patterns that are on."""
    event: PatternSwitched = recorded.event
    if cycle.plan is None:
        return
    on = {pattern.id for pattern in cycle.plan.patterns if pattern.on} - {event.pattern_id}
    cycle.plan = apply_patterns(cycle.plan, on | {event.pattern_id} if event.on else on)
    cycle.policies = cycle.plan.policies
    cycle.patterns = {pattern.id: pattern for pattern in cycle.plan.patterns}


def _closed(cycle: Cycle, recorded: Recorded) -> None:
    cycle.state, cycle.closed_at = "closed", recorded.at


_EVOLVE: dict[type[Any], Callable[[Cycle, Recorded], None]] = {
    CycleComposed: composed,
    OutcomeSet: _outcome_set,
    ObjectiveAdded: _objective_added,
    SectionAdded: _section_added,
    AreaAssigned: _area_assigned,
    PatternSwitched: _pattern_switched,
    ReviewPeriodOpened: period_opened,
    ReviewPeriodClosed: period_closed,
    CycleClosed: _closed,
}
