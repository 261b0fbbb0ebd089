"""People: who works here, so that programs and commands can name them."""

from typing import Any

import msgspec
from litestar import Request, get
from litestar.handlers import HTTPRouteHandler

from plumbline.api.access import caller, installation_of
from plumbline.api.invitations import create_membership, create_password_link, create_person


class PersonBody(msgspec.Struct, kw_only=True):
    """A member of the workspace. name is empty for somebody who was forgotten."""

    id: str
    name: str
    rank: str
    active: bool


class PersonList(msgspec.Struct, kw_only=True):
    items: list[PersonBody]


@get("/people", summary="List people", tags=["people"])
async def list_people(request: Request[Any, Any, Any]) -> PersonList:
    """Return everybody who is or was a member, in the order in which they joined."""
    caller(request)
    installation = installation_of(request)
    members = (await installation.handling.workspace()).members.values()
    names = installation.names
    return PersonList(
        items=[PersonBody(id=member.id, name=names.get(member.id, ""), rank=member.rank, active=member.active) for member in members]
    )


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of people."""
    return [list_people, create_person, create_password_link, create_membership]
