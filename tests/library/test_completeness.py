"""What every playbook contains: all eight parts, for all twelve compositions, with nothing blank and nothing dangling."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from pack_grounds import PATTERNS, R1, R3, STEPS, STRATEGIES, plans
from plumbline.domain.cycle.facts import FACT_TYPES
from plumbline.domain.playbook.catalogue import DETECTORS, METRICS, POLICIES
from plumbline.domain.playbook.completeness import gaps
from plumbline.domain.playbook.plan import Plan, PlannedRisk
from plumbline.kernel.expression import ExpressionError, compile_expression
from plumbline.words.plan import catalogue_titles, titles

EACH = pytest.mark.parametrize("plan", list(plans().values()), ids=lambda plan: plan.id)
CONTEXT = {
    "market-signal", "pressure", "mandate", "lens", "evidence", "dependency-owners", "shared-cadence", "outside-telling",
    "decision-dependencies", "assumptions-check",
}  # fmt: skip
STAGES = ["outcome", "risks", "owners", "evidence", "implementation-inputs", "post-launch-review"]
GATES = {
    "scope-lock", "implementation-entry", "prelaunch-evidence", "launch-readiness", "pilot-exit", "post-launch-review",
    *(f"exit-{stage}" for stage in STAGES),
}  # fmt: skip
CAPABILITIES = {"feedback-and-approvals", "integrations-and-api", "prototype-workspace", "template-library"}
QUESTIONS = ("who decides", "48 hours", "before approval", "escalate", "leaves the building", "after launch")


def lacking(plan: Plan) -> list[str]:
    """Everything of a playbook that is not there, in the order of its parts."""
    return [*gaps(plan), *(name for name, holds in PARTS.items() if not holds(plan)), *uncompiled(plan)]


def ids(parts: tuple[Any, ...]) -> list[str]:
    return [part.id for part in parts]


def uncompiled(plan: Plan) -> Iterator[str]:
    """Each condition that does not compile over the published facts."""
    found = [(f"step {step.id}", step.condition) for step in plan.steps]
    found += [(f"gate {gate.id}/{one.id}", one.expression) for gate in plan.gates for one in gate.conditions]
    changes = [change for pattern in plan.patterns for change in pattern.rules]
    found += [(f"change of {one.target}", one.condition.expression) for one in changes if one.condition]
    found += [(f"change of {one.target}", one.applies_when) for one in changes if one.applies_when]
    for where, expression in found:
        try:
            compile_expression(expression, FACT_TYPES)
        except ExpressionError as error:
            yield f"{where}: {error}"


def mitigated(risk: PlannedRisk) -> bool:
    return risk.detector in DETECTORS and risk.strategy in STRATEGIES and bool(risk.argument and risk.action and risk.strategy_title)


PARTS: dict[str, Callable[[Plan], bool]] = {
    "1 context": lambda plan: set(ids(plan.context)) == CONTEXT,
    "1 market, pressures, promises, safeguards, practices": lambda plan: (
        len(plan.market_signals) in (1, 2)
        and len(plan.pressures) == len(plan.promises) == len(plan.practices) == 4
        and len(plan.safeguards) in (3, 4)
    ),
    "1 industries with their own count of safeguards": lambda plan: (
        len(plan.safeguards) == (3 if plan.id.startswith("legaltech") else 4)
        and len(plan.market_signals) == (1 if plan.id.startswith("legaltech") else 2)
    ),
    "2 failure modes, warning signs, weekly artifact, blocker rule, escalation paths": lambda plan: (
        len(plan.failure_modes) == len(plan.warning_signs) == 4
        and ids(plan.challenges) == ["weekly-artifact", "no-bare-blocker", "escalation-paths"]
    ),
    "3 six stages": lambda plan: ids(plan.stages) == STAGES,
    "3 gates": lambda plan: set(ids(plan.gates)) == GATES,
    "4 sixteen steps": lambda plan: ids(plan.steps) == STEPS and [step.number for step in plan.steps] == list(range(1, 17)),
    "4 review agenda": lambda plan: (
        {"lens", "two-questions", "risk-and-scope", "blockers", "carried", "safeguards"} <= set(ids(plan.agenda))
    ),
    "5 six metrics of the fourteen": lambda plan: len(set(ids(plan.metrics))) == 6 and set(ids(plan.metrics)) <= set(METRICS),
    "5 each promise measured in this playbook": lambda plan: (
        {promise.bound_to for promise in plan.promises} <= {f"metric:{metric.id}" for metric in plan.metrics}
    ),
    "5 each promise preserved by a metric": lambda plan: {metric.promise for metric in plan.metrics} == set(ids(plan.promises)),
    "5 four target signals, each shown by a metric": lambda plan: (
        {metric.signal for metric in plan.metrics} == set(ids(plan.target_signals))
    ),
    "6 fourteen patterns": lambda plan: ids(plan.patterns) == PATTERNS and all(pattern.rules for pattern in plan.patterns),
    "7 six risks, each with detector, strategy and action": lambda plan: len(plan.risks) == 6 and all(map(mitigated, plan.risks)),
    "7 the four warning signs and two failure modes": lambda plan: (
        ids(plan.risks)[:4] == ids(plan.warning_signs) and set(ids(plan.risks)[4:]) < set(ids(plan.failure_modes))
    ),
    "8 capabilities": lambda plan: set(ids(plan.capabilities)) == CAPABILITIES,
    "summary": lambda plan: len(plan.summary) == 3 and all(map(str.strip, plan.summary)),
    "questions": lambda plan: all(any(word in one.question.lower() for one in plan.questions) for word in QUESTIONS),
    "lens, constraint, outcome": lambda plan: bool(plan.lens.bound_to and plan.constraint.bound_to and plan.outcome and plan.evidence),
    "owners for the eight areas": lambda plan: len(plan.areas) == 8,
}


@EACH
def test_every_playbook_contains_every_part(plan: Plan):
    assert lacking(plan) == []


LISTS = (
    "areas", "context", "market_signals", "pressures", "promises", "safeguards", "practices", "failure_modes", "warning_signs",
    "target_signals", "challenges", "stages", "steps", "gates", "metrics", "patterns", "risks", "agenda", "capabilities", "questions",
)  # fmt: skip
AGENDA_OF_PATTERNS = {change.target for pattern in plans()[R1].patterns for change in pattern.rules if change.kind == "agenda"}


def without_one(plan: Plan) -> Iterator[tuple[str, Plan]]:
    """A plan with each part taken out in turn, but for what a pattern adds."""
    for name in LISTS:
        parts = getattr(plan, name)
        for place, part in enumerate(parts):
            if name == "agenda" and part.id in AGENDA_OF_PATTERNS:
                continue
            yield f"{name}[{getattr(part, 'id', place)}]", replace(plan, **{name: (*parts[:place], *parts[place + 1 :])})


@pytest.mark.parametrize("names", [R1, R3], ids=["R1", "R3"])
def test_a_playbook_without_any_one_part_is_seen_to_lack_it(names: tuple[str, str, str]):
    unseen = [where for where, plan in without_one(plans()[names]) if not lacking(plan)]
    assert unseen == []


def test_a_condition_over_a_fact_that_does_not_exist_is_seen():
    plan = plans()[R1]
    spoilt = replace(plan, steps=(replace(plan.steps[0], condition="cycle.moon_is_full"), *plan.steps[1:]))
    assert any("scope-session" in one for one in lacking(spoilt))


def test_a_promise_that_no_metric_of_the_playbook_measures_is_seen():
    plan = plans()[R1]
    spoilt = replace(plan, promises=(replace(plan.promises[0], bound_to="metric:pilot-decision-velocity"), *plan.promises[1:]))
    assert any(plan.promises[0].id in one for one in lacking(spoilt))


def test_a_change_about_something_that_is_not_there_is_seen():
    plan = plans()[R1]
    pilot = plan.patterns[0]
    spoilt = replace(pilot, rules=(replace(pilot.rules[0], about="promise:moon"), *pilot.rules[1:]))
    assert any("promise:moon" in one for one in lacking(replace(plan, patterns=(spoilt, *plan.patterns[1:]))))


@EACH
def test_everything_a_part_is_bound_to_has_a_name_that_people_use(plan: Plan):
    names = titles(plan)
    items = [item for name in LISTS for item in getattr(plan, name) if hasattr(item, "bound_to")]
    assert {item.bound_to for item in (*items, plan.lens, plan.constraint)} <= names.keys()


def test_every_metric_detector_and_policy_has_a_title():
    named = {name.partition(":")[2] for name in catalogue_titles()}
    assert {*METRICS, *DETECTORS, *POLICIES} <= named
