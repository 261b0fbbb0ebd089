"""The last hours of one endpoint, drawn by the server: deliveries by hour and state, with a table beside the picture."""

from collections.abc import Mapping, Sequence

from plumbline.edge.webhooks import DeliveryState, Hour
from plumbline.kernel.record import record
from plumbline.web.instants import instant
from plumbline.web.reader import Reader

_GROUPS: Mapping[str, tuple[DeliveryState, ...]] = {
    "delivered": ("delivered",),
    "waiting": ("pending", "leased", "parked"),
    "given up": ("exhausted",),
    "cancelled": ("cancelled",),
}
_STEP, _BAR, _HEIGHT, _LEFT = 24, 18, 96, 44


@record
class Part:
    """One piece of a bar. group: its place among the groups, from 1, which says how it is drawn."""

    y: float
    height: float
    group: int


@record
class HourBar:
    """One hour. label: when it begins, on the reader's clock; counts: of each group, for the table."""

    x: float
    label: str
    at: str
    parts: tuple[Part, ...]
    counts: tuple[int, ...]
    ticked: bool


@record
class HourPicture:
    """Deliveries by hour. sentence: the finding. groups: what the parts of a bar are, with how many of each there are in all."""

    width: float
    height: float
    left: float
    top: int
    sentence: str
    bars: tuple[HourBar, ...]
    groups: tuple[tuple[str, int], ...]


def hour_picture(hours: Sequence[Hour], reader: Reader) -> HourPicture:
    """Lay out the hours, the oldest at the left."""
    rows = [tuple(sum(one.counts.get(state, 0) for state in states) for states in _GROUPS.values()) for one in hours]
    totals = [sum(column) for column in zip(*rows, strict=True)]
    top = max((sum(row) for row in rows), default=0)
    bars: list[HourBar] = []
    for number, (hour, row) in enumerate(zip(hours, rows, strict=True)):
        when = instant(hour.at, reader.zone)
        bars.append(
            HourBar(
                x=_LEFT + number * _STEP, label=when.words[-5:], at=when.title, parts=_parts(row, top), counts=row, ticked=number % 6 == 0
            )
        )
    return HourPicture(
        width=_LEFT + len(hours) * _STEP + 8, height=_HEIGHT, left=_LEFT, top=top, sentence=_sentence(totals, len(hours)),
        bars=tuple(bars), groups=tuple(zip(_GROUPS, totals, strict=True)),
    )  # fmt: skip


def _parts(row: Sequence[int], top: int) -> tuple[Part, ...]:
    parts: list[Part] = []
    y = float(_HEIGHT)
    for group, count in enumerate(row, 1):
        if count:
            height = count * _HEIGHT / top
            y -= height
            parts.append(Part(y=round(y, 2), height=round(height, 2), group=group))
    return tuple(parts)


def _sentence(totals: Sequence[int], hours: int) -> str:
    told = [f"{count} {group}" for group, count in zip(_GROUPS, totals, strict=True) if count]
    return f"Of the events of the last {hours} hours: {', '.join(told)}." if told else f"No event in the last {hours} hours."
