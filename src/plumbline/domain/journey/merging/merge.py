"""Merges two journeys that began as one, property by property. Pure: the same three contents and choices always come to the same."""

import json
from collections.abc import Iterable, Mapping, Sequence

from plumbline.domain.journey.comparing.align import alike, free_ids
from plumbline.domain.journey.comparing.difference import CHILDREN, normal, own_properties, parts_of
from plumbline.domain.journey.edit import LISTS, PartKind
from plumbline.domain.journey.merging.conflict import ORDER, Choice, Conflict, Merged
from plumbline.domain.journey.merging.order import merged_order
from plumbline.domain.journey.plain import Plain

_MAY_BE_TWO: frozenset[PartKind] = frozenset({"transition", "component", "hotspot"})
"""Parts that nothing refers to by their id: of two different ones that were added under one id, both stay."""


def merge(base: Plain, mine: Plain, theirs: Plain, choices: Iterable[Choice] = ()) -> Merged:
    """Return what both sides come to. All three must have the shape of a journey; what is merged may have faults that neither side has.

    What only one side changed is taken from it. What both changed alike is one change. Everything else is a conflict.
    """
    merging = _Merging({one.key: one for one in choices})
    content = merging.part("journey", "", normal(base), normal(mine), normal(theirs)) or {}
    return Merged(content=normal(content), conflicts=tuple(merging.found), open=tuple(merging.open))


class _Merging:
    """One merge: the choices that were made, and the conflicts as they are found, in the order of the journey."""

    def __init__(self, choices: Mapping[tuple[str, str, str, str], Choice]) -> None:
        self.choices = choices
        self.found: list[Conflict] = []
        self.open: list[Conflict] = []

    def part(self, kind: PartKind, screen: str, base: Plain | None, mine: Plain | None, theirs: Plain | None) -> Plain | None:
        """Return what becomes of a part; None where it goes. None stands for a part that a side does not have."""
        if mine == theirs or theirs == base:
            return mine
        if mine == base:
            return theirs
        if base is None or mine is None or theirs is None:
            return theirs if self._whole(kind, screen, base, mine, theirs) else mine
        part = "" if kind == "journey" else str(base["id"])
        merged: Plain = self._properties(kind, screen, part, *(own_properties(kind, one) for one in (base, mine, theirs)))
        merged |= {"id": mine["id"]}
        for child in CHILDREN.get(kind, ()):
            inside = part if kind == "screen" else ""
            merged[LISTS[child][0]] = self._list(child, inside, *(parts_of(kind, child, one) for one in (base, mine, theirs)))
        return merged

    def _whole(self, kind: PartKind, screen: str, base: Plain | None, mine: Plain | None, theirs: Plain | None) -> bool:
        """Tell whether a part is taken from the other side, of which one side has none, or each has another."""
        part = str((mine or theirs or {})["id"])
        choice = self._ask(Conflict(kind=kind, part=part, screen=screen, base=base, mine=mine, theirs=theirs))
        return choice is not None and choice.take == "theirs"

    def _properties(self, kind: PartKind, screen: str, part: str, base: Plain, mine: Plain, theirs: Plain) -> Plain:
        merged: Plain = {}
        for name in dict.fromkeys((*base, *mine, *theirs)):
            before, one, other = base.get(name), mine.get(name), theirs.get(name)
            value = other if one == before else one
            if one not in (before, other) and other != before and not (kind == "journey" and name == "id"):
                asked = Conflict(kind=kind, part=part, screen=screen, name=name, base=before, mine=one, theirs=other)
                choice = self._ask(asked)
                value = one if choice is None or choice.take == "mine" else other if choice.take == "theirs" else _own(choice)
            if value is not None:
                merged[name] = value
        return merged

    def _list(self, kind: PartKind, screen: str, base: Sequence[Plain], mine: Sequence[Plain], theirs: Sequence[Plain]) -> list[Plain]:
        theirs = _told_apart(kind, base, mine, theirs)
        old, one, other = _by_id(base), _by_id(mine), _by_id(theirs)
        kept = {part: self.part(kind, screen, old.get(part), one.get(part), other.get(part)) for part in dict.fromkeys((*one, *other))}
        stays = {part: plain for part, plain in kept.items() if plain is not None}
        ids = [[part for part in side if part in stays] for side in (old, one, other)]
        ordered = merged_order(*ids)
        if ordered.conflict:
            choice = self._ask(Conflict(kind=kind, screen=screen, name=ORDER, base=ids[0], mine=ids[1], theirs=ids[2]))
            if choice is not None and choice.take == "theirs":
                ordered = merged_order(*ids, take_theirs=True)
        return [stays[part] for part in ordered.ids]

    def _ask(self, conflict: Conflict) -> Choice | None:
        choice = self.choices.get(conflict.key)
        self.found.append(conflict)
        if choice is None or (choice.take == "own" and conflict.name in ("", ORDER)):
            self.open.append(conflict)
            return None
        return choice


def _told_apart(kind: PartKind, base: Sequence[Plain], mine: Sequence[Plain], theirs: Sequence[Plain]) -> Sequence[Plain]:
    """Give other ids to what the other side added under an id that one's own side gave to something else."""
    if kind not in _MAY_BE_TWO:
        return theirs
    known, own = {str(one["id"]) for one in base}, _by_id(mine)
    free = free_ids(kind, {*known, *own, *(str(one["id"]) for one in theirs)})
    found: list[Plain] = []
    for one in theirs:
        part = str(one["id"])
        is_another = part not in known and part in own and one != own[part] and not alike(kind, one, own[part])
        found.append({**one, "id": next(free)} if is_another else one)
    return found


def _by_id(parts: Sequence[Plain]) -> dict[str, Plain]:
    return {str(one["id"]): one for one in parts}


def _own(choice: Choice) -> object:
    return json.loads(choice.value) if choice.value else None
