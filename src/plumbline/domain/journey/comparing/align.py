"""Lines up the parts that a file leaves without an id. They are numbered by their places, so one line more would rename all that follow.

Transitions, components and hotspots have such ids: t1, c1, h1. Nothing in a journey refers to them, so that a part can be given the id of
the part that it is in another journey.
"""

import json
import re
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count

from plumbline.domain.journey.comparing.difference import normal
from plumbline.domain.journey.edit import LISTS, PartKind
from plumbline.domain.journey.plain import Plain

Look = Callable[[Plain], str]
_LETTERS: Mapping[PartKind, str] = {"transition": "t", "component": "c", "hotspot": "h"}


def aligned(content: Plain, to: Plain) -> Plain:
    """Return content whose numbered parts have the ids of the parts of `to` that they are: those that are equal, then those most alike."""
    data, other = normal(content), normal(to)
    _line_up("transition", data, other)
    screens = {str(one["id"]): one for one in other.get("screens", ())}
    for screen in data.get("screens", ()):
        for kind in ("component", "hotspot"):
            _line_up(kind, screen, screens.get(str(screen["id"]), {}))
    return data


def alike(kind: PartKind, one: Plain, other: Plain) -> bool:
    """Tell whether two parts that may have been numbered are one and the same that was changed, rather than two."""
    return _looks(kind)[1](one) == _looks(kind)[1](other)


def free_ids(kind: PartKind, taken: set[str]) -> Iterator[str]:
    """Yield ids for parts of a kind that is numbered, which nobody has."""
    return (found for number in count(1) if (found := f"{_LETTERS[kind]}{number}") not in taken)


def _line_up(kind: PartKind, holder: Plain, other: Plain) -> None:
    name, _ = LISTS[kind]
    numbered = re.compile(rf"{_LETTERS[kind]}[0-9]+")
    mine = [one for one in holder.get(name, ()) if numbered.fullmatch(str(one["id"]))]
    theirs = [one for one in other.get(name, ()) if numbered.fullmatch(str(one["id"]))]
    if [one["id"] for one in mine] == [one["id"] for one in theirs] and mine == theirs:
        return
    taken = {str(one["id"]) for one in (*holder.get(name, ()), *other.get(name, ()))}
    free = free_ids(kind, taken)
    pairs = _pairs(mine, theirs, _looks(kind))
    for place, one in enumerate(mine):
        one["id"] = pairs[place] if place in pairs else next(free)


def _pairs(mine: Sequence[Plain], theirs: Sequence[Plain], looks: Sequence[Look]) -> Mapping[int, str]:
    """The id of the other part by the place of the one: what looks the same first, and of several that do, in their order."""
    found: dict[int, str] = {}
    left = list(theirs)
    for look in looks:
        waiting: dict[str, deque[Plain]] = defaultdict(deque)
        for one in left:
            waiting[look(one)].append(one)
        for place, one in enumerate(mine):
            if place not in found and waiting[look(one)]:
                found[place] = str(waiting[look(one)].popleft()["id"])
        gone = set(found.values())
        left = [one for one in left if one["id"] not in gone]
    return found


def _looks(kind: PartKind) -> tuple[Look, ...]:
    """Ways to look at a part, the closest first."""
    match kind:
        case "transition":
            return (_whole, _by("from", "on"), _by("from", "to"))
        case "component":
            return (_whole, _by("type", "act", "variable"), _by("type"))
        case _:
            return (_whole, _by("act"))


def _whole(part: Plain) -> str:
    return json.dumps({name: value for name, value in part.items() if name != "id"}, sort_keys=True)


def _by(*names: str) -> Look:
    def look(part: Plain) -> str:
        return json.dumps([part.get(name) for name in names])

    return look
