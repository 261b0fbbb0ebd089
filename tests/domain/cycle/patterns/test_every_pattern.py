"""All fourteen patterns alike: each clause changes the rule it names, none is prose, and switching off restores what was."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from cycle_story import CALENDAR, Story, bare_story, refold
from cycle_walk import settle
from pack_grounds import R1, plans
from pattern_story import switch, without_patterns
from plumbline.domain.cycle.agenda import RecordAgendaItem
from plumbline.domain.cycle.blocker import RaiseBlocker
from plumbline.domain.cycle.decision import ApproveDecision
from plumbline.domain.cycle.frame import ComposeCycle
from plumbline.domain.cycle.gate import PassGate
from plumbline.domain.cycle.safeguard import FormaliseSafeguard
from plumbline.domain.playbook.pattern import apply_patterns
from plumbline.domain.playbook.plan import Change, Pattern, Plan, Policies
from plumbline.words.changed_plan import changed_plan

PATTERNS = tuple(pattern.id for pattern in plans()[R1].patterns)
CLAUSES = [
    (plan.id, pattern.id, number)
    for plan in plans().values()
    for pattern in plan.patterns
    for number in range(len(pattern.rules))
]  # fmt: skip


def loose(plan: Plan) -> Plan:
    """The plan with every pattern off and every policy that a pattern sets looser than any of them asks."""
    bare = apply_patterns(plan, set())
    asked: dict[str, list[Any]] = {}
    for pattern in plan.patterns:
        for rule in pattern.rules:
            if rule.kind == "policy":
                asked.setdefault(rule.target, []).append(rule.value)
    changed = {name: _looser(values) for name, values in asked.items()}
    policies: Policies = replace(bare.policies, **changed)
    return replace(bare, policies=policies, own_rules=(), unpatterned=None)


def _looser(values: list[Any]) -> Any:
    if isinstance(values[0], bool):
        return False
    return max(values) + 2 if isinstance(values[0], int) else "majority"


def rule_in(plan: Plan, change: Change) -> Any:
    """What the rule that a clause names says in a plan."""
    match change.kind:
        case "policy":
            return getattr(plan.policies, change.target)
        case "gate" | "scope":
            return next(gate.conditions for gate in plan.gates if gate.id == change.target)
        case "step":
            return next(step.offset_days for step in plan.steps if step.id == change.target)
        case "agenda":
            return next((item for item in plan.agenda if item.id == change.target), None)
        case "metric" | "detector":
            return next((item for item in plan.watched if item.bound_to == f"{change.kind}:{change.target}"), None)
        case "release":
            return plan.releases_first


def composed() -> Story:
    """A running cycle of the loosened first reference playbook."""
    plan = loose(plans()[R1])
    told = bare_story(plan)
    told.given(ComposeCycle(plan=plan, title="A launch", calendar_id=CALENDAR), by="mara")
    settle(told)
    return told


def plan_of(told: Story) -> Plan:
    assert told.cycle.plan is not None
    return told.cycle.plan


def clauses_of(told: Story, pattern_id: str) -> tuple[Change, ...]:
    return next(pattern.rules for pattern in plan_of(told).patterns if pattern.id == pattern_id)


def test_there_are_fourteen_of_them():
    assert len(PATTERNS) == 14


@pytest.mark.parametrize("pattern_id", PATTERNS)
def test_switching_a_pattern_on_in_a_running_cycle_changes_every_rule_it_names(pattern_id: str):
    told = composed()
    before = plan_of(told)
    switch(told, pattern_id)
    for clause in clauses_of(told, pattern_id):
        assert rule_in(plan_of(told), clause) != rule_in(before, clause), clause.sentence
    assert told.cycle.policies == plan_of(told).policies


@pytest.mark.parametrize("pattern_id", PATTERNS)
def test_switching_it_off_restores_every_rule_exactly(pattern_id: str):
    told = composed()
    before, periods = plan_of(told), dict(told.cycle.periods)
    switch(told, pattern_id)
    settle(told)
    switch(told, pattern_id, on=False)
    settle(told)
    after = plan_of(told)
    assert replace(after, unpatterned=None) == replace(before, unpatterned=None)
    assert (told.cycle.policies, told.cycle.periods) == (before.policies, periods)
    assert {item.state for item in told.cycle.agenda.values()} <= {"off"}


@pytest.mark.parametrize("pattern_id", PATTERNS)
def test_what_was_done_while_it_was_on_stays_valid_when_it_is_off(pattern_id: str):
    told = without_patterns()
    settle(told)
    for one in told.cycle.safeguards:
        told.given(FormaliseSafeguard(safeguard_id=one, form="agenda_item", place="safeguards", owner_id="mara"), by="mara")
    switch(told, pattern_id)
    settle(told)
    decision_id = told.ready()
    told.given(ApproveDecision(decision_id=decision_id, because="It works.", option_id="opt_a"), by="ana")
    told.given(PassGate(gate_id="implementation-entry", item_id=decision_id), by="ana")
    blocker_id = told.given(RaiseBlocker(title="No keys", owner_id="ana", due_at=told.now.replace(day=6), fallback="Test keys."), by="ida")
    for item in [one for one in told.cycle.agenda.values() if one.state == "up"]:
        told.given(RecordAgendaItem(agenda_id=item.id, note="Done."), by="mara")
    done = {one.id: list(one.turns) for one in told.cycle.agenda.values()}
    clocks = {one.id: one.due_at for one in told.cycle.clocks.values()}
    switch(told, pattern_id, on=False)
    assert told.decision(decision_id).state == "approved"
    assert ("implementation-entry", decision_id) in told.cycle.passages
    assert told.cycle.blockers[blocker_id].state == "open"
    assert {one.id: one.turns for one in told.cycle.agenda.values()} == done
    assert {one.id: one.due_at for one in told.cycle.clocks.values()} == clocks
    assert refold(told.history, told.cycle.id) == told.cycle


@pytest.mark.parametrize(("plan_id", "pattern_id", "number"), CLAUSES, ids=lambda part: str(part))
def test_no_clause_of_a_pattern_is_prose(plan_id: str, pattern_id: str, number: int):
    """A clause without which the plan would be the same says something that nothing does."""
    plan = loose(next(one for one in plans().values() if one.id == plan_id))
    whole = apply_patterns(plan, {pattern_id})
    less = replace(plan, patterns=tuple(without(pattern, number) if pattern.id == pattern_id else pattern for pattern in plan.patterns))
    assert in_force(apply_patterns(less, {pattern_id})) != in_force(whole)


def test_a_clause_that_loses_its_binding_is_noticed():
    plan = loose(plans()[R1])
    pattern = next(one for one in plan.patterns if one.id == "scoped-pilot")
    said = replace(pattern.rules[0], kind="agenda", item=None)
    prose = replace(pattern, rules=(said, *pattern.rules[1:]))
    spoilt = replace(plan, patterns=(prose,))
    less = replace(plan, patterns=(without(prose, 0),))
    assert in_force(apply_patterns(spoilt, {prose.id})) == in_force(apply_patterns(less, {prose.id}))


@pytest.mark.parametrize("plan", list(plans().values()), ids=lambda plan: plan.id)
def test_every_sentence_of_a_pattern_is_the_sentence_of_a_clause(plan: Plan):
    for pattern in plan.patterns:
        assert pattern.changes == tuple(rule.sentence for rule in pattern.rules)


@pytest.mark.parametrize("pattern_id", PATTERNS)
def test_what_a_pattern_watches_is_what_the_cycle_says_of_that_metric_or_detector(pattern_id: str):
    told = composed()
    before = plan_of(told)
    assert before.watched == ()
    switch(told, pattern_id)
    watching = [clause for clause in clauses_of(told, pattern_id) if clause.kind in ("metric", "detector")]
    items = {item.bound_to: item.text for item in plan_of(told).watched}
    assert set(items) == {f"{clause.kind}:{clause.target}" for clause in watching}
    for clause in watching:
        assert clause.sentence in items[f"{clause.kind}:{clause.target}"]
    told_of = {line.what for line in changed_plan(before, plan_of(told))}
    assert ("Watched closely" in " ".join(told_of)) == bool(watching)


def test_two_patterns_that_watch_the_same_thing_both_say_why():
    told = composed()
    for pattern_id in ("scoped-pilot", "market-realignment"):
        switch(told, pattern_id)
    (item,) = (one for one in plan_of(told).watched if one.bound_to == "detector:promise-at-risk")
    sentences = [clause.sentence for name in ("scoped-pilot", "market-realignment") for clause in detectors(told, name)]
    assert all(sentence in item.text for sentence in sentences)
    switch(told, "scoped-pilot", on=False)
    (item,) = (one for one in plan_of(told).watched if one.bound_to == "detector:promise-at-risk")
    assert item.text == sentences[1]


def detectors(told: Story, pattern_id: str) -> Iterator[Change]:
    return (clause for clause in clauses_of(told, pattern_id) if clause.kind == "detector")


def without(pattern: Pattern, number: int) -> Pattern:
    return replace(pattern, rules=tuple(rule for place, rule in enumerate(pattern.rules) if place != number))


def in_force(plan: Plan) -> Plan:
    """What rules read of a plan: everything but the patterns' own words."""
    return replace(plan, patterns=())
