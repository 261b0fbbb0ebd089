"""Cause and effects of an entry: what one request wrote, and what Plumbline did by itself because of it, as a tree."""

from collections.abc import Sequence

from plumbline.kernel.record import record
from plumbline.ledger.entry import Entry
from plumbline.ledger.within import WorkspaceLedger
from plumbline.projections.history import count_of, positions_of
from plumbline.web.history import EntryLine, entry_line
from plumbline.web.reader import Reader
from plumbline.words.event import Label

_MOST = 60


@record
class Branch:
    """An entry with its effects. here: it is the one that is looked at."""

    line: EntryLine
    here: bool
    effects: tuple["Branch", ...]


@record
class Tree:
    """Everything that one command led to. left_out: how many entries are older than those shown."""

    command: str
    branches: tuple[Branch, ...]
    size: int
    left_out: int


@record
class Kin:
    """The entries that came of the same command, oldest first, and how many there are in all."""

    entries: tuple[Entry, ...]
    count: int


async def kin_of(ledger: WorkspaceLedger, entry: Entry) -> Kin:
    """Return the entries that came of the same command as an entry, itself among them."""
    command = entry.attribution.correlation_id
    if not command:
        return Kin(entries=(entry,), count=1)
    near = await positions_of(ledger, [command], before=entry.position + _MOST // 2, limit=_MOST)
    return Kin(entries=tuple(await ledger.entries(list(reversed(near)))), count=await count_of(ledger, command))


def tree_of(entry: Entry, kin: Kin, label: Label, reader: Reader) -> Tree:
    """Return the tree that an entry is part of. An effect names its cause; what names none of those shown stands at the root."""
    ids = {one.id for one in kin.entries}
    effects: dict[str, list[Entry]] = {}
    for one in kin.entries:
        cause = one.attribution.causation_id
        effects.setdefault(cause if cause in ids else "", []).append(one)

    def branches(of: Sequence[Entry]) -> tuple[Branch, ...]:
        return tuple(
            Branch(line=entry_line(one, label, reader), here=one.position == entry.position, effects=branches(effects.get(one.id, ())))
            for one in of
        )

    return Tree(
        command=entry.attribution.correlation_id,
        branches=branches(effects.get("", ())),
        size=len(kin.entries),
        left_out=kin.count - len(kin.entries),
    )
