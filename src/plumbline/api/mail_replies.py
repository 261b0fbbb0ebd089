"""Replies by mail: hand a message in, see what became of those that came, get one as it came."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from plumbline.api.access import admit, context_of, installation_of
from plumbline.api.problems import Refused, missing
from plumbline.directory.incoming import Outcome
from plumbline.domain.permission import founding_refusal
from plumbline.edge.mail_replies import TryAgain, came_in, original, take
from plumbline.kernel.outcome import Refusal

AnyRequest = Request[Any, Any, Any]
MESSAGE = "message/rfc822"


class TakenMessageBody(msgspec.Struct, kw_only=True):
    """What became of a message. why: in words, when it became no comment. again: it had come before."""

    outcome: Outcome
    why: str
    thread_id: str
    comment_id: str
    again: bool


class IncomingBody(msgspec.Struct, kw_only=True):
    """A message that came. sender, subject: as it says; empty once its sender was forgotten."""

    at: datetime
    outcome: Outcome
    why: str
    person_id: str
    item_id: str
    thread_id: str
    comment_id: str
    sender: str
    subject: str


class IncomingMailBody(msgspec.Struct, kw_only=True):
    """What came in by mail. goes_to: where replies go, empty when nobody can reply; counts: of the last 30 days, by outcome."""

    goes_to: str
    counts: dict[str, int]
    items: list[IncomingBody]


async def _let_in(request: AnyRequest) -> None:
    await admit(request, media=())  # of which kind the body is, is asked once it is known that the caller may hand one in


@post(
    "/mail/replies",
    summary="Hand in a message that came by mail",
    description="Take a message (RFC 5322) that a mail server received; the same one is taken once, however often it comes. "
    "For administrators of the installation. recipient: the address of its envelope; without it the head of the message says it.",
    tags=["mail"],
    status_code=200,
    before_request=_let_in,
)
async def take_message(request: AnyRequest, recipient: FromQuery[str] = "") -> TakenMessageBody:
    """Take a message that a mail server received."""
    installation = installation_of(request)
    home = await installation.states.workspace(installation.states.home_id)
    if refused := founding_refusal(home, context_of(request)):
        raise Refused(refused, installation.names)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != MESSAGE:
        raise HTTPException(f"Send the message as it came, as `Content-Type: {MESSAGE}`.", status_code=415)
    try:
        taken = await take(installation, await request.body(), (recipient,) if recipient else ())
    except TryAgain as fault:
        raise HTTPException(f"Nothing was decided: {fault} Send it again later.", status_code=503) from fault
    return TakenMessageBody(outcome=taken.outcome, why=taken.why, thread_id=taken.thread_id, comment_id=taken.comment_id, again=taken.again)


@get("/mail/replies", summary="See what came in by mail, and what became of it", tags=["mail"])
async def list_messages(request: AnyRequest) -> IncomingMailBody:
    """Return the newest messages of the workspace. For its leads and administrators."""
    installation = installation_of(request)
    found = await came_in(installation, context_of(request))
    if isinstance(found, Refusal):
        raise Refused(found, installation.names)
    items = [
        IncomingBody(
            at=one.at, outcome=one.outcome, why=one.why, person_id=one.person_id, item_id=one.item_id, thread_id=one.thread_id,
            comment_id=one.comment_id, sender=one.sender, subject=one.subject,
        )
        for one in found.messages
    ]  # fmt: skip
    return IncomingMailBody(goes_to=installation.mail_replies, counts=dict(found.counts), items=items)


@get(
    "/threads/{item_id:str}/messages/{number:int}",
    summary="Get the message that became a comment, as it came",
    description="number: of the comment in its thread, from 1.",
    tags=["threads"],
    media_type=MESSAGE,
)
async def show_message(request: AnyRequest, item_id: FromPath[str], number: FromPath[int]) -> Response[bytes]:
    """Return the bytes of a message; never as something that a browser would run."""
    found = await original(installation_of(request), item_id, number)
    if found is None:
        raise missing("message", item_id)
    return Response(found, media_type=MESSAGE, headers={"Content-Disposition": 'attachment; filename="message.eml"'})


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of replies."""
    return [take_message, list_messages, show_message]
