"""The words decisions are told in: states, options, criteria, obligations, approval rules."""

from datetime import datetime
from typing import Literal

from plumbline.kernel.record import record

State = Literal[
    "draft", "proposed", "in_review", "approved", "approved_conditionally", "rejected", "deferred", "withdrawn",
    "handed_off", "verified", "superseded", "lapsed",
]  # fmt: skip
OPEN: frozenset[State] = frozenset({"draft", "proposed", "in_review", "approved_conditionally", "deferred"})
ENDED: frozenset[State] = frozenset({"approved", "rejected", "withdrawn", "handed_off", "verified", "superseded", "lapsed"})
Method = Literal["condition", "run", "manual"]
Vote = Literal["approve", "reject", "abstain", "object"]
DependencyKind = Literal["requires", "informs"]
ApprovalMode = Literal["owner", "all", "k_of_n", "majority", "consent"]
ReopenReason = Literal["new_evidence", "criteria_failed", "scope_change", "error", "dependency_changed"]


@record
class Option:
    """One way to decide, with what follows from it."""

    id: str
    title: str
    consequence: str = ""


@record
class Criterion:
    """Something a person who was not in the room can test. check: the condition, the journey or the instruction of its method."""

    id: str
    text: str
    method: Method
    owner_id: str
    check: str = ""


@record
class Obligation:
    """A condition of a conditional approval: what, who, by when."""

    id: str
    text: str
    owner_id: str
    due_at: datetime


@record
class ApprovalRule:
    """Whose approval a decision needs besides its owner's act, as data.

    roster: people asked; empty means all area owners of the cycle. needed: approvals for k_of_n. max_missing: for majority, how many of
    the roster may not have voted. window_hours: for consent, how long silence must last. quorum: votes of any kind that must be cast.
    veto: areas whose owner stops it by voting against. four_eyes: the approval of a sole author does not count.
    """

    mode: ApprovalMode = "owner"
    roster: tuple[str, ...] = ()
    needed: int = 0
    max_missing: int = 0
    window_hours: int = 48
    quorum: int = 0
    veto: tuple[str, ...] = ()
    four_eyes: bool = False
