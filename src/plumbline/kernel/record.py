"""Records: the frozen values that commands, events and answers are made of."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def record(cls: type[T]) -> type[T]:
    """Make a frozen, slotted, keyword-only dataclass of a class."""
    return dataclass(frozen=True, slots=True, kw_only=True)(cls)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def event(name: str, *, erasable: tuple[str, ...] = ()) -> Callable[[type[T]], type[T]]:
    """Make a record that can be kept in the ledger under a name for ever.

    name: `noun.verb_in_the_past`, unique among all events.
    erasable: text fields that may name people. They are stored apart behind a salted commitment, so they need a
    default (what remains after an erasure) and no rule may read them.
    """

    def make(cls: type[T]) -> type[T]:
        made = record(cls)
        _check_erasable(made, erasable)
        made.__event_name__ = name  # type: ignore[attr-defined]
        made.__erasable__ = erasable  # type: ignore[attr-defined]
        return made

    return make


def event_name(event_type: type[Any]) -> str:
    """Return the ledger's name of an event type. Raises AttributeError for anything that is not an event."""
    return event_type.__event_name__


def erasable_fields(event_type: type[Any]) -> tuple[str, ...]:
    """Return the names of the fields that are stored apart and can be erased."""
    return event_type.__erasable__


def registry(event_types: Iterable[type[Any]]) -> dict[str, type[Any]]:
    """Return event types by their ledger name. Raises ValueError when two share one."""
    known: dict[str, type[Any]] = {}
    for event_type in event_types:
        name = event_name(event_type)
        if name in known:
            raise ValueError(f"event name {name} is taken by {known[name].__name__} and {event_type.__name__}")
        known[name] = event_type
    return known


def _check_erasable(cls: type[Any], erasable: tuple[str, ...]) -> None:
    by_name = {field.name: field for field in fields(cls)}
    for name in erasable:
        if name not in by_name or by_name[name].default != "":
            raise TypeError(f"{cls.__name__}.{name} is erasable, so it must be a text field with the default ''")
