"""The order of parts that two sides have ordered, added to and taken from."""

from collections.abc import Sequence
from typing import NamedTuple

Ids = Sequence[str]


class Ordered(NamedTuple):
    """The parts of both sides in an order. conflict: both sides ordered the same parts anew, each in its own way."""

    ids: list[str]
    conflict: bool


def merged_order(base: Ids, mine: Ids, theirs: Ids, *, take_theirs: bool = False) -> Ordered:
    """Return the order. mine, theirs: only parts that the merge keeps. take_theirs: whose order stands in a conflict.

    What only one side has stands behind the part that it stands behind there. Exchanging the sides changes nothing but whose order stands
    in a conflict.
    """
    both = [part for part in mine if part in set(theirs)]
    other = [part for part in theirs if part in set(both)]
    spine, conflict = _spine(base, both, other, take_theirs)
    after: dict[str, list[list[str]]] = {part: [] for part in ("", *spine)}
    for side in (mine, theirs):
        for part, block in _blocks(side, set(both)).items():
            after[part].append(block)
    ids = [one for part in ("", *spine) for one in (*([part] if part else ()), *(each for block in sorted(after[part]) for each in block))]
    return Ordered(ids, conflict)


def _spine(base: Ids, mine: list[str], theirs: list[str], take_theirs: bool) -> tuple[list[str], bool]:
    """The order of the parts that both sides have."""
    if mine == theirs:
        return mine, False
    old = [part for part in base if part in set(mine)]
    known = set(old)
    mine_old, theirs_old = [part for part in mine if part in known], [part for part in theirs if part in known]
    if mine_old == theirs_old:
        return min(mine, theirs), False
    if mine_old == old:
        return theirs, False
    if theirs_old == old:
        return mine, False
    return (theirs if take_theirs else mine), True


def _blocks(side: Ids, both: set[str]) -> dict[str, list[str]]:
    """What only one side has, by the part of both sides that it stands behind; "" for the beginning."""
    found: dict[str, list[str]] = {}
    behind = ""
    for part in side:
        if part in both:
            behind = part
        else:
            found.setdefault(behind, []).append(part)
    return found
