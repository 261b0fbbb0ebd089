"""What events of a thread do to the state. Nothing is refused here and no clock is read."""

from typing import assert_never

from plumbline.domain.cycle.rules.review import note_settled
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.cycle.thread import (
    Comment,
    CommentRedacted,
    Thread,
    ThreadOpened,
    ThreadOutdated,
    ThreadReanchored,
    ThreadReopened,
    ThreadReplied,
    ThreadResolved,
)
from plumbline.domain.cycle.thread import Event as ThreadEvent


def evolve_thread(cycle: Cycle, recorded: Recorded) -> None:
    """Apply an event of a thread to its cycle."""
    event: ThreadEvent = recorded.event
    match event:
        case ThreadOpened():
            _apply_opened(cycle, event, recorded)
        case ThreadReplied():
            _apply_replied(cycle.threads[event.thread_id], event, recorded)
        case ThreadResolved():
            _apply_resolved(cycle.threads[event.thread_id], event, recorded)
            note_settled(cycle, event.thread_id)
        case ThreadReopened():
            _apply_reopened(cycle.threads[event.thread_id], event, recorded)
        case ThreadOutdated():
            _apply_outdated(cycle.threads[event.thread_id], event)
        case ThreadReanchored():
            _apply_reanchored(cycle.threads[event.thread_id], event)
        case CommentRedacted():
            _apply_redacted(cycle.threads[event.thread_id], event)
        case _:
            assert_never(event)


def _apply_opened(cycle: Cycle, event: ThreadOpened, recorded: Recorded) -> None:
    cycle.threads[event.thread_id] = Thread(
        id=event.thread_id,
        number=event.number,
        section_id=event.section_id,
        objective_id=event.objective_id,
        anchor=event.anchor,
        author_id=recorded.actor,
        opened_at=recorded.at,
        quote=event.quote,
        blocking=event.blocking,
        asks_id=event.asks_id,
        asked_at=recorded.at if event.asks_id else None,
        comments=[_comment(event.comment_id, event.text, event.text_digest, recorded)],
    )
    cycle.threads_of.setdefault(event.anchor.id, []).append(event.thread_id)
    cycle.numbers["thread"] = event.number


def _comment(comment_id: str, text: str, digest: str, recorded: Recorded) -> Comment:
    return Comment(comment_id, recorded.actor, recorded.at, text, digest)  # by position: there are thousands


def _apply_replied(thread: Thread, event: ThreadReplied, recorded: Recorded) -> None:
    thread.comments.append(_comment(event.comment_id, event.text, event.text_digest, recorded))
    if thread.state == "open" and (event.asks_id or recorded.actor == thread.asks_id):
        thread.asks_id = event.asks_id
        thread.asked_at = recorded.at if event.asks_id else None


def _apply_resolved(thread: Thread, event: ThreadResolved, recorded: Recorded) -> None:
    thread.state = "resolved"
    thread.outcome = event.outcome
    thread.linked_id = event.linked_id
    thread.note = event.note
    thread.resolved_by = recorded.actor
    thread.resolved_at = recorded.at
    thread.asks_id = ""
    thread.asked_at = None


def _apply_reopened(thread: Thread, event: ThreadReopened, recorded: Recorded) -> None:
    thread.state = "open"
    thread.outcome = None
    thread.linked_id = thread.note = thread.resolved_by = ""
    thread.resolved_at = None
    thread.reopened += 1
    thread.reopened_at = recorded.at
    thread.said_before = len(thread.comments)
    thread.asks_id = event.asks_id
    thread.asked_at = recorded.at if event.asks_id else None


def _apply_outdated(thread: Thread, event: ThreadOutdated) -> None:
    thread.outdated = True
    if event.number:  # the passage stays where it was last, of which the thread still tells
        thread.lost_in = event.number


def _apply_reanchored(thread: Thread, event: ThreadReanchored) -> None:
    thread.anchor, thread.change, thread.outdated, thread.lost_in = event.anchor, event.change, False, 0
    if event.anchor.kind == "document":
        thread.section_id = event.anchor.part or thread.section_id
    if event.change == "changed":
        thread.old_quote = thread.old_quote or thread.quote
        thread.quote = event.quote


def _apply_redacted(thread: Thread, event: CommentRedacted) -> None:
    for comment in thread.comments:
        if comment.id == event.comment_id:
            comment.text = ""
            comment.redacted = True
    if thread.comments[0].id == event.comment_id:
        thread.quote = thread.old_quote = ""
