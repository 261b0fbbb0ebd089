from datetime import timedelta

import pytest

from cycle_story import Story, names, story, unmet
from cycle_walk import settle
from plumbline.domain.cycle.attention import obligations_of
from plumbline.domain.cycle.risk import AcceptRisk, AssessRisk, CloseRisk, IdentifyRisk, MaterialiseRisk, MitigateRisk, TransferRisk
from plumbline.domain.cycle.rules.risk import rank


def identified(told: Story) -> str:
    command = IdentifyRisk(title="Comments come late", owner_id="ana", strategy="isolate-48h", argument="time-to-resolution")
    return told.given(command, by="bo")


def assessed(told: Story, closeness: int = 5, impact: int = 4, likelihood: int = 3) -> str:
    risk_id = identified(told)
    told.given(AssessRisk(risk_id=risk_id, closeness=closeness, impact=impact, likelihood=likelihood), by="ana")
    return risk_id


def test_a_risk_has_an_owner_and_is_bound_to_a_strategy():
    told = story()
    assert unmet(told.when(IdentifyRisk(title="", owner_id="", strategy="hope"), by="bo")) == [
        "R1.title", "R1.owner", "R5.strategy", "R5.argument",
    ]  # fmt: skip


def test_a_risk_of_the_plan_is_open_once():
    told = story()
    planned = next(iter(told.cycle.risks.values()))
    command = IdentifyRisk(title="Again", owner_id="ana", strategy="", planned_id=planned.planned_id)
    assert unmet(told.when(command, by="bo")) == ["R5.once"]


def test_all_three_scales_are_checked_at_once():
    told = story()
    risk_id = identified(told)
    assert unmet(told.when(AssessRisk(risk_id=risk_id, closeness=0, impact=6, likelihood=-1), by="ana")) == [
        "R4.closeness", "R4.impact", "R4.likelihood",
    ]  # fmt: skip


@pytest.mark.parametrize(("scales", "starts"), [((5, 4, 3), True), ((4, 4, 4), True), ((5, 5, 2), False)])
def test_a_high_risk_starts_the_clock_of_its_owner(scales: tuple[int, int, int], starts: bool):
    told = story()
    risk_id = assessed(told, *scales)
    assert (risk_id in told.cycle.clock_of) is starts
    assert rank(*scales) == told.cycle.risks[risk_id].rank


def test_the_owners_first_decision_stops_the_clock():
    told = story()
    risk_id = assessed(told)
    assert names(told.when(MitigateRisk(risk_id=risk_id), by="ana")) == ["RiskMitigating", "ClockStopped"]


def test_nobody_decides_about_a_risk_that_was_not_assessed():
    told = story()
    assert unmet(told.when(MitigateRisk(risk_id=identified(told)), by="ana")) == ["R3.assessed"]


def test_an_acceptance_runs_out_and_the_risk_comes_back_to_its_owner():
    told = story()
    risk_id = assessed(told)
    assert unmet(told.when(AcceptRisk(risk_id=risk_id, until=told.now, reason=""), by="ana")) == ["R2.until", "R1.reason"]
    told.given(AcceptRisk(risk_id=risk_id, until=told.now + timedelta(days=2), reason="Small group."), by="ana")
    told.later(days=3)
    settle(told)
    assert told.cycle.risks[risk_id].state == "assessed"
    assert told.cycle.clocks[told.cycle.clock_of[risk_id]].due_at > told.now
    assert [one.person_id for one in obligations_of(told.cycle, told.workspace, risk_id)] == ["ana"]


def test_a_risk_that_happens_becomes_a_blocker():
    told = story()
    risk_id = assessed(told)
    assert unmet(told.when(MaterialiseRisk(risk_id=risk_id, due_at=told.now, fallback=""), by="ana")) == ["B1.due_ahead", "B1.fallback"]
    told.given(MaterialiseRisk(risk_id=risk_id, due_at=told.now + timedelta(days=1), fallback="Two depots."), by="ana")
    blocker = told.cycle.blockers[told.cycle.risks[risk_id].blocker_id]
    assert (blocker.owner_id, blocker.risk_id, blocker.state) == ("ana", risk_id, "open")
    assert obligations_of(told.cycle, told.workspace, risk_id) == ()


def test_what_was_transferred_can_still_be_closed():
    told = story()
    risk_id = assessed(told)
    told.given(TransferRisk(risk_id=risk_id, reason="The provider carries it."), by="ana")
    assert unmet(told.when(MitigateRisk(risk_id=risk_id), by="ana")) == ["I6.risk"]
    told.given(CloseRisk(risk_id=risk_id, reason="Signed."), by="ana")
    assert told.cycle.risks[risk_id].state == "closed"
