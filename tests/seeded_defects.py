"""Defects that are put into sound journeys, one at a time, each with the finding that it has to lead to.

A defect is put in at every place where it can be, so that one way of making it becomes many mutants.
"""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any, NamedTuple

from plumbline.domain.journey.analysis.finding import FindingKind
from plumbline.domain.journey.analysis.space import Space
from plumbline.domain.journey.model import Model
from plumbline.domain.journey.plain import model_of, plain_of
from small_journey import plain

Plain = dict[str, Any]


class Mutant(NamedTuple):
    """A journey with one defect, and where it has to be found: ids of screens, transitions or a variable, all of them."""

    name: str
    model: Model
    kind: FindingKind
    place: frozenset[str]


def payment() -> Model:
    """Return a journey of a buyer and a bank with nothing wrong in it."""
    data = plain()
    data["transitions"] = [
        {"id": "t-pay", "from": "cart", "on": "pay", "when": "tries < 2", "to": "paying"},
        {"id": "t-asked", "from": "idle", "on": "pay", "to": "asked"},
        {"id": "t-leave", "from": "checkout", "on": "leave", "to": "left"},
        {"id": "t-paid", "from": "paying", "on": "accepted", "to": "paid"},
        {"id": "t-done", "from": "asked", "on": "accepted", "to": "idle"},
        {"id": "t-refused", "from": "paying", "on": "declined", "to": "refused", "set": {"tries": "tries + 1"}},
        {"id": "t-no", "from": "asked", "on": "declined", "to": "idle"},
        {"id": "t-again", "from": "refused", "on": "pay", "when": "tries < 2", "to": "paying"},
        {"id": "t-call", "from": "refused", "on": "call", "to": "agreed"},
        {"id": "t-answers", "from": "idle", "on": "call"},
    ]
    data["screens"] += [{"id": "agreed", "title": "Agreed", "role": "buyer", "kind": "terminal", "result": "success"}]
    data["transitions"][0] |= {"when": "true"}
    return model_of(data)


def handover() -> Model:
    """Return a journey of three people, of whom one is on call, with a timer and a stage."""
    people = [("asker", "write"), ("reader", "inbox"), ("chief", "office")]
    screens = [
        ("write", "asker", "normal"), ("sent", "asker", "waiting"), ("unclear", "asker", "exception"),
        ("granted", "asker", "success"), ("refused", "asker", "escalated"),
        ("inbox", "reader", "waiting"), ("reading", "reader", "decision"), ("asking", "reader", "waiting"),
        ("office", "chief", "waiting"), ("deciding", "chief", "decision"),
    ]  # fmt: skip
    ways = [
        ("write", "send", "sent"), ("inbox", "send", "reading"), ("reading", "grant", "inbox"), ("sent", "grant", "granted"),
        ("reading", "pass-on", "asking"), ("office", "pass-on", "deciding"),
        ("deciding", "decide", "office"), ("asking", "decide", "reading"),
        ("sent", "illegible", "unclear"), ("reading", "illegible", "inbox"),
        ("asking", "illegible", "inbox"), ("deciding", "illegible", "office"),
        ("unclear", "rewrite", "write"), ("unclear", "give-up", "refused"), ("reading", "late", "inbox"), ("sent", "late", "refused"),
    ]  # fmt: skip
    acts = {"send": "asker", "grant": "reader", "pass-on": "reader", "decide": "chief", "rewrite": "asker", "give-up": "asker"}
    made: list[Plain] = []
    for name, role, kind in screens:
        screen: Plain = {"id": name, "title": name.title(), "role": role, "kind": kind}
        if kind in ("success", "escalated"):
            screen |= {"kind": "terminal", "result": kind}
        if kind == "exception":
            screen |= {"fault": "illegible", "severity": "major", "owner": "reader", "recovery": "write"}
        made.append(screen)
    events: list[Plain] = [{"id": name, "title": name.title(), "kind": "act", "role": role} for name, role in acts.items()]
    events += [{"id": "illegible", "title": "Illegible", "kind": "fault"}, {"id": "late", "title": "Late", "kind": "timer", "after": "2 d"}]
    transitions: list[Plain] = [{"id": f"{a}.{e}", "from": a, "on": e, "to": b} for a, e, b in ways]
    next(one for one in transitions if one["id"] == "sent.illegible")["set"] = {"rounds": "rounds < 2 ? rounds + 1 : 2"}
    next(one for one in transitions if one["id"] == "unclear.rewrite")["when"] = "rounds < 2"
    roles = [{"id": name, "title": name.title(), "start": start} for name, start in people]
    variables = [{"id": "rounds", "type": "int", "lo": 0, "hi": 2}]
    return model_of(
        {"id": "handover", "version": "1.0.0", "title": "A request", "roles": roles, "screens": made, "events": events,
         "transitions": transitions, "variables": variables}
    )  # fmt: skip


