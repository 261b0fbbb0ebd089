"""What is different between two journeys: parts that came, went, changed or moved. Words only; compare.py finds them."""

from typing import Any, Literal

from plumbline.domain.journey.edit import LISTS, PartKind
from plumbline.domain.journey.plain import Plain, model_of, plain_of
from plumbline.kernel.record import record

How = Literal["added", "removed", "changed", "moved"]
CHILDREN: dict[PartKind, tuple[PartKind, ...]] = {
    "journey": tuple(kind for kind in LISTS if kind not in ("component", "hotspot")),
    "screen": ("component", "hotspot"),
}
"""The kinds of parts that a part is made of, besides its properties."""


@record
class Property:
    """A property that is not the same. before, after: as the plain form has them; None where it has its default."""

    name: str
    before: Any = None
    after: Any = None


@record
class Change:
    """One part that is not the same. before, after: its plain form with all that is in it; None where it is not there.

    properties: of a part that is on both sides. moved: whether it stands elsewhere among those that stayed. next_part: the part that it
    stands in front of afterwards, "" at the end; told of parts that were added or moved.
    """

    kind: PartKind
    part: str
    how: How
    screen: str = ""
    before: Plain | None = None
    after: Plain | None = None
    properties: tuple[Property, ...] = ()
    moved: bool = False
    next_part: str = ""


Difference = tuple[Change, ...]


def normal(content: Plain) -> Plain:
    """Return content in its normal form, in which equal journeys are equal. It must have the shape of a journey."""
    return plain_of(model_of(content))


def own_properties(kind: PartKind, part: Plain) -> Plain:
    """Return the properties of a part without its id and without the parts that it is made of."""
    inside = {LISTS[child][0] for child in CHILDREN.get(kind, ())} | ({"kind"} if kind == "journey" else {"id"})
    return {name: value for name, value in part.items() if name not in inside}


def parts_of(kind: PartKind, child: PartKind, part: Plain | None) -> list[Plain]:
    """Return the parts of a kind that a part is made of. kind: of the part itself, to which the other must belong."""
    assert child in CHILDREN[kind]  # a mistake of ours, never of what was sent
    return list((part or {}).get(LISTS[child][0], ()))
