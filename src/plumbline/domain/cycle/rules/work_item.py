"""The rules of work items: who says what carries a commitment out, which report counts, and what becomes of drift."""

from datetime import datetime
from typing import assert_never
from urllib.parse import urlsplit

from plumbline.domain.cycle.facts.drift import drifting
from plumbline.domain.cycle.handoff import Handoff, Line
from plumbline.domain.cycle.rules.common import Answer, check, decided, leads, unknown
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.cycle.work_item import (
    STATUSES,
    TRACKERS,
    AgreeToWorkItem,
    Command,
    Drift,
    Event,
    LinkWorkItem,
    NoteDrift,
    ReportWorkItem,
    UnlinkWorkItem,
    WorkItem,
    WorkItemAgreed,
    WorkItemDrifted,
    WorkItemLinked,
    WorkItemReported,
    WorkItemUnlinked,
    place_of_reference,
    reference_in,
)
from plumbline.domain.workspace.endpoint import Endpoint
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding

LONGEST_REFERENCE, LONGEST_ADDRESS, LONGEST_TITLE = 200, 2_000, 500
_PLACES = ("repository", "project", "team")


def decide_work_item(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return what a command about a work item changes, or everything that stands in its way."""
    handoff = cycle.handoffs.get(command.handoff_id)
    if handoff is None:
        return unknown("handoff", command.handoff_id)
    line = handoff.lines.get(command.commitment_id)
    if line is None:
        return unknown("commitment", command.commitment_id)
    if isinstance(command, LinkWorkItem):
        return _link(command, line, handoff, cycle, workspace, context)
    item = line.work_items.get(command.endpoint_id)
    if item is None or not item.linked:
        return unknown("work_item", command.endpoint_id)
    match command:
        case UnlinkWorkItem():
            unlinked = WorkItemUnlinked(
                handoff_id=handoff.id, commitment_id=line.id, endpoint_id=item.endpoint_id, reference=item.reference, reason=command.reason
            )
            findings = [_by_those_concerned("work_item.unlink", line, handoff, cycle, workspace, context)]
            return decided("work_item.refused", findings, lambda: [unlinked])
        case AgreeToWorkItem():
            return _agree(item, line, handoff, cycle, workspace, context)
        case ReportWorkItem():
            return _report(command, item, line, handoff)
        case NoteDrift():
            return _note(item, line, handoff, cycle, context.now)
        case _:
            assert_never(command)


def place_of(endpoint: Endpoint | None) -> str:
    """Return the repository, project or team that a tracker was connected for. What its token may read besides is nobody's to link."""
    settings = {one.name: one.value for one in endpoint.settings} if endpoint is not None else dict[str, str]()
    return next((settings[name] for name in _PLACES if settings.get(name)), "")


def _link(command: LinkWorkItem, line: Line, handoff: Handoff, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    present = line.work_items.get(command.endpoint_id)
    endpoint = workspace.endpoints.get(command.endpoint_id)
    connector = endpoint.connector if endpoint is not None and endpoint.removed_at is None else ""
    url = command.url.strip()
    reference = command.reference.strip() or reference_in(connector, url)
    if present is not None and present.linked and present.reference == reference:
        return []
    place, kept_in = place_of_reference(connector, reference), place_of(endpoint)
    by_hand = context.actor_kind != "system"
    if not by_hand and (present is not None or endpoint is None):
        return []  # a person was first, or took it away again
    act, me = "work_item.link", (context.actor,)
    findings = [
        check("W1.tracker", connector in TRACKERS, actual=command.endpoint_id, who=me, act=act, item=handoff.id),
        check("W1.reference", bool(place), actual=reference[:LONGEST_REFERENCE], who=me, act=act, item=handoff.id),
        check("W1.place", not place or place.lower() == kept_in.lower(), expected=kept_in, actual=place, who=me, act=act, item=handoff.id),
        check("W1.address", _is_address(url), actual=url[:LONGEST_REFERENCE], who=me, act=act, item=handoff.id),
        check(
            "W1.once",
            present is None or not present.linked,
            actual=present.reference if present else None,
            who=(handoff.receiver_id,),
            act="work_item.unlink",
            item=handoff.id,
        ),
    ]
    if by_hand:
        held = line.accepted_at is not None and line.returned_at is None
        findings += [
            check("W1.accepted", held, actual=handoff.state, who=(handoff.receiver_id,), act="handoff.accept", item=handoff.id),
            _by_those_concerned(act, line, handoff, cycle, workspace, context),
        ]
    linked = WorkItemLinked(
        handoff_id=handoff.id, commitment_id=line.id, endpoint_id=command.endpoint_id, connector=connector,
        reference=reference, url=url, by_hand=by_hand, title=command.title.strip()[:LONGEST_TITLE],
    )  # fmt: skip
    return decided("work_item.refused", findings, lambda: [linked])


def _agree(item: WorkItem, line: Line, handoff: Handoff, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if (item.agreed_title, item.agreed_due_on) == (item.title, item.due_on):
        return []
    agreed = WorkItemAgreed(
        handoff_id=handoff.id, commitment_id=line.id, endpoint_id=item.endpoint_id, reference=item.reference,
        title=item.title, due_on=item.due_on,
    )  # fmt: skip
    return decided(
        "work_item.refused", [_by_those_concerned("work_item.agree", line, handoff, cycle, workspace, context)], lambda: [agreed]
    )


def _report(command: ReportWorkItem, item: WorkItem, line: Line, handoff: Handoff) -> Answer:
    """Reports arrive in any order and more than once; the newest one counts, and of those of one instant always the same one."""
    title = command.title.strip()[:LONGEST_TITLE] or item.title
    due_on = item.due_on if command.status == "gone" else command.due_on  # of what is not there, nothing can be read
    told = (command.changed_at, STATUSES.index(command.status), title, str(due_on or ""))
    here = (item.changed_at, STATUSES.index(item.status), item.title, str(item.due_on or ""))
    there_again = command.is_read and item.status == "gone" and command.status != "gone"
    if not (item.changed_at is None or told > here or there_again):
        return []
    if item.changed_at is not None and told[1:] == here[1:]:
        return []  # it was touched, and nothing that matters here changed
    reported = WorkItemReported(
        handoff_id=handoff.id, commitment_id=line.id, endpoint_id=item.endpoint_id, reference=item.reference, status=command.status,
        changed_at=command.changed_at, title=title, due_on=due_on,
    )  # fmt: skip
    return [reported]


def _note(item: WorkItem, line: Line, handoff: Handoff, cycle: Cycle, now: datetime) -> Answer:
    found = [one for one in drifting(cycle, handoff, line, item) if one.shows_at <= now]
    if all(_is_noted(item, one.kind, one.since) for one in found):
        return []
    drifts: tuple[Drift, ...] = tuple(one.kind for one in found)
    return [
        WorkItemDrifted(handoff_id=handoff.id, commitment_id=line.id, endpoint_id=item.endpoint_id, reference=item.reference, drifts=drifts)
    ]


def _is_noted(item: WorkItem, kind: Drift, since: datetime) -> bool:
    noted_at = item.noted.get(kind)
    return noted_at is not None and noted_at >= since


def _by_those_concerned(act: str, line: Line, handoff: Handoff, cycle: Cycle, workspace: Workspace, context: Context) -> Finding:
    """Whoever answers for a commitment says what carries it out: its receiver, its sender, its decision's owner, a lead."""
    owner_id = cycle.decisions[line.decision_id].owner_id
    people = tuple(dict.fromkeys((handoff.receiver_id, owner_id, handoff.assembler_id, *leads(workspace))))
    return check("W1.who", context.actor in people, actual=context.actor, who=people, act=act, item=handoff.id)


def _is_address(url: str) -> bool:
    """Only an address that a page may link to: a script in its place would run as whoever presses it."""
    if not url:
        return True
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and url.isprintable() and len(url) <= LONGEST_ADDRESS


def evolve_work_item(cycle: Cycle, recorded: Recorded) -> None:
    """Apply an event of a work item to its commitment."""
    event: Event = recorded.event
    handoff = cycle.handoffs[event.handoff_id]
    items = handoff.lines[event.commitment_id].work_items
    handoff.changed_at = recorded.at
    if isinstance(event, WorkItemLinked):
        items[event.endpoint_id] = WorkItem(
            endpoint_id=event.endpoint_id, connector=event.connector, reference=event.reference, url=event.url, by_hand=event.by_hand,
            linked_at=recorded.at, linked_by=recorded.actor, agreed_title=event.title,
        )  # fmt: skip
        return
    item = items[event.endpoint_id]
    match event:
        case WorkItemUnlinked():
            item.unlinked_at = recorded.at
        case WorkItemAgreed():
            item.agreed_title, item.agreed_due_on = event.title, event.due_on
        case WorkItemReported():
            _reported(item, event, recorded.at)
        case WorkItemDrifted():
            item.noted.update(dict.fromkeys(event.drifts, recorded.at))
        case _:
            assert_never(event)


def _reported(item: WorkItem, event: WorkItemReported, at: datetime) -> None:
    if item.changed_at is None:  # what it was given when it was made is what was agreed, whoever wrote it
        item.agreed_title, item.agreed_due_on = item.agreed_title or event.title, event.due_on
    if item.status != event.status or item.status_at is None:
        item.status, item.status_at = event.status, at
    if item.title != event.title:
        item.title, item.title_at = event.title, at
    if item.due_on != event.due_on:
        item.due_on, item.due_at = event.due_on, at
    item.changed_at = event.changed_at
