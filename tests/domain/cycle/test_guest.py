from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycle_story import MONDAY, SYSTEM, Story, names, story, unmet
from plumbline.domain import permission
from plumbline.domain.cycle import machine
from plumbline.domain.cycle.attention import obligations_of
from plumbline.domain.cycle.decision import CastVote
from plumbline.domain.cycle.guest import InviteGuest, RevokeGuest
from plumbline.domain.cycle.journey import AssessJourney, Standing
from plumbline.domain.cycle.review import AssignSection, CancelReview, OpenReview, Part, SignOffSection, Subject, WithdrawSignOff
from plumbline.domain.cycle.rules.guest import LONGEST, standing
from plumbline.domain.cycle.rules.reviewing import awaited, is_signed_off
from plumbline.domain.cycle.rules.thread import may_resolve
from plumbline.domain.cycle.thread import Anchor, OpenThread, ReopenThread, ReplyToThread, ResolveThread
from plumbline.domain.workspace import rules as workspace_rules
from plumbline.kernel.identity import make_id
from plumbline.kernel.outcome import Refusal

GUEST, OTHER = make_id("gst", MONDAY, 1), make_id("gst", MONDAY, 2)
ENTRY, PAYMENT = "sec_entry", "sec_payment"


def subject(document: str = "doc_1") -> Subject:
    parts = (Part(section_id=ENTRY, title="Entry", digest="a"), Part(section_id=PAYMENT, title="Payment", digest="b"))
    return Subject(kind="document", id=document, number=1, content_hash="ab", parts=parts)


def invited(told: Story, *, document: str = "doc_1", guest: str = GUEST) -> str:
    review = told.given(OpenReview(title="Terms", subject=subject(document), owner_id="ana"), by="ana")
    told.given(InviteGuest(review_id=review, guest_id=guest, expires_at=told.now + timedelta(days=14)), by="ana")
    return review


def tried(told: Story, command: Any, guest: str = GUEST) -> list[Any] | Refusal:
    """Send a command as a guest, as the writer does: permission first."""
    context = replace(told.context(guest), actor_kind="guest")
    if refused := permission.refusal(command, told.cycle, told.workspace, context):
        return refused
    answer = machine.decide(command, told.cycle, told.workspace, context)
    for event in () if isinstance(answer, Refusal) else answer:
        told.add(event, guest)
    return answer


def comment(told: Story, **changes: Any) -> OpenThread:
    anchor = Anchor(kind="document", id="doc_1", part=PAYMENT, digest="b", number=1, start=10, end=20)
    opened = OpenThread(section_id=PAYMENT, objective_id=told.objective, anchor=anchor, text="Why?", quote="the card", blocking=False)
    return replace(opened, **changes)


def test_a_guest_comments_and_replies_in_the_review_they_were_invited_to():
    told = story()
    invited(told)
    assert names(tried(told, comment(told))) == ["ThreadOpened"]
    thread = next(iter(told.cycle.threads))
    told.given(ReplyToThread(thread_id=thread, text="Because."), by="bo")
    assert names(tried(told, ReplyToThread(thread_id=thread, text="I see."))) == ["ThreadReplied"]


def test_a_guest_signs_off_only_what_they_were_asked_to_read():
    told = story()
    review = invited(told)
    sign = SignOffSection(review_id=review, section_id=PAYMENT)
    assert unmet(tried(told, sign)) == ["review.who_reads"]
    told.given(AssignSection(review_id=review, section_id=PAYMENT, reader_ids=(GUEST,)), by="ana")
    assert awaited(told.cycle.reviews[review], PAYMENT, told.workspace) == (GUEST,)
    assert names(tried(told, sign)) == ["SectionSignedOff"]
    assert is_signed_off(told.cycle.reviews[review], PAYMENT, told.workspace)
    assert names(tried(told, WithdrawSignOff(review_id=review, section_id=PAYMENT))) == ["SignOffWithdrawn"]


