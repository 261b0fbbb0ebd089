"""What the API shows of risks, assumptions and scope."""

from datetime import datetime

import msgspec

from plumbline.domain.cycle.assumption import Reading
from plumbline.domain.cycle.risk import RiskReading
from plumbline.domain.cycle.scope_change import Trade


class RiskBody(msgspec.Struct, kw_only=True):
    """What may go wrong. rank is closeness to the customer times impact times likelihood; 0 until it is assessed.

    achievable, fallback, checkpoint, kept_by, isolated_id, readings and reviewed are what its strategy has left behind.
    """

    id: str
    number: int
    cycle_id: str
    title: str
    owner_id: str
    state: str
    strategy: str
    argument: str
    detector: str
    planned_id: str
    closeness: int
    impact: int
    likelihood: int
    rank: int
    high: bool
    accepted_until: datetime | None
    reason: str
    blocker_id: str
    started_at: datetime | None
    achievable: bool | None
    fallback: str
    checkpoint: str
    kept_by: dict[str, str]
    isolated_id: str
    readings: list[RiskReading]
    reviewed: dict[int, bool]
    identified_at: datetime
    changed_at: datetime
    ended_at: datetime | None


class AssumptionBody(msgspec.Struct, kw_only=True):
    """What is taken for granted. worth orders the tests: impact for each unit of cost, in sixtieths."""

    id: str
    number: int
    cycle_id: str
    title: str
    owner_id: str
    author_id: str
    state: str
    impact: int
    cost: int
    worth: int
    high: bool
    about: list[str]
    criterion: str
    threshold: str
    due_at: datetime | None
    registered_at: datetime | None
    readings: list[Reading]
    because: str
    became_id: str
    stated_at: datetime
    changed_at: datetime
    ended_at: datetime | None


class ScopeBody(msgspec.Struct, kw_only=True):
    """A scope item. contribution and effort are 0 until it is ranked; by_change_id moved it last."""

    id: str
    number: int
    cycle_id: str
    title: str
    area: str
    owner_id: str
    author_id: str
    state: str
    contribution: int
    effort: int
    decisions: list[str]
    reason: str
    by_change_id: str
    requested_at: datetime
    changed_at: datetime
    ended_at: datetime | None


class ChangeBody(msgspec.Struct, kw_only=True):
    """A scope change and its price. forecast_before and forecast_after are null while nothing measures them."""

    id: str
    number: int
    cycle_id: str
    title: str
    owner_id: str
    state: str
    adds: list[str]
    trade: Trade | None
    reason: str
    locked: bool
    forecast_before: int | None
    forecast_after: int | None
    decided_by: str
    requested_at: datetime
    changed_at: datetime
    ended_at: datetime | None
