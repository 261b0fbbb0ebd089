"""The sixteen steps on a strip of working days: window, reviews and what follows the launch."""

from collections.abc import Callable
from datetime import datetime

from plumbline.domain.playbook.plan import Plan, Step
from plumbline.kernel.record import record
from plumbline.kernel.time import WorkingCalendar, add_working_days
from plumbline.web.clockwords import day

_WIDTH, _LEFT, _RIGHT = 960, 12, 12
_MARK = 26


@record
class StripMark:
    """A step. row: how far down it hangs, so that steps of one day do not cover one another."""

    id: str
    number: int
    title: str
    area: str
    x: float
    y: float
    after_launch: bool
    day: str
    date: str


@record
class StepStrip:
    width: int
    height: int
    marks: tuple[StripMark, ...]
    reviews: tuple[float, ...]
    end_x: float
    floor_y: float
    sentence: str
    end_words: str
    by_day: tuple[StripMark, ...]
    """The marks in the order in which their steps fall due; marks has them by number."""


def step_strip(plan: Plan, start: datetime | None = None, calendar: WorkingCalendar | None = None) -> StepStrip:
    """Return the strip of a plan; with a start and a calendar it carries dates."""
    window, cadence = plan.policies.window_days, max(plan.policies.cadence_days, 1)
    last = max([window, *(_day_of(step, window) for step in plan.steps)])

    def at(days: float) -> float:
        return round(_LEFT + _MARK / 2 + days / last * (_WIDTH - _LEFT - _RIGHT - _MARK), 1)

    marks, depth = _marks(plan, window, at, start, calendar)
    floor = 40 + (depth + 1) * (_MARK + 4)
    after = sum(step.after_launch for step in plan.steps)
    return StepStrip(
        width=_WIDTH,
        height=floor + 26,
        marks=tuple(sorted(marks, key=lambda mark: mark.number)),
        reviews=tuple(at(days) for days in range(cadence, window + 1, cadence)),
        end_x=at(window),
        floor_y=floor,
        sentence=f"{len(plan.steps) - after} steps inside the window of {window} working days, {after} after launch;"
        f" a review every {cadence} days.",
        end_words=f"window ends, day {window}",
        by_day=marks,
    )


def _marks(
    plan: Plan, window: int, at: Callable[[float], float], start: datetime | None, calendar: WorkingCalendar | None
) -> tuple[tuple[StripMark, ...], int]:
    free_from: list[float] = []
    marks: list[StripMark] = []
    for step in sorted(plan.steps, key=lambda step: (_day_of(step, window), step.number)):
        days = _day_of(step, window)
        x = at(days)
        row = next((place for place, free in enumerate(free_from) if free <= x - _MARK / 2), len(free_from))
        free_from[row : row + 1] = [x + _MARK / 2 + 2]
        date = day(add_working_days(start, days, calendar), calendar.zone) if start is not None and calendar is not None else ""
        marks.append(
            StripMark(
                id=step.id,
                number=step.number,
                title=step.title,
                area=step.area,
                x=x,
                y=40 + row * (_MARK + 4) + _MARK / 2,
                after_launch=step.after_launch,
                day=f"day {days}",
                date=date,
            )
        )
    return tuple(marks), len(free_from) - 1


def _day_of(step: Step, window: int) -> int:
    return step.offset_days + (window if step.after_launch else 0)
