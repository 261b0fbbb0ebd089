"""Scope of a cycle: the ranked list, what is asked for, and changes as tradeoffs."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from plumbline.domain.cycle import scope as words
from plumbline.domain.cycle import scope_change as change_words
from plumbline.domain.cycle.rules.scope import is_locked
from plumbline.domain.playbook.plan import Plan
from plumbline.kernel.outcome import Refusal
from plumbline.ledger.dating import Point
from plumbline.web.errors import PageMissing, check_cycle_id
from plumbline.web.findings import RefusalWords, refusal_words
from plumbline.web.forms import Fields, fields_of
from plumbline.web.labels import label_of
from plumbline.web.past import asked_point, looking
from plumbline.web.reader import reader_of
from plumbline.web.render import page
from plumbline.web.scope_view import change_cards, item_cards, scope_words
from plumbline.web.session import AnyRequest, installation_of
from plumbline.web.sheet import Build, Sheet


@get("/cycles/{cycle_id:str}/scope")
async def show_scope(request: Request[Any, Any, Any], cycle_id: FromPath[str], at: FromQuery[str] = "") -> Response[str]:
    """Show what is in scope, what waits, and what was traded. at: an entry's number or an instant, to see it as it was then."""
    return await scope_page(request, cycle_id, point=await asked_point(request, at))


@post("/cycles/{cycle_id:str}/scope")
async def request_scope(request: Request[Any, Any, Any], cycle_id: FromPath[str]) -> Response[str] | Redirect:
    """Ask for something to be in scope."""
    check_cycle_id(cycle_id)
    fields = await fields_of(request, reader_of(request).zone)
    command = words.RequestScope(
        title=fields.required("title", "what is asked for"),
        area=fields.text("area"),
        reason=fields.text("reason"),
        decisions=fields.several("decisions"),
    )
    return await _SCOPE.carried_out(request, cycle_id, "item", command, fields)


@post("/cycles/{cycle_id:str}/changes")
async def request_change(request: Request[Any, Any, Any], cycle_id: FromPath[str]) -> Response[str] | Redirect:
    """Ask for a scope change, with its price or without."""
    check_cycle_id(cycle_id)
    fields = await fields_of(request, reader_of(request).zone)
    command = change_words.RequestChange(
        title=fields.required("title", "what changes"),
        adds=fields.several("adds"),
        trade=None if fields.checked("later") else _trade(fields),
        reason=fields.text("reason"),
    )
    return await _SCOPE.carried_out(request, cycle_id, "change", command, fields)


@post("/scope/{scope_id:str}/{act:str}")
async def act_on_item(request: Request[Any, Any, Any], scope_id: FromPath[str], act: FromPath[str]) -> Response[str] | Redirect:
    """Carry out one act on a scope item."""
    fields = await fields_of(request, reader_of(request).zone)
    return await _SCOPE.act_on(request, fields, scope_id, "scope", act, _ITEM_ACTS, called="scope item")


@post("/changes/{change_id:str}/{act:str}")
async def act_on_change(request: Request[Any, Any, Any], change_id: FromPath[str], act: FromPath[str]) -> Response[str] | Redirect:
    """Carry out one act on a scope change."""
    fields = await fields_of(request, reader_of(request).zone)
    return await _SCOPE.act_on(request, fields, change_id, "change", act, _CHANGE_ACTS, called="scope change")


def _trade(fields: Fields) -> change_words.Trade:
    return change_words.Trade(
        displaces=fields.several("displaces"),
        capacity=fields.text("capacity"),
        moves_to=fields.instant("moves_to"),
        metric_id=fields.text("metric_id"),
        metric_effect=fields.text("metric_effect"),
        practice_id=fields.text("practice_id"),
        practice_effect=fields.text("practice_effect"),
        decisions=fields.several("decisions"),
    )


def _rank(item_id: str, fields: Fields) -> Any:
    ranks = {name: int(fields.one_of(name, "12345", "3")) for name in ("contribution", "effort")}
    return words.AssessScope(scope_id=item_id, **ranks)


def _accept(item_id: str, fields: Fields) -> Any:
    return words.AcceptScope(scope_id=item_id)


def _decline(item_id: str, fields: Fields) -> Any:
    return words.DeclineScope(scope_id=item_id, reason=fields.required("reason", "why it is declined"))


def _defer(item_id: str, fields: Fields) -> Any:
    return words.DeferScope(scope_id=item_id, reason=fields.required("reason", "why it waits"))


def _apply(item_id: str, fields: Fields) -> Any:
    return words.ApplyScope(scope_id=item_id, note=fields.text("note"))


def _price(change_id: str, fields: Fields) -> Any:
    return change_words.AssessChange(change_id=change_id, trade=_trade(fields))


def _accept_change(change_id: str, fields: Fields) -> Any:
    return change_words.AcceptChange(change_id=change_id, because=fields.required("because", "why the tradeoff is worth it"))


def _decline_change(change_id: str, fields: Fields) -> Any:
    return change_words.DeclineChange(change_id=change_id, reason=fields.required("reason", "why it is declined"))


