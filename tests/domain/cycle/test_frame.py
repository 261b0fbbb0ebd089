from datetime import UTC, datetime, timedelta

from cycle_story import MONDAY, SYSTEM, bare_story, names, small_plan, story, unmet
from plumbline.domain.cycle.blocker import RaiseBlocker, ResolveBlocker
from plumbline.domain.cycle.decision import DeferDecision, RejectDecision, ReopenDecision, WithdrawDecision
from plumbline.domain.cycle.frame import (
    AddObjective,
    AddSection,
    AreaOwner,
    AssignArea,
    CloseCycle,
    CloseReviewPeriod,
    ComposeCycle,
    OpenReviewPeriod,
    SetOutcome,
    SwitchPattern,
)
from plumbline.domain.cycle.risk import CloseRisk
from plumbline.domain.cycle.thread import Anchor, OpenThread, ResolveThread
from plumbline.domain.workspace.workspace import Member

OUTCOME = SetOutcome(sentence="Buyers finish", metric_id="decision-closure-rate", baseline="61 %", threshold="75 %", signer_id="mara")


def test_a_cycle_starts_with_every_area_owned():
    told = story()
    assert told.cycle.owners == {"product": "ana", "legal": "bo", "support": "lena", "delivery": "mara"}
    assert told.cycle.composed_by == "mara"
    assert [section.stage for section in told.cycle.sections.values()][:2] == ["outcome", "risks"]
    assert [objective.title for objective in told.cycle.objectives.values()] == ["Agreement"]


def test_the_cadence_becomes_dates_inside_the_window():
    cycle = story().cycle
    assert [period.number for period in cycle.periods.values()] == [1, 2, 3, 4]
    assert cycle.periods[1].opens_at == MONDAY
    assert cycle.periods[1].closes_at == cycle.periods[2].opens_at == MONDAY + timedelta(days=7)
    assert cycle.ends_at == cycle.periods[4].closes_at == datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


def test_the_last_period_is_shorter_when_the_window_does_not_divide():
    cycle = story(window_days=12, cadence_days=5).cycle
    assert [period.closes_at.day for period in cycle.periods.values()] == [9, 16, 18]


def test_planned_risks_come_with_owner_rank_and_for_high_ones_a_window():
    told = story()
    high, low = told.cycle.risks.values()
    assert (high.owner_id, high.rank, high.state) == ("lena", 125, "assessed")
    assert (low.owner_id, low.rank) == ("mara", 8)
    assert told.cycle.clocks[told.cycle.clock_of[high.id]].due_at == MONDAY + timedelta(days=2)
    assert low.id not in told.cycle.clock_of
    assert told.cycle.numbers["risk"] == 2


def test_a_cycle_that_cannot_start_says_everything_that_is_wrong():
    owners = (AreaOwner(area="moon", person_id="ana"), AreaOwner(area="legal", person_id="gone"))
    command = ComposeCycle(plan=small_plan(cadence_days=0), title="", owners=owners, calendar_id="none")
    answer = bare_story().when(command, by="mara")
    assert unmet(answer) == ["common.title", "workspace.calendar_known", "cycle.window", "cycle.area_known", "cycle.area_owner"]


def test_a_cycle_starts_once():
    told = story()
    assert told.when(ComposeCycle(plan=small_plan(), title="A launch"), by="mara") == []
    assert unmet(told.when(ComposeCycle(plan=small_plan(), title="Another"), by="lena")) == ["cycle.new"]


def test_nothing_happens_in_a_cycle_that_was_not_composed():
    answer = bare_story().when(AddSection(title="x"), by="mara")
    assert unmet(answer) == ["common.known"]


def test_an_outcome_is_whole_or_refused():
    told = story()
    empty = SetOutcome(sentence="", metric_id="mood", baseline=" ", threshold="", signer_id="ida")
    assert unmet(told.when(empty, by="mara")) == ["O1.sentence", "O1.metric", "O1.baseline", "O1.threshold", "O1.signer"]
    told.given(OUTCOME, by="mara")
    assert told.when(OUTCOME, by="mara") == []
    assert told.cycle.outcome is not None
    assert told.cycle.outcome.set_at == told.now


def test_titles_of_objectives_and_sections_are_told_apart():
    told = story()
    told.given(AddObjective(title="Fewer contacts"), by="ana")
    assert unmet(told.when(AddObjective(title=" fewer contacts "), by="ana")) == ["O2.title"]
    told.given(AddSection(title="Checkout"), by="ana")
    assert unmet(told.when(AddSection(title="CHECKOUT"), by="ana")) == ["cycle.section_title"]
    assert unmet(told.when(AddSection(title=" "), by="ana")) == ["common.title"]


def test_an_area_is_handed_to_somebody_who_is_here():
    told = story()
    told.given(AssignArea(area="legal", person_id="lena"), by="mara")
    assert told.cycle.owners["legal"] == "lena"
    assert told.when(AssignArea(area="legal", person_id="lena"), by="mara") == []
    assert unmet(told.when(AssignArea(area="legal", person_id="gone"), by="mara")) == ["cycle.area_owner"]
    assert unmet(told.when(AssignArea(area="moon", person_id="lena"), by="mara")) == ["common.known"]


