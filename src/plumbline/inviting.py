"""Adding a person to a workspace: into the directory, into the ledger, and the link through which they join. Pages and API share it."""

from plumbline.domain import permission
from plumbline.domain.workspace.calendar import hours_for
from plumbline.domain.workspace.workspace import AddMember, Rank
from plumbline.installation import Installation
from plumbline.kernel.outcome import Context, Refusal
from plumbline.kernel.record import record


@record
class Invited:
    """Somebody new. link is shown once; it is kept as a digest only."""

    person_id: str
    link: str


async def invite(installation: Installation, context: Context, *, name: str, mail: str, rank: Rank, calendar_id: str) -> Invited | Refusal:
    """Add a person to the workspace and return their link; a refusal leaves nothing behind. Raises PersonExists."""
    person_id = context.new_id("usr")
    workspace = await installation.handling.workspace()
    command = AddMember(person_id=person_id, rank=rank, calendar_id=calendar_id)
    if refused := permission.refusal(command, None, workspace, context):
        return refused  # before the directory could tell a stranger whose address it knows
    zone = hours_for(workspace, context.now, calendar_id).zone
    installation.directory.add_person(person_id, name, mail, zone)
    added = False
    try:
        answer = await installation.handling.handle(installation.workspace_id, command, context)
        added = not isinstance(answer, Refusal)
    finally:
        if not added:
            installation.directory.forget(person_id)
    return answer if isinstance(answer, Refusal) else Invited(person_id=person_id, link=new_link(installation, person_id))


def new_link(installation: Installation, person_id: str) -> str:
    """Return a new link for somebody without an account; an older one stops working. Raises UnknownPerson, InvitationRefused."""
    return f"{installation.base_url}/join/{installation.directory.invite(person_id, installation.clock())}"


def default_calendar(calendars: dict[str, int]) -> str:
    """Return the calendar of somebody for whom none was chosen: the one made first, if there is any."""
    return next(iter(calendars), "")
