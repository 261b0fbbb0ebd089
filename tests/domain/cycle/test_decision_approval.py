from datetime import timedelta

from cycle_story import Story, names, story, unmet
from plumbline.domain.cycle.decision import (
    AddDependency,
    ApproveDecision,
    AskForEvidence,
    AssignDecision,
    CastVote,
    Criterion,
    DelegateDecision,
    EditDecision,
    HoldDecision,
    MeetCondition,
    Obligation,
    RaiseConcern,
    ReleaseHold,
    RequireApproval,
    SettleConcern,
    WithdrawDecision,
)
from plumbline.domain.cycle.decision import ApprovalRule as Rule
from plumbline.domain.cycle.evidence import RejectEvidence, SubmitEvidence
from plumbline.domain.cycle.frame import SetOutcome
from plumbline.domain.cycle.rules.decision import approval_findings
from plumbline.domain.cycle.thread import Anchor, OpenThread, ReplyToThread, ResolveThread
from plumbline.kernel.outcome import Finding, Refusal


def approval(decision_id: str, **more: object) -> ApproveDecision:
    return ApproveDecision(decision_id=decision_id, because="One retry is enough.", option_id="opt_b", **more)  # type: ignore[arg-type]


def only(answer: object, rule: str) -> Finding:
    assert isinstance(answer, Refusal)
    return next(finding for finding in answer.findings if finding.rule == rule)


def blocking(told: Story, decision_id: str, by: str = "bo") -> str:
    anchor = Anchor(kind="decision", id=decision_id)
    command = OpenThread(section_id=told.section, objective_id=told.objective, anchor=anchor, text="Which message?", blocking=True)
    return told.given(command, by=by)


def test_the_owner_approves_when_everything_holds():
    told = story()
    decision_id = told.ready()
    answer = told.when(approval(decision_id), by="ana")
    assert names(answer) == ["DecisionApproved", "ClockStopped"]
    decision = told.decision(decision_id)
    assert (decision.state, decision.approver_id, decision.option_id) == ("approved", "ana", "opt_b")
    assert decision.approved_hash == decision.content_hash
    assert decision.ended_at == told.now


def test_a_refused_approval_names_everything_that_is_missing():
    told = story()
    decision_id = told.in_review(criteria=(), scope=("retry",))
    blocking(told, decision_id)
    told.given(RaiseConcern(decision_id=decision_id, reason="Legal has not read it."), by="bo")
    told.given(HoldDecision(decision_id=decision_id, reason="Audit", until=told.now + timedelta(days=1)), by="mara")
    other = told.in_review()
    told.given(AddDependency(decision_id=decision_id, on_id=other), by="ida")
    answer = told.when(ApproveDecision(decision_id=decision_id, because=" "), by="bo")
    assert unmet(answer) == [
        "D2.approver", "D5.criteria", "D12.threads", "D12.concerns", "D12.hold", "D12.prerequisites", "O1.outcome",
        "decision.option", "decision.because",
    ]  # fmt: skip
    assert isinstance(answer, Refusal)
    assert answer.code == "approval.unmet"
    assert all(finding.who and finding.act for finding in answer.findings)


def test_each_unmet_criterion_has_its_own_line_and_its_own_remedy():
    told = story()
    criteria = tuple(Criterion(id=f"crt_{n}", text=f"C{n}", method="manual", owner_id="bo") for n in range(3))
    decision_id = told.in_review(criteria=criteria)
    submit = SubmitEvidence(decision_id=decision_id, criterion_ids=("crt_1",), kind="link", title="Run", reference="x")
    evidence_id = told.given(submit, by="ida")
    answer = told.when(approval(decision_id), by="ana")
    assert unmet(answer) == ["D12.evidence"] * 3
    assert isinstance(answer, Refusal)
    missing, waiting, _ = answer.findings
    assert (missing.actual, missing.act, missing.who, missing.item) == ("missing", "evidence.submit", ("bo", "ana"), decision_id)
    assert (waiting.actual, waiting.act, waiting.item) == ("submitted", "evidence.accept", evidence_id)
    assert waiting.who[0] == "bo"
    assert "ida" not in waiting.who
    assert dict(waiting.values)["criterion"] == "C1"


def test_whoever_was_asked_for_evidence_is_named_first():
    told = story()
    decision_id = told.in_review()
    told.given(AskForEvidence(decision_id=decision_id, person_id="ida", criterion_id="crt_a"), by="ana")
    assert only(told.when(approval(decision_id), by="ana"), "D12.evidence").who == ("ida", "bo", "ana")


