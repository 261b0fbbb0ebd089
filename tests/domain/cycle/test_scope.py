from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cycle_story import Story, names, refold, small_plan, story, unmet
from cycle_walk import settle
from plumbline.domain.cycle import machine
from plumbline.domain.cycle.attention import obligations_of, touched
from plumbline.domain.cycle.decision import ApproveDecision
from plumbline.domain.cycle.facts import cycle_facts
from plumbline.domain.cycle.frame import AssignArea, SetOutcome
from plumbline.domain.cycle.gate import PassGate
from plumbline.domain.cycle.rules.scope import by_contribution, is_locked
from plumbline.domain.cycle.scope import AcceptScope, ApplyScope, AssessScope, DeclineScope, DeferScope, RequestScope
from plumbline.domain.cycle.scope_change import (
    AcceptChange,
    ApplyChange,
    AssessChange,
    DeclineChange,
    DeferChange,
    RequestChange,
    Trade,
)
from plumbline.domain.playbook.plan import Condition, GateRule, Item
from plumbline.kernel.outcome import Refusal

OUTCOME = SetOutcome(sentence="Faster.", metric_id="time-to-resolution", baseline="9 days", threshold="5 days", signer_id="mara")


def told_with_lock() -> Story:
    """A cycle whose scope Bo answers for, with the gate that locks it and a signed outcome."""
    plan = small_plan()
    lock = Condition(id="outcome-set", expression="cycle.outcome_set", sentence="Signed.", who="lead", act="cycle.set_outcome")
    gate = GateRule(id="scope-lock", title="Scope lock", sentence="", subject="cycle", conditions=(lock,))
    areas = tuple(
        Item(id=area.id, title=area.title, text="", bound_to="gate:scope-lock" if area.id == "legal" else area.bound_to)
        for area in plan.areas
    )
    told = story(replace(plan, gates=(*plan.gates, gate), areas=areas))
    told.given(OUTCOME, by="ana")
    return told


def asked(told: Story, title: str = "Gift cards", *, rank: int = 3, **more: Any) -> str:
    scope_id = told.given(RequestScope(title=title, area="support", **more), by="ida")
    if rank:
        told.given(AssessScope(scope_id=scope_id, contribution=rank, effort=2), by="lena")
    return scope_id


def taken(told: Story, title: str = "Guest checkout", **more: Any) -> str:
    scope_id = asked(told, title, **more)
    told.given(AcceptScope(scope_id=scope_id), by="bo")
    return scope_id


def price(**changes: Any) -> Trade:
    usual = Trade(
        metric_id="time-to-resolution", metric_effect="Better: fewer calls.", practice_id="practice", practice_effect="Kept as it is."
    )
    return replace(usual, **changes)


def locked(told: Story) -> Story:
    told.given(PassGate(gate_id="scope-lock", item_id=told.cycle.id), by="mara")
    assert is_locked(told.cycle)
    return told


def facts(told: Story) -> Any:
    return cycle_facts(told.cycle, told.workspace, told.now)["scope"]


def test_a_request_names_what_it_is_and_the_area_that_answers_for_it():
    told = told_with_lock()
    command = RequestScope(title="", area="moon", decisions=("dec_none",))
    assert unmet(told.when(command, by="ida")) == ["S1.title", "S5.area", "S4.decisions"]


def test_an_area_without_anybody_active_takes_nothing_on():
    told = told_with_lock()
    told.workspace.members["lena"].active = False
    assert unmet(told.when(RequestScope(title="Gift cards", area="support"), by="ida")) == ["S5.owner"]


def test_items_follow_the_owner_of_their_area():
    told = told_with_lock()
    scope_id = asked(told, rank=0)
    assert [one.person_id for one in obligations_of(told.cycle, told.workspace, scope_id)] == ["lena"]
    told.given(AssignArea(area="support", person_id="ana"), by="mara")
    assert [one.person_id for one in obligations_of(told.cycle, told.workspace, scope_id)] == ["ana"]


def test_items_are_ranked_by_contribution_and_then_by_what_they_take():
    told = told_with_lock()
    low, high, none = asked(told, "Low", rank=1), asked(told, "High", rank=5), asked(told, "None", rank=0)
    assert [one.id for one in by_contribution(told.cycle.scope_items.values())] == [high, low, none]
    assert facts(told)["unranked"] == 1


