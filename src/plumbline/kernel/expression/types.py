"""The types of facts: booleans, texts, ranged integers, enums, lists, declared records, and declared functions."""

from collections.abc import Mapping
from dataclasses import dataclass

INT_MIN, INT_MAX = -(2**63), 2**63 - 1


@dataclass(frozen=True, slots=True)
class Bool:
    def __str__(self) -> str:
        return "a boolean"


@dataclass(frozen=True, slots=True)
class Text:
    def __str__(self) -> str:
        return "a text"


@dataclass(frozen=True, slots=True)
class Int:
    """An integer. The range bounds a finite analysis; it is not checked at run time. None: as far as 64 bits go."""

    lo: int | None = None
    hi: int | None = None

    def __str__(self) -> str:
        return "an integer"


@dataclass(frozen=True, slots=True)
class Enum:
    """A text out of a closed list."""

    name: str
    values: tuple[str, ...]

    def __str__(self) -> str:
        return f"one of {', '.join(self.values)}"


@dataclass(frozen=True, slots=True)
class Unknown:
    """The type of an empty list's elements; it fits every type."""

    def __str__(self) -> str:
        return "anything"


@dataclass(frozen=True, slots=True)
class ListOf:
    element: "Type"

    def __str__(self) -> str:
        return f"a list ({self.element})"


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping with declared fields."""

    fields: Mapping[str, "Type"]

    def __str__(self) -> str:
        return "a record"


@dataclass(frozen=True, slots=True)
class Function:
    """A function that the caller declares, such as in_screen(role, screen); its fact is a callable."""

    parameters: tuple["Type", ...]
    result: "Type"

    def __str__(self) -> str:
        return "a function"


Type = Bool | Text | Int | Enum | Unknown | ListOf | Record | Function

BOOL, TEXT, UNKNOWN = Bool(), Text(), Unknown()


def fits(one: Type, other: Type) -> bool:
    """Tell whether values of two types can be equal. Records and functions are never compared."""
    match one, other:
        case (Record() | Function(), _) | (_, Record() | Function()):
            return False
        case (Unknown(), _) | (_, Unknown()):
            return True
        case (ListOf(element=mine), ListOf(element=theirs)):
            return fits(mine, theirs)
        case (Enum(values=mine), Enum(values=theirs)):
            return not set(mine).isdisjoint(theirs)
        case (Text() | Enum(), Text() | Enum()):
            return True
        case _:
            return type(one) is type(other) and not isinstance(one, ListOf)


def joined(one: Type, other: Type) -> Type:
    """Return the type of a value that is of either of two types that fit."""
    match one, other:
        case (Unknown(), _):
            return other
        case (Int(), Int()):
            lo = None if one.lo is None or other.lo is None else min(one.lo, other.lo)
            hi = None if one.hi is None or other.hi is None else max(one.hi, other.hi)
            return Int(lo, hi)
        case (ListOf(), ListOf()):
            return ListOf(joined(one.element, other.element))
        case (Enum(), _) if one != other and not isinstance(other, Unknown):
            return TEXT
        case _:
            return one
