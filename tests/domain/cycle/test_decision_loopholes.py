"""Ways around a rule that were open once: each test is one that has to stay shut."""

from datetime import timedelta

import pytest

from cycle_story import Story, story, unmet
from plumbline.domain.cycle.decision import (
    ApprovalRule,
    ApproveDecision,
    AssignDecision,
    CastVote,
    DeferDecision,
    EditDecision,
    Obligation,
    ProposeDecision,
    RequireApproval,
)
from plumbline.domain.cycle.rules.approval import evaluate
from plumbline.domain.cycle.rules.clock import running_clock
from plumbline.kernel.outcome import Finding, Refusal


def leave(told: Story, person: str) -> None:
    told.workspace.members[person].active = False


def asking(told: Story, *roster: str) -> str:
    decision_id = told.ready()
    told.given(RequireApproval(decision_id=decision_id, rule=ApprovalRule(mode="all", roster=roster)), by="mara")
    return decision_id


def approval(decision_id: str, option_id: str = "opt_a", *conditions: Obligation) -> ApproveDecision:
    return ApproveDecision(decision_id=decision_id, option_id=option_id, because="It holds.", conditions=conditions)


def promise(told: Story, owner: str = "ida", days: int = 2) -> Obligation:
    return Obligation(id="", text="Tell support", owner_id=owner, due_at=told.now + timedelta(days=days))


def line(answer: object, rule: str) -> Finding:
    assert isinstance(answer, Refusal), answer
    return next(finding for finding in answer.findings if finding.rule == rule)


def test_a_rule_is_not_met_because_the_people_it_asks_have_left():
    told = story()
    decision_id = asking(told, "ida")
    leave(told, "ida")
    answer = told.when(approval(decision_id))
    assert unmet(answer) == ["D12.votes", "D12.roster"]
    gone = line(answer, "D12.roster")
    assert (gone.actual, set(gone.who), gone.act) == ("ida", {"mara", "lena"}, "decision.require_approval")


def test_a_vote_does_not_count_after_its_voter_has_left():
    told = story()
    decision_id = asking(told, "ida", "bo")
    for person in ("ida", "bo"):
        told.given(CastVote(decision_id=decision_id, vote="approve"), by=person)
    leave(told, "ida")
    assert unmet(told.when(approval(decision_id))) == ["D12.votes", "D12.roster"]


def test_a_lead_asks_others_instead_and_the_decision_goes_on():
    told = story()
    decision_id = asking(told, "ida")
    leave(told, "ida")
    told.given(RequireApproval(decision_id=decision_id, rule=ApprovalRule(mode="all", roster=("bo",))), by="lena")
    told.given(CastVote(decision_id=decision_id, vote="approve"), by="bo")
    told.given(approval(decision_id))
    assert told.decision(decision_id).state == "approved"


@pytest.mark.parametrize("mode", ["all", "k_of_n", "majority", "consent"])
def test_a_rule_that_asks_nobody_is_never_satisfied(mode: str):
    told = story()
    rule = ApprovalRule(mode=mode, window_hours=1)  # type: ignore[arg-type]
    opened_at = told.now - timedelta(days=9)
    assert evaluate(rule, {}, (), now=told.now, opened_at=opened_at).status == "blocked"


def test_two_decisions_do_not_wait_for_each_other():
    told = story()
    first, second, third = told.in_review(), told.in_review(), told.in_review()
    told.given(DeferDecision(decision_id=first, because="Later.", wake_on=second))
    told.given(DeferDecision(decision_id=second, because="Later.", wake_on=third))
    assert unmet(told.when(DeferDecision(decision_id=third, because="Later.", wake_on=first))) == ["D9.circle"]
    told.given(DeferDecision(decision_id=third, because="Later.", wake_at=told.now + timedelta(days=9)))


def test_approving_again_with_another_option_is_refused_and_leads_to_reopening():
    told = story()
    decision_id = told.ready()
    told.given(approval(decision_id, "opt_a"))
    answer = told.when(approval(decision_id, "opt_b"))
    assert unmet(answer) == ["D8.approved"]
    assert line(answer, "D8.approved").act == "decision.reopen"
    assert told.when(approval(decision_id, "opt_a")) == []
    assert told.decision(decision_id).option_id == "opt_a"


def test_approving_again_with_other_conditions_is_refused():
    told = story()
    decision_id = told.ready()
    told.given(approval(decision_id, "opt_a", promise(told)))
    assert told.when(approval(decision_id, "opt_a", promise(told))) == []
    for other in (promise(told, owner="bo"), promise(told, days=3)):
        assert unmet(told.when(approval(decision_id, "opt_a", other))) == ["D8.approved"]
    assert unmet(told.when(approval(decision_id, "opt_a"))) == ["D8.approved"]


def test_handing_a_decision_on_leaves_the_clock_of_a_condition_with_whoever_owes_it():
    told = story()
    decision_id = told.ready()
    told.given(approval(decision_id, "opt_a", promise(told)))
    told.given(AssignDecision(decision_id=decision_id, owner_id="bo"), by="mara")
    clock = running_clock(told.cycle, decision_id)
    assert clock is not None
    assert clock.holder_id == "ida"


def test_a_void_vote_stays_void_when_the_words_come_back():
    told = story()
    decision_id = asking(told, "bo")
    told.given(CastVote(decision_id=decision_id, vote="approve"), by="bo")
    title, before = told.decision(decision_id).title, told.decision(decision_id).content_hash
    told.given(EditDecision(decision_id=decision_id, title="Something else"))
    told.given(EditDecision(decision_id=decision_id, title=title))
    assert told.decision(decision_id).content_hash == before
    assert unmet(told.when(approval(decision_id))) == ["D12.votes"]


def test_a_decision_that_was_put_is_not_rewritten_by_anybody():
    told = story()
    decision_id = told.drafted()
    told.given(ProposeDecision(decision_id=decision_id), by="ida")
    for change in (EditDecision(decision_id=decision_id, title="Mine"), EditDecision(decision_id=decision_id, question="Mine?")):
        assert unmet(told.when(change, by="bo")) == ["decision.writer"]
    for person in ("ida", "ana", "mara"):
        told.given(EditDecision(decision_id=decision_id, title=f"By {person}"), by=person)


def test_a_criterion_is_not_answered_for_by_somebody_who_can_show_nothing():
    told = story()
    criterion = told.decision(told.drafted()).criteria[0]
    decision_id = told.ready(criteria=(type(criterion)(id="crt_a", text="Works", method="manual", owner_id="vera", check="Look."),))
    assert unmet(told.when(approval(decision_id))) == ["D5.criterion_owner"]
