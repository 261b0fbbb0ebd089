"""The rules of a review: who reads what, what a sign-off is worth, and what has to be there before a round or the review ends."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from plumbline.domain.cycle.review import (
    AssignSection,
    CancelReview,
    CloseRound,
    Command,
    Event,
    FollowSubject,
    OpenReview,
    Part,
    Reader,
    ReopenReview,
    Review,
    ReviewCancelled,
    ReviewClosed,
    ReviewOpened,
    ReviewReopened,
    Round,
    RoundClosed,
    RoundOpened,
    SectionAssigned,
    SectionSignedOff,
    SignOff,
    SignOffSection,
    SignOffWithdrawn,
    SubjectChanged,
    WithdrawSignOff,
)
from plumbline.domain.cycle.rules.acting import criteria_on_agenda
from plumbline.domain.cycle.rules.common import Answer, check, decided, leads, next_number, people_of_rank, unknown
from plumbline.domain.cycle.rules.decision_on_review import agenda_findings
from plumbline.domain.cycle.rules.escalation import end_escalations
from plumbline.domain.cycle.rules.lens import lens_findings
from plumbline.domain.cycle.rules.review import note_settled
from plumbline.domain.cycle.rules.rounds import next_round, period_now, round_closed, threads_about
from plumbline.domain.cycle.rules.thread import has_answer, may_answer, may_resolve
from plumbline.domain.cycle.sections import reviews_about
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding, Refusal


def decide_review(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return what a command about a review changes, or everything that stands in its way."""
    if isinstance(command, OpenReview):
        return _open(command, cycle, workspace, context)
    review = cycle.reviews.get(command.review_id)
    if review is None:
        return unknown("review", command.review_id)
    match command:
        case AssignSection():
            return _assign(command, review, workspace, context)
        case SignOffSection():
            return _sign_off(command, review, cycle, workspace, context)
        case WithdrawSignOff():
            return _withdraw(command, review, context)
        case FollowSubject():
            return _follow(command, review)
        case CloseRound():
            return _close_round(review, cycle, workspace, context)
        case CancelReview():
            return _cancel(command, review, cycle, workspace, context)
        case ReopenReview():
            return _reopen(command, review, cycle, context)
        case _:
            assert_never(command)


def stands(review: Review, section_id: str, person_id: str) -> bool:
    """Tell whether somebody has signed a section off as it reads now; an edit of the section voids what was signed before it."""
    part, sign_off = review.part(section_id), review.sign_offs.get(section_id, {}).get(person_id)
    return part is not None and sign_off is not None and sign_off.digest == part.digest


def may_sign(review: Review, section_id: str, person_id: str) -> bool:
    """Tell whether a section is somebody's to sign off: its readers'; where it has none, anybody's but the owner's and guests'."""
    readers = review.readers.get(section_id, ())
    return person_id in readers or (not readers and person_id != review.owner_id and person_id not in review.guests)


def awaited(review: Review, section_id: str, workspace: Workspace) -> tuple[str, ...]:
    """Return who still has to sign a section off. Empty as well when nobody was asked to read it."""
    return tuple(one for one in _reading(review, section_id, workspace) if not stands(review, section_id, one))


def is_signed_off(review: Review, section_id: str, workspace: Workspace) -> bool:
    """Tell whether everybody who reads a section has signed it off; where nobody was asked, whether anybody has."""
    readers = _reading(review, section_id, workspace)
    if readers:
        return all(stands(review, section_id, one) for one in readers)
    return any(stands(review, section_id, one) for one in review.sign_offs.get(section_id, {}))


def _reading(review: Review, section_id: str, workspace: Workspace) -> list[str]:
    """Return who is asked to read a section and still can: active members, and guests whose link nobody has ended."""
    readers = review.readers.get(section_id, ())
    return [one for one in readers if workspace.is_active(one) or (one in review.guests and review.guests[one].revoked_at is None)]


