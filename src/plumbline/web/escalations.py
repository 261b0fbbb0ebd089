"""Escalations: an item's ladder on a page of its own, with the acts on it; item pages show the same part."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.domain.cycle.escalation import CAUSES, AcknowledgeEscalation, ResolveEscalation, StartEscalation
from plumbline.kernel.outcome import Refusal
from plumbline.projections.items import ItemRow, find_item
from plumbline.web.errors import PageMissing
from plumbline.web.escalation_view import item_ladders
from plumbline.web.findings import RefusalWords, problem_words, refusal_words
from plumbline.web.forms import Fields, fields_of
from plumbline.web.item_clock import item_clock
from plumbline.web.labels import href_of, label_of
from plumbline.web.reader import reader_of
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of

_ITEMS = ("decision", "thread", "blocker", "risk")


@get("/items/{item_id:str}/escalations")
async def show_escalations(request: Request[Any, Any, Any], item_id: FromPath[str]) -> Response[str]:
    """Show how an item went up, and came down."""
    return await ladders_page(request, await _row(request, item_id))


@post("/items/{item_id:str}/escalations")
async def start_escalation(request: Request[Any, Any, Any], item_id: FromPath[str]) -> Response[str] | Redirect:
    """Take an item up by hand."""
    item = await _row(request, item_id)
    fields = await fields_of(request)
    return await _carried_out(request, item, StartEscalation(item_id=item_id, reason=fields.text("reason")), fields)


@post("/escalations/{escalation_id:str}/{act:str}")
async def act_on_escalation(request: Request[Any, Any, Any], escalation_id: FromPath[str], act: FromPath[str]) -> Response[str] | Redirect:
    """Acknowledge an escalation, or end it with outcome and cause."""
    found = await find_item(installation_of(request).ledger, escalation_id)
    if found is None or found.kind != "escalation" or act not in ("acknowledgement", "resolution"):
        raise PageMissing("escalation")
    async with installation_of(request).handling.reading(found.cycle_id) as cycle:
        item_id = cycle.escalations[escalation_id].item_id
    item = await _row(request, item_id)
    fields = await fields_of(request)
    if act == "acknowledgement":
        return await _carried_out(request, item, AcknowledgeEscalation(escalation_id=escalation_id), fields)
    command = ResolveEscalation(
        escalation_id=escalation_id, outcome=fields.text("outcome"), cause=fields.one_of("cause", CAUSES, "")
    )  # fmt: skip
    return await _carried_out(request, item, command, fields)


async def ladders_page(
    request: AnyRequest, item: ItemRow, *, status: int = 200, refusal: Refusal | None = None, said: RefusalWords | None = None,
    kept: Mapping[str, Any] | None = None,
) -> Response[str]:  # fmt: skip
    """Return the page of an item's ladders. kept: what the person wrote."""
    installation, reader = installation_of(request), reader_of(request)
    workspace = await installation.handling.workspace()
    async with installation.handling.reading(item.cycle_id) as cycle:
        ladders = item_ladders(cycle, workspace, item.item_id, reader)
        label, href, title = label_of(cycle, item.item_id), href_of(cycle, item.item_id), cycle.title
        clock = item_clock(cycle, workspace, item.item_id, reader.now, reader.zone)
        if refusal is not None:
            said = refusal_words(refusal, reader, cycle, f"/items/{item.item_id}/escalations")
    return page(
        request,
        "escalation/item.html",
        status=status,
        title=f"Escalations of {label}",
        cycle_id=item.cycle_id,
        streams=(item.cycle_id,),
        crumbs=(
            {"title": title, "href": f"/cycles/{item.cycle_id}"},
            {"title": label, "href": href},
            {"title": "Escalations", "href": ""},
        ),
        refusal=said,
        label=label,
        href=href,
        clock=clock,
        up=replace(ladders, **{name: (kept or {}).get(name, "") for name in ("reason", "outcome", "cause")}),
        commands=(
            (
                "Read them",
                f'curl -H "Authorization: Bearer $PLUMBLINE_TOKEN" {installation.base_url}/v1/cycles/{item.cycle_id}/escalations',
            ),
            ("On the command line", f"plumbline escalation list --cycle {item.cycle_id}"),
        ),
    )


async def _carried_out(request: AnyRequest, item: ItemRow, command: Any, fields: Fields) -> Response[str] | Redirect:
    if fields.problems:
        return await ladders_page(request, item, status=422, said=problem_words(fields.problems), kept=fields.kept())
    answer = await installation_of(request).handling.handle(item.cycle_id, command, context_of(request))
    if isinstance(answer, Refusal):
        return await ladders_page(request, item, status=status_of(answer), refusal=answer, kept=fields.kept())
    return see_other(f"/items/{item.item_id}/escalations")


async def _row(request: AnyRequest, item_id: str) -> ItemRow:
    item = await find_item(installation_of(request).ledger, item_id)
    if item is None or item.kind not in _ITEMS:
        raise PageMissing("item")
    return item


routes = [show_escalations, start_escalation, act_on_escalation]
