"""One decision: its page, its Markdown, and every act on it."""

from collections.abc import Collection, Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from plumbline.domain.cycle.decision import (
    Decision,
    DecisionApproved,
    DecisionApprovedConditionally,
    DecisionDeferred,
    DecisionRejected,
    DecisionSuperseded,
    DecisionWithdrawn,
)
from plumbline.domain.cycle.rules.decision import approval_findings
from plumbline.domain.cycle.rules.decision_acting import CHANGEABLE
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Refusal
from plumbline.ledger.dating import Point
from plumbline.projections.items import find_item
from plumbline.web.approval_view import MODES, approval_rules
from plumbline.web.clock_forms import PAUSE_REASONS
from plumbline.web.clockwords import moment
from plumbline.web.decision_conflict import (
    Conflict,
    Content,
    as_form,
    changed_parts,
    content_of,
    content_read,
    content_written,
    taking,
    together,
)
from plumbline.web.decision_forms import ACTS
from plumbline.web.decision_summary import summary_of
from plumbline.web.decision_values import form_values
from plumbline.web.decision_view import decision_view
from plumbline.web.errors import PageMissing
from plumbline.web.escalation_view import item_ladders
from plumbline.web.findings import RefusalWords, condition_lines, problem_words, refusal_words
from plumbline.web.forms import Fields, fields_of
from plumbline.web.gate_view import gates_of
from plumbline.web.handoff_view import handoff_link
from plumbline.web.history import ItemHistory, entry_lines, history_of, label_in
from plumbline.web.labels import decision_label, name_of
from plumbline.web.lens_view import lens_view
from plumbline.web.named_journeys import named_journeys
from plumbline.web.on_review import on_review, review_choices
from plumbline.web.past import asked_point, looking
from plumbline.web.people import choices
from plumbline.web.reader import Reader, reader_of
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of

_FORMS = {"edit": "#edit", "votes": "#vote"}


@get("/decisions/{decision_id:str}")
async def show_decision(request: Request[Any, Any, Any], decision_id: FromPath[str], at: FromQuery[str] = "") -> Response[str]:
    """Show one decision. at: an entry's number or an instant, to see it as it was then."""
    return await decision_page(request, decision_id, point=await asked_point(request, at))


@get("/decisions/{decision_id:str}/markdown")
async def show_markdown(request: Request[Any, Any, Any], decision_id: FromPath[str]) -> Response[str]:
    """Show a decision as Markdown, ready for a repository or a ticket."""
    installation, reader = installation_of(request), reader_of(request)
    cycle_id = await cycle_of(request, decision_id)
    history = await history_of(installation.ledger, decision_id, limit=50)
    workspace = await installation.handling.workspace()
    async with installation.handling.reading(cycle_id) as cycle:
        view = decision_view(cycle, workspace, cycle.decisions[decision_id], reader.names, reader.now, reader.zone, reader.person_id)
    text = summary_of(view, _approval_of(history), installation.base_url).markdown
    return Response(text, media_type="text/markdown; charset=utf-8")


@post("/decisions/{decision_id:str}/{act:str}")
async def act_on_decision(request: Request[Any, Any, Any], decision_id: FromPath[str], act: FromPath[str]) -> Response[str] | Redirect:
    """Carry out one act of the page; a refusal shows the page again with everything that is missing and the text kept."""
    if act not in ACTS:
        raise PageMissing("act")
    reader, context = reader_of(request), context_of(request)
    cycle_id = await cycle_of(request, decision_id)
    fields = await fields_of(request, reader.zone)
    if act == "edit" and (theirs := fields.several("theirs")):
        fields = await _as_chosen(request, cycle_id, decision_id, fields, theirs)
    command = ACTS[act](decision_id, fields, context.new_id)
    if fields.problems:
        said = problem_words(fields.problems)
        return await decision_page(request, decision_id, status=422, said=said, kept={act: fields.kept()})
    answer = await installation_of(request).handling.handle(cycle_id, command, context)
    if isinstance(answer, Refusal):
        return await refused_page(request, decision_id, answer, {act: fields.kept()})
    return see_other(f"/decisions/{decision_id}{_place_after(act)}")


