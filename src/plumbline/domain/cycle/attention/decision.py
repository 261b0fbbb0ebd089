"""What an unfinished decision asks of whom."""

from collections.abc import Iterator
from datetime import datetime

from plumbline.domain.cycle.attention.obligation import stand_in
from plumbline.domain.cycle.decision import ENDED, Decision
from plumbline.domain.cycle.evidence import Evidence
from plumbline.domain.cycle.facts.entry import ENTRY, has_passed
from plumbline.domain.cycle.rules.approval import roster_of, rules_of, standing_votes
from plumbline.domain.cycle.rules.common import leads
from plumbline.domain.cycle.rules.evidence import judges
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.obligation import Obligation, Verb
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Value


def of_decision(decision: Decision, cycle: Cycle, workspace: Workspace) -> Iterator[Obligation]:
    """Yield the obligations of a decision; who decides comes first."""
    yield from _of_state(decision, cycle)
    if decision.state in ("proposed", "in_review"):
        yield from _of_reviewers(decision, cycle, workspace)
        yield from _of_doubters(decision, cycle)
    if decision.state not in ENDED or decision.state in ("approved", "handed_off"):
        yield from _of_evidence(decision, cycle, workspace)


def _of_state(decision: Decision, cycle: Cycle) -> Iterator[Obligation]:
    match decision.state:
        case "draft":
            yield _one(decision, cycle, decision.author_id, "decide", "attention.draft_yours", decision.drafted_at)
        case "proposed":
            yield _one(decision, cycle, decision.owner_id, "decide", "attention.submit_yours", decision.changed_at)
        case "in_review":
            yield _one(decision, cycle, decision.owner_id, "decide", "attention.you_own", decision.submitted_at)
            if decision.delegate_id:
                yield _one(
                    decision, cycle, decision.delegate_id, "decide", "attention.delegated", decision.changed_at, owner=decision.owner_id
                )
        case "approved_conditionally":
            yield from _of_conditions(decision, cycle)
            if decision.suspect:
                yield _one(decision, cycle, decision.owner_id, "review", "attention.suspect", decision.changed_at)
        case "deferred":
            yield _one(decision, cycle, decision.owner_id, "decide", "attention.deferred", decision.changed_at, due_at=decision.wake_at)
        case "approved" | "handed_off" | "verified":
            if decision.suspect:
                yield _one(decision, cycle, decision.owner_id, "review", "attention.suspect", decision.changed_at)
        case "rejected" | "withdrawn" | "superseded" | "lapsed":
            return


def _of_conditions(decision: Decision, cycle: Cycle) -> Iterator[Obligation]:
    since = decision.ended_at or decision.changed_at
    for condition in decision.obligations.values():
        if condition.id not in decision.obligations_met:
            yield _one(decision, cycle, condition.owner_id, "unblock", "attention.condition_yours", since, due_at=condition.due_at)
    yield _one(decision, cycle, decision.owner_id, "decide", "attention.conditions_open", since)


def _of_reviewers(decision: Decision, cycle: Cycle, workspace: Workspace) -> Iterator[Obligation]:
    counted = standing_votes(decision)
    for person in decision.votes:
        if person not in counted:
            yield _one(decision, cycle, person, "review", "attention.vote_void", decision.changed_at)
    if decision.state != "in_review":
        return
    for rule in rules_of(cycle, decision):
        asked = roster_of(rule, cycle) if rule.mode != "owner" or rule.quorum else ()
        for person in asked:
            if person not in counted and workspace.is_active(person):
                yield _one(decision, cycle, person, "review", "attention.vote_asked", decision.submitted_at)


def _of_doubters(decision: Decision, cycle: Cycle) -> Iterator[Obligation]:
    for concern in decision.concerns.values():
        if concern.open:
            yield _one(decision, cycle, concern.by_id, "review", "attention.concern_yours", concern.raised_at)
    if decision.hold_by:
        yield _one(decision, cycle, decision.hold_by, "review", "attention.hold_yours", decision.changed_at, due_at=decision.hold_until)


def _of_evidence(decision: Decision, cycle: Cycle, workspace: Workspace) -> Iterator[Obligation]:
    attached = [cycle.evidence[one] for one in cycle.evidence_of.get(decision.id, ())]
    yield from _to_accept(decision, [one for one in attached if one.state == "submitted"], cycle, workspace)
    if decision.state not in ENDED:
        for person in decision.evidence_asked:
            yield _one(decision, cycle, person, "attach", "attention.evidence_asked", decision.changed_at)
    elif _went_stale(decision, attached) and not has_passed(cycle, ENTRY, decision):
        yield _one(decision, cycle, decision.owner_id, "attach", "attention.evidence_stale", decision.changed_at)


def _to_accept(decision: Decision, waiting: list[Evidence], cycle: Cycle, workspace: Workspace) -> Iterator[Obligation]:
    """E2: somebody other than the submitter judges; the owner first."""
    by_judge: dict[str, list[Evidence]] = {}
    for evidence in waiting:
        by_judge.setdefault(judge_of(evidence, decision, cycle, workspace), []).append(evidence)
    for judge, pieces in by_judge.items():
        oldest = pieces[0]
        yield _one(
            decision, cycle, judge, "accept", "attention.evidence_waits", oldest.submitted_at,
            submitter=oldest.submitter_id, evidence_id=oldest.id, evidence=oldest.title, count=len(pieces),
        )  # fmt: skip


def judge_of(evidence: Evidence, decision: Decision, cycle: Cycle, workspace: Workspace) -> str:
    """Return who is asked to judge a piece of evidence: the decision's owner, the owner of a criterion, a lead, anybody else who may."""
    able = judges(evidence, decision, workspace)
    owners = [criterion.owner_id for criterion in decision.criteria if criterion.id in evidence.criterion_ids]
    preferred = (decision.owner_id, *owners, *leads(workspace), *able)
    return next((person for person in preferred if person in able), stand_in(cycle, workspace))


def _went_stale(decision: Decision, attached: list[Evidence]) -> bool:
    current = [one for one in attached if one.content_hash == decision.content_hash]
    fresh = {criterion for one in current if one.state in ("accepted", "submitted") for criterion in one.criterion_ids}
    expired = {criterion for one in current if one.state == "expired" for criterion in one.criterion_ids}
    return not expired <= fresh


def _one(
    decision: Decision,
    cycle: Cycle,
    person_id: str,
    verb: Verb,
    reason: str,
    since: datetime | None,
    due_at: datetime | None = None,
    **values: Value,
) -> Obligation:
    clock = cycle.clocks.get(cycle.clock_of.get(decision.id, ""))
    running = clock if clock is not None and clock.state != "stopped" else None
    return Obligation(
        person_id=person_id,
        verb=verb,
        item_id=decision.id,
        item_kind="decision",
        number=decision.number,
        title=decision.title,
        reason=reason,
        values=tuple(values.items()),
        since=since or decision.drafted_at,
        due_at=due_at or (running.due_at if running else decision.due_at),
        clock_id=running.id if running and running.holder_id == person_id else "",
        blocks=sum(cycle.decisions[one].state not in ENDED for one in cycle.needed_by.get(decision.id, ())),
    )
