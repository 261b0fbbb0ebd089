"""A reply by mail becomes a comment: who sent it, what it is about, what its sender wrote, and what became of it. Every way in passes here.

The address that a message went to says who may send it and what it is about; its sender says that it is them. Neither alone is enough.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

from plumbline.automation.forgetting import holder_of_mail
from plumbline.blobs.errors import UnwritableBlobs
from plumbline.directory.directory import mail_key
from plumbline.directory.errors import UnknownPerson, UnwritableDirectory
from plumbline.directory.incoming import Incoming, Outcome, key_of
from plumbline.directory.mailbox import Letter
from plumbline.directory.replies import ReplyTo
from plumbline.domain import permission
from plumbline.domain.checking import check
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.cycle.thread import OpenThread, ReplyToThread
from plumbline.edge.mail_places import assents, comment_on
from plumbline.files.mail.address import tokens_in
from plumbline.files.mail.message import LARGEST, Mail, Unreadable, read_message, sent_to
from plumbline.files.mail.quoting import own_words
from plumbline.installation import Installation
from plumbline.kernel.identity import make_id
from plumbline.kernel.outcome import Context, Refusal
from plumbline.kernel.record import record
from plumbline.projections.attention import needs
from plumbline.projections.items import ItemRow, find_item
from plumbline.words import catalog
from plumbline.words.numbers import numbered

KEPT_AFTER_END = timedelta(days=30)
"""How long after the end of a thing its messages can still be answered with a reason."""
ANSWERS_A_DAY = 10
"""How many answers one person gets in 24 hours, so that two machines never talk to each other for long."""
LONGEST = 20_000
"""The most signs of a comment, as everywhere."""
_DAY = timedelta(days=1)
_ANSWERED: frozenset[Outcome] = frozenset({"digest", "empty", "too_long", "too_large", "refused"})


class TryAgain(Exception):
    """Nothing was decided about a message, because a disk or the ledger takes nothing. It has to come again."""


@record
class Taken:
    """What became of a message. again: it had come before, and this became of it then."""

    outcome: Outcome
    why: str
    thread_id: str = ""
    comment_id: str = ""
    again: bool = False


@record
class CameIn:
    """What came in for a workspace. counts: of the last 30 days, by outcome; messages: the newest first."""

    counts: Mapping[str, int]
    messages: tuple[Incoming, ...]


@record
class _Came:
    """A message as it came: what it says, or why that could not be read, with what tells it apart."""

    raw: bytes
    mail: Mail | None
    problem: tuple[Outcome, str]
    message_id: str
    to: ReplyTo | None
    token: str


async def take(installation: Installation, raw: bytes, recipients: Sequence[str] = ()) -> Taken:
    """Take a message, of whichever workspace it is; the same one is taken once, however often it comes.

    recipients: the addresses of its envelope, where the mail server names them; else its head does. Raises TryAgain.
    """
    try:
        came = await asyncio.to_thread(_read, installation, raw, tuple(recipients))
        begun = installation.directory.incoming.begin(_begun(installation, came))
        if begun.outcome != "begun":
            _answer(installation, begun)  # the answer may have been cut off before it was on its way
            return _taken(begun, again=True)
        settled = await _settled(installation, came, begun)
        settled = _measured(installation, settled)
        installation.directory.incoming.settle(settled)
        _answer(installation, settled)
        return _taken(settled)
    except (UnwritableDirectory, UnwritableBlobs) as fault:
        raise TryAgain(str(fault)) from fault


def _read(installation: Installation, raw: bytes, recipients: tuple[str, ...]) -> _Came:
    mail: Mail | None = None
    problem: tuple[Outcome, str] = ("begun", "")
    try:
        if len(raw) > LARGEST:
            problem = ("too_large", f"It has more than {LARGEST:,} bytes, which is the most with everything attached.")
        else:
            mail = read_message(raw)
    except Unreadable as fault:
        problem = ("unreadable", f"It cannot be read: {fault}.")
    tokens = tokens_in((*recipients, *(mail.recipients if mail else sent_to(raw))))
    found = [(token, to) for token in tokens if (to := installation.directory.incoming.addresses.behind(token))]
    token, to = found[0] if found else (next(iter(tokens), ""), None)
    message_id = mail.message_id if mail else f"sha256:{sha256(raw).hexdigest()}"
    return _Came(raw=raw, mail=mail, problem=problem, message_id=message_id, to=to, token=token)


def _begun(installation: Installation, came: _Came) -> Incoming:
    to = came.to or ReplyTo(person_id="", workspace_id="", item_id="")
    mail = came.mail
    return Incoming(
        key=key_of(came.message_id, came.token),
        at=installation.clock(),
        person_id=to.person_id,
        workspace_id=to.workspace_id,
        item_id=to.item_id,
        sender=", ".join(mail.senders)[:320] if mail else "",
        subject=mail.subject if mail else "",
        message_id=came.message_id,
    )


async def _settled(installation: Installation, came: _Came, begun: Incoming) -> Incoming:
    """Return what becomes of a message, after it became it."""

    def so(outcome: Outcome, why: str) -> Incoming:
        return replace(begun, outcome=outcome, why=why)

    to, mail = came.to, came.mail
    if mail is not None and mail.automatic:
        return so("automatic", f"No person wrote it: {mail.automatic}.")
    if to is None:
        if came.token:
            return so("unknown", "Nobody here was sent the address that it went to.")
        return so("unaddressed", "It did not go to an address of a message from here; only replies are taken.")
    within = installation.within(to.workspace_id)
    workspace = await within.handling.workspace()
    if not workspace.is_active(to.person_id):
        return so("expired", "Whoever was sent the address it went to is no longer a member.")
    if mail is None:
        return so(*came.problem)
    if not _is_from(within, mail, to.person_id):
        return so("foreign", f"It came from {begun.sender or 'nobody'}, and the address it went to was given to somebody else.")
    if not to.item_id:
        return so("digest", "It answers a daily message, which is about many things. Reply to a message about one of them, or go to it.")
    row = await find_item(within.ledger, to.item_id)
    if row is None or (row.ended_at is not None and within.clock() - row.ended_at > KEPT_AFTER_END):
        return so("expired", "What it is about ended more than 30 days ago.")
    text = own_words(mail.text)
    if not text:
        return so("empty", "It holds no words of its sender's own, besides what it quotes.")
    if mail.left_out:
        text += "\n\nLeft out: " + ", ".join(mail.left_out)
    if len(text) > LONGEST:
        return so("too_long", f"It has {len(text):,} signs; a comment may have {LONGEST:,}.")
    return await _commented(within, came, begun, row, text)


def _is_from(installation: Installation, mail: Mail, person_id: str) -> bool:
    try:
        known = installation.directory.person(person_id).mail
    except UnknownPerson:
        return False
    return bool(known) and [mail_key(one) for one in mail.senders] == [mail_key(known)]


async def _commented(installation: Installation, came: _Came, begun: Incoming, row: ItemRow, text: str) -> Incoming:
    """Record a message as its sender's comment, with its bytes beside it."""
    handling, label = installation.handling, numbered(row.kind, row.number, row.title)
    last = installation.directory.incoming.last_thread(begun.person_id, row.item_id)
    async with handling.reading(row.cycle_id) as cycle:
        command = comment_on(cycle, row, text, last, label)
    context = _context(installation, begun)
    comment_id, thread_id = context.new_id("cmt"), context.new_id("thr")
    refused = await _ended(installation, command, context, row)
    begun = replace(begun, original=sha256(came.raw).hexdigest())
    known = False

    def once(cycle: Any) -> Refusal | None:
        nonlocal known
        known = _is_there(cycle, thread_id, comment_id)
        return Refusal(code="stale", kind="stale") if known else None

    answer: Any = refused
    if refused is None:
        installation.directory.incoming.settle(begun)  # before its bytes, so that they are never kept without being known
        await installation.blobs.whole.put(came.raw, holder=holder_of_mail(begun.workspace_id), at=begun.at)
        answer = await handling.handle(row.cycle_id, command, context, guard=once)
    if isinstance(answer, Refusal) and not known:
        await let_go(installation, begun)
        if answer.kind in ("unavailable", "stale"):
            raise TryAgain(catalog.refusal_words(answer).text)
        return replace(begun, original="", outcome="refused", why=_in_words(installation, answer, row, label))
    into = command.thread_id if isinstance(command, ReplyToThread) else thread_id
    only_assents = row.kind == "decision" and assents(text)
    told = f"Your message is a comment on {label}. A message approves nothing: that takes the form on its page." if only_assents else ""
    return replace(begun, outcome="recorded", why="", thread_id=into, comment_id=comment_id, answer=told)


