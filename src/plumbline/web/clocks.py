"""The clock of an item on a page of its own: how it ran, and pausing it, letting it run again, judging it by another calendar."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.kernel.outcome import Refusal
from plumbline.projections.items import ItemRow, find_item
from plumbline.web.clock_bar import clock_bar
from plumbline.web.clock_forms import CLOCK_ACTS, PAUSE_REASONS
from plumbline.web.errors import PageMissing
from plumbline.web.findings import RefusalWords, problem_words, refusal_words
from plumbline.web.forms import fields_of
from plumbline.web.item_clock import item_clock
from plumbline.web.labels import href_of, label_of, name_of
from plumbline.web.reader import reader_of
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of


@get("/items/{item_id:str}/clock")
async def show_clock(request: Request[Any, Any, Any], item_id: FromPath[str]) -> Response[str]:
    """Show the clock of an item, and what can be done about it."""
    return await _page(request, await _row(request, item_id))


@post("/items/{item_id:str}/clock/{act:str}")
async def act_on_clock(request: Request[Any, Any, Any], item_id: FromPath[str], act: FromPath[str]) -> Response[str] | Redirect:
    """Carry out one act on the clock of an item."""
    item = await _row(request, item_id)
    if act not in CLOCK_ACTS:
        raise PageMissing("act")
    reader, context = reader_of(request), context_of(request)
    fields = await fields_of(request, reader.zone)
    command = CLOCK_ACTS[act](item_id, fields, context.new_id)
    if fields.problems:
        return await _page(request, item, status=422, said=problem_words(fields.problems), kept=fields.kept())
    answer = await installation_of(request).handling.handle(item.cycle_id, command, context)
    if isinstance(answer, Refusal):
        return await _page(request, item, status=status_of(answer), refusal=answer, kept=fields.kept())
    return see_other(f"/items/{item_id}/clock")


async def _page(
    request: AnyRequest,
    item: ItemRow,
    *,
    status: int = 200,
    refusal: Refusal | None = None,
    said: RefusalWords | None = None,
    kept: Mapping[str, Any] | None = None,
) -> Response[str]:
    installation, reader = installation_of(request), reader_of(request)
    workspace = await installation.handling.workspace()
    async with installation.handling.reading(item.cycle_id) as cycle:
        clock = cycle.clocks.get(cycle.clock_of.get(item.item_id, ""))
        if clock is None:
            raise PageMissing("clock")
        label, href, title = label_of(cycle, item.item_id), href_of(cycle, item.item_id), cycle.title
        words = item_clock(cycle, workspace, item.item_id, reader.now, reader.zone)
        bar = clock_bar(clock, reader.now, reader.zone)
        holder, extends = name_of(reader.names, clock.holder_id), clock.purpose == "unblock"
        if refusal is not None:
            said = refusal_words(refusal, reader, cycle, f"/items/{item.item_id}/clock")
    curl = f'curl -H "Authorization: Bearer $PLUMBLINE_TOKEN" {installation.base_url}/v1/cycles/{item.cycle_id}/clocks'
    return page(
        request,
        "clock/show.html",
        status=status,
        title=f"Clock of {label}",
        cycle_id=item.cycle_id,
        streams=(item.cycle_id,),
        crumbs=(
            {"title": title, "href": f"/cycles/{item.cycle_id}"},
            {"title": label, "href": href},
            {"title": "Clock", "href": ""},
        ),
        refusal=said,
        label=label,
        href=href,
        clock=words,
        bar=bar,
        holder=holder,
        extends=extends,
        action=f"/items/{item.item_id}/clock",
        pause_reasons=PAUSE_REASONS,
        values={"reason": "", "until": "", "note": "", **(kept or {})},
        commands=(
            ("Read the clocks", curl),
            ("On the command line", f"plumbline clock pause {item.item_id} --reason blocked_by --until +1d"),
        ),
    )


async def _row(request: AnyRequest, item_id: str) -> ItemRow:
    item = await find_item(installation_of(request).ledger, item_id)
    if item is None:
        raise PageMissing("item")
    return item


routes = [show_clock, act_on_clock]
