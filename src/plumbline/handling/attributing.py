"""Where entries come from and what they are about: the authenticated context, the cycle's plan, the item that an event names."""

from functools import cache
from typing import Any

from plumbline.domain.cycle.evidence import Evidence
from plumbline.domain.cycle.sign_up import SignUpRecorded
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.cycle.thread import JOURNEY_ANCHORS, Thread
from plumbline.domain.run.run import Run
from plumbline.domain.streams import State
from plumbline.kernel.identity import is_id
from plumbline.kernel.outcome import Context
from plumbline.ledger.entry import Attribution, Draft

# Which field names what a command or an event is about; the first that is filled does. An assumption may name its evidence.
# What an event is about stands before what it names besides: a release its promise, a checkpoint its dependency.
_SUBJECTS = (
    "decision_template_id", "correction_id",
    "assumption_id", "scope_id", "change_id", "handoff_id", "release_id", "message_id", "checkpoint_id", "dependency_id", "stage_id",
    "safeguard_id", "promise_id", "practice_id", "evidence_id", "thread_id", "blocker_id", "risk_id", "escalation_id", "clock_id",
    "decision_id", "item_id", "review_id", "suggestion_id", "document_id", "run_id", "journey_id", "cycle_id", "policy_id",
    "drill_id", "agenda_id", "endpoint_id", "source_id", "mapping_id",
)  # fmt: skip


def item_of(words: Any) -> str:
    """Return the id of the thing that a command or an event is about; empty when it is about the whole stream."""
    for name in _fields_of(words.__class__):
        if value := getattr(words, name):
            return value
    return ""


@cache
def _fields_of(kind: type) -> tuple[str, ...]:
    """Those of the names that a kind of command or event has at all: few of many, and it is asked several times for each entry."""
    return tuple(name for name in _SUBJECTS if hasattr(kind, name))


def draft(event: Any, state: State) -> Draft:
    """Return an event with the section, objective, prototype and content it belongs to."""
    if isinstance(state, Run):
        return Draft(event=event, journey=state.journey_id, screen=getattr(event, "screen", ""), run=state.id)
    if not isinstance(state, Cycle):
        return Draft(event=event)
    if isinstance(event, SignUpRecorded):  # what it claims is named among what was taken on trust
        return Draft(event=event, journey=event.claimed_journey, screen=event.claimed_screen, run=event.claimed_run)
    place = place_of(event, state)
    journey, screen = _shown_by(place)
    return Draft(
        event=event,
        section=getattr(event, "section_id", "") or getattr(place, "section_id", ""),
        objective=getattr(event, "objective_id", "") or getattr(place, "objective_id", ""),
        journey=journey,
        screen=screen,
        run=_run_of(state.evidence.get(getattr(event, "evidence_id", ""))) or (place.anchor.run_id if isinstance(place, Thread) else ""),
        content_hash=getattr(event, "content_hash", "") or getattr(place, "content_hash", ""),
    )


def attribution(state: State, context: Context) -> Attribution:
    """Return where entries written now come from: the authenticated context, and the plan of the cycle."""
    plan = state.plan if isinstance(state, Cycle) else None
    return Attribution(
        occurred_at=context.now,
        actor=context.actor,
        actor_kind=context.actor_kind,
        workspace=context.workspace,
        surface=context.surface,
        client=context.client,
        role=context.role,
        on_behalf_of=context.on_behalf_of,
        delegation=context.delegation,
        correlation_id=context.correlation_id,
        causation_id=context.causation_id or context.correlation_id,
        trace_parent=context.trace_parent,
        trace_state=context.trace_state,
        origin=context.origin,
        origin_id=context.origin_id,
        claimed=context.claimed,
        policy_version=context.policy_version,
        calendar_version=context.calendar_version,
        cycle=state.id if isinstance(state, Cycle) else getattr(state, "cycle_id", ""),
        playbook=plan.id if plan else "",
        packs_digest=state.packs_digest if isinstance(state, Cycle) else "",
    )


def place_of(event: Any, cycle: Cycle) -> Any:
    """Return the decision or thread that an event belongs to: its section and objective are the event's."""
    if thread := cycle.threads.get(getattr(event, "thread_id", "")):
        return thread
    if found := cycle.evidence.get(getattr(event, "evidence_id", "")):
        return cycle.decisions.get(found.decision_id)
    if review := cycle.reviews.get(getattr(event, "review_id", "")):
        return review
    return cycle.decisions.get(getattr(event, "decision_id", "") or getattr(event, "item_id", ""))


def _shown_by(place: Any) -> tuple[str, str]:
    """The journey and the screen that a thread is anchored to."""
    if not isinstance(place, Thread) or place.anchor.kind not in JOURNEY_ANCHORS:
        return "", ""
    anchor = place.anchor
    return anchor.id if is_id(anchor.id, "jrn") else "", anchor.part if anchor.kind == "screen" else ""


def _run_of(found: Evidence | None) -> str:
    return found.reference if found is not None and found.kind == "run" and is_id(found.reference, "run") else ""
