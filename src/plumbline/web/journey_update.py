"""A newer version of the template that a journey was made from: seen as a difference, proposed, and taken over by somebody else."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.domain.journey.joining import DeclineUpdate
from plumbline.edge.journey_updating import Update, update_of
from plumbline.kernel.outcome import Refusal
from plumbline.projections.items import find_item
from plumbline.web.errors import PageMissing
from plumbline.web.findings import RefusalWords, problem_words, refusal_words
from plumbline.web.forms import fields_of
from plumbline.web.journey_comparison import change_groups
from plumbline.web.journey_merge import choices_in, conflict_rows
from plumbline.web.labels import name_of
from plumbline.web.reader import reader_of
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of
from plumbline.words.journey_change import Titles, counted


@get("/journeys/{journey_id:str}/update")
async def show_update(request: Request[Any, Any, Any], journey_id: FromPath[str]) -> Response[str]:
    """Show what a newer version of the template has otherwise."""
    found = await update_of(installation_of(request), journey_id)
    return await (_nothing_newer(request, journey_id) if found is None else update_page(request, found))


@post("/journeys/{journey_id:str}/update")
async def decide_update(request: Request[Any, Any, Any], journey_id: FromPath[str]) -> Response[str] | Redirect:
    """Propose it, take over what was proposed, or decline that."""
    installation, reader = installation_of(request), reader_of(request)
    found = await _update(request, journey_id)
    fields = await fields_of(request, reader.zone)
    act = fields.one_of("act", ("propose", "accept", "decline"), "propose")
    choices = choices_in(fields, found.merged(), found.mine) if act == "accept" else ()
    if fields.problems:
        return await update_page(request, found, status=422, said=problem_words(fields.problems), kept=fields.kept())
    match act:
        case "accept":
            command = found.accept(choices, fields.text("read_digest"))
        case "decline":
            command = DeclineUpdate(journey_id=journey_id, reason=fields.text("reason"))
        case _:
            command = found.propose()
    answer = await installation.handling.handle(journey_id, command, context_of(request))
    if isinstance(answer, Refusal):
        said = refusal_words(answer, reader, None, f"/journeys/{journey_id}")
        return await update_page(request, found, status=status_of(answer), said=said, kept=fields.kept())
    return see_other(f"/journeys/{journey_id}/update" if act == "propose" else f"/journeys/{journey_id}")


async def update_page(
    request: AnyRequest, found: Update, *, status: int = 200, said: RefusalWords | None = None, kept: Mapping[str, Any] | None = None
) -> Response[str]:
    """Return the page that an update is decided on. kept: what was chosen when it was refused."""
    reader, home = reader_of(request), f"/journeys/{found.journey_id}"
    workspace = await installation_of(request).handling.workspace()
    titles, proposal = Titles(found.base, found.mine, found.theirs), found.proposal
    may = proposal is not None and (proposal.by_id != reader.person_id or workspace.has_rank(reader.person_id, "owner"))
    return page(
        request,
        "journey/update.html",
        status=status,
        title=f"Version {found.version} of the template",
        cycle_id=found.cycle_id,
        current=f"/cycles/{found.cycle_id}/journeys",
        crumbs=({"title": found.title, "href": home}, {"title": "Newer template", "href": ""}),
        refusal=said,
        name=found.title,
        home=home,
        template_id=found.template_id,
        had=found.had,
        version=found.version,
        proposed_by=name_of(reader.names, proposal.by_id) if proposal else "",
        may_accept=may,
        is_mine=proposal is not None and proposal.by_id == reader.person_id,
        digest=found.digest,
        sentence=counted(found.difference),
        groups=change_groups(found.difference, titles),
        conflicts=list(conflict_rows(found.merged(), found.mine, titles, kept or {})),
        commands=(("Command line", f"plumbline journey update {found.journey_id}"),),
    )


async def _nothing_newer(request: AnyRequest, journey_id: str) -> Response[str]:
    row = await find_item(installation_of(request).ledger, journey_id)
    if row is None or row.kind != "journey":
        raise PageMissing("journey")
    crumbs = ({"title": row.title, "href": f"/journeys/{journey_id}"}, {"title": "Newer template", "href": ""})
    current = f"/cycles/{row.cycle_id}/journeys"
    return page(request, "journey/no_update.html", title="No newer template", cycle_id=row.cycle_id, current=current, crumbs=crumbs)


async def _update(request: AnyRequest, journey_id: str) -> Update:
    found = await update_of(installation_of(request), journey_id)
    if found is None:
        raise PageMissing("newer version of the template")
    return found


routes = [show_update, decide_update]
