"""A message to the outside: every claim rests on something in the record. Its words and its state; rules in rules/communication.py."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from plumbline.kernel.record import event, record

State = Literal["drafted", "checked", "sent", "withdrawn"]
Rests = Literal["screen", "commitment", "decision", "date"]


@record
class Claim:
    """One thing a message says, and what it rests on.

    reference: of a decision or a commitment, the decision's id; of a date, the id of the release, decision, blocker or cycle that it is
    the date of; of a screen, where it can be seen. at: the date that is claimed.
    """

    text: str
    rests_on: Rests
    reference: str
    at: datetime | None = None


# Commands


@record
class DraftMessage:
    """Write a message. blocker_id: the open blocker that it tells the outside about."""

    title: str
    audience: str
    text: str
    claims: tuple[Claim, ...] = ()
    blocker_id: str = ""


@record
class EditMessage:
    """Change what it says; it has to be checked again."""

    message_id: str
    text: str
    claims: tuple[Claim, ...]


@record
class CheckMessage:
    """Go-to-market has read each claim against what it rests on."""

    message_id: str


@record
class SendMessage:
    """Say that it was sent, and where."""

    message_id: str
    channel: str


@record
class WithdrawMessage:
    message_id: str
    reason: str


Command = DraftMessage | EditMessage | CheckMessage | SendMessage | WithdrawMessage

# Events


@event("communication.drafted", erasable=("text",))
class MessageDrafted:
    message_id: str
    number: int
    title: str
    audience: str
    claims: tuple[Claim, ...]
    blocker_id: str
    text: str = ""


@event("communication.edited", erasable=("text",))
class MessageEdited:
    message_id: str
    claims: tuple[Claim, ...]
    text: str = ""


@event("communication.checked")
class MessageChecked:
    """grounds: for each claim, the content or the date that it was read against."""

    message_id: str
    grounds: tuple[str, ...]


@event("communication.sent")
class MessageSent:
    message_id: str
    channel: str


@event("communication.withdrawn", erasable=("reason",))
class MessageWithdrawn:
    message_id: str
    reason: str = ""


Event = MessageDrafted | MessageEdited | MessageChecked | MessageSent | MessageWithdrawn

# State


@dataclass(slots=True)
class Message:
    """One message. grounds: what its claims were read against, empty until it is checked."""

    id: str
    number: int
    title: str
    audience: str
    text: str
    claims: tuple[Claim, ...]
    blocker_id: str
    author_id: str
    drafted_at: datetime
    changed_at: datetime
    state: State = "drafted"
    grounds: tuple[str, ...] = ()
    checked_by: str = ""
    checked_at: datetime | None = None
    channel: str = ""
    sent_at: datetime | None = None
    reason: str = ""
    ended_at: datetime | None = None
