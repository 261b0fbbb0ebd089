"""Templates: what there is, one of them with what it proves and where it is used, and one made of a journey."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.domain.journey.model import Model, Sample
from plumbline.domain.journey.template import Settlement
from plumbline.edge.journey_templates import Draft, TemplateHere, draft_of, template_here, templates_here
from plumbline.kernel.outcome import Refusal
from plumbline.kernel.record import record
from plumbline.projections.lineage import made_from
from plumbline.web.clockwords import ago
from plumbline.web.errors import PageMissing
from plumbline.web.findings import RefusalWords, problem_words, refusal_words
from plumbline.web.forms import Fields, fields_of
from plumbline.web.journey_edits import free_id
from plumbline.web.journey_map import journey_map
from plumbline.web.journeys import counts_of
from plumbline.web.labels import name_of
from plumbline.web.reader import reader_of
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of
from plumbline.words.template import proofs_of

_KINDS = {
    "person": "somebody's name", "workspace": "the name of the workspace", "answer": "an answer to the template it was made from",
    "mail": "a mail address", "address": "a web address", "number": "a number",
}  # fmt: skip


@record
class TemplateCard:
    id: str
    title: str
    version: str
    summary: str
    counts: str
    exceptions: tuple[str, ...]
    own: bool


@record
class NameRow:
    """A name to decide about. key: of its fields. take: what was chosen; instead: what was written."""

    key: str
    text: str
    kind: str
    places: int
    take: str
    instead: str


@get("/templates")
async def show_templates(request: Request[Any, Any, Any]) -> Response[str]:
    """Show the templates of journeys."""
    cards = [template_card(one) for one in await templates_here(installation_of(request))]
    return page(request, "journey/templates.html", title="Templates", cards=cards)


@get("/templates/{template_id:str}")
async def show_template(request: Request[Any, Any, Any], template_id: FromPath[str]) -> Response[str]:
    """Show one template: its map, its exceptions, its tasks, what is proven of it, and where it is used."""
    installation, reader = installation_of(request), reader_of(request)
    found = await template_here(installation, template_id)
    if found is None:
        raise PageMissing("template")
    model = found.model
    versions = [
        (
            one.published.number, name_of(reader.names, one.by_id), ago(one.at, reader.now, reader.zone), one.published.journey_id,
            one.published.journey_number,
        )
        for one in reversed(found.versions)
    ]  # fmt: skip
    used = [(row.journey_id, row.title, row.template_version, row.cycle_id) for row in await made_from(installation.ledger, template_id)]
    return page(
        request,
        "journey/template.html",
        title=model.title,
        current="/templates",
        crumbs=({"title": "Templates", "href": "/templates"}, {"title": model.title, "href": ""}),
        card=template_card(found),
        digest=found.digest,
        map=journey_map(model, ""),
        model=model,
        exceptions=[one for one in model.screens if one.kind == "exception"],
        roles={one.id: one.title for one in model.roles},
        screens={one.id: one.title for one in model.screens},
        samples=[(one.title, _steps(one, model)) for one in model.samples],
        proofs=proofs_of(model),
        versions=versions,
        used=used,
        commands=(("Command line", f"plumbline journey add {model.id}"),),
    )


@get("/journeys/{journey_id:str}/template")
async def show_draft(request: Request[Any, Any, Any], journey_id: FromPath[str]) -> Response[str]:
    """Ask what a template that is made of a journey is called, and what must stay in it."""
    return await draft_page(request, await _draft(request, journey_id, 0, ()))


@post("/journeys/{journey_id:str}/template")
async def publish_template(request: Request[Any, Any, Any], journey_id: FromPath[str]) -> Response[str] | Redirect:
    """Publish a version of a journey as a template, or as the next version of one."""
    installation, reader = installation_of(request), reader_of(request)
    fields = await fields_of(request, reader.zone)
    number = fields.whole("number")
    asked = await _draft(request, journey_id, number, ())
    draft = await _draft(request, journey_id, number, _settlements(fields, asked))
    if fields.problems:
        return await draft_page(request, asked, status=422, said=problem_words(fields.problems), kept=fields.kept())
    answer = await installation.handling.handle(
        installation.workspace_id, draft.command(fields.text("id"), fields.text("title")), context_of(request)
    )
    if isinstance(answer, Refusal):
        said = refusal_words(answer, reader, None, f"/journeys/{journey_id}")
        return await draft_page(request, asked, status=status_of(answer), said=said, kept=fields.kept())
    return see_other(f"/templates/{fields.text('id')}")


async def draft_page(
    request: AnyRequest, draft: Draft, *, status: int = 200, said: RefusalWords | None = None, kept: Mapping[str, Any] | None = None
) -> Response[str]:
    """Return the page that a template is made on. kept: what was written when it was refused."""
    kept, home = kept or {}, f"/journeys/{draft.journey_id}"
    names = [
        NameRow(
            key=str(place), text=one.text, kind=_KINDS[one.kind], places=one.places, take=str(kept.get(f"take-{place}", "")),
            instead=str(kept.get(f"instead-{place}", "")),
        )
        for place, one in enumerate(draft.names, 1)
    ]  # fmt: skip
    own = [one for one in await templates_here(installation_of(request)) if one.published is not None]
    return page(
        request,
        "journey/draft.html",
        status=status,
        title=f"Make a template of {draft.journey_title}",
        cycle_id=draft.cycle_id,
        current=f"/cycles/{draft.cycle_id}/journeys",
        crumbs=({"title": draft.journey_title, "href": home}, {"title": "Template", "href": ""}),
        refusal=said,
        home=home,
        number=draft.number,
        names=names,
        findings=draft.findings,
        complete=draft.complete,
        own=[(one.model.id, one.model.title, len(one.versions)) for one in own],
        id=str(kept.get("id", free_id(draft.journey_title, set()))),
        called=str(kept.get("title", draft.journey_title)),
        commands=(("Command line", f"plumbline template new {draft.journey_id} --id … --title …"),),
    )


def template_card(found: TemplateHere) -> TemplateCard:
    """Return a template as lists show it."""
    model: Model = found.model
    exceptions = tuple(one.title for one in model.screens if one.kind == "exception")
    return TemplateCard(
        id=model.id, title=model.title, version=model.version, summary=model.summary, counts=counts_of(model), exceptions=exceptions,
        own=found.published is not None,
    )  # fmt: skip


def _steps(sample: Sample, model: Model) -> list[str]:
    """The steps of a sample run, by the titles of what happens; taking another role is no step."""
    titles, roles = {one.id: one.title for one in model.events}, {one.id for one in model.roles}
    return [titles.get(step, step.replace("=", ": ")) for step in sample.steps if step not in roles]


def _settlements(fields: Fields, draft: Draft) -> tuple[Settlement, ...]:
    """What the form decides about the names that there are. Writing nothing instead is no decision."""
    found: list[Settlement] = []
    for place, one in enumerate(draft.names, 1):
        take, instead = fields.one_of(f"take-{place}", ("stays", "instead"), ""), fields.text(f"instead-{place}")
        if take == "stays":
            found.append(Settlement(text=one.text))
        elif take == "instead" and instead:
            found.append(Settlement(text=one.text, instead=instead))
        elif take == "instead":
            fields.complain(f"instead-{place}", f"Say what is written instead of “{one.text}”.")
    return tuple(found)


async def _draft(request: AnyRequest, journey_id: str, number: int, settlements: tuple[Settlement, ...]) -> Draft:
    found = await draft_of(installation_of(request), journey_id, number, settlements)
    if found is None:
        raise PageMissing("version of a journey")
    return found


routes = [show_templates, show_template, show_draft, publish_template]
