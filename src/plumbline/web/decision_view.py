"""One decision as its page shows it. Pure: a folded cycle, names, now and the reader's zone become ready values."""

from datetime import datetime

from plumbline.domain.cycle.decision import ENDED, Decision
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.record import record
from plumbline.web.clock_bar import ClockBar, clock_bar
from plumbline.web.clockwords import ClockWords, Instant, moment
from plumbline.web.decision_conflict import METHODS
from plumbline.web.decision_rows import escalated_to, met_criteria
from plumbline.web.evidence_view import EvidenceCard, evidence_cards
from plumbline.web.imported_view import ImportedView, imported_view
from plumbline.web.instants import field_value, instant
from plumbline.web.item_clock import item_clock
from plumbline.web.labels import DECISION_STATES, SUSPECT, Chip, Names, href_of, label_of, name_of
from plumbline.web.scope_view import scope_effect
from plumbline.web.thread_view import ThreadView, threads_of
from plumbline.web.trace import TraceBox, trace_of

_VOTES = {
    "approve": Chip("approved", "For"),
    "reject": Chip("breached", "Against"),
    "abstain": Chip("draft", "Abstains"),
    "object": Chip("due", "Objects"),
}
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LAST_ACTS = frozenset({"approved", "approved_conditionally", "handed_off", "verified"})


@record
class OptionView:
    id: str
    letter: str
    title: str
    consequence: str
    chosen: bool


@record
class CriterionView:
    """One criterion, with its check and what shows it today."""

    id: str
    number: int
    text: str
    method: str
    method_words: str
    check: str
    owner_id: str
    owner: str
    chip: Chip
    evidence_id: str = ""
    evidence: str = ""


@record
class VoteView:
    name: str
    chip: Chip
    reason: str


@record
class ConcernView:
    id: str
    by: str
    reason: str
    open: bool
    note: str


@record
class ObligationView:
    id: str
    text: str
    owner: str
    due: str
    met: bool


@record
class Neighbour:
    """Another decision that this one waits for, or that waits for it."""

    id: str
    label: str
    href: str
    chip: Chip


@record
class DecisionView:
    """Everything a decision's page says, apart from its conditions and its history."""

    id: str
    cycle_id: str
    cycle_title: str
    label: str
    title: str
    question: str
    state: str
    chip: Chip
    suspect: bool
    suspect_for: str
    clock: ClockWords | None
    clock_bar: ClockBar | None
    owner_id: str
    owner: str
    author: str
    due: Instant | None
    due_field: str
    fallback: str
    objective_id: str
    objective: str
    section_id: str
    section: str
    carried: str
    options: tuple[OptionView, ...]
    criteria: tuple[CriterionView, ...]
    evidence: tuple[EvidenceCard, ...]
    threads: tuple[ThreadView, ...]
    open_threads: int
    votes: tuple[VoteView, ...]
    concerns: tuple[ConcernView, ...]
    hold: str
    delegate: str
    asked: tuple[tuple[str, str], ...]
    scope: tuple[str, ...]
    scope_effect: tuple[tuple[str, str, Chip], ...]
    requires: tuple[Neighbour, ...]
    informs: tuple[Neighbour, ...]
    needed_by: tuple[Neighbour, ...]
    obligations: tuple[ObligationView, ...]
    trace: tuple[TraceBox, ...]
    because: str
    approver: str
    ended: Instant | None
    wakes: str
    superseded_by: Neighbour | None
    reopened: int
    split_hint: bool
    content_hash: str
    imported: ImportedView | None
    is_open: bool
    is_decided: bool
    is_ended: bool


