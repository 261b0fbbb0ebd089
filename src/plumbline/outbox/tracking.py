"""What all trackers have in common: how an item stands outside, what is written into one, how people's text becomes harmless."""

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Generator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from plumbline.domain.cycle.work_item import Status
from plumbline.kernel.record import record
from plumbline.outbox.connector import Call, Connection, Conversation, Happened, Outcome, Passage, Reference, Reply, Told

TYPES = ("commitment.renewed", "commitment.suspected", "decision.handed_back", "decision.handed_off", "work_item.linked")
"""When an item outside is made, written anew or commented on."""
NOTED = ("commitment.renewed", "commitment.suspected", "decision.handed_back")
"""What people who work outside are told in a comment: whatever they build by has changed."""
LONGEST_TITLE, LONGEST_BODY = 250, 30_000
BY_HAND = "by-hand:"
"""Begins the key of an item that a person wrote and linked: nothing in it is changed."""
_BROKEN = "\u200b"
_HOSTS = re.compile(r"((?:github|linear|atlassian)\.(?:com|app|net))(?=/)", re.IGNORECASE)


@record
class Standing:
    """How an item stands outside. changed_at: by the tracker's clock."""

    reference: str
    url: str
    status: Status
    title: str
    due_on: date | None
    changed_at: datetime


@record
class Seen:
    """What a tracker said of an item. standing: None for a hint only: how it stands has to be asked."""

    reference: str
    standing: Standing | None = None


Reading = Generator[Call, Reply, Standing | Outcome]
Read = Callable[[Connection, str], Reading]
"""Ask how the item of a reference stands now; an outcome says why that is not known."""


Search = Generator[Call, Reply, Reference | Outcome | None]
"""Look for the item that was made before; an outcome says why that is not known."""


@record
class Steps:
    """How one tracker is spoken to. comment: the last argument is whether all that was agreed is told, or only what changed."""

    find: Callable[[Connection, Happened, Told], Search]
    create: Callable[[Connection, Told], Conversation]
    update: Callable[[Connection, Reference, Happened, Told], Conversation]
    comment: Callable[[Connection, Reference, Happened, Told, bool], Conversation]


def kept_up(steps: Steps, connection: Connection, happened: Happened, told: Told, reference: Reference | None) -> Conversation:
    """Make the item of a commitment, or bring the one that there is up to date. One that a person wrote gets comments only."""
    reference = carried_by(connection, told, reference)
    if reference is not None and reference.key.startswith(BY_HAND):
        whole = happened.event_name != "commitment.suspected"
        return (yield from steps.comment(connection, reference, happened, told, whole))
    if happened.event_name == "work_item.linked" or (reference is not None and not reference.key):
        return Outcome(came="taken")  # it was linked because it was made, or somebody unlinked it
    if reference is None:
        found = yield from steps.find(connection, happened, told)
        if isinstance(found, Outcome):
            return found
        if found is None:
            return (yield from steps.create(connection, told))
        reference = found
    return (yield from steps.update(connection, reference, happened, told))


def sections(told: Told) -> tuple[Passage, ...]:
    """Return what an item says of its commitment: first whatever stands in its way now, then what was agreed."""
    warning = Passage(title=told.state_words, lines=told.missing)
    return ((warning,) if told.missing else ()) + told.passages


def carried_by(connection: Connection, told: Told, made: Reference | None) -> Reference | None:
    """Return the item outside that carries a commitment out: what people say here counts for more than what was made once.

    None when there is none yet; a reference without a key when somebody unlinked it and nothing is to take its place.
    """
    return dict(told.outside).get(connection.endpoint_id, made)


def title_of(told: Told) -> str:
    """Return the title with which an item is made."""
    title = one_line(told.title)
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"


