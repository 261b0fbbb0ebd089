"""A difference as edits: what has to be done to one journey so that it becomes the other."""

from collections.abc import Iterator

from plumbline.domain.journey.comparing.difference import Change, Difference
from plumbline.domain.journey.edit import Edit, adding, removing, setting


def edits_of(difference: Difference) -> tuple[Edit, ...]:
    """Return the edits that make the second journey of the first. The id of the journey itself is no edit: it stays that of the first."""
    return (*_in_place(difference), *_placed(difference))


def _in_place(difference: Difference) -> Iterator[Edit]:
    for one in difference:
        if one.how == "removed":
            yield removing(one.kind, one.part, screen=one.screen)
        for each in one.properties:
            if not (one.kind == "journey" and each.name == "id"):
                yield setting(one.kind, one.part, each.name, each.after, screen=one.screen)


def _placed(difference: Difference) -> Iterator[Edit]:
    """From the end of each list to its beginning: what a part is put in front of stands at its place already."""
    for one in reversed(difference):
        if one.how == "added":
            yield adding(one.kind, one.after or {}, screen=one.screen, before=one.next_part)
        elif one.moved:
            yield _move(one)


def _move(one: Change) -> Edit:
    return Edit(op="move", kind=one.kind, part=one.part, screen=one.screen, before=one.next_part)
