"""Decision templates: what decisions can begin with, one kept from a closed decision, and changes that closed threads ask for."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from plumbline.domain.cycle.decision import Decision
from plumbline.domain.workspace.decision_template import (
    AcceptTemplateChange,
    DecisionTemplate,
    ProposeTemplateChange,
    RefuseTemplateChange,
    RetireDecisionTemplate,
    ReviveDecisionTemplate,
    TemplateContent,
    TemplateProposal,
)
from plumbline.domain.workspace.template_drawing import names_in
from plumbline.edge.reusing import Drawn, draw, keep_template, names_of, propose_change
from plumbline.kernel.outcome import Refusal
from plumbline.kernel.record import record
from plumbline.projections.cycles import cycles
from plumbline.projections.items import find_item
from plumbline.web.clockwords import moment
from plumbline.web.errors import PageMissing
from plumbline.web.findings import RefusalWords, problem_words, refusal_words
from plumbline.web.forms import Fields, fields_of
from plumbline.web.labels import Chip, name_of
from plumbline.web.reader import Reader, reader_of
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of
from plumbline.web.template_form import KINDS, METHODS, TemplateView, approval_words, content_of, counts_of, values_of, view_of

_CHIPS = {"proposed": Chip("pending", "To be looked at"), "accepted": Chip("approved", "Accepted"), "refused": Chip("ended", "Refused")}
_LIST = ({"title": "Templates", "href": "/templates"}, {"title": "Decisions", "href": "/templates/decisions"})


@record
class ProposalView:
    """A change that was asked for. answerable: it waits, and the reader may answer; own: they asked for it themselves."""

    id: str
    chip: Chip
    said: str
    because: str
    thread_href: str
    answer: str
    content: TemplateView
    answerable: bool
    own: bool


@get("/templates/decisions")
async def show_decision_templates(request: Request[Any, Any, Any], thread: FromQuery[str] = "") -> Response[str]:
    """List the decision templates. thread: a closed one, because of which one of them is to be changed."""
    installation = installation_of(request)
    templates = (await installation.handling.workspace()).decision_templates.values()
    return page(
        request,
        "template/list.html",
        title="Decision templates",
        current="/templates",
        crumbs=({"title": "Templates", "href": "/templates"}, {"title": "Decisions", "href": ""}),
        templates=[
            {
                "id": one.id,
                "view": view_of(one.current.content),
                "version": one.current.number,
                "waiting": len(one.waiting),
                "retired": one.retired is not None,
            }
            for one in sorted(templates, key=lambda one: one.retired is not None)
        ],
        thread=thread if await find_item(installation.ledger, thread) else "",
        commands=(
            ("Read them", f'curl -H "Authorization: Bearer $PLUMBLINE_TOKEN" {installation.base_url}/v1/decision-templates'),
            ("On the command line", "plumbline decision-template list"),
        ),
    )


@get("/templates/decisions/{decision_template_id:str}")
async def show_decision_template(request: Request[Any, Any, Any], decision_template_id: FromPath[str]) -> Response[str]:
    """Show what a template says, how it came to that, and the changes that were asked for."""
    return await _show(request, decision_template_id)


@get("/decisions/{decision_id:str}/template")
async def show_new_template(request: Request[Any, Any, Any], decision_id: FromPath[str]) -> Response[str]:
    """Show what a decision gives to a template, without names, and ask what of it has to stay."""
    return await _new(request, decision_id)


@post("/decisions/{decision_id:str}/templates")
async def create_template(request: Request[Any, Any, Any], decision_id: FromPath[str]) -> Response[str] | Redirect:
    """Keep the template; a refusal shows the form again with what is missing and the text kept."""
    installation, reader = installation_of(request), reader_of(request)
    fields = await fields_of(request, reader.zone)
    keep = fields.several("keep_name")
    drawn = await draw(installation, decision_id, keep)
    if drawn is None:
        raise PageMissing("decision")
    if fields.text("act") == "redraw":
        return await _new(request, decision_id, keep=keep)
    content = content_of(fields, drawn.content.approval)
    if fields.problems:
        return await _new(request, decision_id, fields=fields, content=content, said=problem_words(fields.problems), status=422)
    answer = await keep_template(installation, context_of(request), decision_id, content, keep)
    if answer is None or isinstance(answer, Refusal):
        assert answer is not None  # the decision was there a moment ago
        return await _new(request, decision_id, fields=fields, content=content, refusal=answer, status=status_of(answer))
    return see_other(f"/templates/decisions/{answer.item}")


@get("/templates/decisions/{decision_template_id:str}/change")
async def show_change(request: Request[Any, Any, Any], decision_template_id: FromPath[str], thread: FromQuery[str] = "") -> Response[str]:
    """Show the form that asks for a change. thread: the closed one that taught it."""
    return await _change(request, decision_template_id, thread)


@post("/templates/decisions/{decision_template_id:str}/changes")
async def create_change(request: Request[Any, Any, Any], decision_template_id: FromPath[str]) -> Response[str] | Redirect:
    """Ask for a change."""
    installation, context, reader = installation_of(request), context_of(request), reader_of(request)
    template = await _template(request, decision_template_id)
    fields = await fields_of(request, reader.zone)
    thread_id = fields.text("thread_id")
    asked = ProposeTemplateChange(
        decision_template_id=template.id,
        proposal_id=context.new_id("tpc"),
        based_on=fields.whole("based_on"),
        content=content_of(fields, template.current.content.approval),
        because=fields.text("because"),
        from_cycle_id="",
        from_thread_id=thread_id,
    )
    if fields.problems:
        return await _change(request, template.id, thread_id, fields=fields, said=problem_words(fields.problems), status=422)
    answer = await propose_change(installation, context, asked, fields.several("keep_name"))
    if answer is None:
        raise PageMissing("thread")
    if isinstance(answer, Refusal):
        return await _change(request, template.id, thread_id, fields=fields, asked=asked.content, refusal=answer, status=status_of(answer))
    return see_other(f"/templates/decisions/{template.id}#changes")


@post("/templates/decisions/{decision_template_id:str}/changes/{proposal_id:str}/{act:str}")
async def answer_change(
    request: Request[Any, Any, Any], decision_template_id: FromPath[str], proposal_id: FromPath[str], act: FromPath[str]
) -> Response[str] | Redirect:
    """Accept a change that was asked for, or refuse it."""
    if act not in ("acceptance", "refusal"):
        raise PageMissing("act")
    installation = installation_of(request)
    template = await _template(request, decision_template_id)
    if proposal_id not in template.proposals:
        raise PageMissing("change")
    because = (await fields_of(request)).text("because")
    command = (AcceptTemplateChange if act == "acceptance" else RefuseTemplateChange)(
        decision_template_id=template.id, proposal_id=proposal_id, because=because
    )
    answer = await installation.handling.handle(installation.workspace_id, command, context_of(request))
    if isinstance(answer, Refusal):
        return await _show(request, template.id, refusal=answer, because=because, status=status_of(answer))
    return see_other(f"/templates/decisions/{template.id}#changes")


@post("/templates/decisions/{decision_template_id:str}/{act:str}")
async def retire_or_revive(
    request: Request[Any, Any, Any], decision_template_id: FromPath[str], act: FromPath[str]
) -> Response[str] | Redirect:
    """Offer a template no longer, or again."""
    if act not in ("retirement", "revival"):
        raise PageMissing("act")
    installation = installation_of(request)
    template = await _template(request, decision_template_id)
    because = (await fields_of(request)).text("because")
    command = (RetireDecisionTemplate if act == "retirement" else ReviveDecisionTemplate)(decision_template_id=template.id, because=because)
    answer = await installation.handling.handle(installation.workspace_id, command, context_of(request))
    if isinstance(answer, Refusal):
        return await _show(request, template.id, refusal=answer, retiring=because, status=status_of(answer))
    return see_other(f"/templates/decisions/{template.id}")


async def _template(request: AnyRequest, template_id: str) -> DecisionTemplate:
    found = (await installation_of(request).handling.workspace()).decision_templates.get(template_id)
    if found is None:
        raise PageMissing("template")
    return found


async def _show(
    request: AnyRequest, template_id: str, *, refusal: Refusal | None = None, because: str = "", retiring: str = "", status: int = 200
) -> Response[str]:
    installation, reader = installation_of(request), reader_of(request)
    workspace, template = await installation.handling.workspace(), await _template(request, template_id)
    source = await find_item(installation.ledger, template.from_decision_id)
    used_by = [(one.id, f"D-{one.number} {one.title}") for one in await _decisions_with(request, template_id)]
    return page(
        request,
        "template/show.html",
        status=status,
        title=template.current.content.title,
        current="/templates",
        crumbs=(*_LIST, {"title": template.current.content.title, "href": ""}),
        template_id=template.id,
        view=view_of(template.current.content),
        version=template.current.number,
        source=(f"/decisions/{source.item_id}", f"D-{source.number} {source.title}") if source else None,
        used_by=used_by,
        versions=[
            (one.number, name_of(reader.names, one.by_id), moment(one.at, reader.zone), one.because) for one in reversed(template.versions)
        ],
        proposals=[_proposal(one, reader, may_answer=workspace.has_rank(reader.person_id, "owner")) for one in template.proposals.values()],
        refusal=refusal_words(refusal, reader, None) if refusal else None,
        because=because,
        retired=_retired(template, reader),
        retiring=retiring,
        may_retire=workspace.has_rank(reader.person_id, "owner"),
        commands=(("On the command line", f"plumbline decision-template show {template.id}"),),
    )


async def _decisions_with(request: AnyRequest, template_id: str) -> list[Decision]:
    """Return the decisions of the workspace that began with a template, cycle by cycle."""
    installation, found = installation_of(request), list[Decision]()
    for row in await cycles(installation.ledger):
        async with installation.handling.reading(row.id) as cycle:
            found += [one for one in cycle.decisions.values() if one.template_id == template_id]
    return found


def _retired(template: DecisionTemplate, reader: Reader) -> str:
    """Who retired it, when and why; empty while it is offered."""
    if template.retired is None:
        return ""
    name = name_of(reader.names, template.retired.by_id)
    return f"{name}, {moment(template.retired.at, reader.zone)}: {template.retired.because}"


def _proposal(one: TemplateProposal, reader: Reader, *, may_answer: bool) -> ProposalView:
    own = one.by_id == reader.person_id
    decided = f"{name_of(reader.names, one.decided_by)}: {one.answer}" if one.decided_at else ""
    return ProposalView(
        id=one.id,
        chip=_CHIPS[one.state],
        said=f"{name_of(reader.names, one.by_id)}, {moment(one.at, reader.zone)}, for version {one.based_on}",
        because=one.because,
        thread_href=f"/items/{one.from_thread_id}",
        answer=decided,
        content=view_of(one.content),
        answerable=one.state == "proposed" and may_answer,
        own=own,
    )


async def _new(
    request: AnyRequest,
    decision_id: str,
    *,
    keep: tuple[str, ...] = (),
    fields: Fields | None = None,
    content: TemplateContent | None = None,
    refusal: Refusal | None = None,
    said: RefusalWords | None = None,
    status: int = 200,
) -> Response[str]:
    installation, reader = installation_of(request), reader_of(request)
    keep = fields.several("keep_name") if fields else keep
    drawn = await draw(installation, decision_id, keep)
    if drawn is None:
        raise PageMissing("decision")
    values: Mapping[str, Any] = _kept(fields) if fields else values_of(drawn.content)
    return page(
        request,
        "template/new.html",
        status=status,
        title="Make a template",
        current="/templates",
        crumbs=({"title": drawn.title, "href": f"/decisions/{decision_id}"}, {"title": "Make a template", "href": ""}),
        decision=drawn.title,
        decision_id=decision_id,
        ended=drawn.ended,
        names=_names(drawn, content, request),
        keep=keep,
        approval=approval_words(drawn.content.approval),
        refusal=said or (refusal_words(refusal, reader, None) if refusal else None),
        **_form(values),
    )


async def _change(
    request: AnyRequest,
    template_id: str,
    thread_id: str,
    *,
    fields: Fields | None = None,
    asked: TemplateContent | None = None,
    refusal: Refusal | None = None,
    said: RefusalWords | None = None,
    status: int = 200,
) -> Response[str]:
    installation, reader = installation_of(request), reader_of(request)
    template = await _template(request, template_id)
    thread = await find_item(installation.ledger, thread_id)
    now = template.current
    values: Mapping[str, Any] = _kept(fields) if fields else values_of(now.content)
    return page(
        request,
        "template/change.html",
        status=status,
        title="Ask for a change",
        current="/templates",
        crumbs=(
            *_LIST,
            {"title": now.content.title, "href": f"/templates/decisions/{template.id}"},
            {"title": "Ask for a change", "href": ""},
        ),
        template_id=template.id,
        name=now.content.title,
        based_on=now.number,
        thread=(thread.item_id, f"T-{thread.number}") if thread and thread.kind == "thread" else None,
        names=names_in(asked, names_of(installation)) if asked else (),
        keep=fields.several("keep_name") if fields else (),
        approval=approval_words(now.content.approval),
        refusal=said or (refusal_words(refusal, reader, None) if refusal else None),
        **_form(values),
    )


def _names(drawn: Drawn, content: TemplateContent | None, request: AnyRequest) -> tuple[str, ...]:
    """Names that were taken out of the draft, and those that somebody has written into the form."""
    written = names_in(content, names_of(installation_of(request))) if content else ()
    return tuple(dict.fromkeys((*drawn.names, *written)))


def _form(values: Mapping[str, Any]) -> dict[str, Any]:
    return {"values": defaultdict(str, values), "rows": counts_of(values), "methods": METHODS, "kinds": KINDS}


def _kept(fields: Fields) -> dict[str, Any]:
    kept = fields.kept()
    return {**kept, "evidence": fields.several("evidence")}


routes = (
    show_decision_templates, show_decision_template, show_new_template, create_template, show_change, create_change, answer_change,
    retire_or_revive,
)  # fmt: skip
