"""The one writer: every change of the product passes `Handling.handle`."""

import asyncio
import secrets
from collections import OrderedDict, defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Protocol

from plumbline.domain import permission
from plumbline.domain.cycle import machine as cycle_machine
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.workspace import rules as workspace_rules
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.identity import make_id, prefix_of
from plumbline.kernel.outcome import ActorKind, Context, Receipt, Refusal
from plumbline.ledger.entry import Append, Attribution, Draft, Entry, Idempotency
from plumbline.ledger.errors import ReadOnly, VersionConflict
from plumbline.ledger.store import Ledger

Answer = Receipt | Refusal
State = Any
_CACHED_STREAMS = 256


class Clock(Protocol):
    """Tells the time; the demo and the tests bring one of their own."""

    def __call__(self) -> datetime: ...


def system_clock() -> datetime:
    """Return the machine's time, in UTC."""
    return datetime.now(UTC)
