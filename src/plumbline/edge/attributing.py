"""Where signals belong, asked of what is kept: each kind with its count, those of a cycle, those of nowhere. Pages and API share it."""

from collections import Counter
from collections.abc import Iterable

from plumbline.domain.signal.attribution import Attributed, fits
from plumbline.domain.signal.signal import claimed_names, instant
from plumbline.domain.workspace.signal_source import MapSignals, SignalMapping
from plumbline.installation import Installation
from plumbline.kernel.record import record
from plumbline.projections import signal_places
from plumbline.projections.signal_places import Sorted
from plumbline.signals.store import Kept


@record
class Preview:
    """What a mapping would do: how many signals that are here it is about, and how many of those have no place yet."""

    fitting: int
    moved: int


async def sorted_kinds(installation: Installation) -> list[Sorted]:
    """Return every kind of signal of the workspace with its place, the one with the newest signal first."""
    return await signal_places.sorted_kinds(installation.handling, installation.signals)


async def nowhere(installation: Installation) -> list[Sorted]:
    """Return the kinds of signals that belong to no cycle, the one with the newest signal first."""
    return [one for one in await sorted_kinds(installation) if not one.place.cycle_id]


async def of_cycle(installation: Installation, cycle_id: str) -> list[Sorted]:
    """Return the kinds of signals that belong to a cycle, the one with the newest signal first."""
    return [one for one in await sorted_kinds(installation) if one.place.cycle_id == cycle_id]


async def newest_of(installation: Installation, kinds: Iterable[Sorted], *, before: int = 0, limit: int = 50) -> list[Kept]:
    """Return signals of kinds, the newest first."""
    return await installation.signals.newest(installation.workspace_id, [one.kind for one in kinds], before=before, limit=limit)


async def preview(installation: Installation, command: MapSignals) -> Preview:
    """Return what a mapping would do to what is here."""
    rule = SignalMapping(
        mapping_id="", name=command.name.strip(), campaign=command.campaign.strip(), cycle_id="", sign_up=False, by="", at=instant(0)
    )
    if not (rule.name or rule.campaign):
        return Preview(fitting=0, moved=0)
    fitting = [one for one in await sorted_kinds(installation) if fits(rule, one.kind)]
    return Preview(fitting=sum(one.many for one in fitting), moved=sum(one.many for one in fitting if not one.place.cycle_id))


def by_name(kinds: Iterable[Sorted]) -> list[tuple[str, int]]:
    """Return how many signals there are of each name, the most first."""
    counts = Counter[str]()
    for one in kinds:
        counts[one.kind.name] += one.many
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def by_day(kinds: Iterable[Sorted]) -> list[tuple[str, int]]:
    """Return how many signals there are on each day that has some, the latest first."""
    counts = Counter[str]()
    for one in kinds:
        counts.update(dict(one.days))
    return sorted(counts.items(), reverse=True)


def claimed(kept: Kept, place: Attributed) -> tuple[str, ...]:
    """Return which attributes of a signal were taken on trust: none that the source or a mapping says."""
    trusted = frozenset({"plcycle"}) if place.because in ("source", "mapping") else frozenset[str]()
    return claimed_names(kept.signal.claims, but=trusted)
