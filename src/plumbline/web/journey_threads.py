"""Threads about a journey: those of each screen as its pages list them, and opening one on a part or on a remark of a run."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, post
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.domain.cycle.state import Cycle
from plumbline.domain.cycle.thread import AnchorKind, Thread
from plumbline.domain.journey.plain import Plain
from plumbline.domain.workspace.workspace import Workspace
from plumbline.edge.discussing import NotThere, Said, about_part, about_remark, opened, threads_on_remarks
from plumbline.kernel.outcome import Refusal
from plumbline.kernel.record import record
from plumbline.projections.items import find_item
from plumbline.projections.runs import RunRow, find_run
from plumbline.web.errors import PageMissing
from plumbline.web.findings import refusal_words
from plumbline.web.forms import Fields, fields_of
from plumbline.web.labels import Chip
from plumbline.web.people import choices
from plumbline.web.reader import Reader, reader_of
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of
from plumbline.web.thread_view import chip_of

_KINDS: tuple[AnchorKind, ...] = ("screen", "transition", "journey")
_LONGEST = 160


@record
class ThreadLine:
    """A thread in a list. said: how it begins. gone: whether what it is about is not there any more."""

    href: str
    label: str
    chip: Chip
    said: str
    open: bool
    gone: bool
    place: str
    place_href: str


def thread_lines(cycle: Cycle, journey_id: str, titles: Mapping[str, str], part: str = "") -> tuple[ThreadLine, ...]:
    """Return the threads about a journey, or about one part of it: open ones first. titles: of its parts that are there, by id."""
    found = [cycle.threads[one] for one in cycle.threads_of.get(journey_id, ())]
    own = [one for one in found if not part or one.anchor.part == part]
    ordered = sorted(own, key=lambda one: (one.state != "open", not one.blocking, one.number))
    return tuple(_line(one, titles) for one in ordered)


def part_titles(content: Plain) -> Mapping[str, str]:
    """Return what the screens of a journey are called, by id."""
    screens: list[Plain] = content.get("screens", [])
    return {str(one.get("id", "")): str(one.get("title", "")) for one in screens}


def asking(cycle: Cycle, workspace: Workspace, reader: Reader) -> dict[str, Any]:
    """Return what the form that opens a thread offers."""
    return {"thread_people": choices(workspace, reader), "thread_objectives": [(one.id, one.title) for one in cycle.objectives.values()]}


@post("/journeys/{journey_id:str}/threads")
async def open_thread(request: Request[Any, Any, Any], journey_id: FromPath[str]) -> Response[str] | Redirect:
    """Open a thread on a screen or a transition, or on the journey as a whole."""
    item = await find_item(installation_of(request).ledger, journey_id)
    if item is None or item.kind != "journey":
        raise PageMissing("journey")
    fields = await fields_of(request, reader_of(request).zone)
    kind: AnchorKind = fields.one_of("kind", _KINDS, "journey")
    part = fields.text("part") if kind != "journey" else ""
    try:
        prepared = await about_part(installation_of(request).handling, context_of(request), journey_id, kind, part, _said(fields))
    except NotThere as lost:
        raise PageMissing(str(lost)) from lost
    answer = await opened(installation_of(request).handling, context_of(request), prepared)
    back = f"/journeys/{journey_id}/parts/{kind}/{part}" if part else f"/journeys/{journey_id}"
    if isinstance(answer, Refusal):
        return await _again(request, item.cycle_id, answer, f"/journeys/{journey_id}/threads", back, fields)
    return see_other(f"/threads/{answer.item}")


@post("/runs/{run_id:str}/threads")
async def open_thread_on_remark(request: Request[Any, Any, Any], run_id: FromPath[str]) -> Response[str] | Redirect:
    """Make a remark of a run into a thread on the exact state that it was made in."""
    fields = await fields_of(request, reader_of(request).zone)
    return await _on_remark(request, run_id, fields.text("remark"), _said(fields), fields)


async def thread_on_last_remark(request: AnyRequest, run_id: str, back: str) -> Response[str] | Redirect:
    """Open a thread on the remark that was made just now, and go on with the run at an address; a refusal is shown with its form."""
    fields = await fields_of(request, reader_of(request).zone)
    return await _on_remark(request, run_id, "", Said(text=fields.text("text")), fields, back)


async def _on_remark(
    request: AnyRequest, run_id: str, remark_id: str, said: Said, fields: Fields, back: str = ""
) -> Response[str] | Redirect:
    row = await find_run(installation_of(request).ledger, run_id)
    if row is None:
        raise PageMissing("run")
    try:
        prepared = await about_remark(installation_of(request).handling, context_of(request), run_id, remark_id, said)
    except NotThere as lost:
        raise PageMissing(str(lost)) from lost
    answer = await opened(installation_of(request).handling, context_of(request), prepared)
    if isinstance(answer, Refusal):
        return await _again(request, row.cycle_id, answer, f"/runs/{run_id}/threads", back or f"/runs/{run_id}/record", fields)
    return see_other(back or f"/threads/{answer.item}")


async def remark_threads(request: AnyRequest, run: RunRow) -> Mapping[str, str]:
    """Return the addresses of the threads that remarks about a run's journey were made into, by the remark's id."""
    if not run.cycle_id:
        return {}
    async with installation_of(request).handling.reading(run.cycle_id) as cycle:
        return {remark: f"/threads/{thread}" for remark, thread in threads_on_remarks(cycle, run.journey_id).items()}


async def _again(request: AnyRequest, cycle_id: str, answer: Refusal, action: str, back: str, fields: Fields) -> Response[str]:
    """Show the form once more with what was written, and everything that stands in the way."""
    installation, reader = installation_of(request), reader_of(request)
    workspace = await installation.handling.workspace()
    async with installation.handling.reading(cycle_id) as cycle:
        values = asking(cycle, workspace, reader)
        said = refusal_words(answer, reader, cycle, back)
        title = cycle.title
    return page(
        request,
        "journey/thread.html",
        status=status_of(answer),
        title="Open a thread",
        cycle_id=cycle_id,
        crumbs=({"title": title, "href": f"/cycles/{cycle_id}"}, {"title": "Open a thread", "href": ""}),
        refusal=said,
        action=action,
        back=back,
        kind=fields.text("kind"),
        part=fields.text("part"),
        remark=fields.text("remark"),
        kept={"text": "", "objective_id": "", "asks_id": "", "blocking": "", **fields.kept()},
        **values,
    )


def _said(fields: Fields) -> Said:
    return Said(
        text=fields.text("text"), objective_id=fields.text("objective_id"), blocking=fields.checked("blocking"),
        asks_id=fields.text("asks_id"),
    )  # fmt: skip


def _line(thread: Thread, titles: Mapping[str, str]) -> ThreadLine:
    anchor, said = thread.anchor, thread.comments[0].text or "Redacted"
    there = bool(anchor.part) and not thread.outdated
    return ThreadLine(
        href=f"/threads/{thread.id}",
        label=f"T-{thread.number}",
        chip=chip_of(thread),
        said=said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}…",
        open=thread.state == "open",
        gone=thread.outdated,
        place=titles.get(anchor.part, anchor.part),
        place_href=f"/journeys/{anchor.id}/parts/{anchor.kind}/{anchor.part}" if there else "",
    )


routes = [open_thread, open_thread_on_remark]
