"""Endpoints: programs outside that are told of events, each through its connector. Words and state.

Address and secrets are kept apart from the ledger. An event says of them only what tells one from another: the machine that is sent to, and
fingerprints.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from plumbline.kernel.record import event, record

Standing = Literal["unverified", "active", "disabled", "removed"]
WhyDisabled = Literal["by_hand", "gone", "failing", "revoked"]

# Commands


@record
class Pace:
    """How an endpoint wants to be sent to. ordered: of one subject the next event waits until the one before was taken or given up.

    at_once: how many requests may be under way; per_second: how many may begin.
    """

    ordered: bool = False
    at_once: int = 4
    per_second: int = 100


USUAL = Pace()
WEBHOOK = "webhook"


@record
class Setting:
    """Something that a connector has to know and everybody may, such as the channel."""

    name: str
    value: str


@record
class AddEndpoint:
    """Tell a receiver of events from now on; until it is verified they wait.

    origin: scheme, machine and port that are sent to. secret_fingerprint: of what it is signed with, or of all that lets us in there
    together. types: `*` for every event, `decision.*` for a family, or `decision.approved`.
    condition: over where an event came from, see `listening`; empty for none. owner_id: who looks after it; without one, whoever adds it.
    """

    endpoint_id: str
    title: str
    origin: str
    address_fingerprint: str
    secret_fingerprint: str
    types: tuple[str, ...] = ("*",)
    owner_id: str = ""
    condition: str = ""
    pace: Pace = USUAL
    connector: str = WEBHOOK
    settings: tuple[Setting, ...] = ()


@record
class EditEndpoint:
    """Change what is not None. An endpoint with another address or other settings has to be verified again."""

    endpoint_id: str
    title: str | None = None
    types: tuple[str, ...] | None = None
    owner_id: str | None = None
    origin: str | None = None
    address_fingerprint: str | None = None
    condition: str | None = None
    pace: Pace | None = None
    settings: tuple[Setting, ...] | None = None


@record
class VerifyEndpoint:
    """Record that the receiver answered a signed challenge. address_fingerprint: of the address that was asked."""

    endpoint_id: str
    address_fingerprint: str


@record
class RotateEndpointSecret:
    """Sign with a new secret. overlap_until: until when the one before counts, too."""

    endpoint_id: str
    secret_fingerprint: str
    overlap_until: datetime


@record
class DisableEndpoint:
    """Send nothing any more; what happens from now on waits. The system does it to an endpoint that is gone or only fails."""

    endpoint_id: str
    why: WhyDisabled = "by_hand"


@record
class EnableEndpoint:
    """Send again, what waited first."""

    endpoint_id: str


@record
class ReplayEvents:
    """Send an endpoint events again, or for the first time when it was added after them. positions: their entries, in order, each once."""

    endpoint_id: str
    positions: tuple[int, ...]


@record
class RemoveEndpoint:
    """Take an endpoint away; what it has not been told of is cancelled."""

    endpoint_id: str


Command = (
    AddEndpoint | EditEndpoint | VerifyEndpoint | RotateEndpointSecret | DisableEndpoint | EnableEndpoint | ReplayEvents | RemoveEndpoint
)

# Events


@event("endpoint.added")
class EndpointAdded:
    endpoint_id: str
    title: str
    origin: str
    address_fingerprint: str
    secret_fingerprint: str
    types: tuple[str, ...]
    owner_id: str
    condition: str = ""
    pace: Pace = USUAL
    connector: str = WEBHOOK
    settings: tuple[Setting, ...] = ()


@event("endpoint.edited")
class EndpointEdited:
    """All of it as it is from now on."""

    endpoint_id: str
    title: str
    origin: str
    address_fingerprint: str
    types: tuple[str, ...]
    owner_id: str
    condition: str = ""
    pace: Pace = USUAL
    settings: tuple[Setting, ...] = ()


@event("endpoint.verified")
class EndpointVerified:
    endpoint_id: str


@event("endpoint.secret_rotated")
class EndpointSecretRotated:
    endpoint_id: str
    secret_fingerprint: str
    overlap_until: datetime


@event("endpoint.disabled")
class EndpointDisabled:
    endpoint_id: str
    why: WhyDisabled


@event("endpoint.enabled")
class EndpointEnabled:
    endpoint_id: str


@event("endpoint.replayed")
class EndpointReplayed:
    """positions: the entries of the events that are sent; count: how many."""

    endpoint_id: str
    count: int
    positions: tuple[int, ...]


@event("endpoint.removed")
class EndpointRemoved:
    endpoint_id: str


Event = (
    EndpointAdded
    | EndpointEdited
    | EndpointVerified
    | EndpointSecretRotated
    | EndpointDisabled
    | EndpointEnabled
    | EndpointReplayed
    | EndpointRemoved
)

# State


@dataclass(slots=True)
class Endpoint:
    """A receiver. disabled: why it is sent nothing, empty when it is. conditions: all that it ever had, the one that counts last."""

    id: str
    title: str
    origin: str
    address_fingerprint: str
    secret_fingerprint: str
    types: tuple[str, ...]
    owner_id: str
    added_at: datetime
    conditions: tuple[str, ...] = ("",)
    pace: Pace = USUAL
    connector: str = WEBHOOK
    settings: tuple[Setting, ...] = ()
    verified_at: datetime | None = None
    disabled: WhyDisabled | Literal[""] = ""
    disabled_at: datetime | None = None
    overlap_until: datetime | None = None
    removed_at: datetime | None = None

    @property
    def condition(self) -> str:
        """What has to hold of an event that it is told of; empty when nothing has to."""
        return self.conditions[-1]

    @property
    def standing(self) -> Standing:
        """Whether it is sent anything, or why not."""
        if self.removed_at is not None:
            return "removed"
        if self.disabled:
            return "disabled"
        return "unverified" if self.verified_at is None else "active"
