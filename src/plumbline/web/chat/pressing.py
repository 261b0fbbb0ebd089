"""Somebody pressed a button of a decision's message: they are recognised, and the dialogue that fits is opened."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any
from urllib.parse import quote, urlsplit

from plumbline import __version__
from plumbline.domain.cycle.decision import ENDED
from plumbline.edge.receiving import Hearing
from plumbline.kernel.outcome import Context
from plumbline.kernel.record import record
from plumbline.outbox.connector import Conversation
from plumbline.outbox.connectors.slack.calls import open_view, whisper
from plumbline.outbox.connectors.slack.hearing import Account, Pressed
from plumbline.outbox.connectors.slack.message import ANSWER, APPROVE, BLOCKER
from plumbline.outbox.connectors.slack.parts import Part
from plumbline.outbox.conversing import converse
from plumbline.outbox.posting import Poster
from plumbline.projections.items import find_item
from plumbline.web.chat import dialogues
from plumbline.web.reader import Reader

_PATIENCE = 2.5  # seconds; Slack takes a dialogue for three
_ACTIONS = frozenset({APPROVE, ANSWER, BLOCKER})
_ANSWERS = "hooks.slack.com"
_log = logging.getLogger(__name__)
_under_way: set[asyncio.Task[None]] = set()


@record
class Known:
    """Somebody at Slack whom we know: as whom they act here."""

    reader: Reader
    context: Context


async def pressed(hearing: Hearing, one: Pressed) -> str:
    """Open the dialogue of a button. Slack is answered at once: it waits three seconds, also for the dialogue."""
    if one.action in _ACTIONS:
        _begin(_follow(hearing, one))
    return ""


async def known(hearing: Hearing, account: Account) -> Known | str:
    """Return as whom somebody acts, or why they do not: empty when nobody linked their account."""
    installation = hearing.installation
    person_id = installation.directory.accounts.person(hearing.endpoint.id, account.key)
    if not person_id:
        return ""
    if not (await installation.handling.workspace()).is_active(person_id):
        return "You are no member here any more, so nothing was done."
    reader = Reader(
        person_id=person_id, names=installation.names, zone=installation.directory.person(person_id).zone, now=installation.clock()
    )
    surface, client = f"connector:{hearing.endpoint.connector}", f"plumbline-{hearing.endpoint.connector}/{__version__}"
    return Known(reader=reader, context=installation.handling.context(actor=person_id, surface=surface, client=client))


async def settled() -> None:
    """Wait until what was begun in the background has ended."""
    await asyncio.gather(*_under_way, return_exceptions=True)


def _begin(work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.create_task(work)
    _under_way.add(task)
    task.add_done_callback(_under_way.discard)


async def _follow(hearing: Hearing, one: Pressed) -> None:
    try:
        who = await known(hearing, one.by)
        if isinstance(who, Known):
            await _open(hearing, one, who)
        elif who:
            await _whisper(hearing, one, who)
        else:
            await _offer(hearing, one)
    except Exception:  # noqa: BLE001 - nobody waits for it; the button can be pressed again
        _log.exception("what %s pressed at %s could not be followed", one.by.key, hearing.endpoint.id)


async def _open(hearing: Hearing, one: Pressed, who: Known) -> None:
    view = await _view(hearing, one, who)
    opened = await _converse(hearing, open_view(hearing.connection, one.trigger, view))
    if opened:
        _log.warning("%s: the dialogue was not opened: %s", hearing.endpoint.id, opened)
        page = f"{hearing.connection.base_url}/items/{one.item_id}"
        await _whisper(hearing, one, f"Slack did not open the form ({opened}). Press again, or go to", page)


async def _view(hearing: Hearing, one: Pressed, who: Known) -> Part:
    handling, base_url = hearing.installation.handling, hearing.connection.base_url
    found = await find_item(hearing.installation.ledger, one.item_id)
    if found is None or found.kind != "decision":
        return dialogues.told_view("Not here", "That decision is not here any more.")
    page = f"/decisions/{one.item_id}"
    workspace = await handling.workspace()
    async with handling.reading(found.cycle_id) as cycle:
        decision = cycle.decisions[one.item_id]
        if decision.state in ENDED:
            return dialogues.told_view("Decided", "This is decided already.", f"{base_url}{page}", "See how")
        if one.action == ANSWER:
            return dialogues.answer_view(decision, cycle, who.reader, base_url)
        if one.action == BLOCKER:
            return dialogues.blocker_view(decision, workspace, who.reader, base_url)
        trial, form = dialogues.trial_of(decision), dialogues.approval_view(decision, base_url)
    refusal = await handling.would_refuse(found.cycle_id, trial, who.context)
    if refusal is None:
        return form
    async with handling.reading(found.cycle_id) as cycle:
        return dialogues.refused_view(refusal, who.reader, cycle, base_url, page)


async def _offer(hearing: Hearing, one: Pressed) -> None:
    """Tell somebody whom nobody knows how to say who they are; only they see it."""
    endpoint_id, installation = hearing.endpoint.id, hearing.installation
    program, title, name = hearing.connector.title, hearing.endpoint.title, one.by.name or one.by.id
    place = program if title == program else f"{program}, {title}"
    token = installation.directory.accounts.offer(endpoint_id, one.by.key, name, place, installation.clock())
    text = "Plumbline does not know yet who you are. Say so once, with this link; it works for 30 minutes, and only you see it:"
    await _whisper(hearing, one, text, f"{hearing.connection.base_url}/connect/{endpoint_id}/link?token={quote(token)}")


async def _whisper(hearing: Hearing, one: Pressed, text: str, url: str = "") -> None:
    """Say something that only whoever pressed sees. Slack says where; elsewhere nothing is sent."""
    there, ours = urlsplit(one.answer_to), urlsplit(hearing.connection.address)
    if (there.scheme, there.netloc) not in (("https", _ANSWERS), (ours.scheme, ours.netloc)):
        _log.warning("%s: nothing was whispered, because Slack named another place for it", hearing.endpoint.id)
        return
    if said := await _converse(hearing, whisper(one.answer_to, text, url)):
        _log.warning("%s: nothing was whispered: %s", hearing.endpoint.id, said)


async def _converse(hearing: Hearing, talk: Conversation) -> str:
    """Lead a conversation now, for nobody can wait; return what was wrong, empty for nothing."""
    installation = hearing.installation
    poster = Poster(installation.authorities)
    try:
        spoken = await converse(
            talk, hearing.connection, installation.clock, networks=installation.networks, poster=poster, patience=_PATIENCE
        )
    finally:
        poster.close()
    return "" if spoken.outcome.came == "taken" else spoken.outcome.said
