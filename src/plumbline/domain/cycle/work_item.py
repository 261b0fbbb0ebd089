"""A work item: what one commitment became in a tracker outside, and how that stands there. Words and state; rules in rules/work_item.py."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, get_args

from plumbline.kernel.record import event, record

Status = Literal["open", "started", "done", "dropped", "gone"]
Drift = Literal["unread", "open_after", "suspect", "returned", "disputed", "dropped", "gone", "renamed", "rescheduled"]
STATUSES: tuple[Status, ...] = get_args(Status)
TRACKERS = ("github", "jira", "linear")
"""The connectors whose endpoints keep work items."""
_ADDRESSES = {
    "github": re.compile(r"/([\w.-]+/[\w.-]+)/issues/([0-9]+)"),
    "jira": re.compile(r"/browse/([A-Z][A-Z0-9_]*)-([0-9]+)"),
    "linear": re.compile(r"/issue/([A-Z][A-Z0-9]*)-([0-9]+)"),
}
_REFERENCES = {
    "github": re.compile(r"([\w.-]+/[\w.-]+)#([0-9]{1,12})"),
    "jira": re.compile(r"([A-Z][A-Z0-9_]*)-([0-9]{1,12})"),
    "linear": re.compile(r"([A-Z][A-Z0-9]*)-([0-9]{1,12})"),
}


def reference_in(connector: str, url: str) -> str:
    """Return how a tracker calls the item whose page is at an address; empty when the address is not of that form."""
    shape = _ADDRESSES.get(connector)
    found = shape.search(url) if shape else None
    return f"{found[1]}{'#' if connector == 'github' else '-'}{found[2]}" if found else ""


def place_of_reference(connector: str, reference: str) -> str:
    """Return the repository, project or team that a reference names; empty when it is not of the tracker's form."""
    shape = _REFERENCES.get(connector)
    found = shape.fullmatch(reference) if shape else None
    return found[1] if found else ""


# Commands


@record
class LinkWorkItem:
    """Say which item outside carries a commitment out. A person does it for one that exists; the system for one that it made.

    reference: how the tracker calls it, such as `PAY-7` or `acme/shop#7`; empty where the address says it. url: where people read it.
    title: as the tracker has it, where that is known.
    """

    handoff_id: str
    commitment_id: str
    endpoint_id: str
    reference: str = ""
    url: str = ""
    title: str = ""


@record
class UnlinkWorkItem:
    """Say that the item outside does not carry the commitment out any more. Nothing happens outside."""

    handoff_id: str
    commitment_id: str
    endpoint_id: str
    reason: str = ""


@record
class AgreeToWorkItem:
    """Take the title and the due date that the item was given outside; from now on others are a change."""

    handoff_id: str
    commitment_id: str
    endpoint_id: str


@record
class ReportWorkItem:
    """Tell how an item stands outside. Sent by the system, from what the tracker said.

    changed_at: when it was changed last, by the tracker's clock. due_on: None without a due date. is_read: whether it was asked for just
    now, so that an item that was gone is there again; what was only told may be older than that.
    """

    handoff_id: str
    commitment_id: str
    endpoint_id: str
    status: Status
    changed_at: datetime
    title: str = ""
    due_on: date | None = None
    is_read: bool = False


@record
class NoteDrift:
    """An item and its commitment have said different things for longer than the grace. Sent by the system when its time has come."""

    handoff_id: str
    commitment_id: str
    endpoint_id: str


Command = LinkWorkItem | UnlinkWorkItem | AgreeToWorkItem | ReportWorkItem | NoteDrift

# Events


@event("work_item.linked", erasable=("title",))
class WorkItemLinked:
    """by_hand: whether a person linked one that existed; what the system made itself is kept up to date outside."""

    handoff_id: str
    commitment_id: str
    endpoint_id: str
    connector: str
    reference: str
    url: str
    by_hand: bool
    title: str = ""


@event("work_item.unlinked", erasable=("reason",))
class WorkItemUnlinked:
    handoff_id: str
    commitment_id: str
    endpoint_id: str
    reference: str
    reason: str = ""


@event("work_item.agreed", erasable=("title",))
class WorkItemAgreed:
    handoff_id: str
    commitment_id: str
    endpoint_id: str
    reference: str
    title: str = ""
    due_on: date | None = None


@event("work_item.reported", erasable=("title",))
class WorkItemReported:
    handoff_id: str
    commitment_id: str
    endpoint_id: str
    reference: str
    status: Status
    changed_at: datetime
    title: str = ""
    due_on: date | None = None


@event("work_item.drifted")
class WorkItemDrifted:
    """drifts: everything in which the two differ, each for longer than the grace."""

    handoff_id: str
    commitment_id: str
    endpoint_id: str
    reference: str
    drifts: tuple[Drift, ...]


Event = WorkItemLinked | WorkItemUnlinked | WorkItemAgreed | WorkItemReported | WorkItemDrifted

# State


@dataclass(slots=True)
class WorkItem:
    """What a commitment became in one tracker.

    agreed_title, agreed_due_on: as it was linked, first reported or agreed to; title, due_on: as reported last, and since when it reads so.
    changed_at: of the newest report, by the tracker's clock; None before the first one. status_at: when the status became known here.
    noted: by kind of drift, when it was noted last. unlinked_at: it does not carry the commitment out any more.
    """

    endpoint_id: str
    connector: str
    reference: str
    url: str
    by_hand: bool
    linked_at: datetime
    linked_by: str
    agreed_title: str = ""
    agreed_due_on: date | None = None
    status: Status = "open"
    status_at: datetime | None = None
    title: str = ""
    title_at: datetime | None = None
    due_on: date | None = None
    due_at: datetime | None = None
    changed_at: datetime | None = None
    noted: dict[Drift, datetime] = field(default_factory=dict["Drift", datetime])
    unlinked_at: datetime | None = None

    @property
    def linked(self) -> bool:
        """Whether it carries its commitment out."""
        return self.unlinked_at is None
