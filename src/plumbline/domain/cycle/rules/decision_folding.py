"""What events of a decision do to the state. Nothing is refused here and no clock is read."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from plumbline.domain.cycle import decision as words
from plumbline.domain.cycle.decision import CastBallot, Concern, Decision, State
from plumbline.domain.cycle.decision.imported import DecisionImported
from plumbline.domain.cycle.rules.decision_acting import IN_FORCE
from plumbline.domain.cycle.rules.decision_importing import brought_in
from plumbline.domain.cycle.rules.decision_writing import too_big
from plumbline.domain.cycle.rules.dependency import descendants
from plumbline.domain.cycle.rules.review import note_settled
from plumbline.domain.cycle.state import Cycle, Recorded


def evolve_decision(cycle: Cycle, recorded: Recorded) -> None:
    """Apply an event about a decision, in place."""
    event = recorded.event
    if isinstance(event, words.DecisionDrafted):
        _drafted(cycle, recorded)
        return
    if isinstance(event, DecisionImported):
        brought_in(cycle, recorded)
        return
    decision = cycle.decisions[event.decision_id]
    decision.changed_at = recorded.at
    _EVOLVE[type(event)](cycle, decision, recorded)


def _drafted(cycle: Cycle, recorded: Recorded) -> None:
    event: words.DecisionDrafted = recorded.event
    cycle.decisions[event.decision_id] = Decision(
        id=event.decision_id,
        number=event.number,
        title=event.title,
        section_id=event.section_id,
        objective_id=event.objective_id,
        author_id=recorded.actor,
        content_hash=event.content_hash,
        drafted_at=recorded.at,
        changed_at=recorded.at,
        question=event.question,
        options=event.options,
        criteria=event.criteria,
        scope=event.scope,
        journeys=event.journeys,
        authors={recorded.actor},
        split_hint=event.split_hint,
        template_id=event.template_id,
        template_version=event.template_version,
        # Said here, because the defaults of these cost as much as everything else that a draft does.
        requires=set(),
        informs=set(),
        votes={},
        concerns={},
        evidence_asked={},
        obligations={},
        obligations_met=set(),
    )
    cycle.numbers["decision"] = event.number


def _proposed(cycle: Cycle, decision: Decision, recorded: Recorded) -> None:
    event: words.DecisionProposed = recorded.event
    decision.state, decision.owner_id = "proposed", event.owner_id


def _edited(cycle: Cycle, decision: Decision, recorded: Recorded) -> None:
    event: words.DecisionEdited = recorded.event
    decision.title, decision.options, decision.criteria, decision.scope = event.title, event.options, event.criteria, event.scope
    decision.content_hash, decision.split_hint, decision.journeys = event.content_hash, event.split_hint, event.journeys
    if event.question_changed:
        decision.question = event.question
    if event.material:
        decision.authors.add(recorded.actor)
        # A vote stays void when the words come back: its voter has been asked again in the meantime.
        decision.votes = {person: replace(ballot, content_hash="") for person, ballot in decision.votes.items()}


def _assigned(cycle: Cycle, decision: Decision, recorded: Recorded) -> None:
    """A delegation was given by the owner who has it no longer."""
    event: words.DecisionAssigned = recorded.event
    decision.owner_id = event.owner_id
    decision.delegate_id, decision.delegate_until = "", None


def _moved(cycle: Cycle, decision: Decision, recorded: Recorded) -> None:
    event: words.DecisionMoved = recorded.event
    decision.review_id = event.to_review_id


def _scheduled(cycle: Cycle, decision: Decision, recorded: Recorded) -> None:
    event: words.DecisionScheduled = recorded.event
    decision.due_at, decision.fallback = event.due_at, event.fallback


def _approval_required(cycle: Cycle, decision: Decision, recorded: Recorded) -> None:
    event: words.ApprovalRequired = recorded.event
    decision.approval = event.rule


def _submitted(cycle: Cycle, decision: Decision, recorded: Recorded) -> None:
    decision.state, decision.submitted_at = "in_review", recorded.at


def _dependency_added(cycle: Cycle, decision: Decision, recorded: Recorded) -> None:
    event: words.DependencyAdded = recorded.event
    if event.kind == "informs":
        decision.informs.add(event.on_id)
        return
    decision.requires.add(event.on_id)
    cycle.needed_by.setdefault(event.on_id, set()).add(decision.id)
    _resize(cycle, decision)


def _dependency_removed(cycle: Cycle, decision: Decision, recorded: Recorded) -> None:
    event: words.DependencyRemoved = recorded.event
    decision.informs.discard(event.on_id)
    decision.requires.discard(event.on_id)
    cycle.needed_by.get(event.on_id, set[str]()).discard(decision.id)
    _resize(cycle, decision)


def _resize(cycle: Cycle, decision: Decision) -> None:
    decision.split_hint = too_big(cycle.policies, len(decision.options), len(decision.criteria), len(decision.requires))


def _vote_cast(cycle: Cycle, decision: Decision, recorded: Recorded) -> None:
    event: words.VoteCast = recorded.event
    decision.votes[event.voter_id] = CastBallot(event.vote, event.content_hash, event.reason, recorded.at)


def _concern_raised(cycle: Cycle, decision: Decision, recorded: Recorded) -> None:
    event: words.ConcernRaised = recorded.event
    decision.concerns[event.concern_id] = Concern(event.concern_id, event.by_id, event.reason, recorded.at)


def _concern_settled(cycle: Cycle, decision: Decision, recorded: Recorded) -> None:
    event: words.ConcernSettled = recorded.event
    concern = decision.concerns[event.concern_id]
    concern.open, concern.note = False, event.note


def _held(cycle: Cycle, decision: Decision, recorded: Recorded) -> None:
    event: words.DecisionHeld = recorded.event
    decision.hold_by, decision.hold_until, decision.hold_reason = event.by_id, event.until, event.reason


def _hold_released(cycle: Cycle, decision: Decision, recorded: Recorded) -> None:
    decision.hold_by, decision.hold_until, decision.hold_reason = "", None, ""


def _delegated(cycle: Cycle, decision: Decision, recorded: Recorded) -> None:
    event: words.DecisionDelegated = recorded.event
    decision.delegate_id, decision.delegate_until = event.to_id, event.until


def _evidence_requested(cycle: Cycle, decision: Decision, recorded: Recorded) -> None:
    event: words.EvidenceRequested = recorded.event
    decision.evidence_asked[event.person_id] = event.criterion_id


def _approved(cycle: Cycle, decision: Decision, recorded: Recorded) -> None:
    event: words.DecisionApproved = recorded.event
    _approval(decision, event)
    _ended(cycle, decision, "approved", recorded, event.because)


def _approved_conditionally(cycle: Cycle, decision: Decision, recorded: Recorded) -> None:
    event: words.DecisionApprovedConditionally = recorded.event
    _approval(decision, event)
    decision.state, decision.because = "approved_conditionally", event.because
    decision.obligations = {obligation.id: obligation for obligation in event.conditions}
    decision.obligations_met = set()
    note_settled(cycle, decision.id)


def _approval(decision: Decision, event: words.DecisionApproved | words.DecisionApprovedConditionally) -> None:
    decision.option_id, decision.approved_hash = event.option_id, event.content_hash
    decision.approver_id, decision.on_behalf_of = event.approver_id, event.on_behalf_of
    decision.suspect, decision.suspect_for, decision.ahead_of = False, "", event.ahead_of


def _condition_met(cycle: Cycle, decision: Decision, recorded: Recorded) -> None:
    event: words.ConditionMet = recorded.event
    decision.obligations_met.add(event.condition_id)


def _rejected(cycle: Cycle, decision: Decision, recorded: Recorded) -> None:
    event: words.DecisionRejected = recorded.event
    _ended(cycle, decision, "rejected", recorded, event.because)


def _deferred(cycle: Cycle, decision: Decision, recorded: Recorded) -> None:
    event: words.DecisionDeferred = recorded.event
    decision.state, decision.because = "deferred", event.because
    decision.wake_at, decision.wake_on = event.wake_at, event.wake_on
    note_settled(cycle, decision.id)


def _woken(cycle: Cycle, decision: Decision, recorded: Recorded) -> None:
    _back(decision)


def _withdrawn(cycle: Cycle, decision: Decision, recorded: Recorded) -> None:
    event: words.DecisionWithdrawn = recorded.event
    _ended(cycle, decision, "withdrawn", recorded, event.because)


def _lapsed(cycle: Cycle, decision: Decision, recorded: Recorded) -> None:
    _ended(cycle, decision, "lapsed", recorded, decision.because)


def _superseded(cycle: Cycle, decision: Decision, recorded: Recorded) -> None:
    event: words.DecisionSuperseded = recorded.event
    decision.superseded_by = event.by_id
    _ended(cycle, decision, "superseded", recorded, event.because)


def _handed_off(cycle: Cycle, decision: Decision, recorded: Recorded) -> None:
    decision.state = "handed_off"


def _handed_back(cycle: Cycle, decision: Decision, recorded: Recorded) -> None:
    decision.state = "approved"


def _verified(cycle: Cycle, decision: Decision, recorded: Recorded) -> None:
    decision.state = "verified"


def _suspected(cycle: Cycle, decision: Decision, recorded: Recorded) -> None:
    event: words.DecisionSuspected = recorded.event
    decision.suspect, decision.suspect_for = True, event.journey_id


def _reopened(cycle: Cycle, decision: Decision, recorded: Recorded) -> None:
    event: words.DecisionReopened = recorded.event
    was_in_force = decision.state in IN_FORCE
    decision.reopened += 1
    decision.reopen_reason = event.reason
    decision.option_id = decision.approver_id = decision.on_behalf_of = decision.approved_hash = decision.superseded_by = ""
    decision.obligations, decision.obligations_met = {}, set()
    decision.ended_at, decision.suspect, decision.suspect_for, decision.ahead_of = None, False, "", ()
    _back(decision)
    for gate_id, item_id in [key for key in (*cycle.passages, *cycle.overrides) if key[1] == decision.id]:
        cycle.passages.pop((gate_id, item_id), None)  # what went through a gate was the decision as it stood before
        cycle.overrides.pop((gate_id, item_id), None)
    if was_in_force:
        for other_id in descendants(cycle, decision.id):
            other = cycle.decisions[other_id]
            other.suspect = other.suspect or other.state in IN_FORCE


def _back(decision: Decision) -> None:
    """Into review when it was there before; what was never put there goes back to where it stood."""
    decision.state = "in_review" if decision.submitted_at else "proposed" if decision.owner_id else "draft"
    decision.wake_at, decision.wake_on, decision.because = None, "", ""


def _ended(cycle: Cycle, decision: Decision, state: State, recorded: Recorded, because: str) -> None:
    decision.state, decision.because, decision.ended_at = state, because, recorded.at
    note_settled(cycle, decision.id)
    for other in (cycle.decisions[one] for one in cycle.needed_by.get(decision.id, ())):
        if decision.id in other.ahead_of:
            other.ahead_of = tuple(one for one in other.ahead_of if one != decision.id)
            # It went ahead of an answer that was hoped for; any other one puts it in doubt.
            other.suspect = other.suspect or (state != "approved" and other.state in IN_FORCE)


_EVOLVE: dict[type[Any], Callable[[Cycle, Decision, Recorded], None]] = {
    words.DecisionProposed: _proposed,
    words.DecisionEdited: _edited,
    words.DecisionAssigned: _assigned,
    words.DecisionMoved: _moved,
    words.DecisionScheduled: _scheduled,
    words.ApprovalRequired: _approval_required,
    words.DecisionSubmitted: _submitted,
    words.DependencyAdded: _dependency_added,
    words.DependencyRemoved: _dependency_removed,
    words.VoteCast: _vote_cast,
    words.ConcernRaised: _concern_raised,
    words.ConcernSettled: _concern_settled,
    words.DecisionHeld: _held,
    words.HoldReleased: _hold_released,
    words.DecisionDelegated: _delegated,
    words.EvidenceRequested: _evidence_requested,
    words.DecisionApproved: _approved,
    words.DecisionApprovedConditionally: _approved_conditionally,
    words.ConditionMet: _condition_met,
    words.DecisionRejected: _rejected,
    words.DecisionDeferred: _deferred,
    words.DecisionWoken: _woken,
    words.DecisionWithdrawn: _withdrawn,
    words.DecisionLapsed: _lapsed,
    words.DecisionSuperseded: _superseded,
    words.DecisionReopened: _reopened,
    words.DecisionSuspected: _suspected,
    words.DecisionHandedOff: _handed_off,
    words.DecisionHandedBack: _handed_back,
    words.DecisionVerified: _verified,
}
