"""Confidence recovery: the order of releases protects one promise (Z1)."""

from datetime import timedelta

from cycle_story import Story, unmet
from pattern_story import switch, without_patterns
from plumbline.domain.cycle.gate import OverrideGate
from plumbline.domain.cycle.promise import BindPromise
from plumbline.domain.cycle.release import HoldRelease, LaunchRelease, PlanRelease, RollBackRelease
from plumbline.domain.cycle.rules.released import goes_behind, in_order


def ready() -> Story:
    """A cycle with a way through launch readiness, and its promises bound."""
    told = without_patterns()
    until = told.now + timedelta(days=20)
    through = OverrideGate(
        gate_id="launch-readiness", item_id=told.cycle.id, reason="Tried elsewhere.", expires_at=until, control="We watch it."
    )
    told.given(through, by="lena")
    for promise in told.cycle.promises:
        bound = BindPromise(promise_id=promise, owner_id="bo", direction="at_least", bound=90, warning=95, unit="%", criterion="done")
        told.given(bound, by="bo")
    return told


def planned(told: Story, promise: int, after_id: str = "") -> str:
    """A release of Ana's that protects one of the promises, counted from 1."""
    promise_id = list(told.cycle.promises)[promise - 1]
    plan = PlanRelease(title=f"For {promise}", owner_id="ana", promise_id=promise_id, after_owner_id="ana", after_id=after_id)
    return told.given(plan, by="ana")


def test_z1_in_confidence_recovery_a_release_that_does_nothing_for_the_promise_goes_behind_those_that_do():
    told = ready()
    popular, recovering = planned(told, 1), planned(told, 2)
    switch(told, "confidence-recovery")
    assert [one.id for one in in_order(told.cycle)] == [recovering, popular]
    refused = told.when(LaunchRelease(release_id=popular, share=10), by="ana")
    assert unmet(refused) == ["Z1.first"]
    told.given(LaunchRelease(release_id=recovering, share=10), by="ana")
    told.given(LaunchRelease(release_id=popular, share=10), by="ana")


def test_z1_without_the_pattern_and_once_it_is_off_the_order_is_the_teams():
    told = ready()
    popular, recovering = planned(told, 1), planned(told, 2)
    assert [one.id for one in in_order(told.cycle)] == [popular, recovering]
    switch(told, "confidence-recovery")
    assert "Z1.first" in unmet(told.when(LaunchRelease(release_id=popular, share=10), by="ana"))
    switch(told, "confidence-recovery", on=False)
    told.given(LaunchRelease(release_id=popular, share=10), by="ana")


def test_z1_a_release_that_was_launched_before_the_pattern_stays_out():
    told = ready()
    popular = planned(told, 1)
    told.given(LaunchRelease(release_id=popular, share=10), by="ana")
    planned(told, 2)
    switch(told, "confidence-recovery")
    assert told.cycle.releases[popular].state == "launched"
    told.given(HoldRelease(release_id=popular, reason="Calls."), by="ana")
    assert "Z1.first" in unmet(told.when(LaunchRelease(release_id=popular, share=10), by="ana"))


def test_z1_what_a_release_that_goes_first_waits_for_does_not_go_behind_it():
    told = ready()
    ground = planned(told, 1)
    recovering = planned(told, 2, after_id=ground)
    switch(told, "confidence-recovery")
    assert goes_behind(told.cycle, told.cycle.releases[ground]) == ()
    assert [one.id for one in in_order(told.cycle)] == [ground, recovering]
    told.given(LaunchRelease(release_id=ground, share=10), by="ana")
    told.given(LaunchRelease(release_id=recovering, share=10), by="ana")


def test_z1_a_release_that_was_rolled_back_holds_nobody_up():
    told = ready()
    popular, recovering = planned(told, 1), planned(told, 2)
    switch(told, "confidence-recovery")
    told.given(LaunchRelease(release_id=recovering, share=10), by="ana")
    told.given(RollBackRelease(release_id=recovering, reason="Worse."), by="ana")
    told.given(LaunchRelease(release_id=popular, share=10), by="ana")
    assert told.cycle.releases[recovering].state == "rolled_back"
    assert told.cycle.releases[popular].state == "launched"
