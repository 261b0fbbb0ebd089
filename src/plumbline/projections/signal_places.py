"""Where signals belong, asked of what is kept and of the workspace's sources and mappings: each kind with its count."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from plumbline.domain.signal.attribution import Attributed, attributed
from plumbline.domain.signal.signal import Kind
from plumbline.handling import Handling
from plumbline.kernel.record import record
from plumbline.ledger.within import WorkspaceLedger
from plumbline.projections.cycles import cycles
from plumbline.projections.items import find_item
from plumbline.signals.store import Signals, Tally


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


async def sorted_kinds(handling: Handling, signals: Signals) -> list[Sorted]:
    """Return every kind of signal of the workspace with its place, the one with the newest signal first."""
    workspace = await handling.workspace()
    tallies = await signals.tallies(handling.workspace_id)
    cycle_of = await _cycles_of(handling.ledger, tallies)
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


async def _cycles_of(ledger: WorkspaceLedger, tallies: Iterable[Tally]) -> Callable[[str], str]:
    """Return what leads from an id of a cycle or a journey of this workspace to the cycle."""
    known = {one.id: one.id for one in await cycles(ledger)}
    for journey in {one.kind.journey for one in tallies if one.kind.journey}:
        found = await find_item(ledger, journey)
        known[journey] = found.cycle_id if found is not None else ""
    return lambda identifier: known.get(identifier, "")
