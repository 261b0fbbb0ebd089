"""Records: the frozen values that commands, events and answers are made of."""

from collections.abc import Callable, Iterable
from dataclasses import MISSING, FrozenInstanceError, dataclass, fields
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def record(cls: type[T]) -> type[T]:
    """Make a frozen, slotted, keyword-only dataclass of a class.

    Left to themselves, dataclasses write and compile six functions for each class, and there are so many records that a process would
    start half a second later. All records share those that compare, print and forbid; the one that makes a record is compiled when its
    class is first called.
    """
    if not cls.__doc__:  # else dataclasses read a signature out of text, which takes time at each start and leaves 10 MB behind
        cls.__doc__ = f"{cls.__name__}({', '.join(cls.__annotations__)})"
    made: Any = dataclass(slots=True, kw_only=True, init=False, repr=False, eq=False)(cls)
    compared = [one.name for one in fields(made) if one.compare]
    values: Callable[[Any], Any] = attrgetter(*compared) if compared else _nothing

    def equals(self: Any, other: object) -> bool:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def digest(self: Any) -> int:
        return hash(values(self))

    def first(self: Any, **given: Any) -> None:
        made.__init__ = _maker(made)
        made.__init__(self, **given)

    made.__init__, made.__eq__, made.__hash__ = first, equals, digest
    made.__setattr__, made.__delattr__ = _refuse, _refuse
    made.__getstate__, made.__setstate__ = _state, _restore
    if "__repr__" not in cls.__dict__:
        made.__repr__ = _printed
    return made


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


def _maker(made: Any) -> Callable[..., None]:
    """Return the function that makes a record of a class, inherited fields included.

    It is written as dataclasses write it, without the rest that they write with it: most records are first made while the process starts.
    """
    known: dict[str, Any] = {"__keep__": object.__setattr__, "__missing__": MISSING}
    parameters: list[str] = []
    lines: list[str] = []
    for one in fields(made):
        value = one.name
        if one.default is not MISSING:
            known[f"__of_{one.name}__"] = one.default
            parameters.append(f"{one.name}=__of_{one.name}__")
        elif one.default_factory is not MISSING:
            known[f"__of_{one.name}__"] = one.default_factory
            parameters.append(f"{one.name}=__missing__")
            value = f"__of_{one.name}__() if {one.name} is __missing__ else {one.name}"
        else:
            parameters.append(one.name)
        lines.append(f" __keep__(self, {one.name!r}, {value})")
    head = f"def __init__(self, *, {', '.join(parameters)}):" if parameters else "def __init__(self):"
    exec("\n".join((head, *(lines or (" pass",)))), known)  # noqa: S102 - the names are those of a class, as dataclasses do it
    return known["__init__"]


def _refuse(self: Any, name: str, *_: Any) -> None:
    raise FrozenInstanceError(f"cannot change {name} of a {self.__class__.__name__}: records stay as they are")


def _state(self: Any) -> list[Any]:
    return [getattr(self, one.name) for one in fields(self)]


def _restore(self: Any, state: list[Any]) -> None:
    for one, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, one.name, value)


def _nothing(_: Any) -> tuple[()]:
    return ()


def _printed(self: Any) -> str:
    shown = (f"{one.name}={getattr(self, one.name)!r}" for one in fields(self) if one.repr)
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _check_erasable(cls: type[Any], erasable: tuple[str, ...]) -> None:
    by_name = {one.name: one for one in fields(cls)}
    for name in erasable:
        if name not in by_name or by_name[name].default != "":
            raise TypeError(f"{cls.__name__}.{name} is erasable, so it must be a text field with the default ''")