def decision_view(
    cycle: Cycle,
    workspace: Workspace,
    decision: Decision,
    names: Names,
    now: datetime,
    zone: str = "UTC",
    reader: str = "",
    kept: frozenset[str] = frozenset(),
) -> DecisionView:
    """Return what a decision's page says.

    reader: the person who looks; acts that only others may do are not offered to them. kept: digests of files that can be opened.
    """
    clock = cycle.clocks.get(cycle.clock_of.get(decision.id, ""))
    is_open = decision.state not in ENDED
    objective, section = cycle.objectives.get(decision.objective_id), cycle.sections.get(decision.section_id)
    threads = threads_of(cycle, workspace, decision.id, names, now, zone, reader)
    due_at = decision.due_at or (clock.due_at if clock is not None and clock.state != "stopped" else None)
    up = escalated_to(cycle, names).get(decision.id, "")
    return DecisionView(
        id=decision.id,
        cycle_id=cycle.id,
        cycle_title=cycle.title,
        label=f"D-{decision.number}",
        title=decision.title,
        question=decision.question,
        state=decision.state,
        chip=SUSPECT if decision.suspect else DECISION_STATES[decision.state],
        suspect=decision.suspect,
        suspect_for=label_of(cycle, decision.suspect_for) if decision.suspect_for else "",
        clock=item_clock(cycle, workspace, decision.id, now, zone, up) if is_open else None,
        clock_bar=clock_bar(clock, now, zone) if clock is not None else None,
        owner_id=decision.owner_id,
        owner=name_of(names, decision.owner_id),
        author=name_of(names, decision.author_id),
        due=instant(due_at, zone) if due_at else None,
        due_field=field_value(decision.due_at, zone),
        fallback=decision.fallback,
        objective_id=decision.objective_id,
        objective=objective.title if objective else "",
        section_id=decision.section_id,
        section=section.title if section else "",
        carried=carried_words(cycle, decision),
        options=_options(decision),
        criteria=_criteria(cycle, decision, names, now),
        evidence=evidence_cards(cycle, decision, names, now, zone, reader, kept),
        threads=threads,
        open_threads=sum(thread.open for thread in threads),
        votes=_votes(decision, names),
        concerns=_concerns(decision, names),
        hold=_hold(decision, names, now, zone),
        delegate=_delegate(decision, names, now, zone),
        asked=tuple((name_of(names, person), _asked_for(decision, criterion)) for person, criterion in decision.evidence_asked.items()),
        scope=decision.scope,
        scope_effect=scope_effect(cycle, decision.id),
        requires=_neighbours(cycle, decision.requires),
        informs=_neighbours(cycle, decision.informs),
        needed_by=_neighbours(cycle, cycle.needed_by.get(decision.id, set())),
        obligations=_obligations(decision, names, zone),
        trace=trace_of(cycle, decision, names, now, zone),
        because=decision.because,
        approver=name_of(names, decision.approver_id),
        ended=instant(decision.ended_at, zone) if decision.ended_at else None,
        wakes=_wakes(cycle, decision, zone),
        superseded_by=next(iter(_neighbours(cycle, {decision.superseded_by} - {""})), None),
        reopened=decision.reopened,
        split_hint=decision.split_hint,
        content_hash=decision.content_hash,
        imported=imported_view(decision),
        is_open=is_open,
        is_decided=decision.state in _LAST_ACTS,
        is_ended=not is_open,
    )


def carried_words(cycle: Cycle, decision: Decision) -> str:
    """Say for how many full review cycles a decision stayed open, and what the policy does about it; empty when it was in none."""
    count = cycle.unresolved.get(decision.id, 0)
    if count == 0 or decision.state in ENDED:
        return ""
    threshold = cycle.policies.decision_threshold_cycles
    rounds = "1 full review cycle" if count == 1 else f"{count} full review cycles"
    if not cycle.policies.decision_escalates:
        return f"Open for {rounds}; after {threshold} the lead sees it listed."
    left = threshold - count
    return f"Open for {rounds}; {'it escalates when this one closes' if left <= 1 else f'it escalates after {threshold}'}."


def _options(decision: Decision) -> tuple[OptionView, ...]:
    return tuple(
        OptionView(
            id=option.id,
            letter=_LETTERS[place % len(_LETTERS)],
            title=option.title,
            consequence=option.consequence,
            chosen=option.id == decision.option_id and decision.state in _LAST_ACTS,
        )
        for place, option in enumerate(decision.options)
    )


