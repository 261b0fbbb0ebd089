"""Sign-ups: somebody outside began to use what the cycle is about, as a source of signals says. Words and state."""

from dataclasses import dataclass, field
from datetime import datetime

from plumbline.kernel.record import event, record


@record
class RecordSignUp:
    """Record that a signal of the cycle is a sign-up. number: of the signal in the workspace; called: what its source calls it.

    who: stands for a person, and names nobody. The rest is what the signal claims: the campaign, the page before and the first one, the
    prototype that it came from.
    """

    number: int
    source_id: str
    called: str
    who: str
    signed_up_at: datetime
    claimed_journey: str = ""
    claimed_screen: str = ""
    claimed_run: str = ""
    utm_source: str = ""
    utm_medium: str = ""
    utm_campaign: str = ""
    utm_term: str = ""
    utm_content: str = ""
    utm_id: str = ""
    touch: str = ""
    referrer: str = ""
    landing: str = ""


Command = RecordSignUp

CLAIMED = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id", "touch", "referrer", "landing")
"""What is taken from a signal as it is written there; it may name people, so it can be erased."""


@event("signup.recorded", erasable=CLAIMED)
class SignUpRecorded:
    number: int
    source_id: str
    called: str
    who: str
    signed_up_at: datetime
    claimed_journey: str = ""
    claimed_screen: str = ""
    claimed_run: str = ""
    utm_source: str = ""
    utm_medium: str = ""
    utm_campaign: str = ""
    utm_term: str = ""
    utm_content: str = ""
    utm_id: str = ""
    touch: str = ""
    referrer: str = ""
    landing: str = ""


Event = SignUpRecorded


@dataclass(slots=True)
class SignUps:
    """Which signals are recorded as sign-ups, by their number."""

    numbers: set[int] = field(default_factory=set[int])
