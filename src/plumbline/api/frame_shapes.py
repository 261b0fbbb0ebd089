"""What the API shows of the parts of a cycle's frame. planned_id is the id that the playbook gives a part."""

from datetime import datetime

import msgspec

from plumbline.domain.cycle.agenda import Turn
from plumbline.domain.cycle.communication import Claim
from plumbline.domain.cycle.promise import Reading
from plumbline.domain.cycle.release import Report


class StageBody(msgspec.Struct, kw_only=True):
    """A stage. judged_position: the ledger's newest entry that its exit was judged on. follow_up_to: who brings the signal it misses."""

    id: str
    cycle_id: str
    planned_id: str
    title: str
    gate: str
    practice: str
    state: str
    entered_at: datetime | None
    exited_at: datetime | None
    exited_by: str
    signal_id: str
    shown_by: str
    judged_position: int
    follow_up_to: str
    answer: str


class PracticeBody(msgspec.Struct, kw_only=True):
    id: str
    cycle_id: str
    planned_id: str
    title: str
    state: str
    owner_id: str
    cadence: str
    artifact: str


class SafeguardBody(msgspec.Struct, kw_only=True):
    """A safeguard. period: the review cycle in which somebody last looked at it; unreviewed: it lapsed because nobody did."""

    id: str
    cycle_id: str
    planned_id: str
    title: str
    state: str
    form: str | None
    place: str
    owner_id: str
    period: int
    unreviewed: bool
    note: str


class AgendaBody(msgspec.Struct, kw_only=True):
    """An item of the agenda with a day of its own. number, comes_up_at, due_at: of the turn that is up or comes next; turns: those over."""

    id: str
    cycle_id: str
    planned_id: str
    title: str
    state: str
    every_days: int
    owner_id: str
    number: int
    comes_up_at: datetime
    due_at: datetime
    turns: list[Turn]


class PromiseBody(msgspec.Struct, kw_only=True):
    """A promise. owed_to: who owns the correction of scope that is due at owed_at."""

    id: str
    cycle_id: str
    planned_id: str
    title: str
    state: str
    owner_id: str
    direction: str
    bound: int
    warning: int
    unit: str
    metric_id: str
    criterion: str
    readings: list[Reading]
    improved: bool | None
    owed_to: str
    owed_at: datetime | None
    corrected_by: str


class ReleaseBody(msgspec.Struct, kw_only=True):
    """A release or a pilot. share: percent of the customers who see it."""

    id: str
    number: int
    cycle_id: str
    title: str
    kind: str
    state: str
    owner_id: str
    after_owner_id: str
    promise_id: str
    after_id: str
    planned_at: datetime | None
    share: int
    launched_at: datetime | None
    evidence_id: str
    reason: str
    receiver_id: str
    reports: list[Report]


class MessageBody(msgspec.Struct, kw_only=True):
    id: str
    number: int
    cycle_id: str
    title: str
    audience: str
    text: str
    claims: list[Claim]
    blocker_id: str
    state: str
    author_id: str
    checked_by: str
    checked_at: datetime | None
    channel: str
    sent_at: datetime | None
    reason: str


class DependencyBody(msgspec.Struct, kw_only=True):
    id: str
    number: int
    cycle_id: str
    title: str
    from_area: str
    to_area: str
    owner_id: str
    state: str


class CheckpointBody(msgspec.Struct, kw_only=True):
    id: str
    cycle_id: str
    dependency_id: str
    title: str
    phase: str
    metric_id: str
    at: datetime
    state: str
    coming: str | None
    reading: str
    held_by: str
    held_at: datetime | None