def test_nothing_without_a_rank_is_committed_and_nothing_before_the_outcome():
    told = story()
    scope_id = told.given(RequestScope(title="Gift cards", area="support"), by="ida")
    assert unmet(told.when(AcceptScope(scope_id=scope_id), by="bo")) == ["S1.ranked", "O1.outcome", "S5.who"]


def test_while_scope_is_formed_its_owner_takes_items_in_defers_and_declines_them_with_a_reason():
    told = told_with_lock()
    one, two, three = asked(told, "One"), asked(told, "Two"), asked(told, "Three")
    told.given(AcceptScope(scope_id=one), by="bo")
    assert unmet(told.when(DeferScope(scope_id=two, reason=""), by="bo")) == ["S1.reason"]
    told.given(DeferScope(scope_id=two, reason="After the pilot."), by="bo")
    told.given(DeclineScope(scope_id=three, reason="Not ours."), by="bo")
    told.given(ApplyScope(scope_id=one, note="Board 7"), by="lena")
    assert [told.cycle.scope_items[item].state for item in (one, two, three)] == ["applied", "deferred", "declined"]


def test_what_was_deferred_comes_back_when_it_is_ranked_anew():
    told = told_with_lock()
    scope_id = asked(told)
    told.given(DeferScope(scope_id=scope_id, reason="Later."), by="bo")
    told.given(AssessScope(scope_id=scope_id, contribution=5, effort=1), by="lena")
    assert told.cycle.scope_items[scope_id].state == "assessed"


def test_s6_locking_scope_is_a_gate_that_says_what_is_missing_before_it_locks():
    told = told_with_lock()
    told.cycle.outcome = None
    lock = PassGate(gate_id="scope-lock", item_id=told.cycle.id)
    assert unmet(told.when(lock, by="mara")) == ["G2.condition"]
    assert not is_locked(told.cycle)
    told.given(OUTCOME, by="ana")
    told.given(lock, by="mara")
    assert is_locked(told.cycle)


def test_o1_scope_is_committed_only_once_an_outcome_is_set_whether_by_itself_or_by_a_change():
    told = told_with_lock()
    told.cycle.outcome = None
    scope_id = asked(told)
    change_id = told.given(RequestChange(title="Gift cards", adds=(scope_id,), trade=price(capacity="One more week.")), by="ida")
    for command in (AcceptScope(scope_id=scope_id), AcceptChange(change_id=change_id, because="Worth it.")):
        refused = told.when(command, by="bo")
        assert isinstance(refused, Refusal)
        (finding,) = refused.unmet
        assert (finding.rule, finding.act, finding.item) == ("O1.outcome", "cycle.set_outcome", told.cycle.id)
        assert finding.who == ("mara", "lena")
    told.given(OUTCOME, by="ana")
    told.given(AcceptChange(change_id=change_id, because="Worth it."), by="bo")


def test_once_scope_is_locked_items_move_only_through_a_change():
    """S3."""
    told = told_with_lock()
    inside, outside = taken(told), asked(told)
    locked(told)
    assert unmet(told.when(AcceptScope(scope_id=outside), by="bo")) == ["S3.locked"]
    assert unmet(told.when(DeferScope(scope_id=inside, reason="No."), by="bo")) == ["S3.locked"]
    assert facts(told)["locked"] is True


def test_nothing_comes_in_without_its_price_and_every_missing_part_is_named():
    told = told_with_lock()
    command = RequestChange(title="Gift cards", adds=(asked(told),), trade=Trade())
    assert unmet(told.when(command, by="ida")) == ["S2.traded", "S2.metric", "S2.metric_effect", "S2.practice", "S2.practice_effect"]


def test_a_change_can_be_asked_for_first_and_priced_later_and_counts_as_untraded_until_then():
    told = told_with_lock()
    change_id = told.given(RequestChange(title="Gift cards", adds=(asked(told),)), by="ida")
    assert facts(told)["changes_untraded"] == 1
    assert [one.person_id for one in obligations_of(told.cycle, told.workspace, change_id)] == ["ida"]
    assert unmet(told.when(AcceptChange(change_id=change_id, because="Yes."), by="bo")) == ["S2.traded"]
    told.given(AssessChange(change_id=change_id, trade=price(capacity="Two more days of Priya")), by="ida")
    assert facts(told)["changes_untraded"] == 0
    assert [one.person_id for one in obligations_of(told.cycle, told.workspace, change_id)] == ["bo"]


