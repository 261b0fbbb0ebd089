"""The names and types of all facts. The names are public: packs are written with them."""

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from plumbline.domain.cycle.decision import State
from plumbline.kernel.expression import BOOL, Enum, Int, Record, Type

_COUNT = Int(0, None)


def _record(counts: str = "", claims: str = "", **others: Type) -> Record:
    return Record({**dict.fromkeys(counts.split(), _COUNT), **dict.fromkeys(claims.split(), BOOL), **others})


FACT_TYPES: dict[str, Type] = {
    "cycle": _record(
        counts="areas_unowned objectives sections"
        " decisions decisions_open decisions_in_review decisions_approved decisions_ended decisions_unowned decisions_untestable"
        " decisions_breached decisions_suspect entry_ready entry_passed"
        " threads threads_open threads_blocking threads_outdated threads_decided"
        " blockers blockers_open blockers_silent blockers_overdue blockers_unescalated"
        " risks risks_open risks_unassessed risks_unmitigated risks_high"
        " evidence_accepted evidence_pending evidence_expired reviews_closed reviews_due gates_overridden"
        " starts_disputed",
        claims="outcome_set midpoint_reached window_ended",
    ),
    "decision": _record(
        counts="criteria criteria_untestable criteria_unmet threads_blocking concerns_open conditions_open prerequisites_open votes_missing"
        " checkpoints_open"
        " journey_findings_open",
        claims="owned owner_active has_due has_fallback held approved content_current four_eyes_met backed vetoed suspect",
        state=Enum("decision state", get_args(State)),
    ),
    "step": _record(claims="manual_recorded"),
    "frame": _record(
        counts="practices_informal safeguards_unformalised safeguards_lapsed promises_unbound promises_broken corrections_owed"
        " stages_exited dependencies_unchecked checkpoints_missed",
        claims="outcome_shown",
    ),
    "item": _record(claims="written_down ranked"),
    "journey": _record(counts="count findings_open exceptions_unrecovered unplayed deferrals_unshown validated_unshown"),
    "scope": _record(counts="unranked changes_untraded", claims="locked"),
    "communication": _record(counts="unchecked claims_stale"),
    "summary": _record(claims="weekly_frozen executive_frozen"),
    "drill": _record(counts="gaps_open", claims="held"),
    "launch": _record(claims="launched owner_named"),
    "support": _record(counts="signals corrections_open", claims="reviewed"),
    "retrospective": _record(claims="held"),
    "wrap_up": _record(counts="open_ends", claims="written"),
    "assumption": _record(counts="open_high"),
    "risk": _record(counts="questions_open fallbacks_unwritten unstarted_commitment unstarted_entry"),
    "commitment": _record(counts="count suspect questions_open returned clarifications verified work_items work_items_done drifting"),
}

NOT_BUILT: Mapping[str, Mapping[str, Any]] = {source: {} for source in FACT_TYPES if source not in ("cycle", "decision", "item", "step")}
"""Records without a fact: `has(journey.count)` is then plainly false, which it cannot be where the record itself is missing."""


def fact_names() -> Iterator[str]:
    """Yield every fact's dotted name."""
    for source, kind in FACT_TYPES.items():
        if isinstance(kind, Record):
            yield from (f"{source}.{name}" for name in kind.fields)
