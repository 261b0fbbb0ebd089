"""Sources of signals: programs outside that say what happened, each with a key of its own; and mappings, which say where that belongs.

The key is kept apart from the ledger, as a digest; an event says of it only what tells one from another.
"""

from dataclasses import dataclass
from datetime import datetime

from plumbline.kernel.record import event, record

USUAL_SIGN_UPS = ("Signed Up", "user signed up", "sign_up", "signup", "Account Created")
"""What common clients call it when somebody signs up."""
USUAL_RATE = 1_000

# Commands


@record
class AddSignalSource:
    """Take signals from a program. cycle_id: the cycle that all of them belong to; without one, mappings and what they claim say it.

    sign_ups: names under which it tells that somebody signed up. per_second: signals that it may send, ten seconds' worth at once.
    signed: every request has to be signed, too.
    """

    source_id: str
    title: str
    key_fingerprint: str
    cycle_id: str = ""
    sign_ups: tuple[str, ...] = USUAL_SIGN_UPS
    per_second: int = USUAL_RATE
    signed: bool = False


@record
class RotateSignalKey:
    """Give a source a new key; the one before ends at once."""

    source_id: str
    key_fingerprint: str


@record
class AllowSignalOrigins:
    """Say from which sites browsers may send with the key of a source; none for programs only, `*` for any site."""

    source_id: str
    origins: tuple[str, ...] = ()


@record
class RevokeSignalSource:
    """Take nothing more from a source. What it sent stays."""

    source_id: str


@record
class MapSignals:
    """Say where signals belong, those that came and those that will. The newest mapping that fits a signal holds.

    name, campaign: of the signals, exactly; empty for any, but not both. cycle_id: where they belong. sign_up: each is a sign-up.
    """

    mapping_id: str
    name: str = ""
    campaign: str = ""
    cycle_id: str = ""
    sign_up: bool = False


@record
class UnmapSignals:
    mapping_id: str


@record
class AnchorSignals:
    """Record how many signals there are and what they are, so that none can be changed or taken away unnoticed.

    first, last: their numbers. digest: SHA-256 over the digests of all of them, in order.
    """

    first: int
    last: int
    digest: str


Command = AddSignalSource | RotateSignalKey | AllowSignalOrigins | RevokeSignalSource | MapSignals | UnmapSignals | AnchorSignals

# Events


@event("signal_source.added")
class SignalSourceAdded:
    source_id: str
    title: str
    key_fingerprint: str
    cycle_id: str
    sign_ups: tuple[str, ...]
    per_second: int
    signed: bool


@event("signal_source.key_rotated")
class SignalKeyRotated:
    source_id: str
    key_fingerprint: str


@event("signal_source.origins_allowed")
class SignalOriginsAllowed:
    source_id: str
    origins: tuple[str, ...] = ()


@event("signal_source.revoked")
class SignalSourceRevoked:
    source_id: str


@event("signals.mapped")
class SignalsMapped:
    mapping_id: str
    name: str
    campaign: str
    cycle_id: str
    sign_up: bool


@event("signals.unmapped")
class SignalsUnmapped:
    mapping_id: str


@event("signals.anchored")
class SignalsAnchored:
    """first to last: the numbers of the signals. digest: SHA-256 over their digests, in order."""

    first: int
    last: int
    count: int
    digest: str


Event = (
    SignalSourceAdded | SignalKeyRotated | SignalOriginsAllowed | SignalSourceRevoked | SignalsMapped | SignalsUnmapped | SignalsAnchored
)  # fmt: skip

# State


@dataclass(slots=True)
class SignalSource:
    """A program that sends signals. revoked_at: since when nothing is taken from it. origins: of sites whose browsers may send."""

    id: str
    title: str
    key_fingerprint: str
    cycle_id: str
    sign_ups: tuple[str, ...]
    per_second: int
    signed: bool
    added_at: datetime
    revoked_at: datetime | None = None
    origins: tuple[str, ...] = ()


@record
class SignalMapping:
    """Where signals of a name, of a campaign, or of both belong."""

    mapping_id: str
    name: str
    campaign: str
    cycle_id: str
    sign_up: bool
    by: str
    at: datetime
