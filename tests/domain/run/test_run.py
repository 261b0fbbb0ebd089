from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cycle_story import unmet
from plumbline.domain.journey.autoplay import acts_of
from plumbline.domain.journey.machine import Machine, spelled
from plumbline.domain.run import folding, rules
from plumbline.domain.run.replay import first_difference, replayed
from plumbline.domain.run.run import (
    AnswerQuestion,
    Enter,
    Entry,
    FaultArmed,
    GiveUp,
    LetHappen,
    Remark,
    RunFinished,
    RunStepped,
    StartRun,
    TakeRole,
)
from plumbline.domain.run.turn import present
from plumbline.domain.workspace.play_link import PlayLink, PlayOffered
from plumbline.files.journeys import JOURNEYS, load_journey
from plumbline.kernel.outcome import Refusal
from run_story import RunStory
from small_journey import machine

PARCEL = Machine(load_journey(JOURNEYS / "parcel-delay.yaml"))


def declined(**more: Any) -> Machine:
    return machine(presets=[{"id": "declined", "title": "Declined", "faults": ["declined"], **more}])


def stepped(answer: list[Any] | Refusal) -> list[RunStepped]:
    assert not isinstance(answer, Refusal), answer
    return [event for event in answer if isinstance(event, RunStepped)]


def test_a_run_begins_where_the_journey_begins() -> None:
    told = RunStory()
    assert (told.screens, told.values) == (("cart", "idle"), (0, "card", False, ""))


def test_an_act_moves_the_run_and_says_what_it_took() -> None:
    (step,) = stepped(RunStory().does("pay"))
    assert (step.number, step.taken, step.screens, step.elapsed_ms) == (1, ("t-pay", "t-asked"), ("paying", "asked"), 2000)


def test_one_form_gives_several_values_and_acts() -> None:
    told = RunStory()
    steps = stepped(told.does("pay", method="invoice", gift="true", note="To Ana"))
    assert [step.number for step in steps] == [1, 2, 3, 4]
    assert told.values == (0, "invoice", True, "")
    assert present(told.run, told.machine).values[3] == "To Ana"


def test_the_same_screen_sent_twice_takes_its_step_once() -> None:
    told = RunStory()
    told.does("pay")
    answer = told.does("pay", step=0)
    assert isinstance(answer, Refusal)
    assert (answer.kind, unmet(answer)) == ("stale", ["run.step"])
    assert told.run.step == 1


def test_what_somebody_else_does_elsewhere_makes_a_screen_no_older() -> None:
    told = RunStory()
    told.given(TakeRole(run_id=told.run.id, role="bank"), by="bo")
    told.when(LetHappen(run_id=told.run.id, event="declined"))
    assert not rules.is_late(told.run, "bank", 0)


def test_what_is_not_possible_is_refused_and_nothing_is_entered() -> None:
    told = RunStory()
    answer = told.does("call", gift="true")
    assert unmet(answer) == ["run.possible"]
    assert told.run.step == 0


def test_a_role_is_played_by_one_participant() -> None:
    told = RunStory()
    assert unmet(told.does("pay", by="bo")) == ["run.seat"]
    told.given(TakeRole(run_id=told.run.id, role="bank"), by="bo")
    assert unmet(told.when(TakeRole(run_id=told.run.id, role="bank"), by="ana")) == ["run.role_free"]


def test_a_control_takes_only_what_it_offers() -> None:
    assert unmet(RunStory().does("pay", method="cash")) == ["run.entry"]


def test_a_text_is_taken_within_limits() -> None:
    assert unmet(RunStory().does("pay", note="a" * 2001)) == ["run.text"]
    assert unmet(RunStory().does("pay", note="a\x00b")) == ["run.text"]


def test_an_act_waits_for_what_has_to_be_filled_in_and_a_link_does_not() -> None:
    told = RunStory(PARCEL, role="recipient", preset="wrong-address")
    told.waits("recipient")
    told.does("see-choices", "recipient")
    told.does("choose-slot", "recipient")
    told.waits("recipient")
    assert told.screens[0] == "address-unclear"
    assert unmet(told.does("confirm-address", "recipient", address="  ")) == ["run.required"]
    assert stepped(told.does("ask-support", "recipient"))[0].screens[0] == "with-support"


def test_waiting_lets_systems_and_unplayed_roles_move_until_the_screen_changes() -> None:
    told = RunStory(PARCEL, role="recipient")
    assert [step.happened for step in stepped(told.waits("recipient"))] == ["delay-found"]
    told.does("see-choices", "recipient")
    told.does("choose-slot", "recipient", day="saturday")
    steps = stepped(told.waits("recipient"))
    assert [(step.happened, step.by) for step in steps] == [("loaded", "player"), ("at-the-door", "player")]
    assert (told.run.result, told.run.success) == ("success", True)


