"""What a plan points at by id, as people call it: its own parts by their titles, the rest from the catalogue."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from plumbline.domain.playbook.plan import GateRule, Item, Pattern, Plan, PlannedMetric, PlannedRisk, Stage, Step

_TITLED = {"metrics": "metric", "detectors": "detector", "policies": "policy"}


def titles(plan: Plan) -> dict[str, str]:
    """Return the title of everything a part can be bound to, by `kind:id`."""
    named: dict[str, Iterable[Item | Step | Pattern | GateRule | PlannedMetric | PlannedRisk | Stage]] = {
        "area": plan.areas, "context": plan.context, "pressure": plan.pressures, "promise": plan.promises, "safeguard": plan.safeguards,
        "practice": plan.practices, "signal": plan.target_signals, "step": plan.steps, "pattern": plan.patterns, "gate": plan.gates,
        "agenda": (*plan.agenda, *(change.item for pattern in plan.patterns for change in pattern.rules if change.item)),
        "failure": plan.failure_modes, "warning": plan.warning_signs, "metric": plan.metrics, "stage": plan.stages, "risk": plan.risks,
        "capability": plan.capabilities,
    }  # fmt: skip
    own = {f"{kind}:{part.id}": part.title for kind, parts in named.items() for part in parts}
    strategies = {f"strategy:{risk.strategy}": risk.strategy_title for risk in plan.risks}
    return {**catalogue_titles(), **strategies, **own}


def title_of(reference: str, names: Mapping[str, str]) -> str:
    """Return what people call the thing that `kind:id` names; a name that a newer pack brought reads as its id in words."""
    return names.get(reference) or reference.partition(":")[2].replace("-", " ").replace("_", " ")


def bound_words(reference: str, names: Mapping[str, str]) -> str:
    """Say what the system does about a part, from its binding `kind:id`; empty for no binding."""
    kind, _, target = reference.partition(":")
    return f"{_catalogue()['kinds'].get(kind, 'bound to')} “{title_of(reference, names)}”" if target else ""


def often_words(item: Item) -> str:
    """Say how often an item of the agenda comes up; empty for one of every review."""
    match item.every_days:
        case 0:
            return ""
        case 1:
            return "every working day"
        case days:
            return f"every {days} working days"


@cache
def catalogue_titles() -> Mapping[str, str]:
    """Return the titles of metrics, detectors and policies, by `kind:id`."""
    return {f"{kind}:{name}": title for section, kind in _TITLED.items() for name, title in _catalogue()[section].items()}


@cache
def _catalogue() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files("plumbline.words").joinpath("plan.toml").read_text(encoding="utf-8"))
