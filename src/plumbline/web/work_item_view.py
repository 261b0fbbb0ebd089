"""What became of a line outside, in words: the item in the tracker, how it stands there, and in what the two differ."""

from urllib.parse import urlsplit

from plumbline.domain.cycle.facts.drift import Difference, drifting
from plumbline.domain.cycle.handoff import Handoff, Line
from plumbline.domain.cycle.rules.warning_signs.drifting_work import clearing
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.cycle.work_item import TRACKERS, WorkItem
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.record import record
from plumbline.web.clockwords import moment
from plumbline.web.findings import people
from plumbline.web.labels import Chip, label_of, name_of
from plumbline.web.reader import Reader

_CHIPS = {
    "open": Chip("pending", "Open"),
    "started": Chip("pending", "In work"),
    "done": Chip("approved", "Done"),
    "dropped": Chip("due", "Closed without being done"),
    "gone": Chip("breached", "Gone"),
}
_NOWHERE = ".example"  # names that are nobody's, for ever
_UNHEARD = Chip("pending", "Nothing heard yet")


@record
class DriftLine:
    """One difference in a sentence. act: what ends it, and who can do it."""

    sentence: str
    act: str
    who: str


@record
class WorkItemLine:
    """An item outside. told: since when it stands like this, and who linked it. agreeable: whether somebody may take what was changed.

    sample: whether its tracker is one of the sample data, whose addresses lead nowhere; url is empty then.
    """

    endpoint_id: str
    tracker: str
    reference: str
    url: str
    title: str
    chip: Chip
    told: str
    drifts: tuple[DriftLine, ...]
    agreeable: bool
    sample: bool


def work_item_lines(cycle: Cycle, workspace: Workspace, handoff: Handoff, line: Line, reader: Reader) -> tuple[WorkItemLine, ...]:
    """Return the items that carry a line out, in the order in which they were linked."""
    return tuple(_line(cycle, workspace, handoff, line, item, reader) for item in line.work_items.values() if item.linked)


def free_trackers(workspace: Workspace, line: Line) -> tuple[tuple[str, str], ...]:
    """Return the trackers in which an accepted line has no item yet, as a form offers them: id and title."""
    if line.accepted_at is None or line.returned_at is not None:
        return ()
    taken = {item.endpoint_id for item in line.work_items.values() if item.linked}
    trackers = (one for one in workspace.endpoints.values() if one.connector in TRACKERS and one.removed_at is None)
    return tuple((one.id, one.title) for one in trackers if one.id not in taken)


def drift_words(kind: str, reference: str, line: Line, item: WorkItem | None, thread: str) -> str:
    """Say in what an item and its line differ. thread: what the discussion is called, where one is open."""
    title, due = (item.title, item.due_on) if item is not None else ("", None)
    match kind:
        case "unread":
            return f"{reference} is done outside, and the checkpoint was not held when its time came"
        case "open_after":
            return f"{reference} is not done outside, and the checkpoint was met"
        case "suspect":
            return f"{reference} carries out what the line said before something it rests on changed"
        case "returned":
            return f"{reference} is still open outside, and the line was given back"
        case "disputed":
            return f"Work on {reference} started outside, and {thread or 'a discussion'} that should end first is open"
        case "dropped":
            return f"{reference} was closed outside without being done, and the line counts as accepted"
        case "gone":
            return f"{reference} is gone outside: deleted, moved away, or hidden from the connection"
        case "renamed":
            return f"{reference} was given another title outside: {title}" if title else f"{reference} was given another title outside"
        case "rescheduled":
            when = f"another due date outside: {due}" if due else "no due date any more outside"
            return f"{reference} has {when}"
        case _:
            return f"{reference} and line {line.number} say different things"


def act_words(act: str) -> str:
    """Say what ends a difference."""
    return _ACTS.get(act, "Bring the two together")


_ACTS = {
    "handoff.hold_checkpoint": "Hold the checkpoint",
    "handoff.take_new_version": "Take the new version, or return the line",
    "handoff.return": "Return the line, or open the item again outside",
    "thread.resolve": "Close the thread",
    "work_item.agree": "Agree to what it says now, or change it back outside",
    "work_item.unlink": "Link another item, or unlink this one",
    "work_item.close": "Close it outside, or unlink it",
}


def _line(cycle: Cycle, workspace: Workspace, handoff: Handoff, line: Line, item: WorkItem, reader: Reader) -> WorkItemLine:
    found = [one for one in drifting(cycle, handoff, line, item) if one.shows_at <= reader.now]
    endpoint = workspace.endpoints.get(item.endpoint_id)
    return WorkItemLine(
        endpoint_id=item.endpoint_id,
        tracker=endpoint.title if endpoint else item.connector,
        reference=item.reference,
        url="" if _is_nowhere(item.url) else item.url,
        title=item.title or item.agreed_title,
        chip=_CHIPS[item.status] if item.status_at else _UNHEARD,
        told=_told(item, reader),
        drifts=tuple(_drift(one, cycle, workspace, handoff, line, item, reader) for one in found),
        agreeable=any(one.kind in ("renamed", "rescheduled") for one in found),
        sample=_is_nowhere(item.url),
    )


def _is_nowhere(url: str) -> bool:
    return (urlsplit(url).hostname or "").endswith(_NOWHERE)


def _told(item: WorkItem, reader: Reader) -> str:
    linked = f"linked by {name_of(reader.names, item.linked_by)}" if item.by_hand else "made from this line"
    since = item.status_at or item.linked_at
    return f"{linked}, since {moment(since, reader.zone)}"


def _drift(one: Difference, cycle: Cycle, workspace: Workspace, handoff: Handoff, line: Line, item: WorkItem, reader: Reader) -> DriftLine:
    act, who = clearing(one, handoff, line, cycle, workspace)
    thread = label_of(cycle, one.item_id) if one.item_id else ""
    sentence = f"{drift_words(one.kind, item.reference, line, item, thread)}, since {moment(one.since, reader.zone)}"
    return DriftLine(sentence=sentence, act=act_words(act), who=people(who, reader.names))
