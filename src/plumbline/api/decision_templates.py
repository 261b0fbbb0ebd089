"""Decision templates: what decisions can begin with, kept from closed ones and changed by what closed threads taught."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from plumbline.api.access import caller, context_of, installation_of
from plumbline.api.acts import ReceiptBody
from plumbline.api.idempotency import REPLAYED, Asked, once
from plumbline.api.matching import failed
from plumbline.api.problems import missing
from plumbline.api.texts import Text, Title
from plumbline.domain.cycle.decision import ApprovalMode, Method
from plumbline.domain.cycle.evidence import Kind
from plumbline.domain.workspace.decision_template import (
    AcceptTemplateChange,
    DecisionTemplate,
    ProposeTemplateChange,
    RefuseTemplateChange,
    RetireDecisionTemplate,
    Retirement,
    ReviveDecisionTemplate,
    TemplateContent,
    TemplateProposal,
    TemplateVersion,
)
from plumbline.edge.reusing import Idempotency, draw, keep_template, propose_change
from plumbline.kernel.outcome import Context, Receipt, Refusal


class OptionBody(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One way to decide, with what follows from it."""

    title: Text
    consequence: Text = ""


class CriterionBody(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Something to test, and how. Who answers for it is said where the template is used."""

    text: Text
    method: Method = "manual"
    check: Text = ""


class ApprovalBody(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Whose approval the decision needs besides its owner's act. It names no people: the owners of all areas are asked."""

    mode: ApprovalMode = "owner"
    needed: int = 0
    max_missing: int = 0
    window_hours: int = 48
    quorum: int = 0
    veto: list[Text] = []
    four_eyes: bool = False


class ContentBody(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What a decision begins with. evidence: the kinds that showed the one that it was taken from."""

    title: Title
    question: Text = ""
    options: list[OptionBody] = []
    criteria: list[CriterionBody] = []
    evidence: list[Kind] = []
    approval: ApprovalBody | None = None


class TemplateDraft(msgspec.Struct, kw_only=True):
    """What a decision gives to a template. names: those that were taken out of it. ended: only then it can be kept."""

    content: ContentBody
    names: list[str]
    ended: bool


class NewTemplate(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What to keep. content: as the draft has it, where none is sent. keep_names: names that have to stay in it."""

    content: ContentBody | None = None
    keep_names: list[Text] = []


class NewTemplateChange(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What a template should say from its next version on. based_on: the version that was read; thread_id: the closed thread behind it."""

    content: ContentBody
    based_on: int
    because: Text
    thread_id: Text
    keep_names: list[Text] = []


class TemplateAnswer(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Why a change is accepted or refused, or why a template is offered no longer, or again."""

    because: Text


class VersionBody(msgspec.Struct, kw_only=True):
    """What a template said from an instant on."""

    number: int
    content: ContentBody
    by_id: str
    at: datetime
    because: str


class ProposalBody(msgspec.Struct, kw_only=True):
    """A change that somebody asks for. state: `proposed`, `accepted` or `refused`; answer: why."""

    id: str
    state: str
    based_on: int
    content: ContentBody
    because: str
    by_id: str
    at: datetime
    thread_id: str
    answer: str
    decided_by: str
    decided_at: datetime | None


class RetirementBody(msgspec.Struct, kw_only=True):
    """Why a template is offered no longer."""

    because: str
    by_id: str
    at: datetime


class DecisionTemplateBody(msgspec.Struct, kw_only=True):
    """A template: its newest version, those before, and the changes that were asked for. retired: null while it is offered."""

    id: str
    version: int
    content: ContentBody
    from_decision_id: str
    from_cycle_id: str
    versions: list[VersionBody]
    proposals: list[ProposalBody]
    retired: RetirementBody | None


class DecisionTemplateList(msgspec.Struct, kw_only=True):
    items: list[DecisionTemplateBody]


@get("/decision-templates", summary="List the decision templates", tags=["templates"])
async def list_decision_templates(request: Request[Any, Any, Any]) -> DecisionTemplateList:
    """Return all templates of the workspace, in the order in which they were kept."""
    caller(request)
    workspace = await installation_of(request).handling.workspace()
    return DecisionTemplateList(items=[_body(one) for one in workspace.decision_templates.values()])


@get("/decision-templates/{item_id:str}", summary="Show a decision template", tags=["templates"])
async def show_decision_template(request: Request[Any, Any, Any], item_id: FromPath[str]) -> DecisionTemplateBody:
    """Return one template with its versions and changes."""
    caller(request)
    return _body(await _template(request, item_id))


@get(
    "/decisions/{item_id:str}/template-draft",
    operation_id="ShowDecisionTemplateDraft",
    summary="Draft a template from a decision",
    tags=["templates"],
)
async def show_draft(request: Request[Any, Any, Any], item_id: FromPath[str]) -> TemplateDraft:
    """Return what the decision gives to a template, with names taken out of it; nothing is written."""
    caller(request)
    drawn = await draw(installation_of(request), item_id)
    if drawn is None:
        raise missing("decision", item_id)
    return TemplateDraft(content=_content_body(drawn.content), names=list(drawn.names), ended=drawn.ended)


@post("/decisions/{item_id:str}/templates", summary="Make a template from a decision", tags=["templates"], status_code=201)
async def create_template(request: Request[Any, Any, Any], item_id: FromPath[str], data: JSONBody[NewTemplate]) -> Response[ReceiptBody]:
    """Keep a template from a decision that has ended. Refused while a name is left in it that is not said to stay."""
    installation, context = installation_of(request), context_of(request)

    async def send(idempotency: Idempotency) -> Receipt | Refusal | None:
        drawn = await draw(installation, item_id, data.keep_names)
        if drawn is None:
            return None
        content = _content(data.content) if data.content is not None else drawn.content
        return await keep_template(installation, context, item_id, content, data.keep_names, idempotency)

    return await _answered(request, context, send, "decision", item_id)


@post("/decision-templates/{item_id:str}/changes", summary="Ask for a change to a template", tags=["templates"], status_code=201)
async def create_change(
    request: Request[Any, Any, Any], item_id: FromPath[str], data: JSONBody[NewTemplateChange]
) -> Response[ReceiptBody]:
    """Ask that a template says something else, because of what a closed thread taught."""
    installation, context = installation_of(request), context_of(request)
    await _template(request, item_id)

    async def send(idempotency: Idempotency) -> Receipt | Refusal | None:
        asked = ProposeTemplateChange(
            decision_template_id=item_id,
            proposal_id=context.new_id("tpc"),
            based_on=data.based_on,
            content=_content(data.content),
            because=data.because,
            from_cycle_id="",
            from_thread_id=data.thread_id,
        )
        return await propose_change(installation, context, asked, data.keep_names, idempotency)

    return await _answered(request, context, send, "thread", data.thread_id)


@post(
    "/decision-templates/{item_id:str}/changes/{proposal_id:str}/acceptance",
    operation_id="AcceptTemplateChange",
    summary="Accept a change to a template",
    tags=["templates"],
    status_code=201,
)
async def accept_change(
    request: Request[Any, Any, Any], item_id: FromPath[str], proposal_id: FromPath[str], data: JSONBody[TemplateAnswer]
) -> Response[ReceiptBody]:
    """Make the template's next version of a change that somebody else asked for."""
    command = AcceptTemplateChange(decision_template_id=item_id, proposal_id=proposal_id, because=data.because)
    return await _decided(request, command, item_id)


@post(
    "/decision-templates/{item_id:str}/changes/{proposal_id:str}/refusal",
    operation_id="RefuseTemplateChange",
    summary="Refuse a change to a template",
    tags=["templates"],
    status_code=201,
)
async def refuse_change(
    request: Request[Any, Any, Any], item_id: FromPath[str], proposal_id: FromPath[str], data: JSONBody[TemplateAnswer]
) -> Response[ReceiptBody]:
    """Leave the template as it is."""
    command = RefuseTemplateChange(decision_template_id=item_id, proposal_id=proposal_id, because=data.because)
    return await _decided(request, command, item_id)


@post("/decision-templates/{item_id:str}/retirement", summary="Retire a decision template", tags=["templates"], status_code=201)
async def retire_template(request: Request[Any, Any, Any], item_id: FromPath[str], data: JSONBody[TemplateAnswer]) -> Response[ReceiptBody]:
    """Offer a template no longer. Decisions that began with it keep what they say. Refused while a change to it waits for an answer."""
    return await _decided(request, RetireDecisionTemplate(decision_template_id=item_id, because=data.because), item_id)


@post("/decision-templates/{item_id:str}/revival", summary="Offer a retired template again", tags=["templates"], status_code=201)
async def revive_template(request: Request[Any, Any, Any], item_id: FromPath[str], data: JSONBody[TemplateAnswer]) -> Response[ReceiptBody]:
    """Offer a retired template again."""
    return await _decided(request, ReviveDecisionTemplate(decision_template_id=item_id, because=data.because), item_id)


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of decision templates."""
    return [
        list_decision_templates, show_decision_template, show_draft, create_template, create_change, accept_change, refuse_change,
        retire_template, revive_template,
    ]  # fmt: skip


async def _template(request: Request[Any, Any, Any], template_id: str) -> DecisionTemplate:
    found = (await installation_of(request).handling.workspace()).decision_templates.get(template_id)
    if found is None:
        raise missing("template", template_id)
    return found


async def _decided(
    request: Request[Any, Any, Any],
    command: AcceptTemplateChange | RefuseTemplateChange | RetireDecisionTemplate | ReviveDecisionTemplate,
    template_id: str,
) -> Response[ReceiptBody]:
    installation, context = installation_of(request), context_of(request)
    await _template(request, template_id)

    async def send(idempotency: Idempotency) -> Receipt | Refusal | None:
        return await installation.handling.handle(installation.workspace_id, command, context, idempotency=idempotency)

    return await _answered(request, context, send, "template", template_id)


async def _answered(
    request: Request[Any, Any, Any], context: Context, send: Callable[[Idempotency], Any], noun: str, named: str
) -> Response[ReceiptBody]:
    """Send once per idempotency key and answer with the receipt. noun, named: what is missing where nothing comes back."""

    async def sending(asked: Asked) -> Response[ReceiptBody]:
        result = await send(asked.kept_as(lambda receipt: msgspec.json.encode(_receipt(receipt))))
        if result is None:
            raise missing(noun, named)
        if isinstance(result, Refusal):
            raise failed(request, result)
        return Response(_receipt(result), status_code=201 if result.changed else 200)

    async def again(kept: bytes) -> Response[ReceiptBody]:
        return Response(msgspec.json.decode(kept, type=ReceiptBody), status_code=201, headers={REPLAYED: "true"})

    return await once(request, context, sending, again)


def _receipt(receipt: Receipt) -> ReceiptBody:
    return ReceiptBody(stream=receipt.stream, version=receipt.version, item=receipt.item, changed=receipt.changed)


def _content(body: ContentBody) -> TemplateContent:
    return msgspec.convert(msgspec.to_builtins(body), TemplateContent)


def _content_body(content: TemplateContent) -> ContentBody:
    plain = msgspec.to_builtins(content)
    if plain["approval"]:
        plain["approval"].pop("roster")  # it names nobody
    return msgspec.convert(plain, ContentBody)


def _body(template: DecisionTemplate) -> DecisionTemplateBody:
    return DecisionTemplateBody(
        id=template.id,
        version=template.current.number,
        content=_content_body(template.current.content),
        from_decision_id=template.from_decision_id,
        from_cycle_id=template.from_cycle_id,
        versions=[_version(one) for one in template.versions],
        proposals=[_proposal(one) for one in template.proposals.values()],
        retired=_retirement(template.retired) if template.retired else None,
    )


def _retirement(one: Retirement) -> RetirementBody:
    return RetirementBody(because=one.because, by_id=one.by_id, at=one.at)


def _version(one: TemplateVersion) -> VersionBody:
    return VersionBody(number=one.number, content=_content_body(one.content), by_id=one.by_id, at=one.at, because=one.because)


def _proposal(one: TemplateProposal) -> ProposalBody:
    return ProposalBody(
        id=one.id, state=one.state, based_on=one.based_on, content=_content_body(one.content), because=one.because, by_id=one.by_id,
        at=one.at, thread_id=one.from_thread_id, answer=one.answer, decided_by=one.decided_by, decided_at=one.decided_at,
    )  # fmt: skip
