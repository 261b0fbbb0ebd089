"""The guests of a review as its page lists them: who they are, whether their link is open, and what they still have to read."""

from plumbline.domain.cycle.guest import Guest, Standing
from plumbline.domain.cycle.review import Review
from plumbline.domain.cycle.rules.guest import standing
from plumbline.domain.cycle.rules.reviewing import stands
from plumbline.domain.cycle.state import Cycle
from plumbline.kernel.record import record
from plumbline.web.clockwords import Instant
from plumbline.web.instants import instant
from plumbline.web.labels import Chip, name_of
from plumbline.web.people import Choice
from plumbline.web.reader import Reader

_CHIPS: dict[Standing, Chip] = {
    "open": Chip("pending", "Link open"),
    "closed": Chip("ended", "Review over"),
    "expired": Chip("ended", "Link expired"),
    "revoked": Chip("ended", "Link ended"),
    "unknown": Chip("ended", "No link"),
}


@record
class GuestLine:
    """One guest. reading: which of their sections wait for them, in words. open: the link can still be ended."""

    id: str
    name: str
    chip: Chip
    until: Instant
    inviter: str
    reading: str
    open: bool


def guest_lines(cycle: Cycle, review: Review, reader: Reader) -> tuple[GuestLine, ...]:
    """Return the guests of a review, those invited last first."""
    return tuple(_line(guest, cycle, review, reader) for guest in reversed(review.guests.values()))


def guest_choices(cycle: Cycle, review: Review, reader: Reader) -> tuple[Choice, ...]:
    """Return the guests who can be asked to read a section, as a form offers them."""
    able = [one for one in review.guests if standing(cycle, review.id, one, reader.now) == "open"]
    return tuple((one, f"{name_of(reader.names, one)} (guest)") for one in able)


def _line(guest: Guest, cycle: Cycle, review: Review, reader: Reader) -> GuestLine:
    stand = standing(cycle, review.id, guest.id, reader.now)
    return GuestLine(
        id=guest.id,
        name=name_of(reader.names, guest.id),
        chip=_CHIPS[stand],
        until=instant(guest.expires_at, reader.zone),
        inviter=name_of(reader.names, guest.invited_by),
        reading=_reading(guest, review),
        open=stand == "open",
    )


def _reading(guest: Guest, review: Review) -> str:
    own = [part.section_id for part in review.subject.parts if guest.id in review.readers.get(part.section_id, ())]
    signed = sum(stands(review, section_id, guest.id) for section_id in own)
    if not own:
        return "Asked to read no section"
    return f"{signed} of {len(own)} {'section' if len(own) == 1 else 'sections'} signed off"