async def let_go(installation: Installation, one: Incoming) -> None:
    """Let go of a message's bytes."""
    await installation.blobs.whole.release((one.original,), holders=(holder_of_mail(one.workspace_id),))


async def original(installation: Installation, thread_id: str, number: int) -> bytes | None:
    """Return the whole message that became a comment of a thread, for as long as the comment can be read. number: from 1."""
    row = await find_item(installation.ledger, thread_id)
    if row is None or row.kind != "thread" or number < 1:
        return None
    async with installation.handling.reading(row.cycle_id) as cycle:
        found = cycle.threads[thread_id].comments[number - 1 : number]
        comment_id = found[0].id if found and not found[0].redacted else ""
    one = installation.directory.incoming.behind(comment_id, (installation.workspace_id,)) if comment_id else None
    if one is None or not one.original:
        return None
    blob = await installation.blobs.whole.get(one.original, holders=(holder_of_mail(one.workspace_id),))
    return blob.body if blob else None


async def came_in(installation: Installation, context: Context, limit: int = 50) -> CameIn | Refusal:
    """Return what came in for the workspace; for its leads and administrators, because it names people."""
    if refused := permission.running_refusal(await installation.handling.workspace(), context):
        return refused
    incoming, ids = installation.directory.incoming, installation.kept_ids
    return CameIn(counts=incoming.counts(ids, installation.clock() - KEPT_AFTER_END), messages=tuple(incoming.of(ids, limit)))


