"""Handing several decisions on at once: by the rule of one, for each of them, and all or none."""

from collections.abc import Iterator

from plumbline.domain.cycle.decision import AssignDecision, ReassignDecisions
from plumbline.domain.cycle.rules.common import Answer, check, unknown
from plumbline.domain.cycle.rules.decision_writing import assign
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Refusal


def reassign(command: ReassignDecisions, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Hand decisions on to one owner. A single one that cannot go keeps all where they are; the findings say what hinders which."""
    if not command.decision_ids:
        finding = check("decision.some_named", False, who=(context.actor,), act="decision.reassign")
        return Refusal(code="decision.none_handed_on", findings=(finding,))
    answers = list(_answers(command, cycle, workspace, context))
    findings = tuple(finding for answer in answers if isinstance(answer, Refusal) for finding in answer.findings)
    if any(not finding.met for finding in findings):
        return Refusal(code="decision.none_handed_on", findings=findings)
    return [event for answer in answers if not isinstance(answer, Refusal) for event in answer]


def _answers(command: ReassignDecisions, cycle: Cycle, workspace: Workspace, context: Context) -> Iterator[Answer]:
    for decision_id in dict.fromkeys(command.decision_ids):
        decision = cycle.decisions.get(decision_id)
        if decision is None:
            yield unknown("decision", decision_id)
            continue
        one = AssignDecision(decision_id=decision_id, owner_id=command.owner_id, reason=command.reason)
        yield assign(one, decision, cycle, workspace, context)
