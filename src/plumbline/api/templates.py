"""Templates of journeys: the built-in ones and those of the workspace; and making one of a journey."""

import json
from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody

from plumbline.api.access import caller, installation_of
from plumbline.api.acts import NewId, ReceiptBody, answer
from plumbline.api.problems import missing
from plumbline.api.texts import Text, Title
from plumbline.domain.journey.template import Settlement
from plumbline.edge.journey_templates import TemplateHere, draft_of, template_here, templates_here
from plumbline.projections.lineage import made_from


class ParameterBody(msgspec.Struct, kw_only=True):
    """What a template asks for when a journey is made from it."""

    id: str
    title: str
    default: str


class TemplateLine(msgspec.Struct, kw_only=True):
    """A template in its newest version. built_in: it comes with the product; others were made here."""

    id: str
    version: str
    title: str
    summary: str
    digest: str
    built_in: bool
    parameters: list[ParameterBody]


class TemplateList(msgspec.Struct, kw_only=True):
    items: list[TemplateLine]


class UseLine(msgspec.Struct, kw_only=True):
    """A journey that was made from a template, and from which version of it."""

    id: str
    cycle_id: str
    title: str
    version: str


class TemplateVersion(msgspec.Struct, kw_only=True):
    """A version that was published here, and what it was made of."""

    number: int
    digest: str
    by_id: str
    at: datetime
    journey_id: str
    journey_number: int


class TemplateBody(TemplateLine, kw_only=True):
    """A template with its content, its versions (none for a built-in one), and where it is used."""

    content: dict[str, Any]
    versions: list[TemplateVersion]
    used: list[UseLine]


class NameBody(msgspec.Struct, kw_only=True):
    """Something in the journey's texts that may name somebody. places: in how many texts it stands."""

    text: str
    kind: str
    places: int


class DraftBody(msgspec.Struct, kw_only=True):
    """What stands between a journey and a template. findings: of the analysis, in words; complete: whether it looked at every state."""

    number: int
    names: list[NameBody]
    findings: list[str]
    complete: bool


class SettledName(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What becomes of a name: it stays, or something else is written instead."""

    text: Text
    instead: Text | None = None


class NewTemplate(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A template to publish, or the next version of one. number: of the journey's version; 0 for its newest. names: every one decided."""

    id: Title
    title: Title
    number: int = 0
    names: list[SettledName] = []


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of templates."""
    return [list_templates, show_template, publish_template, show_draft]


@get("/templates", summary="List the templates of journeys", tags=["journeys"])
async def list_templates(request: Request[Any, Any, Any]) -> TemplateList:
    """Return the journeys that others can be made from, by title."""
    caller(request)
    return TemplateList(items=[TemplateLine(**_line(one)) for one in await templates_here(installation_of(request))])


@get("/templates/{item_id:str}", summary="Show a template", tags=["journeys"])
async def show_template(request: Request[Any, Any, Any], item_id: FromPath[str]) -> TemplateBody:
    """Return a template in its newest version."""
    caller(request)
    installation = installation_of(request)
    found = await template_here(installation, item_id)
    if found is None:
        raise missing("template", item_id)
    versions = [
        TemplateVersion(
            number=one.published.number, digest=one.published.digest, by_id=one.by_id, at=one.at, journey_id=one.published.journey_id,
            journey_number=one.published.journey_number,
        )
        for one in found.versions
    ]  # fmt: skip
    used = [
        UseLine(id=row.journey_id, cycle_id=row.cycle_id, title=row.title, version=row.template_version)
        for row in await made_from(installation.ledger, item_id)
    ]
    return TemplateBody(**_line(found), content=json.loads(found.content), versions=versions, used=used)


@post("/journeys/{item_id:str}/templates", summary="Publish a template", tags=["journeys"], status_code=201)
async def publish_template(request: Request[Any, Any, Any], item_id: FromPath[str], data: JSONBody[NewTemplate]) -> Response[ReceiptBody]:
    """Make a template of a version of a journey: without a finding, with everything recovered, and with every name decided about."""
    installation = installation_of(request)

    async def command(_: NewId) -> Any:
        settlements = [Settlement(text=one.text, instead=one.instead) for one in data.names]
        found = await draft_of(installation, item_id, data.number, settlements)
        if found is None:
            raise missing("version", str(data.number) if data.number else item_id)
        return found.command(data.id, data.title)

    return await answer(request, installation.workspace_id, command)


@get(
    "/journeys/{item_id:str}/template",
    operation_id="ShowJourneyTemplateDraft",
    summary="Show what a journey lacks as a template",
    tags=["journeys"],
)
async def show_draft(request: Request[Any, Any, Any], item_id: FromPath[str], number: FromQuery[int] = 0) -> DraftBody:
    """Return the names in a version that have to be decided about, and what the analysis says of it."""
    caller(request)
    found = await draft_of(installation_of(request), item_id, number, ())
    if found is None:
        raise missing("version", str(number) if number else item_id)
    names = [NameBody(text=one.text, kind=one.kind, places=one.places) for one in found.names]
    return DraftBody(number=found.number, names=names, findings=list(found.findings), complete=found.complete)


def _line(one: TemplateHere) -> dict[str, Any]:
    model = one.model
    parameters = [ParameterBody(id=each.id, title=each.title, default=each.default) for each in model.parameters]
    return {
        "id": model.id, "version": model.version, "title": model.title, "summary": model.summary, "digest": one.digest,
        "built_in": one.published is None, "parameters": parameters,
    }  # fmt: skip
