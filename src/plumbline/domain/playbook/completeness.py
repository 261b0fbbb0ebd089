"""Nothing is prose only: what a plan must hold before anybody may run it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from plumbline.domain.playbook.catalogue import ANYBODY, DETECTORS, METRICS, POLICIES
from plumbline.domain.playbook.plan import Change, Condition, Pattern, Plan, PlannedMetric, PlannedRisk, Stage, Step
from plumbline.domain.playbook.wording import placeholders

_COUNTS = (
    ("context", 10), ("pressures", 4), ("promises", 4), ("practices", 4), ("failure_modes", 4), ("warning_signs", 4),
    ("target_signals", 4), ("stages", 6), ("steps", 16), ("metrics", 6), ("risks", 6),
)  # fmt: skip
_SOME = ("packs", "areas", "market_signals", "safeguards", "challenges", "gates", "patterns", "agenda", "capabilities", "questions")
_MAY_BE_BLANK = frozenset(
    {
        "releases_first",
        "manual",
        "stage",
        "stage_title",
        "condition_id",
        "applies_when",
        "stop_rule",
        "digest",
        "about",
        "person_id",
        "area",
    }
)
_ITEM_LISTS = (
    "areas", "context", "market_signals", "pressures", "promises", "safeguards", "practices", "failure_modes", "warning_signs",
    "target_signals", "challenges", "agenda", "capabilities", "watched",
)  # fmt: skip

Known = Mapping[str, frozenset[str]]


def gaps(plan: Plan) -> tuple[str, ...]:
    """Return everything the plan lacks, as sentences; empty when it can be run."""
    known = known_ids(plan)
    return (
        *_miscounted(plan),
        *_blanks(plan, ""),
        *_repeated(plan),
        *_dangling_bindings(plan, known),
        *_unmeasured_promises(plan),
        *(gap for metric in plan.metrics for gap in _metric_gaps(metric, known)),
        *(gap for risk in plan.risks for gap in _risk_gaps(risk, known)),
        *(gap for step in plan.steps for gap in _step_gaps(step, known)),
        *(gap for stage in plan.stages for gap in _stage_gaps(stage, known)),
        *(gap for gate in plan.gates for condition in gate.conditions for gap in _condition_gaps(condition, f"gate {gate.id}", known)),
        *(gap for pattern in plan.patterns for gap in _pattern_gaps(pattern, known)),
        *(gap for change in plan.own_rules for gap in _change_gaps(change, "the binding", known)),
        *(f"ladder: no area {level.area}" for level in plan.policies.ladder if level.area not in known["area"]),
    )


def known_ids(plan: Plan) -> dict[str, frozenset[str]]:
    """Return the ids that `kind:id` may point at in this plan, by kind."""
    parts: dict[str, Iterable[Any]] = {
        "area": plan.areas, "context": plan.context, "pressure": plan.pressures, "promise": plan.promises, "safeguard": plan.safeguards,
        "practice": plan.practices, "failure": plan.failure_modes, "warning": plan.warning_signs, "signal": plan.target_signals,
        "stage": plan.stages, "step": plan.steps, "gate": plan.gates, "pattern": plan.patterns, "risk": plan.risks,
        "capability": plan.capabilities, "agenda": (*plan.agenda, *_agenda_of_patterns(plan)),
    }  # fmt: skip
    named = {kind: frozenset(str(part.id) for part in found) for kind, found in parts.items()}
    strategies = frozenset(str(risk.strategy) for risk in plan.risks)
    return {**named, "metric": frozenset(METRICS), "detector": frozenset(DETECTORS), "policy": frozenset(POLICIES), "strategy": strategies}


def _agenda_of_patterns(plan: Plan) -> Iterator[Any]:
    return (change.item for pattern in plan.patterns for change in pattern.rules if change.item)


def _miscounted(plan: Plan) -> Iterator[str]:
    for name, wanted in _COUNTS:
        if (found := len(getattr(plan, name))) != wanted:
            yield f"{name}: {wanted} expected, {found} found"
    for name in _SOME:
        if not getattr(plan, name):
            yield f"{name}: at least one expected, none found"


def _blanks(part: Any, where: str) -> Iterator[str]:
    """Every text that is empty or still has a placeholder nobody filled."""
    if isinstance(part, str):
        if not part.strip():
            yield f"{where}: is blank"
        if left := placeholders(part):
            yield f"{where}: nothing fills {', '.join(left)}"
    elif isinstance(part, tuple):
        for place, one in enumerate(part):  # type: ignore[arg-type]
            yield from _blanks(one, f"{where}[{getattr(one, 'id', place)}]")  # type: ignore[arg-type]
    elif is_dataclass(part):
        for field in fields(part):
            value = getattr(part, field.name)
            if value == "" and field.name in _MAY_BE_BLANK:
                continue
            yield from _blanks(value, f"{where}.{field.name}".lstrip("."))


def _repeated(plan: Plan) -> Iterator[str]:
    for name in (*_ITEM_LISTS, "stages", "steps", "gates", "patterns", "risks", "metrics"):
        seen: set[str] = set()
        for part in getattr(plan, name):
            if part.id in seen:
                yield f"{name}: {part.id} stands there twice"
            seen.add(part.id)


def _dangling_bindings(plan: Plan, known: Known) -> Iterator[str]:
    for name in _ITEM_LISTS:
        for item in getattr(plan, name):
            yield from _dangling(item.bound_to, f"{name}.{item.id}", known)
    yield from _dangling(plan.lens.bound_to, "lens", known)
    yield from _dangling(plan.constraint.bound_to, "constraint", known)


def _unmeasured_promises(plan: Plan) -> Iterator[str]:
    """A promise that nothing in this playbook measures can be broken without anybody seeing it."""
    measured = {f"metric:{metric.id}" for metric in plan.metrics}
    for promise in plan.promises:
        if promise.bound_to not in measured:
            yield f"promises.{promise.id}: bound to {promise.bound_to or 'nothing'}, which is no metric of this playbook"


def _dangling(bound_to: str, where: str, known: Known) -> Iterator[str]:
    kind, _, identifier = bound_to.partition(":")
    if identifier not in known.get(kind, frozenset()):
        yield f"{where}: bound to {bound_to or 'nothing'}, which does not exist"


def _metric_gaps(metric: PlannedMetric, known: Known) -> Iterator[str]:
    where = f"metric {metric.id}"
    for kind, identifier in (
        ("metric", metric.id), ("pressure", metric.pressure), ("promise", metric.promise), ("signal", metric.signal), ("area", metric.area),
    ):  # fmt: skip
        yield from _unless_known(kind, identifier, where, known)


def _risk_gaps(risk: PlannedRisk, known: Known) -> Iterator[str]:
    where = f"risk {risk.id}"
    yield from _unless_known("detector", risk.detector, where, known)
    if not any(risk.argument in known[kind] for kind in ("signal", "safeguard", "metric")):
        yield f"{where}: no signal, safeguard or metric {risk.argument}"
    if risk.stage:
        yield from _unless_known("stage", risk.stage, where, known)
    if not all(1 <= rank <= 5 for rank in (risk.closeness, risk.impact, risk.likelihood)):
        yield f"{where}: closeness, impact and likelihood go from 1 to 5"


def _step_gaps(step: Step, known: Known) -> Iterator[str]:
    yield from _unless_known("area", step.area, f"step {step.id}", known)
    if "step.manual_recorded" in step.condition and not step.manual:
        yield f"step {step.id}: asks for a manual part and does not say what to record"


def _stage_gaps(stage: Stage, known: Known) -> Iterator[str]:
    yield from _unless_known("gate", stage.gate, f"stage {stage.id}", known)
    yield from _unless_known("practice", stage.practice, f"stage {stage.id}", known)


def _condition_gaps(condition: Condition, where: str, known: Known) -> Iterator[str]:
    if condition.who not in ANYBODY:
        yield from _unless_known("area", condition.who, f"{where}, condition {condition.id}", known)


def _pattern_gaps(pattern: Pattern, known: Known) -> Iterator[str]:
    if not pattern.rules:
        yield f"pattern {pattern.id}: changes nothing"
    for change in pattern.rules:
        yield from _change_gaps(change, f"pattern {pattern.id}", known)
    if pattern.trigger:
        yield from _unless_known("metric", pattern.trigger.metric, f"pattern {pattern.id}, trigger", known)


def _change_gaps(change: Change, where: str, known: Known) -> Iterator[str]:
    if change.kind == "release":
        yield from _dangling(change.target, f"{where}, release", known)
    else:
        yield from _unless_known("gate" if change.kind == "scope" else change.kind, change.target, where, known)
    if change.condition:
        yield from _condition_gaps(change.condition, where, known)
    if change.item:
        yield from _dangling(change.item.bound_to, f"{where}, agenda {change.item.id}", known)
        if change.item.every_days and change.item.area not in known["area"]:
            yield f"{where}, agenda {change.item.id}: comes up by itself, and no area {change.item.area or 'of the plan'} holds it"
    if change.stop_rule:
        yield from _unless_known("detector", change.stop_rule, where, known)
    if change.about:
        yield from _dangling(change.about, f"{where}, {change.kind} {change.target}", known)


def _unless_known(kind: str, identifier: str, where: str, known: Known) -> Iterator[str]:
    if identifier not in known[kind]:
        yield f"{where}: no {kind} {identifier}"
