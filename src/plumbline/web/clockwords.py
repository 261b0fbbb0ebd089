"""Words for time: what is left of a clock, what is over, when something falls due. Pure; the page hands in now and the reader's zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from plumbline.domain.cycle.clock import Basis, Clock
from plumbline.kernel.record import record
from plumbline.words.event import on_wall
from plumbline.words.time import moment, place, span

__all__ = ["ClockWords", "Instant", "ago", "clock_words", "day", "due_words", "iso", "moment", "place", "span"]

_BASES: dict[Basis, str] = {"elapsed": "around-the-clock", "workday": "working-day", "business": "business-hours"}
_REASONS = {
    "waiting_on_requester": "waiting on the requester",
    "blocked_by": "blocked",
    "out_of_office": "out of office",
    "legal_hold": "legal hold",
    "manual": "by hand",
}


@record
class ClockWords:
    """A clock as a chip shows it. role: its state role. at: the instant due, for `<time>`. title: basis, pauses, absolute time."""

    role: str
    words: str
    at: str
    title: str


@record
class Instant:
    """A moment as a page writes it: words relative or short, title absolute."""

    at: str
    words: str
    title: str


def clock_words(clock: Clock, now: datetime, zone: str = "UTC", *, left: timedelta | None = None, escalated_to: str = "") -> ClockWords:
    """Say how a clock stands.

    left: what remains of the budget in the clock's basis, negative when it is over; without it the wall time is told.
    escalated_to: name of the person it went up to.
    """
    title = f"Due {moment(clock.due_at, zone)}, {span(clock.budget)} {_BASES[clock.basis]} clock{_pauses(clock, now)}"
    at = iso(clock.due_at)
    if escalated_to:
        return ClockWords(role="escalated", words=f"Escalated to {escalated_to}", at=at, title=title)
    if clock.state == "paused":
        return ClockWords(role="pending", words=f"Paused, {span(clock.remaining)} left", at=at, title=title)
    remaining = clock.due_at - now
    if remaining <= timedelta(0):
        over = -left if left is not None and left < timedelta(0) else -remaining
        return ClockWords(role="breached", words=f"{span(over)} over", at=at, title=title)
    remaining = left if left is not None else remaining
    role = "due" if remaining * 4 <= clock.budget else "pending"
    return ClockWords(role=role, words=f"{span(remaining)} left", at=at, title=title)


def due_words(due_at: datetime, now: datetime, zone: str = "UTC", *, since: datetime | None = None) -> ClockWords:
    """Say how long there is until an instant that no clock measures. since: when the time began; in its last quarter it counts as due."""
    remaining = due_at - now
    title = f"Due {moment(due_at, zone)}"
    if remaining <= timedelta(0):
        return ClockWords(role="breached", words=f"{span(-remaining)} over", at=iso(due_at), title=title)
    soon = (due_at - since) / 4 if since else timedelta(hours=12)
    return ClockWords(role="due" if remaining <= soon else "pending", words=f"{span(remaining)} left", at=iso(due_at), title=title)


def day(at: datetime, zone: str = "UTC") -> str:
    """Return the day of an instant: "24 Nov"."""
    local = on_wall(at, ZoneInfo(zone))
    return f"{local.day} {local:%b}"


def dated(at: datetime, zone: str = "UTC") -> str:
    """Return the day of an instant that may be in another year: "24 Nov 2026"."""
    return f"{day(at, zone)} {on_wall(at, ZoneInfo(zone)).year}"


def ago(at: datetime, now: datetime, zone: str = "UTC") -> Instant:
    """Return a past moment: how long ago within a day, its date before."""
    since = now - at
    words = f"{span(since)} ago" if timedelta(0) <= since < timedelta(days=1) else day(at, zone)
    return Instant(at=iso(at), words=words, title=moment(at, zone))


def iso(at: datetime) -> str:
    """Return an instant for machines, in UTC, to the second."""
    return on_wall(at, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _pauses(clock: Clock, now: datetime) -> str:
    pauses = [segment for segment in clock.segments if segment.kind != "running"]
    total = sum(((segment.ended_at or now) - segment.began_at for segment in pauses), timedelta(0))
    if total < timedelta(minutes=1):
        return ""
    reasons = dict.fromkeys(_REASONS.get(segment.kind, segment.kind) for segment in pauses)
    return f", {span(total)} paused: {', '.join(reasons)}"