def _context(installation: Installation, begun: Incoming) -> Context:
    """The context of a message's command. Its ids are made of the message, so that the same one is found when it comes again."""
    context = installation.handling.context(
        actor=begun.person_id, surface="connector:mail", client="mail", origin="mail", origin_id=begun.key
    )
    usual = context.new_id

    def new_id(prefix: str) -> str:
        if prefix not in ("cmt", "thr"):
            return usual(prefix)
        return make_id(prefix, begun.at, int.from_bytes(sha256(f"{begun.key}{prefix}".encode()).digest()))

    return replace(context, new_id=new_id)


def _is_there(cycle: Cycle, thread_id: str, comment_id: str) -> bool:
    return thread_id in cycle.threads or any(one.id == comment_id for thread in cycle.threads.values() for one in thread.comments)


async def _ended(installation: Installation, command: OpenThread | ReplyToThread, context: Context, row: ItemRow) -> Refusal | None:
    """Everything that speaks against a comment on something that is over: nobody would see it there."""
    if row.ended_at is None or any(one.item_id == row.item_id for one in await needs(installation.ledger, context.actor)):
        return None  # what still needs its sender is not over, such as a blocker whose fallback was triggered
    act = "thread.reopen" if row.kind == "thread" else ""
    found = [check("mail.open", False, actual=row.state, who=[context.actor], act=act, item=row.item_id)]
    async with installation.handling.reading(row.cycle_id) as cycle:
        other = permission.refusal(command, cycle, await installation.handling.workspace(), context)
    return Refusal(code="mail.ended", findings=(*found, *(other.findings if other else ())))


def _in_words(installation: Installation, refusal: Refusal, row: ItemRow, label: str) -> str:
    names = {**installation.names, row.item_id: label}
    said = [catalog.sentence(finding, names) for finding in refusal.findings if not finding.met]
    lines = [f"{one.text} {one.remedy}".strip() for one in said]
    return "\n".join([catalog.refusal_words(refusal).text, *lines])


def _measured(installation: Installation, one: Incoming) -> Incoming:
    """Return a message with the answer that its sender gets, while they have not had too many."""
    begins = "" if one.outcome == "refused" else "Your message became no comment. "  # words of a refusal say so themselves
    answer = one.answer or (f"{begins}{one.why}" if one.outcome in _ANSWERED else "")
    if not answer:
        return one
    if installation.directory.incoming.answered_since(one.person_id, one.at - _DAY) >= ANSWERS_A_DAY:
        said = f"Not answered: {ANSWERS_A_DAY} answers in a day are the most that one person gets."
        return replace(one, answer="", why=f"{one.why}\n{said}".strip())
    return replace(one, answer=answer)


def _answer(installation: Installation, one: Incoming) -> None:
    if not one.answer:
        return
    letter = Letter(
        key=f"reply:{one.key}", person_id=one.person_id, reason="reply", item_id="", made_at=one.at, due_at=one.at,
        workspace_id=one.workspace_id,
    )  # fmt: skip
    installation.directory.mailbox.queue([letter])


def _taken(one: Incoming, *, again: bool = False) -> Taken:
    return Taken(outcome=one.outcome, why=one.why, thread_id=one.thread_id, comment_id=one.comment_id, again=again)
