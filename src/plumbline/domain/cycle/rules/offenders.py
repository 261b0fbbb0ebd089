"""Which items of a cycle make a fact what it is: what a condition about the whole cycle has to be mended at."""

from collections.abc import Callable, Iterable
from datetime import datetime

from plumbline.domain.cycle.decision import Decision
from plumbline.domain.cycle.facts.counts import (
    is_breached,
    is_overdue,
    is_pending,
    is_unescalated,
    is_unmitigated,
    is_unowned,
    is_untestable,
    stale_evidence,
    unowned_areas,
)
from plumbline.domain.cycle.facts.disputed import disputed_starts
from plumbline.domain.cycle.facts.journey import Doubt, doubts_about, doubts_of_all, unrecovered
from plumbline.domain.cycle.facts.scope import open_high_assumptions, unranked_items, untraded_changes
from plumbline.domain.cycle.facts.strategy import COMMITMENT_GATE, ENTRY_GATE, open_questions, unstarted_before, unwritten_fallbacks
from plumbline.domain.cycle.facts.telling import is_silent
from plumbline.domain.cycle.journey import JourneyFinding
from plumbline.domain.cycle.risk import OPEN as OPEN_RISK
from plumbline.domain.cycle.rules.common import active_others, leads
from plumbline.domain.cycle.rules.evidence import judges
from plumbline.domain.cycle.rules.thread import may_resolve
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Value
from plumbline.kernel.record import record


@record
class Offender:
    """One item that a fact counts, with the act that mends it and who can do it. rule: that of its line; empty for the fact's own."""

    item: str
    act: str
    who: tuple[str, ...]
    rule: str = ""
    values: tuple[tuple[str, Value], ...] = ()


_Find = Callable[[Cycle, Workspace, datetime], Iterable[Offender]]


def offenders(fact: str, cycle: Cycle, workspace: Workspace, now: datetime) -> tuple[Offender, ...]:
    """Return the items that a fact of the cycle counts; none for a fact that counts nothing to mend. fact: its name without the source."""
    find = _FINDERS.get(fact)
    return () if find is None else tuple(find(cycle, workspace, now))


def _areas(cycle: Cycle, workspace: Workspace, _: datetime) -> Iterable[Offender]:
    return (Offender(item=area, act="cycle.assign_area", who=leads(workspace)) for area in unowned_areas(cycle, workspace))


def _unowned(cycle: Cycle, workspace: Workspace, _: datetime) -> Iterable[Offender]:
    found = (one for one in cycle.decisions.values() if is_unowned(one, workspace))
    return (Offender(item=one.id, act="decision.assign", who=leads(workspace)) for one in found)


def _in_review(cycle: Cycle, workspace: Workspace, _: datetime) -> Iterable[Offender]:
    found = (one for one in cycle.decisions.values() if one.state == "in_review")
    return (Offender(item=one.id, act="decision.approve", who=_held(one.owner_id, workspace)) for one in found)


def _suspect(cycle: Cycle, workspace: Workspace, _: datetime) -> Iterable[Offender]:
    found = (one for one in cycle.decisions.values() if one.suspect)
    return (Offender(item=one.id, act="decision.reopen", who=_held(one.owner_id, workspace)) for one in found)


def _breached(cycle: Cycle, workspace: Workspace, _: datetime) -> Iterable[Offender]:
    found = (one for one in cycle.decisions.values() if is_breached(cycle, one))
    return (Offender(item=one.id, act="decision.approve", who=_held(one.owner_id, workspace)) for one in found)


def _untestable(cycle: Cycle, workspace: Workspace, _: datetime) -> Iterable[Offender]:
    found = (one for one in cycle.decisions.values() if is_untestable(one, workspace))
    return (Offender(item=one.id, act="decision.edit", who=_held(one.owner_id, workspace)) for one in found)


def _blocking(cycle: Cycle, workspace: Workspace, _: datetime) -> Iterable[Offender]:
    found = (one for one in cycle.threads.values() if one.blocking and one.state == "open")
    return (Offender(item=one.id, act="thread.resolve", who=may_resolve(one, cycle, workspace)) for one in found)


