from dataclasses import replace

from cycle_story import Story, names, small_plan, story, unmet
from cycle_walk import settle
from plumbline.domain.cycle.attention import obligations_of
from plumbline.domain.cycle.facts import cycle_facts
from plumbline.domain.cycle.frame import SetOutcome
from plumbline.domain.cycle.promise import BindPromise, ReadPromise
from plumbline.domain.cycle.release import (
    DeliverPilot,
    DropRelease,
    ExpandRelease,
    HoldRelease,
    Kind,
    LaunchRelease,
    PlanRelease,
    ReportPilot,
    RollBackRelease,
)  # fmt: skip
from plumbline.domain.playbook.plan import Condition, GateRule

SIGNED = SetOutcome(sentence="Faster.", metric_id="decision-closure-rate", baseline="40 %", threshold="60 %", signer_id="ana")


def gated() -> Story:
    """A cycle whose launch waits for a signed outcome, and whose pilot ends with at least one piece of evidence."""
    signed = Condition(id="signed", expression="cycle.outcome_set", sentence="Signed.", who="product", act="cycle.set_outcome")
    shown = Condition(id="shown", expression="cycle.evidence_accepted > 0", sentence="Shown.", who="reviewer", act="evidence.accept")
    gates = tuple(
        GateRule(id=gate, title=gate, sentence="", subject="cycle", conditions=(condition,))
        for gate, condition in (("launch-readiness", signed), ("pilot-exit", shown))
    )
    plan = small_plan()
    return story(replace(plan, gates=(*plan.gates, *gates)))


def planned(told: Story, kind: Kind = "release", after: str = "ida", after_id: str = "") -> str:
    promise = next(iter(told.cycle.promises))
    command = PlanRelease(title="First", owner_id="ana", promise_id=promise, kind=kind, after_owner_id=after, after_id=after_id)
    return told.given(command, by="ana")


def ready(told: Story) -> None:
    promise = next(iter(told.cycle.promises))
    bound = BindPromise(
        promise_id=promise, owner_id="ida", direction="at_least", bound=90, warning=95, unit="%", metric_id="decision-closure-rate"
    )
    told.given(bound, by="ana")
    told.given(ReadPromise(promise_id=promise, value=97), by="ida")
    told.given(SIGNED, by="ana")


def out(told: Story, kind: Kind = "release") -> str:
    ready(told)
    release = planned(told, kind)
    told.given(LaunchRelease(release_id=release, share=10), by="ana")
    return release


def test_z1_a_launch_says_everything_that_is_missing_at_once():
    told = gated()
    release = planned(told, after="")
    answer = told.when(LaunchRelease(release_id=release, share=0), by="bo")
    assert unmet(answer) == ["Z2.who", "Z1.share", "Z1.bound", "Z1.after_owner", "G2.condition"]


def test_z1_a_launch_passes_launch_readiness_and_is_a_fact():
    told = gated()
    assert cycle_facts(told.cycle, told.workspace, told.now)["launch"] == {}
    ready(told)
    release = planned(told)
    assert cycle_facts(told.cycle, told.workspace, told.now)["launch"] == {"launched": False, "owner_named": True}
    assert names(told.when(LaunchRelease(release_id=release, share=10), by="ana")) == ["GatePassed", "ReleaseLaunched"]
    assert cycle_facts(told.cycle, told.workspace, told.now)["launch"]["launched"] is True


def test_z1_the_order_of_release_holds():
    told = gated()
    ready(told)
    one = planned(told)
    other = planned(told, after_id=one)
    assert unmet(told.when(LaunchRelease(release_id=other, share=5), by="ana")) == ["Z1.order"]
    told.given(LaunchRelease(release_id=one, share=5), by="ana")
    assert names(told.when(LaunchRelease(release_id=other, share=5), by="ana")) == ["ReleaseLaunched"]


def test_z1_a_promise_at_risk_stops_the_next_release():
    told = gated()
    release = out(told)
    told.given(ReadPromise(promise_id=next(iter(told.cycle.promises)), value=92), by="ida")
    answer = told.when(ExpandRelease(release_id=release, share=50, evidence_id=""), by="ana")
    assert unmet(answer) == ["Z1.evidence", "Z1.promise"]


def test_z1_growing_needs_evidence_of_the_outcome():
    told = gated()
    release = out(told)
    evidence = told.shown(told.in_review())
    assert unmet(told.when(ExpandRelease(release_id=release, share=10, evidence_id=evidence), by="ana")) == ["Z1.share"]
    told.given(ExpandRelease(release_id=release, share=50, evidence_id=evidence), by="ana")
    assert (told.cycle.releases[release].state, told.cycle.releases[release].share) == ("expanded", 50)


def test_a_release_is_held_and_rolled_back_with_a_reason():
    told = gated()
    release = out(told)
    assert unmet(told.when(HoldRelease(release_id=release, reason=""), by="ana")) == ["Z1.reason"]
    told.given(HoldRelease(release_id=release, reason="Two calls."), by="ana")
    assert [one.reason for one in obligations_of(told.cycle, told.workspace, release)] == ["attention.release_held"]
    told.given(RollBackRelease(release_id=release, reason="It stays wrong."), by="ana")
    assert (told.cycle.releases[release].share, obligations_of(told.cycle, told.workspace, release)) == (0, ())


def test_z2_a_pilot_reports_on_its_promise_in_every_review_cycle():
    told = gated()
    settle(told)
    pilot = out(told, "pilot")
    assert [one.reason for one in obligations_of(told.cycle, told.workspace, pilot)] == ["attention.pilot_report"]
    told.given(ReportPilot(release_id=pilot, promise="held", note="38 of 40."), by="ana")
    assert obligations_of(told.cycle, told.workspace, pilot) == ()
    told.at(told.cycle.periods[2].closes_at)
    settle(told)
    evidence = told.shown(told.in_review())
    assert "Z2.reports" in unmet(told.when(ExpandRelease(release_id=pilot, share=50, evidence_id=evidence), by="ana"))


def test_z2_a_pilot_ends_at_its_gate_and_only_when_delivery_can_take_over():
    told = gated()
    settle(told)
    pilot = out(told, "pilot")
    answer = told.when(DeliverPilot(release_id=pilot, receiver_id="vera", readiness=""), by="ana")
    assert unmet(answer) == ["Z2.receiver", "Z2.readiness", "G2.condition"]
    told.shown(told.in_review())
    answer = told.when(DeliverPilot(release_id=pilot, receiver_id="bo", readiness="Runbook tried twice."), by="ana")
    assert names(answer) == ["GatePassed", "PilotDelivered"]


def test_a_planned_release_is_dropped_with_a_reason_and_lets_the_next_go():
    told = gated()
    ready(told)
    first = planned(told)
    second = planned(told, after_id=first)
    assert unmet(told.when(DropRelease(release_id=first, reason=" "), by="bo")) == ["Z2.who", "Z1.dropped_why"]
    told.given(DropRelease(release_id=first, reason="Nobody asks for it."), by="ana")
    assert told.cycle.releases[first].state == "dropped"
    assert told.when(DropRelease(release_id=first, reason="Again."), by="ana") == []
    assert obligations_of(told.cycle, told.workspace, first) == ()
    told.given(LaunchRelease(release_id=second, share=10), by="ana")
    assert unmet(told.when(LaunchRelease(release_id=first, share=10), by="ana")) == ["Z1.planned"]


def test_what_customers_see_is_not_dropped_but_rolled_back():
    told = gated()
    assert unmet(told.when(DropRelease(release_id=out(told), reason="Wrong."), by="ana")) == ["Z1.unseen"]
