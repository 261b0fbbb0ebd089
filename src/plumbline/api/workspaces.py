"""Workspaces: those that the caller reaches, and making one."""

from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody

from plumbline.api.access import caller, context_of, installation_of
from plumbline.api.acts import NewId, ReceiptBody, answer, was_answered
from plumbline.api.texts import Text, Title
from plumbline.directory.errors import UnknownZone
from plumbline.directory.zone import refuse_unknown_zone
from plumbline.domain.workspace.workspace import CreateWorkspace, Rank
from plumbline.edge.founding import furnish


class WorkspaceBody(msgspec.Struct, kw_only=True):
    """A workspace that the caller is a member of. current: it is the one that this request was made in."""

    id: str
    title: str
    rank: Rank
    admin: bool
    current: bool


class WorkspaceList(msgspec.Struct, kw_only=True):
    items: list[WorkspaceBody]


class NewWorkspace(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What a workspace is called, and the time zone of its office hours; without one that of whoever makes it."""

    title: Title
    zone: Text = ""


@get("/workspaces", summary="List the workspaces that you reach", tags=["workspaces"])
async def list_workspaces(request: Request[Any, Any, Any]) -> WorkspaceList:
    """Return the workspace that the token is bound to; in the demo all that the person is a member of."""
    who = caller(request)
    reached = dict(who.workspaces)
    places = [one for one in await installation_of(request).states.memberships(who.person_id) if one.id in reached]
    return WorkspaceList(
        items=[
            WorkspaceBody(
                id=one.id,
                title=one.title,
                rank=one.members[who.person_id].rank,
                admin=one.members[who.person_id].admin,
                current=one.id == who.workspace_id,
            )
            for one in places
        ]
    )


@post("/workspaces", summary="Make a workspace", tags=["workspaces"], status_code=201)
async def create_workspace(request: Request[Any, Any, Any], data: JSONBody[NewWorkspace]) -> Response[ReceiptBody]:
    """Make a workspace that the caller leads and administers; `stream` is its id. A token for it is made on the profile page there."""
    installation, context = installation_of(request), context_of(request)
    zone = data.zone or installation.directory.person(context.actor).zone
    try:
        refuse_unknown_zone(zone)
    except UnknownZone as refused:
        raise HTTPException(str(refused), status_code=422) from refused

    async def command(_: NewId) -> CreateWorkspace:
        return CreateWorkspace(title=data.title)

    made = await answer(request, context.new_id("wsp"), command)
    if not was_answered(made):
        await furnish(installation.within(made.content.stream), context, zone)
    return made


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of workspaces."""
    return [list_workspaces, create_workspace]
