"""Where signals belong, asked of what is kept: each kind with its count, those of a cycle, those of nowhere. Pages and API share it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from plumbline.domain.signal.attribution import Attributed, attributed, fits
from plumbline.domain.signal.signal import Kind, claimed_names, instant
from plumbline.domain.workspace.signal_source import MapSignals, SignalMapping
from plumbline.installation import Installation
from plumbline.kernel.record import record
from plumbline.projections.cycles import cycles
from plumbline.projections.items import find_item
from plumbline.signals.store import Kept, Tally


@record
class Sorted:
    """A kind of signal, where it belongs, and how many there are on which day. newest: the highest number among them."""

    kind: Kind
    place: Attributed
    days: tuple[tuple[str, int], ...]
    newest: int

    @property
    def many(self) -> int:
        """How many there are."""
        return sum(many for _, many in self.days)


@record
class Preview:
    """What a mapping would do: how many signals that are here it is about, and how many of those have no place yet."""

    fitting: int
    moved: int


async def sorted_kinds(installation: Installation) -> list[Sorted]:
    """Return every kind of signal of the workspace with its place, the one with the newest signal first."""
    workspace = await installation.handling.workspace()
    tallies = await installation.signals.tallies(installation.workspace_id)
    cycle_of = await _cycles_of(installation, tallies)
    by_kind = defaultdict[Kind, list[Tally]](list)
    for one in tallies:
        by_kind[one.kind].append(one)
    mappings = list(workspace.signal_mappings.values())
    found = [
        Sorted(
            kind=kind, place=attributed(kind, workspace.signal_sources, mappings, cycle_of),
            days=tuple((one.day, one.many) for one in counted), newest=max(one.newest for one in counted),
        )
        for kind, counted in by_kind.items()
    ]  # fmt: skip
    return sorted(found, key=lambda one: -one.newest)


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
    trusted = frozenset[str]() if place.because == "claim" else frozenset({"plcycle"})
    return claimed_names(kept.signal.claims, but=trusted)


async def _cycles_of(installation: Installation, tallies: Iterable[Tally]) -> Callable[[str], str]:
    """Return what leads from an id of a cycle or a journey of this workspace to the cycle."""
    known = {one.id: one.id for one in await cycles(installation.ledger)}
    for journey in {one.kind.journey for one in tallies if one.kind.journey}:
        found = await find_item(installation.ledger, journey)
        known[journey] = found.cycle_id if found is not None else ""
    return lambda identifier: known.get(identifier, "")