def test_patterns_switch_on_and_off():
    told = story()
    assert told.when(SwitchPattern(pattern_id="forty-eight-hours", on=True), by="mara") == []
    told.given(SwitchPattern(pattern_id="scoped-pilot", on=True), by="mara")
    assert told.cycle.patterns["scoped-pilot"].on
    assert told.cycle.patterns["forty-eight-hours"].on
    told.given(SwitchPattern(pattern_id="scoped-pilot", on=False), by="mara")
    assert not told.cycle.patterns["scoped-pilot"].on
    assert unmet(told.when(SwitchPattern(pattern_id="moon", on=True), by="mara")) == ["common.known"]


def test_review_periods_open_and_close_when_their_time_has_come():
    told = story()
    assert unmet(told.when(CloseReviewPeriod(number=1), by=SYSTEM)) == ["C1.opened", "C1.closes"]
    assert unmet(told.when(OpenReviewPeriod(number=2), by=SYSTEM)) == ["C1.opens", "C1.previous"]
    told.given(OpenReviewPeriod(number=1), by=SYSTEM)
    assert told.when(OpenReviewPeriod(number=1), by=SYSTEM) == []
    told.later(days=7).given(CloseReviewPeriod(number=1), by=SYSTEM)
    assert told.when(CloseReviewPeriod(number=1), by=SYSTEM) == []
    told.given(OpenReviewPeriod(number=2), by=SYSTEM)


def test_closing_computes_what_was_decided_and_what_is_carried_over():
    told = story()
    carried, ended, deferred, back = told.in_review(), told.in_review(), told.in_review(), told.in_review()
    draft = told.drafted()
    told.given(OpenReviewPeriod(number=1), by=SYSTEM)
    told.later(days=1)
    late = told.in_review()
    told.given(RejectDecision(decision_id=ended, because="No"), by="ana")
    told.given(DeferDecision(decision_id=deferred, because="Later", wake_at=told.now + timedelta(days=30)), by="ana")
    told.given(WithdrawDecision(decision_id=back, because="No"), by="ana")
    told.given(ReopenDecision(decision_id=back, reason="error"), by="ana")
    told.at(MONDAY + timedelta(days=7)).given(CloseReviewPeriod(number=1), by=SYSTEM)
    closed = next(recorded.event for recorded in reversed(told.history) if type(recorded.event).__name__ == "ReviewPeriodClosed")
    assert closed.decided == (ended, deferred)
    assert {item for item in closed.carried if item.startswith("dec_")} == {carried}
    assert told.cycle.unresolved[carried] == 1
    assert not {late, back, draft, deferred} & told.cycle.unresolved.keys()


def test_a_decision_carried_twice_and_a_blocker_carried_once_go_up():
    """C3."""
    told = story()
    decision_id = told.in_review(due_at=MONDAY + timedelta(days=25))
    raise_it = RaiseBlocker(title="No sandbox", owner_id="bo", due_at=MONDAY + timedelta(days=25), fallback="Mock it")
    blocker_id = told.given(raise_it, by="ida")
    went_up: list[set[str]] = []
    for number in (1, 2):
        told.given(OpenReviewPeriod(number=number), by=SYSTEM)
        told.later(days=7).given(CloseReviewPeriod(number=number), by=SYSTEM)
        went_up.append({escalation.item_id for escalation in told.cycle.escalations.values() if escalation.trigger == "unresolved_cycles"})
    assert went_up == [{blocker_id}, {blocker_id, decision_id}]


def test_a_cycle_closes_only_when_nothing_is_left_that_nobody_would_look_at():
    told = story()
    decision_id = told.in_review()
    anchor = Anchor(kind="section", id=told.section)
    thread_id = told.given(OpenThread(section_id=told.section, objective_id=told.objective, anchor=anchor, text="Why?"), by="ida")
    command = RaiseBlocker(title="x", owner_id="bo", due_at=told.now + timedelta(days=1), fallback="y")
    blocker_id = told.given(command, by="ida")
    answer = told.when(CloseCycle(), by="mara")
    assert unmet(answer) == ["cycle.open_items"] * 4
    assert not isinstance(answer, list)
    assert [finding.item for finding in answer.findings[:3]] == [decision_id, thread_id, blocker_id]
    told.given(WithdrawDecision(decision_id=decision_id, because="End"), by="ana")
    told.given(ResolveThread(thread_id=thread_id, outcome="answered"), by="ida")
    told.given(ResolveBlocker(blocker_id=blocker_id, how="Gone"), by="bo")
    for risk_id in told.cycle.risks:
        told.given(CloseRisk(risk_id=risk_id, reason="End"), by="mara")
    told.given(CloseCycle(note="Done"), by="mara")
    assert told.cycle.state == "closed"
    assert told.when(CloseCycle(), by="mara") == []
    assert unmet(told.when(AddSection(title="x"), by="mara")) == ["I6.cycle"]


def test_a_section_of_the_team_stands_beside_the_stages():
    told = story()
    told.workspace.members["olga"] = Member("olga", "owner", "", False, True, told.now)
    assert names(told.when(AddSection(title="Checkout"), by="olga")) == ["SectionAdded"]
    assert list(told.cycle.sections.values())[-1].stage == ""
