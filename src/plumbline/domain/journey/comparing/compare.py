"""Compares two journeys part by part, which are the same when they have one id. Parts without ids are lined up by align.py first."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from plumbline.domain.journey.comparing.difference import CHILDREN, Change, Difference, Property, normal, own_properties, parts_of
from plumbline.domain.journey.edit import PartKind
from plumbline.domain.journey.plain import Plain


def compare(before: Plain, after: Plain) -> Difference:
    """Return what is different, in the order of the journey: of each list what went, then what came, changed or moved.

    Both must have the shape of a journey; they may have faults. Nothing is different exactly when their normal forms are equal.
    """
    return tuple(_part("journey", "", normal(before), normal(after), moved=False, next_part=""))


def _part(kind: PartKind, screen: str, before: Plain, after: Plain, *, moved: bool, next_part: str) -> Iterator[Change]:
    properties = tuple(_properties(own_properties(kind, before), own_properties(kind, after)))
    part = "" if kind == "journey" else str(after["id"])
    if properties or moved:
        yield Change(
            kind=kind, part=part, screen=screen, how="changed" if properties else "moved", before=before, after=after,
            properties=properties, moved=moved, next_part=next_part if moved else "",
        )  # fmt: skip
    for child in CHILDREN.get(kind, ()):
        yield from _list(child, part, parts_of(kind, child, before), parts_of(kind, child, after))


def _properties(before: Plain, after: Plain) -> Iterator[Property]:
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            yield Property(name=name, before=before.get(name), after=after.get(name))


def _list(kind: PartKind, screen: str, before: Sequence[Plain], after: Sequence[Plain]) -> Iterator[Change]:
    old, new = {str(one["id"]): one for one in before}, {str(one["id"]): one for one in after}
    for part, plain in old.items():
        if part not in new:
            yield Change(kind=kind, part=part, screen=screen, how="removed", before=plain)
    stay, order = staying([part for part in old if part in new], [part for part in new if part in old]), [*new, ""]
    for place, (part, plain) in enumerate(new.items()):
        if part not in old:
            yield Change(kind=kind, part=part, screen=screen, how="added", after=plain, next_part=order[place + 1])
        elif part not in stay or plain != old[part]:
            yield from _part(kind, screen, old[part], plain, moved=part not in stay, next_part=order[place + 1])


def staying(before: Sequence[str], after: Sequence[str]) -> frozenset[str]:
    """Return the most ids that stand in one order on both sides, so that as few as can be have moved. Both hold the same ids, each once."""
    place = {part: number for number, part in enumerate(before)}
    ends: list[int] = []  # the smallest place that a row of each length ends on
    lasts: list[str] = []
    row_before: dict[str, str] = {}
    for part in after:
        length = bisect_left(ends, place[part])
        if length:
            row_before[part] = lasts[length - 1]
        ends[length : length + 1], lasts[length : length + 1] = [place[part]], [part]
    found: set[str] = set()
    part = lasts[-1] if lasts else ""
    while part:
        found.add(part)
        part = row_before.get(part, "")
    return frozenset(found)
