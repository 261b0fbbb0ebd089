"""The dates that a command carries: with a zone, and near enough that calendars and every zone on earth can work with them."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from plumbline.domain.cycle.rules.common import check
from plumbline.kernel.outcome import Context, Finding

REACH = timedelta(days=3_653)
"""How far from now a date may lie: ten years."""


def date_findings(command: Any, context: Context) -> tuple[Finding, ...]:
    """Return what is wrong with the dates of a command, wherever in it they stand; nothing for the system's, which are computed.

    Asked before all other rules, because those compare and add: an entry is for ever, and so would be a date that no page can show.
    """
    if context.actor_kind == "system":
        return ()
    return tuple(finding for name, date in _dates(command) for finding in _findings(name, date, context) if not finding.met)


def _findings(name: str, date: datetime, context: Context) -> Iterator[Finding]:
    who, actual = (context.actor,), date.replace(tzinfo=None).isoformat()
    zoned = date.utcoffset() is not None
    yield check("common.date_zone", zoned, actual=actual, who=who, field=name)
    if zoned:
        # The span is compared, not the date: ten years after a date near the calendar's end is no date any more.
        near = abs(date - context.now) <= REACH
        yield check("common.date_near", near, expected=(context.now + REACH).isoformat(), actual=actual[:10], who=who, field=name)


def _dates(value: Any, name: str = "") -> Iterator[tuple[str, datetime]]:
    if isinstance(value, datetime):
        yield name, value
    elif isinstance(value, tuple):
        for part in value:  # pyright: ignore[reportUnknownVariableType]
            yield from _dates(part, name)
    else:
        for one in _names_in(value.__class__):
            held = getattr(value, one)
            if held.__class__ is not str:  # as most are
                yield from _dates(held, one)


@cache
def _names_in(kind: type) -> tuple[str, ...]:
    """The names of a record's fields; none for what is no record. Looked up once: a plan is made of thousands."""
    return tuple(one.name for one in fields(kind)) if is_dataclass(kind) else ()
