"""Invitations: add a person and get the link through which they join."""

from collections.abc import Awaitable
from typing import Any

import msgspec
from litestar import Request, Response, post
from litestar.exceptions import HTTPException
from litestar.params import FromPath, JSONBody

from plumbline.api.access import context_of, installation_of
from plumbline.api.acts import NewId, ReceiptBody, answer
from plumbline.api.idempotency import REPLAYED, Asked, once
from plumbline.api.problems import Refused, missing
from plumbline.api.texts import Title
from plumbline.directory.errors import DirectoryError
from plumbline.domain.workspace.workspace import ChangeMember, Rank
from plumbline.edge.inviting import Invited, default_calendar, has_joined, invite, let_go, link_again, password_link, password_link_again
from plumbline.handling import AnswerBytes
from plumbline.installation import Installation
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


class LetIn(msgspec.Struct, kw_only=True):
    """What is kept of an invitation under its idempotency key: whom it is for. The link is not, because that would be a way in."""

    person_id: str


@post("/people", summary="Add a person and get their invitation", tags=["people"], status_code=201)
async def create_person(request: Request[Any, Any, Any], data: JSONBody[NewPerson]) -> Response[InvitationBody]:
    """Add a person to the workspace, on the calendar that was made first.

    Asked again with the same idempotency key it is the same person, with a new link in place of the one that may have been lost.
    """
    installation, context = installation_of(request), context_of(request)
    if installation.demo:
        raise HTTPException("In the demo people are switched, not invited.", status_code=403)
    if not data.name.strip() or "@" not in data.mail:
        raise HTTPException("A name and a mail address are needed.", status_code=422)
    calendar_id = default_calendar((await installation.handling.workspace()).newest)

    async def send(asked: Asked) -> Response[InvitationBody]:
        def kept_as(person_id: str) -> tuple[str, str, AnswerBytes]:
            return asked.kept_as(lambda _: msgspec.json.encode(LetIn(person_id=person_id)))

        made = invite(installation, context, name=data.name, mail=data.mail, rank=data.rank, calendar_id=calendar_id, idempotency=kept_as)
        return Response(await _told(installation, made), status_code=201)

    async def again(kept: bytes) -> Response[InvitationBody]:
        made = link_again(installation, context, msgspec.json.decode(kept, type=LetIn).person_id)
        return Response(await _told(installation, made), status_code=201, headers={REPLAYED: "true"})

    return await once(request, context, send, again)


@post("/people/{person_id:str}/password-links", summary="Make a link for a new password", tags=["people"], status_code=201)
async def create_password_link(request: Request[Any, Any, Any], person_id: FromPath[str]) -> Response[InvitationBody]:
    """Let a member who lost their password choose a new one; the old one holds until they do.

    Asked again with the same idempotency key it is a new link in place of the one that may have been lost; 409 once that one was used.
    """
    installation, context = installation_of(request), context_of(request)
    if installation.demo or not await has_joined(installation, person_id):
        raise missing("person", person_id)

    async def send(asked: Asked) -> Response[InvitationBody]:
        kept_as = asked.kept_as(lambda _: msgspec.json.encode(LetIn(person_id=person_id)))
        return Response(await _told(installation, password_link(installation, context, person_id, kept_as)), status_code=201)

    async def again(kept: bytes) -> Response[InvitationBody]:
        made = password_link_again(installation, context, msgspec.json.decode(kept, type=LetIn).person_id)
        return Response(await _told(installation, made), status_code=201, headers={REPLAYED: "true"})

    return await once(request, context, send, again)


class Membership(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What changes about a member; null leaves a part as it is. active: false lets them go, and what they hold returns to others."""

    rank: Rank | None = None
    calendar_id: Title | None = None
    active: bool | None = None


@post("/people/{person_id:str}/membership", summary="Change a member's rank or calendar, or let them go", tags=["people"], status_code=201)
async def create_membership(request: Request[Any, Any, Any], person_id: FromPath[str], data: JSONBody[Membership]) -> Response[ReceiptBody]:
    """Change a member of the workspace."""

    async def command(_: NewId) -> ChangeMember:
        return ChangeMember(person_id=person_id, rank=data.rank, calendar_id=data.calendar_id, active=data.active)

    installation = installation_of(request)
    done = await answer(request, installation.workspace_id, command)
    if data.active is False:
        await let_go(installation, person_id)
    return done


async def _told(installation: Installation, making: Awaitable[Invited | Refusal]) -> InvitationBody:
    """Raises Refused, and HTTPException (409) for what the directory does not take."""
    try:
        answer = await making
    except DirectoryError as refused:
        raise HTTPException(str(refused), status_code=409) from refused
    if isinstance(answer, Refusal):
        raise Refused(answer, installation.names)
    return InvitationBody(person_id=answer.person_id, link=answer.link)
