"""What can happen in a journey, sorted the way a search goes through it: by role, by screen, by event."""

from plumbline.domain.journey.component import CHOOSES
from plumbline.domain.journey.happening import Enters
from plumbline.domain.journey.machine import Machine, Route, entered
from plumbline.domain.journey.model import Event, Screen, Variable
from plumbline.kernel.expression import Expression
from plumbline.kernel.record import record

NEEDS_OTHERS = frozenset({"system", "timer", "fault", "shared"})


@record
class Group:
    """The transitions that one event may take on one screen, in the order in which they are tried.

    offered: the conditions of the controls that offer the event there, when none of them is always there and none of the transitions has
    no condition; otherwise empty.
    """

    number: int
    role: int
    screen: str
    event: str
    routes: tuple[Route, ...]
    offered: tuple[Expression, ...]

    @property
    def has_conditions(self) -> bool:
        """Whether it matters here how conditions turn out."""
        return any(route.condition for route in self.routes)


@record
class Entry:
    """A control of a screen that gives a variable of the states one of some values."""

    screen: str
    variable: Variable
    values: tuple[Enters, ...]
    condition: Expression | None


@record
class Joint:
    """An event that several roles take. roles: those that have a transition for it; needed: those that must be able to take it."""

    event: Event
    roles: tuple[int, ...]
    needed: tuple[int, ...]
    may_conflict: bool


class Program:
    """The groups, entries and joint events of a journey. Events that nothing can take are not in it."""

    def __init__(self, machine: Machine, kept: tuple[str, ...]) -> None:
        self.machine = machine
        self.groups: list[Group] = []
        self.joints: dict[str, Joint] = {}
        self.entries: dict[str, tuple[Entry, ...]] = {}
        self._kept = frozenset(kept)
        for event in machine.model.events:
            self._add_event(event)
        for screen in machine.model.screens:
            self.entries[screen.id] = tuple(self._entries(screen))
        self.of_screen: dict[str, list[Group]] = {screen.id: [] for screen in machine.model.screens}
        for group in self.groups:
            self.of_screen[group.screen].append(group)

    def _add_event(self, event: Event) -> None:
        roles: dict[int, set[str]] = {}
        made: list[Group] = []
        for screen in self.machine.model.screens:
            if routes := tuple(self.machine.routes(screen.id, event.id)):
                role = self.machine.roles.index(screen.role)
                roles.setdefault(role, set()).update(*(written(route) for route in routes))
                made.append(self._group(len(self.groups) + len(made), role, screen, event, routes))
        needed = tuple(self.machine.roles.index(role) for role in ((event.role,) if event.kind == "act" else event.roles))
        if not roles or any(role not in roles for role in needed):
            return
        self.groups += made
        if len(roles) > 1:
            total = sum(len(names) for names in roles.values())
            self.joints[event.id] = Joint(
                event=event,
                roles=tuple(sorted(roles)),
                needed=tuple(dict.fromkeys(needed)),
                may_conflict=total > len(frozenset[str]().union(*roles.values())),
            )

    def _group(self, number: int, role: int, screen: Screen, event: Event, routes: tuple[Route, ...]) -> Group:
        offered: tuple[Expression, ...] = ()
        if all(route.condition for route in routes):
            parts = [part for part in (*screen.content, *screen.hotspots) if part.act == event.id]
            conditions = [self.machine.condition_of(screen.id, part.id) for part in parts]
            if all(conditions):
                offered = tuple(one for one in conditions if one)
        return Group(number=number, role=role, screen=screen.id, event=event.id, routes=routes, offered=offered)

    def _entries(self, screen: Screen) -> list[Entry]:
        found: list[Entry] = []
        for part in screen.content:
            variable = self.machine.variables.get(part.variable)
            if variable and part.type in CHOOSES and variable.id in self._kept and (values := entered(part, variable)):
                given = tuple(Enters(role=screen.role, variable=variable.id, value=value) for value in values)
                condition = self.machine.condition_of(screen.id, part.id)
                found.append(Entry(screen=screen.id, variable=variable, values=given, condition=condition))
        return found


def written(route: Route) -> frozenset[str]:
    """Return the variables that a transition writes, those of a stage it enters among them."""
    return frozenset((*route.resets, *(name for name, _ in route.updates)))