class Seeder:
    """Puts defects into one sound journey. places: the screens of people that are reached and are no end."""

    def __init__(self, base: Model) -> None:
        self.base = base
        space = Space(base)
        reached = {screen for packed in space.first for screen in space.layout.where(packed)}
        people = {one.id for one in base.roles if one.actor == "person"}
        self.places = [one for one in base.screens if one.id in reached and one.role in people and one.kind != "terminal"]
        self.unconditional = [
            one
            for one in base.transitions
            if not one.when and one.target and any(one.source == screen.id for screen in base.screens) and one.source in reached
        ]

    def mutants(self) -> Iterator[Mutant]:
        """Yield every mutant of the journey."""
        for make in (
            self.unreachable, self.shadowed, self.constant, self.dead_end, self.livelock, self.unrecovered, self.stuck, self.overlap,
            self.missing_else, self.conflict, self.loop, self.out_of_range,
        ):  # fmt: skip
            yield from make()

    def mutant(self, name: str, kind: FindingKind, *place: str, **added: list[Plain]) -> Mutant:
        data = deepcopy(plain_of(self.base))
        for part, values in added.items():
            if part == "replaced":
                data["transitions"] = values
            else:
                data[part] = [*data.get(part, []), *values]
        return Mutant(f"{self.base.id}-{kind}-{name}", model_of(data), kind, frozenset(place))

    def unreachable(self) -> Iterator[Mutant]:
        for role in self.base.roles:
            for kind in ("normal", "decision", "recovery", "fallback"):
                screen = {"id": "new", "title": "New", "role": role.id, "kind": kind}
                yield self.mutant(f"{role.id}-{kind}", "unreachable-screen", "new", screens=[screen])
        starts = {one.start for one in self.base.roles}
        for screen in self.base.screens:
            if screen.id not in starts:
                rest = [one for one in plain_of(self.base)["transitions"] if one.get("to") != screen.id]
                yield self.mutant(f"no-way-to-{screen.id}", "unreachable-screen", screen.id, replaced=rest)

    def shadowed(self) -> Iterator[Mutant]:
        for one in self.unconditional:
            second = {"id": "new", "from": one.source, "on": one.event}
            yield self.mutant(one.id, "never-enabled", "new", transitions=[second])
        for one in self.places:
            mates = [other for other in self.base.screens if other.role != one.role and other.kind != "terminal"]
            for mate in mates[:1]:
                shared = {"id": "meet", "title": "Meet", "kind": "shared", "roles": [one.role, mate.role]}
                ways = [{"id": "new", "from": one.id, "on": "meet"}, {"id": "mate", "from": mate.id, "on": "meet"}]
                if not self._together(one.id, mate.id):
                    yield self.mutant(f"meet-{one.id}", "never-enabled", "new", "mate", events=[shared], transitions=ways)

    def _together(self, one: str, other: str) -> bool:
        space = Space(self.base)
        return any({one, other} <= {*space.layout.where(packed)} for packed in space.first)

    def constant(self) -> Iterator[Mutant]:
        roles = {screen.id: screen.role for screen in self.base.screens}
        for one in self.unconditional:
            for negation in ("", "!"):
                changed = deepcopy(plain_of(self.base)["transitions"])
                (its,) = (each for each in changed if each["id"] == one.id)
                its["when"] = f'{negation}in_screen("{roles[one.source]}", "{one.source}")'
                yield self.mutant(f"{one.id}{negation}", "constant-condition", one.id, replaced=changed)

    def dead_end(self) -> Iterator[Mutant]:
        for one in self.places:
            for kind in ("normal", "decision", "recovery"):
                screen = {"id": "new", "title": "New", "role": one.role, "kind": kind}
                yield self.mutant(f"{one.id}-{kind}", "dead-end", "new", screens=[screen], **_way(one.id, one.role, "new"))

    def livelock(self) -> Iterator[Mutant]:
        for one in self.places:
            for kind in ("normal", "waiting"):
                screens = [{"id": name, "title": name, "role": one.role, "kind": kind} for name in ("new", "other")]
                added = _way(one.id, one.role, "new")
                added["transitions"] += [{"from": "new", "on": "x", "to": "other"}, {"from": "other", "on": "x", "to": "new"}]
                yield self.mutant(f"{one.id}-{kind}", "livelock", "new", "other", screens=screens, **added)

    def unrecovered(self) -> Iterator[Mutant]:
        for one in self.places:
            fault = {"id": "breaks", "title": "Breaks", "kind": "fault"}
            screen = _exception("new", one.role, "breaks", one.id)
            falls = {"from": one.id, "on": "breaks", "to": "new"}
            yield self.mutant(f"{one.id}-stays", "unrecovered-exception", "new", events=[fault], screens=[screen], transitions=[falls])
            end = {"id": "end", "title": "End", "role": one.role, "kind": "terminal", "result": "abandoned"}
            act = {"id": "x", "title": "X", "kind": "act", "role": one.role}
            ways = [falls, {"from": "new", "on": "x", "to": "end"}]
            yield self.mutant(
                f"{one.id}-ends", "unrecovered-exception", "new", events=[fault, act], screens=[screen, end], transitions=ways
            )

    def stuck(self) -> Iterator[Mutant]:
        """A clock that nobody needs goes on beside whoever waits."""
        clock = {"id": "clock", "title": "Clock", "actor": "system", "start": "even"}
        sides = [{"id": name, "title": name, "role": "clock"} for name in ("even", "odd")]
        ticks = [{"from": "even", "on": "tick", "to": "odd"}, {"from": "odd", "on": "tick", "to": "even"}]
        for one in self.places:
            for kind in ("act", "fault"):
                added = _way(one.id, one.role, "new", kind)
                added["events"] += [{"id": "tick", "title": "Tick", "kind": "system"}]
                added["transitions"] += ticks
                screen = {"id": "new", "title": "New", "role": one.role, "kind": "waiting"}
                yield self.mutant(f"{one.id}-{kind}", "stuck-waiting", "new", screens=[screen, *sides], roles=[clock], **added)

    def _counted(self, source: str, role: str, conditions: tuple[str, ...]) -> dict[str, list[Plain]]:
        acts = [{"id": name, "title": name, "kind": "act", "role": role} for name in ("bump", "x")]
        bump = {"id": "bump", "from": source, "on": "bump", "set": {"k": "k < 2 ? k + 1 : 0"}}
        asked = [{"id": f"n{n}", "from": source, "on": "x", **({"when": one} if one else {})} for n, one in enumerate(conditions)]
        return {"variables": [{"id": "k", "type": "int", "lo": 0, "hi": 2}], "events": acts, "transitions": [bump, *asked]}

    def overlap(self) -> Iterator[Mutant]:
        for one in self.places:
            yield self.mutant(one.id, "overlap", "n0", "n1", **self._counted(one.id, one.role, ("k < 2", "k > 0", "")))
            yield self.mutant(f"{one.id}-one", "overlap", "n0", "n1", **self._counted(one.id, one.role, ("k != 1", "k != 0")))

    def missing_else(self) -> Iterator[Mutant]:
        for one in self.places:
            for gap in range(3):
                first, second = (f"k == {n}" for n in range(3) if n != gap)
                added = self._counted("new", one.role, (first, second))
                way = _way(one.id, one.role, "new")
                way["events"][0]["id"] = way["transitions"][0]["on"] = "enter"
                back = {"from": "new", "on": "enter", "to": one.id}
                screen = {"id": "new", "title": "New", "role": one.role, "kind": "decision"}
                joined = {name: [*way.get(name, []), *added[name]] for name in added}
                joined["transitions"].append(back)
                yield self.mutant(f"{one.id}-{gap}", "missing-else", "new", "n0", "n1", screens=[screen], **joined)

    def conflict(self) -> Iterator[Mutant]:
        variable = {"id": "w", "type": "int", "lo": 0, "hi": 3}
        for one in self.places:
            for other in self.base.screens:
                if other.role != one.role and other.kind != "terminal" and self._together(one.id, other.id):
                    ways = [
                        {"id": "n0", "from": one.id, "on": "x", "set": {"w": "1"}},
                        {"id": "n1", "from": other.id, "on": "x", "set": {"w": "2"}},
                    ]
                    act = {"id": "x", "title": "X", "kind": "act", "role": one.role}
                    yield self.mutant(
                        f"{one.id}-{other.id}", "write-conflict", "n0", "n1", "w", variables=[variable], events=[act], transitions=ways
                    )

    def loop(self) -> Iterator[Mutant]:
        for one in self.places:
            for recovered in (False, True):
                fault = {"id": "breaks", "title": "Breaks", "kind": "fault"}
                added = _way("new", one.role, one.id)
                added["events"].append(fault)
                added["transitions"].append({"from": one.id, "on": "breaks", "to": "new"})
                screens = [_exception("new", one.role, "breaks", one.id)]
                if recovered:
                    screens.append({"id": "end", "title": "End", "role": one.role, "kind": "terminal", "result": "escalated"})
                    added["transitions"].append({"from": "new", "on": "help", "to": "end"})
                    added["events"].append({"id": "help", "title": "Help", "kind": "act", "role": one.role})
                yield self.mutant(f"{one.id}-{recovered}", "unlimited-loop", "new", screens=screens, **added)

    def out_of_range(self) -> Iterator[Mutant]:
        variable = {"id": "w", "type": "int", "lo": 0, "hi": 2}
        for one in self.places:
            for update in ("w + 1", "w - 1", "2 + w"):
                act = {"id": "x", "title": "X", "kind": "act", "role": one.role}
                way = {"id": "new", "from": one.id, "on": "x", "set": {"w": update}}
                yield self.mutant(f"{one.id}-{update}", "out-of-range", "new", "w", variables=[variable], events=[act], transitions=[way])


def _way(source: str, role: str, target: str, kind: str = "act") -> dict[str, list[Plain]]:
    event = {"id": "x", "title": "X", "kind": kind, **({"role": role} if kind == "act" else {})}
    return {"events": [event], "transitions": [{"from": source, "on": "x", "to": target}]}


def _exception(name: str, role: str, fault: str, recovery: str) -> Plain:
    screen = {"id": name, "title": "New", "role": role, "kind": "exception", "fault": fault, "severity": "major"}
    return {**screen, "owner": role, "recovery": recovery}
