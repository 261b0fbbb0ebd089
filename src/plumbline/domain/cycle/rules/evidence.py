"""The rules of evidence: what it shows is fixed when it is submitted, somebody else accepts it, and it goes stale."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any, assert_never

from plumbline.domain.cycle.decision import OPEN, Decision
from plumbline.domain.cycle.evidence import (
    AcceptEvidence,
    Command,
    Evidence,
    EvidenceAccepted,
    EvidenceExpired,
    EvidenceRejected,
    EvidenceRetracted,
    EvidenceSubmitted,
    ExpireEvidence,
    RejectEvidence,
    RetractEvidence,
    SubmitEvidence,
)
from plumbline.domain.cycle.evidence import State as EvidenceState
from plumbline.domain.cycle.rules.common import Answer, active_others, check, decided, leads, unknown
from plumbline.domain.cycle.rules.decision_acting import IN_FORCE, in_state
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.workspace.calendar import hours_for
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding
from plumbline.kernel.time import add_working_days

_DIGEST_LENGTH = 64
# A decision in force still takes evidence: what showed its criteria goes stale, and a gate asks for fresh.
_SHOWABLE = OPEN | IN_FORCE


def decide_evidence(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return what a command about evidence leads to, or why it is refused."""
    if isinstance(command, SubmitEvidence):
        return _submit(command, cycle, workspace, context)
    found = cycle.evidence.get(command.evidence_id)
    if found is None:
        return unknown("evidence", command.evidence_id)
    decision = cycle.decisions[found.decision_id]
    match command:
        case AcceptEvidence():
            return _accept(command, found, decision, cycle, workspace, context)
        case RejectEvidence():
            return _reject(command, found, decision, workspace, context)
        case RetractEvidence():
            return _retract(command, found, workspace, context)
        case ExpireEvidence():
            return _expire(found, context)
        case _:
            assert_never(command)


def evolve_evidence(cycle: Cycle, recorded: Recorded) -> None:
    """Apply an event about evidence, in place."""
    _EVOLVE[type(recorded.event)](cycle, recorded)


def counts(found: Evidence, decision: Decision, now: datetime) -> bool:
    """Tell whether a piece of evidence counts now: accepted, fresh, and for the content as it reads now (E4)."""
    fresh = found.fresh_until is not None and now < found.fresh_until
    return found.state == "accepted" and fresh and found.content_hash == decision.content_hash


def best_evidence(cycle: Cycle, decision: Decision, criterion_id: str, now: datetime) -> Evidence | None:
    """Return the piece that shows a criterion, or else the one that comes nearest to it; the newest among equals."""
    shown = (cycle.evidence[evidence_id] for evidence_id in cycle.evidence_of.get(decision.id, ()))
    return max(
        (found for found in shown if criterion_id in found.criterion_ids), key=lambda found: _nearness(found, decision, now), default=None
    )


def judges(found: Evidence, decision: Decision, workspace: Workspace) -> tuple[str, ...]:
    """Return who may judge a piece of evidence, most fitting first: the owners of what it shows, then the decision's, then anybody else."""
    owners = [criterion.owner_id for criterion in decision.criteria if criterion.id in found.criterion_ids]
    others = active_others(workspace, found.submitter_id)
    return tuple(dict.fromkeys(person for person in (*owners, decision.owner_id, *others) if person in others))


def _nearness(found: Evidence, decision: Decision, now: datetime) -> tuple[int, datetime]:
    if counts(found, decision, now):
        return 4, found.submitted_at
    current = found.content_hash == decision.content_hash
    rank = {"submitted": 3, "accepted": 2, "expired": 2, "rejected": 1, "retracted": 0}[found.state]
    return (rank if current else min(rank, 1)), found.submitted_at


