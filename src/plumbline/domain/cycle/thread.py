"""A thread: a discussion anchored to a section and an objective. Its words and its state; the rules are in rules/thread.py."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from plumbline.kernel.record import event, record

State = Literal["open", "resolved"]
Outcome = Literal["answered", "accepted", "rejected", "deferred", "duplicate", "converted"]
Change = Literal["same", "moved", "changed"]
AnchorKind = Literal["section", "decision", "document", "journey", "screen", "transition", "metric", "scope_item"]


@record
class Shown:
    """What a variable was in the state that a thread is about, both as people read them."""

    name: str
    value: str


@record
class Anchor:
    """What a thread is about. digest: hash of the anchored content when the thread was opened.

    Of a document, part is the section, digest its hash, and start..end the passage in the text of a version, in characters; what stands
    around the passage is read there, for a version never changes.
    Of a journey, digest is that of its content and number its stream's version; part is a screen or transition, part_digest its own
    hash. run_id, step, remark_id: of the run that showed it, and values: what its variables were then.
    """

    kind: AnchorKind
    id: str
    part: str = ""
    digest: str = ""
    number: int = 0
    start: int = 0
    end: int = 0
    part_digest: str = ""
    run_id: str = ""
    step: int = 0
    remark_id: str = ""
    values: tuple[Shown, ...] = ()


JOURNEY_ANCHORS: frozenset[AnchorKind] = frozenset({"journey", "screen", "transition"})

# Commands


@record
class OpenThread:
    """Start a discussion. asks_id: the person whose act it needs; that starts the comment window's clock."""

    section_id: str
    objective_id: str
    anchor: Anchor
    text: str
    quote: str = ""
    blocking: bool = False
    asks_id: str = ""


@record
class ReplyToThread:
    thread_id: str
    text: str
    asks_id: str = ""


@record
class ResolveThread:
    """Close a discussion with an outcome. linked_id: the decision it became, or the thread it repeats."""

    thread_id: str
    outcome: Outcome
    note: str = ""
    linked_id: str = ""


@record
class ReopenThread:
    thread_id: str
    reason: str


@record
class MarkThreadOutdated:
    """What the thread was anchored to is gone; the thread stays open. number: the version that lacks it."""

    thread_id: str
    number: int = 0


@record
class ReanchorThread:
    """What the thread is anchored to has a new version, and its passage was found there. quote: its words now. Sent by the system."""

    thread_id: str
    anchor: Anchor
    change: Change
    quote: str = ""


@record
class RedactComment:
    """Replace a comment by a tombstone that keeps its hash."""

    thread_id: str
    comment_id: str
    reason: str


Command = OpenThread | ReplyToThread | ResolveThread | ReopenThread | MarkThreadOutdated | ReanchorThread | RedactComment

# Events


@event("thread.opened", erasable=("text", "quote"))
class ThreadOpened:
    thread_id: str
    number: int
    comment_id: str
    section_id: str
    objective_id: str
    anchor: Anchor
    blocking: bool
    asks_id: str = ""
    text_digest: str
    text: str = ""
    quote: str = ""


@event("thread.replied", erasable=("text",))
class ThreadReplied:
    thread_id: str
    comment_id: str
    text_digest: str
    asks_id: str = ""
    text: str = ""


@event("thread.resolved", erasable=("note",))
class ThreadResolved:
    thread_id: str
    outcome: Outcome
    linked_id: str = ""
    note: str = ""


@event("thread.reopened", erasable=("reason",))
class ThreadReopened:
    """asks_id: who is asked again, because a blocking thread needs a new answer."""

    thread_id: str
    asks_id: str = ""
    reason: str = ""


@event("thread.outdated")
class ThreadOutdated:
    """number: the version in which the passage is gone; 0 where versions are not counted."""

    thread_id: str
    number: int = 0


@event("thread.reanchored", erasable=("quote",))
class ThreadReanchored:
    """anchor: where the passage is now. change: same words at the same place, same words elsewhere, or other words, which quote says."""

    thread_id: str
    anchor: Anchor
    change: Change
    quote: str = ""


@event("thread.comment_redacted", erasable=("reason",))
class CommentRedacted:
    thread_id: str
    comment_id: str
    text_digest: str
    reason: str = ""


Event = (
    ThreadOpened | ThreadReplied | ThreadResolved | ThreadReopened | ThreadOutdated | ThreadReanchored | CommentRedacted
)  # fmt: skip

# State


@dataclass(slots=True)
class Comment:
    id: str
    author_id: str
    at: datetime
    text: str
    text_digest: str
    redacted: bool = False


@dataclass(slots=True)
class Thread:
    """One discussion. asks_id is the person whose act it waits for; empty when it waits for nobody in particular.

    change: what became of its passage in the last version it was followed into; old_quote: its words before they changed.
    lost_in: the version in which its passage is gone.
    said_before: how many comments there were when it was last reopened; those answer nothing any more.
    """

    id: str
    number: int
    section_id: str
    objective_id: str
    anchor: Anchor
    author_id: str
    opened_at: datetime
    quote: str = ""
    blocking: bool = False
    asks_id: str = ""
    asked_at: datetime | None = None
    state: State = "open"
    outdated: bool = False
    change: Change = "same"
    old_quote: str = ""
    lost_in: int = 0
    comments: list[Comment] = field(default_factory=list[Comment])
    outcome: Outcome | None = None
    linked_id: str = ""
    note: str = ""
    resolved_by: str = ""
    resolved_at: datetime | None = None
    reopened: int = 0
    reopened_at: datetime | None = None
    said_before: int = 0
