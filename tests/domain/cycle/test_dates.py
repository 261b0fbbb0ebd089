from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cycle_story import MONDAY, SYSTEM, Story, story, unmet
from plumbline.domain.cycle.blocker import ExtendBlocker, RaiseBlocker
from plumbline.domain.cycle.clock import PauseClock
from plumbline.domain.cycle.decision import (
    ApprovalRule,
    ApproveDecision,
    DeferDecision,
    DelegateDecision,
    DraftDecision,
    HoldDecision,
    Obligation,
    RequireApproval,
    ScheduleDecision,
)
from plumbline.domain.cycle.gate import OverrideGate
from plumbline.domain.cycle.machine import COMMANDS
from plumbline.domain.cycle.risk import AcceptRisk
from plumbline.kernel.outcome import Refusal

FAR = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
NAIVE = datetime.fromisoformat("2027-01-01T00:00:00")
IN_TWENTY_YEARS = MONDAY + timedelta(days=20 * 365)


def commands(on: Story, date: datetime) -> list[Any]:
    """Every kind of command that carries a date, with one."""
    decision_id = on.ready()
    raised = RaiseBlocker(title="No box", owner_id="ana", due_at=on.now + timedelta(days=1), fallback="Mail")
    blocker_id = on.given(raised)
    promise = Obligation(id="", text="Tell support", owner_id="ida", due_at=date)
    return [
        DraftDecision(title="Q", section_id=on.section, objective_id=on.objective, due_at=date),
        ScheduleDecision(decision_id=decision_id, due_at=date, fallback="x"),
        HoldDecision(decision_id=decision_id, reason="x", until=date),
        DelegateDecision(decision_id=decision_id, to_id="bo", until=date),
        ApproveDecision(decision_id=decision_id, because="x", option_id="opt_a", conditions=(promise,)),
        DeferDecision(decision_id=decision_id, because="x", wake_at=date),
        RaiseBlocker(title="No box", owner_id="ana", due_at=date, fallback="Mail"),
        ExtendBlocker(blocker_id=blocker_id, due_at=date, tradeoff="x"),
        PauseClock(clock_id=on.cycle.clock_of[decision_id], reason="blocked_by", until=date, note="x"),
        AcceptRisk(risk_id="rsk_1", until=date, reason="x"),
        OverrideGate(gate_id="implementation-entry", item_id=decision_id, reason="x", control="x", expires_at=date),
    ]


@pytest.mark.parametrize(("date", "rule"), [(FAR, "near"), (LONG_AGO, "near"), (IN_TWENTY_YEARS, "near"), (NAIVE, "zone")])
def test_no_command_brings_a_date_that_nobody_could_show_or_compare(date: datetime, rule: str):
    on = story()
    for command in commands(on, date):
        answer = on.when(command, by="mara", permitted=False)
        assert unmet(answer) == [f"common.date_{rule}"], command
        assert isinstance(answer, Refusal)
        assert answer.findings[0].who == ("mara",)


def test_a_date_nine_years_ahead_is_a_date():
    on = story()
    decision, due_at = on.drafted(), on.now + timedelta(days=9 * 365)
    on.given(ScheduleDecision(decision_id=decision, due_at=due_at, fallback="x"))
    assert on.decision(decision).due_at == due_at


def test_all_dates_of_a_command_are_named():
    on = story()
    promises = tuple(Obligation(id="", text="x", owner_id="ida", due_at=date) for date in (FAR, NAIVE))
    answer = on.when(ApproveDecision(decision_id=on.ready(), because="x", option_id="opt_a", conditions=promises))
    assert unmet(answer) == ["common.date_near", "common.date_zone"]


def test_a_window_of_silence_has_an_end_that_can_be_written_down():
    on = story()
    rule = ApprovalRule(mode="consent", window_hours=10**12)
    assert unmet(on.when(RequireApproval(decision_id=on.drafted(), rule=rule))) == ["decision.rule_reachable"]


def test_the_systems_own_deadlines_are_not_doubted():
    on = story()
    clock_id = on.cycle.clock_of[on.in_review()]
    deadline = on.cycle.clocks[clock_id].due_at
    sent = next(command for command in COMMANDS if command.__name__ == "RecordBreach")
    assert not isinstance(on.when(sent(clock_id=clock_id, deadline=deadline.replace(year=2999)), by=SYSTEM), Refusal)
