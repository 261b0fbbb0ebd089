from hypothesis import given, settings

from cycle_story import refold
from cycle_walk import walked, walks
from plumbline.domain.cycle import machine
from plumbline.domain.cycle.attention import obligations, obligations_of, touched
from plumbline.domain.cycle.rules.escalation import active_escalation, find_item, is_open


@settings(max_examples=60, deadline=None)
@given(walks)
def test_everything_open_always_has_somebody_active_to_act(numbers: list[int]):
    told = walked(numbers)
    cycle = told.cycle
    for item_id in (*cycle.decisions, *cycle.threads, *cycle.blockers, *cycle.risks, *cycle.reviews):
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
    told = walked(numbers)
    for clock in told.cycle.clocks.values():
        item = find_item(told.cycle, clock.item_id)
        if clock.state == "stopped" or clock.due_at > told.now or item is None or not is_open(item):
            continue
        paused = clock.state == "paused" and clock.resume_at is not None
        assert paused or active_escalation(told.cycle, item.id) is not None, (clock, item)


@settings(max_examples=30, deadline=None)
@given(walks)
def test_folding_the_record_again_gives_the_same_obligations(numbers: list[int]):
    told = walked(numbers)
    assert obligations(refold(told.history, told.cycle.id), told.workspace) == obligations(told.cycle, told.workspace)