def round_findings(cycle: Cycle, review: Review, workspace: Workspace) -> Iterator[Finding]:
    """Check what closing the round needs: a round, an outcome of each blocking thread, the agenda's criteria gone through (R5)."""
    yield check("C1.round", review.round is not None, actual=len(review.rounds), item=review.id)
    blocking = [thread for thread in threads_about(cycle, review) if thread.blocking and thread.state == "open"]
    for thread in blocking:
        who = may_resolve(thread, cycle, workspace) if has_answer(thread) else may_answer(thread, cycle, workspace)
        act = "thread.resolve" if has_answer(thread) else "thread.reply"
        yield check("C1.blocking", False, expected="outcome", actual=thread.number, who=who, act=act, item=thread.id)
    if not blocking:
        yield check("C1.blocking", True, item=review.id)
    for risk_id, reviewed in criteria_on_agenda(cycle).items():
        who = [one for one in (cycle.risks[risk_id].owner_id, *leads(workspace)) if workspace.is_active(one)]
        yield check("C5.criterion", reviewed, who=who, act="risk.review_criterion", item=risk_id)


def completion_findings(cycle: Cycle, review: Review, workspace: Workspace) -> Iterator[Finding]:
    """Check what ends the review with its round: every section signed off, no thread open, no decision, the lens (C6)."""
    for part in review.subject.parts:
        waiting = awaited(review, part.section_id, workspace)
        met = is_signed_off(review, part.section_id, workspace)
        who = waiting or people_of_rank(workspace, "contributor")
        yield check("C1.signed_off", met, who=who, act="review.sign_off", item=review.id, section=part.title, section_id=part.section_id)
    open_threads = [thread for thread in threads_about(cycle, review) if thread.state == "open"]
    first = open_threads[0] if open_threads else None
    yield check(
        "C1.threads",
        not open_threads,
        expected=0,
        actual=len(open_threads),
        who=may_resolve(first, cycle, workspace) if first else (),
        act="thread.resolve",
        item=first.id if first else review.id,
    )
    yield from agenda_findings(cycle, review.id)
    yield from lens_findings(cycle, [review.id], who=(review.owner_id, *leads(workspace)))


def may_lead(review: Review, workspace: Workspace) -> tuple[str, ...]:
    """Return who runs a review: its owner, and the leads."""
    people = dict.fromkeys((review.owner_id, *leads(workspace)))
    return tuple(one for one in people if workspace.is_active(one))


