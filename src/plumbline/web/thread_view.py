"""Threads as a page shows them: the quoted passage, the messages, and the acts that close them."""

from datetime import datetime
from typing import Any

from plumbline.domain.cycle.sections import section_title
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.cycle.thread import JOURNEY_ANCHORS, Outcome, Thread
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.record import record
from plumbline.web.clockwords import ClockWords, Instant, ago
from plumbline.web.item_clock import item_clock
from plumbline.web.labels import Chip, Names, href_of, label_of, name_of

OUTCOMES: dict[Outcome, str] = {
    "answered": "Answered",
    "accepted": "Accepted",
    "rejected": "Rejected",
    "deferred": "Deferred",
    "converted": "Made into a decision",
    "duplicate": "Repeats another thread",
}


@record
class CommentView:
    id: str
    author: str
    at: Instant
    text: str
    redacted: bool
    digest: str


@record
class ThreadView:
    """One thread. waits: whose act it needs, in words. about, about_href: what of a journey it is about; version: in which content.

    gone: what is not there any more. run_href: the step of the run that showed it; values: what the variables were then.
    """

    id: str
    cycle_id: str
    label: str
    href: str
    section: str
    objective: str
    quote: str
    blocking: bool
    open: bool
    outdated: bool
    old_quote: str
    moved: str
    carried: str
    chip: Chip
    clock: ClockWords | None
    waits: str
    comments: tuple[CommentView, ...]
    closing: str
    note: str
    linked: str
    linked_href: str
    gone: str = ""
    about: str = ""
    about_href: str = ""
    version: str = ""
    run_href: str = ""
    step: int = 0
    values: tuple[tuple[str, str], ...] = ()


def threads_of(
    cycle: Cycle, workspace: Workspace, item_id: str, names: Names, now: datetime, zone: str, reader: str
) -> tuple[ThreadView, ...]:
    """Return the threads anchored to an item: open before closed, blocking before others, oldest first."""
    threads = [cycle.threads[thread_id] for thread_id in cycle.threads_of.get(item_id, ())]
    ordered = sorted(threads, key=lambda thread: (thread.state != "open", not thread.blocking, thread.number))
    return tuple(thread_view(cycle, workspace, thread, names, now, zone, reader) for thread in ordered)


def thread_view(cycle: Cycle, workspace: Workspace, thread: Thread, names: Names, now: datetime, zone: str, reader: str) -> ThreadView:
    """Return one thread for a reader; what it waits for is said to them when it is them."""
    objective = cycle.objectives.get(thread.objective_id)
    is_open = thread.state == "open"
    part = thread.anchor.kind if thread.anchor.kind in JOURNEY_ANCHORS else "passage"
    return ThreadView(
        id=thread.id,
        cycle_id=cycle.id,
        label=f"T-{thread.number}",
        href=href_of(cycle, thread.id),
        section=section_title(cycle, thread.section_id),
        objective=objective.title if objective else "",
        quote=thread.quote,
        blocking=thread.blocking,
        open=is_open,
        outdated=thread.outdated,
        old_quote=thread.old_quote,
        moved={"moved": f"Its {part} has moved.", "changed": f"Its {part} has changed."}.get(thread.change, ""),
        carried=_carried(cycle.unresolved.get(thread.id, 0)) if is_open else "",
        chip=chip_of(thread),
        clock=item_clock(cycle, workspace, thread.id, now, zone) if is_open else None,
        waits=_waits(thread, names, reader) if is_open else "",
        comments=tuple(
            CommentView(
                id=comment.id,
                author=name_of(names, comment.author_id),
                at=ago(comment.at, now, zone),
                text=comment.text,
                redacted=comment.redacted,
                digest=comment.text_digest[:12],
            )
            for comment in thread.comments
        ),
        closing=_closing(thread, names, now, zone),
        note=thread.note,
        linked=label_of(cycle, thread.linked_id) if thread.linked_id else "",
        linked_href=href_of(cycle, thread.linked_id) if thread.linked_id else "",
        gone=f"{part.capitalize()} removed" if thread.outdated else "",
        **_of_journey(thread, cycle),
    )


def _of_journey(thread: Thread, cycle: Cycle) -> dict[str, Any]:
    """What a thread about a journey says besides: its place, its version, the exact state of the run that showed it."""
    anchor, journey = thread.anchor, cycle.journeys.get(thread.anchor.id)
    if anchor.kind not in JOURNEY_ANCHORS or journey is None:
        return {}
    place = f"/parts/{anchor.kind}/{anchor.part}" if anchor.part and not thread.outdated else ""
    number = f"version {journey.number}" if anchor.digest == journey.kept_digest else f"the content {anchor.digest[:12]}"
    return {
        "about": f"{journey.title}, {anchor.kind} {anchor.part}" if anchor.part else journey.title,
        "about_href": f"/journeys/{anchor.id}{place}",
        "version": number,
        "run_href": f"/runs/{anchor.run_id}/record#step-{anchor.step}" if anchor.run_id else "",
        "step": anchor.step,
        "values": tuple((one.name, one.value) for one in anchor.values),
    }


def _carried(count: int) -> str:
    return f"Open for {count} full review {'cycle' if count == 1 else 'cycles'}" if count else ""


def chip_of(thread: Thread) -> Chip:
    if thread.state == "resolved":
        return Chip("approved", OUTCOMES[thread.outcome or "answered"])
    if thread.blocking:
        return Chip("breached", "Blocking")
    return Chip("pending", "Reopened" if thread.reopened else "Open")


def _waits(thread: Thread, names: Names, reader: str) -> str:
    if not thread.asks_id:
        return ""
    return "Waits for you" if thread.asks_id == reader else f"Waits for {name_of(names, thread.asks_id)}"


def _closing(thread: Thread, names: Names, now: datetime, zone: str) -> str:
    if thread.outcome is None or thread.resolved_at is None:
        return ""
    return f"{OUTCOMES[thread.outcome]} by {name_of(names, thread.resolved_by)}, {ago(thread.resolved_at, now, zone).words}"
