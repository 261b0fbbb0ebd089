"""How long open decisions have been in their state: one dot each, a line at the window, and the same as a table."""

from datetime import datetime, timedelta

from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.calendar import hours_for
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.record import record
from plumbline.kernel.time import WorkingCalendar, measure
from plumbline.web.decision_rows import DecisionRow
from plumbline.web.labels import DECISION_STATES

_STATES = ("draft", "proposed", "in_review", "approved_conditionally", "deferred")
_LANE, _LEFT, _TOP, _HEIGHT = 150, 56, 16, 150


@record
class Dot:
    """One decision. late: over the line, drawn as a square."""

    x: float
    y: float
    late: bool
    href: str
    label: str
    state: str
    hours: int


@record
class Ageing:
    """The picture of 820 x 200 units, its finding as a sentence, and its table."""

    width: int
    height: int
    dots: tuple[Dot, ...]
    lanes: tuple[tuple[float, str], ...]
    line_y: float
    line_words: str
    top_words: str
    floor_y: float
    sentence: str


def ageing_dots(cycle: Cycle, workspace: Workspace, rows: list[DecisionRow], now: datetime) -> Ageing | None:
    """Return the picture, or None when nothing is open. Hours are measured in the basis of the cycle's policy."""
    open_rows = [row for row in rows if row.state in _STATES]
    if not open_rows:
        return None
    calendar = hours_for(workspace, now, cycle.calendar_id)
    window = cycle.policies.decision_window_hours or 48
    aged = [(row, _hours(cycle, row, now, calendar)) for row in open_rows]
    most = max([window * 1.25, *(hours for _, hours in aged)])
    per_lane: dict[str, int] = {}
    dots: list[Dot] = []
    for row, hours in sorted(aged, key=lambda pair: pair[1]):
        place = per_lane[row.state] = per_lane.get(row.state, 0) + 1
        dots.append(_dot(row, hours, place, most, window))
    late = sum(dot.late for dot in dots)
    return Ageing(
        width=_LEFT + _LANE * len(_STATES) + 16,
        height=_TOP + _HEIGHT + 34,
        dots=tuple(dots),
        lanes=tuple((_LEFT + _LANE * (place + 0.5), DECISION_STATES[state].words) for place, state in enumerate(_STATES)),
        line_y=_y(window, most),
        line_words=f"{window} h",
        top_words=f"{round(most)} h",
        floor_y=_TOP + _HEIGHT,
        sentence=_sentence(len(dots), late, window),
    )


def _dot(row: DecisionRow, hours: float, place: int, most: float, window: int) -> Dot:
    lane = _LEFT + _LANE * _STATES.index(row.state)
    spread = 18 + (place - 1) * 20 % (_LANE - 36)
    return Dot(
        x=lane + spread,
        y=_y(hours, most),
        late=hours > window,
        href=row.href,
        label=f"D-{row.number} {row.title}",
        state=row.chip.words,
        hours=round(hours),
    )


def _y(hours: float, most: float) -> float:
    return round(_TOP + _HEIGHT * (1 - min(hours / most, 1.0)), 1)


def _hours(cycle: Cycle, row: DecisionRow, now: datetime, calendar: WorkingCalendar) -> float:
    since = cycle.decisions[row.id].changed_at
    return measure(since, now, cycle.policies.basis, calendar) / timedelta(hours=1)


def _sentence(count: int, late: int, window: int) -> str:
    told = "1 open decision" if count == 1 else f"{count} open decisions"
    if not late:
        return f"{told}, none of them longer than {window} h in its state."
    return f"{told}, {late} of them longer than {window} h in {'its' if late == 1 else 'their'} state."
