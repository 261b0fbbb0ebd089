"""Gates of a cycle: those of the whole cycle, the matrix of its decisions, and one gate at one item with what can be done there."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from plumbline.domain.cycle.facts.entry import ENTRY, gate_rule
from plumbline.domain.cycle.facts.judging import fault_in
from plumbline.domain.cycle.facts.types import fact_names
from plumbline.domain.cycle.gate import AddGateCondition, OverrideGate, PassGate
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.playbook.plan import Condition, GateRule
from plumbline.kernel.outcome import Refusal
from plumbline.ledger.dating import Point
from plumbline.web.clockwords import moment
from plumbline.web.cycle_gates import cycle_gates_of
from plumbline.web.errors import PageMissing, check_cycle_id
from plumbline.web.findings import RefusalWords, acts_by_name, problem_words, refusal_words
from plumbline.web.forms import Fields, fields_of
from plumbline.web.gate_look import gate_look, rule_lines
from plumbline.web.gate_matrix import matrix_of
from plumbline.web.past import asked_point, looking
from plumbline.web.reader import reader_of
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.sign_view import sign_of
from plumbline.web.status import status_of

Build = Callable[[str, str, Fields], Any]
_SOMEDAY = datetime.max.replace(tzinfo=UTC)  # stands in where a field is missing: the form is refused before it is used
_EMPTY = {
    "override": {"reason": "", "expires_at": "", "control": ""},
    "conditions": {"id": "", "expression": "", "sentence": "", "who": "", "act": ""},
}


@get("/cycles/{cycle_id:str}/gates")
async def show_gates(
    request: Request[Any, Any, Any], cycle_id: FromPath[str], gate: FromQuery[str] = "", after: FromQuery[int] = 0, at: FromQuery[str] = ""
) -> Response[str]:
    """Show the gates of a cycle. gate: the one whose matrix is shown; after: how many rows came before; at: to look back."""
    check_cycle_id(cycle_id)
    point = await asked_point(request, at)
    async with looking(request, cycle_id, point) as look:
        cycle, workspace, reader = look.cycle, look.workspace, look.reader
        plan = _planned(cycle, reader.zone, reader.now)
        single = [one for one in plan.gates if one.subject == "decision"]
        chosen = next((one for one in single if one.id == gate), single[0] if single else None)
        values: dict[str, Any] = {
            "title": "Gates",
            "crumbs": ({"title": cycle.title, "href": f"/cycles/{cycle_id}"}, {"title": "Gates", "href": ""}),
            "whole": [one for one in cycle_gates_of(cycle, workspace, reader) if _subject(plan.gates, one.id) == "cycle"],
            "single": [(one.id, one.title) for one in single],
            "chosen": chosen,
            "rules": rule_lines(cycle, chosen) if chosen else (),
            "matrix": matrix_of(cycle, workspace, chosen, reader, max(after, 0)) if chosen else None,
            "closed": cycle.state == "closed",
            "sign": await sign_of(installation_of(request).handling, look) if chosen and chosen.id == ENTRY else None,
        }
    return page(
        request,
        "gate/list.html",
        cycle_id=cycle_id,
        streams=() if look.past else (cycle_id,),
        past=look.past,
        commands=(
            (
                "Read them",
                f'curl -H "Authorization: Bearer $PLUMBLINE_TOKEN" {installation_of(request).base_url}/v1/cycles/{cycle_id}/gates',
            ),
            ("On the command line", f"plumbline gate list --cycle {cycle_id}"),
        ),
        **values,
    )


@get("/cycles/{cycle_id:str}/gates/{gate_id:str}")
async def show_gate(
    request: Request[Any, Any, Any], cycle_id: FromPath[str], gate_id: FromPath[str], item: FromQuery[str] = "", at: FromQuery[str] = ""
) -> Response[str]:
    """Show a gate at one item: a decision, or without one the cycle itself. `assume` in the query takes conditions as met, to try it."""
    return await gate_page(request, cycle_id, gate_id, item, point=await asked_point(request, at))


@post("/cycles/{cycle_id:str}/gates/{gate_id:str}/{act:str}")
async def act_on_gate(
    request: Request[Any, Any, Any], cycle_id: FromPath[str], gate_id: FromPath[str], act: FromPath[str]
) -> Response[str] | Redirect:
    """Pass a gate, override it, or add to what it asks."""
    check_cycle_id(cycle_id)
    if act not in _ACTS:
        raise PageMissing("act")
    fields = await fields_of(request, reader_of(request).zone)
    item = fields.text("item_id")
    command = _ACTS[act](gate_id, item or cycle_id, fields)
    kept = {act: fields.kept()}
    if fields.problems:
        return await gate_page(request, cycle_id, gate_id, item, status=422, said=problem_words(fields.problems), kept=kept)
    answer = await installation_of(request).handling.handle(cycle_id, command, context_of(request))
    if isinstance(answer, Refusal):
        return await gate_page(request, cycle_id, gate_id, item, status=status_of(answer), refusal=answer, kept=kept)
    return see_other(f"/cycles/{cycle_id}/gates/{gate_id}{f'?item={item}' if item and item != cycle_id else ''}")


async def gate_page(
    request: AnyRequest,
    cycle_id: str,
    gate_id: str,
    item: str = "",
    *,
    status: int = 200,
    refusal: Refusal | None = None,
    said: RefusalWords | None = None,
    kept: Mapping[str, Mapping[str, Any]] | None = None,
    point: Point | None = None,
) -> Response[str]:
    """Return the page of a gate at an item. kept: what the person wrote, by form."""
    check_cycle_id(cycle_id)
    assumed = frozenset(request.query_params.getall("assume", []))
    async with looking(request, cycle_id, point) as look:
        cycle, workspace, reader = look.cycle, look.workspace, look.reader
        _planned(cycle, reader.zone, reader.now)
        gate = gate_rule(cycle, gate_id)
        item_id = item or cycle_id
        if gate is None or (item_id not in cycle.decisions if gate.subject == "decision" else item_id != cycle_id):
            raise PageMissing("gate")
        sign = await sign_of(installation_of(request).handling, look) if gate_id == ENTRY else None
        shown = gate_look(cycle, workspace, gate, item_id, reader, assumed)
        title: str = cycle.title
        areas = [(area.id, area.title) for area in cycle.plan.areas]
        closed = cycle.state == "closed"
        leads = workspace.has_rank(reader.person_id, "lead") if look.past is None else False
        if refusal is not None:
            said = refusal_words(refusal, reader, cycle, request.url.path)
    fill = {form: {**empty, **(kept or {}).get(form, {})} for form, empty in _EMPTY.items()}
    fault = fault_in(fill["conditions"]["expression"]) if fill["conditions"]["expression"] else None
    base = f"/cycles/{cycle_id}/gates"
    asked = f" --item {item}" if item and item != cycle_id else ""
    return page(
        request,
        "gate/show.html",
        status=status,
        title=f"{shown.title}: {shown.item}",
        cycle_id=cycle_id,
        streams=() if look.past or assumed else (cycle_id,),
        past=look.past,
        crumbs=(
            {"title": title, "href": f"/cycles/{cycle_id}"},
            {"title": "Gates", "href": f"{base}?gate={gate_id}"},
            {"title": shown.title, "href": ""},
        ),
        refusal=said,
        gate=shown,
        sign=sign,
        fill=fill,
        caret=str(fault) if fault is not None else "",
        facts=sorted(fact_names()),
        doers=[("owner", "the owner of the decision"), ("reviewer", "anybody but its owner"), ("lead", "a lead"), *areas],
        acts=acts_by_name(),
        closed=closed,
        leads=leads,
        action=f"{base}/{gate_id}",
        commands=(
            ("Ask it", f"plumbline gate check {gate_id} --cycle {cycle_id}{asked}"),
            ("Try it", f"plumbline gate check {gate_id} --cycle {cycle_id}{asked} --assume CONDITION"),
            (
                "Over the network",
                f'curl -H "Authorization: Bearer $PLUMBLINE_TOKEN" --json \'{{"item_id": "{shown.item_id}"}}\''
                f" {installation_of(request).base_url}/v1/cycles/{cycle_id}/gates/{gate_id}/evaluation",
            ),
        ),
    )


def _planned(cycle: Cycle, zone: str, now: datetime) -> Any:
    if cycle.plan is None:
        raise PageMissing(f"cycle of {moment(now, zone)}")
    return cycle.plan


def _subject(gates: tuple[GateRule, ...], gate_id: str) -> str:
    return next(gate.subject for gate in gates if gate.id == gate_id)


def _pass(gate_id: str, item_id: str, fields: Fields) -> PassGate:
    return PassGate(gate_id=gate_id, item_id=item_id)


def _override(gate_id: str, item_id: str, fields: Fields) -> OverrideGate:
    expires_at = fields.required_instant("expires_at", "until when it may stand")
    return OverrideGate(
        gate_id=gate_id, item_id=item_id, reason=fields.text("reason"), control=fields.text("control"), expires_at=expires_at or _SOMEDAY
    )


def _add_condition(gate_id: str, item_id: str, fields: Fields) -> AddGateCondition:
    said = {name: fields.text(name) for name in ("id", "expression", "sentence", "who", "act")}
    return AddGateCondition(gate_id=gate_id, condition=Condition(**said))


_ACTS: dict[str, Build] = {"passage": _pass, "override": _override, "conditions": _add_condition}

routes = [show_gates, show_gate, act_on_gate]
