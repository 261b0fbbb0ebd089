"""One entry in full: its fields and its attribution as lines, and what a verification found."""

from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from plumbline.kernel.record import erasable_fields, record
from plumbline.ledger.checkpoint import Checkpoint
from plumbline.ledger.entry import Entry, Head
from plumbline.web.clockwords import moment
from plumbline.web.labels import short_id
from plumbline.words.event import Label, hours

_ORDER = (
    ("actor", "Who"), ("actor_kind", "Kind of actor"), ("on_behalf_of", "On behalf of"), ("delegation", "By delegation"),
    ("role", "In the role"), ("surface", "Through"), ("client", "With"), ("occurred_at", "Happened"), ("workspace", "Workspace"),
    ("cycle", "Cycle"), ("playbook", "Playbook"), ("policy_version", "Policy version"), ("calendar_version", "Calendar version"),
    ("origin", "Origin"), ("origin_id", "Id at its origin"), ("claimed", "Taken on trust"), ("correlation_id", "Correlation"),
    ("causation_id", "Caused by"), ("trace_parent", "Trace"), ("trace_state", "Trace state"), ("packs_digest", "Packs"),
)  # fmt: skip
_LONGEST_LIST = 12
ITSELF = "Plumbline itself"


@record
class Verdict:
    """What a verification found. head: the root of the tree in hex; anchored: how far a signed checkpoint reaches."""

    whole: bool
    words: str
    head: str
    anchored: str


@record
class FieldLine:
    """One field of an entry. id is set where the words name something by its id."""

    name: str
    words: tuple[str, ...]
    id: str = ""
    erasable: bool = False


def content_lines(entry: Entry, label: Label, zone: str) -> tuple[FieldLine, ...]:
    """Return what an event says, field by field; empty ones are left out."""
    erasable = erasable_fields(entry.event.__class__)
    lines = (
        _line(field.name.replace("_", " ").capitalize(), getattr(entry.event, field.name), label, zone, field.name in erasable)
        for field in fields(entry.event)
    )
    return tuple(line for line in lines if any(line.words))


def attribution_lines(entry: Entry, label: Label, zone: str) -> tuple[FieldLine, ...]:
    """Return where an entry comes from; what does not apply is left out."""
    values = ((title, getattr(entry.attribution, name)) for name, title in _ORDER)
    lines = [_line(title, ITSELF if title == "Who" and value == "system" else value, label, zone) for title, value in values]
    place = (("Recorded", entry.recorded_at), ("Stream", entry.stream), ("Version in its stream", entry.version), ("Entry id", entry.id))
    lines += [_line(title, value, label, zone) for title, value in place]
    more = (("Section", entry.section), ("Objective", entry.objective), ("Content hash", entry.content_hash))
    lines += [_line(title, value, label, zone) for title, value in more]
    return tuple(line for line in lines if any(line.words) and line.words != ("0",))


def whole_words(head: Head) -> str:
    """Say that every entry holds, with the head in its short form."""
    count = f"{head.size:,}".replace(",", " ")
    root = head.root.hex()
    return f"{count} {'entry' if head.size == 1 else 'entries'}, unbroken, head {root[:4]}..{root[-2:]}"


def anchored_words(note: str | None, covered_at: datetime | None, zone: str) -> str:
    """Say up to when the newest signed checkpoint anchors the ledger. covered_at: when the last entry that it covers was recorded."""
    if note is None or covered_at is None:
        return "not anchored yet: a checkpoint is signed within a minute"
    checkpoint = Checkpoint.parse(note)
    return f"anchored {moment(covered_at, zone)} by the signed checkpoint of {checkpoint.origin} over {checkpoint.size} entries"


def _line(name: str, value: Any, label: Label, zone: str, erasable: bool = False) -> FieldLine:
    identifier = value if isinstance(value, str) and len(value) == 30 and value[3] == "_" else ""
    if identifier and label(identifier) == short_id(identifier):  # nothing names it, so that it is said once and in full
        return FieldLine(name=name, words=(identifier,), erasable=erasable)
    return FieldLine(name=name, words=_words(value, label, zone), id=identifier, erasable=erasable)


def _words(value: Any, label: Label, zone: str) -> tuple[str, ...]:
    match value:
        case None:
            return ()
        case bool():
            return ("yes" if value else "no",)
        case tuple():
            shown = [" ".join(_words(part, label, zone)) for part in value[:_LONGEST_LIST]]  # type: ignore[misc]
            return (*shown, f"and {len(value) - _LONGEST_LIST} more") if len(value) > _LONGEST_LIST else tuple(shown)  # type: ignore[arg-type]
        case datetime():
            return (moment(value, zone),)
        case timedelta():
            return (hours(value),)
        case str() if len(value) == 30 and value[3] == "_":
            return (label(value),)
        case str() | int():
            return (str(value),) if value != "" else ()
        case _:
            return (str(getattr(value, "title", "") or getattr(value, "text", "") or _own_fields(value, label, zone)),)


def _own_fields(value: Any, label: Label, zone: str) -> str:
    told = ((field.name, " ".join(_words(getattr(value, field.name), label, zone))) for field in fields(value))
    return ", ".join(f"{name.replace('_', ' ')} {words}" for name, words in told if words)
