"""What is written, and what is read back."""

from datetime import datetime
from typing import Any

import msgspec

from plumbline.kernel.record import record


# What is made for every append and every entry is a struct and not a record, because a struct is made in a fraction of the time. gc=False
# is safe where nothing in it can lead back to it. Copy one with msgspec.structs.replace.
class Attribution(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Where an entry comes from; the same for every entry of one append. Empty text means: does not apply.

    occurred_at: when it happened, set by the edge; the ledger adds when it was recorded.
    claimed: names of attributes that were taken on trust.
    """

    occurred_at: datetime
    actor: str
    actor_kind: str
    workspace: str
    surface: str
    client: str = ""
    role: str = ""
    on_behalf_of: str = ""
    delegation: str = ""
    correlation_id: str = ""
    causation_id: str = ""
    trace_parent: str = ""
    trace_state: str = ""
    origin: str = ""
    origin_id: str = ""
    claimed: tuple[str, ...] = ()
    policy_version: int = 0
    calendar_version: int = 0
    cycle: str = ""
    playbook: str = ""
    packs_digest: str = ""


class Draft(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One event to be written, with the place it belongs to."""

    event: Any
    section: str = ""
    objective: str = ""
    journey: str = ""
    screen: str = ""
    run: str = ""
    content_hash: str = ""


@record
class Idempotency:
    """A caller's key, the hash of the request it came with, and the answer to give when it comes again."""

    scope: str
    key: str
    request_hash: str
    answer: bytes


class Append(msgspec.Struct, frozen=True, kw_only=True):
    """Events that are written together or not at all.

    after: the stream's version that they were decided on (compare-and-set). state_after: the folded state with these events applied;
    projections read it, the ledger does not.
    """

    stream: str
    after: int
    drafts: tuple[Draft, ...]
    attribution: Attribution
    state_after: Any = None
    idempotency: Idempotency | None = None


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One fact of the ledger.

    position: place in the ledger, from 1; the leaf's index in the tree is position - 1. version: place in its stream, from 1.
    event: today's shape of what happened, with its erasable text filled in where it still exists (erased otherwise).
    append_id is the id of the first of the entries that were written together. shape counts the shapes the event type has had;
    commitment is SHA-256(salt || erasable text) in hex, empty when the event has none.
    """

    position: int
    stream: str
    version: int
    id: str
    append_id: str
    event_name: str
    event: Any
    recorded_at: datetime
    attribution: Attribution
    section: str = ""
    objective: str = ""
    journey: str = ""
    screen: str = ""
    run: str = ""
    content_hash: str = ""
    shape: int = 1
    commitment: str = ""
    leaf_hash: bytes = b""
    erased: bool = False


class Appended(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a durable append got. entries are in order; version and position are those of the last one."""

    entries: tuple[Entry, ...]
    version: int
    position: int


@record
class Head:
    """The ledger's size and the root of its tree at that size."""

    size: int
    root: bytes
