from datetime import timedelta

from cycle_story import Story, names, story, unmet
from plumbline.domain.cycle.clock import RecordBreach
from plumbline.domain.cycle.decision import (
    AddDependency,
    ApproveDecision,
    DeferDecision,
    LapseDecision,
    RaiseConcern,
    RejectDecision,
    ReopenDecision,
    SupersedeDecision,
    WakeDecision,
    WithdrawDecision,
)
from plumbline.domain.cycle.due import due, next_due
from plumbline.domain.cycle.escalation import StartEscalation
from plumbline.domain.cycle.frame import OpenReviewPeriod


def approved(told: Story) -> str:
    decision_id = told.ready()
    told.given(ApproveDecision(decision_id=decision_id, because="Enough.", option_id="opt_b"), by="ana")
    return decision_id


def test_only_the_owner_rejects_and_says_why():
    told = story()
    decision_id = told.in_review()
    assert unmet(told.when(RejectDecision(decision_id=decision_id, because=""), by="bo")) == ["D2.approver", "decision.because"]
    told.given(StartEscalation(item_id=decision_id, reason="Stuck"), by="ida")
    answer = told.when(RejectDecision(decision_id=decision_id, because="Not now"), by="ana")
    assert names(answer) == ["DecisionRejected", "ClockStopped", "EscalationResolved"]
    assert told.when(RejectDecision(decision_id=decision_id, because="Not now"), by="ana") == []


def test_a_deferral_names_when_it_comes_back():
    told = story()
    decision_id = told.in_review()
    assert unmet(told.when(DeferDecision(decision_id=decision_id, because="Later"), by="ana")) == ["D9.wake"]
    past = DeferDecision(decision_id=decision_id, because="Later", wake_at=told.now)
    assert unmet(told.when(past, by="ana")) == ["D9.wake_ahead"]
    nothing = DeferDecision(decision_id=decision_id, because="Later", wake_on="dec_x")
    assert unmet(told.when(nothing, by="ana")) == ["D9.wake_on"]


def test_a_deferred_decision_comes_back_with_a_new_window():
    told = story()
    decision_id = told.in_review()
    wake_at = told.now + timedelta(days=7)
    told.given(DeferDecision(decision_id=decision_id, because="Later", wake_at=wake_at), by="ana")
    assert told.decision(decision_id).state == "deferred"
    assert unmet(told.when(WakeDecision(decision_id=decision_id), by="system")) == ["D9.due"]
    told.at(wake_at)
    answer = told.when(WakeDecision(decision_id=decision_id), by="system")
    assert names(answer) == ["DecisionWoken", "ClockStarted", "DecisionScheduled"]
    decision = told.decision(decision_id)
    assert (decision.state, decision.wake_at) == ("in_review", None)
    assert decision.due_at == told.cycle.clocks[told.cycle.clock_of[decision_id]].due_at == wake_at + timedelta(days=2)


def test_the_owner_brings_a_deferred_decision_back_early():
    told = story()
    decision_id = told.in_review()
    told.given(DeferDecision(decision_id=decision_id, because="Later", wake_at=told.now + timedelta(days=7)), by="ana")
    told.given(WakeDecision(decision_id=decision_id), by="ana")
    assert told.decision(decision_id).state == "in_review"


def test_the_end_of_another_item_brings_a_decision_back():
    told = story()
    told.given(OpenReviewPeriod(number=1), by="system")
    one, other = told.in_review(), told.in_review()
    told.given(DeferDecision(decision_id=one, because="After that one", wake_on=other), by="ana")
    assert unmet(told.when(WakeDecision(decision_id=one), by="system")) == ["D9.due"]
    assert next_due(told.cycle, told.workspace) != told.now
    told.given(RejectDecision(decision_id=other, because="No"), by="ana")
    assert due(told.cycle, told.workspace, told.now) == [WakeDecision(decision_id=one)]
    assert next_due(told.cycle, told.workspace) == told.now
    assert names(told.when(WakeDecision(decision_id=one), by="system"))[0] == "DecisionWoken"


def test_a_decision_is_withdrawn_by_whoever_wrote_it():
    told = story()
    decision_id = told.in_review()
    withdraw = WithdrawDecision(decision_id=decision_id, because="Out of scope")
    assert unmet(told.when(withdraw, by="bo")) == ["decision.withdrawer"]
    assert names(told.when(withdraw, by="ida")) == ["DecisionWithdrawn", "ClockStopped"]


def test_a_decision_lapses_only_where_the_policy_says_so_and_time_is_over():
    told = story()
    decision_id = told.in_review()
    assert unmet(told.when(LapseDecision(decision_id=decision_id), by="system")) == ["decision.lapses", "decision.over"]
    told = story(on_timeout="lapse")
    decision_id = told.in_review()
    due_at = told.decision(decision_id).due_at
    assert due_at is not None
    told.at(due_at)
    assert names(told.when(LapseDecision(decision_id=decision_id), by="system")) == ["DecisionLapsed", "ClockStopped"]
    assert told.decision(decision_id).state == "lapsed"


