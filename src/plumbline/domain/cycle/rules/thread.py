"""The rules of threads: who may close one, what a blocking one needs, and that nothing said is ever lost."""

from dataclasses import replace
from hashlib import sha256
from typing import assert_never

from plumbline.domain.cycle.journey import Standing
from plumbline.domain.cycle.rules.clock import hand_over, stop_clock
from plumbline.domain.cycle.rules.common import Answer, Event, check, decided, leads, next_number, people_of_rank, unknown
from plumbline.domain.cycle.rules.escalation import end_escalations
from plumbline.domain.cycle.rules.window import start_window
from plumbline.domain.cycle.sections import review_about, section_title
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.cycle.thread import (
    JOURNEY_ANCHORS,
    Anchor,
    Command,
    CommentRedacted,
    MarkThreadOutdated,
    OpenThread,
    ReanchorThread,
    RedactComment,
    ReopenThread,
    ReplyToThread,
    ResolveThread,
    Thread,
    ThreadOpened,
    ThreadOutdated,
    ThreadReanchored,
    ThreadReopened,
    ThreadReplied,
    ThreadResolved,
)
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding


def decide_thread(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return what a command about a thread changes, or everything that stands in its way."""
    if isinstance(command, OpenThread):
        return _open(command, cycle, workspace, context)
    thread = cycle.threads.get(command.thread_id)
    if thread is None:
        return unknown("thread", command.thread_id)
    match command:
        case ReplyToThread():
            return _reply(command, thread, cycle, workspace, context)
        case ResolveThread():
            return _resolve(command, thread, cycle, workspace, context)
        case ReopenThread():
            return _reopen(command, thread, cycle, workspace, context)
        case MarkThreadOutdated():
            known = thread.outdated and command.number <= thread.lost_in
            return [] if known else [ThreadOutdated(thread_id=thread.id, number=command.number)]
        case ReanchorThread():
            return _reanchor(command, thread)
        case RedactComment():
            return _redact(command, thread, workspace, context)
        case _:
            assert_never(command)


def may_resolve(thread: Thread, cycle: Cycle, workspace: Workspace) -> tuple[str, ...]:
    """Return who may close a thread: the one who raised it and, unless it blocks, whoever owns the decision, journey or review it is about.

    What a guest raised is closed by the review's owner, because guests close nothing. Leads stand in when none of them is active any more.
    """
    decision = cycle.decisions.get(thread.anchor.id) if thread.anchor.kind == "decision" else None
    people = [thread.author_id]
    if decision is not None and not thread.blocking:
        people.append(decision.owner_id)
    journey = _journey_of(thread, cycle)
    if journey is not None and not thread.blocking:
        people.append(journey.owner_id)
    review = review_about(cycle, thread.anchor.id)
    if review is not None and (not thread.blocking or thread.author_id in review.guests):
        people.append(review.owner_id)
    active = tuple(person for person in dict.fromkeys(people) if workspace.is_active(person))
    return active or leads(workspace)


def converting(thread_id: str, decision_id: str, cycle: Cycle, workspace: Workspace, context: Context) -> tuple[list[Finding], list[Event]]:
    """Return what making a thread into a new decision needs, and what that records of the thread; nothing of either without a thread."""
    if not thread_id:
        return [], []
    thread = cycle.threads.get(thread_id)
    known = check("common.known", thread is not None, expected="thread", actual=thread_id, who=[context.actor], item=thread_id)
    if thread is None:
        return [known], []
    resolved = ThreadResolved(thread_id=thread_id, outcome="converted", linked_id=decision_id)
    return _may_close(thread, cycle, workspace, context), _closed(resolved, cycle)


def has_answer(thread: Thread) -> bool:
    """Tell whether somebody other than the one who raised the thread has said something in it, since it was last opened."""
    return any(comment.author_id != thread.author_id for comment in thread.comments[thread.said_before :])


def may_answer(thread: Thread, cycle: Cycle, workspace: Workspace) -> tuple[str, ...]:
    """Return who can answer what the thread's author asks, most fitting first."""
    decision = cycle.decisions.get(thread.anchor.id)
    review, journey = review_about(cycle, thread.anchor.id), _journey_of(thread, cycle)
    asked = [
        thread.asks_id,
        *_answered(thread, workspace),
        decision.owner_id if decision else "",
        journey.owner_id if journey else "",
        review.owner_id if review else "",
        *leads(workspace),
        *people_of_rank(workspace, "contributor"),
    ]
    return tuple(dict.fromkeys(person for person in asked if person != thread.author_id and workspace.has_rank(person, "contributor")))


def _journey_of(thread: Thread, cycle: Cycle) -> Standing | None:
    return cycle.journeys.get(thread.anchor.id) if thread.anchor.kind in JOURNEY_ANCHORS else None


def _answered(thread: Thread, workspace: Workspace) -> list[str]:
    """Return who has answered before and still can, the last one at the front."""
    return [one.author_id for one in reversed(thread.comments) if workspace.has_rank(one.author_id, "contributor")]


def _open(command: OpenThread, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    findings = [
        check(
            "T1.section", bool(section_title(cycle, command.section_id)), actual=command.section_id, who=[context.actor], act="thread.open"
        ),
        check(
            "T1.objective", command.objective_id in cycle.objectives, actual=command.objective_id, who=[context.actor], act="thread.open"
        ),
        check("T1.anchor", _anchored(command.anchor, cycle), actual=command.anchor.id, who=[context.actor], act="thread.open"),
        check("T1.text", bool(command.text.strip()), who=[context.actor], act="thread.open"),
        *_asking(command.asks_id, workspace, context),
    ]
    return decided("thread.incomplete", findings, lambda: _opened(command, cycle, workspace, context))


def _opened(command: OpenThread, cycle: Cycle, workspace: Workspace, context: Context) -> list[Event]:
    thread_id = context.new_id("thr")
    opened = ThreadOpened(
        thread_id=thread_id,
        number=next_number(cycle, "thread"),
        comment_id=context.new_id("cmt"),
        section_id=command.section_id,
        objective_id=command.objective_id,
        anchor=_with_digest(command.anchor, cycle),
        blocking=command.blocking,
        asks_id=command.asks_id,
        text_digest=_digest(command.text),
        text=command.text,
        quote=command.quote,
    )
    return [opened, *_ask(thread_id, command.asks_id, cycle, workspace, context)]


def _anchored(anchor: Anchor, cycle: Cycle) -> bool:
    # Metrics lie outside; a cycle can only tell that they are named. A document is discussed in its review.
    match anchor.kind:
        case "section":
            return anchor.id in cycle.sections
        case "decision":
            return anchor.id in cycle.decisions
        case "document":
            return review_about(cycle, anchor.id) is not None and 0 <= anchor.start < anchor.end
        case "journey" | "screen" | "transition":
            return anchor.id in cycle.journeys and bool(anchor.digest) and bool(anchor.part) == (anchor.kind != "journey")
        case _:
            return bool(anchor.id)


def _with_digest(anchor: Anchor, cycle: Cycle) -> Anchor:
    decision = cycle.decisions.get(anchor.id)
    return replace(anchor, digest=decision.content_hash) if decision is not None and not anchor.digest else anchor


def _asking(asks_id: str, workspace: Workspace, context: Context) -> list[Finding]:
    if not asks_id:
        return []
    others = [person for person in people_of_rank(workspace, "contributor") if person != context.actor]
    able = workspace.has_rank(asks_id, "contributor")
    return [
        check("T6.asked", able, expected="contributor", actual=asks_id, who=[context.actor, *others], act="thread.ask"),
        check("T6.other", asks_id != context.actor, actual=asks_id, who=[context.actor], act="thread.ask"),
    ]


def _ask(thread_id: str, asks_id: str, cycle: Cycle, workspace: Workspace, context: Context) -> list[Event]:
    if not asks_id:
        return []
    hours = cycle.policies.comment_window_hours
    return start_window(cycle, workspace, context, item_id=thread_id, purpose="answer", holder_id=asks_id, hours=hours)


def _reply(command: ReplyToThread, thread: Thread, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    findings = [
        check("T1.text", bool(command.text.strip()), who=[context.actor], act="thread.reply", item=thread.id),
        *_asking(command.asks_id, workspace, context),
        check("T6.open", not command.asks_id or thread.state == "open", who=[context.actor], act="thread.reopen", item=thread.id),
    ]
    return decided("thread.incomplete", findings, lambda: _replied(command, thread, cycle, workspace, context))


def _replied(command: ReplyToThread, thread: Thread, cycle: Cycle, workspace: Workspace, context: Context) -> list[Event]:
    replied = ThreadReplied(
        thread_id=thread.id,
        comment_id=context.new_id("cmt"),
        text_digest=_digest(command.text),
        asks_id=command.asks_id,
        text=command.text,
    )
    if thread.state != "open":
        return [replied]
    return [replied, *_clock_after_reply(command.asks_id, thread, cycle, workspace, context)]


def _clock_after_reply(asks_id: str, thread: Thread, cycle: Cycle, workspace: Workspace, context: Context) -> list[Event]:
    if context.actor != thread.asks_id and _is_running(thread.id, cycle):
        # Somebody else redirects the question: what is left of the window goes with it, so that redirecting buys no time.
        return hand_over(cycle, workspace, context, thread.id, asks_id) if asks_id and asks_id != thread.asks_id else []
    if context.actor != thread.asks_id and not asks_id:
        return []
    # A new question's clock stops the one before it.
    clock = _ask(thread.id, asks_id, cycle, workspace, context) if asks_id else stop_clock(cycle, thread.id)
    return [*end_escalations(cycle, thread.id, "breach"), *clock]


def _is_running(thread_id: str, cycle: Cycle) -> bool:
    clock = cycle.clocks.get(cycle.clock_of.get(thread_id, ""))
    return clock is not None and clock.state != "stopped" and clock.breached_at is None


def _resolve(command: ResolveThread, thread: Thread, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if thread.state == "resolved" and thread.outcome == command.outcome:
        return []
    people = may_resolve(thread, cycle, workspace)
    replier = may_answer(thread, cycle, workspace)
    linked = _linked(command, thread, cycle)
    closable = not thread.blocking or has_answer(thread) or (command.linked_id in cycle.decisions)
    findings = [
        *_may_close(thread, cycle, workspace, context),
        check("T3.reply", closable, who=replier, act="thread.reply", item=thread.id),
        check("T3.link", linked, expected=command.outcome, actual=command.linked_id, who=people, act="thread.resolve", item=thread.id),
    ]
    resolved = ThreadResolved(thread_id=thread.id, outcome=command.outcome, linked_id=command.linked_id, note=command.note)
    return decided("thread.unresolved", findings, lambda: _closed(resolved, cycle))


def _may_close(thread: Thread, cycle: Cycle, workspace: Workspace, context: Context) -> list[Finding]:
    people = may_resolve(thread, cycle, workspace)
    return [
        check("T2.open", thread.state == "open", actual=thread.outcome, who=[context.actor], act="thread.reopen", item=thread.id),
        check("T2.who", context.actor in people, actual=context.actor, who=people, act="thread.resolve", item=thread.id),
    ]


def _closed(resolved: ThreadResolved, cycle: Cycle) -> list[Event]:
    return [resolved, *stop_clock(cycle, resolved.thread_id), *end_escalations(cycle, resolved.thread_id)]


def _linked(command: ResolveThread, thread: Thread, cycle: Cycle) -> bool:
    match command.outcome:
        case "converted":
            return command.linked_id in cycle.decisions
        case "duplicate":
            return command.linked_id in cycle.threads and command.linked_id != thread.id
        case _:
            return not command.linked_id or command.linked_id in cycle.decisions or command.linked_id in cycle.threads


def _reopen(command: ReopenThread, thread: Thread, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """A blocking thread needs a new answer, so whoever can give it is asked again, with a new window."""
    if thread.state == "open":
        return []
    given = check("T2.reason", bool(command.reason.strip()), act="thread.reopen", item=thread.id)
    others = (person for person in may_answer(thread, cycle, workspace) if person != context.actor)
    asks_id = next(others, "") if thread.blocking else ""
    reopened = ThreadReopened(thread_id=thread.id, reason=command.reason, asks_id=asks_id)
    return decided("thread.incomplete", [given], lambda: [reopened, *_ask(thread.id, asks_id, cycle, workspace, context)])


def _reanchor(command: ReanchorThread, thread: Thread) -> Answer:
    """A version is followed once; what was found in a newer one is never undone by an older one that comes late."""
    if command.anchor.id != thread.anchor.id or command.anchor.number <= thread.anchor.number:
        return []
    quote = command.quote if command.change == "changed" else ""
    return [ThreadReanchored(thread_id=thread.id, anchor=command.anchor, change=command.change, quote=quote)]


def _redact(command: RedactComment, thread: Thread, workspace: Workspace, context: Context) -> Answer:
    comment = next((one for one in thread.comments if one.id == command.comment_id), None)
    if comment is None:
        return unknown("comment", command.comment_id)
    if comment.redacted:
        return []
    people = [comment.author_id, *leads(workspace)]
    findings = [
        check("T5.who", context.actor in people, actual=context.actor, who=people, act="thread.redact", item=thread.id),
        check("T5.reason", bool(command.reason.strip()), who=[context.actor], act="thread.redact", item=thread.id),
    ]
    redacted = CommentRedacted(
        thread_id=thread.id, comment_id=comment.id, text_digest=comment.text_digest, reason=command.reason
    )  # fmt: skip
    return decided("thread.redaction", findings, lambda: [redacted])


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
