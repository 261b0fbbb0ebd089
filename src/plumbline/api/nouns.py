"""Decisions, evidence, threads, blockers, escalations, handoffs: what can be read of them and done to them, as tables."""

from litestar.handlers import HTTPRouteHandler

from plumbline.api import risk_nouns
from plumbline.api.acts import doing, making
from plumbline.api.items import Noun, routes
from plumbline.api.representations import (
    BlockerBody,
    CorrectionBody,
    DecisionBody,
    DrillBody,
    EscalationBody,
    EvidenceBody,
    HandoffBody,
    ThreadBody,
)
from plumbline.domain.cycle import (
    blocker,
    correction,
    decision,
    drill,
    escalation,
    evidence,
    handoff,
    retrospective,
    stabilisation,
    support_review,
    thread,
    work_item,
    wrap_up,
)

_NOUNS = (
    Noun(path="decisions", kind="decision", kept=lambda cycle: cycle.decisions, shape=DecisionBody),
    Noun(path="evidence", kind="evidence", kept=lambda cycle: cycle.evidence, shape=EvidenceBody),
    Noun(path="threads", kind="thread", kept=lambda cycle: cycle.threads, shape=ThreadBody),
    Noun(path="blockers", kind="blocker", kept=lambda cycle: cycle.blockers, shape=BlockerBody),
    Noun(path="drills", kind="drill", kept=lambda cycle: cycle.drills, shape=DrillBody),
    Noun(path="escalations", kind="escalation", kept=lambda cycle: cycle.escalations, shape=EscalationBody),
    Noun(path="corrections", kind="correction", kept=lambda cycle: cycle.corrections, shape=CorrectionBody),
    Noun(path="handoffs", kind="handoff", kept=lambda cycle: cycle.handoffs, shape=HandoffBody),
)

_MAKING = (
    ("decisions", decision.DraftDecision, "Draft a decision, or propose it at once"),
    ("decision-reassignments", decision.ReassignDecisions, "Hand several decisions on to another owner, all or none"),
    ("decision-moves", decision.MoveDecisions, "Move several decisions to another review, all or none"),
    ("threads", thread.OpenThread, "Open a thread"),
    ("blockers", blocker.RaiseBlocker, "Raise a blocker"),
    ("escalations", escalation.StartEscalation, "Take an item up a level"),
    ("drills", drill.StartDrill, "Rehearse the escalation on a pressure"),
    ("escalation-policy", escalation.ChooseEscalationPolicy, "Choose by which policy items go up"),
    ("support-signals", support_review.RecordSignal, "Record what support hears"),
    ("support-review", support_review.CloseSupportReview, "Close the support-signal review: every promise judged"),
    ("stabilisation-weeks", stabilisation.RecordStabilisationWeek, "Record a stabilisation week"),
    ("retrospective", retrospective.HoldRetrospective, "Record the retrospective"),
    ("wrap-up", wrap_up.WriteWrapUp, "Write the wrap-up"),
    ("handoffs", handoff.AssembleHandoff, "Assemble a handoff of gate-passed decisions"),
)