def test_approving_twice_changes_nothing_and_somebody_else_is_refused():
    told = story()
    decision_id = told.ready()
    told.given(approval(decision_id), by="ana")
    assert told.when(approval(decision_id), by="ana") == []
    assert "D2.approver" in unmet(told.when(approval(decision_id), by="mara"))


def test_an_approval_of_words_that_changed_is_stale():
    told = story()
    decision_id = told.ready()
    read = told.decision(decision_id).content_hash
    told.given(EditDecision(decision_id=decision_id, title="Retry twice"), by="ida")
    answer = told.when(approval(decision_id, read_hash=read), by="ana")
    assert unmet(answer) == ["I5.content"]
    assert isinstance(answer, Refusal)
    assert (answer.kind, answer.code) == ("stale", "stale")


def test_a_material_edit_takes_the_evidence_away():
    told = story()
    decision_id = told.ready()
    told.given(EditDecision(decision_id=decision_id, title="Retry twice"), by="ida")
    answer = told.when(approval(decision_id), by="ana")
    assert unmet(answer) == ["D12.evidence"]
    assert only(answer, "D12.evidence").actual == "outdated"
    told.given(EditDecision(decision_id=decision_id, title="Retry after a decline"), by="ida")
    assert names(told.when(approval(decision_id), by="ana"))[0] == "DecisionApproved"


def test_evidence_counts_until_its_freshness_is_over():
    told = story()
    decision_id = told.ready()
    told.later(days=43)  # thirty working days, and then one
    answer = told.when(approval(decision_id), by="ana")
    assert unmet(answer) == ["D12.evidence"]
    assert only(answer, "D12.evidence").actual == "expired"


def test_rejected_evidence_shows_nothing():
    told = story()
    decision_id = told.in_review()
    submit = SubmitEvidence(decision_id=decision_id, criterion_ids=("crt_a",), kind="link", title="Run", reference="x")
    evidence_id = told.given(submit, by="ida")
    told.given(RejectEvidence(evidence_id=evidence_id, reason="Old build"), by="bo")
    assert only(told.when(approval(decision_id), by="ana"), "D12.evidence").actual == "rejected"


def test_a_blocking_thread_stops_approval_until_whoever_raised_it_closes_it():
    told = story()
    decision_id = told.ready()
    thread_id = blocking(told, decision_id)
    finding = only(told.when(approval(decision_id), by="ana"), "D12.threads")
    assert (finding.item, finding.who, finding.act) == (thread_id, ("bo",), "thread.resolve")
    told.given(ReplyToThread(thread_id=thread_id, text="The page wins."), by="ana")
    told.given(ResolveThread(thread_id=thread_id, outcome="answered"), by="bo")
    assert names(told.when(approval(decision_id), by="ana"))[0] == "DecisionApproved"


def test_a_concern_is_settled_by_whoever_raised_it():
    told = story()
    decision_id = told.ready()
    assert unmet(told.when(RaiseConcern(decision_id=decision_id, reason=" "), by="bo")) == ["D7.reason"]
    told.given(RaiseConcern(decision_id=decision_id, reason="Not legal in DE"), by="bo")
    concern_id = next(iter(told.decision(decision_id).concerns))
    assert only(told.when(approval(decision_id), by="ana"), "D12.concerns").who == ("bo",)
    settle = SettleConcern(decision_id=decision_id, concern_id=concern_id, note="Answered")
    assert unmet(told.when(settle, by="ana")) == ["D7.author"]
    told.given(settle, by="bo")
    assert names(told.when(approval(decision_id), by="ana"))[0] == "DecisionApproved"


def test_the_concern_of_somebody_who_left_is_settled_by_a_lead():
    told = story()
    decision_id = told.ready()
    told.given(RaiseConcern(decision_id=decision_id, reason="Not legal in DE"), by="bo")
    told.workspace.members["bo"].active = False
    concern_id = next(iter(told.decision(decision_id).concerns))
    assert only(told.when(approval(decision_id), by="ana"), "D12.concerns").who == ("mara", "lena")
    told.given(SettleConcern(decision_id=decision_id, concern_id=concern_id), by="mara")


def test_a_hold_ends_by_itself():
    told = story()
    decision_id = told.ready()
    until = told.now + timedelta(hours=5)
    assert unmet(told.when(HoldDecision(decision_id=decision_id, reason="", until=told.now), by="bo")) == ["D7.reason", "D7.until"]
    told.given(HoldDecision(decision_id=decision_id, reason="Audit", until=until), by="bo")
    assert unmet(told.when(approval(decision_id), by="ana")) == ["D12.hold"]
    assert unmet(told.when(ReleaseHold(decision_id=decision_id), by="ana")) == ["D7.holder"]
    longer = HoldDecision(decision_id=decision_id, reason="Mine", until=until + timedelta(days=1))
    assert unmet(told.when(longer, by="ana")) == ["D7.holder"]
    told.at(until)
    assert names(told.when(approval(decision_id), by="ana"))[0] == "DecisionApproved"