def _criteria(cycle: Cycle, decision: Decision, names: Names, now: datetime) -> tuple[CriterionView, ...]:
    met = met_criteria(cycle, decision, now)
    pending = {
        criterion_id
        for evidence_id in cycle.evidence_of.get(decision.id, ())
        if (evidence := cycle.evidence[evidence_id]).state == "submitted"
        for criterion_id in evidence.criterion_ids
    }
    lines: list[CriterionView] = []
    for number, criterion in enumerate(decision.criteria, 1):
        shown = met.get(criterion.id)
        chip = (
            Chip("approved", "Met")
            if shown
            else Chip("pending", "To be judged")
            if criterion.id in pending
            else Chip("due", "Evidence missing")
        )
        lines.append(
            CriterionView(
                id=criterion.id,
                number=number,
                text=criterion.text,
                method=criterion.method,
                method_words=METHODS[criterion.method],
                check=criterion.check.rstrip("."),
                owner_id=criterion.owner_id,
                owner=name_of(names, criterion.owner_id),
                chip=chip,
                evidence_id=shown.id if shown else "",
                evidence=shown.title if shown else "",
            )
        )
    return tuple(lines)


def _votes(decision: Decision, names: Names) -> tuple[VoteView, ...]:
    return tuple(
        VoteView(
            name=name_of(names, voter),
            chip=_VOTES[ballot.vote] if ballot.content_hash == decision.content_hash else Chip("ended", "Void: the text changed"),
            reason=ballot.reason,
        )
        for voter, ballot in decision.votes.items()
    )


def _concerns(decision: Decision, names: Names) -> tuple[ConcernView, ...]:
    return tuple(
        ConcernView(id=concern.id, by=name_of(names, concern.by_id), reason=concern.reason, open=concern.open, note=concern.note)
        for concern in decision.concerns.values()
    )


def _hold(decision: Decision, names: Names, now: datetime, zone: str) -> str:
    if decision.hold_until is None or decision.hold_until <= now:
        return ""
    reason = f": {decision.hold_reason}" if decision.hold_reason else ""
    return f"Held by {name_of(names, decision.hold_by)} until {moment(decision.hold_until, zone)}{reason}"


def _delegate(decision: Decision, names: Names, now: datetime, zone: str) -> str:
    if not decision.delegate_id or decision.delegate_until is None or decision.delegate_until <= now:
        return ""
    return f"{name_of(names, decision.delegate_id)} may decide until {moment(decision.delegate_until, zone)}"


def _asked_for(decision: Decision, criterion_id: str) -> str:
    number = next((place for place, criterion in enumerate(decision.criteria, 1) if criterion.id == criterion_id), 0)
    return f"criterion {number}" if number else "this decision"


def _neighbours(cycle: Cycle, ids: set[str]) -> tuple[Neighbour, ...]:
    known = sorted((cycle.decisions[other] for other in ids if other in cycle.decisions), key=lambda decision: decision.number)
    return tuple(
        Neighbour(id=other.id, label=label_of(cycle, other.id), href=href_of(cycle, other.id), chip=DECISION_STATES[other.state])
        for other in known
    )


def _obligations(decision: Decision, names: Names, zone: str) -> tuple[ObligationView, ...]:
    return tuple(
        ObligationView(
            id=obligation.id,
            text=obligation.text,
            owner=name_of(names, obligation.owner_id),
            due=moment(obligation.due_at, zone),
            met=obligation.id in decision.obligations_met,
        )
        for obligation in decision.obligations.values()
    )


def _wakes(cycle: Cycle, decision: Decision, zone: str) -> str:
    if decision.state != "deferred":
        return ""
    if decision.wake_at:
        return f"Comes back on {moment(decision.wake_at, zone)}"
    return f"Comes back when {label_of(cycle, decision.wake_on) or decision.wake_on} ends" if decision.wake_on else ""