def _disputed(cycle: Cycle, workspace: Workspace, _: datetime) -> Iterable[Offender]:
    for one in dict.fromkeys(dispute for _, found in disputed_starts(cycle) for dispute in found):
        if one.kind == "thread":
            yield Offender(item=one.item_id, act="thread.resolve", who=may_resolve(cycle.threads[one.item_id], cycle, workspace))
        else:
            who = (one.by_id,) if workspace.is_active(one.by_id) else leads(workspace)
            yield Offender(item=one.about_id, act="decision.settle_concern", who=who)


def _open_blockers(cycle: Cycle, workspace: Workspace, _: datetime) -> Iterable[Offender]:
    found = (one for one in cycle.blockers.values() if one.state == "open")
    return (Offender(item=one.id, act="blocker.resolve", who=_held(one.owner_id, workspace)) for one in found)


def _overdue(cycle: Cycle, workspace: Workspace, now: datetime) -> Iterable[Offender]:
    found = (one for one in cycle.blockers.values() if is_overdue(cycle, one, now))
    return (Offender(item=one.id, act="blocker.resolve", who=_held(one.owner_id, workspace)) for one in found)


def _unescalated(cycle: Cycle, workspace: Workspace, _: datetime) -> Iterable[Offender]:
    found = (one for one in cycle.blockers.values() if is_unescalated(cycle, one))
    return (Offender(item=one.id, act="escalation.start", who=_held(one.owner_id, workspace)) for one in found)


def _silent(cycle: Cycle, workspace: Workspace, _: datetime) -> Iterable[Offender]:
    found = (one for one in cycle.blockers.values() if one.state == "open" and is_silent(one, cycle))
    return (Offender(item=one.id, act="blocker.tell_outside", who=_held(one.owner_id, workspace)) for one in found)


def _unassessed(cycle: Cycle, workspace: Workspace, _: datetime) -> Iterable[Offender]:
    found = (one for one in cycle.risks.values() if one.state in OPEN_RISK and not one.rank)
    return (Offender(item=one.id, act="risk.assess", who=_held(one.owner_id, workspace)) for one in found)


def _unmitigated(cycle: Cycle, workspace: Workspace, now: datetime) -> Iterable[Offender]:
    found = (one for one in cycle.risks.values() if is_unmitigated(one, now))
    return (
        Offender(item=one.id, act="risk.mitigate" if one.rank else "risk.assess", who=_held(one.owner_id, workspace)) for one in found
    )  # fmt: skip


def _pending(cycle: Cycle, workspace: Workspace, _: datetime) -> Iterable[Offender]:
    found = (one for one in cycle.evidence.values() if is_pending(cycle, one))
    return (
        Offender(item=one.id, act="evidence.accept", who=judges(one, cycle.decisions[one.decision_id], workspace)) for one in found
    )  # fmt: skip


def _expired(cycle: Cycle, workspace: Workspace, now: datetime) -> Iterable[Offender]:
    return (
        Offender(item=one.decision_id, act="evidence.submit", who=(one.submitter_id, *active_others(workspace, one.submitter_id)))
        for one in stale_evidence(cycle, now)
    )


def _assumed(cycle: Cycle, workspace: Workspace, _: datetime) -> Iterable[Offender]:
    acts = {"open": "assumption.test", "testing": "assumption.show"}
    return (
        Offender(item=one.id, act="assumption.validate" if one.readings else acts[one.state], who=_held(one.owner_id, workspace))
        for one in open_high_assumptions(cycle)
    )


def _questions(cycle: Cycle, workspace: Workspace, _: datetime) -> Iterable[Offender]:
    for risk in open_questions(cycle):
        who = (risk.owner_id,) if workspace.is_active(risk.owner_id) else leads(workspace)
        yield Offender(item=risk.id, act="risk.answer", who=who)


def _fallbacks(cycle: Cycle, workspace: Workspace, _: datetime) -> Iterable[Offender]:
    return (Offender(item=one.id, act="risk.write_fallback", who=_held(one.owner_id, workspace)) for one in unwritten_fallbacks(cycle))


def _unstarted(gate_id: str) -> _Find:
    def found(cycle: Cycle, workspace: Workspace, _: datetime) -> Iterable[Offender]:
        return (Offender(item=one.id, act="risk.mitigate", who=_held(one.owner_id, workspace)) for one in unstarted_before(cycle, gate_id))

    return found


def _unformalised(cycle: Cycle, workspace: Workspace, _: datetime) -> Iterable[Offender]:
    found = (one for one in cycle.safeguards.values() if one.state == "named")
    return (Offender(item=one.id, act="safeguard.formalise", who=leads(workspace)) for one in found)


