"""Tokens: what somebody lets a program do in their name. Words and state.

The secret of a token is kept apart from the ledger; what it may do, for whom and until when is here, so that whoever reads an entry that a
program made can see under which grant it was made, and who gave it.
"""

from dataclasses import dataclass
from datetime import datetime

from plumbline.kernel.record import event, record

# Commands


@record
class GrantToken:
    """Let a program act in one's name. scopes: `read`, `write`, `approve` (an agent may, too), or `calendar` alone."""

    token_id: str
    scopes: tuple[str, ...]
    expires_at: datetime


@record
class RevokeToken:
    """End a grant before its time."""

    token_id: str


Command = GrantToken | RevokeToken

# Events


@event("token.granted")
class TokenGranted:
    token_id: str
    person_id: str
    scopes: tuple[str, ...]
    expires_at: datetime


@event("token.revoked")
class TokenRevoked:
    token_id: str
    person_id: str


Event = TokenGranted | TokenRevoked

# State


@dataclass(slots=True)
class Grant:
    """What a token may do for a person."""

    id: str
    person_id: str
    scopes: tuple[str, ...]
    granted_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None

    def allows(self, scope: str, person_id: str, now: datetime) -> bool:
        """Tell whether the token may do something for a person now."""
        return scope in self.scopes and person_id == self.person_id and self.revoked_at is None and now < self.expires_at
