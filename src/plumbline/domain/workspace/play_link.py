"""Links through which people without an account play a journey: who offered one, to what, until when. Words and state."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from plumbline.kernel.record import event, record

Standing = Literal["open", "expired", "ended", "unknown"]

# Commands


@record
class OfferPlay:
    """Let participants play a version of a journey through a link, without an account.

    digest, journey_id, number, cycle_id, template_id, template_version: what is played, as in StartRun. role: whose screens they see; of a
    shared link whoever comes chooses. shared: everybody who comes plays in one session. consent: what participants agree to first.
    """

    link_id: str
    title: str
    digest: str
    role: str
    expires_at: datetime
    consent: str
    journey_id: str = ""
    number: int = 0
    cycle_id: str = ""
    template_id: str = ""
    template_version: str = ""
    preset: str = ""
    task: str = ""
    cohort: str = ""
    campaign: str = ""
    shared: bool = False


@record
class EndPlay:
    """End a link before its date; whoever plays through it cannot go on."""

    link_id: str


# Events


@event("workspace.play_offered", erasable=("consent",))
class PlayOffered:
    link_id: str
    title: str
    digest: str
    role: str
    expires_at: datetime
    journey_id: str = ""
    number: int = 0
    cycle_id: str = ""
    template_id: str = ""
    template_version: str = ""
    preset: str = ""
    task: str = ""
    cohort: str = ""
    campaign: str = ""
    shared: bool = False
    consent: str = ""


@event("workspace.play_ended")
class PlayEnded:
    link_id: str


# State


@dataclass(slots=True)
class PlayLink:
    """A link. offered: what was offered, with everything a run is begun with."""

    offered: PlayOffered
    offered_by: str
    offered_at: datetime
    ended_at: datetime | None = None

    def standing(self, now: datetime) -> Standing:
        """Return whether it is open, or why it is not."""
        if self.ended_at is not None:
            return "ended"
        return "open" if now < self.offered.expires_at else "expired"
