"""Risks and blockers of a cycle: what stops the work and what may stop it, each with the acts that are possible."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect

from plumbline.domain.cycle import blocker as words
from plumbline.domain.cycle import risk as risk_words
from plumbline.domain.cycle.lens import ApplyLens
from plumbline.kernel.outcome import Refusal
from plumbline.ledger.dating import Point
from plumbline.projections.items import find_item
from plumbline.web.blocker_view import blocker_cards, proposal, risk_cards
from plumbline.web.decisions import check_cycle_id
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

Build = Callable[[str, Fields], Any]
_SOMEDAY = datetime.max.replace(tzinfo=UTC)  # stands in where a field is missing: the form is refused before it is used


@get("/cycles/{cycle_id:str}/risks")
async def show_risks(request: Request[Any, Any, Any], cycle_id: str, at: str = "") -> Response[str]:
    """Show the blockers and risks of a cycle. at: an entry's number or an instant, to see them as they were then."""
    return await risks_page(request, cycle_id, point=await asked_point(request, at))


@get("/cycles/{cycle_id:str}/blockers/new")
async def show_new_blocker(request: Request[Any, Any, Any], cycle_id: str) -> Response[str]:
    """Show the page with the form that raises a blocker open."""
    return await risks_page(request, cycle_id, raising=True)


@post("/cycles/{cycle_id:str}/blockers")
async def raise_blocker(request: Request[Any, Any, Any], cycle_id: str) -> Response[str] | Redirect:
    """Raise a blocker."""
    check_cycle_id(cycle_id)
    fields = await fields_of(request, reader_of(request).zone)
    command = words.RaiseBlocker(
        title=fields.required("title", "what stops the work"),
        owner_id=fields.text("owner_id"),
        due_at=fields.instant("due_at"),
        fallback=fields.text("fallback"),
        blocks=fields.several("blocks"),
        outside_message=fields.text("outside_message"),
        section_id=fields.text("section_id"),
    )
    return await _carried_out(request, cycle_id, "blocker", command, fields)


@post("/cycles/{cycle_id:str}/risks")
async def identify_risk(request: Request[Any, Any, Any], cycle_id: str) -> Response[str] | Redirect:
    """Name a risk."""
    check_cycle_id(cycle_id)
    fields = await fields_of(request, reader_of(request).zone)
    command = risk_words.IdentifyRisk(
        title=fields.required("title", "what may go wrong"),
        owner_id=fields.text("owner_id"),
        strategy=fields.text("strategy"),
        argument=fields.text("argument"),
        planned_id=fields.text("planned_id"),
    )
    return await _carried_out(request, cycle_id, "risk", command, fields)


@post("/blockers/{blocker_id:str}/{act:str}")
async def act_on_blocker(request: Request[Any, Any, Any], blocker_id: str, act: str) -> Response[str] | Redirect:
    """Carry out one act on a blocker."""
    return await _act(request, blocker_id, "blocker", act, _BLOCKER_ACTS)


@post("/risks/{risk_id:str}/{act:str}")
async def act_on_risk(request: Request[Any, Any, Any], risk_id: str, act: str) -> Response[str] | Redirect:
    """Carry out one act on a risk."""
    return await _act(request, risk_id, "risk", act, _RISK_ACTS)


def _acknowledge(item_id: str, fields: Fields) -> Any:
    return words.AcknowledgeBlocker(blocker_id=item_id)


def _hand_on(item_id: str, fields: Fields) -> Any:
    owner_id = fields.required("owner_id", "who owns it from now on")
    return words.AssignBlocker(blocker_id=item_id, owner_id=owner_id, reason=fields.text("reason"))


def _resolve(item_id: str, fields: Fields) -> Any:
    return words.ResolveBlocker(blocker_id=item_id, how=fields.required("how", "what shows that it is gone"))


def _fall_back(item_id: str, fields: Fields) -> Any:
    return words.TriggerFallback(blocker_id=item_id)


def _extend(item_id: str, fields: Fields) -> Any:
    due_at = fields.required_instant("due_at", "the new due time")
    return words.ExtendBlocker(blocker_id=item_id, due_at=due_at or _SOMEDAY, tradeoff=fields.text("tradeoff"))


def _cancel(item_id: str, fields: Fields) -> Any:
    return words.CancelBlocker(blocker_id=item_id, reason=fields.required("reason", "why it was no blocker"))


def _tell(item_id: str, fields: Fields) -> Any:
    return words.TellOutside(blocker_id=item_id, message=fields.required("message", "what the outside is told"))


def _assess(item_id: str, fields: Fields) -> Any:
    ranks = {name: int(fields.one_of(name, "12345", "3")) for name in ("closeness", "impact", "likelihood")}
    return risk_words.AssessRisk(risk_id=item_id, **ranks)


def _own(item_id: str, fields: Fields) -> Any:
    return risk_words.AssignRisk(risk_id=item_id, owner_id=fields.required("owner_id", "who owns it from now on"))


def _mitigate(item_id: str, fields: Fields) -> Any:
    return risk_words.MitigateRisk(risk_id=item_id, note=fields.text("note"))


def _accept(item_id: str, fields: Fields) -> Any:
    until = fields.required_instant("until", "until when it is accepted")
    return risk_words.AcceptRisk(risk_id=item_id, until=until or _SOMEDAY, reason=fields.text("reason"))


