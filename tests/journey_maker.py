"""Random journeys that are right by construction: several roles, all kinds of events, stages that reset, controls, every kind of update.

The same seed makes the same journey. Nothing says that they are sensible: screens may be out of reach and conditions never hold.
"""

import random
from collections.abc import Sequence
from typing import Any

from plumbline.domain.journey.model import Model
from plumbline.domain.journey.plain import model_of

_KINDS = ("normal", "normal", "normal", "decision", "waiting", "waiting", "recovery", "fallback", "exception", "terminal")
_RESULTS = ("success", "abandoned", "escalated")
Plain = dict[str, Any]


def random_journey(seed: int, *, roles: int = 0, screens: int = 0, variables: int = -1, width: int = 3) -> Model:
    """Return a journey. roles, screens (of each role), variables: how many; a few by chance without. width: values of each number."""
    return model_of(_Maker(seed, width).plain(roles, screens, variables))


class _Maker:
    def __init__(self, seed: int, width: int) -> None:
        self.chance = random.Random(seed)
        self.width = width

    def plain(self, roles: int, screens: int, variables: int) -> Plain:
        chance = self.chance
        self.roles = [f"r{n}" for n in range(roles or chance.randint(1, 4))]
        self.variables = [self._variable(n) for n in range(variables if variables >= 0 else chance.randint(0, 4))]
        self.events = self._events()
        self.stages = [{"id": f"{role}-g", "title": "Stage", "role": role} for role in self.roles if chance.random() < 0.6]
        for one in self.variables:
            if self.stages and chance.random() < 0.3:
                one["reset"] = chance.choice(self.stages)["id"]
        count = {role: screens or chance.randint(2, 6) for role in self.roles}
        self.screens = {role: [f"{role}-s{n}" for n in range(count[role])] for role in self.roles}
        self.made = [self._screen(role, place) for role in self.roles for place in range(count[role])]
        transitions = [one for screen in self.made if screen["kind"] != "terminal" for one in self._leaving(screen)]
        transitions += [one for stage in self.stages for one in self._from_stage(stage)]
        return {
            "id": "made", "version": "1.0.0", "title": "Made", "variables": self.variables, "events": self.events, "stages": self.stages,
            "roles": [self._role(role, place) for place, role in enumerate(self.roles)],
            "screens": self.made, "transitions": transitions,
        }  # fmt: skip

    def _role(self, role: str, place: int) -> Plain:
        actor = "system" if place and self.chance.random() < 0.4 else "person"
        return {"id": role, "title": role, "start": self.screens[role][0], "actor": actor}

    def _variable(self, number: int) -> Plain:
        name = f"v{number}"
        match self.chance.randrange(4):
            case 0:
                return {"id": name, "type": "bool", "default": self.chance.random() < 0.5}
            case 1:
                values = [f"x{n}" for n in range(self.chance.randint(1, 5))]
                return {"id": name, "type": "enum", "values": values, "default": self.chance.choice(values)}
            case _:
                lo = self.chance.randint(-2, 2)
                hi = lo + self.chance.randint(1, self.width)
                return {"id": name, "type": "int", "lo": lo, "hi": hi, "default": self.chance.randint(lo, hi)}

    def _events(self) -> list[Plain]:
        chance = self.chance
        made: list[Plain] = []
        for role in self.roles:
            made += [{"id": f"{role}-act{n}", "title": "Act", "kind": "act", "role": role} for n in range(chance.randint(1, 3))]
        made += [{"id": f"sys{n}", "title": "System", "kind": "system"} for n in range(chance.randint(0, 2))]
        made += [{"id": f"tmr{n}", "title": "Timer", "kind": "timer", "after": "1 h"} for n in range(chance.randint(0, 1))]
        made += [{"id": f"flt{n}", "title": "Fault", "kind": "fault"} for n in range(chance.randint(1, 2))]
        if len(self.roles) > 1:
            made += [
                {
                    "id": f"shr{n}",
                    "title": "Shared",
                    "kind": "shared",
                    "roles": chance.sample(self.roles, chance.randint(2, len(self.roles))),
                }
                for n in range(chance.randint(0, 2))
            ]
        return made

    def _screen(self, role: str, place: int) -> Plain:
        chance = self.chance
        kind = "normal" if place == 0 and chance.random() < 0.5 else chance.choice(_KINDS[:-1] if place == 0 else _KINDS)
        screen: Plain = {"id": self.screens[role][place], "title": "Screen", "role": role, "kind": kind}
        if kind == "exception":
            faults = [one["id"] for one in self.events if one["kind"] == "fault"]
            screen |= {"fault": chance.choice(faults), "severity": "major", "owner": chance.choice(self.roles)}
            screen["recovery"] = chance.choice(self.screens[role])
        if kind == "terminal":
            screen["result"] = chance.choice(_RESULTS)
        if (own := [one["id"] for one in self.stages if one["role"] == role]) and chance.random() < 0.5:
            screen["stage"] = own[0]
        screen["content"] = [self._control(number) for number in range(chance.choice((0, 0, 1, 2))) if self.variables]
        return screen

    def _control(self, number: int) -> Plain:
        variable = self.chance.choice(self.variables)
        control: Plain = {"id": f"c{number}", "type": "checkbox" if variable["type"] == "bool" else "select", "text": "Enter"}
        control["variable"] = variable["id"]
        if variable["type"] != "bool":
            values = self._domain(variable)
            control["options"] = [
                {"value": value, "text": value} for value in self.chance.sample(values, self.chance.randint(1, len(values)))
            ]
        if self.chance.random() < 0.5:
            control["when"] = self._condition(2)
        return control

    def _leaving(self, screen: Plain) -> list[Plain]:
        role = screen["role"]
        return [self._transition(screen["id"], role) for _ in range(self.chance.randint(1, 5))]

    def _from_stage(self, stage: Plain) -> list[Plain]:
        return [self._transition(stage["id"], stage["role"]) for _ in range(self.chance.randint(0, 2))]

    def _transition(self, source: str, role: str) -> Plain:
        chance = self.chance
        transition: Plain = {"from": source, "on": self._event_for(role)}
        if chance.random() < 0.85:
            transition["to"] = chance.choice(self.screens[role])
        if chance.random() < 0.55:
            transition["when"] = self._condition(3)
        if self.variables and chance.random() < 0.5:
            written = chance.sample(self.variables, chance.randint(1, min(2, len(self.variables))))
            transition["set"] = {one["id"]: self._update(one) for one in written}
        return transition

    def _event_for(self, role: str) -> str:
        usual = [one["id"] for one in self.events if one.get("role", role) == role and role in one.get("roles", (role,))]
        return self.chance.choice(usual if self.chance.random() < 0.7 else [one["id"] for one in self.events])

    def _update(self, variable: Plain) -> str:
        chance = self.chance
        if variable["type"] == "bool":
            return chance.choice(("true", "false", f"!{variable['id']}", self._condition(2)))
        if variable["type"] == "enum":
            one, other = (f'"{chance.choice(variable["values"])}"' for _ in range(2))
            return chance.choice((one, f"{self._condition(2)} ? {one} : {other}", variable["id"]))
        literal = chance.randint(variable["lo"], variable["hi"])
        near = [one for one in self.variables if one["type"] == "int" and _overlap(one["lo"] + literal, one["hi"] + literal, variable)]
        sum_of_two = f"{literal} + {chance.choice(near)['id']}" if near else str(literal)
        choice = f"{self._condition(2)} ? {literal} : {variable['id']}"
        return chance.choice((str(literal), f"{variable['id']} + 1", f"{variable['id']} - 1", sum_of_two, choice))

    def _condition(self, depth: int) -> str:
        chance = self.chance
        if depth and chance.random() < 0.4:
            one, other = self._condition(depth - 1), self._condition(depth - 1)
            return chance.choice((f"({one} && {other})", f"({one} || {other})", f"!({one})", f"({one} ? {other} : {one})"))
        if not self.variables or chance.random() < 0.3:
            role = chance.choice(self.roles)
            return f'in_screen("{role}", "{chance.choice(self.screens[role])}")'
        return self._comparison(chance.choice(self.variables))

    def _comparison(self, variable: Plain) -> str:
        chance, name = self.chance, variable["id"]
        same: Sequence[Plain] = [one for one in self.variables if one["type"] == variable["type"] != "enum"]
        if variable["type"] == "bool":
            return chance.choice((name, f"!{name}", f"{name} == true", f"{name} != {chance.choice(same)['id']}"))
        if variable["type"] == "enum":
            values = [f'"{value}"' for value in chance.sample(variable["values"], chance.randint(1, len(variable["values"])))]
            return chance.choice((f"{name} == {values[0]}", f"{name} != {values[0]}", f"{name} in [{', '.join(values)}]"))
        number = chance.randint(variable["lo"] - 1, variable["hi"] + 1)
        operator = chance.choice(("==", "!=", "<", "<=", ">", ">="))
        other = chance.choice(same)["id"]
        return chance.choice(
            (
                f"{name} {operator} {number}", f"{number} {operator} {name}", f"{name} {operator} {other}",
                f"{name} + 1 {operator} {other} - {abs(number)}", f"{name} in [{number}, {number + 1}]", f"-{name} {operator} {number}",
            )
        )  # fmt: skip

    @staticmethod
    def _domain(variable: Plain) -> list[str]:
        if variable["type"] == "enum":
            return list(variable["values"])
        return [str(value) for value in range(variable["lo"], variable["hi"] + 1)]


def _overlap(lo: int, hi: int, variable: Plain) -> bool:
    """Tell whether a range meets that of a variable: an update that is always outside is refused."""
    return lo <= variable["hi"] and hi >= variable["lo"]
