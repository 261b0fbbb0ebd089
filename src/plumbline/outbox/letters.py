"""The messages themselves: plain text that reads well on a telephone, with a link for each thing and one that stops its kind."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from plumbline.directory.incoming import Incoming
from plumbline.directory.records import Person
from plumbline.files.mail.address import reply_address
from plumbline.kernel.record import record
from plumbline.projections.attention import NeedRow
from plumbline.projections.items import ItemRow
from plumbline.words.attention import why
from plumbline.words.notices import notices, subject
from plumbline.words.numbers import numbered
from plumbline.words.time import moment, span

LISTED = 20
# An address in a header must stay in one piece: folded, it would be written as an encoded word that no mail program follows.
_ID = re.compile(r"<[!-;=?-~]{1,250}@[!-;=?-~]{1,250}>")  # of somebody else's message; anything else is not written into a header
_WIRE = SMTP.clone(max_line_length=900)


@record
class Sender:
    """Who messages come from. address: of the installation; base_url: where its pages are, without a slash at the end.

    replies: the address that replies go to, without a token; empty where nobody can reply.
    """

    address: str
    base_url: str
    workspace: str
    replies: str = ""


@record
class Reading:
    """How one person reads: their clock, what people are called, and the secret of the link that stops this kind of message.

    reply_token: what lets them reply to it by mail; empty where they cannot.
    """

    person: Person
    now: datetime
    names: Mapping[str, str]
    stop_token: str = ""
    reply_token: str = ""


def notice_letter(key: str, reason: str, need: NeedRow, sender: Sender, reading: Reading) -> EmailMessage:
    """Return the message that tells one person at once of one obligation."""
    item = numbered(need.item_kind, need.number, need.title)
    place = ["", f"Cycle: {need.cycle_title}"] if need.cycle_title else []
    body = [*_lines(need, sender, reading), *place]
    letter = _letter(key, reason, subject(reason, item=item), body, sender, reading)
    _thread(letter, [_message_id(f"item {need.item_id}", sender)])
    return letter


def answer_letter(key: str, message: Incoming, label: str, sender: Sender, reading: Reading) -> EmailMessage:
    """Return what somebody is told of a message that they sent. label: what it was about, if that is known."""
    link = f"{sender.base_url}/items/{message.item_id}" if message.item_id else f"{sender.base_url}/"
    letter = _letter(key, "reply", subject("reply", item=label or message.subject), [message.answer, "", link], sender, reading)
    item = [_message_id(f"item {message.item_id}", sender)] if message.item_id else []
    theirs = [message.message_id] if _ID.fullmatch(message.message_id) else []
    _thread(letter, [*item, *theirs])
    # A holiday program must not answer an answer.
    letter.replace_header("Auto-Submitted", "auto-replied")
    return letter


def digest_letter(key: str, needs: Sequence[NeedRow], recorded: Sequence[ItemRow], sender: Sender, reading: Reading) -> EmailMessage:
    """Return the daily message: what needs its reader in the order to do it, and the decisions they follow that were recorded.

    needs: all of them, in order; the first twenty are written out, the rest is counted. recorded: newest first.
    """
    body: list[str] = []
    for need in needs[:LISTED]:
        body += [*_lines(need, sender, reading), ""]
    if len(needs) > LISTED:
        body += [f"and {len(needs) - LISTED} more: {sender.base_url}/", ""]
    if recorded:
        body += ["Decisions recorded that you follow", ""]
        for row in recorded[:LISTED]:
            title = numbered(row.kind, row.number, row.title)
            owner = reading.names.get(row.owner_id, "somebody who left")
            body += [f"- {title}: {row.state.replace('_', ' ')} by {owner}", f"  {sender.base_url}/items/{row.item_id}"]
        if len(recorded) > LISTED:
            body.append(f"and {len(recorded) - LISTED} more")
        body.append("")
    return _letter(key, "digest", subject("digest", count=len(needs)), body[:-1], sender, reading)


def trial_letter(key: str, sender: Sender, reading: Reading) -> EmailMessage:
    """Return the message by which somebody finds out whether mail reaches them."""
    body = ["Mail from this installation reaches you.", f"It would have told you of what needs you: {sender.base_url}/"]
    return _letter(key, "test", subject("test"), body, sender, reading)


def _lines(need: NeedRow, sender: Sender, reading: Reading) -> list[str]:
    blocks = f" Blocks {need.blocks}." if need.blocks else ""
    return [
        f"- {numbered(need.item_kind, need.number, need.title)}",
        f"  {why(need.reason, need.values, reading.names)} {_time_of(need, reading)}{blocks}",
        f"  {sender.base_url}/items/{need.item_id}",
    ]


def _time_of(need: NeedRow, reading: Reading) -> str:
    if need.due_at is None:
        return "No date."
    left = need.due_at - reading.now
    words = f"{span(left)} left" if left.total_seconds() > 0 else f"{span(-left)} over"
    return f"{words}, due {moment(need.due_at, reading.person.zone)}."


def _letter(key: str, reason: str, title: str, body: Sequence[str], sender: Sender, reading: Reading) -> EmailMessage:
    stop = f"{sender.base_url}/mail/stop/{reading.stop_token}" if reading.stop_token else ""
    foot = [notices()[reason]["why"]]
    if reading.reply_token and reason not in ("digest", "reply"):
        foot.append("Reply to this message to comment on it. A reply approves nothing.")
    foot.append(f"Choose what you get: {sender.base_url}/profile#mail")
    if stop:
        foot.append(f"Stop messages for this reason: {stop}")
    letter = EmailMessage(policy=_WIRE)
    letter["From"] = Address(display_name=f"Plumbline, {_one_line(sender.workspace)}", addr_spec=sender.address)
    letter["To"] = Address(display_name=_one_line(reading.person.name), addr_spec=reading.person.mail)
    letter["Subject"] = _one_line(title)
    letter["Date"] = format_datetime(reading.now.astimezone(ZoneInfo(reading.person.zone)))
    # The same letter tried again is the same message to the receiver's mail program.
    letter["Message-ID"] = _message_id(key, sender)
    if reading.reply_token and sender.replies:
        letter["Reply-To"] = reply_address(sender.replies, reading.reply_token)
    letter["Auto-Submitted"] = "auto-generated"
    if stop:
        letter["List-Unsubscribe"] = f"<{stop}>"
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    letter.set_content("\n".join([*body, "", "--", *foot]) + "\n", cte="quoted-printable")
    return letter


def _thread(letter: EmailMessage, before: Sequence[str]) -> None:
    """Let mail programs show the messages about one thing together: all of them refer to one that never was."""
    if before:
        letter["In-Reply-To"] = before[-1]
        letter["References"] = " ".join(before)


def _message_id(key: str, sender: Sender) -> str:
    return f"<{sha256(key.encode()).hexdigest()[:32]}@{sender.address.rpartition('@')[2]}>"


def _one_line(text: str) -> str:
    """Titles are written by people: a line break in a header would begin another header."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
