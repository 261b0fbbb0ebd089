from dataclasses import replace

from cycle_story import Story, names, small_plan, story, unmet
from plumbline.domain.cycle.attention import obligations_of
from plumbline.domain.cycle.frame import SetOutcome
from plumbline.domain.cycle.practice import MakePracticeExplicit
from plumbline.domain.cycle.stage import AnswerFollowUp, LeaveStage, Stage
from plumbline.domain.playbook.plan import Condition, GateRule, Plan

SIGNED = SetOutcome(sentence="Faster.", metric_id="decision-closure-rate", baseline="40 %", threshold="60 %", signer_id="ana")


def with_exit() -> Plan:
    signed = Condition(id="signed", expression="cycle.outcome_set", sentence="It is signed.", who="product", act="cycle.set_outcome")
    gate = GateRule(id="stage-outcome", title="Exit", sentence="", subject="cycle", conditions=(signed,))
    plan = small_plan()
    return replace(plan, gates=(*plan.gates, gate))


def first(told: Story) -> Stage:
    return next(iter(told.cycle.stages.values()))


def leaving(told: Story, signal: str = "there") -> LeaveStage:
    missing = signal == "missing"
    return LeaveStage(stage_id=first(told).id, signal_id="target", signal="missing" if missing else "there", shown_by="The log says so.")


def test_the_first_stage_is_entered_with_the_cycle():
    assert [stage.state for stage in story().cycle.stages.values()] == ["in", *["not_entered"] * 5]


def test_f1_leaving_a_stage_is_its_exit_gate():
    told = story(with_exit())
    assert unmet(told.when(leaving(told), by="ana")) == ["G2.condition"]
    told.given(SIGNED, by="ana")
    assert names(told.when(leaving(told), by="ana")) == ["GatePassed", "StageExited", "StageEntered"]
    assert [stage.state for stage in told.cycle.stages.values()][:2] == ["exited", "in"]


def test_f2_what_exits_names_the_ledger_entries_that_were_judged():
    told = story(with_exit())
    told.given(SIGNED, by="ana")
    judged = len(told.history)
    told.given(leaving(told), by="ana")
    assert first(told).judged_position == judged


def test_f1_a_missing_signal_keeps_the_stage_in_review_and_goes_to_the_owner_of_its_practice():
    told = story(with_exit())
    practice = next(iter(told.cycle.practices))
    told.given(MakePracticeExplicit(practice_id=practice, owner_id="ida", cadence="weekly", artifact="the log"), by="ana")
    assert names(told.when(leaving(told, "missing"), by="ana")) == ["FollowUpSent"]
    assert first(told).state == "in"
    assert [one.person_id for one in obligations_of(told.cycle, told.workspace, first(told).id)] == ["ida"]
    assert unmet(told.when(AnswerFollowUp(stage_id=first(told).id, note="Done."), by="bo")) == ["F1.who"]
    told.given(AnswerFollowUp(stage_id=first(told).id, note="Two more cases were read."), by="ida")
    assert obligations_of(told.cycle, told.workspace, first(told).id) == ()


def test_f1_leaving_says_which_target_signal_and_what_shows_it():
    told = story(with_exit())
    told.given(SIGNED, by="ana")
    vague = LeaveStage(stage_id=first(told).id, signal_id="nothing", signal="there", shown_by=" ")
    assert unmet(told.when(vague, by="ana")) == ["F1.signal", "F1.shown"]
