"""The trace strip: section, thread, decision, criteria, evidence, gate, metric; a missing link is a box with the act that adds it."""

from datetime import datetime

from plumbline.domain.cycle.decision import Decision
from plumbline.domain.cycle.state import Cycle
from plumbline.kernel.record import record
from plumbline.web.decision_rows import met_criteria


@record
class TraceBox:
    """One link of the chain. words is empty when it is missing; add is then the name of the act behind href."""

    kind: str
    words: str
    href: str = ""
    add: str = ""


def trace_of(cycle: Cycle, decision: Decision, now: datetime) -> tuple[TraceBox, ...]:
    """Return the chain from the section that raised the question to the metric that shows its effect."""
    section = cycle.sections.get(decision.section_id)
    here = f"/decisions/{decision.id}"
    return (
        TraceBox(kind="Section", words=section.title if section else "", href=f"/cycles/{cycle.id}"),
        _threads(cycle, decision),
        TraceBox(kind="Decision", words=f"D-{decision.number}", href=here),
        _criteria(decision),
        _evidence(cycle, decision, now),
        _gate(cycle, decision),
        _metric(cycle),
    )


def _threads(cycle: Cycle, decision: Decision) -> TraceBox:
    threads = cycle.threads_of.get(decision.id, [])
    if not threads:
        return TraceBox(kind="Thread", words="", href="#open-thread", add="Open a thread")
    shown = ", ".join(f"T-{cycle.threads[thread_id].number}" for thread_id in threads[:3])
    return TraceBox(kind="Thread", words=shown + (f" and {len(threads) - 3} more" if len(threads) > 3 else ""), href="#threads")


def _criteria(decision: Decision) -> TraceBox:
    if not decision.criteria:
        return TraceBox(kind="Criteria", words="", href="#edit", add="Add a criterion")
    count = len(decision.criteria)
    return TraceBox(kind="Criteria", words="1" if count == 1 else f"1 to {count}", href="#criteria")


def _evidence(cycle: Cycle, decision: Decision, now: datetime) -> TraceBox:
    met = {evidence.id: evidence.title for evidence in met_criteria(cycle, decision, now).values()}
    if not met and cycle.evidence_of.get(decision.id):
        return TraceBox(kind="Evidence", words="None counts yet", href="#evidence")
    if not met:
        return TraceBox(kind="Evidence", words="", href="#attach", add="Attach evidence")
    first, *others = met.values()
    return TraceBox(kind="Evidence", words=first + (f" and {len(others)} more" if others else ""), href="#evidence")


def _gate(cycle: Cycle, decision: Decision) -> TraceBox:
    passed = [gate_id for gate_id, item_id in cycle.passages if item_id == decision.id]
    if not passed:
        return TraceBox(kind="Gate", words="", href="#gate", add="See what it needs")
    titles = {gate.id: gate.title for gate in cycle.plan.gates} if cycle.plan else {}
    return TraceBox(kind="Gate", words=titles.get(passed[-1], passed[-1]), href="#gate")


def _metric(cycle: Cycle) -> TraceBox:
    if cycle.outcome is None:
        return TraceBox(kind="Metric", words="", href=f"/cycles/{cycle.id}#outcome", add="Set the outcome")
    titles = {metric.id: metric.title for metric in cycle.plan.metrics} if cycle.plan else {}
    return TraceBox(kind="Metric", words=titles.get(cycle.outcome.metric_id, cycle.outcome.metric_id), href=f"/cycles/{cycle.id}#outcome")