def _defer_change(change_id: str, fields: Fields) -> Any:
    return change_words.DeferChange(change_id=change_id, reason=fields.required("reason", "why it waits"))


def _apply_change(change_id: str, fields: Fields) -> Any:
    return change_words.ApplyChange(change_id=change_id, note=fields.text("note"))


_ITEM_ACTS: dict[str, Build] = {
    "assessment": _rank,
    "acceptance": _accept,
    "declining": _decline,
    "deferral": _defer,
    "application": _apply,
}
_CHANGE_ACTS: dict[str, Build] = {
    "price": _price,
    "acceptance": _accept_change,
    "declining": _decline_change,
    "deferral": _defer_change,
    "application": _apply_change,
}


async def scope_page(
    request: AnyRequest,
    cycle_id: str,
    *,
    status: int = 200,
    refusal: Refusal | None = None,
    said: RefusalWords | None = None,
    kept: Mapping[str, Mapping[str, Any]] | None = None,
    point: Point | None = None,
) -> Response[str]:
    """Return the page of a cycle's scope. kept: what the person wrote, by form. point: how far into the ledger it looks."""
    check_cycle_id(cycle_id)
    installation = installation_of(request)
    async with looking(request, cycle_id, point) as look:
        cycle, workspace, reader = look.cycle, look.workspace, look.reader
        if cycle.plan is None:
            raise PageMissing("cycle")
        plan, title = cycle.plan, cycle.title
        cards = {
            "inside": item_cards(cycle, reader, ("accepted", "applied")),
            "waiting": item_cards(cycle, reader, ("requested", "assessed")),
            "deferred": item_cards(cycle, reader, ("deferred",)),
            "declined": item_cards(cycle, reader, ("declined",)),
        }
        changes = change_cards(cycle, plan, reader)
        stands, locked = scope_words(cycle, workspace, reader), is_locked(cycle)
        trades = {change.id: change.trade for change in cycle.scope_changes.values()}
        decisions = [(one.id, label_of(cycle, one.id)) for one in cycle.decisions.values()]
        if refusal is not None:
            said = refusal_words(refusal, reader, cycle, f"/cycles/{cycle_id}/scope")
    areas = [(area.id, area.title) for area in plan.areas]
    forms = _forms(plan, trades, areas[0][0], kept or {})
    curl = f'curl -H "Authorization: Bearer $PLUMBLINE_TOKEN" {installation.base_url}/v1/cycles/{cycle_id}'
    return page(
        request,
        "scope/list.html",
        status=status,
        title="Scope",
        cycle_id=cycle_id,
        streams=() if look.past else (cycle_id,),
        past=look.past,
        crumbs=({"title": title, "href": f"/cycles/{cycle_id}"}, {"title": "Scope", "href": ""}),
        refusal=said,
        cards=cards,
        changes=changes,
        stands=stands,
        locked=locked,
        comes_in=[(card.id, f"{card.label} {card.title}") for card in (*cards["waiting"], *cards["deferred"])],
        leaves=[(card.id, f"{card.label} {card.title}") for card in cards["inside"] if card.state == "accepted"],
        decisions=decisions,
        areas=areas,
        metrics=[(metric.id, metric.title) for metric in plan.metrics],
        practices=[(practice.id, practice.title) for practice in plan.practices],
        forms=forms,
        asking="item" in (kept or {}),
        trading="change" in (kept or {}),
        action=f"/cycles/{cycle_id}",
        commands=(
            ("Read the items", f"{curl}/scope"),
            ("Read the changes", f"{curl}/changes"),
            ("On the command line", f"plumbline scope list --cycle {cycle_id}"),
        ),
    )


def _forms(
    plan: Plan, trades: Mapping[str, change_words.Trade | None], area: str, kept: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Return what each form holds: what the plan proposes, what a change says already, what was just written."""
    usual = {"metric_id": plan.metrics[0].id, "practice_id": plan.practices[0].id}  # step 5 names the first of both
    price = {"capacity": "", "moves_to": "", "metric_effect": "", "practice_effect": "", **usual}
    named = "scope" if any(one.id == "scope" for one in plan.areas) else area
    forms: dict[str, dict[str, Any]] = {
        "item": {"title": "", "area": named, "reason": ""},
        "change": {**price, "title": "", "reason": "", "later": ""},
        **{f"{change_id}-price": {**price, **_said(trade)} for change_id, trade in trades.items()},
    }
    for form, fields in kept.items():
        forms.setdefault(form, {}).update(fields)
    for form in forms.values():
        for name in ("adds", "displaces", "decisions"):
            ticked = form.get(name, [])
            form[name] = [ticked] if isinstance(ticked, str) else ticked
    return forms


def _said(trade: change_words.Trade | None) -> dict[str, Any]:
    if trade is None:
        return {}
    words = ("capacity", "metric_id", "metric_effect", "practice_id", "practice_effect")
    return {**{name: getattr(trade, name) for name in words}, "displaces": list(trade.displaces), "decisions": list(trade.decisions)}


_SCOPE = Sheet(name="scope", show=scope_page)

routes = [show_scope, request_scope, request_change, act_on_item, act_on_change]