_DECISION = (
    ("proposal", decision.ProposeDecision, "Put a draft to its owner"),
    ("edits", decision.EditDecision, "Change what it says"),
    ("assignments", decision.AssignDecision, "Hand it on to another owner"),
    ("moves", decision.MoveDecision, "Move it to another review"),
    ("schedule", decision.ScheduleDecision, "Set due time and fallback"),
    ("submission", decision.SubmitDecision, "Put it into review"),
    ("dependencies", decision.AddDependency, "Say that it depends on another decision"),
    ("dependency-removals", decision.RemoveDependency, "Take a dependency back"),
    ("approval-rules", decision.RequireApproval, "Ask for more than its owner's act"),
    ("votes", decision.CastVote, "Cast or change a vote"),
    ("concerns", decision.RaiseConcern, "Raise a concern"),
    ("concern-settlements", decision.SettleConcern, "Settle a concern"),
    ("holds", decision.HoldDecision, "Hold it until a date"),
    ("hold-releases", decision.ReleaseHold, "Release the hold"),
    ("delegations", decision.DelegateDecision, "Let somebody act for the owner"),
    ("evidence-requests", decision.AskForEvidence, "Ask somebody for evidence"),
    ("evidence", evidence.SubmitEvidence, "Attach evidence"),
    ("approval", decision.ApproveDecision, "Approve it, with conditions where it needs them"),
    ("met-conditions", decision.MeetCondition, "Say that a condition of the approval is met"),
    ("rejection", decision.RejectDecision, "Reject it"),
    ("deferral", decision.DeferDecision, "Defer it as a tradeoff"),
    ("waking", decision.WakeDecision, "Bring it back from its deferral before the time"),
    ("withdrawal", decision.WithdrawDecision, "Withdraw it"),
    ("reopening", decision.ReopenDecision, "Reopen it, with a reason code"),
    ("supersession", decision.SupersedeDecision, "Replace it by another decision"),
)
_EVIDENCE = (
    ("acceptance", evidence.AcceptEvidence, "Accept it"),
    ("rejection", evidence.RejectEvidence, "Reject it, with the reason"),
    ("retraction", evidence.RetractEvidence, "Take it back"),
)
_THREAD = (
    ("replies", thread.ReplyToThread, "Reply"),
    ("resolution", thread.ResolveThread, "Close it with an outcome"),
    ("reopening", thread.ReopenThread, "Reopen it"),
    ("redactions", thread.RedactComment, "Replace a comment by a tombstone"),
)
_BLOCKER = (
    ("acknowledgement", blocker.AcknowledgeBlocker, "Acknowledge it"),
    ("assignments", blocker.AssignBlocker, "Hand it on to another owner"),
    ("resolution", blocker.ResolveBlocker, "Resolve it"),
    ("fallback", blocker.TriggerFallback, "Trigger the fallback"),
    ("extensions", blocker.ExtendBlocker, "Extend it as a tradeoff"),
    ("cancellation", blocker.CancelBlocker, "Cancel it"),
    ("outside-messages", blocker.TellOutside, "Set what it tells the outside"),
)
_DRILL = (
    ("acknowledgement", drill.AcknowledgeDrill, "Say that its message reached you"),
    ("gap-closings", drill.CloseDrillGap, "Close a gap that it found"),
)
_ESCALATION = (
    ("acknowledgement", escalation.AcknowledgeEscalation, "Acknowledge it, for as long as the lease lasts"),
    ("resolution", escalation.ResolveEscalation, "Bring the item down, with outcome and cause"),
)

_CORRECTION = (
    ("assignments", correction.AssignCorrection, "Hand it on to another owner"),
    ("settlement", correction.SettleCorrection, "Settle it"),
)
_HANDOFF = (
    ("line-descriptions", handoff.DescribeLine, "Say what a line says besides its decision"),
    ("offering", handoff.OfferHandoff, "Offer it to its receiver"),
    ("acceptance", handoff.AcceptHandoff, "Accept it"),
    ("questions", handoff.QuestionLine, "Ask about a line; opens a thread"),
    ("returns", handoff.ReturnHandoff, "Return it or some of its lines, with the reason"),
    ("withdrawal", handoff.WithdrawHandoff, "Withdraw it"),
    ("renewals", handoff.TakeNewVersion, "Take the new version of a line"),
    ("checkpoints", handoff.HoldCheckpoint, "Record what a line's checkpoint showed"),
    ("work-items", work_item.LinkWorkItem, "Link the issue outside that carries a line out"),
    ("work-item-removals", work_item.UnlinkWorkItem, "Unlink an issue from a line"),
    ("work-item-agreements", work_item.AgreeToWorkItem, "Agree to the title and the due date that an issue was given outside"),
)


def routes_of_nouns() -> list[HTTPRouteHandler]:
    """Return every route under decisions, evidence, threads, blockers, escalations, handoffs, risks, assumptions and scope."""
    reading = [route for noun in (*_NOUNS, *risk_nouns.NOUNS) for route in routes(noun)]
    acts = [
        route
        for noun, field, table in (
            ("decisions", "decision_id", _DECISION),
            ("evidence", "evidence_id", _EVIDENCE),
            ("threads", "thread_id", _THREAD),
            ("blockers", "blocker_id", _BLOCKER),
            ("escalations", "escalation_id", _ESCALATION),
            ("corrections", "correction_id", _CORRECTION),
            ("drills", "drill_id", _DRILL),
            ("handoffs", "handoff_id", _HANDOFF),
            *risk_nouns.DOING,
        )
        for route in doing(noun, field, table)
    ]
    return [*reading, *making((*_MAKING, *risk_nouns.MAKING)), *acts]
