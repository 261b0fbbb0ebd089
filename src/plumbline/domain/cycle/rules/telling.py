"""The rule of what the outside is told about a blocker: it agrees with the blocker's own state and with every message sent (B4)."""

from collections.abc import Iterator
from datetime import datetime

from plumbline.domain.cycle.blocker import Blocker
from plumbline.domain.cycle.communication import Message
from plumbline.domain.cycle.facts.telling import contradicted, time_of, too_early
from plumbline.domain.cycle.rules.common import check, leads
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Finding


def told_findings(blocker: Blocker, cycle: Cycle, workspace: Workspace, now: datetime) -> Iterator[Finding]:
    """Check what the outside was told about a blocker that is open: unmet is what does not hold any more, or was never so."""
    if blocker.state != "open":
        return
    if blocker.tells_outside:
        yield _in_time(blocker, cycle, workspace, now)
        who = (blocker.owner_id, *leads(workspace))
        yield check("B4.current", not blocker.outdated_message, who=who, act="blocker.tell_outside", item=blocker.id)
    yield from _agreeing(blocker, cycle, workspace)


def sending_findings(message: Message, cycle: Cycle, workspace: Workspace, now: datetime) -> Iterator[Finding]:
    """Check what sending a message about a blocker needs: it is not past its time, and neither this nor another message denies it."""
    blocker = cycle.blockers.get(message.blocker_id)
    if blocker is None or blocker.state != "open":
        return
    yield _in_time(blocker, cycle, workspace, now)
    for claim in too_early(message, blocker):
        yield check(
            "B4.claim", False, expected=claim.text, actual=blocker.due_at.isoformat(), who=(message.author_id,), act="communication.edit",
            item=message.id, blocker=blocker.title,
        )  # fmt: skip
    yield from _agreeing(blocker, cycle, workspace)


def _in_time(blocker: Blocker, cycle: Cycle, workspace: Workspace, now: datetime) -> Finding:
    due_at = time_of(cycle, blocker)
    who = (blocker.owner_id, *leads(workspace))
    return check("B4.in_time", due_at > now, actual=due_at.isoformat(), who=who, act="blocker.trigger_fallback", item=blocker.id)


def _agreeing(blocker: Blocker, cycle: Cycle, workspace: Workspace) -> Iterator[Finding]:
    for message, claim in contradicted(blocker, cycle):
        yield check(
            "B4.agrees", False, expected=claim.text, actual=blocker.due_at.isoformat(), who=leads(workspace), act="communication.withdraw",
            item=message.id, blocker=blocker.title,
        )  # fmt: skip