def test_a_delegate_approves_for_the_owner_while_it_lasts():
    told = story()
    decision_id = told.ready()
    until = told.now + timedelta(days=2)
    assert unmet(told.when(DelegateDecision(decision_id=decision_id, to_id="bo", until=until), by="mara")) == ["D2.owner"]
    told.given(DelegateDecision(decision_id=decision_id, to_id="bo", until=until), by="ana")
    again = DelegateDecision(decision_id=decision_id, to_id="mara", until=until)
    assert "D2.owner" in unmet(told.when(again, by="bo"))
    told.at(until)
    assert unmet(told.when(approval(decision_id), by="bo")) == ["D2.approver"]
    told.at(until - timedelta(hours=1))
    told.given(approval(decision_id), by="bo")
    decision = told.decision(decision_id)
    assert (decision.approver_id, decision.on_behalf_of, decision.owner_id) == ("bo", "ana", "ana")


def test_a_delegation_ends_when_its_owner_takes_it_back_or_hands_the_decision_on():
    told = story()
    decision_id = told.ready()
    delegate = DelegateDecision(decision_id=decision_id, to_id="bo", until=told.now + timedelta(days=2))
    told.given(delegate, by="ana")
    told.given(DelegateDecision(decision_id=decision_id), by="ana")
    assert unmet(told.when(approval(decision_id), by="bo")) == ["D2.approver"]
    told.given(delegate, by="ana")
    told.given(AssignDecision(decision_id=decision_id, owner_id="mara"), by="ana")
    assert unmet(told.when(approval(decision_id), by="bo")) == ["D2.approver"]


def test_an_owner_who_left_cannot_have_approved():
    told = story()
    decision_id = told.ready()
    told.workspace.members["ana"].active = False
    finding = only(told.when(approval(decision_id), by="mara"), "D1.owner_active")
    assert finding.who[:2] == ("mara", "lena")
    assert finding.act == "decision.assign"


def test_four_eyes_where_the_policy_says_so():
    told = story(four_eyes=True)
    decision_id = told.in_review(by="ana")
    told.shown(decision_id)
    assert unmet(told.when(approval(decision_id), by="ana")) == ["D3.four_eyes"]
    told.given(AssignDecision(decision_id=decision_id, owner_id="bo"), by="ana")
    assert names(told.when(approval(decision_id), by="bo"))[0] == "DecisionApproved"


def test_scope_is_committed_only_after_the_outcome_is_set():
    told = story()
    decision_id = told.ready(scope=("retry",))
    assert unmet(told.when(approval(decision_id), by="ana")) == ["O1.outcome"]
    outcome = SetOutcome(
        sentence="Buyers finish", metric_id="decision-closure-rate", baseline="61 %", threshold="75 %", signer_id="mara"
    )  # fmt: skip
    told.given(outcome, by="mara")
    assert names(told.when(approval(decision_id), by="ana"))[0] == "DecisionApproved"


def test_what_a_decision_requires_comes_first():
    told = story()
    first, then = told.ready(), told.ready()
    told.given(AddDependency(decision_id=then, on_id=first), by="ida")
    finding = only(told.when(approval(then), by="ana"), "D12.prerequisites")
    assert (finding.item, finding.who) == (first, ("ana",))
    told.given(approval(first), by="ana")
    assert names(told.when(approval(then), by="ana"))[0] == "DecisionApproved"


def test_decisions_that_wait_for_each_other_are_decided_together():
    told = story()
    one, other, outside = told.ready(), told.ready(), told.ready()
    told.given(AddDependency(decision_id=one, on_id=other), by="ida")
    told.given(AddDependency(decision_id=other, on_id=one), by="ida")
    told.given(AddDependency(decision_id=other, on_id=outside), by="ida")
    assert unmet(told.when(approval(other), by="ana")) == ["D12.prerequisites"]
    told.given(WithdrawDecision(decision_id=outside, because="Not needed"), by="ida")
    told.given(approval(one), by="ana")
    told.given(approval(other), by="ana")


def test_a_decision_of_its_own_can_ask_for_more_votes_than_the_policy():
    told = story()
    decision_id = told.in_review()
    told.given(RequireApproval(decision_id=decision_id, rule=Rule(mode="k_of_n", roster=("bo", "mara", "ida"), needed=2)), by="ana")
    told.shown(decision_id)
    told.given(CastVote(decision_id=decision_id, vote="approve"), by="bo")
    finding = only(told.when(approval(decision_id), by="ana"), "D12.votes")
    assert (finding.expected, finding.actual, finding.who) == (2, 1, ("mara", "ida"))
    told.given(CastVote(decision_id=decision_id, vote="approve"), by="ida")
    assert names(told.when(approval(decision_id), by="ana"))[0] == "DecisionApproved"


