"""A journey as a Promela model for SPIN: one process that lets one thing happen at a time, each in a single step.

The state vector holds the screen of every role and the value of every variable, and nothing else, so that the number of states SPIN
stores is the number that our own analysis finds. What is worked out within a step is hidden from the vector.
"""

from collections.abc import Iterator

from plumbline.domain.journey.machine import Machine, Route, entered
from plumbline.domain.journey.model import Event, Model, Value
from plumbline.files.formats.names import Names, variable
from plumbline.kernel.expression import compile_expression
from plumbline.kernel.expression.syntax import Call, Chain, Choice, Compare, Fact, Has, Items, Literal, Negative, Node, Not, Sum

_KEYWORDS = (
    "active assert atomic bit bool break byte chan d_step do else empty enabled end eval false fi for full goto hidden if in init inline "
    "int len ltl mtype nempty never nfull notrace np_ od of pc_value pid printf priority proctype provided run select short show skip "
    "timeout trace true typedef unless unsigned xr xs"
).split()


def write(model: Model) -> str:
    """Return the Promela text. Texts are left out: no condition reads them."""
    return "\n".join(_Writing(model).lines()) + "\n"


class _Writing:
    def __init__(self, model: Model) -> None:
        self.model, self.machine = model, Machine(model)
        names = Names(*_KEYWORDS)
        self.screens = {one.id: names.one("s_" + variable(one.id)) for one in model.screens}
        self.roles = {one.id: names.one("at_" + variable(one.id)) for one in model.roles}
        self.kept = [one for one in model.variables if one.type != "text"]
        self.variables = {one.id: names.one("v_" + one.id) for one in self.kept}
        words = sorted({str(value) for one in self.kept if one.type == "enum" for value in one.values})
        self.words = {word: names.one("w_" + variable(word)) for word in words}
        self.next = {one: names.one("n_" + one) for one in (*self.roles.values(), *self.variables.values())}

    def lines(self) -> Iterator[str]:
        yield f"/* {self.model.id} {self.model.version}: {len(self.model.screens)} screens, {len(self.model.transitions)} transitions */"
        yield from (f"#define {name} {place}" for place, name in enumerate(self.screens.values()))
        yield from (f"#define {name} {place}" for place, name in enumerate(self.words.values()))
        for role in self.model.roles:
            yield f"short {self.roles[role.id]} = {self.screens[role.start]};"
        for one in self.kept:
            kind = "bool" if one.type == "bool" else "int" if one.type == "int" else "short"
            yield f"{kind} {self.variables[one.id]} = {self.value(one.initial)};"
        for one in (*self.roles.values(), *self.variables.values()):
            yield f"hidden int {self.next[one]};"
        yield "active proctype journey() {"
        yield "end_journey:"
        yield "  do"
        for event in self.model.events:
            yield from self.event(event)
        yield from self.entries()
        yield "  :: false -> skip"
        yield "  od"
        yield "}"

    def event(self, event: Event) -> Iterator[str]:
        routes = {
            role.id: [
                (screen.id, list(self.machine.routes(screen.id, event.id)))
                for screen in self.model.screens
                if screen.role == role.id and self.machine.routes(screen.id, event.id)
            ]
            for role in self.model.roles
        }
        able = {
            role: " || ".join(self.taken(role, screen, one) for screen, found in some for one in found) for role, some in routes.items()
        }
        needed = (event.role,) if event.kind == "act" else event.roles
        some = [f"({able[role]})" for role in needed] if needed else [" || ".join(text for text in able.values() if text)]
        if not all(text.strip("() ") for text in some):
            return
        everything = [*self.roles.values(), *self.variables.values()]
        yield f"  :: d_step {{ /* {event.id} */"
        yield f"      ({' && '.join(some)}) ->"
        yield from (f"      {self.next[one]} = {one};" for one in everything)
        for role, places in routes.items():
            for screen, found in places:
                yield from self.choice(role, screen, found, 6)
        yield from (f"      {one} = {self.next[one]};" for one in everything)
        yield from (f"      {self.next[one]} = 0;" for one in everything)
        yield "     }"

    def taken(self, role: str, screen: str, route: Route) -> str:
        here = f"{self.roles[role]} == {self.screens[screen]}"
        return f"({here} && {self.text(route.condition.ast)})" if route.condition else f"({here})"

    def choice(self, role: str, screen: str, found: list[Route], depth: int) -> Iterator[str]:
        """The first route whose condition holds; conditions read what was, because only the next values are written."""
        space, route = " " * depth, found[0]
        yield f"{space}if :: {self.taken(role, screen, route)} ->"
        yield f"{space}  skip;"
        for name in route.resets:
            if name in self.variables:
                yield f"{space}  {self.next[self.variables[name]]} = {self.value(self.machine.variables[name].initial)};"
        for name, formula in route.updates:
            yield from (f"{space}  {line}" for line in self.update(name, self.text(formula.ast)))
        if route.transition.target:
            yield f"{space}  {self.next[self.roles[role]]} = {self.screens[route.transition.target]};"
        yield f"{space}:: else ->"
        yield from self.choice(role, screen, found[1:], depth + 2) if found[1:] else (f"{space}  skip;",)
        yield f"{space}fi;"

    def update(self, name: str, text: str) -> Iterator[str]:
        after, one = self.next[self.variables[name]], self.machine.variables[name]
        yield f"{after} = {text};"
        if one.type == "int":
            yield f"if :: {after} < {one.lo} -> {after} = {one.lo}; :: {after} > {one.hi} -> {after} = {one.hi}; :: else -> skip; fi;"

    def entries(self) -> Iterator[str]:
        """What a role can enter with the controls of its screen: any other value than the present one."""
        for screen in self.model.screens:
            for part in screen.content:
                if part.variable not in self.variables or part.type not in ("select", "radio", "checkbox", "switch", "field"):
                    continue
                shown = f" && {self.text(compile_expression(part.when, self.machine.types).ast)}" if part.when else ""
                name = self.variables[part.variable]
                for value in entered(part, self.machine.variables[part.variable]):
                    here = f"{self.roles[screen.role]} == {self.screens[screen.id]}{shown} && {name} != {self.value(value)}"
                    yield f"  :: d_step {{ ({here}) -> {name} = {self.value(value)}; }}"

    def value(self, value: Value) -> str:
        if isinstance(value, bool):
            return "true" if value else "false"
        return str(value) if isinstance(value, int) else self.words[value]

    def text(self, node: Node) -> str:
        match node:
            case Literal(value=value):
                return self.value(value)
            case Fact():
                return self.variables[node.name]
            case Has(fact=fact):
                return self.variables[fact.name]
            case Not(operand=operand):
                return f"!({self.text(operand)})"
            case Negative(operand=operand):
                return f"(-{self.text(operand)})"
            case Chain(op=op, parts=parts):
                return "(" + f" {op} ".join(self.text(part) for part in parts) + ")"
            case Sum(signs=signs, parts=parts):
                return "(" + " ".join(f"{sign} {self.text(part)}" for sign, part in zip(signs, parts, strict=True)).removeprefix("+ ") + ")"
            case Compare(op="in", left=left, right=Items(parts=parts)):
                return "(" + (" || ".join(f"{self.text(left)} == {self.text(part)}" for part in parts) or "false") + ")"
            case Compare(op=op, left=left, right=right):
                return f"({self.text(left)} {op} {self.text(right)})"
            case Choice(condition=condition, yes=yes, no=no):
                return f"({self.text(condition)} -> {self.text(yes)} : {self.text(no)})"
            case Call(name="in_screen", arguments=(Literal(value=role), Literal(value=screen))):
                return f"({self.roles[str(role)]} == {self.screens[str(screen)]})"
            case Call() | Items():
                raise ValueError(f"{node} has no form in Promela")
