from datetime import timedelta

from cycle_story import names, story, unmet
from plumbline.domain.cycle.clock import ClockStarted
from plumbline.domain.cycle.decision import (
    AddDependency,
    ApproveDecision,
    AssignDecision,
    CastVote,
    Criterion,
    DraftDecision,
    EditDecision,
    Option,
    ProposeDecision,
    ReassignDecisions,
    RemoveDependency,
    ScheduleDecision,
    SubmitDecision,
    WithdrawDecision,
)
from plumbline.domain.cycle.rules.decision import content_hash
from plumbline.domain.workspace.workspace import Member
from plumbline.kernel.outcome import Refusal


def test_a_draft_gets_a_number_and_ids_for_its_parts():
    told = story()
    first = told.drafted(options=(Option(id="", title="Yes"), Option(id="", title="No")))
    second = told.drafted()
    decision = told.decision(first)
    assert (decision.number, told.decision(second).number) == (1, 2)
    assert [option.id[:4] for option in decision.options] == ["opt_", "opt_"]
    assert decision.state == "draft"
    assert decision.owner_id == "ana"
    assert decision.author_id == "ida"


def test_a_draft_without_place_or_title_names_all_that_is_missing():
    answer = story().when(DraftDecision(title=" ", section_id="sec_x", objective_id="obj_x"), by="ida")
    assert unmet(answer) == ["T1.section", "T1.objective", "decision.title"]


def test_two_parts_cannot_share_an_id():
    told = story()
    options = (Option(id="opt_1", title="Yes"), Option(id="opt_1", title="No"))
    answer = told.when(DraftDecision(title="x", section_id=told.section, objective_id=told.objective, options=options), by="ida")
    assert unmet(answer) == ["decision.ids"]


def test_a_decision_is_proposed_only_with_an_owner():
    told = story()
    decision_id = told.drafted(owner_id="")
    assert unmet(told.when(ProposeDecision(decision_id=decision_id), by="ida")) == ["D1.owner"]
    told.given(AssignDecision(decision_id=decision_id, owner_id="ana"), by="ida")
    assert names(told.when(ProposeDecision(decision_id=decision_id), by="ida")) == ["DecisionProposed"]
    assert told.when(ProposeDecision(decision_id=decision_id), by="ida") == []


def test_a_decision_can_be_drafted_and_proposed_at_once():
    told = story()
    assert told.decision(told.drafted(propose=True)).state == "proposed"
    command = DraftDecision(title="x", section_id=told.section, objective_id=told.objective, propose=True)
    assert unmet(told.when(command, by="ida")) == ["D1.owner"]


def test_an_owner_has_to_be_here_and_of_a_rank_that_decides():
    told = story()
    decision_id = told.drafted(owner_id="")
    assert unmet(told.when(AssignDecision(decision_id=decision_id, owner_id="gone"), by="ida")) == ["D1.owner_active"]
    assert unmet(told.when(AssignDecision(decision_id=decision_id, owner_id="ida"), by="ida")) == ["D1.owner_rank"]


def test_review_needs_owner_due_and_fallback_and_says_so_at_once():
    told = story()
    decision_id = told.drafted(owner_id="", due_at=None, fallback="")
    assert unmet(told.when(SubmitDecision(decision_id=decision_id), by="ida")) == ["D1.owner", "D4.due", "D4.fallback"]
    assert told.decision(decision_id).state == "draft"


def test_a_due_date_in_the_past_is_no_due_date():
    told = story()
    decision_id = told.drafted(propose=True)
    told.later(days=10)
    assert unmet(told.when(SubmitDecision(decision_id=decision_id), by="ida")) == ["D4.due_ahead"]


def test_a_draft_that_is_complete_is_proposed_on_its_way_into_review():
    told = story()
    decision_id = told.drafted()
    answer = told.when(SubmitDecision(decision_id=decision_id), by="ida")
    assert names(answer) == ["DecisionProposed", "DecisionSubmitted", "ClockStarted"]
    clock = told.cycle.clocks[told.cycle.clock_of[decision_id]]
    assert (clock.holder_id, clock.due_at, clock.purpose) == ("ana", told.decision(decision_id).due_at, "decide")


