"""Coordinates for pictures that the server draws. Pure; templates write the marks, each picture has a table beside it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from plumbline.kernel.record import record

_GAP, _TICK_APART = 18.0, 56.0


@record
class DayCell:
    """One day of the strip. count: what falls due on it."""

    x: float
    weekday: str
    date: str
    iso: str
    count: int


@record
class Strip:
    """The next days, one cell each. overdue: what fell due before. sentence states the finding."""

    width: float
    cells: tuple[DayCell, ...]
    overdue: int
    sentence: str


@record
class Series:
    """One line. path: SVG path data; label stands at its end, at label_y; total is the last value."""

    name: str
    path: str
    label_y: float
    total: int


@record
class Tick:
    x: float
    label: str


@record
class Level:
    y: float
    label: str


@record
class DayCounts:
    """One row of the table under a picture."""

    day: str
    iso: str
    counts: tuple[int, ...]


@record
class Flow:
    """Cumulative counts per day of a window, today marked. Coordinates lie in a box of width x height; lines end at today."""

    width: float
    height: float
    left: float
    right: float
    bottom: float
    today_x: float
    series: tuple[Series, ...]
    ticks: tuple[Tick, ...]
    levels: tuple[Level, ...]
    rows: tuple[DayCounts, ...]


def strip(due: Sequence[datetime], now: datetime, zone: str, days: int = 14) -> Strip:
    """Lay out how many items fall due on each of the next days, in the reader's zone; today is the first."""
    local = ZoneInfo(zone)
    today = now.astimezone(local).date()
    dates = [at.astimezone(local).date() for at in due if at > now]
    width = 64.0
    cells = tuple(
        DayCell(
            x=index * width,
            weekday=f"{day:%a}",
            date=f"{day.day} {day:%b}",
            iso=day.isoformat(),
            count=dates.count(day),
        )
        for index, day in enumerate(today + timedelta(days=n) for n in range(days))
    )
    overdue = sum(at <= now for at in due)
    return Strip(width=width * days, cells=cells, overdue=overdue, sentence=_strip_sentence(cells, overdue, days))


def flow(series: Sequence[tuple[str, Sequence[datetime]]], begins: datetime, ends: datetime, now: datetime, zone: str) -> Flow:
    """Lay out cumulative counts, one step line per series, from the first day of a window to its last.

    series: names with the instants at which one more was counted.
    """
    local = ZoneInfo(zone)
    first = begins.astimezone(local).date()
    length = max((ends.astimezone(local).date() - first).days + 1, 1)
    shown = min(max((now.astimezone(local).date() - first).days + 1, 1), length)
    days = [first + timedelta(days=n) for n in range(length)]
    counts = [[sum(at.astimezone(local).date() <= day for at in instants) for day in days[:shown]] for _, instants in series]
    top = max((max(line, default=0) for line in counts), default=0) or 1
    width, height, left, right, bottom, head = 720.0, 260.0, 34.0, 560.0, 224.0, 30.0

    def x(days_in: float) -> float:
        return round(left + (right - left) * days_in / length, 1)

    def y(count: float) -> float:
        return round(bottom - (bottom - head) * count / top, 1)

    label_ys = _apart([y(line[-1]) for line in counts])
    return Flow(
        width=width,
        height=height,
        left=left,
        right=right,
        bottom=bottom,
        today_x=x(shown),
        series=tuple(
            Series(
                name=name,
                path=f"M{x(0)} {y(0)}" + "".join(f"H{x(index)}V{y(count)}H{x(index + 1)}" for index, count in enumerate(line)),
                label_y=label_y,
                total=line[-1],
            )
            for (name, _), line, label_y in zip(series, counts, label_ys, strict=True)
        ),
        ticks=tuple(
            Tick(x=x(n), label=f"{day.day} {day:%b}")
            for n, day in enumerate(days)
            if n == 0 or (day.weekday() == 0 and x(n) - x(0) >= _TICK_APART)
        ),
        levels=tuple(Level(y=y(count), label=str(count)) for count in _round_levels(top)),
        rows=tuple(
            DayCounts(day=f"{day:%a} {day.day} {day:%b}", iso=day.isoformat(), counts=tuple(line[n] for line in counts))
            for n, day in enumerate(days[:shown])
        ),
    )


def _strip_sentence(cells: Sequence[DayCell], overdue: int, days: int) -> str:
    total = sum(cell.count for cell in cells)
    late = f" {overdue} {'is' if overdue == 1 else 'are'} over already." if overdue else ""
    if total == 0:
        return f"Nothing falls due for you in the next {days} days.{late}"
    busiest = max(cells, key=lambda cell: cell.count)
    things = "1 thing falls" if total == 1 else f"{total} things fall"
    most = (
        f", most on {busiest.weekday} {busiest.date} ({busiest.count})"
        if busiest.count < total
        else f", on {busiest.weekday} {busiest.date}"
    )
    return f"{things} due for you in the next {days} days{most}.{late}"


def _apart(positions: Sequence[float]) -> list[float]:
    """Move labels apart so that none covers another; their order stays."""
    moved: list[float] = [0.0] * len(positions)
    floor = float("-inf")
    for index in sorted(range(len(positions)), key=lambda place: positions[place]):
        floor = max(positions[index], floor + _GAP)
        moved[index] = round(floor, 1)
    return moved


def _round_levels(top: int) -> tuple[int, ...]:
    step = next(size for size in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10**9) if top / size <= 5)
    return tuple(range(0, top + 1, step))