def test_nobody_waits_where_they_can_act() -> None:
    assert unmet(RunStory().waits()) == ["run.waits"]


def test_chosen_faults_strike_in_their_order_as_soon_as_they_can() -> None:
    told = RunStory(PARCEL, role="recipient", preset="nobody-home-twice")
    told.waits("recipient")
    for _ in range(2):
        told.does("see-choices", "recipient")
        told.does("choose-slot", "recipient")
        assert [step.happened for step in stepped(told.waits("recipient"))] == ["loaded", "nobody-home"]
        assert told.screens[0] == "missed"
    assert told.run.now is not None
    assert told.run.now.faults == ()
    assert told.values[0] == 2


def test_a_fault_that_cannot_strike_yet_strikes_later() -> None:
    told = RunStory()
    assert told.when(LetHappen(run_id=told.run.id, event="declined")) == [FaultArmed(run_id=told.run.id, fault="declined")]
    assert [step.happened for step in stepped(told.does("pay"))] == ["pay", "declined"]
    assert told.screens == ("refused", "idle")


def test_a_participant_by_link_lets_nothing_happen() -> None:
    told = RunStory(link_id="lnk_1")
    linked(told)
    assert unmet(told.when(LetHappen(run_id=told.run.id, event="declined"), kind="guest")) == ["run.facilitator"]


def linked(told: RunStory, **more: Any) -> PlayLink:
    """Put a link into the story's workspace, for what its run was begun with."""
    offered = PlayOffered(link_id="lnk_1", title="x", digest="a" * 64, role="buyer", expires_at=told.now + timedelta(days=7), **more)
    told.workspace.play_links["lnk_1"] = PlayLink(offered=offered, offered_by="mara", offered_at=told.now)
    return told.workspace.play_links["lnk_1"]


def test_a_participant_plays_what_the_link_is_for_with_consent_and_while_it_is_open() -> None:
    told = RunStory()
    told.run = rules.new(told.run.id)
    link = linked(told)
    start = StartRun(digest="a" * 64, role="buyer", link_id="lnk_1", consent=True)
    assert unmet(told.when(replace(start, consent=False), by="ptc_1", kind="guest")) == ["play.agreed"]
    assert unmet(told.when(replace(start, role="bank"), by="ptc_1", kind="guest")) == ["play.same"]
    assert unmet(told.when(replace(start, link_id="lnk_2"), by="ptc_1", kind="guest")) == ["common.known"]
    assert not isinstance(told.when(start, by="ptc_1", kind="guest"), Refusal)
    assert told.run.participant == "link"
    assert unmet(told.when(TakeRole(run_id=told.run.id, role="bank"), by="ptc_2", kind="guest")) == ["play.same"]
    assert unmet(told.when(Remark(run_id=told.run.id, role="buyer", text="Hm"), by="ptc_2", kind="guest")) == ["run.played"]
    link.ended_at = told.now
    assert unmet(told.when(GiveUp(run_id=told.run.id, role="buyer"), by="ptc_1", kind="guest")) == ["play.open"]


def test_going_back_returns_to_before_the_whole_act_with_texts_and_faults() -> None:
    told = RunStory(declined(), preset="declined")
    told.does("pay", method="invoice", note="Ring twice")
    assert told.screens == ("refused", "idle")
    told.back()
    assert (told.screens, told.values) == (("cart", "idle"), (0, "card", False, ""))
    assert present(told.run, told.machine).values[3] == ""
    assert [step.happened for step in stepped(told.does("pay"))] == ["pay", "declined"], "the fault strikes again"


def test_nobody_takes_back_what_somebody_else_did() -> None:
    told = RunStory()
    told.given(TakeRole(run_id=told.run.id, role="bank"), by="bo")
    told.does("pay")
    assert unmet(told.back("bank", by="bo")) == ["run.back"]
    assert unmet(RunStory().back()) == ["run.back"]


def test_beginning_again_keeps_what_happened() -> None:
    told = RunStory()
    told.does("pay")
    told.again()
    assert told.screens == ("cart", "idle")
    assert [move.kind for move in told.run.moves] == ["step", "restart"]
    assert told.again() == [], "asking twice is not an error"


def test_a_run_ends_where_its_role_ends() -> None:
    told = RunStory()
    answer = told.does("leave")
    assert not isinstance(answer, Refusal)
    assert isinstance(answer[-1], RunFinished)
    assert (told.run.result, told.run.success) == ("abandoned", False)
    assert unmet(told.does("pay")) == ["run.open"]


