from hypothesis import given, settings

from cycle_story import refold, story
from cycle_walk import settle, walked, walks
from plumbline.domain.cycle import machine
from plumbline.domain.cycle.attention import obligations, obligations_of, touched
from plumbline.domain.cycle.decision import ENDED, ApproveDecision, ReopenDecision
from plumbline.domain.cycle.rules.dependency import descendants
from plumbline.domain.cycle.rules.escalation import active_escalation, find_item, is_open
from plumbline.kernel.outcome import Refusal
from plumbline.outbox.notice import notices_of


@settings(max_examples=60, deadline=None)
@given(walks)
def test_everything_open_always_has_somebody_active_to_act(numbers: list[int]):
    """I1."""
    told = walked(numbers)
    cycle = told.cycle
    waiting = (*cycle.decisions, *cycle.threads, *cycle.blockers, *cycle.risks, *cycle.reviews)
    for item_id in (*waiting, *cycle.assumptions, *cycle.scope_items):
        item = find_item(cycle, item_id)
        people = {one.person_id for one in obligations_of(cycle, told.workspace, item_id)}
        if item is not None and is_open(item):
            assert people, item
        assert all(told.workspace.is_active(person) for person in people)


@settings(max_examples=60, deadline=None)
@given(walks)
def test_recomputing_what_an_event_touched_is_recomputing_everything(numbers: list[int]):
    told = walked(numbers)
    cycle = machine.new(told.cycle.id)
    known: dict[str, object] = {}
    for recorded in told.history:
        machine.evolve(cycle, recorded)
        for item_id in touched(cycle, recorded.event):
            known[item_id] = obligations_of(cycle, told.workspace, item_id)
        everything: dict[str, object] = {}
        for one in obligations(cycle, told.workspace):
            everything.setdefault(one.item_id, obligations_of(cycle, told.workspace, one.item_id))
        assert {item_id: found for item_id, found in known.items() if found} == everything, recorded.event


@settings(max_examples=60, deadline=None)
@given(walks)
def test_nothing_is_overdue_in_silence(numbers: list[int]):
    """I2."""
    told = walked(numbers)
    for clock in told.cycle.clocks.values():
        item = find_item(told.cycle, clock.item_id)
        if clock.state == "stopped" or clock.due_at > told.now or item is None or not is_open(item):
            continue
        paused = clock.state == "paused" and clock.resume_at is not None
        assert paused or active_escalation(told.cycle, item.id) is not None, (clock, item)


@settings(max_examples=40, deadline=None)
@given(walks)
def test_a_reopening_asks_something_only_of_those_whom_the_decision_concerns(numbers: list[int]):
    """I8."""
    told = walked(numbers)
    for decision in [one for one in told.cycle.decisions.values() if one.state in ENDED]:
        before = set(obligations(told.cycle, told.workspace))
        if isinstance(told.when(ReopenDecision(decision_id=decision.id, reason="new_evidence"), by=decision.owner_id), Refusal):
            continue
        handoffs = {one.id for one in told.cycle.handoffs.values() if any(line.decision_id == decision.id for line in one.lines.values())}
        concerned = {decision.id, *descendants(told.cycle, decision.id), *handoffs}
        assert {one.item_id for one in set(obligations(told.cycle, told.workspace)) - before} <= concerned


@settings(max_examples=40, deadline=None)
@given(walks)
def test_a_reopening_sends_a_message_only_to_those_whose_obligations_it_changed(numbers: list[int]):
    """I8."""
    told = walked(numbers)
    for decision in [one for one in told.cycle.decisions.values() if one.state in ENDED]:
        settle(told.later(minutes=7))
        before = {(one.person_id, one.item_id, one.reason) for one in obligations(told.cycle, told.workspace)}
        happened = told.when(ReopenDecision(decision_id=decision.id, reason="new_evidence"), by=decision.owner_id)
        if isinstance(happened, Refusal):
            continue
        after = {(one.person_id, one.item_id, one.reason) for one in obligations(told.cycle, told.workspace)}
        changed = {(person, item) for person, item, _ in after - before}
        for one in happened:
            for notice in notices_of(one, told.now, decision.owner_id, told.cycle, told.workspace):
                assert (notice.person_id, notice.item_id) in changed, (one, notice)


def test_a_reopened_decision_asks_its_owner_again_and_nobody_who_has_nothing_to_do_with_it():
    """I8."""
    told = story()
    decision_id, other = told.ready(), told.in_review()
    told.given(ApproveDecision(decision_id=decision_id, because="It works.", option_id="opt_a"), by="ana")
    before = set(obligations(told.cycle, told.workspace))
    told.given(ReopenDecision(decision_id=decision_id, reason="new_evidence"), by="ana")
    new = set(obligations(told.cycle, told.workspace)) - before
    assert {(one.person_id, one.item_id) for one in new} == {("ana", decision_id)}
    assert other not in {one.item_id for one in new}


@settings(max_examples=30, deadline=None)
@given(walks)
def test_folding_the_record_again_gives_the_same_obligations(numbers: list[int]):
    told = walked(numbers)
    assert obligations(refold(told.history, told.cycle.id), told.workspace) == obligations(told.cycle, told.workspace)
