"""Workspaces: those that somebody is a member of, going from one to another, and making one."""

from typing import Any
from zoneinfo import available_timezones

from litestar import Request, Response, get, post
from litestar.response import Redirect

from plumbline.domain.permission import founding_refusal
from plumbline.domain.workspace.workspace import Workspace
from plumbline.edge.founding import found_workspace
from plumbline.kernel.identity import is_id
from plumbline.kernel.outcome import Refusal
from plumbline.kernel.record import record
from plumbline.projections.items import workspace_of_item
from plumbline.web.errors import PageMissing
from plumbline.web.findings import RefusalWords, problem_words, refusal_words
from plumbline.web.forms import Fields, fields_of
from plumbline.web.reader import reader_of
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of, local_path, set_cookie, visit_of
from plumbline.web.status import status_of


@record
class Place:
    """A workspace as its member sees it in a list. people: its active members."""

    id: str
    title: str
    rank_words: str
    people: int
    here: bool


@get("/workspaces")
async def show_workspaces(request: Request[Any, Any, Any]) -> Response[str]:
    """List the workspaces that the visitor is a member of."""
    return await _workspaces(request)


@post("/workspaces", status_code=303)
async def create_workspace(request: Request[Any, Any, Any]) -> Response[str] | Redirect:
    """Make a workspace and go there."""
    installation, fields = installation_of(request), await fields_of(request)
    title = fields.required("title", "what people call it")
    zone = fields.one_of("zone", available_timezones() | {"UTC"}, reader_of(request).zone)
    if fields.problems:
        return await _workspaces(request, refusal=problem_words(fields.problems), form=fields, status=422)
    answer = await found_workspace(installation, context_of(request), title=title, zone=zone)
    if isinstance(answer, Refusal):
        words = refusal_words(answer, reader_of(request), None)
        return await _workspaces(request, refusal=words, form=fields, status=status_of(answer))
    there = see_other("/")
    set_cookie(request, there, "workspace", answer.stream)
    return there


@post("/workspace-choice", status_code=303)
async def choose_workspace(request: Request[Any, Any, Any]) -> Redirect:
    """Go to another workspace. Raises PageMissing for one that the visitor is no active member of, whether or not there is one."""
    form = await request.form()
    wished = str(form.get("workspace_id", ""))
    if wished not in dict(visit_of(request).workspaces):
        raise PageMissing("workspace")
    answer = see_other(local_path(str(form.get("next", "/"))))
    set_cookie(request, answer, "workspace", wished)
    return answer


async def elsewhere(request: AnyRequest) -> Response[Any] | None:
    """Return the offer to go where a page is that somebody asked for, when it is in another workspace of theirs.

    Nobody else comes this far: for them the page does not exist.
    """
    visit = visit_of(request)
    if len(visit.workspaces) < 2 or request.method != "GET":
        return None
    places = dict(visit.workspaces)
    for part in request.url.path.split("/"):
        place = await _workspace_of(request, part)
        if place in places and place != visit.workspace_id:
            return page(
                request,
                "error/elsewhere.html",
                status=404,
                title=f"It is in {places[place]}",
                there=(place, places[place]),
                present=places[visit.workspace_id],
            )
    return None


async def _workspace_of(request: AnyRequest, item_id: str) -> str:
    states = installation_of(request).states
    if any(is_id(item_id, prefix) for prefix in ("cyc", "doc")):
        return await states.workspace_of(item_id)
    return await workspace_of_item(states.ledger, item_id) if len(item_id) == 30 else ""


async def _workspaces(
    request: AnyRequest, *, refusal: RefusalWords | None = None, form: Fields | None = None, status: int = 200
) -> Response[str]:
    installation, reader = installation_of(request), reader_of(request)
    places = await installation.states.memberships(reader.person_id)
    home = await installation.handling.workspace() if installation.is_home else Workspace(id="")
    return page(
        request,
        "workspaces/list.html",
        status=status,
        title="Workspaces",
        places=[_place(one, reader.person_id, installation.workspace_id) for one in places],
        may_make=founding_refusal(home, context_of(request)) is None,
        made_in=next((one.title for one in places if one.id == installation.states.home_id and one.members[reader.person_id].admin), ""),
        zones=[(zone, zone) for zone in sorted(available_timezones() | {reader.zone})],
        refusal=refusal,
        form={"title": "", "zone": reader.zone} | (form.kept() if form else {}),
        commands=(
            ("On the command line", 'plumbline workspace create "Second team"'),
            ("Over the network", f'curl -H "Authorization: Bearer $PLUMBLINE_TOKEN" {installation.base_url}/v1/workspaces'),
        ),
    )


def _place(one: Workspace, person_id: str, here: str) -> Place:
    member = one.members[person_id]
    rank = f"{member.rank.capitalize()}, administrator" if member.admin else member.rank.capitalize()
    people = sum(1 for other in one.members.values() if other.active)
    return Place(id=one.id, title=one.title, rank_words=rank, people=people, here=one.id == here)


routes = (show_workspaces, create_workspace, choose_workspace)
