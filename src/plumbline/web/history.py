"""What happened to an item, from the ledger: who did what and when, each line with its entry's number and hash."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from plumbline.domain.cycle.state import Cycle
from plumbline.kernel.record import record
from plumbline.ledger.entry import Entry
from plumbline.ledger.within import WorkspaceLedger
from plumbline.projections.history import newest_of
from plumbline.web.clockwords import Instant
from plumbline.web.instants import instant
from plumbline.web.labels import label_of, name_of, short_id
from plumbline.web.reader import Reader
from plumbline.words.event import Label, event_sentence


@record
class EntryLine:
    """One entry in words. on_behalf_of is empty when the actor acted for themselves."""

    position: int
    at: Instant
    actor: str
    on_behalf_of: str
    words: str
    name: str
    hash: str
    surface: str


@record
class ItemHistory:
    """The newest entries of an item, and how many there are in all."""

    entries: tuple[Entry, ...]
    count: int


async def history_of(ledger: WorkspaceLedger, item_id: str, limit: int = 20, *, before: int = 0) -> ItemHistory:
    """Return the newest entries about an item. before: only older ones; 0 means from the newest."""
    positions, count = await newest_of(ledger, item_id, before=before, limit=limit)
    return ItemHistory(entries=tuple(await ledger.entries(positions)), count=count)


def entry_lines(entries: Sequence[Entry], label: Label, reader: Reader) -> tuple[EntryLine, ...]:
    """Return entries in words, in the order given."""
    return tuple(entry_line(entry, label, reader) for entry in entries)


def entry_line(entry: Entry, label: Label, reader: Reader) -> EntryLine:
    """Return one entry in words."""
    words = event_sentence(entry.event, label, ZoneInfo(reader.zone))
    return EntryLine(
        position=entry.position,
        at=instant(entry.attribution.occurred_at, reader.zone),
        actor=name_of(reader.names, entry.attribution.actor),
        on_behalf_of=name_of(reader.names, entry.attribution.on_behalf_of),
        words=words + (" (its text was erased)" if entry.erased else ""),
        name=entry.event_name,
        hash=entry.leaf_hash.hex(),
        surface=entry.attribution.surface,
    )


def label_in(cycle: Cycle | None, reader: Reader) -> Label:
    """Return how ids are named: people by the directory, items and parts of the playbook by their cycle."""

    def label(identifier: str) -> str:
        if identifier.startswith("usr_"):
            return name_of(reader.names, identifier)
        return (label_of(cycle, identifier) if cycle else "") or short_id(identifier)

    return label
