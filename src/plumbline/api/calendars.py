"""Working calendars of the workspace: their versions, holidays out of a file, and what running clocks would change."""

from datetime import date, datetime
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from plumbline.api.access import caller, installation_of
from plumbline.api.acts import NewId, ReceiptBody, answer
from plumbline.api.bodies import body_type, command_of
from plumbline.api.problems import Refused, missing
from plumbline.domain.checking import check
from plumbline.domain.cycle.rules.clock import rebasings
from plumbline.domain.workspace.calendar import in_force, versions
from plumbline.domain.workspace.defining import with_holidays
from plumbline.domain.workspace.workspace import CalendarVersion, ChooseCalendar, DefineCalendar, Workspace
from plumbline.files.holidays import read_holidays
from plumbline.kernel.outcome import Refusal
from plumbline.projections.cycles import cycles


class CalendarList(msgspec.Struct, kw_only=True):
    items: list[CalendarVersion]


class CalendarBody(msgspec.Struct, kw_only=True):
    """A calendar with all its versions in the order in which they were written. in_force: the one that holds now, 0 for none."""

    calendar_id: str
    in_force: int
    versions: list[CalendarVersion]


class NewHolidays(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """An iCalendar file in base64. valid_from: the day from which the calendar has its days, in its zone; without one at once."""

    content: bytes
    valid_from: date | None = None


class RebasingBody(msgspec.Struct, kw_only=True):
    """What judging one clock by the version that holds now would change."""

    cycle_id: str
    clock_id: str
    item_id: str
    holder_id: str
    due_at: datetime
    due_then: datetime
    calendar_id: str
    calendar_version: int


class RebasingList(msgspec.Struct, kw_only=True):
    items: list[RebasingBody]


@get("/calendars", summary="List working calendars", tags=["calendars"])
async def list_calendars(request: Request[Any, Any, Any]) -> CalendarList:
    """Return each calendar as it holds now; one whose first day lies ahead, as it will."""
    caller(request)
    installation = installation_of(request)
    workspace = await installation.handling.workspace()
    return CalendarList(items=[_now(workspace, calendar_id, installation.clock()) for calendar_id in workspace.newest])


@get("/calendars/{item_id:str}", summary="Get a working calendar with its versions", tags=["calendars"])
async def show_calendar(request: Request[Any, Any, Any], item_id: FromPath[str]) -> CalendarBody:
    """Return all versions of a calendar, and which one holds now."""
    caller(request)
    installation = installation_of(request)
    workspace = await installation.handling.workspace()
    if item_id not in workspace.newest:
        raise missing("calendar", item_id)
    holding = in_force(workspace, item_id, installation.clock())
    return CalendarBody(calendar_id=item_id, in_force=holding.version if holding else 0, versions=versions(workspace, item_id))


@get("/calendars/{item_id:str}/rebasings", summary="List what running clocks would change", tags=["calendars"])
async def list_rebasings(request: Request[Any, Any, Any], item_id: FromPath[str]) -> RebasingList:
    """Return the clocks that run on something older than what holds now of a calendar, with when they would be due on it."""
    caller(request)
    installation = installation_of(request)
    workspace, now = await installation.handling.workspace(), installation.clock()
    if item_id not in workspace.newest:
        raise missing("calendar", item_id)
    found: list[RebasingBody] = []
    for row in await cycles(installation.ledger):
        if row.state == "running":
            async with installation.handling.reading(row.id) as cycle:
                found += [
                    RebasingBody(
                        cycle_id=row.id,
                        clock_id=clock.id,
                        item_id=clock.item_id,
                        holder_id=clock.holder_id,
                        due_at=clock.due_at,
                        due_then=rebased.due_at,
                        calendar_id=rebased.calendar_id,
                        calendar_version=rebased.calendar_version,
                    )
                    for clock, rebased in rebasings(cycle, workspace, now)
                    if rebased.calendar_id == item_id
                ]
    return RebasingList(items=found)


@post("/calendars/{item_id:str}/holidays", summary="Take holidays out of a calendar file", tags=["calendars"], status_code=201)
async def import_holidays(request: Request[Any, Any, Any], item_id: FromPath[str], data: JSONBody[NewHolidays]) -> Response[ReceiptBody]:
    """Add the days of an iCalendar file to a calendar, as its next version. All of them are taken, or none and every problem is listed."""
    caller(request)
    installation = installation_of(request)
    workspace, now = await installation.handling.workspace(), installation.clock()
    if item_id not in workspace.newest:
        raise missing("calendar", item_id)
    holidays, problems = read_holidays(data.content, now.year)
    if problems:
        findings = tuple(
            check("workspace.holiday_file", False, actual=f"{one.line}{f', {one.item}' if one.item else ''}: {one.problem}")
            for one in problems
        )
        raise Refused(Refusal(code="workspace.invalid", kind="invalid", findings=findings), installation.names)

    async def command(_: NewId) -> Any:
        return with_holidays(workspace, item_id, (one.day for one in holidays), now, data.valid_from)

    return await answer(request, installation.workspace_id, command)


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of working calendars."""
    return [
        list_calendars,
        show_calendar,
        list_rebasings,
        import_holidays,
        _sending("/calendars", DefineCalendar, "Define a working calendar, or its next version"),
        _sending("/own-calendar", ChooseCalendar, "Choose the calendar that you work on yourself"),
    ]


def _sending(path: str, kind: type[Any], summary: str) -> HTTPRouteHandler:
    async def send(request: Request[Any, Any, Any], data: Any) -> Response[ReceiptBody]:
        async def command(new_id: NewId) -> Any:
            return command_of(kind, data, new_id)

        return await answer(request, installation_of(request).workspace_id, command)

    body: Any = body_type(kind)
    send.__annotations__["data"] = JSONBody[body]
    send.__name__, send.__doc__ = kind.__name__, kind.__doc__
    return post(path, summary=summary, tags=["calendars"], operation_id=kind.__name__, status_code=201)(send)


def _now(workspace: Workspace, calendar_id: str, now: datetime) -> CalendarVersion:
    return in_force(workspace, calendar_id, now) or workspace.calendars[calendar_id, 1]