def test_an_overdue_decision_is_never_silent():
    told = story()
    decision_id = told.in_review()
    clock = told.cycle.clocks[told.cycle.clock_of[decision_id]]
    told.at(clock.due_at)
    answer = told.when(RecordBreach(clock_id=clock.id, deadline=clock.due_at), by="system")
    assert names(answer)[:2] == ["ClockBreached", "EscalationStarted"]
    assert "LevelNotified" in names(answer)
    told.shown(decision_id)
    answer = told.when(ApproveDecision(decision_id=decision_id, because="Late", option_id="opt_a"), by="ana")
    assert names(answer) == ["DecisionApproved", "ClockStopped", "EscalationResolved"]


def test_reopening_needs_a_reason_of_the_list_and_is_counted():
    told = story()
    decision_id = approved(told)
    wrong = ReopenDecision(decision_id=decision_id, reason="mood")  # type: ignore[arg-type]
    assert unmet(told.when(wrong, by="bo")) == ["D8.reason", "D8.who"]
    answer = told.when(ReopenDecision(decision_id=decision_id, reason="new_evidence"), by="ana")
    assert names(answer) == ["DecisionReopened", "ClockStarted", "DecisionScheduled"]
    decision = told.decision(decision_id)
    assert (decision.state, decision.reopened, decision.approver_id, decision.ended_at) == ("in_review", 1, "", None)
    assert told.when(ReopenDecision(decision_id=decision_id, reason="error"), by="ana") == []


def test_reopening_makes_what_was_built_on_it_suspect():
    told = story()
    first = approved(told)
    second = told.ready()
    told.given(AddDependency(decision_id=second, on_id=first), by="ida")
    told.given(ApproveDecision(decision_id=second, because="x", option_id="opt_a"), by="ana")
    unrelated = approved(told)
    told.given(ReopenDecision(decision_id=first, reason="scope_change"), by="ana")
    assert told.decision(second).suspect
    assert not told.decision(unrelated).suspect
    assert not told.decision(first).suspect
    told.given(ReopenDecision(decision_id=second, reason="dependency_changed"), by="system")
    assert not told.decision(second).suspect


def test_what_was_never_in_review_comes_back_to_where_it_was():
    told = story()
    draft = told.drafted(owner_id="")
    told.given(WithdrawDecision(decision_id=draft, because="Mistake"), by="ida")
    assert names(told.when(ReopenDecision(decision_id=draft, reason="error"), by="ida")) == ["DecisionReopened"]
    assert told.decision(draft).state == "draft"


def test_superseding_never_comes_back_to_where_it_began():
    told = story()
    one, two, three = told.in_review(), told.in_review(), told.in_review()
    told.given(SupersedeDecision(decision_id=one, by_id=two, because="Better"), by="ana")
    told.given(SupersedeDecision(decision_id=two, by_id=three), by="ana")
    assert "D10.acyclic" in unmet(told.when(SupersedeDecision(decision_id=three, by_id=one), by="ana"))
    assert unmet(told.when(SupersedeDecision(decision_id=three, by_id=three), by="ana")) == ["D10.acyclic"]
    assert "D10.once" in unmet(told.when(SupersedeDecision(decision_id=one, by_id=three), by="ana"))
    assert told.when(SupersedeDecision(decision_id=one, by_id=two), by="ana") == []


def test_a_superseded_decision_comes_back_only_when_its_place_is_free():
    told = story()
    one, two = told.in_review(), told.in_review()
    told.given(SupersedeDecision(decision_id=one, by_id=two), by="ana")
    reopen = ReopenDecision(decision_id=one, reason="error")
    assert unmet(told.when(reopen, by="ana")) == ["D10.replaced"]
    told.given(WithdrawDecision(decision_id=two, because="Wrong"), by="ana")
    told.given(reopen, by="ana")
    assert told.decision(one).superseded_by == ""


def test_a_withdrawn_decision_takes_nobodys_place():
    told = story()
    one, two = told.in_review(), told.in_review()
    told.given(WithdrawDecision(decision_id=two, because="Wrong"), by="ana")
    assert unmet(told.when(SupersedeDecision(decision_id=one, by_id=two), by="ana")) == ["D10.successor"]


def test_what_requires_a_superseded_decision_waits_for_its_successor():
    told = story()
    old, new, then = told.ready(), told.ready(), told.ready()
    told.given(AddDependency(decision_id=then, on_id=old), by="ida")
    told.given(SupersedeDecision(decision_id=old, by_id=new), by="ana")
    answer = told.when(ApproveDecision(decision_id=then, because="x", option_id="opt_a"), by="ana")
    assert unmet(answer) == ["D12.prerequisites"]
    assert not isinstance(answer, list)
    assert answer.findings[0].item == new


def test_what_has_ended_accepts_only_reopening_and_superseding():
    told = story()
    decision_id = approved(told)
    for command in (
        RejectDecision(decision_id=decision_id, because="x"),
        WithdrawDecision(decision_id=decision_id, because="x"),
        DeferDecision(decision_id=decision_id, because="x", wake_at=told.now + timedelta(days=1)),
        RaiseConcern(decision_id=decision_id, reason="x"),
    ):
        assert "I6.ended" in unmet(told.when(command, by="ana"))
    told.given(SupersedeDecision(decision_id=decision_id, by_id=told.in_review()), by="ana")
