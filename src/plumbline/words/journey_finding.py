"""What the analysis of a journey says, in words; screens, roles and events by their titles."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from plumbline.domain.journey.analysis.finding import Finding
from plumbline.domain.journey.happening import Enters, Happening
from plumbline.domain.journey.machine import spelled
from plumbline.domain.journey.model import Model
from plumbline.kernel.record import record

_FIELD = re.compile(r"\{(\w+)\}")


@record
class FindingWords:
    """A finding in words: what is so, why it matters, and what to do about it."""

    title: str
    why: str
    remedy: str


UNPROVEN = FindingWords(
    title="Not every state was looked at",
    why="The journey has more states than the analysis looked at, so nothing is proven about the rest of them.",
    remedy="Make the journey smaller, or look further with `plumbline journey check`.",
)
"""What is said of a journey that is too large to be looked at as a whole."""


def finding_words(finding: Finding, model: Model) -> FindingWords:
    """Return a finding of a journey in words."""
    known = _words()
    words = known.get(f"{finding.kind}-{finding.detail}") or known[finding.kind]
    values = _values(finding, model)
    filled = {name: _FIELD.sub(lambda field: values[field[1]], words[name]) for name in ("title", "why", "remedy")}
    if finding.against:
        filled["remedy"] += f" No repair is proposed: what was tried would {_against(finding)}."
    return FindingWords(**filled)


def _against(finding: Finding) -> str:
    found = [one for one in finding.against if one not in ("named", "grown", finding.kind)]
    said = [f"bring something else ({', '.join(one.replace('-', ' ') for one in found)})"] if found else []
    said += ["leave it as it is"] if finding.kind in finding.against else []
    said += ["take away what other parts name"] if "named" in finding.against else []
    said += ["make the journey several times as large"] if "grown" in finding.against else []
    return " or ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)


def happening_words(happening: Happening, model: Model) -> str:
    """Return what happens, by its title; of an entry, the variable and its new value."""
    if isinstance(happening, Enters):
        variable = next(one for one in model.variables if one.id == happening.variable)
        return f"{variable.title or variable.id}: {spelled(happening.value)}"
    return next(event.title for event in model.events if event.id == happening.event)


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files("plumbline.words").joinpath("journey_findings.toml").read_text(encoding="utf-8"))


def _values(finding: Finding, model: Model) -> dict[str, str]:
    titles = {one.id: one.title for one in (*model.screens, *model.stages)}
    roles = {one.id: one.title for one in model.roles}
    events = {one.id: one.title for one in model.events}
    variables = {one.id: one.title or one.id for one in model.variables}
    tasks = {one.id: one.title for one in model.tasks}
    return {
        "screens": _listed(f"“{titles[one]}”" for one in finding.screens),
        "transitions": _listed(finding.transitions),
        "ways": _listed(
            f"“{events[one.event]}” on “{titles.get(one.source, one.source)}” ({one.id})"
            for one in model.transitions
            if one.id in finding.transitions
        ),
        "role": roles.get(finding.role, ""),
        "event": f"“{events[finding.event]}”" if finding.event else "",
        "variable": variables.get(finding.variable, ""),
        "task": f"“{tasks[finding.task]}”" if finding.task else "",
    }


def _listed(names: Iterable[str]) -> str:
    given = [*names]
    return " and ".join([", ".join(given[:-1]), given[-1]] if len(given) > 1 else given)
