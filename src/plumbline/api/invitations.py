"""Invitations: add a person and get the link through which they join."""

from typing import Any

import msgspec
from litestar import Request, post
from litestar.exceptions import HTTPException
from litestar.params import FromPath, JSONBody

from plumbline.api.access import context_of, installation_of
from plumbline.api.problems import Refused, missing
from plumbline.api.texts import Title
from plumbline.directory.errors import DirectoryError
from plumbline.domain.workspace.workspace import Rank
from plumbline.inviting import default_calendar, has_joined, invite, invite_again
from plumbline.kernel.outcome import Refusal


class NewPerson(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Somebody to add. mail is what they sign in with; nothing is sent to it."""

    name: Title
    mail: Title
    rank: Rank


class InvitationBody(msgspec.Struct, kw_only=True):
    """The person, and the link to hand over. It works once, for seven days, and is not told again.

    Somebody who has an account in the installation already is a member once they have opened the link with it.
    """

    person_id: str
    link: str


@post("/people", summary="Add a person and get their invitation", tags=["people"], status_code=201)
async def create_person(request: Request[Any, Any, Any], data: JSONBody[NewPerson]) -> InvitationBody:
    """Add a person to the workspace, on the calendar that was made first."""
    installation, context = installation_of(request), context_of(request)
    if installation.demo:
        raise HTTPException("In the demo people are switched, not invited.", status_code=403)
    if not data.name.strip() or "@" not in data.mail:
        raise HTTPException("A name and a mail address are needed.", status_code=422)
    calendar_id = default_calendar((await installation.handling.workspace()).newest)
    try:
        answer = await invite(installation, context, name=data.name, mail=data.mail, rank=data.rank, calendar_id=calendar_id)
    except DirectoryError as refused:
        raise HTTPException(str(refused), status_code=409) from refused
    if isinstance(answer, Refusal):
        raise Refused(answer, installation.names)
    return InvitationBody(person_id=answer.person_id, link=answer.link)


@post("/people/{person_id:str}/password-links", summary="Make a link for a new password", tags=["people"], status_code=201)
async def create_password_link(request: Request[Any, Any, Any], person_id: FromPath[str]) -> InvitationBody:
    """Let a member who lost their password choose a new one; the old one holds until they do."""
    installation = installation_of(request)
    if installation.demo or not await has_joined(installation, person_id):
        raise missing("person", person_id)
    answer = await invite_again(installation, context_of(request), person_id)
    if isinstance(answer, Refusal):
        raise Refused(answer, installation.names)
    return InvitationBody(person_id=answer.person_id, link=answer.link)
