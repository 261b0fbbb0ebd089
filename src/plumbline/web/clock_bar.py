"""The life of a clock as one bar: running, paused, over, with the reason under each stretch, and the same as a table."""

from collections.abc import Callable
from datetime import datetime, timedelta

from plumbline.domain.cycle.clock import Clock
from plumbline.kernel.record import record
from plumbline.web.clockwords import moment, span

_WIDTH = 720
_KINDS = {
    "running": "Running",
    "waiting_on_requester": "Paused: waiting on the requester",
    "blocked_by": "Paused: blocked",
    "out_of_office": "Paused: out of office",
    "legal_hold": "Paused: legal hold",
    "manual": "Paused by hand",
    "over": "Over time",
}
_NARROW = 96


@record
class Stretch:
    """One segment. kind: running, paused or over; words are written into it when it is wide enough."""

    x: float
    width: float
    kind: str
    words: str
    label: str
    began: str
    ended: str
    length: str


@record
class ClockBar:
    """A bar of 720 units. sentence states what the picture shows; id, state: the clock's."""

    id: str
    state: str
    width: int
    stretches: tuple[Stretch, ...]
    due_x: float
    due_anchor: str
    now_x: float
    now_anchor: str
    due: str
    sentence: str


def clock_bar(clock: Clock, now: datetime, zone: str = "UTC") -> ClockBar:
    """Return the bar of a clock, drawn over wall time from its start to its due instant or the end of what happened, whichever is later."""
    end = clock.stopped_at or now
    last = max(clock.due_at, end)
    whole = max(last - clock.started_at, timedelta(minutes=1))

    def at(instant: datetime) -> float:
        return round(max(min((instant - clock.started_at) / whole, 1.0), 0.0) * _WIDTH, 1)

    pieces = _pieces(clock, end)
    stretches = tuple(_stretch(kind, began, ended, at, zone) for kind, began, ended in pieces if ended > began)
    return ClockBar(
        id=clock.id,
        state=clock.state,
        width=_WIDTH,
        stretches=stretches,
        due_x=at(clock.due_at),
        due_anchor=_anchor(at(clock.due_at)),
        now_x=at(end),
        now_anchor=_anchor(at(end)),
        due=moment(clock.due_at, zone),
        sentence=_sentence(clock, pieces),
    )


def _pieces(clock: Clock, end: datetime) -> list[tuple[str, datetime, datetime]]:
    pieces: list[tuple[str, datetime, datetime]] = []
    for segment in clock.segments:
        ended = min(segment.ended_at or end, end)
        if segment.kind == "running" and ended > clock.due_at > segment.began_at:
            pieces += [("running", segment.began_at, clock.due_at), ("over", clock.due_at, ended)]
        else:
            pieces.append(
                ("over" if segment.kind == "running" and segment.began_at >= clock.due_at else segment.kind, segment.began_at, ended)
            )
    return pieces


def _stretch(kind: str, began: datetime, ended: datetime, at: Callable[[datetime], float], zone: str) -> Stretch:
    x, width = at(began), round(at(ended) - at(began), 1)
    words = _KINDS.get(kind, kind.replace("_", " "))
    return Stretch(
        x=x,
        width=width,
        kind=kind if kind in ("running", "over") else "paused",
        words=words,
        label=f"{words.partition(':')[0]} {span(ended - began)}" if width >= _NARROW else "",
        began=moment(began, zone),
        ended=moment(ended, zone),
        length=span(ended - began),
    )


def _sentence(clock: Clock, pieces: list[tuple[str, datetime, datetime]]) -> str:
    ran, over, paused = timedelta(0), timedelta(0), timedelta(0)
    for kind, began, ended in pieces:
        if kind == "running":
            ran += ended - began
        elif kind == "over":
            over += ended - began
        else:
            paused += ended - began
    parts = [f"ran for {span(ran)}"] if ran else ["has just started"]
    if paused:
        parts.append(f"was paused for {span(paused)}")
    if over:
        parts.append(f"went {span(over)} over")
    verdict = "It has stopped." if clock.state == "stopped" else "It is paused." if clock.state == "paused" else "It is running."
    return f"Measured by the wall, this clock {', '.join(parts)}. {verdict}"


def _anchor(x: float) -> str:
    return "start" if x < _WIDTH * 0.2 else "end" if x > _WIDTH * 0.8 else "middle"
