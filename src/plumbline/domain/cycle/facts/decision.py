"""The facts of one decision."""

from datetime import datetime
from typing import Any

from plumbline.domain.cycle.decision import Criterion, Decision
from plumbline.domain.cycle.facts.journey import findings_open
from plumbline.domain.cycle.rules.acting import open_checkpoints
from plumbline.domain.cycle.rules.approval import Standing, counted_votes, evaluate, roster_of, rules_of
from plumbline.domain.cycle.rules.decision_acting import IN_FORCE
from plumbline.domain.cycle.rules.dependency import open_prerequisites
from plumbline.domain.cycle.rules.evidence import counts
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace


def decision_record(cycle: Cycle, decision: Decision, workspace: Workspace, now: datetime) -> dict[str, Any]:
    """Return the facts of one decision as things stand now."""
    votes = standings(cycle, decision, workspace, now)
    return {
        "state": decision.state,
        "owned": bool(decision.owner_id),
        "owner_active": workspace.is_active(decision.owner_id),
        "has_due": decision.due_at is not None,
        "has_fallback": bool(decision.fallback.strip()),
        "criteria": len(decision.criteria),
        "criteria_untestable": sum(not testable(one, workspace) for one in decision.criteria),
        "criteria_unmet": len(decision.criteria) - len(criteria_met(cycle, decision, now)),
        "threads_blocking": sum(_stops(cycle, one) for one in cycle.threads_of.get(decision.id, ())),
        "concerns_open": sum(concern.open for concern in decision.concerns.values()),
        "held": decision.hold_until is not None and now < decision.hold_until,
        "conditions_open": sum(one not in decision.obligations_met for one in decision.obligations),
        "prerequisites_open": len(open_prerequisites(cycle, decision)) if decision.requires or decision.informs else 0,
        "checkpoints_open": len(open_checkpoints(cycle, decision)),
        "approved": decision.state in IN_FORCE,
        "content_current": bool(decision.approved_hash) and decision.approved_hash == decision.content_hash,
        "backed": any(vote == "approve" and person != decision.owner_id for person, vote in counted_votes(decision, workspace).items()),
        "four_eyes_met": _four_eyes_met(cycle, decision),
        "votes_missing": sum(len(standing.missing) or standing.status == "blocked" for standing in votes),
        "vetoed": any(standing.vetoed for standing in votes),
        "suspect": decision.suspect,
        **({"journey_findings_open": findings_open(cycle, decision)} if decision.journeys else {}),
    }


def criteria_met(cycle: Cycle, decision: Decision, now: datetime) -> set[str]:
    """Return the ids of the criteria that accepted, fresh evidence shows for the content as it reads now."""
    known = {criterion.id for criterion in decision.criteria}
    pieces = (cycle.evidence[one] for one in cycle.evidence_of.get(decision.id, ()))
    return {criterion for piece in pieces if counts(piece, decision, now) for criterion in piece.criterion_ids if criterion in known}


def testable(criterion: Criterion, workspace: Workspace) -> bool:
    """Tell whether somebody who was not in the room could test a criterion, and somebody there answers for it (D5)."""
    checkable = criterion.method == "manual" or bool(criterion.check)
    return bool(criterion.text.strip()) and checkable and workspace.has_rank(criterion.owner_id, "contributor")


def standings(cycle: Cycle, decision: Decision, workspace: Workspace, now: datetime) -> list[Standing]:
    """Return how each approval rule with votes of its own stands; none for the plain rule, where the owner acts."""
    asking = [rule for rule in rules_of(cycle, decision) if rule.mode != "owner" or rule.quorum or rule.veto]
    return [
        evaluate(
            rule,
            counted_votes(decision, workspace),
            roster_of(rule, cycle),
            now=now,
            opened_at=decision.submitted_at,
            vetoers=[cycle.owners[area] for area in rule.veto if workspace.is_active(cycle.owners.get(area, ""))],
            authors=decision.authors,
        )
        for rule in asking
    ]


def _stops(cycle: Cycle, thread_id: str) -> bool:
    thread = cycle.threads[thread_id]
    return thread.blocking and thread.state == "open"


def _four_eyes_met(cycle: Cycle, decision: Decision) -> bool:
    asked = any(rule.four_eyes for rule in rules_of(cycle, decision))
    return not asked or decision.authors != {decision.approver_id or decision.owner_id}
