"""Two pictures: risks in five by five cells, and the due times of blockers with what happens then. Each is, or has, a table."""

from datetime import datetime

from plumbline.domain.cycle.risk import OPEN
from plumbline.domain.cycle.state import Cycle
from plumbline.kernel.record import record
from plumbline.web.clockwords import Instant
from plumbline.web.instants import instant
from plumbline.web.labels import href_of
from plumbline.web.reader import Reader

_STEPS = (1, 2, 3, 4, 5)
_ROW, _TOP, _LEFT, _WIDTH = 30.0, 26.0, 48.0, 600.0


@record
class GridRow:
    """One closeness to the customer. cells: per impact from 1 to 5, the risks there as (label, address, likelihood)."""

    closeness: int
    cells: tuple[tuple[tuple[str, str, int], ...], ...]


@record
class Grid:
    rows: tuple[GridRow, ...]
    sentence: str


@record
class DueMark:
    """One open blocker: where its due time lies, where earlier ones lay, and what happens then."""

    label: str
    title: str
    href: str
    y: float
    x: float
    earlier: tuple[float, ...]
    due: Instant
    fallback: str
    late: bool


@record
class Timeline:
    """Due times in a box of width x height; now_x is today."""

    width: float
    height: float
    left: float
    now_x: float
    marks: tuple[DueMark, ...]
    begins: str
    ends: str
    sentence: str


def risk_grid(cycle: Cycle) -> Grid | None:
    """Return the open, assessed risks by closeness to the customer and impact; None when there is none."""
    ranked = [risk for risk in cycle.risks.values() if risk.state in OPEN and risk.rank]
    if not ranked:
        return None
    rows = tuple(
        GridRow(
            closeness=closeness,
            cells=tuple(
                tuple(
                    (f"K-{risk.number}", href_of(cycle, risk.id).partition("/risks")[2], risk.likelihood)
                    for risk in sorted(ranked, key=lambda risk: -risk.likelihood)
                    if (risk.closeness, risk.impact) == (closeness, impact)
                )
                for impact in _STEPS
            ),
        )
        for closeness in reversed(_STEPS)
    )
    near = sum(risk.closeness >= 4 and risk.impact >= 4 for risk in ranked)
    told = "1 open risk is" if near == 1 else f"{near or 'No'} open risks are"
    return Grid(rows=rows, sentence=f"{told} both close to the customer and heavy (4 or 5 on each).")


def timeline(cycle: Cycle, reader: Reader) -> Timeline | None:
    """Return the due times of open blockers, the first due at the top; None when nothing is blocked."""
    waiting = sorted((one for one in cycle.blockers.values() if one.state == "open"), key=lambda one: (one.due_at, one.number))
    if not waiting:
        return None
    instants = [reader.now, *(one.due_at for one in waiting), *(at for one in waiting for at in one.extensions)]
    begins, ends = min(instants), max(instants)
    span = (ends - begins).total_seconds() or 1.0

    def x(at: datetime) -> float:
        return round(_LEFT + (_WIDTH - _LEFT - 24) * (at - begins).total_seconds() / span, 1)

    marks = tuple(
        DueMark(
            label=f"B-{one.number}",
            title=one.title,
            href=f"#{one.id}",
            y=_TOP + _ROW * (place + 0.5),
            x=x(one.due_at),
            earlier=tuple(x(at) for at in one.extensions),
            due=instant(one.due_at, reader.zone),
            fallback=one.fallback,
            late=one.due_at <= reader.now,
        )
        for place, one in enumerate(waiting)
    )
    first = marks[0]
    told = "1 blocker is" if len(marks) == 1 else f"{len(marks)} blockers are"
    return Timeline(
        width=_WIDTH,
        height=_TOP + _ROW * len(marks) + 24,
        left=_LEFT,
        now_x=x(reader.now),
        marks=marks,
        begins=instant(begins, reader.zone).words,
        ends=instant(ends, reader.zone).words,
        sentence=f"{told} open; {first.label} is due first, {first.due.words}. Then: {first.fallback}",
    )
