"""The decisions of a cycle as rows of a table: who must decide what, by when, on what basis."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from plumbline.domain.cycle.decision import ENDED, OPEN, Decision
from plumbline.domain.cycle.evidence import Evidence
from plumbline.domain.cycle.rules.dependency import dependencies
from plumbline.domain.cycle.rules.evidence import counts
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.record import record
from plumbline.web.clockwords import ClockWords
from plumbline.web.item_clock import item_clock
from plumbline.web.labels import DECISION_STATES, SUSPECT, Chip, Names, name_of

AT_WORK: frozenset[str] = OPEN - {"draft"}


@record
class DecisionRow:
    """One decision as a list shows it. left is what is left of its clock in seconds, for sorting; evidence is a share in words."""

    id: str
    href: str
    number: int
    title: str
    state: str
    chip: Chip
    suspect: bool
    clock: ClockWords | None
    due_at: datetime | None
    owner_id: str
    owner: str
    objective: str
    criteria: int
    criteria_met: int
    evidence: Chip
    open_threads: int
    blocking: int
    blocks: int
    cycles_in_review: int
    traded: bool
    imported: bool
    review: str
    escalated: bool
    breached: bool
    open: bool


@record
class Filter:
    """A way to narrow the list, as a link. id goes into the URL."""

    id: str
    title: str
    holds: Callable[[DecisionRow, str], bool]


FILTERS: tuple[Filter, ...] = (
    Filter(id="mine", title="Mine", holds=lambda row, person_id: row.owner_id == person_id and row.open),
    Filter(id="no-owner", title="No owner", holds=lambda row, _: not row.owner_id and row.open),
    Filter(id="breached", title="Breached", holds=lambda row, _: row.breached),
    Filter(id="evidence-missing", title="Evidence missing", holds=lambda row, _: row.open and row.criteria_met < max(row.criteria, 1)),
    Filter(id="suspect", title="Suspect", holds=lambda row, _: row.suspect),
    Filter(id="second-cycle", title="Second review cycle", holds=lambda row, _: row.cycles_in_review >= 2 and row.open),
    Filter(id="traded", title="Traded scope", holds=lambda row, _: row.traded),
    Filter(id="imported", title="Brought in", holds=lambda row, _: row.imported),
)

SORTS: dict[str, tuple[str, Callable[[DecisionRow], Any]]] = {
    "clock": ("Clock", lambda row: (not row.open, row.due_at.timestamp() if row.due_at else float("inf"), row.number)),
    "title": ("Title", lambda row: row.title.casefold()),
    "owner": ("Owner", lambda row: (row.owner != "", row.owner.casefold())),
    "objective": ("Objective", lambda row: row.objective.casefold()),
    "criteria": ("Criteria", lambda row: (row.criteria_met - row.criteria, row.number)),
    "evidence": ("Evidence", lambda row: (row.evidence.role, row.number)),
    "threads": ("Threads", lambda row: (-row.open_threads, row.number)),
    "blocks": ("Blocks", lambda row: (-row.blocks, row.number)),
    "cycles": ("Cycles", lambda row: (-row.cycles_in_review, row.number)),
}


def decision_rows(cycle: Cycle, workspace: Workspace, names: Names, now: datetime, zone: str = "UTC") -> list[DecisionRow]:
    """Return a row for every decision of a cycle, in the order of their numbers."""
    escalated = escalated_to(cycle, names)
    waiting = dependencies(cycle).open_descendants
    return [
        _row(cycle, workspace, decision, names, now, zone, escalated, waiting.get(decision.id, 0)) for decision in cycle.decisions.values()
    ]


def escalated_to(cycle: Cycle, names: Names) -> dict[str, str]:
    """Return the name of the person that each escalated item went up to, by item."""
    running = (escalation for escalation in cycle.escalations.values() if escalation.resolved_at is None)
    return {escalation.item_id: name_of(names, escalation.to_id) for escalation in running}


def narrowed(rows: Iterable[DecisionRow], chosen: Sequence[str], person_id: str) -> list[DecisionRow]:
    """Return the rows for which all chosen filters hold. Filters nobody knows are passed over: a shared link outlives them."""
    filters = [candidate for candidate in FILTERS if candidate.id in chosen]
    return [row for row in rows if all(candidate.holds(row, person_id) for candidate in filters)]


def ordered(rows: Iterable[DecisionRow], sort: str, descending: bool) -> list[DecisionRow]:
    """Return the rows by a column; an unknown column means by clock."""
    key = SORTS.get(sort, SORTS["clock"])[1]
    return sorted(rows, key=key, reverse=descending)


def met_criteria(cycle: Cycle, decision: Decision, now: datetime) -> dict[str, Evidence]:
    """Return the evidence that meets each met criterion: accepted, fresh, and about what the decision says today."""
    met: dict[str, Evidence] = {}
    for evidence_id in cycle.evidence_of.get(decision.id, ()):
        evidence = cycle.evidence[evidence_id]
        if counts(evidence, decision, now):
            met.update(dict.fromkeys(evidence.criterion_ids, evidence))
    return met


def _row(
    cycle: Cycle, workspace: Workspace, decision: Decision, names: Names, now: datetime, zone: str, escalated: dict[str, str], blocks: int
) -> DecisionRow:
    met = met_criteria(cycle, decision, now)
    criteria_met = sum(criterion.id in met for criterion in decision.criteria)
    threads = [thread for thread_id in cycle.threads_of.get(decision.id, ()) if (thread := cycle.threads[thread_id]).state == "open"]
    clock = cycle.clocks.get(cycle.clock_of.get(decision.id, ""))
    running = clock is not None and clock.state != "stopped"
    objective = cycle.objectives.get(decision.objective_id)
    review = cycle.reviews.get(decision.review_id)
    is_open = decision.state not in ENDED
    return DecisionRow(
        id=decision.id,
        href=f"/decisions/{decision.id}",
        number=decision.number,
        title=decision.title,
        state=decision.state,
        chip=SUSPECT if decision.suspect else DECISION_STATES[decision.state],
        suspect=decision.suspect,
        clock=item_clock(cycle, workspace, decision.id, now, zone, escalated.get(decision.id, "")) if is_open else None,
        due_at=clock.due_at if clock is not None and running else decision.due_at,
        owner_id=decision.owner_id,
        owner=name_of(names, decision.owner_id),
        objective=objective.title if objective else "",
        criteria=len(decision.criteria),
        criteria_met=criteria_met,
        evidence=_evidence_chip(cycle, decision, criteria_met, now),
        open_threads=len(threads),
        blocking=sum(thread.blocking for thread in threads),
        blocks=blocks,
        cycles_in_review=cycle.unresolved.get(decision.id, 0),
        traded=decision.state == "deferred",
        imported=decision.imported is not None,
        review=f"R-{review.number}" if review else "",
        escalated=decision.id in escalated,
        breached=is_open and running and clock is not None and clock.breached_at is not None,
        open=is_open,
    )


def _evidence_chip(cycle: Cycle, decision: Decision, criteria_met: int, now: datetime) -> Chip:
    if not decision.criteria:
        return Chip("draft", "No criteria")
    if criteria_met == len(decision.criteria):
        return Chip("approved", "Fresh")
    attached = [cycle.evidence[evidence_id] for evidence_id in cycle.evidence_of.get(decision.id, ())]
    if any(evidence.state == "submitted" for evidence in attached):
        return Chip("pending", "To be judged")
    stale = any(
        evidence.state == "expired" or (evidence.state == "accepted" and not counts(evidence, decision, now)) for evidence in attached
    )
    return Chip("due", "No longer counts") if stale else Chip("due", "Missing")
