"""Making a workspace: who it belongs to, and the office hours it begins with; setup, pages and API share it."""

from datetime import time

from plumbline.domain.workspace.workspace import AddMember, CreateWorkspace, DefineCalendar
from plumbline.installation import Installation
from plumbline.kernel.outcome import Context, Receipt, Refusal
from plumbline.kernel.time import Opening

CALENDAR = "default"
_OFFICE = tuple(Opening(weekday=day, opens=time(9), closes=time(17, 30)) for day in range(5))


async def found_workspace(installation: Installation, context: Context, *, title: str, zone: str, place: str = "") -> Receipt | Refusal:
    """Make a workspace whose first lead and administrator is whoever asks, with office hours in a zone; the receipt names its stream.

    place: the id that it gets; a new one without. Raises what `furnish` raises.
    """
    stream = place or context.new_id("wsp")
    answer = await installation.handling.handle(stream, CreateWorkspace(title=title), context)
    if isinstance(answer, Receipt):
        await furnish(installation.within(stream), context, zone)
    return answer


async def furnish(installation: Installation, context: Context, zone: str) -> None:
    """Give a workspace that was just made its office hours, and its maker a place on them. Raises RuntimeError when a rule refuses."""
    commands = (
        DefineCalendar(calendar_id=CALENDAR, title="Office hours", zone=zone, openings=_OFFICE),
        AddMember(person_id=context.actor, rank="lead", calendar_id=CALENDAR, admin=True),
    )
    for command in commands:
        answer = await installation.handling.handle(installation.workspace_id, command, context)
        if isinstance(answer, Refusal):
            raise RuntimeError(f"the new workspace {installation.workspace_id} could not be furnished: {answer.code}")
