"""A guest: somebody without an account who reads one review through a link. Words and state; the rules are in rules/guest.py.

Who they are stands in the directory, and so does the link, as a digest; a cycle knows an id, a review and a date.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from plumbline.kernel.record import event, record

Standing = Literal["open", "closed", "expired", "revoked", "unknown"]

# Commands


@record
class InviteGuest:
    """Let somebody from outside read one review until a date. guest_id: made by the edge, which also keeps their name."""

    review_id: str
    guest_id: str
    expires_at: datetime


@record
class RevokeGuest:
    """End what a guest may do, at once. What they said and signed stays."""

    review_id: str
    guest_id: str


Command = InviteGuest | RevokeGuest

# Events


@event("guest.invited")
class GuestInvited:
    review_id: str
    guest_id: str
    expires_at: datetime


@event("guest.revoked")
class GuestRevoked:
    review_id: str
    guest_id: str


Event = GuestInvited | GuestRevoked

# State


@dataclass(slots=True)
class Guest:
    """One guest of a review. expires_at: from then on they may do nothing."""

    id: str
    invited_by: str
    invited_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
