"""What the API shows of each noun. Fields carry the names of the glossary; free text is shown as written."""

from datetime import date, datetime
from typing import Any

import msgspec

from plumbline.domain.cycle.decision import CastBallot, Concern, Criterion, Obligation, Option
from plumbline.domain.cycle.decision.imported import Imported
from plumbline.domain.cycle.evidence import PlayedRun
from plumbline.domain.cycle.handoff import Agreed, Checkpoint, Terms
from plumbline.domain.cycle.journey import JourneyRef
from plumbline.domain.cycle.thread import Anchor
from plumbline.domain.playbook.plan import LadderLevel


class DecisionBody(msgspec.Struct, kw_only=True):
    """A decision. content_hash is what votes, evidence and approvals are bound to; send it back as read_hash.

    review_id: the review on whose agenda it is, if any. journeys: those it names, each in one version. suspect_for: the journey whose edit
    put it in doubt. template_id, template_version: the decision template that it began with, if any. imported: from where it was
    brought in, and how it stood there; decided_elsewhere: it was decided there, and nobody has done anything with it here since.
    """

    id: str
    number: int
    cycle_id: str
    title: str
    question: str
    state: str
    section_id: str
    objective_id: str
    owner_id: str
    author_id: str
    due_at: datetime | None
    fallback: str
    options: list[Option]
    criteria: list[Criterion]
    scope: list[str]
    content_hash: str
    requires: list[str]
    informs: list[str]
    votes: dict[str, CastBallot]
    concerns: dict[str, Concern]
    hold_by: str
    hold_until: datetime | None
    hold_reason: str
    option_id: str
    because: str
    approver_id: str
    obligations: dict[str, Obligation]
    obligations_met: list[str]
    superseded_by: str
    reopened: int
    suspect: bool
    split_hint: bool
    review_id: str
    template_id: str
    template_version: int
    journeys: list[JourneyRef]
    suspect_for: str
    drafted_at: datetime
    changed_at: datetime
    submitted_at: datetime | None
    ended_at: datetime | None
    imported: Imported | None
    decided_elsewhere: bool


class EvidenceBody(msgspec.Struct, kw_only=True):
    """A piece of evidence; it counts for the content of its decision that it was submitted for. played: of a run, what it played."""

    id: str
    cycle_id: str
    decision_id: str
    criterion_ids: list[str]
    kind: str
    title: str
    shows: str
    reference: str
    digest: str
    content_hash: str
    state: str
    submitter_id: str
    submitted_at: datetime
    judge_id: str
    judged_at: datetime | None
    fresh_until: datetime | None
    note: str
    played: PlayedRun | None


class CommentBody(msgspec.Struct, kw_only=True):
    id: str
    author_id: str
    at: datetime
    text: str
    text_digest: str
    redacted: bool


class ThreadBody(msgspec.Struct, kw_only=True):
    """A discussion, anchored to a section and an objective."""

    id: str
    number: int
    cycle_id: str
    section_id: str
    objective_id: str
    anchor: Anchor
    quote: str
    author_id: str
    opened_at: datetime
    blocking: bool
    asks_id: str
    state: str
    outdated: bool
    comments: list[CommentBody]
    outcome: str | None
    linked_id: str
    note: str
    resolved_by: str
    resolved_at: datetime | None


class BlockerBody(msgspec.Struct, kw_only=True):
    """A stop, with who removes it, until when, and what happens otherwise."""

    id: str
    number: int
    cycle_id: str
    title: str
    owner_id: str
    raiser_id: str
    raised_at: datetime
    due_at: datetime
    fallback: str
    blocks: list[str]
    outside_message: str
    state: str
    acknowledged_at: datetime | None
    extensions: list[datetime]
    how: str
    ended_at: datetime | None


class AskingBody(msgspec.Struct, kw_only=True):
    """One time that a level was asked. ended: unanswered, lease_ended or resolved; empty while it lasts."""

    level: int
    to_id: str
    at: datetime
    answer_by: datetime
    again: bool
    urgent: bool
    acknowledged_at: datetime | None
    acknowledged_by: str
    lease_until: datetime | None
    ended_at: datetime | None
    ended: str


class SkippedLevelBody(msgspec.Struct, kw_only=True):
    """A level that was not asked, and why."""

    level: int
    why: str
    at: datetime
    area: str
    person_id: str


class EscalationBody(msgspec.Struct, kw_only=True):
    """One way up. levels are those in force when it began; next_step_at: when the ladder moves by itself, if it does."""

    id: str
    cycle_id: str
    item_id: str
    trigger: str
    state: str
    level: int
    to_id: str
    started_at: datetime
    threshold: int
    levels: list[LadderLevel]
    basis: str
    at_end: str
    policy_id: str
    asked: list[AskingBody]
    skipped: list[SkippedLevelBody]
    acknowledged_at: datetime | None
    exhausted_at: datetime | None
    resolved_at: datetime | None
    resolved_by: str
    item_ended: bool
    next_step_at: datetime | None
    reason: str
    outcome: str
    cause: str


