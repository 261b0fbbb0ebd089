"""Threads: replies, closing with an outcome, reopening. A thread on a decision is shown there; any other has a page of its own."""

from collections.abc import Callable, Mapping
from typing import Any, get_args
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from plumbline.domain.cycle.sections import review_about
from plumbline.domain.cycle.thread import Outcome, ReopenThread, ReplyToThread, ResolveThread
from plumbline.kernel.outcome import Refusal
from plumbline.ledger.dating import Point
from plumbline.projections.items import ItemRow, find_item
from plumbline.web.clockwords import moment
from plumbline.web.decision import decision_page
from plumbline.web.errors import PageMissing
from plumbline.web.escalation_view import item_ladders
from plumbline.web.findings import RefusalWords, problem_words, refusal_words
from plumbline.web.forms import Fields, fields_of
from plumbline.web.labels import label_of
from plumbline.web.past import asked_point, looking
from plumbline.web.people import choices
from plumbline.web.reader import reader_of
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of
from plumbline.web.thread_view import thread_view

Build = Callable[[str, Fields], Any]
_NOTHING_KEPT: dict[str, dict[str, str]] = {
    "replies": {"thread_id": "", "text": "", "asks_id": ""},
    "resolution": {"thread_id": "", "outcome": "", "note": "", "linked_id": ""},
}


def _reply(thread_id: str, fields: Fields) -> ReplyToThread:
    return ReplyToThread(thread_id=thread_id, text=fields.required("text", "what you reply"), asks_id=fields.text("asks_id"))


def _resolve(thread_id: str, fields: Fields) -> ResolveThread:
    outcome = fields.one_of("outcome", get_args(Outcome), "answered")
    return ResolveThread(thread_id=thread_id, outcome=outcome, note=fields.text("note"), linked_id=fields.text("linked_id"))


def _reopen(thread_id: str, fields: Fields) -> ReopenThread:
    return ReopenThread(thread_id=thread_id, reason=fields.text("reason"))


_ACTS: dict[str, Build] = {"replies": _reply, "resolution": _resolve, "reopening": _reopen}


@get("/threads/{thread_id:str}")
async def show_thread(request: Request[Any, Any, Any], thread_id: FromPath[str], at: FromQuery[str] = "") -> Response[str] | Redirect:
    """Show a thread where it is anchored. at: an entry's number or an instant, to see it as it was then."""
    item = await _thread(request, thread_id)
    if decision_id := await _decision_of(request, item):
        then = f"?{urlencode({'at': at})}" if at else ""
        return see_other(f"/decisions/{decision_id}{then}#{thread_id}")
    if (review_id := await _review_of(request, item)) and not at:
        return see_other(f"/reviews/{review_id}#{thread_id}")
    return await thread_page(request, item, point=await asked_point(request, at))


@post("/threads/{thread_id:str}/{act:str}")
async def act_on_thread(request: Request[Any, Any, Any], thread_id: FromPath[str], act: FromPath[str]) -> Response[str] | Redirect:
    """Reply to a thread, close it or reopen it."""
    item = await _thread(request, thread_id)
    if act not in _ACTS:
        raise PageMissing("act")
    fields = await fields_of(request, reader_of(request).zone)
    command = _ACTS[act](thread_id, fields)
    decision_id = await _decision_of(request, item)
    kept = {act: {**_NOTHING_KEPT.get(act, {}), **fields.kept(), "thread_id": thread_id}}
    if fields.problems:
        said = problem_words(fields.problems)
        if decision_id:
            return await decision_page(request, decision_id, status=422, said=said, kept=kept)
        return await thread_page(request, item, status=422, said=said, kept=kept)
    answer = await installation_of(request).handling.handle(item.cycle_id, command, context_of(request))
    if isinstance(answer, Refusal):
        if decision_id:
            return await decision_page(request, decision_id, status=status_of(answer), refusal=answer, kept=kept)
        return await thread_page(request, item, status=status_of(answer), refusal=answer, kept=kept)
    return see_other(f"/decisions/{decision_id}#{thread_id}" if decision_id else f"/threads/{thread_id}")


async def thread_page(
    request: AnyRequest,
    item: ItemRow,
    *,
    status: int = 200,
    refusal: Refusal | None = None,
    said: RefusalWords | None = None,
    kept: Mapping[str, Mapping[str, Any]] | None = None,
    point: Point | None = None,
) -> Response[str]:
    """Return the page of a thread that is anchored to something without a page of its own. point: how far into the ledger it looks."""
    async with looking(request, item.cycle_id, point) as look:
        cycle, workspace, reader = look.cycle, look.workspace, look.reader
        if item.item_id not in cycle.threads:
            raise PageMissing(f"thread of {moment(reader.now, reader.zone)}")
        view = thread_view(cycle, workspace, cycle.threads[item.item_id], reader.names, reader.now, reader.zone, reader.person_id)
        title: str = cycle.title
        up = item_ladders(cycle, workspace, item.item_id, reader)
        others = [("", "None"), *((other, label_of(cycle, other)) for other in cycle.decisions)]
        if refusal is not None:
            said = refusal_words(refusal, reader, cycle, f"/threads/{item.item_id}")
    return page(
        request,
        "thread/show.html",
        status=status,
        title=f"Thread {view.label}",
        cycle_id=item.cycle_id,
        streams=() if look.past else (item.cycle_id,),
        past=look.past,
        crumbs=({"title": title, "href": f"/cycles/{item.cycle_id}"}, {"title": view.label, "href": ""}),
        thread=view,
        up=up,
        refusal=said,
        others=others,
        people=choices(workspace, reader),
        fill={**_NOTHING_KEPT, **(kept or {})},
    )


async def _thread(request: AnyRequest, thread_id: str) -> ItemRow:
    item = await find_item(installation_of(request).ledger, thread_id)
    if item is None or item.kind != "thread":
        raise PageMissing("thread")
    return item


async def _decision_of(request: AnyRequest, item: ItemRow) -> str:
    async with installation_of(request).handling.reading(item.cycle_id) as cycle:
        anchor: str = cycle.threads[item.item_id].anchor.id
        return anchor if anchor in cycle.decisions else ""


async def _review_of(request: AnyRequest, item: ItemRow) -> str:
    async with installation_of(request).handling.reading(item.cycle_id) as cycle:
        review = review_about(cycle, cycle.threads[item.item_id].anchor.id)
        return review.id if review is not None else ""


routes = [show_thread, act_on_thread]
