"""The wrap-up: how metrics moved and behind which decisions, and what the next cycle starts from. Its words and its state."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from plumbline.kernel.record import event, record

Disposition = Literal["carried", "deferred"]


@record
class Movement:
    """How a metric moved, and the decisions behind it."""

    metric_id: str
    before: str
    after: str
    decision_ids: tuple[str, ...] = ()


@record
class Carried:
    """An item that is still open: carried into the next cycle, or deferred with the reason."""

    item_id: str
    disposition: Disposition = "carried"
    reason: str = ""


@record
class WriteWrapUp:
    """starting_context: what whoever starts the next cycle would want to be told, a sentence each."""

    summary: str
    movements: tuple[Movement, ...]
    carried: tuple[Carried, ...] = ()
    starting_context: tuple[str, ...] = ()


Command = WriteWrapUp


@event("wrap_up.written", erasable=("summary",))
class WrapUpWritten:
    movements: tuple[Movement, ...]
    carried: tuple[Carried, ...]
    starting_context: tuple[str, ...]
    summary: str = ""


Event = WrapUpWritten


@dataclass(slots=True)
class WrapUp:
    summary: str
    movements: tuple[Movement, ...]
    carried: tuple[Carried, ...]
    starting_context: tuple[str, ...]
    written_at: datetime
    written_by: str