def test_a_task_is_reached_on_one_of_its_screens() -> None:
    of = machine(tasks=[{"id": "try", "title": "Try", "goal": "Try to pay.", "role": "buyer", "success": ["paying"]}])
    told = RunStory(of, task="try")
    told.does("pay")
    assert (told.run.result, told.run.success) == ("success", True)


def test_a_run_is_given_up_once() -> None:
    told = RunStory()
    told.given(GiveUp(run_id=told.run.id, role="buyer"))
    assert told.when(GiveUp(run_id=told.run.id, role="buyer")) == []
    assert told.run.result == "given_up"


def test_a_remark_names_the_step_and_the_screen() -> None:
    told = RunStory()
    told.does("pay")
    remark = told.given(Remark(run_id=told.run.id, role="bank", text="Why does it ask?"))
    assert (remark.step, remark.screen) == (1, "asked")
    assert unmet(told.when(Remark(run_id=told.run.id, role="buyer", text=" "))) == ["run.remark"]


def test_the_question_afterwards_has_a_scale_and_comes_afterwards() -> None:
    told = RunStory()
    assert unmet(told.when(AnswerQuestion(run_id=told.run.id, question="ease", answer=8))) == ["run.over", "run.answer"]
    told.does("leave")
    told.given(AnswerQuestion(run_id=told.run.id, question="confidence", answer=4))
    assert told.run.answers == {"confidence": 4}


def test_everything_that_is_wrong_with_a_beginning_is_said_at_once() -> None:
    answer = RunStory().when(StartRun(digest="a" * 64, role="x"))
    assert answer == [], "a run begins once"
    fresh = RunStory()
    fresh.run = rules.new(fresh.run.id)
    wrong = fresh.when(StartRun(digest="a" * 64, role="x", preset="x", task="x", cohort="<"))
    assert unmet(wrong) == ["run.role", "run.preset", "run.task", "run.tag"]


JOURNEYS_PLAYED = (machine(), declined(), PARCEL)


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_run_replays_to_the_same_states_bit_for_bit(data: st.DataObject) -> None:
    of = data.draw(st.sampled_from(JOURNEYS_PLAYED))
    role = of.roles[0]
    presets = ["", *(preset.id for preset in of.model.presets)]
    told = RunStory(of, role=role, preset=data.draw(st.sampled_from(presets)))
    for _ in range(data.draw(st.integers(0, 25))):
        if told.run.is_over:
            break
        _something(told, role, data)
    states = [state for _, state in replayed(told.run, of)]
    assert first_difference(told.run, of) is None
    if states:
        assert states[-1] == present(told.run, of)
    again = rules.new(told.run.id)
    for recorded in told.history:
        folding.evolve(again, recorded)
    again.machine = told.run.machine
    assert again == told.run


def _something(told: RunStory, role: str, data: st.DataObject) -> None:
    of, state = told.machine, present(told.run, told.machine)
    acts = [event.id for event in acts_of(of, state, role)]
    match data.draw(st.sampled_from(["act", "act", "act", "wait", "wait", "back", "again", "outside"])):
        case "act" if acts:
            entries = {entry.variable: spelled(entry.value) for entry in of.entries(state, role) if data.draw(st.booleans())}
            texts = {part.variable: "Ada" for part in of.controls(state, role) if part.variable and part.type == "textarea"}
            told.does(data.draw(st.sampled_from(acts)), role, **{**entries, **texts})  # type: ignore[reportArgumentType]
        case "wait":
            told.waits(role)
        case "back":
            told.back(role)
        case "again":
            told.again(role)
        case _:
            outside = [event.id for event in of.model.events if event.kind in ("system", "timer", "fault")]
            told.when(LetHappen(run_id=told.run.id, event=data.draw(st.sampled_from(outside))))


def test_an_altered_run_is_found() -> None:
    told = RunStory()
    told.does("pay")
    told.run.moves[0] = type(told.run.moves[0])(
        number=1, kind="step", by="participant", role="buyer", screens=("paid", "idle"), at=told.now, elapsed_ms=0, happened="pay"
    )
    assert first_difference(told.run, told.machine) == 1


def test_entries_alone_stay_on_the_screen() -> None:
    told = RunStory()
    told.given(Enter(run_id=told.run.id, read_step=0, role="buyer", entries=(Entry(variable="gift", value="true"),)))
    assert (told.screens[0], told.values[2]) == ("cart", True)


def test_a_preset_may_begin_with_values() -> None:
    told = RunStory(declined(values={"tries": 1}), preset="declined")
    assert told.values[0] == 1
