"""Decisions on the agenda of a review: moving one there, and which of a review's are still open when it would end."""

from collections.abc import Iterator

from plumbline.domain.cycle.decision import OPEN, Decision, DecisionMoved, MoveDecision
from plumbline.domain.cycle.rules.common import Answer, check, decided, unknown
from plumbline.domain.cycle.rules.decision_acting import caretakers, entitled, in_state
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding

_AWAITED = frozenset({"draft", "proposed", "in_review"})  # what was deferred or approved with conditions has its answer


def move(command: MoveDecision, decision: Decision, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Put a decision on another review's agenda, or on none; whoever looks after it does, or whoever runs that review."""
    review = cycle.reviews.get(command.to_review_id)
    if command.to_review_id and review is None:
        return unknown("review", command.to_review_id)
    if command.to_review_id == decision.review_id:
        return []
    may = (*caretakers(decision, workspace, context.now), *([review.owner_id] if review else ()))
    findings = [in_state(decision, OPEN, workspace), entitled("C1.mover", may, context, "decision.move", decision)]
    if review is not None:
        there = review.state == "open"
        findings.append(
            check("C1.review_open", there, expected="open", actual=review.state, who=may, act="decision.move", item=decision.id)
        )
    moved = DecisionMoved(decision_id=decision.id, to_review_id=command.to_review_id, reason=command.reason)
    return decided("decision.refused", findings, lambda: [moved])


def decisions_on(cycle: Cycle, review_id: str) -> list[Decision]:
    """Return the decisions on a review's agenda, in the order of their numbers."""
    return [decision for decision in cycle.decisions.values() if decision.review_id == review_id]


def agenda_findings(cycle: Cycle, review_id: str) -> Iterator[Finding]:
    """C1: a review does not end while a decision on its agenda waits for its answer; it is decided, or moved to another one."""
    waiting = [decision for decision in decisions_on(cycle, review_id) if decision.state in _AWAITED]
    for decision in waiting:
        who = (decision.owner_id, decision.author_id)
        yield check("C1.decision", False, actual=decision.number, who=who, act="decision.move", item=decision.id)
    if not waiting:
        yield check("C1.decision", True, item=review_id)
