"""Which variables decide what can happen. The others are left out of the states: they would only multiply them."""

from collections.abc import Iterator

from plumbline.domain.journey.component import Component
from plumbline.domain.journey.machine import Machine
from plumbline.domain.journey.model import Hotspot, Screen, Variable
from plumbline.kernel.expression import Formula, Int


def cone_of_influence(machine: Machine) -> tuple[str, ...]:
    """Return the variables that a search has to tell apart, in the order of the file.

    They are those that a transition's condition reads, or the condition of a control that writes or acts; those that an update may take
    out of their range, which is told; and those that an update of one of these reads.
    """
    reads: dict[str, set[str]] = {}
    wanted: set[str] = set()
    for screen in machine.model.screens:
        for part in controls(screen):
            if condition := machine.condition_of(screen.id, part.id):
                wanted.update(condition.names)
        for event in machine.events:
            for route in machine.routes(screen.id, event):
                wanted.update(route.condition.names if route.condition else ())
                for name, formula in route.updates:
                    reads.setdefault(name, set()).update(formula.names)
                    if may_leave(machine.variables[name], formula):
                        wanted.add(name)
    found: set[str] = set()
    while wanted:
        name = wanted.pop()
        found.add(name)
        wanted |= reads.get(name, set()) - found
    return tuple(one.id for one in machine.model.variables if one.id in found)


def controls(screen: Screen) -> Iterator[Component | Hotspot]:
    """Yield the parts of a screen with which something can be done."""
    for part in screen.content:
        if part.act or part.variable:
            yield part
    yield from screen.hotspots


def may_leave(variable: Variable, formula: Formula) -> bool:
    """Tell whether a number can be outside a variable's range, as far as its expression says."""
    kind = formula.type
    if variable.type != "int" or not isinstance(kind, Int):
        return False
    return kind.lo is None or kind.hi is None or kind.lo < variable.lo or kind.hi > variable.hi