def test_what_leaves_has_to_be_in_scope_and_is_deferred_with_the_change_that_displaced_it():
    told = told_with_lock()
    inside, outside, other = taken(told), asked(told), asked(told, "Express")
    wrong = RequestChange(title="Swap", adds=(outside,), trade=price(displaces=(other,)))
    assert unmet(told.when(wrong, by="ida")) == ["S2.item_in"]
    change_id = told.given(RequestChange(title="Swap", adds=(outside,), trade=price(displaces=(inside,))), by="ida")
    assert names(told.when(AcceptChange(change_id=change_id, because="Buyers ask."), by="bo")) == [
        "ChangeAccepted", "ScopeAccepted", "ScopeDeferred",
    ]  # fmt: skip
    left = told.cycle.scope_items[inside]
    assert (left.state, left.by_change_id, told.cycle.scope_items[outside].state) == ("deferred", change_id, "accepted")
    told.given(ApplyChange(change_id=change_id, note="Plan 3"), by="bo")
    assert told.cycle.scope_changes[change_id].state == "applied"


def test_before_the_lock_a_lead_may_accept_a_change_and_after_it_only_the_locks_owner():
    told = told_with_lock()
    first = told.given(RequestChange(title="One", adds=(asked(told, "One"),), trade=price(capacity="A day")), by="ida")
    told.given(AcceptChange(change_id=first, because="Yes."), by="mara")
    second = told.given(RequestChange(title="Two", adds=(asked(told, "Two"),), trade=price(capacity="A day")), by="ida")
    locked(told)
    assert unmet(told.when(AcceptChange(change_id=second, because="Yes."), by="mara")) == ["S3.owner"]
    told.given(AcceptChange(change_id=second, because="Yes."), by="bo")
    accepted = told.cycle.scope_changes[second]
    assert (accepted.locked, accepted.forecast_before, accepted.forecast_after) == (True, None, None)  # nothing is invented


def moved(told: Story, days: int) -> str:
    assert told.cycle.ends_at is not None
    trade = price(moves_to=told.cycle.ends_at + timedelta(days=days))
    return told.given(RequestChange(title="Later", adds=(asked(told),), trade=trade), by="ida")


@given(st.integers(-13, 60), st.integers(0, 3))
@settings(max_examples=40, deadline=None)
def test_a_change_with_a_date_moves_the_window_and_what_is_over_stays(days: int, passed: int):
    told = told_with_lock()
    for _ in range(passed):
        told.later(days=3)
        settle(told)
    before, over = told.cycle.ends_at, {number: told.cycle.periods[number] for number in told.cycle.periods_closed}
    assert before is not None
    assume(before + timedelta(days=days) > told.now and days)
    change_id = moved(told, days)
    assert told.cycle.ends_at == before
    told.given(AcceptChange(change_id=change_id, because="Buyers wait."), by="bo")
    ends_at, periods = told.cycle.ends_at, [told.cycle.periods[number] for number in sorted(told.cycle.periods)]
    assert ends_at == before + timedelta(days=days)
    assert periods[-1].closes_at == ends_at
    assert [one.number for one in periods] == list(range(1, len(periods) + 1))
    assert all(one.closes_at == two.opens_at and one.opens_at < one.closes_at for one, two in pairwise(periods))
    assert over.items() <= told.cycle.periods.items()
    assert [(one.change_id, one.from_at, one.to_at) for one in told.cycle.window_moves] == [(change_id, before, ends_at)]
    assert not facts_of_window(told)
    assert ends_at is not None
    told.at(ends_at)
    settle(told)
    assert facts_of_window(told)
    assert set(told.cycle.periods_closed) == set(told.cycle.periods)
    assert refold(told.history, told.cycle.id) == told.cycle


def facts_of_window(told: Story) -> bool:
    return cycle_facts(told.cycle, told.workspace, told.now)["cycle"]["window_ended"]


def test_only_who_may_accept_the_change_moves_the_window_and_only_to_a_day_to_come():
    told = told_with_lock()
    change_id = moved(told, -2)
    assert unmet(told.when(AcceptChange(change_id=change_id, because="Yes."), by="ana")) == ["S3.who"]
    assert told.cycle.window_moves == []
    told.later(days=40)
    assert unmet(told.when(AcceptChange(change_id=change_id, because="Yes."), by="bo")) == ["S2.date"]


