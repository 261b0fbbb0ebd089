"""The trace strip: from the section and the comment to the decision, what it rests on, its approval, what was handed over, and the metric.

A missing link of the chain is an empty box with the act that adds it.
"""

from collections.abc import Iterable
from datetime import datetime

from plumbline.domain.cycle.decision import Decision
from plumbline.domain.cycle.state import Cycle
from plumbline.kernel.record import record
from plumbline.web.clockwords import day
from plumbline.web.decision_rows import met_criteria
from plumbline.web.labels import Names, href_of, name_of

_SHOWN = 3
_APPROVED = frozenset({"approved", "approved_conditionally", "handed_off", "verified"})


@record
class TraceLink:
    """One thing of a box: what it is called, and where it is shown."""

    words: str
    href: str


@record
class TraceBox:
    """One link of the chain. links: what is there, at least one unless it is missing; more: how many are not named.

    add, add_href: the act that adds what is missing; empty when there is nothing to add yet.
    """

    kind: str
    links: tuple[TraceLink, ...] = ()
    more: int = 0
    add: str = ""
    add_href: str = ""


def trace_of(cycle: Cycle, decision: Decision, names: Names, now: datetime, zone: str) -> tuple[TraceBox, ...]:
    """Return the chain from the section that raised the question to the metric that shows its effect."""
    section = cycle.sections.get(decision.section_id)
    return (
        _box("Section", [TraceLink(words=section.title, href=f"/cycles/{cycle.id}")] if section else ()),
        _box("Thread", _threads(cycle, decision), add="Open a thread", add_href="#open-thread"),
        _box("Decision", [TraceLink(words=f"D-{decision.number}", href="#question")]),
        _box("Criteria", _criteria(decision), add="Add a criterion", add_href="#edit"),
        _box("Evidence", _evidence(cycle, decision, now), add="Attach evidence", add_href="#attach"),
        _box("Approval", _approval(decision, names, zone), add="Record the decision", add_href="#record"),
        _box("Gate", _gate(cycle, decision), add="See what it needs", add_href="#gate"),
        _box("Handoff", _handoffs(cycle, decision), add="Hand over", add_href=f"/cycles/{cycle.id}/handoffs#assemble"),
        _box("Metric", _metric(cycle), add="Set the outcome", add_href=f"/cycles/{cycle.id}#outcome"),
    )


def _box(kind: str, links: Iterable[TraceLink], *, add: str = "", add_href: str = "") -> TraceBox:
    there = tuple(links)
    if not there:
        return TraceBox(kind=kind, add=add, add_href=add_href)
    return TraceBox(kind=kind, links=there[:_SHOWN], more=max(len(there) - _SHOWN, 0))


def _threads(cycle: Cycle, decision: Decision) -> Iterable[TraceLink]:
    """The comments that became this decision, then those that were made on it."""
    origins = [thread.id for thread in cycle.threads.values() if thread.linked_id == decision.id and thread.outcome == "converted"]
    for thread_id in dict.fromkeys((*origins, *cycle.threads_of.get(decision.id, ()))):
        place = href_of(cycle, thread_id)
        here = f"/decisions/{decision.id}"
        yield TraceLink(words=f"T-{cycle.threads[thread_id].number}", href=place.removeprefix(here) if place.startswith(here) else place)


def _criteria(decision: Decision) -> Iterable[TraceLink]:
    count = len(decision.criteria)
    if count:
        yield TraceLink(words="1" if count == 1 else f"1 to {count}", href="#criteria")


def _evidence(cycle: Cycle, decision: Decision, now: datetime) -> Iterable[TraceLink]:
    met = {evidence.id: evidence.title for evidence in met_criteria(cycle, decision, now).values()}
    if not met and cycle.evidence_of.get(decision.id):
        yield TraceLink(words="None counts yet", href="#evidence")
    for evidence_id, title in met.items():
        yield TraceLink(words=title, href=f"#{evidence_id}")


def _approval(decision: Decision, names: Names, zone: str) -> Iterable[TraceLink]:
    if decision.state in _APPROVED:
        on = f", {day(decision.ended_at, zone)}" if decision.ended_at else ""
        yield TraceLink(words=f"{name_of(names, decision.approver_id)}{on}", href="#summary")


def _gate(cycle: Cycle, decision: Decision) -> Iterable[TraceLink]:
    titles = {gate.id: gate.title for gate in cycle.plan.gates} if cycle.plan else {}
    for gate_id, item_id in cycle.passages:
        if item_id == decision.id:
            yield TraceLink(words=titles.get(gate_id, gate_id), href="#gate")


def _handoffs(cycle: Cycle, decision: Decision) -> Iterable[TraceLink]:
    for handoff in cycle.handoffs.values():
        if handoff.state != "withdrawn" and any(line.decision_id == decision.id for line in handoff.kept):
            yield TraceLink(words=f"H-{handoff.number}", href=f"/handoffs/{handoff.id}")


def _metric(cycle: Cycle) -> Iterable[TraceLink]:
    if cycle.outcome is not None:
        titles = {metric.id: metric.title for metric in cycle.plan.metrics} if cycle.plan else {}
        words = titles.get(cycle.outcome.metric_id, cycle.outcome.metric_id)
        yield TraceLink(words=words, href=f"/cycles/{cycle.id}#outcome")
