"""The warning sign that work starts while people still disagree: when it shows, what clears it, and what watches for it."""

from datetime import timedelta

from cycle_story import Story, unmet
from pattern_story import ahead, approve, asked_by, back, resting, switch
from plumbline.domain.cycle.decision import AddDependency, RaiseConcern, ReopenDecision, SettleConcern
from plumbline.domain.cycle.facts import cycle_facts
from plumbline.domain.cycle.gate import OverrideGate, PassGate
from plumbline.domain.cycle.risk import AvoidRisk
from plumbline.domain.cycle.rules.gate import evaluate_gate
from plumbline.domain.cycle.rules.warning_signs.disputed_start import DisputedStart, disputed_work, entries_of, watchers
from plumbline.domain.cycle.thread import Anchor, OpenThread, ReopenThread, ReplyToThread, ResolveThread

ENTRY, PATTERN = "implementation-entry", "parallel-validation"


def objected(told: Story, decision_id: str, *, blocking: bool = True) -> str:
    """Ida raises a thread on a decision; return its id."""
    told.later(hours=1)
    anchor = Anchor(kind="decision", id=decision_id)
    opened = OpenThread(section_id=told.section, objective_id=told.objective, anchor=anchor, text="Not like this.", blocking=blocking)
    return told.given(opened, by="ida")


def settled(told: Story, thread_id: str) -> None:
    told.later(hours=1).given(ReplyToThread(thread_id=thread_id, text="It is bounded now."), by="ana")
    told.given(ResolveThread(thread_id=thread_id, outcome="accepted"), by="ida")


def enter(told: Story, decision_id: str) -> None:
    told.later(hours=1).given(PassGate(gate_id=ENTRY, item_id=decision_id), by="ana")


def shown(told: Story) -> tuple[DisputedStart, ...]:
    return disputed_work(told.cycle, told.workspace, told.now)


def counted(told: Story) -> int:
    return cycle_facts(told.cycle, told.workspace, told.now)["cycle"]["starts_disputed"]


def disputed() -> tuple[Story, str, str, str]:
    """Work on the second decision starts ahead of the first, which Ida's thread blocks: the cycle, both decisions, the thread."""
    told, second, first = ahead()
    thread = objected(told, first)
    enter(told, second)
    return told, second, first, thread


def test_work_that_starts_ahead_of_a_decision_in_dispute_shows_the_sign():
    told, second, first, thread = disputed()
    (one,) = shown(told)
    assert (one.decision_id, one.kind, one.item_id, one.about_id, one.by_id) == (second, "thread", thread, first, "ida")
    assert one.since < one.started_at == told.now
    assert (one.act, one.who, counted(told)) == ("thread.resolve", ("ida",), 1)


def test_it_is_shown_by_the_entry_of_the_start_and_by_that_of_the_dispute():
    told, second, _, thread = disputed()
    found = shown(told)
    start, dispute = (told.history[position - 1].event for position in entries_of(found, told.history)[found[0]])
    assert (start.item_id, dispute.thread_id) == (second, thread)


def test_closing_the_thread_clears_it():
    told, _, _, thread = disputed()
    settled(told, thread)
    assert (shown(told), counted(told)) == ((), 0)


def test_deciding_again_clears_it():
    told, second, _, _ = disputed()
    told.given(ReopenDecision(decision_id=second, reason="new_evidence", note="Ida is right."), by="ana")
    assert (shown(told), counted(told)) == ((), 0)


def test_a_comment_that_blocks_nothing_is_no_dispute():
    told, second, first = ahead()
    objected(told, first, blocking=False)
    enter(told, second)
    assert shown(told) == ()


def test_what_is_disputed_only_after_the_start_does_not_show_it():
    told, second, first = ahead()
    enter(told, second)
    objected(told, first)
    assert (shown(told), counted(told)) == ((), 0)


def test_a_thread_that_was_settled_when_work_started_shows_nothing_when_it_is_opened_again():
    told, second, first = ahead()
    thread = objected(told, first)
    settled(told, thread)
    enter(told, second)
    told.later(hours=1).given(ReopenThread(thread_id=thread, reason="It is back."), by="ida")
    assert shown(told) == ()


def test_a_concern_about_what_it_went_ahead_of_shows_it_until_it_is_settled():
    told, second, first = ahead()
    told.later(hours=1).given(RaiseConcern(decision_id=first, reason="Too dear."), by="bo")
    enter(told, second)
    (one,) = shown(told)
    assert (one.kind, one.about_id, one.act, one.who) == ("concern", first, "decision.settle_concern", ("bo",))
    assert told.history[entries_of([one], told.history)[one][1] - 1].event.concern_id == one.item_id
    told.given(SettleConcern(decision_id=first, concern_id=one.item_id, note="Cheap enough."), by="bo")
    assert shown(told) == ()


def test_a_gate_that_a_lead_let_it_through_shows_it_until_its_conditions_hold():
    told, second, _ = resting()
    switch(told, PATTERN)
    back(told, second)
    told.given(approve(second), by="ana")
    switch(told, PATTERN, on=False)
    override = OverrideGate(
        gate_id=ENTRY, item_id=second, reason="The slot is now.", control="A switch.", expires_at=told.now + timedelta(days=9)
    )
    told.later(hours=1).given(override, by="mara")
    enter(told, second)
    switch(told, PATTERN)
    assert shown(told) == (), "the pattern lets it start, so the gate is not open any more"
    thread = objected(told, second)
    (one,) = shown(told)
    assert (one.kind, one.item_id, one.by_id, one.act) == ("gate", ENTRY, "mara", "thread.reply")
    assert told.history[entries_of([one], told.history)[one][1] - 1].event.control == "A switch."
    settled(told, thread)
    assert shown(told) == ()


def test_pb5_nothing_else_starts_ahead_while_the_sign_shows_and_settling_it_opens_the_parallel_track_again():
    told, _, first, thread = disputed()
    third = told.ready()
    told.given(AddDependency(decision_id=third, on_id=first), by="ana")
    back(told, third)
    assert unmet(told.when(approve(third), by="ana")) == ["D12.prerequisites"]
    assert "prerequisites-final" in asked_by(told, ENTRY, third)
    settled(told, thread)
    told.given(approve(third), by="ana")
    assert asked_by(told, ENTRY, third) == set()


def test_the_gate_names_the_dispute_as_what_is_in_the_way():
    told, second, _, thread = disputed()
    answer = evaluate_gate(told.cycle, told.workspace, told.now, ENTRY, second)
    assert ("G2.starts_disputed", thread) in {(one.rule, one.item) for one in answer.findings if not one.met}


def test_pb5_with_the_pattern_off_nothing_watches_and_the_sign_is_not_shown():
    told, _, _, _ = disputed()
    risk = next(one for one in told.cycle.risks.values() if one.detector == "starts-with-disagreement")
    told.given(AvoidRisk(risk_id=risk.id, reason="The pattern watches."), by=risk.owner_id)
    assert watchers(told.cycle) == (PATTERN,)
    switch(told, PATTERN, on=False)
    assert (watchers(told.cycle), shown(told)) == ((), ())
    switch(told, PATTERN)
    assert len(shown(told)) == 1


def test_an_open_risk_that_names_the_detector_watches_for_it_with_every_pattern_off():
    told, _, _ = resting()
    (risk,) = [one.id for one in told.cycle.risks.values() if one.detector == "starts-with-disagreement"]
    assert watchers(told.cycle) == (risk,)