def test_a_guest_has_no_home_so_what_is_theirs_asks_nobody_else():
    told = story()
    review = invited(told)
    told.given(AssignSection(review_id=review, section_id=PAYMENT, reader_ids=(GUEST,)), by="ana")
    assert {one.person_id for one in obligations_of(told.cycle, told.workspace, review)} == {"ana"}


def test_what_is_not_of_their_review_does_not_exist_for_a_guest():
    told = story()
    invited(told)
    elsewhere = told.given(OpenReview(title="Other", subject=subject("doc_2"), owner_id="ana"), by="ana")
    decision = told.in_review()
    about = OpenThread(
        section_id=told.section, objective_id=told.objective, anchor=Anchor(kind="decision", id=decision), text="?", blocking=False
    )
    inside = told.given(about, by="bo")
    foreign = [
        comment(told, anchor=replace(comment(told).anchor, id="doc_2")),
        comment(told, anchor=Anchor(kind="decision", id=decision, part=PAYMENT)),
        comment(told, section_id=told.section),
        comment(told, asks_id="bo"),
        about,
        ReplyToThread(thread_id=inside, text="?"),
        ReplyToThread(thread_id="thr_unknown", text="?"),
        SignOffSection(review_id=elsewhere, section_id=PAYMENT),
        CastVote(decision_id=decision, vote="approve"),
    ]
    for command in foreign:
        answer = tried(told, command)
        assert unmet(answer) == ["P.guest"], command
        assert isinstance(answer, Refusal)
        assert (answer.code, answer.kind) == ("missing", "missing")


def test_no_other_command_of_the_product_is_a_guests():
    told = story()
    review = invited(told)
    tried(told, comment(told))
    thread = next(iter(told.cycle.threads))
    theirs = {OpenThread, ReplyToThread, SignOffSection, WithdrawSignOff}
    commands: set[type[Any]] = {*machine.COMMANDS, *workspace_rules.COMMANDS}
    for kind in commands - theirs:
        assert unmet(tried(told, object.__new__(kind))) == ["P.guest"], kind
    assert unmet(tried(told, ResolveThread(thread_id=thread, outcome="answered"))) == ["P.guest"]
    assert unmet(tried(told, ReopenThread(thread_id=thread, reason="again"))) == ["P.guest"]
    assert unmet(tried(told, RevokeGuest(review_id=review, guest_id=GUEST))) == ["P.guest"]


def test_a_blocking_comment_of_a_guest_is_closed_by_the_owner_of_the_review():
    told = story()
    invited(told)
    tried(told, comment(told, blocking=True))
    thread = next(iter(told.cycle.threads.values()))
    assert may_resolve(thread, told.cycle, told.workspace) == ("ana",)
    told.given(ReplyToThread(thread_id=thread.id, text="It is gone."), by="ana")
    assert "ThreadResolved" in names(told.when(ResolveThread(thread_id=thread.id, outcome="accepted"), by="ana"))


@pytest.mark.parametrize("why", ["expired", "revoked", "closed"])
def test_a_link_that_is_over_says_why_and_writes_nothing(why: str):
    told = story()
    review = invited(told)
    if why == "revoked":
        told.given(RevokeGuest(review_id=review, guest_id=GUEST), by="ana")
    elif why == "closed":
        told.given(CancelReview(review_id=review, reason="Not needed."), by="ana")
    else:
        told.later(days=14)
    before = len(told.history)
    answer = tried(told, comment(told))
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.findings[0].rule, answer.findings[0].actual) == ("guest.over", "guest.open", why)
    assert len(told.history) == before


def test_a_guest_whose_link_was_ended_is_waited_for_no_longer():
    told = story()
    review = invited(told)
    told.given(AssignSection(review_id=review, section_id=PAYMENT, reader_ids=(GUEST,)), by="ana")
    told.given(RevokeGuest(review_id=review, guest_id=GUEST), by="ana")
    assert awaited(told.cycle.reviews[review], PAYMENT, told.workspace) == ()
    assert told.when(RevokeGuest(review_id=review, guest_id=GUEST), by="ana") == []
    again = AssignSection(review_id=review, section_id=ENTRY, reader_ids=(GUEST,))
    assert unmet(told.when(again, by="ana")) == ["review.reader"]


