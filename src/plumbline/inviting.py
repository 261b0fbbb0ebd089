"""Letting somebody in: a person into the workspace, or a guest to one review. Directory, ledger and the link; pages and API share it."""

from collections.abc import Callable
from datetime import datetime

from plumbline.directory.guests import GuestLink
from plumbline.domain import permission
from plumbline.domain.cycle.guest import InviteGuest, RevokeGuest
from plumbline.domain.workspace.calendar import hours_for
from plumbline.domain.workspace.workspace import AddMember, AllowNewPassword, Rank
from plumbline.handling import AnswerBytes
from plumbline.installation import Installation
from plumbline.kernel.outcome import Context, Receipt, Refusal
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
            installation.directory.take_back(person_id)
    return answer if isinstance(answer, Refusal) else Invited(person_id=person_id, link=new_link(installation, person_id))


async def invite_again(installation: Installation, context: Context, person_id: str) -> Invited | Refusal:
    """Return a link through which somebody who lost their password chooses a new one; the old one holds until then."""
    answer = await installation.handling.handle(installation.workspace_id, AllowNewPassword(person_id=person_id), context)
    if isinstance(answer, Refusal):
        return answer
    secret = installation.directory.invite(person_id, installation.clock(), again=True)
    return Invited(person_id=person_id, link=f"{installation.base_url}/join/{secret}")


async def invite_guest(
    installation: Installation,
    context: Context,
    *,
    name: str,
    cycle_id: str,
    review_id: str,
    until: datetime,
    idempotency: Callable[[str], tuple[str, str, AnswerBytes]] | None = None,
) -> Invited | Refusal:
    """Let a guest read one review until a date, and return their link; a refusal leaves nothing behind.

    idempotency: of a guest's id, as `Handling.handle` takes it. Raises AlreadyAnswered when the key was used; nobody was let in then.
    """
    directory, guest_id = installation.directory, context.new_id("gst")
    zone = directory.person(context.actor).zone if context.actor in installation.names else "UTC"
    directory.add_person(guest_id, name, zone=zone)
    command = InviteGuest(review_id=review_id, guest_id=guest_id, expires_at=until)
    added = False
    try:
        invited = guest_link(installation, guest_id, cycle_id, review_id)
        answer = await installation.handling.handle(cycle_id, command, context, idempotency=idempotency and idempotency(guest_id))
        added = not isinstance(answer, Refusal)
    finally:
        if not added:
            directory.take_back(guest_id)
    return answer if isinstance(answer, Refusal) else invited


def guest_link(installation: Installation, guest_id: str, cycle_id: str, review_id: str) -> Invited:
    """Return a new link of a guest; an older one stops working. How long it opens the review stands in the ledger."""
    link = GuestLink(guest_id=guest_id, cycle_id=cycle_id, review_id=review_id, workspace_id=installation.workspace_id)
    return Invited(person_id=guest_id, link=f"{installation.base_url}/g/{installation.directory.guests.keep(link)}")


async def revoke_guest(
    installation: Installation, context: Context, *, cycle_id: str, review_id: str, guest_id: str, forget: bool
) -> Receipt | Refusal:
    """End a guest's link. forget: replace their name as well; what they said and signed stays, under their id."""
    command = RevokeGuest(review_id=review_id, guest_id=guest_id)
    answer = await installation.handling.handle(cycle_id, command, context)
    if forget and not isinstance(answer, Refusal) and guest_id in installation.names:
        installation.directory.forget(guest_id)
    return answer


def new_link(installation: Installation, person_id: str) -> str:
    """Return a new link for somebody without an account; an older one stops working. Raises UnknownPerson, InvitationRefused."""
    return f"{installation.base_url}/join/{installation.directory.invite(person_id, installation.clock())}"


def default_calendar(calendars: dict[str, int]) -> str:
    """Return the calendar of somebody for whom none was chosen: the one made first, if there is any."""
    return next(iter(calendars), "")
