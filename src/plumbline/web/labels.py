"""What things are called: people by their names, items by their number and title, states by a shape and a word."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from plumbline.domain.cycle.decision import Decision
from plumbline.domain.cycle.sections import review_about, section_title
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.cycle.thread import Thread
from plumbline.domain.workspace.workspace import Workspace

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Chip:
    """A state as a shape (its role) and words."""

    role: str
    words: str


DECISION_STATES: dict[str, Chip] = {
    "draft": Chip("draft", "Draft"),
    "proposed": Chip("pending", "Proposed"),
    "in_review": Chip("pending", "In review"),
    "approved": Chip("approved", "Approved"),
    "approved_conditionally": Chip("due", "Approved with conditions"),
    "rejected": Chip("ended", "Rejected"),
    "deferred": Chip("tradeoff", "Deferred"),
    "withdrawn": Chip("ended", "Withdrawn"),
    "handed_off": Chip("approved", "Handed off"),
    "verified": Chip("approved", "Verified"),
    "superseded": Chip("ended", "Superseded"),
    "lapsed": Chip("ended", "Lapsed"),
}
SUSPECT = Chip("due", "Suspect: recheck")


def decision_label(decision: Decision) -> str:
    """Return what people call a decision, such as `D-12 Retry after decline`."""
    return f"D-{decision.number} {decision.title}"


def label_of(cycle: Cycle, item_id: str) -> str:
    """Return what people call an item of a cycle, such as `D-12 Retry after decline`; empty for an id it does not know."""
    if decision := cycle.decisions.get(item_id):
        return decision_label(decision)
    if thread := cycle.threads.get(item_id):
        return f"T-{thread.number}"
    if evidence := cycle.evidence.get(item_id):
        return evidence.title
    if blocker := cycle.blockers.get(item_id):
        return f"B-{blocker.number} {blocker.title}"
    if review := cycle.reviews.get(item_id):
        return f"R-{review.number} {review.title}"
    if risk := cycle.risks.get(item_id):
        return f"K-{risk.number} {risk.title}"
    if correction := cycle.corrections.get(item_id):
        return f"F-{correction.number} {correction.title}"
    if handoff := cycle.handoffs.get(item_id):
        return f"H-{handoff.number} {handoff.title}"
    if assumption := cycle.assumptions.get(item_id):
        return f"A-{assumption.number} {assumption.title}"
    if scope := cycle.scope_items.get(item_id):
        return f"S-{scope.number} {scope.title}"
    if change := cycle.scope_changes.get(item_id):
        return f"C-{change.number} {change.title}"
    if journey := cycle.journeys.get(item_id):
        return journey.title
    if clock := cycle.clocks.get(item_id):
        return label_of(cycle, clock.item_id)
    if escalation := cycle.escalations.get(item_id):
        return label_of(cycle, escalation.item_id)
    if drill := cycle.drills.get(item_id):
        return f"Rehearsal: {next((one.title for one in cycle.plan.pressures if one.id == drill.pressure_id), '') if cycle.plan else ''}"
    if item_id == cycle.id:
        return cycle.title
    named = cycle.objectives.get(item_id) or _part_of(cycle, item_id)
    return named.title if named else section_title(cycle, item_id) or _planned(cycle, item_id)


def thread_title(cycle: Cycle, thread: Thread) -> str:
    """Return what a thread is called where nothing around it says what it is about, such as `T-4 on D-12 Retry after decline`."""
    review = review_about(cycle, thread.anchor.id)
    about = label_of(cycle, review.id) if review else label_of(cycle, thread.anchor.id)
    return f"{label_of(cycle, thread.id)} on {about or section_title(cycle, thread.section_id)}"


def href_of(cycle: Cycle, item_id: str) -> str:
    """Return where an item of a cycle is shown; empty for an id it does not know."""
    if item_id in cycle.decisions:
        return f"/decisions/{item_id}"
    if thread := cycle.threads.get(item_id):
        if review := review_about(cycle, thread.anchor.id):
            return f"/reviews/{review.id}#{item_id}"
        place = f"/decisions/{thread.anchor.id}" if thread.anchor.id in cycle.decisions else f"/threads/{item_id}"
        return f"{place}#{item_id}" if place.startswith("/decisions") else place
    if evidence := cycle.evidence.get(item_id):
        return f"/decisions/{evidence.decision_id}#{item_id}"
    if item_id in cycle.scope_items or item_id in cycle.scope_changes:
        return f"/cycles/{cycle.id}/scope#{item_id}"
    if item_id in cycle.reviews:
        return f"/reviews/{item_id}"
    if item_id in cycle.blockers or item_id in cycle.risks or item_id in cycle.assumptions:
        return f"/cycles/{cycle.id}/risks#{item_id}"
    if item_id in cycle.corrections:
        return f"/cycles/{cycle.id}/after-launch#{item_id}"
    if item_id in cycle.handoffs:
        return f"/handoffs/{item_id}"
    if item_id in cycle.journeys:
        return f"/journeys/{item_id}"
    if clock := cycle.clocks.get(item_id):
        return href_of(cycle, clock.item_id)
    if escalation := cycle.escalations.get(item_id):
        return href_of(cycle, escalation.item_id)
    if sheet := next((sheet for sheet, kept in _parts(cycle) if item_id in kept), ""):
        return f"/cycles/{cycle.id}/{sheet}#{item_id}"
    if item_id in cycle.drills:
        return f"/cycles/{cycle.id}/risks#{item_id}"
    return f"/cycles/{cycle.id}" if item_id == cycle.id else ""


def href_outside(workspace: Workspace, item_id: str) -> str:
    """Return where something of a workspace is shown that stands in no cycle; empty for an id it does not know."""
    if item_id in workspace.endpoints:
        return f"/integrations/{item_id}"
    return f"/templates/decisions/{item_id}" if item_id in workspace.decision_templates else ""


def short_id(identifier: str) -> str:
    """Return an id that nothing names, short enough to read; one that people chose stays as it is."""
    return f"{identifier[:3]}..{identifier[-4:]}" if len(identifier) == 30 and identifier[3] == "_" else identifier


def name_of(names: Names, person_id: str) -> str:
    """Return a person's name; the system and forgotten people have words of their own."""
    if not person_id:
        return ""
    return names.get(person_id) or ("Plumbline" if person_id == "system" else "somebody who left")


def _planned(cycle: Cycle, part_id: str) -> str:
    """Return what the playbook calls one of its gates, steps, metrics, signals or patterns."""
    plan = cycle.plan
    parts = (*plan.gates, *plan.steps, *plan.metrics, *plan.target_signals, *plan.patterns) if plan else ()
    return next((part.title for part in parts if part.id == part_id), "")


def _part_of(cycle: Cycle, item_id: str) -> Any:
    """Return the part of the frame with an id."""
    return next((kept[item_id] for _, kept in _parts(cycle) if item_id in kept), None)


def _parts(cycle: Cycle) -> tuple[tuple[str, Mapping[str, Any]], ...]:
    """Return the parts of the frame of each kind, with the page that they stand on."""
    return (
        ("frame", cycle.stages),
        ("frame", cycle.practices),
        ("frame", cycle.safeguards),
        ("promises", cycle.promises),
        ("releases", cycle.releases),
        ("messages", cycle.messages),
        ("dependencies", cycle.dependencies),
        ("dependencies", cycle.checkpoints),
        ("agenda", cycle.agenda),
    )
