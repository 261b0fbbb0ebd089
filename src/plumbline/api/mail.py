"""Mail: what messages the caller gets, and what became of the last ones."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody

from plumbline.api.access import caller, installation_of
from plumbline.directory.mailbox import MailChoice
from plumbline.outbox.notice import REASONS, Reason


class LetterBody(msgspec.Struct, kw_only=True):
    """One message. answer: what the mail server said when it took none. item_id is empty for the daily message."""

    reason: str
    item_id: str
    state: Literal["waiting", "sent", "dropped", "failed"]
    made_at: datetime
    attempts: int
    answer: str


class MailBody(msgspec.Struct, kw_only=True):
    """What the caller gets. reasons: all there are; stopped: those they want no message for."""

    digest_hour: int
    reasons: list[str]
    stopped: list[str]
    goes_to: str
    by_way_of: str
    letters: list[LetterBody]


class MailChoiceBody(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What the caller wants to get. digest_hour is on their own clock."""

    digest_hour: Annotated[int, msgspec.Meta(ge=0, le=23)] = 8
    stopped: list[Reason] = []


@get("/mail", summary="See what messages you get", tags=["mail"])
async def show_mail(request: Request[Any, Any, Any]) -> MailBody:
    """Return the caller's choices and the last messages to them, newest first."""
    return _mail(request)


@post("/mail", summary="Choose what messages you get", tags=["mail"], status_code=200)
async def create_choice(request: Request[Any, Any, Any], data: JSONBody[MailChoiceBody]) -> MailBody:
    """Keep what the caller wants; whatever needs them stays among their needs either way."""
    choice = MailChoice(digest_hour=data.digest_hour, stopped=frozenset(data.stopped))
    installation_of(request).directory.mailbox.choose(caller(request).person_id, choice)
    return _mail(request)


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of mail."""
    return [show_mail, create_choice]


def _mail(request: Request[Any, Any, Any]) -> MailBody:
    installation, person_id = installation_of(request), caller(request).person_id
    mailbox = installation.directory.mailbox
    choice = mailbox.choice(person_id)
    letters = [
        LetterBody(reason=one.reason, item_id=one.item_id, state=one.state, made_at=one.made_at, attempts=one.attempts, answer=one.answer)
        for one in mailbox.of(person_id, workspace_ids=installation.kept_ids)
    ]
    return MailBody(
        digest_hour=choice.digest_hour,
        reasons=list(REASONS),
        stopped=sorted(choice.stopped),
        goes_to=installation.directory.person(person_id).mail,
        by_way_of=installation.mail.place,
        letters=letters,
    )