def test_an_edit_of_what_is_decided_is_material():
    told = story()
    decision_id = told.in_review()
    before = told.decision(decision_id).content_hash
    told.given(CastVote(decision_id=decision_id, vote="approve"), by="bo")
    told.given(EditDecision(decision_id=decision_id, title="Retry twice"), by="ana")
    decision = told.decision(decision_id)
    assert decision.content_hash != before
    assert decision.content_hash == content_hash(decision.title, decision.question, decision.options, decision.criteria, decision.scope)
    assert decision.votes["bo"].content_hash == ""
    assert decision.authors == {"ida", "ana"}


def test_an_edit_of_the_question_voids_votes_and_evidence():
    told = story()
    decision_id = told.ready()
    before = told.decision(decision_id).content_hash
    told.given(CastVote(decision_id=decision_id, vote="approve"), by="bo")
    told.given(EditDecision(decision_id=decision_id, question="How often, and where?"), by="ana")
    decision = told.decision(decision_id)
    assert decision.question == "How often, and where?"
    assert decision.content_hash != before
    assert decision.votes["bo"].content_hash == ""
    answer = told.when(ApproveDecision(decision_id=decision_id, because="It works.", option_id="opt_b"), by="ana")
    assert "D12.evidence" in unmet(answer)


def test_an_edit_that_changes_nothing_writes_nothing():
    told = story()
    decision_id = told.in_review()
    assert told.when(EditDecision(decision_id=decision_id, title="Retry after a decline"), by="ana") == []


def test_an_edit_of_words_that_changed_meanwhile_is_stale():
    told = story()
    decision_id = told.in_review()
    read = told.decision(decision_id).content_hash
    told.given(EditDecision(decision_id=decision_id, title="Retry twice", read_hash=read), by="ana")
    answer = told.when(EditDecision(decision_id=decision_id, title="Retry thrice", read_hash=read), by="ida")
    assert unmet(answer) == ["I5.content"]
    assert not isinstance(answer, list)
    assert answer.kind == "stale"


def test_in_review_only_those_who_look_after_it_edit():
    told = story()
    told.workspace.members["olga"] = Member("olga", "contributor", "", False, True, told.now)
    decision_id = told.in_review()
    assert unmet(told.when(EditDecision(decision_id=decision_id, title="Mine"), by="olga")) == ["decision.writer"]
    draft = told.drafted()
    assert names(told.when(EditDecision(decision_id=draft, title="Ours"), by="olga")) == ["DecisionEdited"]


def test_the_content_hash_does_not_depend_on_who_writes_but_on_every_part():
    option, criterion = Option(id="o", title="A"), Criterion(id="c", text="t", method="manual", owner_id="bo")
    whole = content_hash("T", "Q", (option,), (criterion,), ("s",))
    assert whole == content_hash("T", "Q", (option,), (criterion,), ("s",))
    others = {
        content_hash("U", "Q", (option,), (criterion,), ("s",)),
        content_hash("T", "Q", (Option(id="o", title="A", consequence="x"),), (criterion,), ("s",)),
        content_hash("T", "Q", (option,), (Criterion(id="c", text="t", method="run", owner_id="bo"),), ("s",)),
        content_hash("T", "Q", (option,), (criterion,), ()),
        content_hash("T", "R", (option,), (criterion,), ("s",)),
    }
    assert len(others | {whole}) == 6


def test_handing_on_moves_the_clock_and_ends_a_delegation():
    told = story()
    decision_id = told.in_review()
    answer = told.when(AssignDecision(decision_id=decision_id, owner_id="bo", reason="on leave"), by="ana")
    assert names(answer) == ["DecisionAssigned", "ClockHandedOver"]
    assert told.cycle.clocks[told.cycle.clock_of[decision_id]].holder_id == "bo"
    assert told.when(AssignDecision(decision_id=decision_id, owner_id="bo"), by="ana") == []


def test_a_new_due_date_moves_the_clock():
    told = story()
    decision_id = told.in_review()
    later = told.now + timedelta(days=7)
    answer = told.when(ScheduleDecision(decision_id=decision_id, due_at=later), by="ana")
    assert names(answer) == ["DecisionScheduled", "ClockStopped", "ClockStarted"]
    assert told.decision(decision_id).fallback == "One retry."
    assert told.cycle.clocks[told.cycle.clock_of[decision_id]].due_at == later
    assert unmet(told.when(ScheduleDecision(decision_id=decision_id, due_at=told.now), by="ana")) == ["D4.due_ahead"]