def _open(command: OpenReview, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    owner_id, me = command.owner_id or context.actor, (context.actor,)
    going = next((one for one in reviews_about(cycle, command.subject.id) if one.state == "open"), None)
    known = not command.objective_id or command.objective_id in cycle.objectives
    sections = {part.section_id for part in command.subject.parts}
    findings = [
        check("review.title", bool(command.title.strip()), who=me, act="review.open"),
        check("review.subject", bool(command.subject.id and sections), actual=command.subject.id, who=me, act="review.open"),
        check(
            "review.once", going is None, actual=going.number if going else None, who=me, act="review.read", item=going.id if going else ""
        ),
        check("review.owner", workspace.has_rank(owner_id, "contributor"), actual=owner_id, who=me, act="review.open"),
        check("T1.objective", known, actual=command.objective_id, who=me, act="review.open"),
        *_readers(command.readers, sections, workspace, me, ()),
    ]

    def events() -> list[Event]:
        return [
            ReviewOpened(
                review_id=context.new_id("rev"), number=next_number(cycle, "review"), title=command.title.strip(), subject=command.subject,
                owner_id=owner_id, objective_id=command.objective_id, readers=command.readers, period=period_now(cycle),
            )
        ]  # fmt: skip

    return decided("review.incomplete", findings, events)


def _readers(
    readers: Iterable[Reader], sections: set[str], workspace: Workspace, me: tuple[str, ...], guests: Iterable[str]
) -> Iterator[Finding]:
    for reader in readers:
        able = workspace.has_rank(reader.person_id, "contributor") or reader.person_id in guests
        yield check("review.reader", able, actual=reader.person_id, who=me, act="review.assign")
        yield check("review.section", reader.section_id in sections, actual=reader.section_id, who=me, act="review.assign")


def _assign(command: AssignSection, review: Review, workspace: Workspace, context: Context) -> Answer:
    wanted = tuple(dict.fromkeys(command.reader_ids))
    if review.part(command.section_id) and wanted == review.readers.get(command.section_id, ()):
        return []
    people = may_lead(review, workspace)
    taking = wanted == (context.actor,) and not review.readers.get(command.section_id)  # a section without a reader is taken by anybody
    sections = {part.section_id for part in review.subject.parts}
    guests = [one.id for one in review.guests.values() if one.revoked_at is None and context.now < one.expires_at]
    findings = [
        _is_open(review),
        check("review.lead", taking or context.actor in people, actual=context.actor, who=people, act="review.assign", item=review.id),
        *_readers([Reader(section_id=command.section_id, person_id=one) for one in wanted], sections, workspace, (context.actor,), guests),
    ]
    if not wanted:
        findings.append(check("review.section", command.section_id in sections, actual=command.section_id, item=review.id))
    assigned = SectionAssigned(review_id=review.id, section_id=command.section_id, reader_ids=wanted)
    return decided("review.refused", findings, lambda: [assigned])


def _sign_off(command: SignOffSection, review: Review, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    part = review.part(command.section_id)
    if part is None:
        return unknown("section", command.section_id)
    if command.read_digest and command.read_digest != part.digest:
        return _changed(command.read_digest, part, review)
    if stands(review, part.section_id, context.actor):
        return []
    readers = review.readers.get(part.section_id, ())
    others = [one for one in people_of_rank(workspace, "contributor") if one != review.owner_id]
    able = may_sign(review, part.section_id, context.actor)
    stops = [one for one in threads_about(cycle, review) if one.blocking and one.state == "open" and one.section_id == part.section_id]
    findings = [
        _is_open(review),
        check("review.who_reads", able, actual=context.actor, who=readers or others, act="review.sign_off", item=review.id),
        *(
            check(
                "review.section_blocked",
                False,
                actual=one.number,
                who=may_resolve(one, cycle, workspace),
                act="thread.resolve",
                item=one.id,
            )
            for one in stops
        ),
    ]
    signed = SectionSignedOff(review_id=review.id, section_id=part.section_id, digest=part.digest)
    return decided("review.refused", findings, lambda: [signed])


def _changed(read: str, part: Part, review: Review) -> Refusal:
    finding = Finding(rule="I5.content", met=False, expected=read, actual=part.digest, act="review.read", item=review.id)
    return Refusal(code="stale", kind="stale", findings=(finding,))


def _withdraw(command: WithdrawSignOff, review: Review, context: Context) -> Answer:
    signed = context.actor in review.sign_offs.get(command.section_id, {})
    withdrawn = SignOffWithdrawn(review_id=review.id, section_id=command.section_id)
    return decided("review.refused", [_is_open(review)], lambda: [withdrawn]) if signed else []


def _follow(command: FollowSubject, review: Review) -> Answer:
    newer = command.subject.id == review.subject.id and command.subject.number > review.subject.number
    return [SubjectChanged(review_id=review.id, subject=command.subject)] if newer and review.state == "open" else []


def _close_round(review: Review, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if review.state == "closed":
        return []
    people = may_lead(review, workspace)
    findings = [
        _is_open(review),
        check("C1.who", context.actor in people, actual=context.actor, who=people, act="review.close_round", item=review.id),
        *round_findings(cycle, review, workspace),
    ]

    def events() -> list[Event]:
        closed = round_closed(cycle, review, by_period=False)
        done = all(finding.met for finding in completion_findings(cycle, review, workspace))
        if done:
            return [closed, ReviewClosed(review_id=review.id), *end_escalations(cycle, review.id)]
        return [closed, *next_round(cycle, review)]

    return decided("review.round_open", findings, events)


def _cancel(command: CancelReview, review: Review, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if review.state == "cancelled":
        return []
    people = may_lead(review, workspace)
    findings = [
        _is_open(review),
        check("review.lead", context.actor in people, actual=context.actor, who=people, act="review.cancel", item=review.id),
        check("review.reason", bool(command.reason.strip()), who=(context.actor,), act="review.cancel", item=review.id),
    ]
    cancelled = ReviewCancelled(review_id=review.id, reason=command.reason)
    return decided("review.refused", findings, lambda: [cancelled, *end_escalations(cycle, review.id)])


def _reopen(command: ReopenReview, review: Review, cycle: Cycle, context: Context) -> Answer:
    if review.state == "open":
        return []
    going = next((one for one in reviews_about(cycle, review.subject.id) if one.state == "open"), None)
    findings = [
        check("review.reason", bool(command.reason.strip()), who=(context.actor,), act="review.reopen", item=review.id),
        check("review.once", going is None, actual=going.number if going else None, act="review.read", item=going.id if going else ""),
    ]

    def events() -> list[Event]:
        opened = RoundOpened(review_id=review.id, round=len(review.rounds) + 1, period=period_now(cycle))
        return [ReviewReopened(review_id=review.id, reason=command.reason), opened]

    return decided("review.refused", findings, events)


def _is_open(review: Review) -> Finding:
    return check("review.open", review.state == "open", actual=review.state, act="review.reopen", item=review.id)


def evolve_review(cycle: Cycle, recorded: Recorded) -> None:
    """Apply an event of a review to its cycle."""
    event: Event = recorded.event
    if isinstance(event, ReviewOpened):
        _opened(cycle, event, recorded)
        return
    review = cycle.reviews[event.review_id]
    match event:
        case SectionAssigned():
            review.readers[event.section_id] = event.reader_ids
        case SectionSignedOff():
            signed = SignOff(recorded.actor, event.digest, recorded.at)
            review.sign_offs.setdefault(event.section_id, {})[recorded.actor] = signed
        case SignOffWithdrawn():
            review.sign_offs.get(event.section_id, {}).pop(recorded.actor, None)
        case SubjectChanged():
            staying = {part.section_id for part in event.subject.parts}
            review.past_titles |= {part.section_id: part.title for part in review.subject.parts if part.section_id not in staying}
            review.subject, review.changed_at = event.subject, recorded.at
        case RoundOpened():
            review.rounds.append(Round(event.round, event.period, recorded.at))
        case RoundClosed():
            _round_closed(cycle, review, event, recorded)
        case ReviewClosed():
            _ended(cycle, review, recorded).state = "closed"
        case ReviewCancelled():
            review.reason = event.reason
            _ended(cycle, review, recorded).state = "cancelled"
        case ReviewReopened():
            review.state, review.reason, review.ended_at, review.ended_by = "open", event.reason, None, ""
        case _:
            assert_never(event)


def _opened(cycle: Cycle, event: ReviewOpened, recorded: Recorded) -> None:
    review = Review(
        event.review_id, event.number, event.title, event.subject, event.owner_id, event.objective_id, recorded.actor, recorded.at
    )
    for reader in event.readers:
        review.readers[reader.section_id] = (*review.readers.get(reader.section_id, ()), reader.person_id)
    review.rounds.append(Round(1, event.period, recorded.at))
    cycle.reviews[event.review_id] = review
    cycle.numbers["review"] = event.number


def _round_closed(cycle: Cycle, review: Review, event: RoundClosed, recorded: Recorded) -> None:
    closed = review.rounds[-1]
    closed.closed_at, closed.decided, closed.carried = recorded.at, event.decided, event.carried
    if event.by_period:
        return
    for item_id in event.carried:  # C2: it has been open ever since the period began, and counts for it once
        if item_id in cycle.waiting_since_opening and item_id not in cycle.counted_in_period:
            cycle.unresolved[item_id] = cycle.unresolved.get(item_id, 0) + 1
            cycle.counted_in_period.add(item_id)


def _ended(cycle: Cycle, review: Review, recorded: Recorded) -> Review:
    review.ended_at, review.ended_by = recorded.at, recorded.actor
    note_settled(cycle, review.id)
    return review