async def refused_page(request: AnyRequest, decision_id: str, refusal: Refusal, kept: Mapping[str, Mapping[str, Any]]) -> Response[str]:
    """Show a decision again with a refusal on top of it."""
    return await decision_page(request, decision_id, status=status_of(refusal), refusal=refusal, kept=kept)


async def decision_page(
    request: AnyRequest,
    decision_id: str,
    *,
    status: int = 200,
    refusal: Refusal | None = None,
    said: RefusalWords | None = None,
    kept: Mapping[str, Mapping[str, Any]] | None = None,
    point: Point | None = None,
) -> Response[str]:
    """Return the page of a decision. kept: what the person wrote, by form. point: how far into the ledger it looks; now without one."""
    installation = installation_of(request)
    cycle_id = await cycle_of(request, decision_id)
    history = await history_of(installation.ledger, decision_id, before=point.position + 1 if point else 0)
    kept = dict(kept or {})
    read_at, read = await _read_before(request, decision_id, refusal, kept)
    async with looking(request, cycle_id, point) as look:
        cycle, workspace, reader = look.cycle, look.workspace, look.reader
        if decision_id not in cycle.decisions:
            raise PageMissing(f"decision of {moment(reader.now, reader.zone)}")
        attached = [cycle.evidence[one].digest for one in cycle.evidence_of.get(decision_id, ())]
        kept_files = await installation.blobs.known(attached)
        stale = refusal is not None and refusal.kind == "stale"
        conflict = _conflict(read_at, read, content_of(cycle.decisions[decision_id]), kept, reader) if stale else None
        values = _values(cycle, cycle.decisions[decision_id], workspace, reader, history, kept_files)
        if refusal is not None:
            said = refusal_words(refusal, reader, cycle, f"/decisions/{decision_id}")
    view, approval = values["decision"], _approval_of(history)
    return page(
        request,
        "decision/show.html",
        status=status,
        title=f"{view.label} {view.title}",
        cycle_id=cycle_id,
        streams=() if look.past else (cycle_id,),
        past=look.past,
        crumbs=(
            {"title": view.cycle_title, "href": f"/cycles/{cycle_id}"},
            {"title": "Decisions", "href": f"/cycles/{cycle_id}/decisions"},
            {"title": view.label, "href": ""},
        ),
        refusal=said,
        conflict=conflict,
        fill=form_values(view, reader.zone, kept),
        ending=_ending_of(history),
        summary=summary_of(view, approval, installation.base_url) if view.is_decided else None,
        people=choices(workspace, reader),
        commands=_commands(installation.base_url, decision_id),
        **values,
    )


async def cycle_of(request: AnyRequest, decision_id: str) -> str:
    """Return the cycle of a decision. Raises PageMissing when there is no such decision."""
    item = await find_item(installation_of(request).ledger, decision_id)
    if item is None or item.kind != "decision":
        raise PageMissing("decision")
    return item.cycle_id


def _values(
    cycle: Cycle, decision: Decision, workspace: Workspace, reader: Reader, history: ItemHistory, kept_files: frozenset[str]
) -> dict[str, Any]:
    here = f"/decisions/{decision.id}"
    findings = approval_findings(cycle, decision, workspace, reader.now, reader.person_id)
    label = label_in(cycle, reader)
    others = [other for other in cycle.decisions.values() if other.id != decision.id]
    return {
        "decision": decision_view(cycle, workspace, decision, reader.names, reader.now, reader.zone, reader.person_id, kept_files),
        "up": item_ladders(cycle, workspace, decision.id, reader),
        "conditions": condition_lines(findings, reader, cycle, here),
        "missing": sum(not finding.met for finding in findings),
        "ready_words": _ready_words(len(findings)),
        "lens": lens_view(cycle, decision.id, reader),
        "rules": approval_rules(cycle, workspace, decision, reader),
        "modes": MODES,
        "areas": [(area.id, area.title) for area in cycle.plan.areas if area.id in cycle.owners] if cycle.plan else [],
        "pause_reasons": PAUSE_REASONS,
        "reviews": review_choices(cycle, decision.review_id),
        "on_review": on_review(cycle, decision.review_id),
        "began_with": _began_with(decision, workspace),
        "gates": gates_of(cycle, decision, workspace, reader),
        "handoff": handoff_link(cycle, decision.id),
        "journeys": tuple(named_journeys(cycle, decision)),
        "offered": [(one.journey_id, one.title) for one in cycle.journeys.values()] if decision.state in CHANGEABLE else [],
        "history": entry_lines(history.entries, label, reader),
        "history_count": history.count,
        "sections": [(section.id, section.title) for section in cycle.sections.values()],
        "objectives": [(objective.id, objective.title) for objective in cycle.objectives.values()],
        "others": [("", "Choose a decision"), *((other.id, decision_label(other)) for other in others[-200:])],
    }


