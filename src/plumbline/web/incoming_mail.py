"""What came in by mail: how many messages, what became of each and why; and the message behind a comment."""

from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from plumbline.directory.incoming import Incoming, Outcome
from plumbline.edge.mail_replies import ANSWERS_A_DAY, came_in, original
from plumbline.health.replies import REMEDIES
from plumbline.installation import Installation
from plumbline.kernel.outcome import Refusal
from plumbline.kernel.record import record
from plumbline.web.clockwords import Instant, ago, moment
from plumbline.web.errors import PageMissing
from plumbline.web.labels import Chip
from plumbline.web.reader import Reader, reader_of
from plumbline.web.render import page
from plumbline.web.session import AnyRequest, context_of, installation_of

_BECAME: dict[Outcome, Chip] = {
    "begun": Chip("pending", "Under way"),
    "recorded": Chip("approved", "Comment"),
    "automatic": Chip("ended", "Written by a machine"),
    "unaddressed": Chip("ended", "No reply"),
    "unknown": Chip("due", "Unknown address"),
    "expired": Chip("ended", "Too late"),
    "foreign": Chip("breached", "From somebody else"),
    "digest": Chip("ended", "To a daily message"),
    "empty": Chip("due", "No words"),
    "too_long": Chip("due", "Too long"),
    "too_large": Chip("due", "Too large"),
    "unreadable": Chip("breached", "Unreadable"),
    "refused": Chip("due", "Refused"),
}


@record
class MessageLine:
    """One message. answered: its sender was told why it became nothing."""

    at: Instant
    chip: Chip
    sender: str
    subject: str
    why: str
    thread_href: str
    answered: bool


@record
class MailboxView:
    """The mailbox that replies are fetched from. trouble: why it cannot be read, empty while it can; remedy: what mends that.

    since: the first look of those that failed; seen: the last one that went well, None before the first.
    """

    place: str
    since: str
    seen: Instant | None
    trouble: str
    remedy: str


@get("/integrations/mail")
async def show_incoming_mail(request: AnyRequest) -> Response[str]:
    """Show how replies come in, and for leads and administrators what became of the last of them."""
    installation, reader = installation_of(request), reader_of(request)
    found = await came_in(installation, context_of(request))
    listed = None if isinstance(found, Refusal) else found
    return page(
        request,
        "integrations/mail.html",
        title="Mail",
        crumbs=({"title": "Integrations", "href": "/integrations"}, {"title": "Mail", "href": ""}),
        goes_to=installation.mail_replies,
        mailbox=_mailbox(installation, reader) if installation.mailbox and listed else None,
        leaves_by=installation.mail.place,
        comes_from=installation.mail_from,
        counts=[(_BECAME[outcome], listed.counts[outcome]) for outcome in _BECAME if listed.counts.get(outcome)] if listed else [],
        total=sum(listed.counts.values()) if listed else 0,
        messages=[_line(one, reader) for one in listed.messages] if listed else [],
        may_see=listed is not None,
        most_answers=ANSWERS_A_DAY,
        commands=(
            ("Read them", f'curl -H "Authorization: Bearer $PLUMBLINE_TOKEN" {installation.base_url}/v1/mail/replies'),
            ("Hand one in", "plumbline mail receive < message.eml"),
        ),
    )


@get("/threads/{thread_id:str}/messages/{number:int}")
async def show_message(request: AnyRequest, thread_id: FromPath[str], number: FromPath[int]) -> Response[Any]:
    """Show the message that became a comment as it came, as text that no browser runs."""
    found = await original(installation_of(request), thread_id, number)
    if found is None:
        raise PageMissing("message")
    return Response(found.decode("utf-8", "replace"), media_type="text/plain; charset=utf-8")


def _mailbox(installation: Installation, reader: Reader) -> MailboxView:
    look = installation.directory.incoming.looks.last(installation.mailbox)
    if look is None or look.fault is None:
        seen = ago(look.looked_at, reader.now, reader.zone) if look else None
        return MailboxView(place=installation.mailbox, since="", seen=seen, trouble="", remedy="")
    since = moment(look.since or look.looked_at, reader.zone)
    return MailboxView(place=installation.mailbox, since=since, seen=None, trouble=look.said, remedy=REMEDIES[look.fault])


def _line(one: Incoming, reader: Reader) -> MessageLine:
    return MessageLine(
        at=ago(one.at, reader.now, reader.zone),
        chip=_BECAME[one.outcome],
        sender=one.sender or "nobody that is named",
        subject=one.subject or "no subject",
        why=one.why,
        thread_href=f"/threads/{one.thread_id}" if one.thread_id else "",
        answered=bool(one.answer),
    )


routes = (show_incoming_mail, show_message)
