"""A cycle of a built-in playbook in which operating patterns are switched on and off while it runs."""

from cycle_story import CALENDAR, Story, bare_story
from pack_grounds import R1, plans
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
