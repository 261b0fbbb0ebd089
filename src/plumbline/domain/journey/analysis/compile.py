"""One Python function for a whole journey: a breadth-first search over packed states, or the list of a state's successors.

Written from the trees of conditions and updates and from numbers; no text of the journey gets into it. An event that one role takes is
written where its screen is; of an event that several take, each role notes there what it would do (`k` the bits that stay, `c` those that
come), and the parts are put together afterwards, in the order of the roles, so that the later one stands.
"""

from collections.abc import Callable, Sequence
from types import CodeType
from typing import Any, Literal

from plumbline.domain.journey.analysis.cone import may_leave
from plumbline.domain.journey.analysis.layout import Layout
from plumbline.domain.journey.analysis.program import Entry, Group, Joint, Program, written
from plumbline.domain.journey.analysis.source import Source
from plumbline.domain.journey.analysis.terms import Terms, nodes_of
from plumbline.domain.journey.happening import Enters, Happening, Occurs
from plumbline.domain.journey.machine import Route
from plumbline.domain.journey.model import Variable
from plumbline.kernel.record import record

Form = Literal["search", "list"]
_MANY_VALUES = 3


@record
class Outcome:
    """What taking a transition does to a state: before: lines that come first; keep: the bits that stay; comes: what is put in."""

    before: tuple[str, ...]
    keep: int
    constant: int
    computed: tuple[str, ...]

    @property
    def comes(self) -> str:
        """What is put in, as an expression."""
        return " | ".join((str(self.constant), *self.computed))