def test_guests_are_invited_by_whoever_runs_the_review():
    told = story()
    review = invited(told)
    command = InviteGuest(review_id=review, guest_id=OTHER, expires_at=told.now + timedelta(days=1))
    assert unmet(told.when(command, by="bo")) == ["guest.lead"]
    assert unmet(told.when(RevokeGuest(review_id=review, guest_id=GUEST), by="bo")) == ["guest.lead"]
    assert names(told.when(command, by="mara")) == ["GuestInvited"]


def test_an_invitation_names_everything_that_is_wrong_with_it_at_once():
    told = story()
    review = invited(told)
    told.given(CancelReview(review_id=review, reason="x"), by="ana")
    wrong = InviteGuest(review_id=review, guest_id="usr_x", expires_at=told.now + timedelta(days=91))
    assert unmet(told.when(wrong, by="bo")) == ["review.open", "guest.lead", "guest.new", "guest.until"]
    assert unmet(told.when(InviteGuest(review_id="rev_x", guest_id=OTHER, expires_at=told.now))) == ["common.known"]
    assert unmet(told.when(RevokeGuest(review_id=review, guest_id=OTHER))) == ["common.known"]


def test_a_guest_belongs_to_one_review():
    told = story()
    invited(told)
    other = told.given(OpenReview(title="Other", subject=subject("doc_2"), owner_id="ana"), by="ana")
    again = InviteGuest(review_id=other, guest_id=GUEST, expires_at=told.now + timedelta(days=1))
    assert unmet(told.when(again, by="ana")) == ["guest.new"]


@given(lasts=st.timedeltas(timedelta(seconds=1), LONGEST), passed=st.timedeltas(timedelta(0), timedelta(days=400)))
def test_a_link_is_open_until_its_date_and_never_after(lasts: timedelta, passed: timedelta):
    told = story()
    review = told.given(OpenReview(title="Terms", subject=subject(), owner_id="ana"), by="ana")
    told.given(InviteGuest(review_id=review, guest_id=GUEST, expires_at=told.now + lasts), by="ana")
    stands = standing(told.cycle, review, GUEST, told.now + passed)
    assert stands == ("open" if passed < lasts else "expired")
    assert standing(told.cycle, review, OTHER, told.now) == "unknown"


def reviewing_a_journey(told: Story) -> Subject:
    """Invite the guest to the review of a journey, and return what is under review."""
    under = replace(subject("jrn_1"), kind="journey")
    stands = Standing(
        journey_id="jrn_1", title="Late parcel", owner_id="bo", version=1, number=1, kept_digest="ab", digest="ab", verdict="complete"
    )
    told.given(AssessJourney(standing=stands), by=SYSTEM)
    review = told.given(OpenReview(title="Late parcel", subject=under, owner_id="ana"), by="ana")
    told.given(InviteGuest(review_id=review, guest_id=GUEST, expires_at=told.now + timedelta(days=14)), by="ana")
    return under


def on_screen(told: Story, under: Subject, **changes: Any) -> OpenThread:
    anchor = replace(Anchor(kind="screen", id=under.id, part="late", digest=under.content_hash), **changes)
    return OpenThread(section_id=PAYMENT, objective_id=told.objective, anchor=anchor, text="Why?", quote="It is late")


def test_a_guest_comments_on_the_version_of_a_journey_that_is_under_review_and_on_no_other():
    told = story()
    under = reviewing_a_journey(told)
    assert names(tried(told, on_screen(told, under))) == ["ThreadOpened"]
    for strange in ({"digest": "cd"}, {"id": "jrn_2"}, {"run_id": "run_1"}, {"remark_id": "rmk_1"}, {"kind": "document"}):
        assert unmet(tried(told, on_screen(told, under, **strange))) == ["P.guest"], strange
    assert unmet(tried(told, replace(on_screen(told, under), section_id="sec_other"))) == ["P.guest"]
    assert unmet(tried(told, replace(on_screen(told, under), asks_id="bo"))) == ["P.guest"]