def test_a_material_edit_voids_the_votes():
    """D6."""
    told = story(approval_mode="k_of_n", approvals_needed=1)
    decision_id = told.in_review()
    told.given(CastVote(decision_id=decision_id, vote="approve"), by="bo")
    told.given(EditDecision(decision_id=decision_id, title="Retry twice"), by="ana")
    told.shown(decision_id)
    assert unmet(told.when(approval(decision_id), by="ana")) == ["D12.votes"]


def test_votes_advise_and_objecting_needs_a_reason():
    told = story()
    decision_id = told.ready()
    assert unmet(told.when(CastVote(decision_id=decision_id, vote="object"), by="bo")) == ["D7.reason"]
    told.given(CastVote(decision_id=decision_id, vote="object", reason="Too late"), by="bo")
    assert told.when(CastVote(decision_id=decision_id, vote="object", reason="Too late"), by="bo") == []
    assert names(told.when(approval(decision_id), by="ana"))[0] == "DecisionApproved"


def test_a_rule_that_nobody_could_meet_is_refused():
    told = story()
    decision_id = told.in_review()
    rule = Rule(mode="k_of_n", roster=("bo", "gone"), needed=3, veto=("moon",))
    answer = told.when(RequireApproval(decision_id=decision_id, rule=rule), by="ana")
    assert unmet(answer) == ["decision.rule_roster", "decision.rule_reachable", "decision.rule_veto"]


def test_conditions_become_obligations_and_the_last_one_met_makes_it_final():

    told = story()
    decision_id = told.ready()
    soon, later = told.now + timedelta(days=2), told.now + timedelta(days=3)
    conditions = (
        Obligation(id="", text="Counsel reads it", owner_id="bo", due_at=later),
        Obligation(id="", text="Support is told", owner_id="ida", due_at=soon),
    )
    answer = told.when(approval(decision_id, conditions=conditions), by="ana")
    assert names(answer) == ["DecisionApprovedConditionally", "ClockStopped", "ClockStarted"]
    decision = told.decision(decision_id)
    assert decision.state == "approved_conditionally"
    clock = told.cycle.clocks[told.cycle.clock_of[decision_id]]
    assert (clock.holder_id, clock.due_at) == ("ida", soon)
    assert told.when(approval(decision_id, conditions=conditions), by="ana") == []
    counsel, support = decision.obligations
    assert unmet(told.when(MeetCondition(decision_id=decision_id, condition_id=counsel), by="mara")) == ["D11.owner"]
    told.given(MeetCondition(decision_id=decision_id, condition_id=support), by="ida")
    assert told.cycle.clocks[told.cycle.clock_of[decision_id]].holder_id == "bo"
    answer = told.when(MeetCondition(decision_id=decision_id, condition_id=counsel), by="bo")
    assert names(answer) == ["ConditionMet", "DecisionApproved", "ClockStopped"]
    assert told.decision(decision_id).state == "approved"
    assert told.decision(decision_id).approver_id == "ana"


def test_a_condition_without_text_owner_or_time_is_refused():
    told = story()
    decision_id = told.ready()
    bad = (Obligation(id="", text=" ", owner_id="gone", due_at=told.now),)
    assert unmet(told.when(approval(decision_id, conditions=bad), by="ana")) == ["D11.text", "D11.owner_active", "D11.due"]


def test_criteria_that_cannot_be_tested_or_have_no_owner_are_named():
    told = story()
    criteria = (Criterion(id="crt_1", text="Fast", method="run", owner_id="gone"),)
    decision_id = told.in_review(criteria=criteria)
    assert unmet(told.when(approval(decision_id), by="ana")) == ["D5.criterion_method", "D5.criterion_owner", "D12.evidence"]


def test_the_page_sees_the_same_lines_that_the_act_is_judged_by():
    told = story()
    decision_id = told.in_review()
    shown = approval_findings(told.cycle, told.decision(decision_id), told.workspace, told.now)
    answer = told.when(approval(decision_id), by="ana")
    assert isinstance(answer, Refusal)
    assert tuple(finding for finding in shown if not finding.met) == answer.findings
    assert {"D1.owner", "D2.approver", "D4.due", "D4.fallback", "D5.criteria", "D12.threads"} <= {f.rule for f in shown if f.met}
    for_bo = approval_findings(told.cycle, told.decision(decision_id), told.workspace, told.now, "bo")
    assert [f.rule for f in for_bo if not f.met] == ["D2.approver", "D12.evidence"]