def _close(item_id: str, fields: Fields) -> Any:
    return risk_words.CloseRisk(risk_id=item_id, reason=fields.required("reason", "why it is over"))


def _materialise(item_id: str, fields: Fields) -> Any:
    due_at = fields.required_instant("due_at", "by when the blocker it became must be gone")
    return risk_words.MaterialiseRisk(risk_id=item_id, due_at=due_at or _SOMEDAY, fallback=fields.text("fallback"))


def _lens(item_id: str, fields: Fields) -> Any:
    verdict = fields.one_of("verdict", ("passes", "fails"), "fails")
    return ApplyLens(item_id=item_id, verdict=verdict, because=fields.required("because", "what in the record shows it"))


_BLOCKER_ACTS: dict[str, Build] = {
    "acknowledgement": _acknowledge,
    "ownership": _hand_on,
    "resolution": _resolve,
    "fallback": _fall_back,
    "extension": _extend,
    "cancellation": _cancel,
    "message": _tell,
}
_RISK_ACTS: dict[str, Build] = {
    "assessment": _assess,
    "ownership": _own,
    "mitigation": _mitigate,
    "acceptance": _accept,
    "closing": _close,
    "materialisation": _materialise,
    "lens": _lens,
}


async def risks_page(
    request: AnyRequest,
    cycle_id: str,
    *,
    status: int = 200,
    raising: bool = False,
    refusal: Refusal | None = None,
    said: RefusalWords | None = None,
    kept: Mapping[str, Mapping[str, Any]] | None = None,
    point: Point | None = None,
) -> Response[str]:
    """Return the page of a cycle's risks and blockers. kept: what the person wrote, by form. point: how far into the ledger it looks."""
    check_cycle_id(cycle_id)
    installation = installation_of(request)
    async with looking(request, cycle_id, point) as look:
        cycle, workspace, reader = look.cycle, look.workspace, look.reader
        if cycle.plan is None:
            raise PageMissing("cycle")
        title: str = cycle.title
        blockers, risks = blocker_cards(cycle, workspace, reader), risk_cards(cycle, reader)
        ladders = {one: item_ladders(cycle, workspace, one, reader) for one in (*cycle.blockers, *cycle.risks)}
        fresh = proposal(cycle, workspace, reader)
        items = [(decision.id, label_of(cycle, decision.id)) for decision in cycle.decisions.values() if decision.ended_at is None]
        sections = [(section.id, section.title) for section in cycle.sections.values()]
        if refusal is not None:
            said = refusal_words(refusal, reader, cycle, f"/cycles/{cycle_id}/risks")
    forms: dict[str, dict[str, Any]] = {
        "blocker": dict(fresh),
        "risk": {"title": "", "owner_id": reader.person_id, "strategy": "fallback-plan"},
    }
    for form, fields in (kept or {}).items():
        forms.setdefault(form, {}).update(fields)
    blocks = forms["blocker"].get("blocks", [])
    forms["blocker"]["blocks"] = [blocks] if isinstance(blocks, str) else blocks
    return page(
        request,
        "blocker/list.html",
        status=status,
        title="Risks and blockers",
        cycle_id=cycle_id,
        streams=() if look.past else (cycle_id,),
        past=look.past,
        crumbs=({"title": title, "href": f"/cycles/{cycle_id}"}, {"title": "Risks and blockers", "href": ""}),
        refusal=said,
        blockers=[card for card in blockers if card.open],
        ended=[card for card in blockers if not card.open],
        risks=risks,
        ladders=ladders,
        items=items,
        sections=sections,
        people=choices(workspace, reader),
        forms=forms,
        raising=raising or "blocker" in (kept or {}),
        naming="risk" in (kept or {}),
        action=f"/cycles/{cycle_id}",
        commands=(
            ("Read them", f'curl -H "Authorization: Bearer $PLUMBLINE_TOKEN" {installation.base_url}/v1/cycles/{cycle_id}/blockers'),
            ("On the command line", f"plumbline blocker list --cycle {cycle_id}"),
        ),
    )


async def _act(request: AnyRequest, item_id: str, kind: str, act: str, acts: Mapping[str, Build]) -> Response[str] | Redirect:
    item = await find_item(installation_of(request).ledger, item_id)
    if item is None or item.kind != kind or act not in acts:
        raise PageMissing(kind)
    fields = await fields_of(request, reader_of(request).zone)
    return await _carried_out(request, item.cycle_id, f"{item_id}-{act}", acts[act](item_id, fields), fields, f"#{item_id}")


async def _carried_out(
    request: AnyRequest, cycle_id: str, form: str, command: Any, fields: Fields, place: str = ""
) -> Response[str] | Redirect:
    kept = {form: fields.kept()}
    if fields.problems:
        return await risks_page(request, cycle_id, status=422, said=problem_words(fields.problems), kept=kept)
    answer = await installation_of(request).handling.handle(cycle_id, command, context_of(request))
    if isinstance(answer, Refusal):
        return await risks_page(request, cycle_id, status=status_of(answer), refusal=answer, kept=kept)
    return see_other(f"/cycles/{cycle_id}/risks{place or f'#{answer.item}'}")


routes = [show_risks, show_new_blocker, raise_blocker, identify_risk, act_on_blocker, act_on_risk]
