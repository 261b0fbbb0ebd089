"""The calendar that a person works on: anybody chooses their own, whatever their rank."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect

from plumbline.domain.workspace.calendar import calendar_titles, version_for
from plumbline.domain.workspace.workspace import ChooseCalendar
from plumbline.kernel.outcome import Refusal
from plumbline.web.findings import RefusalWords, refusal_words
from plumbline.web.forms import fields_of
from plumbline.web.reader import reader_of
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of


@get("/profile/calendar")
async def show_own_calendar(request: Request[Any, Any, Any]) -> Response[str]:
    """Show which calendar one works on, and why."""
    return await _page(request)


@post("/profile/calendar")
async def choose_calendar(request: Request[Any, Any, Any]) -> Response[str] | Redirect:
    """Keep the choice; clocks that run keep the calendar that they started on."""
    calendar_id, installation = (await fields_of(request)).text("calendar_id"), installation_of(request)
    answer = await installation.handling.handle(installation.workspace_id, ChooseCalendar(calendar_id=calendar_id), context_of(request))
    if isinstance(answer, Refusal):
        said = refusal_words(answer, reader_of(request), None)
        return await _page(request, chosen=calendar_id, said=said, status=status_of(answer))
    return see_other("/profile/calendar")


async def _page(request: AnyRequest, *, chosen: str = "", said: RefusalWords | None = None, status: int = 200) -> Response[str]:
    installation, reader = installation_of(request), reader_of(request)
    workspace = await installation.handling.workspace()
    member = workspace.members.get(reader.person_id)
    own = member.calendar_id if member else ""
    holding = version_for(workspace, reader.now, own)
    return page(
        request,
        "account/calendar.html",
        status=status,
        title="Your working calendar",
        crumbs=({"title": "Profile", "href": "/profile"}, {"title": "Your working calendar", "href": ""}),
        refusal=said,
        holding=f"{holding.title}, {holding.zone}" if holding else "round the clock, UTC",
        by_choice=bool(holding and holding.calendar_id == own),
        chosen=chosen or own,
        calendars=[("", "The cycle's, else the workspace's"), *calendar_titles(workspace, reader.now)],
    )


routes = [show_own_calendar, choose_calendar]
