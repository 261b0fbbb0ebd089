from dataclasses import replace

from cycle_story import SYSTEM, Story, names, story, unmet
from plumbline.domain.cycle.attention import obligations_of
from plumbline.domain.cycle.decision import DeferDecision, MoveDecision, MoveDecisions, WithdrawDecision
from plumbline.domain.cycle.due import due
from plumbline.domain.cycle.frame import CloseCycle
from plumbline.domain.cycle.lens import ApplyLens
from plumbline.domain.cycle.review import (
    AssignSection,
    CancelReview,
    CloseRound,
    FollowSubject,
    OpenReview,
    Part,
    Reader,
    ReopenReview,
    Review,
    SignOffSection,
    Subject,
    WithdrawSignOff,
)
from plumbline.domain.cycle.risk import AssessRisk, IdentifyRisk, MitigateRisk
from plumbline.domain.cycle.rules.escalation import active_escalation
from plumbline.domain.cycle.rules.review import waiting_items
from plumbline.domain.cycle.rules.reviewing import completion_findings, is_signed_off, round_findings
from plumbline.domain.cycle.scope import RequestScope
from plumbline.domain.cycle.strategy import ReviewCriterion
from plumbline.domain.cycle.thread import Anchor, MarkThreadOutdated, OpenThread, ReanchorThread, ReplyToThread, ResolveThread
from plumbline.kernel.outcome import Refusal

ENTRY, PAYMENT = "sec_entry", "sec_payment"


def subject(number: int = 1, entry: str = "a", payment: str = "b") -> Subject:
    parts = (Part(section_id=ENTRY, title="Entry", digest=entry), Part(section_id=PAYMENT, title="Payment", digest=payment))
    return Subject(kind="document", id="doc_1", number=number, content_hash=f"{entry}{payment}", parts=parts)


def reviewed(told: Story, *readers: tuple[str, str]) -> str:
    """Open a review that Ana owns. readers: section and person."""
    given = tuple(Reader(section_id=section, person_id=person) for section, person in readers)
    return told.given(OpenReview(title="Checkout copy", subject=subject(), owner_id="ana", readers=given), by="ana")


def commented(told: Story, by: str = "bo", *, blocking: bool = False, section: str = PAYMENT, asks: str = "") -> str:
    anchor = Anchor(kind="document", id="doc_1", part=section, digest="b", number=1, start=10, end=20)
    command = OpenThread(
        section_id=section, objective_id=told.objective, anchor=anchor, text="Why?", quote="the card", blocking=blocking, asks_id=asks
    )
    return told.given(command, by=by)


def review_of(told: Story, review_id: str) -> Review:
    return told.cycle.reviews[review_id]


def pass_periods(told: Story, count: int) -> None:
    """Let the end of periods pass; the system does what is due."""
    for _ in range(count):
        number = next(one for one in sorted(told.cycle.periods) if one not in told.cycle.periods_closed)
        told.at(told.cycle.periods[number].closes_at)
        while waiting := due(told.cycle, told.workspace, told.now):
            for command in waiting:
                told.when(command, by=SYSTEM)


def begin(told: Story) -> None:
    while waiting := due(told.cycle, told.workspace, told.now):
        for command in waiting:
            told.when(command, by=SYSTEM)


def complete(told: Story, review_id: str) -> None:
    for section, person in ((ENTRY, "bo"), (PAYMENT, "ida")):
        told.given(SignOffSection(review_id=review_id, section_id=section), by=person)
    told.given(ApplyLens(item_id=review_id, verdict="passes", because="Each question has its outcome."), by="ana")


def test_a_review_names_everything_it_lacks_at_once():
    told = story()
    nothing = Subject(kind="document", id="", number=0, content_hash="", parts=())
    wrong = OpenReview(title=" ", subject=nothing, owner_id="vera", objective_id="x", readers=(Reader(section_id="y", person_id="z"),))
    assert unmet(told.when(wrong)) == [
        "review.title", "review.subject", "review.owner", "T1.objective", "review.reader", "review.section",
    ]  # fmt: skip


def test_one_thing_is_reviewed_once_at_a_time():
    told = story()
    reviewed(told)
    assert unmet(told.when(OpenReview(title="Again", subject=subject()))) == ["review.once"]


def test_readers_are_asked_for_their_sections_and_the_owner_for_the_rest():
    told = story()
    review = reviewed(told, (PAYMENT, "bo"))
    asked = {one.person_id: one.reason for one in obligations_of(told.cycle, told.workspace, review)}
    assert asked == {"bo": "attention.sections_yours", "ana": "attention.review_unread"}
    told.given(AssignSection(review_id=review, section_id=ENTRY, reader_ids=("ida",)), by="ana")
    told.given(SignOffSection(review_id=review, section_id=PAYMENT), by="bo")
    asked = {one.person_id: one.reason for one in obligations_of(told.cycle, told.workspace, review)}
    assert asked == {"ida": "attention.sections_yours", "ana": "attention.review_yours"}


