"""The rules of guests: who invites one, how long a link lasts, and the few acts on one review that it opens."""

from datetime import datetime, timedelta
from typing import Any, assert_never

from plumbline.domain.cycle.guest import Command, Event, Guest, GuestInvited, GuestRevoked, InviteGuest, RevokeGuest, Standing
from plumbline.domain.cycle.review import Review, SignOffSection, Subject, WithdrawSignOff
from plumbline.domain.cycle.rules.common import Answer, check, decided, unknown
from plumbline.domain.cycle.rules.reviewing import may_lead
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.cycle.thread import JOURNEY_ANCHORS, OpenThread, ReplyToThread
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.identity import is_id
from plumbline.kernel.outcome import Context, Finding, Refusal

LONGEST = timedelta(days=90)
"""How long a guest's link may last."""


def decide_guest(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return what a command about a guest changes, or everything that stands in its way."""
    review = cycle.reviews.get(command.review_id)
    if review is None:
        return unknown("review", command.review_id)
    match command:
        case InviteGuest():
            return _invite(command, review, cycle, workspace, context)
        case RevokeGuest():
            return _revoke(command, review, workspace, context)
        case _:
            assert_never(command)


def standing(cycle: Cycle, review_id: str, guest_id: str, now: datetime) -> Standing:
    """Return whether a guest's link is open, or why it is not: the review has closed, its date has passed, somebody has ended it."""
    review = cycle.reviews.get(review_id)
    guest = review.guests.get(guest_id) if review is not None else None
    if review is None or guest is None:
        return "unknown"
    if guest.revoked_at is not None:
        return "revoked"
    if review.state != "open" or cycle.state == "closed":
        return "closed"
    return "open" if now < guest.expires_at else "expired"


def refusal_of_guest(command: Any, cycle: Cycle | None, context: Context) -> Refusal | None:
    """Return why a guest may not send a command, or None when they may.

    What is not theirs answers like what does not exist, so that a guest learns nothing from asking.
    """
    review = _review_of(cycle, context.actor)
    if cycle is None or review is None or not _belongs(command, review, cycle):
        return Refusal(code="missing", kind="missing", findings=(Finding(rule="P.guest", met=False),))
    stands = standing(cycle, review.id, context.actor, context.now)
    if stands == "open":
        return None
    finding = check("guest.open", False, actual=stands, who=(review.owner_id,), act="guest.invite", item=review.id)
    return Refusal(code="guest.over", kind="forbidden", findings=(finding,))


def evolve_guest(cycle: Cycle, recorded: Recorded) -> None:
    """Apply an event of a guest to the review it is about."""
    event: Event = recorded.event
    guests = cycle.reviews[event.review_id].guests
    match event:
        case GuestInvited():
            guests[event.guest_id] = Guest(event.guest_id, recorded.actor, recorded.at, event.expires_at)
        case GuestRevoked():
            guests[event.guest_id].revoked_at = recorded.at
        case _:
            assert_never(event)


def _invite(command: InviteGuest, review: Review, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    people, me = may_lead(review, workspace), (context.actor,)
    taken = _review_of(cycle, command.guest_id) is not None
    lasts = context.now < command.expires_at <= context.now + LONGEST
    findings = [
        check("review.open", review.state == "open", actual=review.state, act="review.reopen", item=review.id),
        check("guest.lead", context.actor in people, actual=context.actor, who=people, act="guest.invite", item=review.id),
        check("guest.new", is_id(command.guest_id, "gst") and not taken, actual=command.guest_id, who=me, act="guest.invite"),
        check("guest.until", lasts, expected=LONGEST.days, actual=command.expires_at.isoformat(), who=me, act="guest.invite"),
    ]
    invited = GuestInvited(review_id=review.id, guest_id=command.guest_id, expires_at=command.expires_at)
    return decided("guest.refused", findings, lambda: [invited])


def _revoke(command: RevokeGuest, review: Review, workspace: Workspace, context: Context) -> Answer:
    guest = review.guests.get(command.guest_id)
    if guest is None:
        return unknown("guest", command.guest_id)
    if guest.revoked_at is not None:
        return []
    people = may_lead(review, workspace)
    findings = [check("guest.lead", context.actor in people, actual=context.actor, who=people, act="guest.revoke", item=review.id)]
    return decided("guest.refused", findings, lambda: [GuestRevoked(review_id=review.id, guest_id=guest.id)])


def _review_of(cycle: Cycle | None, guest_id: str) -> Review | None:
    return next((review for review in cycle.reviews.values() if guest_id in review.guests), None) if cycle is not None else None


def _belongs(command: Any, review: Review, cycle: Cycle) -> bool:
    """Tell whether a command is one of the few of guests, and about this review. Asking for an answer starts a clock, so it is not."""
    match command:
        case OpenThread():
            return _is_about(command, review.subject) and review.part(command.section_id) is not None and not command.asks_id
        case ReplyToThread():
            return command.thread_id in cycle.threads_of.get(review.subject.id, ()) and not command.asks_id
        case SignOffSection() | WithdrawSignOff():
            return command.review_id == review.id
        case _:
            return False


def _is_about(command: OpenThread, subject: Subject) -> bool:
    """Of a journey they see the version under review and nothing else, so they comment on no other version and on no run."""
    anchor = command.anchor
    if anchor.id != subject.id:
        return False
    if subject.kind == "document":
        return anchor.kind == "document" and command.section_id == anchor.part
    return anchor.kind in JOURNEY_ANCHORS and anchor.digest == subject.content_hash and not (anchor.run_id or anchor.remark_id)
