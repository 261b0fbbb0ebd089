"""The facts of a cycle: what there is, and how much of it waits, is late, or has nobody."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from plumbline.domain.cycle.blocker import Blocker
from plumbline.domain.cycle.decision import ENDED, OPEN, Decision
from plumbline.domain.cycle.evidence import Evidence
from plumbline.domain.cycle.facts.decision import criteria_met, testable
from plumbline.domain.cycle.facts.disputed import disputed_starts
from plumbline.domain.cycle.facts.telling import is_silent, time_of
from plumbline.domain.cycle.risk import OPEN as OPEN_RISK
from plumbline.domain.cycle.risk import Risk
from plumbline.domain.cycle.rules.decision_acting import IN_FORCE
from plumbline.domain.cycle.rules.escalation import carry_threshold, escalations_of
from plumbline.domain.cycle.rules.evidence import counts
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace


def cycle_counts(cycle: Cycle, workspace: Workspace, now: datetime) -> dict[str, Any]:
    """Return the facts of a cycle, without those about the entry gate, which is judged on these."""
    return {
        **_frame(cycle, workspace, now),
        **_decisions(cycle, workspace),
        **_threads(cycle),
        **_blockers(cycle, now),
        **_risks(cycle, now),
        **_evidence(cycle, now),
    }


def unowned_areas(cycle: Cycle, workspace: Workspace) -> list[str]:
    """Return the ids of the plan's areas that nobody active answers for."""
    areas = () if cycle.plan is None else cycle.plan.areas
    return [area.id for area in areas if not workspace.is_active(cycle.owners.get(area.id, ""))]


def is_unowned(decision: Decision, workspace: Workspace) -> bool:
    """Tell whether a decision that needs an owner has nobody active (D1); a draft does not need one yet."""
    return decision.state in OPEN and decision.state != "draft" and not workspace.is_active(decision.owner_id)


def is_untestable(decision: Decision, workspace: Workspace) -> bool:
    """Tell whether a decision that somebody was asked about lacks criteria that can be tested (D5)."""
    asked = decision.state != "draft" and decision.state not in ("rejected", "withdrawn", "superseded", "lapsed")
    return asked and (not decision.criteria or any(not testable(one, workspace) for one in decision.criteria))


def is_breached(cycle: Cycle, decision: Decision) -> bool:
    """Tell whether the window of an open decision is over."""
    clock = cycle.clocks.get(cycle.clock_of.get(decision.id, ""))
    return decision.state in OPEN and clock is not None and clock.state != "stopped" and clock.breached_at is not None


def is_overdue(cycle: Cycle, blocker: Blocker, now: datetime) -> bool:
    """Tell whether an open blocker's time is over; a pause moves the time."""
    return blocker.state == "open" and time_of(cycle, blocker) <= now


def is_unescalated(cycle: Cycle, blocker: Blocker) -> bool:
    """Tell whether an open blocker has outlived the full review cycles it may, and never went up (B3)."""
    threshold = carry_threshold(cycle, blocker.id)
    if threshold is None or cycle.unresolved.get(blocker.id, 0) < threshold:
        return False
    return not any(one.trigger == "unresolved_cycles" or one.resolved_at is None for one in escalations_of(cycle, blocker.id))


def is_unmitigated(risk: Risk, now: datetime) -> bool:
    """Tell whether nobody has decided yet what becomes of an open risk, or an acceptance has run out."""
    lapsed = risk.state == "accepted" and risk.accepted_until is not None and risk.accepted_until <= now
    return risk.state in ("identified", "assessed") or lapsed


def is_pending(cycle: Cycle, piece: Evidence) -> bool:
    """Tell whether a piece of evidence waits for judgement."""
    return piece.state == "submitted" and _counts_for(cycle, piece)


def stale_evidence(cycle: Cycle, now: datetime) -> Iterator[Evidence]:
    """Yield accepted evidence that has gone stale and that no fresh piece replaces."""
    for decision_id, pieces in cycle.evidence_of.items():
        decision = cycle.decisions[decision_id]
        old = [piece for one in pieces if _is_stale(piece := cycle.evidence[one], decision, now)]
        if old and (decision.state in OPEN or decision.state in IN_FORCE):
            met = criteria_met(cycle, decision, now)
            yield from (piece for piece in old if not met.issuperset(piece.criterion_ids))


