"""Handoffs of a cycle: assemble one of what passed implementation entry; read, accept, ask about and return one; take it along."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.artifacts.handoff_package import FORMS, package_of
from plumbline.domain.cycle import handoff as words
from plumbline.domain.cycle import work_item
from plumbline.domain.cycle.rules.handoff import DELIVERY
from plumbline.domain.cycle.rules.launching import launched_at
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.calendar import hours_for
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Refusal
from plumbline.kernel.time import add_working_days
from plumbline.projections.items import find_item
from plumbline.web.errors import PageMissing, check_cycle_id
from plumbline.web.findings import RefusalWords, problem_words, refusal_words
from plumbline.web.forms import Fields, fields_of
from plumbline.web.handoff_view import HandoffView, candidates, handoff_rows, handoff_view
from plumbline.web.people import choices
from plumbline.web.reader import reader_of
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of

Build = Callable[[str, Fields], Any]
_CHECKPOINT_DAYS = 10
_SOMEDAY = datetime.max.replace(tzinfo=UTC)  # stands in where a field is missing: the form is refused before it is used


@get("/cycles/{cycle_id:str}/handoffs")
async def show_handoffs(request: Request[Any, Any, Any], cycle_id: FromPath[str]) -> Response[str]:
    """Show the handoffs of a cycle, and what could be handed over."""
    return await _list_page(request, cycle_id)


@post("/cycles/{cycle_id:str}/handoffs")
async def assemble_handoff(request: Request[Any, Any, Any], cycle_id: FromPath[str]) -> Response[str] | Redirect:
    """Assemble a handoff; what its lines say is proposed, and completed on its page."""
    check_cycle_id(cycle_id)
    installation, reader = installation_of(request), reader_of(request)
    fields = await fields_of(request, reader.zone)
    workspace = await installation.handling.workspace()
    async with installation.handling.reading(cycle_id) as cycle:
        if cycle.plan is None:
            raise PageMissing("cycle")
        lines = tuple(_proposed(cycle, workspace, decision_id) for decision_id in fields.several("decision_id"))
    command = words.AssembleHandoff(lines=lines, title=fields.text("title"), receiver_id=fields.text("receiver_id"))
    answer = await installation.handling.handle(cycle_id, command, context_of(request))
    if isinstance(answer, Refusal):
        return await _list_page(request, cycle_id, status=status_of(answer), refusal=answer, kept=fields.kept())
    return see_other(f"/handoffs/{answer.item}")


@get("/handoffs/{handoff_id:str}")
async def show_handoff(request: Request[Any, Any, Any], handoff_id: FromPath[str]) -> Response[str]:
    """Show one handoff."""
    return await _handoff_page(request, handoff_id)


@get("/handoffs/{handoff_id:str}/package/{form:str}")
async def download_handoff(request: Request[Any, Any, Any], handoff_id: FromPath[str], form: FromPath[str]) -> Response[Any]:
    """Hand out a handoff as Markdown, JSON, a page to print, or a zip with the proofs."""
    if form not in FORMS:
        raise PageMissing("form")
    installation = installation_of(request)
    cycle_id = await _cycle_of(request, handoff_id)
    package = await package_of(installation.handling, cycle_id, handoff_id, installation.names, installation.base_url)
    name, media_type, make = FORMS[form]
    held = f'attachment; filename="H-{package.content.number}-{name}"'
    return Response(make(package), media_type=media_type, headers={"Content-Disposition": held, "Cache-Control": "no-store"})


@post("/handoffs/{handoff_id:str}/{act:str}")
async def act_on_handoff(request: Request[Any, Any, Any], handoff_id: FromPath[str], act: FromPath[str]) -> Response[str] | Redirect:
    """Carry out one act on a handoff or one of its lines."""
    if act not in _ACTS:
        raise PageMissing("act")
    cycle_id = await _cycle_of(request, handoff_id)
    fields = await fields_of(request, reader_of(request).zone)
    command = _ACTS[act](handoff_id, fields)
    line = fields.text("commitment_id")
    kept = {f"{line or handoff_id}-{act}": fields.kept()}
    if fields.problems:
        return await _handoff_page(request, handoff_id, status=422, said=problem_words(fields.problems), kept=kept)
    answer = await installation_of(request).handling.handle(cycle_id, command, context_of(request))
    if isinstance(answer, Refusal):
        return await _handoff_page(request, handoff_id, status=status_of(answer), refusal=answer, kept=kept)
    return see_other(f"/handoffs/{handoff_id}{f'#{line}' if line else ''}")


def _proposed(cycle: Cycle, workspace: Workspace, decision_id: str) -> words.Terms:
    """Propose what the cycle knows already: its metric, who reads support, the first practice, and two weeks after launch."""
    plan = cycle.plan
    metric = cycle.outcome.metric_id if cycle.outcome else (plan.metrics[0].id if plan and plan.metrics else "")
    launched = launched_at(cycle)
    return words.Terms(
        decision_id=decision_id,
        metric_id=metric,
        owner_after_id=cycle.owners.get("support", ""),
        checkpoint_at=_two_weeks_on(launched, cycle, workspace),
        checkpoint_criterion=cycle.outcome.threshold if cycle.outcome else "",
        practice_id=plan.practices[0].id if plan and plan.practices else "",
    )


def _two_weeks_on(launched: datetime | None, cycle: Cycle, workspace: Workspace) -> datetime | None:
    return add_working_days(launched, _CHECKPOINT_DAYS, hours_for(workspace, launched, cycle.calendar_id)) if launched else None


def _offer(handoff_id: str, fields: Fields) -> Any:
    return words.OfferHandoff(handoff_id=handoff_id)


def _accept(handoff_id: str, fields: Fields) -> Any:
    return words.AcceptHandoff(handoff_id=handoff_id, note=fields.text("note"))


def _return(handoff_id: str, fields: Fields) -> Any:
    reason, line = fields.required("reason", "what is missing"), fields.text("commitment_id")
    return words.ReturnHandoff(handoff_id=handoff_id, reason=reason, commitment_ids=(line,) if line else ())


def _withdraw(handoff_id: str, fields: Fields) -> Any:
    return words.WithdrawHandoff(handoff_id=handoff_id, reason=fields.required("reason", "why it is not handed over"))


def _question(handoff_id: str, fields: Fields) -> Any:
    text = fields.required("text", "what you want to know")
    return words.QuestionLine(handoff_id=handoff_id, commitment_id=fields.text("commitment_id"), text=text)


def _take(handoff_id: str, fields: Fields) -> Any:
    return words.TakeNewVersion(handoff_id=handoff_id, commitment_id=fields.text("commitment_id"))


def _describe(handoff_id: str, fields: Fields) -> Any:
    terms = words.Terms(
        decision_id="",
        expected=fields.text("expected"),
        edge_cases=tuple(_cases(fields.text("edge_cases"))),
        metric_id=fields.text("metric_id"),
        owner_after_id=fields.text("owner_after_id"),
        checkpoint_at=fields.instant("checkpoint_at"),
        checkpoint_criterion=fields.text("checkpoint_criterion"),
        practice_id=fields.text("practice_id"),
    )
    return words.DescribeLine(handoff_id=handoff_id, commitment_id=fields.text("commitment_id"), terms=terms)


def _hold_checkpoint(handoff_id: str, fields: Fields) -> Any:
    return words.HoldCheckpoint(
        handoff_id=handoff_id,
        commitment_id=fields.text("commitment_id"),
        reading=fields.required("reading", "what the metric showed"),
        met=fields.one_of("met", ("yes", "no"), "no") == "yes",
        follow_up=fields.text("follow_up"),
    )


def _link(handoff_id: str, fields: Fields) -> Any:
    said = fields.required("work_item", "which item it is")
    is_address = said.startswith(("http://", "https://"))
    return work_item.LinkWorkItem(
        handoff_id=handoff_id,
        commitment_id=fields.text("commitment_id"),
        endpoint_id=fields.text("endpoint_id"),
        reference="" if is_address else said,
        url=said if is_address else "",
    )


def _unlink(handoff_id: str, fields: Fields) -> Any:
    return work_item.UnlinkWorkItem(
        handoff_id=handoff_id,
        commitment_id=fields.text("commitment_id"),
        endpoint_id=fields.text("endpoint_id"),
        reason=fields.text("reason"),
    )


def _agree(handoff_id: str, fields: Fields) -> Any:
    return work_item.AgreeToWorkItem(
        handoff_id=handoff_id, commitment_id=fields.text("commitment_id"), endpoint_id=fields.text("endpoint_id")
    )


def _cases(text: str) -> list[words.EdgeCase]:
    """Read one exception a line, written as `when: then`."""
    parts = [line.partition(": ") for line in text.splitlines() if line.strip()]
    return [words.EdgeCase(when=when.strip(), then=then.strip()) for when, _, then in parts]


_ACTS: dict[str, Build] = {
    "offering": _offer,
    "acceptance": _accept,
    "returns": _return,
    "withdrawal": _withdraw,
    "questions": _question,
    "renewals": _take,
    "line-descriptions": _describe,
    "checkpoints": _hold_checkpoint,
    "work-items": _link,
    "work-item-removals": _unlink,
    "work-item-agreements": _agree,
}


async def _list_page(
    request: AnyRequest, cycle_id: str, *, status: int = 200, refusal: Refusal | None = None, kept: Mapping[str, Any] | None = None
) -> Response[str]:
    check_cycle_id(cycle_id)
    installation, reader = installation_of(request), reader_of(request)
    workspace = await installation.handling.workspace()
    async with installation.handling.reading(cycle_id) as cycle:
        if cycle.plan is None:
            raise PageMissing("cycle")
        title, rows, delivery = cycle.title, handoff_rows(cycle, reader), cycle.owners.get(DELIVERY, "")
        ready, unready, more = candidates(cycle, workspace, reader)
        said = refusal_words(refusal, reader, cycle, f"/cycles/{cycle_id}/handoffs") if refusal else None
    chosen = (kept or {}).get("decision_id", [])
    return page(
        request,
        "handoff/list.html",
        status=status,
        title="Handoffs",
        cycle_id=cycle_id,
        streams=(cycle_id,),
        crumbs=({"title": title, "href": f"/cycles/{cycle_id}"}, {"title": "Handoffs", "href": ""}),
        refusal=said,
        rows=rows,
        ready=ready,
        unready=unready,
        more=more,
        chosen=[chosen] if isinstance(chosen, str) else chosen,
        handoff_title=(kept or {}).get("title", ""),
        receiver_id=(kept or {}).get("receiver_id", delivery),
        people=choices(workspace, reader),
        action=f"/cycles/{cycle_id}/handoffs",
        commands=(
            ("Read them", f'curl -H "Authorization: Bearer $PLUMBLINE_TOKEN" {installation.base_url}/v1/cycles/{cycle_id}/handoffs'),
            ("Assemble one", f"plumbline handoff assemble D-1 --cycle {cycle_id}"),
        ),
    )


async def _handoff_page(
    request: AnyRequest,
    handoff_id: str,
    *,
    status: int = 200,
    refusal: Refusal | None = None,
    said: RefusalWords | None = None,
    kept: Mapping[str, Mapping[str, Any]] | None = None,
) -> Response[str]:
    installation, reader = installation_of(request), reader_of(request)
    cycle_id = await _cycle_of(request, handoff_id)
    workspace = await installation.handling.workspace()
    async with installation.handling.reading(cycle_id) as cycle:
        view = handoff_view(cycle, workspace, cycle.handoffs[handoff_id], reader)
        metrics = [(metric.id, metric.title) for metric in cycle.plan.metrics]
        practices = [(practice.id, practice.title) for practice in cycle.plan.practices]
        if refusal is not None:
            said = refusal_words(refusal, reader, cycle, f"/handoffs/{handoff_id}")
    base = installation.base_url
    return page(
        request,
        "handoff/show.html",
        status=status,
        title=f"{view.label} {view.title}",
        cycle_id=cycle_id,
        streams=(cycle_id,),
        crumbs=(
            {"title": view.cycle_title, "href": f"/cycles/{cycle_id}"},
            {"title": "Handoffs", "href": f"/cycles/{cycle_id}/handoffs"},
            {"title": view.label, "href": ""},
        ),
        refusal=said,
        handoff=view,
        forms=_forms(view, kept or {}),
        metrics=metrics,
        practices=practices,
        people=choices(workspace, reader),
        commands=(
            ("Read it", f'curl -H "Authorization: Bearer $PLUMBLINE_TOKEN" {base}/v1/handoffs/{handoff_id}'),
            ("On the command line", f"plumbline handoff show {handoff_id}"),
            ("Take it along", f"plumbline handoff export {handoff_id} --out handoff.zip"),
        ),
    )


def _forms(view: HandoffView, kept: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return what the forms of the handoff and of each line hold; what a person wrote before a refusal stays in them."""
    whole = {"note": "", "reason": "", "text": "", "reading": "", "follow_up": "", "work_item": "", "endpoint_id": ""}
    forms = {view.id: dict[str, Any](whole)}
    for line in view.lines:
        forms[line.id] = {
            **whole,
            "expected": line.expected,
            "edge_cases": line.edge_text,
            "metric_id": line.metric_id,
            "owner_after_id": line.owner_after_id,
            "checkpoint_at": line.checkpoint_at,
            "checkpoint_criterion": line.checkpoint_criterion,
            "practice_id": line.practice_id,
        }
    for form, fields in kept.items():
        forms.setdefault(form.partition("-")[0], {}).update(fields)
    return forms


async def _cycle_of(request: AnyRequest, handoff_id: str) -> str:
    item = await find_item(installation_of(request).ledger, handoff_id)
    if item is None or item.kind != "handoff":
        raise PageMissing("handoff")
    return item.cycle_id


routes = [show_handoffs, assemble_handoff, show_handoff, download_handoff, act_on_handoff]