def _submit(command: SubmitEvidence, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    decision = cycle.decisions.get(command.decision_id)
    if decision is None:
        return unknown("decision", command.decision_id)
    digest = command.digest.lower() or (command.played.record if command.played else "") or _digest_of(command)
    if any(_same(cycle.evidence[known], command, digest, decision, context) for known in cycle.evidence_of.get(decision.id, ())):
        return []
    criteria = {criterion.id for criterion in decision.criteria}
    strange = [criterion for criterion in command.criterion_ids if criterion not in criteria]
    me = (context.actor,)
    findings = [
        in_state(decision, _SHOWABLE, workspace),
        check("E1.title", bool(command.title.strip()), expected="text", who=me, act="evidence.submit", item=decision.id),
        check("E1.content", bool(command.reference.strip() or command.digest), who=me, act="evidence.submit", item=decision.id),
        check("E1.digest", _is_digest(digest), expected="sha-256", actual=command.digest, who=me, act="evidence.submit", item=decision.id),
        check("E4.criterion", bool(command.criterion_ids), expected=1, actual=0, who=me, act="evidence.submit", item=decision.id),
        check("E4.criterion_known", not strange, actual=", ".join(strange), who=me, act="evidence.submit", item=decision.id),
        *_played(command, decision, cycle, workspace, context),
    ]
    submitted = EvidenceSubmitted(
        evidence_id=context.new_id("evd"),
        decision_id=decision.id,
        criterion_ids=tuple(dict.fromkeys(command.criterion_ids)),
        kind=command.kind,
        title=command.title.strip(),
        reference=command.reference.strip(),
        digest=digest,
        content_hash=decision.content_hash,
        shows=command.shows,
        played=command.played,
    )
    return decided("evidence.incomplete", findings, lambda: [submitted])


def _played(command: SubmitEvidence, decision: Decision, cycle: Cycle, workspace: Workspace, context: Context) -> Iterator[Finding]:
    """E1, E4: a run has ended and is bound to its record. A decision that names journeys is shown by runs of exactly those versions."""
    played, me = command.played, (context.actor,)
    if played is None:
        return
    if played.digest:
        yield check("E1.run_over", bool(played.record), who=me, act="evidence.submit", item=played.run_id)
        same = not command.digest or command.digest.lower() == played.record
        yield check("E1.run_record", same, expected=played.record, actual=command.digest, who=me, act="evidence.submit", item=played.run_id)
    if decision.journeys:
        yield check(
            "E4.version",
            any(one.digest == played.digest for one in decision.journeys),
            expected=", ".join(_called(cycle, one.journey_id, one.number) for one in decision.journeys),
            actual=_called(cycle, played.journey_id, played.number),
            who=tuple(dict.fromkeys((*me, *(one for one in (decision.owner_id,) if workspace.is_active(one))))),
            act="decision.refer",
            item=decision.id,
        )


def _called(cycle: Cycle, journey_id: str, number: int) -> str:
    """Return what people call a version of a journey; empty for what is no journey of the cycle."""
    known = cycle.journeys.get(journey_id)
    return f"{known.title}, version {number}" if known else ""


def _digest_of(command: SubmitEvidence) -> str:
    """Nothing was seen here, so what is bound is what was said: the kind, the place and the name. Anybody can compute it again."""
    said = {"kind": command.kind, "reference": command.reference.strip(), "title": command.title.strip()}
    return sha256(json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def _is_digest(text: str) -> bool:
    return len(text) == _DIGEST_LENGTH and all(character in "0123456789abcdef" for character in text)


def _same(known: Evidence, command: SubmitEvidence, digest: str, decision: Decision, context: Context) -> bool:
    """The same piece for the same content, while it stands, is not submitted twice."""
    same = (known.digest, known.submitter_id, set(known.criterion_ids)) == (digest, context.actor, set(command.criterion_ids))
    return same and known.state == "submitted" and known.content_hash == decision.content_hash


def _accept(command: AcceptEvidence, found: Evidence, decision: Decision, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if found.state == "accepted" and found.judge_id == context.actor:
        return []
    findings = [
        *_judging(found, decision, workspace, context, "evidence.accept"),
        check(
            "E4.content",
            found.content_hash == decision.content_hash,
            expected=decision.content_hash,
            actual=found.content_hash,
            who=(found.submitter_id,),
            act="evidence.submit",
            item=decision.id,
        ),
    ]
    days, hours = cycle.policies.evidence_fresh_days, hours_for(workspace, context.now, cycle.calendar_id)
    fresh_until = add_working_days(context.now, days, hours)
    accepted = EvidenceAccepted(evidence_id=found.id, fresh_until=fresh_until, note=command.note)
    return decided("evidence.refused", findings, lambda: [accepted])


def _reject(command: RejectEvidence, found: Evidence, decision: Decision, workspace: Workspace, context: Context) -> Answer:
    if found.state == "rejected" and found.judge_id == context.actor:
        return []
    findings = [
        *_judging(found, decision, workspace, context, "evidence.reject"),
        check("E2.reason", bool(command.reason.strip()), expected="text", who=(context.actor,), act="evidence.reject", item=found.id),
    ]
    return decided("evidence.refused", findings, lambda: [EvidenceRejected(evidence_id=found.id, reason=command.reason)])


def _retract(command: RetractEvidence, found: Evidence, workspace: Workspace, context: Context) -> Answer:
    if found.state == "retracted":
        return []
    who = (found.submitter_id, *leads(workspace))
    findings = [
        _standing(found, "submitted", "accepted"),
        check(
            "E1.submitter",
            context.actor in who,
            expected=found.submitter_id,
            actual=context.actor,
            who=who,
            act="evidence.retract",
            item=found.id,
        ),
    ]
    return decided("evidence.refused", findings, lambda: [EvidenceRetracted(evidence_id=found.id, reason=command.reason)])


def _expire(found: Evidence, context: Context) -> Answer:
    if found.state == "expired":
        return []
    until = found.fresh_until
    findings = [
        _standing(found, "accepted"),
        check("E3.fresh", until is not None and until <= context.now, expected=until.isoformat() if until else None, item=found.id),
    ]
    return decided("evidence.refused", findings, lambda: [EvidenceExpired(evidence_id=found.id)])


def _judging(found: Evidence, decision: Decision, workspace: Workspace, context: Context, act: str) -> list[Finding]:
    """E2: somebody other than the submitter judges, once, while the decision can still be shown."""
    others = judges(found, decision, workspace)
    met = context.actor != found.submitter_id
    return [
        _standing(found, "submitted"),
        in_state(decision, _SHOWABLE, workspace),
        check("E2.four_eyes", met, expected=others[0] if others else None, actual=context.actor, who=others, act=act, item=found.id),
    ]


def _standing(found: Evidence, *states: EvidenceState) -> Finding:
    who = (found.submitter_id,)
    return check(
        "E1.state", found.state in states, expected=", ".join(states), actual=found.state, who=who, act="evidence.submit", item=found.id
    )


def _submitted(cycle: Cycle, recorded: Recorded) -> None:
    event: EvidenceSubmitted = recorded.event
    cycle.evidence[event.evidence_id] = Evidence(
        id=event.evidence_id,
        decision_id=event.decision_id,
        criterion_ids=event.criterion_ids,
        kind=event.kind,
        title=event.title,
        reference=event.reference,
        digest=event.digest,
        content_hash=event.content_hash,
        submitter_id=recorded.actor,
        submitted_at=recorded.at,
        shows=event.shows,
        played=event.played,
    )
    cycle.evidence_of.setdefault(event.decision_id, []).append(event.evidence_id)
    decision = cycle.decisions[event.decision_id]
    decision.evidence_asked.pop(recorded.actor, None)


def _judged(cycle: Cycle, recorded: Recorded, state: EvidenceState, note: str) -> None:
    found = cycle.evidence[recorded.event.evidence_id]
    found.state, found.note = state, note
    found.judge_id, found.judged_at = recorded.actor, recorded.at


def _accepted(cycle: Cycle, recorded: Recorded) -> None:
    event: EvidenceAccepted = recorded.event
    _judged(cycle, recorded, "accepted", event.note)
    cycle.evidence[event.evidence_id].fresh_until = event.fresh_until


def _rejected(cycle: Cycle, recorded: Recorded) -> None:
    event: EvidenceRejected = recorded.event
    _judged(cycle, recorded, "rejected", event.reason)


def _retracted(cycle: Cycle, recorded: Recorded) -> None:
    event: EvidenceRetracted = recorded.event
    found = cycle.evidence[event.evidence_id]
    found.state, found.note = "retracted", event.reason


def _expired(cycle: Cycle, recorded: Recorded) -> None:
    event: EvidenceExpired = recorded.event
    cycle.evidence[event.evidence_id].state = "expired"


_EVOLVE: dict[type[Any], Callable[[Cycle, Recorded], None]] = {
    EvidenceSubmitted: _submitted,
    EvidenceAccepted: _accepted,
    EvidenceRejected: _rejected,
    EvidenceRetracted: _retracted,
    EvidenceExpired: _expired,
}