def test_a_decision_that_is_too_big_gets_a_split_hint():
    told = story(decision_size=2)
    criteria = tuple(Criterion(id=f"crt_{n}", text=str(n), method="manual", owner_id="bo") for n in range(3))
    big = told.drafted(criteria=criteria)
    assert told.decision(big).split_hint
    small = told.drafted()
    assert not told.decision(small).split_hint
    for _ in range(3):
        told.given(AddDependency(decision_id=small, on_id=told.drafted()), by="ida")
    assert told.decision(small).split_hint


def test_a_dependency_changes_its_kind_and_goes_away():
    told = story()
    one, other = told.drafted(), told.drafted()
    told.given(AddDependency(decision_id=one, on_id=other), by="ida")
    assert told.cycle.needed_by == {other: {one}}
    assert told.when(AddDependency(decision_id=one, on_id=other), by="ida") == []
    told.given(AddDependency(decision_id=one, on_id=other, kind="informs"), by="ida")
    assert told.cycle.needed_by[other] == set()
    told.given(RemoveDependency(decision_id=one, on_id=other), by="ida")
    assert told.decision(one).informs == set()
    assert unmet(told.when(AddDependency(decision_id=one, on_id=one), by="ida")) == ["decision.itself"]
    assert unmet(told.when(AddDependency(decision_id=one, on_id="dec_x"), by="ida")) == ["common.known"]


def test_what_has_ended_is_not_written_any_more():
    told = story()
    decision_id = told.in_review()
    told.given(WithdrawDecision(decision_id=decision_id, because="Out of scope"), by="ida")
    for command in (
        EditDecision(decision_id=decision_id, title="x"),
        AssignDecision(decision_id=decision_id, owner_id="bo"),
        ScheduleDecision(decision_id=decision_id, due_at=told.now + timedelta(days=1)),
        SubmitDecision(decision_id=decision_id),
        AddDependency(decision_id=decision_id, on_id=told.drafted()),
    ):
        assert "I6.ended" in unmet(told.when(command, by="ana"))


def test_the_window_is_the_clock_of_whoever_holds_it():
    told = story()
    decision_id = told.in_review()
    started = [recorded.event for recorded in told.history if isinstance(recorded.event, ClockStarted)]
    assert started[-1].item_id == decision_id
    assert started[-1].calendar_id == "office"


def test_several_decisions_are_handed_on_together():
    told = story()
    first, second = told.drafted(propose=True), told.drafted(propose=True)
    told.given(ReassignDecisions(decision_ids=(first, second, first), owner_id="bo", reason="Ana is away."), by="ana")
    assert {told.cycle.decisions[one].owner_id for one in (first, second)} == {"bo"}


def test_one_decision_that_cannot_go_keeps_all_where_they_are_and_is_named():
    told = story()
    first, second, ended = told.drafted(propose=True), told.drafted(propose=True), told.drafted(propose=True)
    told.given(WithdrawDecision(decision_id=ended, because="Not needed."), by="ana")
    answer = told.when(ReassignDecisions(decision_ids=(first, ended, second, "dec_nowhere"), owner_id="bo"), by="ana")
    assert isinstance(answer, Refusal)
    assert [(finding.rule, finding.item) for finding in answer.unmet] == [("I6.ended", ended), ("common.known", "dec_nowhere")]
    assert {told.cycle.decisions[one].owner_id for one in (first, second)} == {"ana"}


def test_whom_a_hand_over_would_not_let_go_is_said_for_each_decision():
    told = story()
    first, second = told.drafted(propose=True), told.drafted(propose=True)
    answer = told.when(ReassignDecisions(decision_ids=(first, second), owner_id="ida"), by="bo")
    assert isinstance(answer, Refusal)
    assert {(finding.rule, finding.item) for finding in answer.unmet} == {
        (rule, one) for rule in ("D1.owner_rank", "D1.hand_on") for one in (first, second)
    }


def test_handing_on_nothing_is_refused():
    assert unmet(story().when(ReassignDecisions(decision_ids=(), owner_id="bo"), by="ana")) == ["decision.some_named"]


def test_handing_on_what_the_person_owns_already_changes_nothing():
    told = story()
    assert told.when(ReassignDecisions(decision_ids=(told.drafted(propose=True),), owner_id="ana"), by="ana") == []