async def _read_before(
    request: AnyRequest, decision_id: str, refusal: Refusal | None, kept: Mapping[str, Mapping[str, Any]]
) -> tuple[int, Content | None]:
    """Return what the reader had in front of them, when the refusal is that it has changed since."""
    if refusal is None or refusal.kind != "stale":
        return 0, None
    read_hash = next((str(form["read_hash"]) for form in kept.values() if form.get("read_hash")), "")
    return await content_read(installation_of(request).ledger, decision_id, read_hash)


async def _as_chosen(request: AnyRequest, cycle_id: str, decision_id: str, fields: Fields, theirs: Collection[str]) -> Fields:
    """Return an edit with some parts as others wrote them. Should it change once more meanwhile, the edit is refused as any other is."""
    async with installation_of(request).handling.reading(cycle_id) as cycle:
        now = content_of(cycle.decisions[decision_id])
    chosen = as_form(taking(content_written(fields.kept()), now, theirs))
    return Fields(chosen | {"read_hash": fields.text("read_hash")}, {}, fields.zone)


def _began_with(decision: Decision, workspace: Workspace) -> tuple[str, str] | None:
    """Return the template that a decision began with: its address, and what it was called in that version."""
    template = workspace.decision_templates.get(decision.template_id)
    version = template.version(decision.template_version) if template else None
    return (f"/templates/decisions/{decision.template_id}", f"{version.content.title}, version {version.number}") if version else None


def _conflict(position: int, read: Content | None, now: Content, kept: dict[str, Mapping[str, Any]], reader: Reader) -> Conflict:
    """Return what changed. An edit that was refused is brought together with the new version in the form that is shown again."""
    form = next(iter(kept), "")
    mine = content_written(kept["edit"]) if form == "edit" else None
    if read is not None and mine is not None:
        kept["edit"] = as_form(together(read, now, mine))
    parts = changed_parts(read, now, mine, lambda person: name_of(reader.names, person)) if read is not None else ()
    return Conflict(position=position, edited=form == "edit", href=_FORMS.get(form, "#record"), parts=parts)


def _approval_of(history: ItemHistory) -> Any:
    approvals = (DecisionApproved, DecisionApprovedConditionally)
    return next((entry for entry in history.entries if isinstance(entry.event, approvals)), None)


def _ending_of(history: ItemHistory) -> Any:
    endings = (DecisionRejected, DecisionDeferred, DecisionWithdrawn, DecisionSuperseded)
    return next((entry for entry in history.entries if isinstance(entry.event, endings)), None)


def _ready_words(count: int) -> str:
    return f"Approval is possible when all {count} hold."


def _place_after(act: str) -> str:
    return {"record": "#main", "threads": "#threads", "votes": "#votes", "passage": "#gate", "lens": "#lens"}.get(act, "")


def _commands(base_url: str, decision_id: str) -> tuple[tuple[str, str], ...]:
    return (
        ("Read it", f'curl -H "Authorization: Bearer $PLUMBLINE_TOKEN" {base_url}/v1/decisions/{decision_id}'),
        ("On the command line", f"plumbline decision show {decision_id}"),
        ("As Markdown", f"curl {base_url}/decisions/{decision_id}/markdown"),
    )


routes = [show_decision, show_markdown, act_on_decision]