class CorrectionBody(msgspec.Struct, kw_only=True):
    """Something that is put right after launch. source_id: the promise or warning sign that it comes from."""

    id: str
    number: int
    cycle_id: str
    title: str
    state: str
    owner_id: str
    due_at: datetime
    source: str
    source_id: str
    standard: str
    opened_at: datetime
    opened_by: str
    settled_at: datetime | None
    how: str


class WorkItemBody(msgspec.Struct, kw_only=True):
    """What a commitment became in a tracker. status: `open`, `started`, `done`, `dropped`, or `gone` when it is not there any more.

    by_hand: whether a person linked it; otherwise it was made from the commitment. agreed_title, agreed_due_on: what later ones are a
    change of. status_at: when the status became known here; changed_at: when it was changed last outside; None before anything was heard.
    unlinked_at: it does not carry the commitment out any more.
    """

    endpoint_id: str
    connector: str
    reference: str
    url: str
    by_hand: bool
    linked_at: datetime
    linked_by: str
    agreed_title: str
    agreed_due_on: date | None
    status: str
    status_at: datetime | None
    title: str
    due_on: date | None
    changed_at: datetime | None
    unlinked_at: datetime | None


class LineBody(msgspec.Struct, kw_only=True):
    """One commitment: what its decision said when it was agreed, what else delivery needs, and its items outside by endpoint."""

    id: str
    number: int
    decision_id: str
    terms: Terms
    agreed: Agreed
    suspect: bool
    cause: str | None
    suspected_at: datetime | None
    accepted_at: datetime | None
    returned_at: datetime | None
    returned_reason: str
    checkpoint: Checkpoint | None
    work_items: dict[str, WorkItemBody]


class HandoffBody(msgspec.Struct, kw_only=True):
    """A handoff with its lines. clarifications: questions and returns so far."""

    id: str
    number: int
    cycle_id: str
    title: str
    state: str
    assembler_id: str
    receiver_id: str
    assembled_at: datetime
    offered_at: datetime | None
    accepted_at: datetime | None
    ended_at: datetime | None
    reason: str
    note: str
    clarifications: int
    lines: dict[str, LineBody]


class DrillStepBody(msgspec.Struct, kw_only=True):
    """One level that a rehearsal asked."""

    level: int
    to_id: str
    at: datetime
    answer_by: datetime
    acknowledged_at: datetime | None


class GapBody(msgspec.Struct, kw_only=True):
    """A level that would not have moved anything. kind: no_owner, not_active or unanswered."""

    level: int
    kind: str
    found_at: datetime
    area: str
    person_id: str
    closed_at: datetime | None
    closed_by: str
    how: str


class DrillBody(msgspec.Struct, kw_only=True):
    """A rehearsal of the escalation. It is in no metric. state: running, gaps_open or held."""

    id: str
    cycle_id: str
    pressure_id: str
    state: str
    started_at: datetime
    started_by: str
    levels: list[LadderLevel]
    basis: str
    steps: list[DrillStepBody]
    gaps: dict[int, GapBody]
    open_gaps: list[GapBody]
    held_at: datetime | None
    next_step_at: datetime | None


class StepBody(msgspec.Struct, kw_only=True):
    """A step of the playbook. state is computed from its condition, never set."""

    id: str
    number: int
    title: str
    state: str
    due_at: datetime | None
    condition: str


class PaceBody(msgspec.Struct, kw_only=True):
    """What the record shows of a cycle's pace: counts, not a forecast.

    cycles: review cycles that are over. settled: decisions that ended in them. left: review cycles still to come, the running one included.
    open: decisions that are not settled. reach: how many the same pace would settle in those that are left. first_to_leave: the scope item
    that contributes least of what is in and not built yet; empty when nothing is.
    """

    cycles: int
    settled: int
    left: int
    open: int
    reach: int
    first_to_leave: str


class CycleBody(msgspec.Struct, kw_only=True):
    """A cycle: its playbook, window, people by area, how far its steps are, and its pace."""

    id: str
    title: str
    state: str
    playbook: str
    version: int
    starts_at: datetime
    ends_at: datetime
    composed_by: str
    outcome: str
    owners: dict[str, str]
    objectives: dict[str, str]
    sections: dict[str, str]
    patterns_on: list[str]
    steps: list[StepBody]
    pace: PaceBody


def shown(thing: Any, shape: type[msgspec.Struct], cycle_id: str, **joined: Any) -> Any:
    """Return a noun's state as the API shows it. joined: fields whose values stand elsewhere in the cycle."""
    elsewhere = {**joined, "cycle_id": cycle_id}
    values = {name: getattr(thing, name) for name in shape.__struct_fields__ if name not in elsewhere}
    return msgspec.convert({**values, **elsewhere}, shape, from_attributes=True, builtin_types=(datetime,))
