"""What the outside was told about a blocker, against what is true of it: the blocker's own date, and every message that was sent (B4)."""

from collections.abc import Iterator
from datetime import datetime

from plumbline.domain.cycle.blocker import Blocker
from plumbline.domain.cycle.communication import Claim, Message
from plumbline.domain.cycle.state import Cycle


def is_silent(blocker: Blocker, cycle: Cycle) -> bool:
    """Tell whether a blocker tells the outside nothing that holds: no message, an outdated one, or one that something sent contradicts."""
    return not blocker.tells_outside or blocker.outdated_message or any(True for _ in contradicted(blocker, cycle))


def contradicted(blocker: Blocker, cycle: Cycle) -> Iterator[tuple[Message, Claim]]:
    """Yield the claims of messages that were sent and that an open blocker contradicts."""
    for message in cycle.messages.values():
        if message.state == "sent" and blocker.state == "open":
            yield from ((message, claim) for claim in too_early(message, blocker))


def too_early(message: Message, blocker: Blocker) -> Iterator[Claim]:
    """Yield a message's claims of a date on which the blocker will not be gone: its own date, or that of something it stops."""
    for claim in message.claims:
        if claim.rests_on == "date" and claim.at is not None and _is_about(claim, blocker) and claim.at < blocker.due_at:
            yield claim


def time_of(cycle: Cycle, blocker: Blocker) -> datetime:
    """Return when a blocker's time is over: as its clock has it, because a pause moves the time."""
    clock = cycle.clocks.get(cycle.clock_of.get(blocker.id, ""))
    return clock.due_at if clock is not None and clock.state != "stopped" else blocker.due_at


def _is_about(claim: Claim, blocker: Blocker) -> bool:
    return claim.reference == blocker.id or claim.reference in blocker.blocks
