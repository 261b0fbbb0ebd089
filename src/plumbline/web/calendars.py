"""The editor of working calendars: list, versions, holidays out of a file, what running clocks would change, judging them anew."""

from dataclasses import replace
from typing import Any
from zoneinfo import available_timezones

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.domain.cycle.clock import RebaseClock
from plumbline.domain.workspace.calendar import in_force
from plumbline.domain.workspace.defining import as_if
from plumbline.domain.workspace.workspace import DefineCalendar, Workspace
from plumbline.files.holidays import read_holidays
from plumbline.files.opening_hours import WEEKDAYS, Unreadable, read_day, read_days, read_openings
from plumbline.kernel.outcome import Refusal
from plumbline.web.calendar_view import BLANK, CycleChanges, calendar_views, changes, editor_of, values_of, version_views
from plumbline.web.errors import PageMissing, check_cycle_id
from plumbline.web.findings import RefusalWords, problem_words, refusal_words
from plumbline.web.forms import Fields, fields_of
from plumbline.web.reader import reader_of
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of
from plumbline.web.uploads import upload_of


@get("/admin/calendars")
async def show_calendars(request: Request[Any, Any, Any]) -> Response[str]:
    """Show the working calendars, with an empty editor."""
    return await _page(request)


@get("/admin/calendars/{calendar_id:str}")
async def show_calendar(request: Request[Any, Any, Any], calendar_id: FromPath[str]) -> Response[str]:
    """Show one calendar with its versions and the clocks that run on an older one, with the editor for the next version."""
    workspace = await installation_of(request).handling.workspace()
    asked = request.query_params.get("version", "")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 8 else 0
    now = installation_of(request).clock()
    version = (
        workspace.calendars.get((calendar_id, number)) or in_force(workspace, calendar_id, now) or workspace.calendars.get((calendar_id, 1))
    )
    if version is None:
        raise PageMissing("calendar")
    return await _page(request, calendar_id, form=editor_of(version))


@post("/admin/calendars")
async def define_calendar(request: Request[Any, Any, Any]) -> Response[str] | Redirect:
    """Save a calendar; or show the editor again with the holidays of a file, or with what clocks would change. Those save nothing."""
    fields = await fields_of(request)
    act = fields.text("act")
    form = values_of(fields)
    if act == "import":
        return await _with_holidays(request, fields, form)
    command = _command(fields)
    if fields.problems:
        return await _page(request, command.calendar_id, form=form, said=problem_words(fields.problems), status=422)
    installation, reader = installation_of(request), reader_of(request)
    if act == "preview":
        context = context_of(request)
        judged = as_if(command, await installation.handling.workspace(), context)
        if isinstance(judged, Refusal):
            return await _refused(request, judged, form)
        preview = await changes(installation, judged, command.calendar_id, reader, context.now)
        return await _page(request, command.calendar_id, form=form, preview=preview)
    answer = await installation.handling.handle(installation.workspace_id, command, context_of(request))
    if isinstance(answer, Refusal):
        return await _refused(request, answer, form)
    return see_other(f"/admin/calendars/{command.calendar_id}#versions")


@post("/admin/calendars/{calendar_id:str}/rebasings")
async def create_rebasings(request: Request[Any, Any, Any], calendar_id: FromPath[str]) -> Response[str] | Redirect:
    """Judge one clock, or all of a cycle that would then run on this calendar, by the version that holds now."""
    fields, installation, reader = await fields_of(request), installation_of(request), reader_of(request)
    cycle_id = fields.text("cycle_id")
    check_cycle_id(cycle_id)
    found = await changes(installation, await installation.handling.workspace(), calendar_id, reader, reader.now)
    asked = fields.text("clock_id")
    clocks = [one.clock_id for cycle in found if cycle.cycle_id == cycle_id for one in cycle.clocks if asked in ("", one.clock_id)]
    commands = [RebaseClock(clock_id=clock_id) for clock_id in clocks]
    answers = [await installation.handling.handle(cycle_id, command, context_of(request)) for command in commands]
    refusals = [answer for answer in answers if isinstance(answer, Refusal)]
    if refusals:  # the others are judged anew: each clock is an act of its own
        findings = tuple(finding for refusal in refusals for finding in refusal.findings)
        async with installation.handling.reading(cycle_id) as cycle:
            said = refusal_words(replace(refusals[0], findings=findings), reader, cycle)
        return await _page(request, calendar_id, said=said, status=status_of(refusals[0]))
    return see_other(f"/admin/calendars/{calendar_id}#clocks")


