"""The decisions that hold up most others, by counts: what waits for them, what each one sets free, and how much its owner has open."""

from collections import Counter

from plumbline.domain.cycle.rules.dependency import dependencies
from plumbline.domain.cycle.state import Cycle
from plumbline.kernel.record import record
from plumbline.web.labels import Names, href_of, label_of, name_of

_SHOWN = 5


@record
class Bottleneck:
    """waiting: decisions that wait for it, directly or through others. freed: those that could be decided at once after it.

    load: open decisions of its owner. together: the decisions that can only be decided together with it.
    """

    label: str
    href: str
    owner: str
    waiting: int
    freed: int
    load: int
    together: tuple[str, ...]


def bottlenecks(cycle: Cycle, names: Names) -> tuple[Bottleneck, ...]:
    """Return the open decisions for which most others wait, at most five; none when nothing waits."""
    found = dependencies(cycle)
    load = Counter(cycle.decisions[one].owner_id for one in found.open_descendants)
    ranked = sorted(
        (one for one, count in found.open_descendants.items() if count),
        key=lambda one: (-found.open_descendants[one], -found.freed_at_once[one], cycle.decisions[one].number),
    )
    return tuple(
        Bottleneck(
            label=label_of(cycle, one),
            href=href_of(cycle, one),
            owner=name_of(names, cycle.decisions[one].owner_id),
            waiting=found.open_descendants[one],
            freed=found.freed_at_once[one],
            load=load[cycle.decisions[one].owner_id],
            together=tuple(f"D-{cycle.decisions[other].number}" for other in found.order[found.bundle_of[one]] if other != one),
        )
        for one in ranked[:_SHOWN]
    )
