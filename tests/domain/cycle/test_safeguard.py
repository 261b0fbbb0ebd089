from dataclasses import replace

from cycle_story import Story, names, small_plan, story, unmet
from cycle_walk import settle
from plumbline.domain.cycle.attention import obligations_of
from plumbline.domain.cycle.decision import ApproveDecision
from plumbline.domain.cycle.facts import cycle_facts
from plumbline.domain.cycle.gate import PassGate
from plumbline.domain.cycle.rules.safeguard import safeguard_findings
from plumbline.domain.cycle.safeguard import FormaliseSafeguard, ReviewSafeguard
from plumbline.domain.playbook.plan import Condition


def only(told: Story) -> str:
    return next(iter(told.cycle.safeguards))


def formalised(told: Story, place: str = "agenda") -> str:
    command = FormaliseSafeguard(safeguard_id=only(told), form="agenda_item", place=place, owner_id="ida")
    return told.given(command, by="ana")


def test_y1_a_safeguard_becomes_something_that_happens():
    told = story()
    assert [one.rule for one in safeguard_findings(told.cycle, told.workspace) if not one.met] == ["Y1.formalised"]
    nowhere = FormaliseSafeguard(safeguard_id=only(told), form="checkpoint", place="chk_none", owner_id="vera")
    assert unmet(told.when(nowhere, by="ana")) == ["Y1.place", "Y1.owner"]
    formalised(told)
    assert all(one.met for one in safeguard_findings(told.cycle, told.workspace))


def test_y1_implementation_waits_for_the_safeguards():
    plan = small_plan()
    asked = Condition(
        id="safeguards", expression="frame.safeguards_unformalised == 0", sentence="Formalised.", who="lead", act="safeguard.formalise"
    )
    gate = replace(plan.gates[0], conditions=(*plan.gates[0].conditions, asked))
    told = story(replace(plan, gates=(gate,)))
    decision = told.ready()
    told.given(ApproveDecision(decision_id=decision, because="Yes.", option_id="opt_b"), by="ana")
    assert unmet(told.when(PassGate(gate_id=gate.id, item_id=decision), by="ana")) == ["G2.safeguards_unformalised"]
    formalised(told)
    assert names(told.when(PassGate(gate_id=gate.id, item_id=decision), by="ana")) == ["GatePassed"]


def test_y1_as_the_condition_of_a_gate_it_is_asked_there_from_now_on():
    told = story()
    command = FormaliseSafeguard(safeguard_id=only(told), form="gate_condition", place="implementation-entry", owner_id="ida")
    assert names(told.when(command, by="ana")) == ["SafeguardFormalised", "GateConditionAdded"]
    told.given(ReviewSafeguard(safeguard_id=only(told), verdict="lapsed", note="Nobody asked."), by="ida")
    decision = told.ready()
    told.given(ApproveDecision(decision_id=decision, because="Yes.", option_id="opt_b"), by="ana")
    assert unmet(told.when(PassGate(gate_id="implementation-entry", item_id=decision), by="ana")) == ["G2.safeguards_lapsed"]


def test_y2_it_is_due_in_every_review_cycle_and_lapses_when_nobody_looks():
    told = story()
    formalised(told)
    settle(told)
    due = obligations_of(told.cycle, told.workspace, only(told))
    assert [(one.person_id, one.verb, one.reason) for one in due] == [("ida", "review", "attention.safeguard_due")]
    assert due[0].due_at == told.cycle.periods[1].closes_at
    told.given(ReviewSafeguard(safeguard_id=only(told), verdict="kept", note="Read out."), by="ida")
    assert obligations_of(told.cycle, told.workspace, only(told)) == ()
    told.at(told.cycle.periods[2].closes_at)
    settle(told)
    assert (told.cycle.safeguards[only(told)].state, told.cycle.safeguards[only(told)].unreviewed) == ("lapsed", True)
    assert cycle_facts(told.cycle, told.workspace, told.now)["frame"]["safeguards_lapsed"] == 1


def test_y2_only_who_looks_after_it_says_that_it_was_kept():
    told = story()
    formalised(told)
    answer = told.when(ReviewSafeguard(safeguard_id=only(told), verdict="kept", note=""), by="bo")
    assert unmet(answer) == ["Y2.who", "Y2.note"]
