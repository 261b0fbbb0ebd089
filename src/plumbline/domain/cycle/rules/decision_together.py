"""What is done with several decisions at once: by the rule of one, for each of them, and all or none."""

from collections.abc import Callable, Iterator, Sequence

from plumbline.domain.cycle.decision import AssignDecision, Decision, MoveDecision, MoveDecisions, ReassignDecisions
from plumbline.domain.cycle.rules.common import Answer, check, unknown
from plumbline.domain.cycle.rules.decision_on_review import move
from plumbline.domain.cycle.rules.decision_writing import assign
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Refusal


def reassign(command: ReassignDecisions, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Hand decisions on to one owner."""

    def one(decision: Decision) -> Answer:
        handing_on = AssignDecision(decision_id=decision.id, owner_id=command.owner_id, reason=command.reason)
        return assign(handing_on, decision, cycle, workspace, context)

    return _all_or_none(command.decision_ids, one, cycle, context, code="decision.none_handed_on", act="decision.reassign")


def move_all(command: MoveDecisions, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Move decisions to one review."""

    def one(decision: Decision) -> Answer:
        moving = MoveDecision(decision_id=decision.id, to_review_id=command.to_review_id, reason=command.reason)
        return move(moving, decision, cycle, workspace, context)

    return _all_or_none(command.decision_ids, one, cycle, context, code="decision.none_moved", act="decision.move")


def _all_or_none(
    decision_ids: Sequence[str], rule: Callable[[Decision], Answer], cycle: Cycle, context: Context, *, code: str, act: str
) -> Answer:
    """A single decision that cannot go keeps all where they are; the findings say what hinders which."""
    if not decision_ids:
        return Refusal(code=code, findings=(check("decision.some_named", False, who=(context.actor,), act=act),))
    answers = list(_answers(decision_ids, rule, cycle))
    findings = tuple(finding for answer in answers if isinstance(answer, Refusal) for finding in answer.findings)
    if any(not finding.met for finding in findings):
        return Refusal(code=code, findings=findings)
    return [event for answer in answers if not isinstance(answer, Refusal) for event in answer]


def _answers(decision_ids: Sequence[str], rule: Callable[[Decision], Answer], cycle: Cycle) -> Iterator[Answer]:
    for decision_id in dict.fromkeys(decision_ids):
        decision = cycle.decisions.get(decision_id)
        yield unknown("decision", decision_id) if decision is None else rule(decision)
