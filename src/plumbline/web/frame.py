"""The pages of the frame of a cycle: the frame itself, its promises, releases, messages, and the dependencies between functions."""

from collections.abc import Callable
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.kernel.outcome import Refusal
from plumbline.kernel.record import record
from plumbline.web.agenda_view import agenda_parts
from plumbline.web.dependency_view import dependency_parts
from plumbline.web.errors import PageMissing
from plumbline.web.findings import RefusalWords, problem_words, refusal_words
from plumbline.web.forms import fields_of
from plumbline.web.frame_acts import ACTS
from plumbline.web.frame_parts import NEW, Desk, Kept, Part, refilled
from plumbline.web.frame_view import frame_parts
from plumbline.web.message_view import message_parts
from plumbline.web.overview import known
from plumbline.web.people import choices
from plumbline.web.promise_view import promise_parts
from plumbline.web.reader import reader_of
from plumbline.web.release_view import release_parts
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of


@record
class Sheet:
    """One page of the frame. noun: what it lists, as the command line calls it. listed: where the API lists it, for a cycle's id."""

    title: str
    text: str
    noun: str
    listed: str
    parts: Callable[[Desk], tuple[Part, ...]]


_SHEETS = {
    "frame": Sheet(
        title="Frame",
        text="What holds the cycle up: how its stages are left, what is not traded away, and how its outcome ended.",
        noun="stage",
        listed="/v1/cycles/…/stages",
        parts=frame_parts,
    ),
    "agenda": Sheet(
        title="Agenda",
        text="What comes up by itself, who holds it, and what came of it.",
        noun="agenda",
        listed="/v1/cycles/…/agenda",
        parts=agenda_parts,
    ),
    "promises": Sheet(
        title="Promises",
        text="What must not get worse for the customer.",
        noun="promise",
        listed="/v1/cycles/…/promises",
        parts=promise_parts,
    ),
    "releases": Sheet(
        title="Releases",
        text="What reaches customers, and who owns what follows.",
        noun="release",
        listed="/v1/cycles/…/releases",
        parts=release_parts,
    ),
    "messages": Sheet(
        title="Messages", text="What the outside is told.", noun="message", listed="/v1/cycles/…/messages", parts=message_parts
    ),
    "dependencies": Sheet(
        title="Dependencies",
        text="What functions need of each other, from planning to support.",
        noun="dependency",
        listed="/v1/cycles/…/dependencies",
        parts=dependency_parts,
    ),
}


@get([f"/cycles/{{cycle_id:str}}/{sheet}" for sheet in _SHEETS])
async def show_sheet(request: Request[Any, Any, Any], cycle_id: FromPath[str]) -> Response[str]:
    """Show one page of the frame of a cycle."""
    return await _page(request, cycle_id, request.url.path.rpartition("/")[2])


@post("/cycles/{cycle_id:str}/frame/{item_id:str}/{act:str}")
async def act_on_frame(
    request: Request[Any, Any, Any], cycle_id: FromPath[str], item_id: FromPath[str], act: FromPath[str]
) -> Response[str] | Redirect:
    """Carry out one act; a refusal shows its page again with everything that is missing and with what was written."""
    await known(request, cycle_id)
    if act not in ACTS:
        raise PageMissing("act")
    installation, sheet = installation_of(request), ACTS[act].sheet
    fields = await fields_of(request, reader_of(request).zone)
    async with installation.handling.reading(cycle_id) as cycle:
        command = ACTS[act].command(item_id, fields, cycle)
    kept = Kept(item_id=item_id, act=act, values=fields.kept())
    if fields.problems:
        return await _page(request, cycle_id, sheet, status=422, said=problem_words(fields.problems), kept=kept)
    answer = await installation.handling.handle(cycle_id, command, context_of(request))
    if isinstance(answer, Refusal):
        return await _page(request, cycle_id, sheet, status=status_of(answer), refusal=answer, kept=kept)
    return see_other(f"/cycles/{cycle_id}/{sheet}" + (f"#{item_id}" if item_id != NEW else ""))


async def _page(
    request: AnyRequest,
    cycle_id: str,
    name: str,
    *,
    status: int = 200,
    refusal: Refusal | None = None,
    said: RefusalWords | None = None,
    kept: Kept | None = None,
) -> Response[str]:
    installation, reader, sheet = installation_of(request), reader_of(request), _SHEETS[name]
    await known(request, cycle_id)
    workspace = await installation.handling.workspace()
    async with installation.handling.reading(cycle_id) as cycle:
        title = cycle.title
        desk = Desk(cycle=cycle, workspace=workspace, reader=reader, people=choices(workspace, reader))
        parts = refilled(sheet.parts(desk), kept)
        if refusal is not None:
            said = refusal_words(refusal, reader, cycle, f"/cycles/{cycle_id}/{name}")
    above = ({"title": "Frame", "href": f"/cycles/{cycle_id}/frame"},) if name != "frame" else ()
    listed = sheet.listed.replace("…", cycle_id)
    return page(
        request,
        "frame/show.html",
        status=status,
        title=sheet.title,
        cycle_id=cycle_id,
        current=f"/cycles/{cycle_id}/frame",
        streams=(cycle_id,),
        crumbs=({"title": title, "href": f"/cycles/{cycle_id}"}, *above, {"title": sheet.title, "href": ""}),
        refusal=said,
        sheet={"title": sheet.title, "text": sheet.text},
        sheets=tuple((one.title, f"/cycles/{cycle_id}/{key}", key == name) for key, one in _SHEETS.items()),
        frame_parts=parts,
        commands=(
            ("Read them", f'curl -H "Authorization: Bearer $PLUMBLINE_TOKEN" {installation.base_url}{listed}'),
            ("On the command line", f"plumbline {sheet.noun} list --cycle {cycle_id}"),
        ),
    )


routes = (show_sheet, act_on_frame)
