"""What the parts of a journey may refer to, and whether a reference, a condition or an update holds up."""

import re
from collections.abc import Iterator, Mapping

from plumbline.domain.journey.machine import types_of
from plumbline.domain.journey.model import Event, Model, Screen, Value, Variable
from plumbline.domain.journey.problem import Path, Problem, odd, of_expression, unknown
from plumbline.kernel.expression import ExpressionError, compile_any, compile_expression
from plumbline.kernel.expression.syntax import Call, Choice, Fact, Literal, Node, children
from plumbline.kernel.expression.types import Bool, Enum, Int, Type, fits

BINDING = re.compile(r"\{([^{}]*)\}")
NAME = re.compile(r"[a-z][a-z0-9_]*")


class Known:
    """The ids of a journey, by what they name."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.roles = {one.id: one for one in model.roles}
        self.screens = {one.id: one for one in model.screens}
        self.stages = {one.id: one for one in model.stages}
        self.events = {one.id: one for one in model.events}
        self.variables = {one.id: one for one in model.variables}
        self.sections = {one.id for one in model.sections}
        self.parameters = {one.id for one in model.parameters}
        self.types = types_of(model)
        self.sources: Mapping[str, str] = {one.id: one.role for one in (*model.screens, *model.stages)}

    def role(self, path: Path, name: str) -> Iterator[Problem]:
        if name not in self.roles:
            yield unknown(path, name, self.roles, "a role")

    def section(self, path: Path, name: str) -> Iterator[Problem]:
        if name and name not in self.sections:
            yield unknown(path, name, self.sections, "a section")

    def event(self, path: Path, name: str, kind: str) -> Iterator[Problem]:
        if name and (name not in self.events or self.events[name].kind != kind):
            yield unknown(path, name, [one.id for one in self.model.events if one.kind == kind], f"an event of kind {kind}")

    def act(self, path: Path, name: str, screen: Screen) -> Iterator[Problem]:
        if not name:
            return
        event = self.events.get(name)
        own = [one.id for one in self.model.events if _can_take(one, screen.role)]
        if event is None or not _can_take(event, screen.role):
            yield unknown(path, name, own, f"an act of {screen.role}, or an event it shares")

    def texts(self, path: Path, text: str) -> Iterator[Problem]:
        for name in BINDING.findall(text):
            if name not in self.variables and name not in self.parameters:
                yield unknown(path, name, [*self.variables, *self.parameters], "a variable or parameter in braces")

    def condition(self, path: Path, text: str) -> Iterator[Problem]:
        if not text:
            return
        try:
            yield from self.calls(path, compile_expression(text, self.types).ast)
        except ExpressionError as error:
            named = {name for name, one in self.variables.items() if one.type == "text"}
            if (word := _word(text, error.position)) in named:
                yield Problem(
                    path=path,
                    problem=f"{word} is a free text, and no condition reads free text",
                    expected="bool, int and enum variables",
                    remedy="ask for what matters with a choice",
                    offset=error.position,
                )
            else:
                yield of_expression(path, error)

    def update(self, path: Path, name: str, text: str) -> Iterator[Problem]:
        if name not in self.variables:
            yield unknown(path, name, self.variables, "a variable")
            return
        if name not in self.types:
            yield odd(path, f"{name} is a text, which only a control writes", "a bool, int or enum", "remove the update")
            return
        try:
            formula = compile_any(text, self.types)
        except ExpressionError as error:
            yield of_expression(path, error)
            return
        yield from self.calls(path, formula.ast)
        kind = self.types[name]
        if not fits(kind, formula.type) or isinstance(kind, Bool) != isinstance(formula.type, Bool):
            yield odd(path, f"this is {formula.type}", f"{kind} for {name}", "write a value of that type")
        elif isinstance(kind, Enum):
            yield from self._values(path, name, kind, formula.ast)
        elif isinstance(kind, Int) and isinstance(formula.type, Int) and _apart(kind, formula.type):
            yield odd(path, f"{text} is always outside {kind.lo}..{kind.hi}", f"a value of {name}", "correct it, or widen the variable")

    def _values(self, path: Path, name: str, kind: Enum, node: Node) -> Iterator[Problem]:
        """What a choice gives must be among its values, whether it is written down or is what another choice has."""
        for one in _ends(node):
            if isinstance(one, Literal) and one.value not in kind.values:
                yield unknown(path, str(one.value), kind.values, f"a value of {name}")
            elif isinstance(one, Fact) and (beyond := sorted(set(_choices(self.types[one.name])) - set(kind.values))):
                problem = f"{one.name} can be {beyond[0]!r}, and {name} cannot"
                yield odd(path, problem, f"a value of {name}", f"add it to the values of {name}")

    def calls(self, path: Path, node: Node) -> Iterator[Problem]:
        """in_screen takes its role and screen as written words, so that the analysis knows whose screen is meant."""
        if isinstance(node, Call) and node.name == "in_screen":
            role, screen = (one.value if isinstance(one, Literal) else None for one in node.arguments)
            if role is None or screen is None:
                yield odd(path, "in_screen is asked with something computed", 'in_screen("role", "screen")', "write the two ids")
            elif self.screens[str(screen)].role != role:
                owner = self.screens[str(screen)].role
                yield odd(path, f"{screen} is a screen of {owner}", f"a screen of {role}", f'write in_screen("{owner}", "{screen}")')
        for child in children(node):
            yield from self.calls(path, child)


def _can_take(event: Event, role: str) -> bool:
    return (event.kind == "act" and event.role == role) or (event.kind == "shared" and role in event.roles)


def is_value(value: Value, one: Variable) -> bool:
    """Tell whether a variable can have a value."""
    if one.type == "text":
        return isinstance(value, str)
    return any(value == each and type(value) is type(each) for each in one.domain)


def _apart(kind: Int, other: Int) -> bool:
    low, high = kind.lo, kind.hi
    if low is not None and high is not None and low > high:
        return False  # an empty range is a problem of its own
    return (other.lo is not None and high is not None and other.lo > high) or (other.hi is not None and low is not None and other.hi < low)


def _choices(kind: Type) -> tuple[str, ...]:
    return kind.values if isinstance(kind, Enum) else ()


def _ends(node: Node) -> Iterator[Node]:
    """What an expression can have as its value; what stands inside its conditions is compared, and typed, elsewhere."""
    if isinstance(node, Choice):
        yield from _ends(node.yes)
        yield from _ends(node.no)
    else:
        yield node


def _word(text: str, position: int) -> str:
    found = NAME.match(text, position)
    return found[0] if found else ""