async def _with_holidays(request: AnyRequest, fields: Fields, form: dict[str, str]) -> Response[str]:
    """The days of a file join the list of the editor, for a person to look at; what was written before stays."""
    upload = await upload_of(request, fields)
    if upload is None:
        fields.complain("file", "Choose a calendar file first: one that ends in .ics.")
    holidays, problems = read_holidays(upload.body, reader_of(request).now.year) if upload and upload.body else ((), ())
    for problem in problems:
        named = f", {problem.item}" if problem.item else ""
        fields.complain("file", f"Line {problem.line} of the file{named}: {problem.problem}.")
    if fields.problems:
        return await _page(request, form["calendar_id"], form=form, said=problem_words(fields.problems), status=422)
    lines = [line for line in form["holidays"].splitlines() if line.strip()]
    listed = {line.split()[0] for line in lines}
    new = [f"{one.day.isoformat()} {' '.join(one.title.split())}".strip() for one in holidays if one.day.isoformat() not in listed]
    form["holidays"] = "\n".join(sorted([*lines, *new]))
    told = f"{len(new)} of {len(holidays)} days of the file joined the list of holidays below. Nothing is saved yet."
    return await _page(request, form["calendar_id"], form=form, told=told)


async def _refused(request: AnyRequest, refusal: Refusal, form: dict[str, str]) -> Response[str]:
    said = refusal_words(refusal, reader_of(request), None)
    return await _page(request, form["calendar_id"], form=form, said=said, status=status_of(refusal))


async def _page(
    request: AnyRequest,
    calendar_id: str = "",
    *,
    form: dict[str, str] | None = None,
    preview: list[CycleChanges] | None = None,
    said: RefusalWords | None = None,
    told: str = "",
    status: int = 200,
) -> Response[str]:
    installation, reader = installation_of(request), reader_of(request)
    workspace = await installation.handling.workspace()
    known = calendar_id if calendar_id in workspace.newest else ""
    shown = in_force(workspace, known, reader.now) or workspace.calendars.get((known, 1))
    title = shown.title if shown else "Working calendars"
    crumbs = [{"title": "Admin", "href": "/admin"}, {"title": "Working calendars", "href": "/admin/calendars" if known else ""}]
    return page(
        request,
        "admin/calendars.html",
        status=status,
        title=title,
        crumbs=(*crumbs, {"title": title, "href": ""}) if known else tuple(crumbs),
        refusal=said,
        told=told,
        known=known,
        calendars=[] if known else calendar_views(workspace, reader),
        versions=version_views(workspace, known, reader.now) if known else [],
        outdated=await changes(installation, workspace, known, reader, reader.now) if known else [],
        preview=preview,
        may_edit=_may_edit(workspace, reader.person_id),
        form=form or (editor_of(shown) if shown else BLANK),
        weekdays=list(enumerate(WEEKDAYS)),
        zones=sorted(available_timezones()),
        commands=(
            ("Read them", f'curl -H "Authorization: Bearer $PLUMBLINE_TOKEN" {installation.base_url}/v1/calendars'),
            ("On the command line", f"plumbline calendar show {known}" if known else "plumbline calendar list"),
        ),
    )


def _command(fields: Fields) -> DefineCalendar:
    """Read the editor; what cannot be read is a problem of its field."""
    openings = tuple(opening for day, name in enumerate(WEEKDAYS) for opening in _read(fields, f"hours-{day}", name, read_openings, day))
    day = fields.text("valid_from")
    return DefineCalendar(
        calendar_id=fields.text("calendar_id"),
        title=fields.text("title"),
        zone=fields.text("zone"),
        openings=openings,
        holidays=_read(fields, "holidays", "Holidays", read_days),
        valid_from=_read(fields, "valid_from", "Valid from", read_day) or None if day else None,
    )


def _read(fields: Fields, name: str, label: str, reads: Any, *more: Any) -> Any:
    try:
        return reads(fields.text(name), *more)
    except Unreadable as fault:
        fields.complain(name, f"{label}: {fault}.")
        return ()


def _may_edit(workspace: Workspace, person_id: str) -> bool:
    member = workspace.members.get(person_id)
    return workspace.has_rank(person_id, "lead") or (member is not None and member.active and member.admin)


routes = [show_calendars, show_calendar, define_calendar, create_rebasings]