def _lapsed(cycle: Cycle, workspace: Workspace, _: datetime) -> Iterable[Offender]:
    found = (one for one in cycle.safeguards.values() if one.state == "lapsed")
    return (Offender(item=one.id, act="safeguard.review", who=_held(one.owner_id, workspace)) for one in found)


def _unranked(cycle: Cycle, workspace: Workspace, _: datetime) -> Iterable[Offender]:
    return (Offender(item=one.id, act="scope.assess", who=_held(one.owner_id, workspace)) for one in unranked_items(cycle))


def _untraded(cycle: Cycle, workspace: Workspace, _: datetime) -> Iterable[Offender]:
    return (Offender(item=one.id, act="scope_change.assess", who=_held(one.owner_id, workspace)) for one in untraded_changes(cycle))


def _findings(cycle: Cycle, workspace: Workspace, _: datetime) -> Iterable[Offender]:
    return (_doubted(one, cycle, workspace) for one in doubts_of_all(cycle))


def doubted(decision: Decision, cycle: Cycle, workspace: Workspace) -> tuple[Offender, ...]:
    """Return what is open about the journeys that a decision names."""
    return tuple(_doubted(one, cycle, workspace, decision) for one in doubts_about(cycle, decision))


def _doubted(doubt: Doubt, cycle: Cycle, workspace: Workspace, decision: Decision | None = None) -> Offender:
    known = cycle.journeys.get(doubt.journey_id)
    if doubt.finding is None and decision is not None:
        who = _held(decision.owner_id, workspace)
        return Offender(
            item=decision.id, act="decision.refer", who=who, rule="G2.journey_changed",
            values=(("journey", doubt.title), ("journey_id", doubt.journey_id)),
        )  # fmt: skip
    found = doubt.finding or JourneyFinding(id="", kind="")
    people = (known.owner_id if known else "", cycle.owners.get("journey", ""), *leads(workspace))
    return Offender(
        item=doubt.journey_id,
        act="journey.settle_finding",
        who=tuple(one for one in dict.fromkeys(people) if workspace.is_active(one)),
        rule="G2.journey_inconclusive" if found.kind == "inconclusive" else "G2.journey_finding",
        values=(("journey", doubt.title), ("what", found.kind.replace("-", " ")), ("place", found.place), ("finding", found.id)),
    )


def _unrecovered(cycle: Cycle, workspace: Workspace, _: datetime) -> Iterable[Offender]:
    return (
        Offender(item=one.journey_id, act="journey.settle_finding", who=_held(one.owner_id, workspace), values=(("place", title),))
        for one in cycle.journeys.values()
        if not one.branch_of
        for title in unrecovered(one)
    )


def _unplayed(cycle: Cycle, workspace: Workspace, _: datetime) -> Iterable[Offender]:
    found = (one for one in cycle.journeys.values() if not one.played and not one.branch_of)
    return (Offender(item=one.journey_id, act="journey.play", who=_held(one.owner_id, workspace)) for one in found)


def _held(owner_id: str, workspace: Workspace) -> tuple[str, ...]:
    return tuple(one for one in dict.fromkeys((owner_id, *leads(workspace))) if workspace.is_active(one))


_FINDERS: dict[str, _Find] = {
    "areas_unowned": _areas,
    "decisions_unowned": _unowned,
    "decisions_in_review": _in_review,
    "decisions_suspect": _suspect,
    "decisions_breached": _breached,
    "decisions_untestable": _untestable,
    "threads_blocking": _blocking,
    "starts_disputed": _disputed,
    "blockers_open": _open_blockers,
    "blockers_overdue": _overdue,
    "blockers_unescalated": _unescalated,
    "blockers_silent": _silent,
    "risks_unassessed": _unassessed,
    "risks_unmitigated": _unmitigated,
    "evidence_pending": _pending,
    "evidence_expired": _expired,
    "open_high": _assumed,
    "questions_open": _questions,
    "fallbacks_unwritten": _fallbacks,
    "unstarted_commitment": _unstarted(COMMITMENT_GATE),
    "unstarted_entry": _unstarted(ENTRY_GATE),
    "safeguards_unformalised": _unformalised,
    "safeguards_lapsed": _lapsed,
    "findings_open": _findings,
    "exceptions_unrecovered": _unrecovered,
    "unplayed": _unplayed,
    "unranked": _unranked,
    "changes_untraded": _untraded,
}