def one_line(text: str) -> str:
    """Return text without what no line holds: breaks, and characters that nobody sees."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def harmless_markdown(text: str) -> str:
    """Return people's text as Markdown that reads the same and does nothing: no format, no mention, no link to other items.

    Trackers look for names and numbers after Markdown was read, where a backslash is of no help: an invisible space parts them.
    """
    text = re.sub(r"([\\`*_{}\[\]()<>#+!|~-])", r"\\\1", one_line(text))
    text = re.sub(r"@(?=[\w-])", f"@{_BROKEN}", text)
    text = re.sub(r"#(?=\w)", f"#{_BROKEN}", text)
    text = re.sub(r"\b(GH\\-)(?=\d)", rf"\1{_BROKEN}", text, flags=re.IGNORECASE)
    return _HOSTS.sub(rf"\1{_BROKEN}", text)


def markdown(told: Told) -> str:
    """Return what an item says of its commitment, as Markdown."""
    parts = [
        f"**{harmless_markdown(one.title)}**\n\n" + "\n".join(f"- {harmless_markdown(line)}" for line in one.lines)
        for one in sections(told)
    ]
    text = "\n\n".join(parts)
    ending = f"\n\n[{harmless_markdown(told.number)} in Plumbline]({told.url})"
    return f"{text[:LONGEST_BODY]}{' …' if len(text) > LONGEST_BODY else ''}{ending}"


def comment_words(happened: Happened, told: Told) -> str:
    """Return in one line what is said to people outside when what they build by has changed."""
    first = "The new version was taken; what was agreed is written anew." if happened.event_name == "commitment.renewed" else ""
    return one_line(" ".join(filter(None, (first, f"{told.state_words}.", *told.missing))))


def replaced(text: str, begin: str, end: str, block: str) -> str:
    """Return text with the block between two marks replaced, and what people wrote around it kept; in front where there is none yet."""
    first, last = text.find(begin), text.find(end)
    written = f"{begin}\n{block}\n{end}"
    if first < 0 or last < first:
        return f"{written}\n\n{text}" if text.strip() else written
    return text[:first] + written + text[last + len(end) :]


def json_of(body: bytes) -> Any:
    """Return what an answer or a request says; an empty record when it is no JSON."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return {}


def part(found: Any, *names: str) -> Any:
    """Return what is inside records within records; None where one of them is missing."""
    for name in names:
        found = found.get(name) if isinstance(found, Mapping) else None  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
    return found  # pyright: ignore[reportUnknownVariableType]


def list_of(found: Any) -> list[Any]:
    """Return a list as it is; an empty one for whatever is none."""
    return found if isinstance(found, list) else []  # pyright: ignore[reportUnknownVariableType]


def text_of(found: Any, *names: str) -> str:
    """Return text inside records; empty where there is none."""
    value = part(found, *names)
    return value if isinstance(value, str) else ""


def instant_of(text: str) -> datetime | None:
    """Return an instant as trackers write it; None for what is none."""
    try:
        instant = datetime.fromisoformat(re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", text))
    except ValueError:
        return None
    return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)


def day_of(text: str) -> date | None:
    """Return a day as trackers write it; None for what is none."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def is_signed(secret: str, body: bytes, given: str) -> bool:
    """Tell whether a signature is the HMAC-SHA256 of a body, in hex; never without a secret."""
    right = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return bool(secret) and hmac.compare_digest(right.encode(), given.strip().lower().encode())


def failed(reply: Reply, said: str) -> Outcome:
    """Return what an answer means that is neither taken nor known to the tracker's own rules. said: what it says of why."""
    why = one_line(f"{reply.status} {said}" if reply.status else reply.fault)[:500]
    match reply.status:
        case 401 | 403:
            return Outcome(came="revoked", said=why)
        case 0 | 408 | 409 | 425 | 429:
            return Outcome(came="again", said=why, retry_after=reply.retry_after)
        case status if status >= 500:
            return Outcome(came="again", said=why, retry_after=reply.retry_after)
        case _:
            return Outcome(came="refused", said=why)


def until(number: str, now: datetime, *, per_second: int = 1) -> timedelta | None:
    """Return how long it is until an instant that is given as a number since 1970; None for what is no such number."""
    if not number.isdigit() or len(number) > 16:
        return None
    return max(datetime.fromtimestamp(int(number) / per_second, UTC) - now, timedelta(seconds=1))
