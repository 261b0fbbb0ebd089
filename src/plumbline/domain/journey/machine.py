"""How a journey runs: which events are possible in a state, and which state each leads to. Total and deterministic.

An event is given to every region. In each, the first transition in the order of the file whose condition holds is taken: those of the
screen before those of its stage. Conditions read the state before the event; updates apply after it, in the order of the roles, and a
number that would leave its range stays at the range's end. An act needs a transition of the role that acts, a shared event one of each
role it names, everything else one of any role.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from plumbline.domain.journey.component import CHOOSES, Component
from plumbline.domain.journey.happening import Enters, Happening, Occurs, State, Step
from plumbline.domain.journey.model import Event, Model, Preset, Screen, Transition, Value, Variable
from plumbline.kernel.expression import BOOL, Enum, Expression, Formula, Function, Int, Type, compile_any, compile_expression
from plumbline.kernel.record import record


class NotPossible(Exception):
    """What was asked for cannot happen in this state."""


@record
class Route:
    """A transition as it is taken: its condition and its updates compiled, those of a reset stage among them."""

    transition: Transition
    condition: Expression | None
    updates: tuple[tuple[str, Formula], ...]
    resets: tuple[str, ...]


def types_of(model: Model) -> dict[str, Type]:
    """Return what conditions of a journey may read: its variables but the texts, and in_screen(role, screen)."""
    types: dict[str, Type] = {}
    for one in model.variables:
        match one.type:
            case "bool":
                types[one.id] = BOOL
            case "int":
                types[one.id] = Int(one.lo, one.hi)
            case "enum":
                types[one.id] = Enum(one.id, one.values)
            case "text":
                pass
    roles = Enum("role", tuple(role.id for role in model.roles))
    screens = Enum("screen", tuple(screen.id for screen in model.screens))
    types["in_screen"] = Function((roles, screens), BOOL)
    return types


class Machine:
    """A journey that can be run. The model must be without problems (problems.py)."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.types = types_of(model)
        self.roles = tuple(role.id for role in model.roles)
        self.screens: Mapping[str, Screen] = {screen.id: screen for screen in model.screens}
        self.events: Mapping[str, Event] = {event.id: event for event in model.events}
        self.variables: Mapping[str, Variable] = {variable.id: variable for variable in model.variables}
        self._by_source: dict[str, list[Transition]] = {}
        for transition in model.transitions:
            self._by_source.setdefault(transition.source, []).append(transition)
        self._place = {variable.id: number for number, variable in enumerate(model.variables)}
        self._routes = {(screen.id, event): found for screen in model.screens for event, found in self._of_screen(screen).items()}
        self._shown = {
            (screen.id, component.id): compile_expression(component.when, self.types)
            for screen in model.screens
            for component in (*screen.content, *screen.hotspots)
            if component.when
        }

    def start(self, preset: Preset | None = None) -> State:
        """Return the state a run begins in."""
        given: Mapping[str, Value] = preset.values if preset else {}
        values = tuple(given.get(variable.id, variable.initial) for variable in self.model.variables)
        return State(screens=tuple(role.start for role in self.model.roles), values=values)

    def routes(self, screen: str, event: str) -> Sequence[Route]:
        """Return the transitions that an event may take on a screen, in the order in which they are tried."""
        return self._routes.get((screen, event), ())

    def facts(self, state: State) -> dict[str, Any]:
        """Return what conditions read in a state."""
        values: dict[str, Any] = dict(zip(self._place, state.values, strict=True))
        where = dict(zip(self.roles, state.screens, strict=True))
        values["in_screen"] = lambda role, screen: where[role] == screen  # type: ignore[reportUnknownLambdaType]
        return values

    def possible(self, state: State) -> tuple[Event, ...]:
        """Return the events that can occur in a state, in the order of the file."""
        facts = self.facts(state)
        return tuple(event for event in self.model.events if self._taken(event, state, facts))

    def condition_of(self, screen: str, part: str) -> Expression | None:
        """Return the condition under which a component or hotspot of a screen is there, or None when it always is."""
        return self._shown.get((screen, part))

    def controls(self, state: State, role: str) -> tuple[Component, ...]:
        """Return the components that a role sees in a state."""
        return tuple(part for part in self._screen(state, role).content if self.shows(state, role, part.id))

    def shows(self, state: State, role: str, part: str) -> bool:
        """Tell whether a component or hotspot of a role's screen is there in a state."""
        condition = self._shown.get((self._screen(state, role).id, part))
        return condition is None or condition.holds(self.facts(state))

    def entries(self, state: State, role: str) -> Iterator[Enters]:
        """Yield what a role can enter in a state with the controls that write a variable conditions read, the present value left out."""
        for part in self.controls(state, role):
            if part.type in CHOOSES and part.variable and self.variables[part.variable].type != "text":
                now = state.values[self._place[part.variable]]
                for value in entered(part, self.variables[part.variable]):
                    if value != now:
                        yield Enters(role=role, variable=part.variable, value=value)

    def step(self, state: State, happening: Happening) -> Step:
        """Return what a happening leads to. Raises NotPossible when it cannot happen in this state."""
        match happening:
            case Occurs(event=event):
                return self._occurs(state, event)
            case Enters():
                return self._enters(state, happening)

    def _occurs(self, state: State, name: str) -> Step:
        event = self.events.get(name)
        facts = self.facts(state)
        taken = self._taken(event, state, facts) if event else {}
        if not taken:
            raise NotPossible(name)
        values, screens = list(state.values), list(state.screens)
        for place, route in taken.items():
            for variable in route.resets:
                values[self._place[variable]] = self.variables[variable].initial
            for variable, formula in route.updates:
                values[self._place[variable]] = within(self.variables[variable], formula.evaluate(facts))
            if route.transition.target:
                screens[place] = route.transition.target
        after = State(screens=tuple(screens), values=tuple(values))
        return Step(happening=Occurs(event=name), taken=tuple(route.transition.id for route in taken.values()), state=after)

    def _enters(self, state: State, entry: Enters) -> Step:
        variable = self.variables.get(entry.variable)
        if variable is None or entry.role not in self.roles or not self._can_enter(state, entry, variable):
            raise NotPossible(str(entry))
        place = self._place[entry.variable]
        values = (*state.values[:place], entry.value, *state.values[place + 1 :])
        return Step(happening=entry, taken=(), state=State(screens=state.screens, values=values))

    def _can_enter(self, state: State, entry: Enters, variable: Variable) -> bool:
        controls = (part for part in self.controls(state, entry.role) if part.variable == variable.id)
        if variable.type == "text":
            return isinstance(entry.value, str) and any(True for _ in controls)
        return any(entry.value == value and type(entry.value) is type(value) for part in controls for value in entered(part, variable))

    def _taken(self, event: Event, state: State, facts: Mapping[str, Any]) -> dict[int, Route]:
        """The transitions an event takes, by the place of their role; none when it is not possible."""
        found: dict[int, Route] = {}
        for place, screen in enumerate(state.screens):
            for route in self._routes.get((screen, event.id), ()):
                if route.condition is None or route.condition.holds(facts):
                    found[place] = route
                    break
        needed = (event.role,) if event.kind == "act" else event.roles
        return found if all(self.roles.index(role) in found for role in needed) else {}

    def _screen(self, state: State, role: str) -> Screen:
        return self.screens[state.screens[self.roles.index(role)]]

    def _of_screen(self, screen: Screen) -> dict[str, tuple[Route, ...]]:
        sources = [screen.id, screen.stage] if screen.stage else [screen.id]
        found: dict[str, tuple[Route, ...]] = {}
        for source in sources:
            for transition in self._by_source.get(source, ()):
                found[transition.event] = (*found.get(transition.event, ()), self._route(transition, screen))
        return found

    def _route(self, transition: Transition, screen: Screen) -> Route:
        target = self.screens[transition.target] if transition.target else screen
        entered_stage = target.stage if target.stage != screen.stage else ""
        return Route(
            transition=transition,
            condition=compile_expression(transition.when, self.types) if transition.when else None,
            updates=tuple((name, compile_any(text, self.types)) for name, text in transition.updates.items()),
            resets=tuple(one.id for one in self.model.variables if entered_stage and one.reset == entered_stage),
        )


def entered(part: Component, variable: Variable) -> tuple[Value, ...]:
    """Return the values that a control can give a variable that conditions read."""
    if not part.options:
        return variable.domain
    offered = {option.value for option in part.options}
    return tuple(value for value in variable.domain if spelled(value) in offered)


def spelled(value: Value) -> str:
    """Return a value as files and forms write it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def within(variable: Variable, value: Value) -> Value:
    """Return a value, or the end of the variable's range that it went past."""
    if variable.type == "int" and isinstance(value, int):
        return min(max(value, variable.lo), variable.hi)
    return value