def test_a_section_is_signed_off_by_its_readers_and_one_without_by_anybody_but_the_owner():
    told = story()
    review = reviewed(told, (PAYMENT, "bo"))
    assert unmet(told.when(SignOffSection(review_id=review, section_id=PAYMENT), by="ida")) == ["review.who_reads"]
    assert unmet(told.when(SignOffSection(review_id=review, section_id=ENTRY), by="ana")) == ["review.who_reads"]
    told.given(SignOffSection(review_id=review, section_id=ENTRY), by="ida")
    assert is_signed_off(review_of(told, review), ENTRY, told.workspace)


def test_anybody_may_take_a_section_that_has_no_reader():
    told = story()
    review = reviewed(told, (PAYMENT, "bo"))
    told.given(AssignSection(review_id=review, section_id=ENTRY, reader_ids=("ida",)), by="ida")
    assert unmet(told.when(AssignSection(review_id=review, section_id=PAYMENT, reader_ids=("ida",)), by="ida")) == ["review.lead"]


def test_an_edit_of_the_section_voids_its_sign_off_and_no_other():
    told = story()
    review = reviewed(told, (ENTRY, "bo"), (PAYMENT, "ida"))
    told.given(SignOffSection(review_id=review, section_id=ENTRY, read_digest="a"), by="bo")
    told.given(SignOffSection(review_id=review, section_id=PAYMENT), by="ida")
    told.given(FollowSubject(review_id=review, subject=subject(2, payment="b2")), by=SYSTEM)
    assert is_signed_off(review_of(told, review), ENTRY, told.workspace)
    assert not is_signed_off(review_of(told, review), PAYMENT, told.workspace)
    assert "ida" in {one.person_id for one in obligations_of(told.cycle, told.workspace, review)}


def test_nobody_signs_off_what_they_have_not_read():
    told = story()
    review = reviewed(told, (ENTRY, "bo"))
    told.given(FollowSubject(review_id=review, subject=subject(2, entry="a2")), by=SYSTEM)
    assert unmet(told.when(SignOffSection(review_id=review, section_id=ENTRY, read_digest="a"), by="bo")) == ["I5.content"]


def test_a_blocking_thread_keeps_its_section_from_being_signed_off():
    told = story()
    review = reviewed(told)
    thread = commented(told, blocking=True)
    assert unmet(told.when(SignOffSection(review_id=review, section_id=PAYMENT), by="ida")) == ["review.section_blocked"]
    told.given(SignOffSection(review_id=review, section_id=ENTRY), by="ida")
    told.given(ReplyToThread(thread_id=thread, text="Because."), by="ana")
    told.given(ResolveThread(thread_id=thread, outcome="answered"), by="bo")
    told.given(SignOffSection(review_id=review, section_id=PAYMENT), by="ida")
    told.given(WithdrawSignOff(review_id=review, section_id=PAYMENT), by="ida")
    assert not is_signed_off(review_of(told, review), PAYMENT, told.workspace)


def test_a_round_closes_only_when_each_blocking_thread_has_an_outcome_and_says_which_have_none():
    told = story()
    review = reviewed(told)
    one, two = commented(told, blocking=True), commented(told, blocking=True)
    commented(told)
    answer = told.when(CloseRound(review_id=review), by="ana")
    assert unmet(answer) == ["C1.blocking", "C1.blocking"]
    assert [finding.item for finding in answer.unmet] == [one, two]  # type: ignore[union-attr]
    assert unmet(told.when(CloseRound(review_id=review), by="ida"))[0] == "C1.who"
    for thread in (one, two):
        told.given(ReplyToThread(thread_id=thread, text="Because."), by="ana")
        told.given(ResolveThread(thread_id=thread, outcome="answered"), by="bo")
    told.given(CloseRound(review_id=review), by="ana")
    closed = review_of(told, review).rounds[0]
    assert (closed.decided, len(closed.carried)) == ((one, two), 1)
    assert review_of(told, review).state == "open"


def test_risks_and_scope_stand_on_the_agenda_of_the_review_and_are_carried_like_everything_else():
    """C5."""
    told = story()
    scope_id = told.given(RequestScope(title="Gift cards", area="support"), by="ida")
    begin(told)
    risk_id = next(iter(told.cycle.risks))
    assert {scope_id, risk_id} <= set(waiting_items(told.cycle))
    pass_periods(told, 1)
    assert (told.cycle.unresolved[scope_id], told.cycle.unresolved[risk_id]) == (1, 1)


