"""A message as it came, read: who sent it, whom it names, what was written, and what came with it. Whatever the bytes are, an answer."""

import re
from collections.abc import Iterator
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import getaddresses
from hashlib import sha256
from typing import Any, cast

from plumbline.files.mail.automatic import why_automatic
from plumbline.files.mail.html_text import text_of_html
from plumbline.kernel.record import record

LARGEST = 4 * 1024 * 1024
"""The most bytes of a message, with everything that is attached to it."""
_LARGEST_HTML = 1024 * 1024
_DEEPEST, _MOST_PARTS = 20, 200
_NAMED = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc", "Resent-To")
_UNFIT = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "utf-7", "utf7"})
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LONGEST_NAME = 200


class Unreadable(Exception):
    """Bytes that are no message, or one that nobody could have written to be read. Says why."""


@record
class Mail:
    """One message. senders, recipients: addresses only. text: as it was written, quotes included; left_out: names of what came with it.

    message_id: without one, a digest of what it says. automatic: what shows that no person wrote it; empty for a person's.
    """

    message_id: str
    senders: tuple[str, ...]
    recipients: tuple[str, ...]
    subject: str
    text: str
    left_out: tuple[str, ...]
    automatic: str


def read_message(raw: bytes) -> Mail:
    """Return what a message says. Raises Unreadable."""
    try:
        message = BytesParser(policy=compat32).parsebytes(raw)
        senders = _addresses(message, ("From",))
        parts = [*_parts(message)]
        return Mail(
            message_id=_message_id(message, raw),
            senders=senders,
            recipients=_addresses(message, _NAMED),
            subject=_one_line(_header(message, "Subject")),
            text=_plain(_written(message, 0)),
            left_out=tuple(dict.fromkeys(_name(part) for part in parts if _comes_along(part))),
            automatic=why_automatic(message, senders),
        )
    except (MessageError, RecursionError, ValueError, LookupError, TypeError, AttributeError) as fault:
        # The parser of the standard library raises all of these for bytes that no mail program writes.
        raise Unreadable("it is not written as messages are") from fault


def sent_to(raw: bytes) -> tuple[str, ...]:
    """Return the addresses that the head of a message names, whatever follows it."""
    head = re.split(rb"\r?\n\r?\n", raw[: 256 * 1024], maxsplit=1)[0]
    try:
        return _addresses(BytesParser(policy=compat32).parsebytes(head, headersonly=True), _NAMED)
    except (MessageError, ValueError, LookupError, TypeError, AttributeError):
        return ()


def _message_id(message: Message, raw: bytes) -> str:
    said = " ".join(_header(message, "Message-ID").split())
    if said:
        return said[:998]
    body = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[-1]
    told = "\0".join(_header(message, name) for name in ("From", "Date", "Subject"))
    return f"sha256:{sha256(told.encode('utf-8', 'replace') + body).hexdigest()}"


def _addresses(message: Message, names: tuple[str, ...]) -> tuple[str, ...]:
    given = [_raw(value) for name in names for value in message.get_all(name, [])]
    return tuple(dict.fromkeys(address.strip() for _, address in getaddresses(given) if "@" in address and address.isprintable()))


def _header(message: Message, name: str) -> str:
    value = _raw(message.get(name, ""))
    try:
        return str(make_header(decode_header(value)))
    except (MessageError, ValueError, LookupError):
        return value


def _raw(value: object) -> str:
    return str(value).encode("utf-8", "replace").decode()


def _parts(message: Message) -> Iterator[Message]:
    """Every part that is no container; what is inside an attached message is its own."""
    waiting, count = [(message, 0)], 0
    while waiting:
        part, depth = waiting.pop(0)
        count += 1
        if depth > _DEEPEST or count > _MOST_PARTS:
            raise Unreadable("it has more parts, or parts within parts, than a person's message has")
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting += [(one, depth + 1) for one in _inner(part)]
        else:
            yield part


def _inner(part: Message) -> list[Message]:
    found: Any = part.get_payload()
    return [one for one in cast(list[Any], found) if isinstance(one, Message)] if isinstance(found, list) else []


def _written(part: Message, depth: int) -> str:
    """What a part says to its reader; the plain one where there are several ways to say the same."""
    if part.get_content_maintype() == "multipart":
        inner = _inner(part)
        if part.get_content_subtype() == "alternative":
            plain_first = sorted(inner, key=lambda one: one.get_content_type() != "text/plain")
            return next((said for one in plain_first if (said := _written(one, depth + 1)).strip()), "")
        return "\n\n".join(said for one in inner if (said := _written(one, depth + 1)).strip())
    if _comes_along(part):
        return ""
    text = _text(part)
    if part.get_content_subtype() == "html":
        if len(text) > _LARGEST_HTML:
            raise Unreadable("what it says is longer than a page of the web may be here")
        return text_of_html(text)
    return _unflowed(text, delsp=str(part.get_param("delsp") or "").lower() == "yes") if _flows(part) else text


def _comes_along(part: Message) -> bool:
    """Whether a part is a file, a picture or another message, and not what was written."""
    shown = part.get_content_type() in ("text/plain", "text/html")
    return not shown or part.get_content_disposition() == "attachment"


def _name(part: Message) -> str:
    said = part.get_filename()
    name = _one_line(str(make_header(decode_header(said)))) if said else ""
    return (name or f"a part of type {_one_line(part.get_content_type())}")[:_LONGEST_NAME]


def _text(part: Message) -> str:
    body = part.get_payload(decode=True)
    raw = body if isinstance(body, bytes) else b""
    charset = str(part.get_content_charset() or "utf-8").lower()
    if charset not in _UNFIT:
        try:
            return raw.decode(charset)
        except (LookupError, ValueError):
            pass
    try:
        return raw.decode()
    except ValueError:
        return raw.decode("cp1252", "replace")


def _flows(part: Message) -> bool:
    return part.get_content_subtype() == "plain" and str(part.get_param("format") or "").lower() == "flowed"


def _unflowed(text: str, *, delsp: bool) -> str:
    """Join the lines that a mail program broke (RFC 3676)."""
    lines: list[str] = []
    open_line = False
    for line in text.splitlines():
        stuffed = line[1:] if line.startswith(" ") else line
        flows = stuffed.endswith(" ") and stuffed != "-- " and not stuffed.startswith(">")
        said = stuffed[:-1] if flows and delsp else stuffed
        if open_line and stuffed != "-- " and not stuffed.startswith(">"):
            lines[-1] += said
        else:
            lines.append(said)
        open_line = flows
    return "\n".join(lines)


def _plain(text: str) -> str:
    """A text that may be recorded: lines, no control characters, nothing that is no character."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return _CONTROL.sub("", lines).encode("utf-8", "replace").decode().strip()


def _one_line(text: str) -> str:
    return " ".join(_plain(text).split())[:_LONGEST_NAME]
