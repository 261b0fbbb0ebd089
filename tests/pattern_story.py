"""A cycle of a built-in playbook in which operating patterns are switched on and off while it runs."""

from cycle_story import CALENDAR, Story, bare_story
from pack_grounds import R1, plans
from plumbline.domain.cycle.decision import AddDependency, ApproveDecision, CastVote
from plumbline.domain.cycle.frame import ComposeCycle, SwitchPattern
from plumbline.domain.cycle.rules.gate import evaluate_gate
from plumbline.domain.cycle.safeguard import FormaliseSafeguard
from plumbline.domain.playbook.pattern import apply_patterns


def without_patterns(names: tuple[str, str, str] = R1) -> Story:
    """Return a cycle of a built-in playbook: every pattern off, every safeguard on the agenda, and Mara answers for each area."""
    plan = apply_patterns(plans()[names], set())
    told = bare_story(plan)
    told.given(ComposeCycle(plan=plan, title="A launch", calendar_id=CALENDAR), by="mara")
    for safeguard in tuple(told.cycle.safeguards):
        told.given(FormaliseSafeguard(safeguard_id=safeguard, form="agenda_item", place=plan.agenda[0].id, owner_id="mara"), by="mara")
    return told


def switch(told: Story, pattern_id: str, *, on: bool = True) -> None:
    """Switch a pattern in the running cycle."""
    told.given(SwitchPattern(pattern_id=pattern_id, on=on), by="mara")


def asked_by(told: Story, gate_id: str, item_id: str = "") -> set[str]:
    """Return the ids of the conditions of a gate that do not hold for an item; for the cycle without one."""
    return set(evaluate_gate(told.cycle, told.workspace, told.now, gate_id, item_id or told.cycle.id).unmet)


def resting() -> tuple[Story, str, str]:
    """Return a cycle with a decision that Ana can approve but for one that it requires and that is open; then that one."""
    told = without_patterns()
    first, second = told.ready(), told.ready()
    told.given(AddDependency(decision_id=second, on_id=first), by="ana")
    return told, second, first


def ahead() -> tuple[Story, str, str]:
    """Return the same with parallel validation on, approved ahead of what it requires."""
    told, second, first = resting()
    switch(told, "parallel-validation")
    back(told, second)
    told.given(approve(second), by="ana")
    return told, second, first


def approve(decision_id: str) -> ApproveDecision:
    return ApproveDecision(decision_id=decision_id, because="It works.", option_id="opt_a")


def back(told: Story, decision_id: str, by: str = "bo") -> None:
    """Let somebody stand behind a decision."""
    told.given(CastVote(decision_id=decision_id, vote="approve"), by=by)
