"""Which decision waits for which: bundles that are decided together, everything downstream, and what one decision sets free.

An edge says that a decision requires another to be final first. Real graphs have cycles; a cycle of such edges is not an error but a
bundle. Sets of decisions are bits of integers, so that ten thousand decisions take milliseconds.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

from plumbline.domain.cycle.decision import ENDED, OPEN, Decision
from plumbline.domain.cycle.rules.acting import isolated
from plumbline.domain.cycle.state import Cycle
from plumbline.kernel.record import record


@record
class Dependencies:
    """What follows from the edges between open decisions.

    order: bundles, each before those that wait for it. bundle_of: index into order by decision.
    open_descendants: how many decisions wait for this one, directly or through others.
    freed_at_once: how many could be decided as soon as this one is, because it is the last they wait for.
    """

    order: tuple[tuple[str, ...], ...]
    bundle_of: Mapping[str, int]
    open_descendants: Mapping[str, int]
    freed_at_once: Mapping[str, int]


def dependencies(cycle: Cycle) -> Dependencies:
    """Return what follows from the edges between the open decisions of a cycle. What is final holds nobody up."""
    waiting = {decision.id: open_requirements(cycle, decision) for decision in cycle.decisions.values() if decision.state in OPEN}
    return analyse(waiting)


def analyse(requires: Mapping[str, Iterable[str]]) -> Dependencies:
    """Return what follows from edges. requires: by decision, the ones it waits for; ids that are not keys are ignored."""
    order = bundles(requires)
    bundle_of = {member: index for index, bundle in enumerate(order) for member in bundle}
    needs = [_needs_of(bundle, index, requires, bundle_of) for index, bundle in enumerate(order)]
    return Dependencies(
        order=order,
        bundle_of=bundle_of,
        open_descendants=_descendants(order, needs),
        freed_at_once=_freed(order, needs),
    )


def bundles(requires: Mapping[str, Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    """Return the strongly connected components, each one after all that it requires (Tarjan's algorithm without recursion)."""
    found: list[tuple[str, ...]] = []
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    open_path: list[str] = []
    on_path: set[str] = set()
    for root in requires:
        if root in index:
            continue
        index[root] = low[root] = len(index)
        open_path.append(root)
        on_path.add(root)
        work: list[tuple[str, Iterator[str]]] = [(root, iter(requires[root]))]
        while work:
            node, rest = work[-1]
            for other in rest:
                if other not in index:
                    if other not in requires:
                        continue
                    index[other] = low[other] = len(index)
                    open_path.append(other)
                    on_path.add(other)
                    work.append((other, iter(requires[other])))
                    break
                if other in on_path and index[other] < low[node]:
                    low[node] = index[other]
            else:
                work.pop()
                if work and low[node] < low[work[-1][0]]:
                    low[work[-1][0]] = low[node]
                if low[node] == index[node]:
                    found.append(_closed(node, open_path, on_path))
    return tuple(found)


def open_requirements(cycle: Cycle, decision: Decision) -> list[str]:
    """Return the decisions a decision requires that are not final yet; for a superseded one, what took its place."""
    found = dict.fromkeys(_in_its_place(cycle, required) for required in sorted(decision.requires))
    return [other for other in found if other != decision.id and other in cycle.decisions and cycle.decisions[other].state not in ENDED]


def open_prerequisites(cycle: Cycle, decision: Decision) -> list[str]:
    """Return what holds a decision up: open requirements outside its bundle (that is decided together), and what is isolated."""
    waiting = [other for other in open_requirements(cycle, decision) if not leads_to(cycle, other, decision.id)]
    return list(dict.fromkeys((*waiting, *isolated_before(cycle, decision))))


def isolated_before(cycle: Cycle, decision: Decision) -> list[str]:
    """Return the isolated decisions that this one rests on in any way: a mere informing one too, and those of its own bundle (R5)."""
    held = isolated(cycle)
    if not held or decision.id in held:
        return []
    return [other for other in held if other in decision.requires or other in decision.informs]


def descendants(cycle: Cycle, decision_id: str) -> list[str]:
    """Return all decisions that require this one, directly or through others, nearest first."""
    seen = {decision_id: None}
    queue = [decision_id]
    for current in queue:
        for other in sorted(cycle.needed_by.get(current, ())):
            if other not in seen:
                seen[other] = None
                queue.append(other)
    return list(seen)[1:]


def _closed(node: str, open_path: list[str], on_path: set[str]) -> tuple[str, ...]:
    members: list[str] = []
    while True:
        member = open_path.pop()
        on_path.discard(member)
        members.append(member)
        if member == node:
            return tuple(reversed(members))


def _needs_of(bundle: tuple[str, ...], index: int, requires: Mapping[str, Iterable[str]], bundle_of: Mapping[str, int]) -> set[int]:
    found = {bundle_of.get(other, index) for member in bundle for other in requires[member]}
    found.discard(index)
    return found


def _descendants(order: tuple[tuple[str, ...], ...], needs: list[set[int]]) -> dict[str, int]:
    """Walk from what nobody waits for to what everybody does; by then the downstream of each bundle is complete."""
    members: list[int] = []
    place = sum(map(len, order))  # what comes later gets the lower bits, so that downstream sets are short numbers
    for bundle in order:
        place -= len(bundle)
        members.append(((1 << len(bundle)) - 1) << place)
    downstream = [0] * len(order)
    counts: dict[str, int] = {}
    for index in range(len(order) - 1, -1, -1):
        below = downstream[index]
        within = len(order[index]) - 1  # the others of a bundle wait for this one too
        for member in order[index]:
            counts[member] = below.bit_count() + within
        passed_on = below | members[index]
        for above in needs[index]:
            downstream[above] |= passed_on
        downstream[index] = 0  # nobody asks again: let the memory go
    return counts


def _freed(order: tuple[tuple[str, ...], ...], needs: list[set[int]]) -> dict[str, int]:
    """A bundle waits for exactly one decision when it needs one bundle of one; a larger one is not final with one decision."""
    counts = dict.fromkeys((member for bundle in order for member in bundle), 0)
    for index, needed in enumerate(needs):
        if len(needed) == 1 and len(order[only := next(iter(needed))]) == 1:
            counts[order[only][0]] += len(order[index])
    return counts


def _in_its_place(cycle: Cycle, decision_id: str) -> str:
    """Follow supersession to the decision that stands now; it is acyclic (D10)."""
    while (decision := cycle.decisions.get(decision_id)) is not None and decision.state == "superseded":
        decision_id = decision.superseded_by
    return decision_id


def leads_to(cycle: Cycle, start: str, target: str, final: Collection[str] = ()) -> bool:
    """Tell whether a decision requires another one, directly or through others that are open. final: those to take as settled."""
    seen = {start}
    stack = [start]
    while stack:
        decision = cycle.decisions[stack.pop()]
        for other in open_requirements(cycle, decision):
            if other == target:
                return True
            if other not in seen and other not in final:
                seen.add(other)
                stack.append(other)
    return False
