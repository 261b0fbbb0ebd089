"""What happens to a decision while it is reviewed: votes, concerns, holds, delegation, questions for evidence."""

from plumbline.domain.cycle.decision import (
    OPEN,
    AskForEvidence,
    CastVote,
    ConcernRaised,
    ConcernSettled,
    Decision,
    DecisionDelegated,
    DecisionHeld,
    DelegateDecision,
    EvidenceRequested,
    HoldDecision,
    HoldReleased,
    RaiseConcern,
    ReleaseHold,
    SettleConcern,
    VoteCast,
)
from plumbline.domain.cycle.rules.common import Answer, check, decided, leads, stale, unknown
from plumbline.domain.cycle.rules.decision_acting import PUT, able_findings, entitled, given, in_state
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context


def vote(command: CastVote, decision: Decision, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Vote on the content as it was read (D6). A vote advises; objecting needs a reason (D7)."""
    if refused := stale(decision.id, command.read_hash, decision.content_hash):
        return refused
    ballot = decision.votes.get(context.actor)
    if ballot and (ballot.vote, ballot.content_hash, ballot.reason) == (command.vote, decision.content_hash, command.reason):
        return []
    reasoned = [given("D7.reason", command.reason, "decision.vote", decision, context)] if command.vote == "object" else []
    cast = VoteCast(
        decision_id=decision.id,
        voter_id=context.actor,
        vote=command.vote,
        content_hash=decision.content_hash,
        reason=command.reason,
    )
    return decided("decision.refused", [in_state(decision, {"in_review"}, workspace), *reasoned], lambda: [cast])


def raise_concern(command: RaiseConcern, decision: Decision, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Record what has to be answered before approval."""
    findings = [in_state(decision, PUT, workspace), given("D7.reason", command.reason, "decision.raise_concern", decision, context)]
    raised = ConcernRaised(decision_id=decision.id, concern_id=context.new_id("cmt"), by_id=context.actor, reason=command.reason)
    return decided("decision.refused", findings, lambda: [raised])


def settle_concern(command: SettleConcern, decision: Decision, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Close a concern. Whoever raised it does; a lead may only when that person is no longer here."""
    concern = decision.concerns.get(command.concern_id)
    if concern is None:
        return unknown("concern", command.concern_id)
    if not concern.open:
        return []
    who = (concern.by_id,) if workspace.is_active(concern.by_id) else leads(workspace)
    findings = [in_state(decision, OPEN, workspace), entitled("D7.author", who, context, "decision.settle_concern", decision)]
    settled = ConcernSettled(decision_id=decision.id, concern_id=concern.id, note=command.note)
    return decided("decision.refused", findings, lambda: [settled])


def hold(command: HoldDecision, decision: Decision, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Stop approval until a date, with a reason; the hold ends by itself (D7). One that stands is moved by its holder only."""
    standing = decision.hold_until is not None and context.now < decision.hold_until
    if standing and (decision.hold_by, decision.hold_until) == (context.actor, command.until):
        return []
    holder = (decision.hold_by,)
    findings = [
        in_state(decision, PUT, workspace),
        given("D7.reason", command.reason, "decision.hold", decision, context),
        check(
            "D7.until",
            command.until > context.now,
            expected=context.now.isoformat(),
            actual=command.until.isoformat(),
            who=(context.actor,),
            act="decision.hold",
            item=decision.id,
        ),
        *((entitled("D7.holder", holder, context, "decision.hold", decision),) if standing else ()),
    ]
    held = DecisionHeld(decision_id=decision.id, by_id=context.actor, until=command.until, reason=command.reason)
    return decided("decision.refused", findings, lambda: [held])


def release_hold(command: ReleaseHold, decision: Decision, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if decision.hold_until is None:
        return []
    may = (decision.hold_by, *leads(workspace))
    findings = [in_state(decision, OPEN, workspace), entitled("D7.holder", may, context, "decision.release_hold", decision)]
    return decided("decision.refused", findings, lambda: [HoldReleased(decision_id=decision.id)])


def delegate(command: DelegateDecision, decision: Decision, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Let somebody act for the owner. Only the owner delegates, so a delegate cannot pass it on."""
    if (decision.delegate_id, decision.delegate_until if command.to_id else None) == (command.to_id, command.until):
        return []
    owner = (decision.owner_id,) if decision.owner_id else ()
    findings = [
        in_state(decision, OPEN - {"draft"}, workspace),
        entitled("D2.owner", owner, context, "decision.delegate", decision),
        *(able_findings(workspace, command.to_id, decision.id) if command.to_id else ()),
        check(
            "D2.delegate", command.to_id != decision.owner_id, actual=command.to_id, who=owner, act="decision.delegate", item=decision.id
        ),
        check(
            "D2.until",
            not command.to_id or (command.until is not None and command.until > context.now),
            expected=context.now.isoformat(),
            actual=command.until.isoformat() if command.until else None,
            who=owner,
            act="decision.delegate",
            item=decision.id,
        ),
    ]
    delegated = DecisionDelegated(decision_id=decision.id, to_id=command.to_id, until=command.until if command.to_id else None)
    return decided("decision.refused", findings, lambda: [delegated])


def ask_for_evidence(command: AskForEvidence, decision: Decision, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Put the question to a person, who then has it on their list until they submit something."""
    if decision.evidence_asked.get(command.person_id) == command.criterion_id:
        return []
    known = not command.criterion_id or command.criterion_id in {criterion.id for criterion in decision.criteria}
    me = (context.actor,)
    findings = [
        in_state(decision, OPEN, workspace),
        check(
            "decision.asked",
            workspace.has_rank(command.person_id, "contributor"),
            expected="contributor",
            actual=command.person_id,
            who=me,
            act="decision.ask_for_evidence",
            item=decision.id,
        ),
        check("E4.criterion_known", known, actual=command.criterion_id, who=me, act="decision.ask_for_evidence", item=decision.id),
    ]
    asked = EvidenceRequested(decision_id=decision.id, person_id=command.person_id, criterion_id=command.criterion_id, note=command.note)
    return decided("decision.refused", findings, lambda: [asked])
