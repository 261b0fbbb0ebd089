"""What differs between two plans, in words: a cycle and the packs it was composed of, or two versions of the packs."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from plumbline.domain.playbook.difference import Difference, differences, version_differences
from plumbline.domain.playbook.plan import Item, Plan
from plumbline.kernel.record import record
from plumbline.words.plan import title_of, titles

# The parts of a plan by the name of their list: what one of them is called, and its kind in `kind:id`.
_PARTS = {
    "agenda": ("On the agenda of the reviews", ""),
    "areas": ("Area", "area"),
    "capabilities": ("Capability", "capability"),
    "challenges": ("Challenge", "challenge"),
    "context": ("Context", "context"),
    "failure_modes": ("Failure mode", "failure"),
    "gates": ("Gate", "gate"),
    "market_signals": ("Market signal", "market-signal"),
    "metrics": ("Metric", "metric"),
    "own_rules": ("Asked for by the playbook", ""),
    "packs": ("Pack", ""),
    "patterns": ("Pattern", "pattern"),
    "practices": ("Practice", "practice"),
    "pressures": ("Pressure", "pressure"),
    "promises": ("Promise", "promise"),
    "questions": ("Question", ""),
    "releases_first": ("Releases that go first protect the promise", ""),
    "risks": ("Risk", "risk"),
    "safeguards": ("Safeguard", "safeguard"),
    "stages": ("Stage", "stage"),
    "steps": ("Step", "step"),
    "target_signals": ("Target signal", "signal"),
    "warning_signs": ("Warning sign", "warning"),
    "watched": ("Watched closely", ""),
}
_FIELDS = {
    "action": "what is done",
    "applies_when": "when it applies",
    "argument": "what its strategy works on",
    "bound_to": "what the system does about it",
    "condition": "when it is done",
    "digest": "digest",
    "manual": "what a person records",
    "offset_days": "working day on which it falls due",
    "sentence": "its sentence",
    "text": "its text",
    "title": "its title",
    "version": "version",
}
_PATH = re.compile(r"([a-z_]+)(?:\[([^\]]+)\])?\.?")


@record
class Changed:
    """One thing that differs from the packs."""

    what: str
    before: str
    after: str


def changed_plan(packed: Plan, plan: Plan) -> tuple[Changed, ...]:
    """Return what differs between a plan as the packs make it and as a cycle has it; what says the same in both words is left out."""
    return _told(differences(packed, plan), titles(packed) | titles(plan))


def changed_version(before: Plan, after: Plan) -> tuple[Changed, ...]:
    """Return what differs between two versions of a playbook."""
    return _told(version_differences(before, after), titles(before) | titles(after))


def _told(found: Iterable[Difference], names: Mapping[str, str]) -> tuple[Changed, ...]:
    told = (_changed(difference, names) for difference in found if not difference.where.endswith(".expression"))
    return tuple(line for line in dict.fromkeys(told) if line.before != line.after)


def _changed(difference: Difference, names: Mapping[str, str]) -> Changed:
    found: list[tuple[str, str]] = _PATH.findall(difference.where)
    where = [(field, item) for field, item in found if field]
    head, item = where[0]
    last = where[-1][0]
    if head == "policies":
        hours = last.endswith("_hours")
        what = title_of(f"policy:{last}", names)
        return Changed(what=what, before=_said(difference.before, names, hours=hours), after=_said(difference.after, names, hours=hours))
    words, kind = _PARTS.get(head, (head.replace("_", " ").capitalize(), ""))
    title = title_of(f"{kind}:{item}", names) if kind and item else item.replace(":", " ") if head == "packs" else ""
    aside = _FIELDS.get(last, "") if len(where) > 1 else ""
    what = ": ".join(part for part in (words, title) if part)
    before, after = (_watched(one, names) if head == "watched" else _said(one, names) for one in (difference.before, difference.after))
    return Changed(what=f"{what}, {aside}" if aside else what, before=before, after=after)


def _watched(item: Item | None, names: Mapping[str, str]) -> str:
    return title_of(item.bound_to, names) if item else "not there"


def _said(value: Any, names: Mapping[str, str], *, hours: bool = False) -> str:
    match value:
        case 0 if hours and value is not False:
            return "by the end of the review cycle"
        case None:
            return "not there"
        case True | False:
            return "on" if value else "off"
        case str() if value in names:
            return names[value]
        case int() | str():
            return str(value)
        case _ if hasattr(value, "sentence"):
            return value.sentence
        case _ if hasattr(value, "title"):
            return value.title
        case _ if hasattr(value, "area"):
            return title_of(f"area:{value.area}", names)
        case _:
            return ", ".join(_said(one, names) for one in value) or "none"