def test_a_review_ends_with_the_round_in_which_nothing_is_left():
    told = story()
    begin(told)
    review = reviewed(told)
    complete(told, review)
    assert names(told.when(CloseRound(review_id=review), by="ana")) == ["RoundClosed", "ReviewClosed"]
    assert obligations_of(told.cycle, told.workspace, review) == ()
    pass_periods(told, 1)
    assert any(review in getattr(one.event, "decided", ()) for one in told.history)


def test_without_the_lens_the_review_goes_on():
    """C6."""
    told = story()
    review = reviewed(told)
    for section, person in ((ENTRY, "bo"), (PAYMENT, "ida")):
        told.given(SignOffSection(review_id=review, section_id=section), by=person)
    assert "ReviewClosed" not in names(told.when(CloseRound(review_id=review), by="ana"))


def test_rounds_follow_the_periods_of_the_cadence():
    told = story()
    begin(told)
    review = reviewed(told)
    first = review_of(told, review).rounds[0]
    assert first.period == 1
    pass_periods(told, 1)
    assert [(one.number, one.period) for one in review_of(told, review).rounds] == [(1, 1), (2, 2)]
    assert review_of(told, review).rounds[0].closed_at is not None
    pass_periods(told, len(told.cycle.periods) - 1)
    assert review_of(told, review).rounds[-1].period == 0  # after the last period a round ends by hand only


def test_a_blocking_thread_carried_through_full_periods_escalates():
    """T7."""
    told = story(decision_threshold_cycles=2)
    begin(told)
    reviewed(told)
    pass_periods(told, 1)
    thread = commented(told, blocking=True)
    pass_periods(told, 1)
    assert told.cycle.unresolved.get(thread, 0) == 0  # it was not open for that whole period
    pass_periods(told, 1)
    assert (told.cycle.unresolved[thread], active_escalation(told.cycle, thread)) == (1, None)
    pass_periods(told, 1)
    assert told.cycle.unresolved[thread] == 2
    assert active_escalation(told.cycle, thread, "unresolved_cycles") is not None


def test_closing_a_round_by_hand_counts_an_open_thread_once_for_the_period():
    """C2."""
    told = story()
    begin(told)
    review = reviewed(told)
    thread = commented(told)
    pass_periods(told, 1)
    told.later(hours=1)
    told.given(CloseRound(review_id=review), by="ana")
    assert told.cycle.unresolved[thread] == 1
    pass_periods(told, 1)
    assert told.cycle.unresolved[thread] == 1
    pass_periods(told, 1)
    assert told.cycle.unresolved[thread] == 2


def test_what_waits_for_whoever_asked_counts_and_is_said_to_wait_for_them():
    """C4."""
    told = story()
    begin(told)
    reviewed(told)
    thread = commented(told)
    told.given(ReplyToThread(thread_id=thread, text="What do you mean?"), by="ana")
    pass_periods(told, 1)
    closed = next(one.event for one in told.history if type(one.event).__name__ == "RoundClosed")
    assert (closed.carried, closed.waiting_on_requester) == ((thread,), (thread,))
    period = next(one.event for one in told.history if type(one.event).__name__ == "ReviewPeriodClosed")
    assert (thread in period.carried, period.waiting_on_requester) == (False, ())  # it was not open for the whole of that period


def test_a_thread_follows_its_passage_and_is_never_lost():
    """T4."""
    told = story()
    reviewed(told)
    thread = commented(told)
    there = Anchor(kind="document", id="doc_1", part=ENTRY, digest="a2", number=2, start=3, end=12)
    told.given(ReanchorThread(thread_id=thread, anchor=there, change="changed", quote="a card"), by=SYSTEM)
    found = told.cycle.threads[thread]
    assert (found.section_id, found.quote, found.old_quote, found.change) == (ENTRY, "a card", "the card", "changed")
    assert names(told.when(ReanchorThread(thread_id=thread, anchor=there, change="same"), by=SYSTEM)) == []
    told.given(MarkThreadOutdated(thread_id=thread, number=3), by=SYSTEM)
    assert (found.outdated, found.state, found.quote) == (True, "open", "a card")
    assert obligations_of(told.cycle, told.workspace, thread)
    again = Anchor(kind="document", id="doc_1", part=ENTRY, digest="a4", number=4, start=3, end=9)
    told.given(ReanchorThread(thread_id=thread, anchor=again, change="moved"), by=SYSTEM)
    assert not found.outdated


def test_a_comment_on_a_document_stands_in_a_section_under_review():
    told = story()
    anchor = Anchor(kind="document", id="doc_1", part=PAYMENT, number=1, start=0, end=4)
    command = OpenThread(section_id=PAYMENT, objective_id=told.objective, anchor=anchor, text="Why?")
    assert unmet(told.when(command, by="bo")) == ["T1.section", "T1.anchor"]
    reviewed(told)
    thread = told.given(command, by="bo")
    assert {one.person_id for one in obligations_of(told.cycle, told.workspace, thread)} == {"ana"}


