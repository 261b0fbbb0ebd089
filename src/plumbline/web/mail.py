"""Mail: what somebody gets, a test of it, the link that stops a kind of message, and where a link in a message leads."""

import secrets
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.directory.mailbox import MailChoice
from plumbline.kernel.record import record
from plumbline.outbox.letters import Reading, Sender, trial_letter
from plumbline.outbox.notice import REASONS
from plumbline.outbox.transport import NotSent
from plumbline.projections.items import find_item
from plumbline.web.errors import PageMissing
from plumbline.web.labels import href_of, href_outside
from plumbline.web.preferences import profile_page
from plumbline.web.reader import reader_of
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, installation_of, visit_of
from plumbline.words.notices import notices


@record
class Trial:
    """What became of a test message. status: 201 when it left."""

    said: str
    status: int


@get("/items/{item_id:str}")
async def show_item(request: AnyRequest, item_id: FromPath[str]) -> Redirect:
    """Lead to where an item is shown: messages name items, not pages."""
    installation = installation_of(request)
    found = await find_item(installation.ledger, item_id)
    if found is None:
        if place := href_outside(await installation.handling.workspace(), item_id):
            return see_other(place)
        raise PageMissing("item")
    async with installation.handling.reading(found.cycle_id) as cycle:
        return see_other(href_of(cycle, item_id) or f"/cycles/{found.cycle_id}")


@post("/profile/mail", status_code=303)
async def create_mail_choice(request: AnyRequest) -> Response[Any]:
    """Keep what mail the person wants."""
    form = await request.form()
    wanted = {str(reason) for reason in form.getall("reason", [])}
    hour = str(form.get("digest_hour", ""))
    if not hour.isdecimal() or int(hour) > 23:
        return profile_page(request, wrong_mail="The daily message needs a full hour of the day, 00:00 to 23:00.", status=422)
    choice = MailChoice(digest_hour=int(hour), stopped=frozenset(REASONS) - wanted)
    installation_of(request).directory.mailbox.choose(visit_of(request).person_id, choice)
    return see_other("/profile#mail")


@post("/profile/mail/test", status_code=201)
async def create_test_message(request: AnyRequest) -> Response[Any]:
    """Send the person a message now, and show what the mail server answered."""
    trial = await send_trial(request)
    if trial.status == 201:
        return profile_page(request, told_mail=trial.said, status=201)
    return profile_page(request, wrong_mail=trial.said, status=trial.status)


async def send_trial(request: AnyRequest) -> Trial:
    """Send the visitor a message now; return what became of it."""
    installation, reader = installation_of(request), reader_of(request)
    person = installation.directory.person(reader.person_id)
    if not person.mail:
        return Trial(said="No address is kept for you, so nothing can be sent. A lead can invite you with one.", status=422)
    workspace = await installation.handling.workspace()
    sender = Sender(address=installation.mail_from, base_url=installation.base_url, workspace=workspace.title)
    letter = trial_letter(secrets.token_hex(16), sender, Reading(person=person, now=reader.now, names=reader.names))
    try:
        answer = await installation.mail.send(letter)
    except NotSent as refused:
        return Trial(said=f"The test message did not leave. {refused}", status=503)
    return Trial(said=f"A test message to {person.mail} was {answer}.", status=201)


@get("/mail/stop/{token:str}")
async def show_stopping(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Ask once before a kind of message stops: mail programs open links by themselves."""
    return page(request, "account/mail_stop.html", title="Stop these messages", token=token, reason=_reason(request, token), done=False)


@post("/mail/stop/{token:str}", status_code=200)
async def create_stopping(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Stop a kind of message for whoever was sent the link; no account is needed."""
    found = installation_of(request).directory.mailbox.stopped_by(token)
    reason = _reason(request, token)
    if found is not None:
        installation_of(request).directory.mailbox.stop(*found)
    return page(request, "account/mail_stop.html", title="These messages have stopped", token=token, reason=reason, done=True)


def _reason(request: AnyRequest, token: str) -> str:
    """What a link stops, in words. Raises PageMissing for one that nobody was sent."""
    found = installation_of(request).directory.mailbox.stopped_by(token)
    if found is None or found[1] not in notices():
        raise PageMissing("link")
    return notices()[found[1]]["name"]


routes = (show_item, create_mail_choice, create_test_message, show_stopping, create_stopping)
