"""Clocks of a cycle: how they stand, pausing, resuming and rebasing one."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from plumbline.api.access import caller
from plumbline.api.acts import Act, handlers
from plumbline.api.cycles import known_cycle
from plumbline.api.looking import AsOf, looking
from plumbline.api.problems import missing
from plumbline.domain.cycle.clock import Clock, PauseClock, RebaseClock, ResumeClock


class ClockBody(msgspec.Struct, kw_only=True):
    """One obligation's clock. budget_minutes: of working time in its basis. resume_at: when a pause ends by itself."""

    id: str
    item_id: str
    purpose: str
    holder_id: str
    state: str
    basis: str
    budget_minutes: int
    calendar_id: str
    calendar_version: int
    started_at: datetime
    due_at: datetime
    resume_at: datetime | None
    pause_reason: str
    breached_at: datetime | None


class ClockList(msgspec.Struct, kw_only=True):
    items: list[ClockBody]


@get("/cycles/{item_id:str}/clocks", summary="List a cycle's clocks", tags=["clocks"])
async def list_clocks(
    request: Request[Any, Any, Any], item_id: FromPath[str], item: FromQuery[str] = "", as_of: FromQuery[AsOf] = ""
) -> ClockList:
    """Return the clocks that have not stopped, those of one item when `item` names it."""
    caller(request)
    async with looking(request, known_cycle(item_id), as_of) as look:
        if look.cycle.version == 0:
            raise missing("cycle", item_id)
        found = [clock for clock in look.cycle.clocks.values() if clock.state != "stopped" and (not item or clock.item_id == item)]
        return ClockList(items=[_shown(clock) for clock in found])


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of clocks."""
    return [list_clocks, *handlers(_ACTS)]


_ACTS = (
    Act(path="/cycles/{item_id:str}/clock-pauses", command=PauseClock, field="", noun="cycles", summary="Pause a clock, with a reason"),
    Act(path="/cycles/{item_id:str}/clock-resumptions", command=ResumeClock, field="", noun="cycles", summary="Let a clock run again"),
    Act(
        path="/cycles/{item_id:str}/clock-rebasings",
        command=RebaseClock,
        field="",
        noun="cycles",
        summary="Judge a clock by the newest version of its holder's calendar",
    ),
)


def _shown(clock: Clock) -> ClockBody:
    return ClockBody(
        id=clock.id,
        item_id=clock.item_id,
        purpose=clock.purpose,
        holder_id=clock.holder_id,
        state=clock.state,
        basis=clock.basis,
        budget_minutes=int(clock.budget.total_seconds() // 60),
        calendar_id=clock.calendar_id,
        calendar_version=clock.calendar_version,
        started_at=clock.started_at,
        due_at=clock.due_at,
        resume_at=clock.resume_at,
        pause_reason=clock.pause_reason or "",
        breached_at=clock.breached_at,
    )
