"""Industry x role x objective -> a plan. Pure; the same packs give the same plan, byte for byte."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from plumbline.domain.playbook import binding as rule
from plumbline.domain.playbook.completeness import gaps
from plumbline.domain.playbook.pack import (
    Base,
    Binding,
    BoundMetric,
    BoundRisk,
    Fragment,
    Industry,
    MetricText,
    Objective,
    PackKind,
    Packs,
    Part,
    PatternPack,
    Role,
    Sign,
    StrategyText,
)  # fmt: skip
from plumbline.domain.playbook.pattern import apply_patterns
from plumbline.domain.playbook.plan import (
    Change,
    Condition,
    GateRule,
    Item,
    PackReference,
    Pattern,
    Plan,
    PlannedMetric,
    PlannedRisk,
    Policies,
    Question,
    Stage,
    Step,
)  # fmt: skip
from plumbline.domain.playbook.wording import fill, vocabulary
from plumbline.kernel.record import record

Words = Mapping[str, str]


@record
class Unknown:
    """An id that names no pack, and the known ids that look most like it."""

    kind: str
    id: str
    nearest: tuple[str, ...]
    known: tuple[str, ...]


class CompositionError(Exception):
    """A playbook cannot be composed. Everything that is wrong is listed, not only the first thing.

    unknown: ids that name no pack. gaps: what the composed plan lacks, as sentences.
    """

    def __init__(self, unknown: tuple[Unknown, ...] = (), gaps: tuple[str, ...] = ()) -> None:
        self.unknown = unknown
        self.gaps = gaps
        super().__init__("; ".join([*(_unknown_sentence(one) for one in unknown), *gaps]))


def compose(packs: Packs, industry: str, role: str, objective: str, patterns_on: frozenset[str] | None = None) -> Plan:
    """Compile one playbook.

    patterns_on: exactly the patterns that are on; None takes those that packs switch on by default.
    Raises CompositionError with every unknown id, or with everything the plan would lack.
    """
    if unknown := _unknown(packs, industry, role, objective, patterns_on or frozenset()):
        raise CompositionError(unknown=unknown)
    plan = _plan(packs, packs.industries[industry], packs.roles[role], packs.objectives[objective])
    default = frozenset(pattern.id for pattern in packs.patterns.values() if pattern.on_by_default)
    plan = apply_patterns(plan, default if patterns_on is None else patterns_on)
    if lacking := gaps(plan):
        raise CompositionError(gaps=lacking)
    return plan


def without_risks(plan: Plan, dropped: AbstractSet[str]) -> Plan:
    """Return a plan that does not start with some of its risks; what was dropped shows as changed from the packs.

    Raises CompositionError for an id that is none of the plan's risks.
    """
    known = tuple(risk.id for risk in plan.risks)
    if unknown := sorted(dropped - set(known)):
        raise CompositionError(unknown=tuple(Unknown(kind="risk", id=name, nearest=_nearest(name, known), known=known) for name in unknown))
    return replace(plan, risks=tuple(risk for risk in plan.risks if risk.id not in dropped))


def plan_id(industry: str, role: str, objective: str) -> str:
    """Return the id of a playbook."""
    return f"{industry}.{role}.{objective}"


def combinations(packs: Packs) -> tuple[tuple[str, str, str], ...]:
    """Return every industry, role and objective that can be composed, in the order of their ids."""
    return tuple(
        (industry, role, objective)
        for industry in sorted(packs.industries)
        for role in sorted(packs.roles)
        for objective in sorted(packs.objectives)
    )


def _unknown(packs: Packs, industry: str, role: str, objective: str, patterns: frozenset[str]) -> tuple[Unknown, ...]:
    asked: list[tuple[str, str, Iterable[str]]] = [
        ("industry", industry, packs.industries),
        ("role", role, packs.roles),
        ("objective", objective, packs.objectives),
        *(("pattern", pattern, packs.patterns) for pattern in sorted(patterns)),
    ]
    return tuple(
        Unknown(kind=kind, id=name, nearest=_nearest(name, known), known=tuple(sorted(known)))
        for kind, name, known in asked
        if name not in set(known)
    )


def _nearest(name: str, known: Iterable[str]) -> tuple[str, ...]:
    return tuple(get_close_matches(name, sorted(known), n=1, cutoff=0.4))


def _unknown_sentence(one: Unknown) -> str:
    hint = f"did you mean {one.nearest[0]}?" if one.nearest else f"there are {', '.join(one.known)}"
    return f"no {one.kind} has the id {one.id}; {hint}"


def _plan(packs: Packs, industry: Industry, role: Role, objective: Objective) -> Plan:
    base = packs.base
    words = vocabulary(base, industry, role, objective)
    bound = packs.bindings.get((industry.id, role.id, objective.id))
    patterns = _in_order(packs)
    policies = replace(base.policies, window_days=objective.window_days)
    metrics = _metrics(industry, role, objective, bound.metrics if bound else rule.bound_metrics(role, objective), words)
    return Plan(
        id=plan_id(industry.id, role.id, objective.id),
        title=f"{objective.title} in {industry.market}, for {role.title.lower()}",
        packs=_references(base, industry, role, objective, patterns, bound),
        summary=_three(base.summary, words),
        outcome=objective.outcome,
        lens=_item(objective.lens, words),
        lens_condition=objective.lens_condition,
        initiative=objective.initiative,
        constraint=_item(objective.constraint, words),
        evidence=objective.evidence,
        mandate=role.mandate,
        policies=policies,
        areas=_items(base.areas, words),
        context=_items(base.context, words),
        market_signals=_items(industry.signals, words),
        pressures=_items(industry.pressures, words),
        promises=_promises(industry, metrics, words),
        safeguards=_items(industry.safeguards, words),
        practices=_items(role.practices, words),
        failure_modes=_items(role.failure_modes, words),
        warning_signs=_items(objective.warning_signs, words),
        target_signals=_items(objective.target_signals, words),
        challenges=_items(base.challenges, words),
        stages=_stages(base, role, words),
        steps=tuple(_step(step, base.policies, policies, words) for step in base.steps),
        gates=tuple(_gate(gate, words) for gate in base.gates),
        metrics=metrics,
        patterns=tuple(_pattern(pattern, words) for pattern in patterns),
        risks=_risks(packs, industry, role, objective, bound.risks if bound else rule.bound_risks(base, industry, role, objective), words),
        agenda=_items(base.agenda, words),
        capabilities=_capabilities(base, objective, words),
        questions=tuple(Question(question=fill(one.question, words), answer=fill(one.answer, words)) for one in base.questions),
        own_rules=tuple(_change(change, words) for change in bound.policies) if bound else (),
    )


def _references(
    base: Base, industry: Industry, role: Role, objective: Objective, patterns: Iterable[PatternPack], bound: Binding | None
) -> tuple[PackReference, ...]:
    used = (base, industry, role, objective, *patterns, *([bound] if bound else []))
    return tuple(_reference(pack.kind, pack.id, pack.version, pack.digest, pack.title) for pack in used)


def _reference(kind: PackKind, identifier: str, version: str, digest: str, title: str) -> PackReference:
    return PackReference(kind=kind, id=identifier, version=version, digest=digest, title=title)


def _in_order(packs: Packs) -> tuple[PatternPack, ...]:
    """The base's patterns in its order, then everybody else's by id."""
    order = {name: place for place, name in enumerate(packs.base.patterns)}
    return tuple(sorted(packs.patterns.values(), key=lambda pattern: (order.get(pattern.id, len(order)), pattern.id)))


def _three(texts: tuple[str, str, str], words: Words) -> tuple[str, str, str]:
    first, second, third = texts
    return (fill(first, words), fill(second, words), fill(third, words))


def _items(parts: Iterable[Part], words: Words) -> tuple[Item, ...]:
    return tuple(_item(part, words) for part in parts)


def _item(part: Part, words: Words) -> Item:
    return Item(id=part.id, title=fill(part.title, words), text=fill(part.text, words), bound_to=fill(part.bound_to, words))


def _promises(industry: Industry, metrics: Iterable[PlannedMetric], words: Words) -> tuple[Item, ...]:
    """A promise is measured by the first metric its pack names that this playbook carries, otherwise by the one that preserves it."""
    carried = {f"metric:{metric.id}" for metric in metrics}
    preserving = {metric.promise: f"metric:{metric.id}" for metric in reversed(tuple(metrics))}
    named = ((promise, (promise.bound_to, promise.otherwise, preserving.get(promise.id, ""))) for promise in industry.promises)
    return tuple(
        replace(_item(promise, words), bound_to=next((metric for metric in choice if metric in carried), promise.bound_to))
        for promise, choice in named
    )


def _stages(base: Base, role: Role, words: Words) -> tuple[Stage, ...]:
    return tuple(
        Stage(
            id=stage.id,
            title=stage.title,
            text=fill(stage.text, words),
            gate=stage.gate,
            practice=role.practices[stage.practice - 1].id,
        )
        for stage in base.stages
    )


def _step(step: Step, base: Policies, policies: Policies, words: Words) -> Step:
    """Offsets inside the window stretch with it; those after launch are counted from its end and stay."""
    offset = step.offset_days
    if not step.after_launch:
        offset = max(1, (2 * offset * policies.window_days + base.window_days) // (2 * base.window_days))
    return replace(step, title=fill(step.title, words), text=fill(step.text, words), manual=fill(step.manual, words), offset_days=offset)


def _gate(gate: GateRule, words: Words) -> GateRule:
    conditions = tuple(_condition(condition, words) for condition in gate.conditions)
    return replace(gate, sentence=fill(gate.sentence, words), conditions=conditions)


def _condition(condition: Condition, words: Words) -> Condition:
    return replace(condition, sentence=fill(condition.sentence, words))


def _metrics(industry: Industry, role: Role, objective: Objective, bound: Iterable[BoundMetric], words: Words) -> tuple[PlannedMetric, ...]:
    owned = (*role.metrics, *objective.metrics)
    return tuple(
        _metric(slot, metric, industry, objective, to, words) for slot, (metric, to) in enumerate(zip(owned, bound, strict=True), 1)
    )


def _metric(slot: int, metric: MetricText, industry: Industry, objective: Objective, to: BoundMetric, words: Words) -> PlannedMetric:
    pressure = industry.pressures[to.pressure - 1]
    promise = industry.promises[to.promise - 1]
    signal = objective.target_signals[to.signal - 1]
    quoted = {**words, **_quoted("pressure", pressure), **_quoted("promise", promise), **_quoted("signal", signal)}
    return PlannedMetric(
        slot=slot,
        id=metric.id,
        title=metric.title,
        pressure=pressure.id,
        signal=signal.id,
        promise=promise.id,
        area=metric.area,
        text=fill(metric.text, quoted),
    )


def _quoted(name: str, fragment: Fragment) -> dict[str, str]:
    return {name: fragment.phrase, f"{name}.clause": fragment.clause}


def _risks(
    packs: Packs, industry: Industry, role: Role, objective: Objective, bound: Iterable[BoundRisk], words: Words
) -> tuple[PlannedRisk, ...]:
    signs = {sign.id: sign for sign in (*role.failure_modes, *objective.warning_signs)}
    parts = (*industry.safeguards, *objective.target_signals, *role.metrics, *objective.metrics)
    arguments = {part.id: {"argument": part.phrase, "argument.title": part.title} for part in parts}
    strategies = {strategy.id: strategy for strategy in packs.base.strategies}
    own = {mode.id for mode in role.failure_modes}
    return tuple(
        _risk(
            row,
            signs[row.sign],
            strategies[row.strategy],
            {**words, **arguments.get(row.argument, {}), "stage_title": row.stage_title, "sign": signs[row.sign].phrase},
            is_failure_mode=row.sign in own,
        )
        for row in bound
    )


def _risk(row: BoundRisk, sign: Sign, strategy: StrategyText, words: Words, *, is_failure_mode: bool) -> PlannedRisk:
    return PlannedRisk(
        id=sign.id,
        title=sign.title,
        text=fill(sign.text, words),
        source="failure-mode" if is_failure_mode else "warning-sign",
        detector=sign.detector,
        strategy=row.strategy,
        strategy_title=strategy.title,
        argument=row.argument,
        action=fill(strategy.action, words),
        stage=row.stage,
        stage_title=row.stage_title,
        closeness=sign.closeness,
        impact=sign.impact,
        likelihood=sign.likelihood,
    )


def _pattern(pack: PatternPack, words: Words) -> Pattern:
    rules = tuple(_change(change, words) for change in pack.changes)
    return Pattern(
        id=pack.id,
        title=pack.title,
        text=fill(pack.text, words),
        changes=tuple(change.sentence for change in rules),
        rules=rules,
        trigger=replace(pack.trigger, sentence=fill(pack.trigger.sentence, words)) if pack.trigger else None,
    )


def _change(change: Change, words: Words) -> Change:
    filled: dict[str, Any] = {name: fill(getattr(change, name), words) for name in ("sentence", "target", "about")}
    if change.condition:
        filled["condition"] = _condition(change.condition, words)
    if change.item:
        item = change.item
        filled["item"] = replace(item, title=fill(item.title, words), text=fill(item.text, words), bound_to=fill(item.bound_to, words))
    return replace(change, **filled)


def _capabilities(base: Base, objective: Objective, words: Words) -> tuple[Item, ...]:
    """The objective's own capabilities first, in its order, then the rest of the product's."""
    by_id = {part.id: part for part in base.capabilities}
    leaned_on = [by_id[name] for name in objective.capabilities]
    return _items((*leaned_on, *(part for part in base.capabilities if part.id not in objective.capabilities)), words)
