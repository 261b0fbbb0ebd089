"""One obligation: what one person must do about one thing, in a cycle or in the workspace around it."""

from datetime import datetime
from typing import Literal

from plumbline.kernel.outcome import Value
from plumbline.kernel.record import record

Verb = Literal["decide", "answer", "review", "attach", "unblock", "assess", "accept"]
Kind = Literal[
    "decision", "thread", "blocker", "risk", "stage", "safeguard", "promise", "release", "message", "checkpoint", "handoff",
    "assumption", "scope", "change", "correction", "review", "drill", "agenda", "pattern", "journey", "decision_template",
    "endpoint",
]  # fmt: skip


@record
class Obligation:
    """What one person must do about one item.

    reason: key of the sentence that says why this person; values fill it. since: from when on it waited.
    due_at: as things stand; a pause's announced end is counted in. blocks: how many items wait for this one.
    asker_id: who waits for it, where the item itself does not tell.
    """

    person_id: str
    verb: Verb
    item_id: str
    item_kind: Kind
    number: int
    title: str
    reason: str
    values: tuple[tuple[str, Value], ...] = ()
    since: datetime
    due_at: datetime | None = None
    clock_id: str = ""
    escalated: bool = False
    blocks: int = 0
    asker_id: str = ""