def _frame(cycle: Cycle, workspace: Workspace, now: datetime) -> dict[str, Any]:
    starts_at, ends_at = cycle.starts_at, cycle.ends_at
    return {
        "outcome_set": cycle.outcome is not None,
        "areas_unowned": len(unowned_areas(cycle, workspace)),
        "objectives": len(cycle.objectives),
        "sections": len(cycle.sections),
        "reviews_closed": len(cycle.periods_closed),
        "reviews_due": sum(period.closes_at <= now for period in cycle.periods.values()),
        "starts_disputed": sum(1 for _ in disputed_starts(cycle)),
        "gates_overridden": sum(now < override.expires_at for override in cycle.overrides.values()),
        "midpoint_reached": starts_at is not None and ends_at is not None and now >= starts_at + (ends_at - starts_at) / 2,
        "window_ended": ends_at is not None and now >= ends_at,
    }


def _decisions(cycle: Cycle, workspace: Workspace) -> dict[str, int]:
    decisions = cycle.decisions.values()
    return {
        "decisions": len(decisions),
        "decisions_open": sum(one.state in OPEN for one in decisions),
        "decisions_in_review": sum(one.state == "in_review" for one in decisions),
        "decisions_approved": sum(one.state in IN_FORCE for one in decisions),
        "decisions_ended": sum(one.state in ENDED for one in decisions),
        "decisions_unowned": sum(is_unowned(one, workspace) for one in decisions),
        "decisions_untestable": sum(is_untestable(one, workspace) for one in decisions),
        "decisions_breached": sum(is_breached(cycle, one) for one in decisions),
        "decisions_suspect": sum(one.suspect for one in decisions),
    }


def _threads(cycle: Cycle) -> dict[str, int]:
    threads = cycle.threads.values()
    return {
        "threads": len(threads),
        "threads_open": sum(one.state == "open" for one in threads),
        "threads_blocking": sum(one.state == "open" and one.blocking for one in threads),
        "threads_outdated": sum(one.state == "open" and one.outdated for one in threads),
        "threads_decided": sum(one.outcome in ("accepted", "rejected", "converted") for one in threads),
    }


def _blockers(cycle: Cycle, now: datetime) -> dict[str, int]:
    blockers = cycle.blockers.values()
    return {
        "blockers": len(blockers),
        "blockers_open": sum(one.state == "open" for one in blockers),
        "blockers_silent": sum(one.state == "open" and is_silent(one, cycle) for one in blockers),
        "blockers_overdue": sum(is_overdue(cycle, one, now) for one in blockers),
        "blockers_unescalated": sum(is_unescalated(cycle, one) for one in blockers),
    }


def _risks(cycle: Cycle, now: datetime) -> dict[str, int]:
    risks = cycle.risks.values()
    return {
        "risks": len(risks),
        "risks_open": sum(one.state in OPEN_RISK for one in risks),
        "risks_unassessed": sum(one.state in OPEN_RISK and not one.rank for one in risks),
        "risks_unmitigated": sum(is_unmitigated(one, now) for one in risks),
        "risks_high": sum(one.state in OPEN_RISK and one.high for one in risks),
    }


def _evidence(cycle: Cycle, now: datetime) -> dict[str, int]:
    pieces = cycle.evidence.values()
    return {
        "evidence_accepted": sum(counts(one, cycle.decisions[one.decision_id], now) for one in pieces),
        "evidence_pending": sum(is_pending(cycle, one) for one in pieces),
        "evidence_expired": sum(1 for _ in stale_evidence(cycle, now)),
    }


def _counts_for(cycle: Cycle, piece: Evidence) -> bool:
    state = cycle.decisions[piece.decision_id].state
    return state in OPEN or state in IN_FORCE


def _is_stale(piece: Evidence, decision: Decision, now: datetime) -> bool:
    over = piece.state == "expired" or (piece.state == "accepted" and piece.fresh_until is not None and piece.fresh_until <= now)
    return over and piece.content_hash == decision.content_hash