def test_a_cycle_does_not_close_over_an_open_review_and_a_cancelled_one_may_come_back():
    told = story()
    review = reviewed(told)
    assert "cycle.open_items" in unmet(told.when(CloseCycle(), by="mara"))
    assert unmet(told.when(CancelReview(review_id=review, reason=" "), by="bo")) == ["review.lead", "review.reason"]
    told.given(CancelReview(review_id=review, reason="Superseded."), by="mara")
    assert unmet(told.when(SignOffSection(review_id=review, section_id=ENTRY), by="bo")) == ["review.open"]
    told.later(minutes=1)
    told.given(ReopenReview(review_id=review, reason="It is needed after all."), by="ana")
    assert len(review_of(told, review).rounds) == 2


def test_a_round_closes_once_the_criteria_on_its_agenda_were_gone_through():
    told = story()
    begin(told)
    review_id = reviewed(told)
    risk_id = told.given(
        IdentifyRisk(title="Criteria drift", owner_id="ana", strategy="criteria-in-cadence", argument="safeguard"), by="bo"
    )  # fmt: skip
    told.given(AssessRisk(risk_id=risk_id, closeness=2, impact=2, likelihood=2), by="ana")
    assert not any(one.rule == "C5.criterion" for one in round_findings(told.cycle, review_of(told, review_id), told.workspace))
    told.given(MitigateRisk(risk_id=risk_id), by="ana")
    assert unmet(told.when(CloseRound(review_id=review_id), by="ana")) == ["C5.criterion"]
    told.given(ReviewCriterion(risk_id=risk_id, kept=True), by="ana")
    assert "RoundClosed" in names(told.when(CloseRound(review_id=review_id), by="ana"))


def test_a_decision_is_moved_from_one_review_to_another_and_off_again():
    told = story()
    decision, first = told.drafted(propose=True), reviewed(told)
    other = told.given(OpenReview(title="Terms", subject=replace(subject(), id="doc_2"), owner_id="bo"), by="bo")
    told.given(MoveDecision(decision_id=decision, to_review_id=first), by="ana")
    told.given(MoveDecision(decision_id=decision, to_review_id=other, reason="Legal reads it."), by="bo")
    assert told.cycle.decisions[decision].review_id == other
    assert told.when(MoveDecision(decision_id=decision, to_review_id=other), by="bo") == []
    told.given(MoveDecision(decision_id=decision), by="ida")
    assert told.cycle.decisions[decision].review_id == ""


def test_only_whoever_looks_after_a_decision_or_runs_the_other_review_moves_it_there():
    told = story()
    decision, review = told.drafted(propose=True, by="ana"), reviewed(told)
    assert unmet(told.when(MoveDecision(decision_id=decision, to_review_id=review), by="bo")) == ["C1.mover"]
    assert unmet(told.when(MoveDecision(decision_id=decision, to_review_id="rev_nowhere"), by="ana")) == ["common.known"]
    told.given(CancelReview(review_id=review, reason="Not needed."), by="ana")
    assert unmet(told.when(MoveDecision(decision_id=decision, to_review_id=review), by="ana")) == ["C1.review_open"]


def test_several_decisions_are_moved_together_or_not_at_all():
    told = story()
    one, two, review = told.drafted(propose=True), told.drafted(propose=True), reviewed(told)
    told.given(WithdrawDecision(decision_id=two, because="Not needed."), by="ana")
    answer = told.when(MoveDecisions(decision_ids=(one, two, "dec_nowhere"), to_review_id=review), by="ana")
    assert isinstance(answer, Refusal)
    assert answer.code == "decision.none_moved"
    assert [(finding.rule, finding.item) for finding in answer.unmet] == [("I6.ended", two), ("common.known", "dec_nowhere")]
    assert told.cycle.decisions[one].review_id == ""
    told.given(MoveDecisions(decision_ids=(one,), to_review_id=review), by="ana")
    assert told.cycle.decisions[one].review_id == review
    assert unmet(told.when(MoveDecisions(decision_ids=(), to_review_id=review), by="ana")) == ["decision.some_named"]


def test_a_review_does_not_end_while_a_decision_on_its_agenda_waits_for_its_answer():
    told = story()
    decision, review = told.in_review(), reviewed(told)

    def waiting() -> list[str]:
        found = completion_findings(told.cycle, review_of(told, review), told.workspace)
        return [finding.item for finding in found if finding.rule == "C1.decision" and not finding.met]

    assert waiting() == []
    told.given(MoveDecision(decision_id=decision, to_review_id=review), by="ana")
    assert waiting() == [decision]
    told.given(DeferDecision(decision_id=decision, because="Too early.", wake_at=told.now.replace(year=2027)), by="ana")
    assert waiting() == []
