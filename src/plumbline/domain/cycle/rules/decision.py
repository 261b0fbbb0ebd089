"""The rules of decisions: which file decides which command. Writing, reviewing, judging and ending have files of their own."""

from collections.abc import Callable
from typing import Any

from plumbline.domain.cycle import decision as words
from plumbline.domain.cycle.decision import Command, Decision, DraftDecision, MoveDecisions, ReassignDecisions
from plumbline.domain.cycle.decision.imported import ImportDecision
from plumbline.domain.cycle.rules import decision_ending as ending
from plumbline.domain.cycle.rules import decision_importing as importing
from plumbline.domain.cycle.rules import decision_on_review as on_review
from plumbline.domain.cycle.rules import decision_returning as returning
from plumbline.domain.cycle.rules import decision_reviewing as reviewing
from plumbline.domain.cycle.rules import decision_together as together
from plumbline.domain.cycle.rules import decision_writing as writing
from plumbline.domain.cycle.rules.common import Answer, unknown
from plumbline.domain.cycle.rules.decision_folding import evolve_decision
from plumbline.domain.cycle.rules.decision_judging import approval_findings, content_findings, is_final
from plumbline.domain.cycle.rules.decision_writing import content_hash
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context

__all__ = ["approval_findings", "content_findings", "content_hash", "decide_decision", "evolve_decision", "is_final"]

_Rule = Callable[[Any, Decision, Cycle, Workspace, Context], Answer]


def decide_decision(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return what a command about a decision leads to, none when it holds already, or everything that stands in its way."""
    if isinstance(command, DraftDecision):
        return writing.draft(command, cycle, workspace, context)
    if isinstance(command, ImportDecision):
        return importing.bring_in(command, cycle, workspace, context)
    if isinstance(command, ReassignDecisions):
        return together.reassign(command, cycle, workspace, context)
    if isinstance(command, MoveDecisions):
        return together.move_all(command, cycle, workspace, context)
    decision = cycle.decisions.get(command.decision_id)
    if decision is None:
        return unknown("decision", command.decision_id)
    return _RULES[type(command)](command, decision, cycle, workspace, context)


_RULES: dict[type[Any], _Rule] = {
    words.ProposeDecision: writing.propose,
    words.EditDecision: writing.edit,
    words.AssignDecision: writing.assign,
    words.MoveDecision: on_review.move,
    words.ScheduleDecision: writing.schedule,
    words.RequireApproval: writing.require_approval,
    words.SubmitDecision: writing.submit,
    words.AddDependency: writing.add_dependency,
    words.RemoveDependency: writing.remove_dependency,
    words.CastVote: reviewing.vote,
    words.RaiseConcern: reviewing.raise_concern,
    words.SettleConcern: reviewing.settle_concern,
    words.HoldDecision: reviewing.hold,
    words.ReleaseHold: reviewing.release_hold,
    words.DelegateDecision: reviewing.delegate,
    words.AskForEvidence: reviewing.ask_for_evidence,
    words.ApproveDecision: ending.approve,
    words.MeetCondition: ending.meet_condition,
    words.RejectDecision: ending.reject,
    words.WithdrawDecision: ending.withdraw,
    words.LapseDecision: ending.lapse,
    words.SupersedeDecision: ending.supersede,
    words.DeferDecision: returning.defer,
    words.WakeDecision: returning.wake,
    words.ReopenDecision: returning.reopen,
}