def test_a_change_that_touches_an_approved_decision_opens_it_again():
    told = told_with_lock()
    decision_id = told.ready()
    told.given(ApproveDecision(decision_id=decision_id, because="It works.", option_id="opt_a"), by="ana")
    inside = taken(told, decisions=(decision_id,))
    change_id = told.given(RequestChange(title="Swap", adds=(asked(told),), trade=price(displaces=(inside,))), by="ida")
    told.given(AcceptChange(change_id=change_id, because="Buyers ask."), by="bo")
    decision = told.decision(decision_id)
    assert (decision.state, decision.reopen_reason, decision.reopened) == ("in_review", "scope_change", 1)
    assert told.cycle.clocks[told.cycle.clock_of[decision_id]].state == "running"


def test_a_decision_that_is_still_open_is_left_alone():
    told = told_with_lock()
    decision_id = told.in_review()
    scope_id = asked(told, decisions=(decision_id,))
    change_id = told.given(RequestChange(title="In", adds=(scope_id,), trade=price(capacity="A day")), by="ida")
    assert "DecisionReopened" not in names(told.when(AcceptChange(change_id=change_id, because="Yes."), by="bo"))


def test_a_change_may_be_put_off_and_priced_again_or_declined():
    told = told_with_lock()
    change_id = told.given(RequestChange(title="In", adds=(asked(told),), trade=price(capacity="A day")), by="ida")
    told.given(DeferChange(change_id=change_id, reason="After the review."), by="bo")
    assert obligations_of(told.cycle, told.workspace, change_id) == ()
    told.given(AssessChange(change_id=change_id, trade=price(capacity="Two days")), by="ida")
    told.given(DeclineChange(change_id=change_id, reason="Too dear."), by="bo")
    assert unmet(told.when(AcceptChange(change_id=change_id, because="Yes."), by="bo")) == ["I6.change"]


def test_scope_is_not_measured_before_anything_of_it_is_recorded():
    assert facts(story()) == {}


MOVES = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=25)


@settings(max_examples=60, deadline=None)
@given(MOVES, st.booleans())
def test_whatever_is_in_scope_after_the_lock_came_in_ranked_and_through_a_priced_change(moves: list[tuple[int, int, int]], early: bool):
    told = told_with_lock()
    before = {taken(told, "First")}
    if early:
        locked(told)
    for kind, one, two in moves:
        told.when(_move(told, kind, one, two), by="bo")
    for item in told.cycle.scope_items.values():
        if item.state in ("accepted", "applied"):
            assert item.ranked
            if early and item.id not in before:
                change = told.cycle.scope_changes[item.by_change_id]
                assert change.locked
                assert change.trade is not None
                assert change.trade.displaces or change.trade.capacity
    seen = machine.new(told.cycle.id)
    known: dict[str, object] = {}
    for recorded in told.history:
        machine.evolve(seen, recorded)
        known.update({item_id: obligations_of(seen, told.workspace, item_id) for item_id in touched(seen, recorded.event)})
    for item_id in (*seen.scope_items, *seen.scope_changes):
        assert known[item_id] == obligations_of(seen, told.workspace, item_id)
    assert refold(told.history, told.cycle.id) == told.cycle


def _move(told: Story, kind: int, one: int, two: int) -> Any:
    items, changes = list(told.cycle.scope_items), list(told.cycle.scope_changes)
    item, other = items[one % len(items)], items[two % len(items)]
    change = changes[one % len(changes)] if changes else "chg_none"
    paid = price(displaces=(other,)) if two % 2 else price(capacity="A day")
    return (
        RequestScope(title=f"Item {one}", area="support"),
        AssessScope(scope_id=item, contribution=two, effort=one),
        AcceptScope(scope_id=item),
        DeferScope(scope_id=item, reason="Later."),
        RequestChange(title="Swap", adds=(item,), trade=paid),
        RequestChange(title="Swap", adds=(item,)),
        AssessChange(change_id=change, trade=paid),
        AcceptChange(change_id=change, because="Yes."),
        ApplyScope(scope_id=item),
    )[kind]
