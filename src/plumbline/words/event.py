"""What an event says, in one sentence that follows the name of whoever did it."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from importlib.resources import files
from typing import Any

from plumbline.kernel.identity import is_id
from plumbline.kernel.record import event_name

Label = Callable[[str], str]
_OPTIONAL = re.compile(r"\[([^][]*)\]")
_FIELD = re.compile(r"\{(\w+)\}")
_CODES = {
    "elapsed": "wall clock",
    "workday": "working days",
    "business": "business hours",
    "half": "half of the time is used",
    "quarter": "a quarter of the time is left",
    "waiting_on_requester": "waiting on the requester",
    "blocked_by": "blocked",
    "out_of_office": "out of office",
    "legal_hold": "legal hold",
    "new_evidence": "new evidence",
    "criteria_failed": "a criterion failed",
    "scope_change": "the scope changed",
    "error": "recorded in error",
    "dependency_changed": "something it depends on changed",
    "reopened": "its decision was reopened",
    "edited": "its decision reads differently now",
    "evidence": "its evidence was taken back",
    "superseded": "another decision took its place",
    "journey_changed": "the journey it was approved on was edited",
    "converted": "made into a decision",
    "no_owner": "nobody owns its area",
    "not_active": "who it names has left",
    "holds_item": "who it names holds the item",
    "asked_already": "who it names was asked already",
    "unclear_owner": "unclear owner",
    "missing_input": "missing input",
    "capacity": "no capacity",
    "external": "outside the team",
    "other": "another cause",
    "not_shown": "not shown",
    "given_up": "given up",
    "at_risk": "at risk",
    "at_least": "at least",
    "at_most": "at most",
    "gate_condition": "a gate's condition",
    "agenda_item": "an item of the agenda",
    "on_track": "on track",
    "off_track": "off track",
}
_SUBJECTS = ("item_id", "clock_id", "escalation_id")


def event_sentence(event: Any, label: Label, zone: tzinfo = UTC) -> str:
    """Return what an event says, without its actor.

    label: names a person, an item or a part of the playbook by its id. zone: where the reader's times are.
    An event without a sentence of its own reads as its name, so that a newer ledger can still be shown.
    """
    name = event_name(event.__class__)
    template = sentences().get(name)
    if template is None:
        return name.replace(".", ": ").replace("_", " ")
    words = {field.name: _in_words(getattr(event, field.name), label, zone, names=field.name.endswith("_id")) for field in fields(event)}
    words["item"] = next((words[subject] for subject in _SUBJECTS if words.get(subject)), "")
    return _filled(template, words)


@cache
def sentences() -> Mapping[str, str]:
    """Return the sentence of each event by the event's name."""
    text = files("plumbline.words").joinpath("events.toml").read_text(encoding="utf-8")
    return {f"{noun}.{verb}": sentence for noun, verbs in tomllib.loads(text).items() for verb, sentence in verbs.items()}


def code_words(code: str) -> str:
    """Return what a code of an event means, as people say it."""
    return _CODES.get(code, code.replace("_", " "))


def day_and_time(instant: datetime, zone: tzinfo = UTC) -> str:
    """Return an instant as people read it, such as `Fri 21 Nov 14:00`."""
    local = on_wall(instant, zone)
    return f"{local:%a} {local.day} {local:%b %H:%M}"


def on_wall(instant: datetime, zone: tzinfo) -> datetime:
    """Return an instant on a zone's clock; the first or last moment of the calendar when that clock cannot show it."""
    try:
        return instant.astimezone(zone)
    except OverflowError:
        return datetime.max.replace(tzinfo=zone) if instant.year > 1 else datetime.min.replace(tzinfo=zone)


def hours(span: timedelta) -> str:
    """Return a span in whole hours, or in minutes when it is shorter than one."""
    minutes = round(span.total_seconds() / 60)
    return f"{minutes} min" if abs(minutes) < 60 else f"{round(minutes / 60)} h"


def _filled(template: str, words: Mapping[str, str]) -> str:
    # Only the template is searched for fields: braces and brackets in what people wrote come through as they are.
    chosen = _OPTIONAL.sub(lambda part: part[1] if all(words.get(name) for name in _FIELD.findall(part[1])) else "", template)
    return _FIELD.sub(lambda found: words.get(found[1]) or "nothing", chosen)


def _in_words(value: Any, label: Label, zone: tzinfo, *, names: bool) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "on" if value else "off"
        case datetime():
            return day_and_time(value, zone)
        case timedelta():
            return hours(value)
        case tuple():
            return str(len(value))  # type: ignore[arg-type]
        case str():
            return label(value) if value and (names or _is_id(value)) else _CODES.get(value, value)
        case int():
            return str(value)
        case _:
            return getattr(value, "title", "")


def _is_id(text: str) -> bool:
    return len(text) == 30 and text[3] == "_" and is_id(text, text[:3])
