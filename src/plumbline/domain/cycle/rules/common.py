"""What the rules of all nouns of a cycle share: unknown and stale items, who can help, numbers that count up."""

from plumbline.domain.checking import Answer, Event, check, decided, refuse
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Rank, Workspace
from plumbline.kernel.outcome import Finding, Refusal

__all__ = [
    "Answer", "Event", "active_others", "check", "decided", "leads", "next_number", "people_of_rank", "refuse", "stale", "unknown",
]  # fmt: skip


def unknown(kind: str, item_id: str) -> Refusal:
    """Return the answer to a command about something that the cycle does not have. kind: `decision`, `evidence`, …"""
    finding = Finding(rule="common.known", met=False, expected=kind, actual=item_id, item=item_id)
    return Refusal(code="missing", kind="missing", findings=(finding,))


def stale(item_id: str, read_hash: str, content_hash: str) -> Refusal | None:
    """Return the refusal of a command about content that has changed since it was read; None when nothing was read or it still holds."""
    if not read_hash or read_hash == content_hash:
        return None
    finding = Finding(rule="I5.content", met=False, expected=read_hash, actual=content_hash, act="decision.read", item=item_id)
    return Refusal(code="stale", kind="stale", findings=(finding,))


def next_number(cycle: Cycle, kind: str) -> int:
    """Return the number that the next item of a kind gets. `evolve` keeps the last one in `cycle.numbers`."""
    return cycle.numbers.get(kind, 0) + 1


def leads(workspace: Workspace) -> tuple[str, ...]:
    """Return the active leads, those who joined first at the front."""
    return people_of_rank(workspace, "lead")


def people_of_rank(workspace: Workspace, rank: Rank) -> tuple[str, ...]:
    """Return the active members of at least a rank, those who joined first at the front."""
    return tuple(person for person in workspace.members if workspace.has_rank(person, rank))


def active_others(workspace: Workspace, *besides: str) -> tuple[str, ...]:
    """Return the active members of at least contributor rank, without some."""
    return tuple(person for person in people_of_rank(workspace, "contributor") if person not in besides)
