"""What operating patterns do to a plan: policies, gates, steps, agenda, the order of releases, and what is watched."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any

from plumbline.domain.playbook.plan import Change, Condition, GateRule, Item, Plan, Policies, Rules, Step


def apply_patterns(plan: Plan, on: AbstractSet[str]) -> Plan:
    """Return the plan with exactly these patterns on; whatever was on before leaves no trace.

    on: ids of the plan's patterns. Raises KeyError for an id the plan does not have.
    """
    known = {pattern.id for pattern in plan.patterns}
    if unknown := sorted(on - known):
        raise KeyError(f"the plan has no pattern {', '.join(unknown)}")
    rules = plan.unpatterned or Rules(policies=plan.policies, gates=plan.gates, steps=plan.steps, agenda=plan.agenda)
    patterns = tuple(replace(pattern, on=pattern.id in on) for pattern in plan.patterns)
    changes = [*plan.own_rules, *(change for pattern in patterns if pattern.on for change in pattern.rules)]
    return replace(
        plan,
        patterns=patterns,
        policies=_policies(rules.policies, changes),
        gates=tuple(_gate(gate, changes) for gate in rules.gates),
        steps=tuple(_step(step, changes) for step in rules.steps),
        agenda=rules.agenda + tuple(change.item for change in changes if change.kind == "agenda" and change.item),
        watched=_watched(changes),
        releases_first=next((change.target.partition(":")[2] for change in changes if change.kind == "release"), ""),
        unpatterned=rules,
    )


def patterns_on(plan: Plan) -> frozenset[str]:
    """Return the ids of the patterns that are on."""
    return frozenset(pattern.id for pattern in plan.patterns if pattern.on)


def _policies(policies: Policies, changes: Iterable[Change]) -> Policies:
    """The tightest of what the playbook itself and its patterns set, so that the order in which they are switched on does not matter."""
    values: dict[str, list[Any]] = {}
    for change in changes:
        if change.kind == "policy":
            values.setdefault(change.target, []).append(change.value)
    return replace(policies, **{name: _tightest(name, asked) for name, asked in values.items()})


def _tightest(name: str, asked: Sequence[Any]) -> Any:
    if isinstance(asked[0], bool):
        return any(asked)
    if not isinstance(asked[0], int):
        return asked[-1]  # words have no order, so the later pattern of the plan decides
    if name.endswith("_hours"):
        return min(
            (hours for hours in asked if hours), default=0
        )  # 0 hours is the end of the review cycle, which any number of hours tightens
    return min(asked)


def _gate(gate: GateRule, changes: Sequence[Change]) -> GateRule:
    conditions = tuple(_scoped(condition, gate.id, changes) for condition in gate.conditions)
    added = tuple(change.condition for change in changes if change.kind == "gate" and change.target == gate.id and change.condition)
    return replace(gate, conditions=conditions + added)


def _scoped(condition: Condition, gate_id: str, changes: Iterable[Change]) -> Condition:
    for change in changes:
        if change.kind == "scope" and change.target == gate_id and change.condition_id == condition.id:
            condition = replace(
                condition,
                expression=f"!({change.applies_when}) || ({condition.expression})",
                sentence=f"{condition.sentence} {change.sentence}",
            )
    return condition


def _step(step: Step, changes: Iterable[Change]) -> Step:
    offsets = [change.value for change in changes if change.kind == "step" and change.target == step.id and isinstance(change.value, int)]
    return replace(step, offset_days=min(offsets)) if offsets else step


def _watched(changes: Iterable[Change]) -> tuple[Item, ...]:
    """What the patterns watch; two patterns that watch the same thing share one line."""
    items: dict[str, Item] = {}
    for change in changes:
        if change.kind not in ("metric", "detector"):
            continue
        bound_to = f"{change.kind}:{change.target}"
        known = items.get(bound_to)
        text = f"{known.text} {change.sentence}" if known else change.sentence
        items[bound_to] = Item(id=bound_to.replace(":", "-"), title=change.target.replace("-", " "), text=text, bound_to=bound_to)
    return tuple(items.values())