class Compiler:
    """Writes the function. happenings: what the labels in its answer stand for; sites: transition and variable of each clamp."""

    def __init__(self, layout: Layout, program: Program) -> None:
        self.layout, self.program = layout, program
        self.machine = layout.machine
        self.terms = Terms(layout, nodes_of(self.machine))
        self.happenings: list[Happening] = [Occurs(event=event) for event in self.machine.events]
        self.events = {event: label for label, event in enumerate(self.machine.events)}
        self.transitions = {one.id: number for number, one in enumerate(self.machine.model.transitions)}
        self.sites: dict[tuple[str, str], int] = {}
        self._labels: dict[Enters, int] = {}
        self._everything = (1 << layout.bits + 1) - 1
        self._variable_bits = {variable: 1 << place for place, variable in enumerate(self.machine.variables)}

    def compiled(self, form: Form, indexed: bool = True, name: str = "journey") -> CodeType:
        """Return the code of the function. indexed: whether what was seen is kept in an array over all packed states."""
        self.form, self.indexed = form, indexed
        self.source = Source()
        if form == "search":
            self._search()
        else:
            self._list()
        return compile(self.source.text, f"<{name}>", "exec")

    def _search(self) -> None:
        add, block = self.source.add, self.source.block
        with block("def run(start, seen, order, parent, label, to, end, fto, fend, hits, taken, clamps, conflicts, states, depths):"):
            self._names()
            add("push, up, why, edge, fault = order.append, parent.append, label.append, to.append, fto.append")
            add("stop, fstop = end.append, fend.append")
            add(*(() if self.indexed else ("get = seen.get",)))
            add("push(start); up(0); why(0); seen[start] = n = 1; i = depth = 0; last = 1; walk = iter(order); next(walk)")
            with block("for s in walk:"):
                add("i += 1")
                with block("if i > last:"):
                    add("depth += 1; last = n")
                    with block("if depth >= depths:"):
                        add("return i - 1, depth")
                with block("if n > states:"):
                    add("return i - 1, depth")
                self._body()
                add("stop(len(to)); fstop(len(fto))")
            add("return i, depth")

    def _list(self) -> None:
        with self.source.block("def run(s):"):
            self._names()
            self.source.add("found = []")
            self._body()
            self.source.add("return found")

    def _names(self) -> None:
        """g: for each group, the first state in which its conditions turned out a certain way. z, q: clamps and conflicts told."""
        if self.form == "search":
            for group in self.program.groups:
                if group.has_conditions:
                    self.source.add(f"g{group.number} = hits[{group.number}]")
            known = [f"q{self.events[joint.event.id]}" for joint in self.program.joints.values() if joint.may_conflict]
            self.source.add(f"{' = '.join(('z', *known))} = 0")

    def _body(self) -> None:
        for role, field in enumerate(self.layout.regions):
            self.source.add(f"a{role} = s >> {field.shift} & {field.low_mask}" if field.shift else f"a{role} = s & {field.low_mask}")
        if notes := [f"k{self.events[joint.event.id]}_{role}" for joint in self.program.joints.values() for role in joint.roles]:
            self.source.add(f"{' = '.join(notes)} = 0")
        for role, screens in enumerate(self.layout.screens):
            cases = [(code, self._leaf(screen)) for code, screen in enumerate(screens) if self._anything(screen)]
            self.source.dispatch(f"a{role}", len(screens) - 1, cases)
        for joint in self.program.joints.values():
            self._joint(joint)

    def _anything(self, screen: str) -> bool:
        return bool(self.program.of_screen[screen] or self.program.entries[screen])

    def _leaf(self, screen: str) -> Callable[[], None]:
        def write() -> None:
            for group in self.program.of_screen[screen]:
                self._group(group)
            for entry in self.program.entries[screen]:
                self._entry(entry)

        return write

    def _group(self, group: Group) -> None:
        conditions = [(bit, route) for bit, route in enumerate(group.routes) if route.condition]
        if not conditions:
            self._take(group, group.routes[0])
        elif len(group.routes) == 1 and not group.offered:
            self._single(group, group.routes[0])
        else:
            self._several(group)

    def _single(self, group: Group, route: Route) -> None:
        add, block = self.source.add, self.source.block
        assert route.condition
        with block(f"if {self.terms.truth(route.condition.ast)}:"):
            self._note(f"g{group.number}", "1")
            self._take(group, route)
        if self.form == "search":
            add(f"elif not g{group.number}[0]: g{group.number}[0] = i")

    def _several(self, group: Group) -> None:
        block = self.source.block
        bits = [f"({1 << bit} if ({self.terms.truth(one.condition.ast)}) else 0)" for bit, one in enumerate(group.routes) if one.condition]
        if group.offered:
            offered = " or ".join(f"({self.terms.truth(one.ast)})" for one in group.offered)
            bits.append(f"({1 << len(group.routes)} if {offered} else 0)")
        self.source.add(f"m = {' | '.join(bits)}")
        self._note(f"g{group.number}", "m")
        word = "if"
        for bit, route in enumerate(group.routes):
            head = f"{word} m & {1 << bit}:" if route.condition else "if 1:" if word == "if" else "else:"
            with block(head):
                self._take(group, route)
            if not route.condition:
                break
            word = "elif"

    def _note(self, name: str, key: str) -> None:
        if self.form == "search":
            self.source.add(f"if not {name}[{key}]: {name}[{key}] = i")

    def _take(self, group: Group, route: Route) -> None:
        add = self.source.add
        label = self.events[group.event]
        outcome = self.outcome(group, route, told=group.event not in self.program.joints)
        add(*outcome.before)
        if joint := self.program.joints.get(group.event):
            at = f"{label}_{group.role}"
            add(f"k{at} = {outcome.keep}; c{at} = {outcome.comes}")
            if self.form == "search":
                add(f"u{at} = {self.transitions[route.transition.id]}")
                if self._clamps(group.event, group.role):
                    add(*(() if any(line.startswith(f"z{at}") for line in outcome.before) else (f"z{at} = 0",)))
                if joint.may_conflict:
                    add(f"w{at} = {sum(self._variable_bits[name] for name in written(route))}")
        elif outcome.computed or outcome.constant or outcome.keep != self._everything:
            add(f"t = s & {outcome.keep} | {outcome.comes}" if outcome.comes != "0" else f"t = s & {outcome.keep}")
            self._edge(label, self.machine.events[group.event].kind == "fault")
        elif self.form == "list":
            add("t = s")
            self._edge(label, False)

    def outcome(self, group: Group, route: Route, told: bool) -> Outcome:
        """Return what a transition does. told: clamps are noted here; otherwise where it is known that the event happens."""
        at = f"{self.events[group.event]}_{group.role}"
        keep, constant = self._everything, 0
        before: list[str] = []
        computed: list[str] = []
        field = self.layout.regions[group.role]
        if route.transition.target and route.transition.target != group.screen:
            keep &= ~field.mask
            constant |= self.layout.code(route.transition.target) << field.shift
        updates = {name: formula for name, formula in route.updates if name in self.layout.variables}
        clamped: list[int] = []
        for name in route.resets:
            if name in self.layout.variables and name not in updates:
                field = self.layout.variables[name]
                keep &= ~field.mask
                constant |= self.layout.value_code(self.machine.variables[name], self.machine.variables[name].initial) << field.shift
        for name, formula in updates.items():
            variable, field = self.machine.variables[name], self.layout.variables[name]
            keep &= ~field.mask
            stored = self.terms.stored(variable, formula.ast)
            if may_leave(variable, formula):
                site = self.sites.setdefault((route.transition.id, name), len(self.sites))
                clamped.append(site)
                before += self._clamp(f"x{at}_{len(clamped)}", stored, variable, site, told, at)
                stored = f"x{at}_{len(clamped)}"
            if stored.lstrip("-").isdigit():
                constant |= int(stored) << field.shift
            else:
                computed.append(f"({stored}) << {field.shift}" if field.shift else f"({stored})")
        if clamped and not told and self.form == "search":
            before.insert(0, f"z{at} = 0")
        return Outcome(before=tuple(before), keep=keep, constant=constant, computed=tuple(computed))

    def _clamp(self, name: str, stored: str, variable: Variable, site: int, told: bool, at: str) -> list[str]:
        most = variable.hi - variable.lo
        note = ""
        if self.form == "search":
            note = f"; clamps[{site}] = clamps[{site}] or i" if told else f"; z{at} |= {1 << site}"
        return [f"{name} = {stored}", f"if {name} > {most}: {name} = {most}{note}", f"elif {name} < 0: {name} = 0{note}"]

    def _entry(self, entry: Entry) -> None:
        add, block = self.source.add, self.source.block
        field = self.layout.variables[entry.variable.id]
        keep = self._everything & ~field.mask
        with block(f"if {self.terms.truth(entry.condition.ast)}:" if entry.condition else "if 1:"):
            add(f"r = s & {keep}")
            for given in entry.values:
                label = self._labels.setdefault(given, len(self.happenings))
                if label == len(self.happenings):
                    self.happenings.append(given)
            codes = [(self._labels[one], self.layout.value_code(entry.variable, one.value) << field.shift) for one in entry.values]
            if len(codes) <= _MANY_VALUES:
                for label, code in codes:
                    with block(f"if s & {field.mask} != {code}:"):
                        add(f"t = r | {code}")
                        self._edge(label, False)
            else:
                with block(f"for y, t in {tuple(codes)!r}:"):
                    add("t |= r")
                    with block("if t != s:"):
                        self._edge("y", False)

    def _edge(self, label: int | str, is_fault: bool) -> None:
        add, block = self.source.add, self.source.block
        if self.form == "list":
            add(f"found.append(({label}, t))")
            return
        add("j = seen[t]" if self.indexed else "j = get(t)")
        with block("if not j:"):
            add(f"n += 1; seen[t] = j = n; push(t); up(i); why({label})")
        add("fault(j)" if is_fault else "edge(j)")

    def _joint(self, joint: Joint) -> None:
        block = self.source.block
        label = self.events[joint.event.id]
        needed = [f"k{label}_{role}" for role in joint.needed]
        head = " and ".join(needed) if needed else " or ".join(f"k{label}_{role}" for role in joint.roles)
        with block(f"if {head}:"):
            self.source.add("t = s")
            if joint.may_conflict and self.form == "search":
                self.source.add("w = 0")
            for role in joint.roles:
                if role in joint.needed:
                    self._joins(joint, label, role)
                else:
                    with block(f"if k{label}_{role}:"):
                        self._joins(joint, label, role)
            self._edge(label, joint.event.kind == "fault")

    def _joins(self, joint: Joint, label: int, role: int) -> None:
        at = f"{label}_{role}"
        self.source.add(f"t = t & k{at} | c{at}")
        if self.form != "search":
            return
        self._note("taken", f"u{at}")
        if self._clamps(joint.event.id, role):
            with self.source.block(f"if z{at} & ~z:"):
                self.source.add(f"for site in range({len(self.sites)}): clamps[site] = clamps[site] or (i if z{at} >> site & 1 else 0)")
                self.source.add(f"z |= z{at}")
        if joint.may_conflict:
            with self.source.block(f"if w & w{at} & ~q{label}:"):
                self.source.add(f"conflicts[{label}, w & w{at}] = i; q{label} |= w & w{at}")
            self.source.add(f"w |= w{at}")

    def _clamps(self, event: str, role: int) -> bool:
        return any(
            may_leave(self.machine.variables[name], formula)
            for group in self.program.groups
            if (group.event, group.role) == (event, role)
            for route in group.routes
            for name, formula in route.updates
        )


def function_of(code: CodeType, tables: Sequence[tuple[int, ...]]) -> Callable[..., Any]:
    """Return the function in a compiled module."""
    names: dict[str, Any] = {f"T{number}": table for number, table in enumerate(tables)}
    exec(code, names)  # noqa: S102 - written above, from trees and numbers
    return names["run"]
