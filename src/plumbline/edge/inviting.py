"""Letting somebody in: a person into the workspace, or a guest to one review. Directory, ledger and the link; pages and API share it."""

from collections.abc import Callable
from datetime import datetime

from plumbline.directory.errors import InvitationRefused
from plumbline.directory.guests import GuestLink
from plumbline.directory.welcomes import Welcome
from plumbline.domain import permission
from plumbline.domain.cycle.guest import InviteGuest, RevokeGuest
from plumbline.domain.workspace.calendar import hours_for
from plumbline.domain.workspace.rules import decide, reset_refusal
from plumbline.domain.workspace.workspace import AddMember, AllowNewPassword, InviteMember, JoinWorkspace, Rank
from plumbline.edge.granting import end_grants
from plumbline.handling import AnswerBytes
from plumbline.installation import Installation
from plumbline.kernel.outcome import Context, Receipt, Refusal
from plumbline.kernel.record import record


@record
class Invited:
    """Somebody who may join. link is shown once; it is kept as a digest only. name: as whoever invites wrote it."""

    person_id: str
    link: str
    name: str = ""


KeptAs = Callable[[str], tuple[str, str, AnswerBytes]]
"""How an answer about a person is kept under an idempotency key, by their id; as `Handling.handle` takes it."""


async def invite(
    installation: Installation,
    context: Context,
    *,
    name: str,
    mail: str,
    rank: Rank,
    calendar_id: str,
    idempotency: KeptAs | None = None,
) -> Invited | Refusal:
    """Add a person to the workspace and return their link; a refusal leaves nothing behind. Raises PersonExists.

    Somebody who has an account already is offered the workspace instead, and is in it once they have taken that up. Raises
    AlreadyAnswered when the key was used; nobody was invited then.
    """
    person_id = context.new_id("usr")
    workspace = await installation.handling.workspace()
    command = AddMember(person_id=person_id, rank=rank, calendar_id=calendar_id)
    if refused := permission.refusal(command, None, workspace, context):
        return refused  # before the directory could tell a stranger whose address it knows
    known = installation.directory.person_at(mail) if mail.strip() else None
    if known is not None and known not in workspace.members:
        offer = InviteMember(person_id=known, rank=rank, calendar_id=calendar_id)
        kept_as = idempotency and idempotency(known)
        answer = await installation.handling.handle(installation.workspace_id, offer, context, idempotency=kept_as)
        return answer if isinstance(answer, Refusal) else _welcome(installation, known, name)
    zone = hours_for(workspace, context.now, calendar_id).zone
    installation.directory.add_person(person_id, name, mail, zone)
    added = False
    try:
        kept_as = idempotency and idempotency(person_id)
        answer = await installation.handling.handle(installation.workspace_id, command, context, idempotency=kept_as)
        added = not isinstance(answer, Refusal)
    finally:
        if not added:
            installation.directory.take_back(person_id)
    return answer if isinstance(answer, Refusal) else Invited(person_id=person_id, link=await new_link(installation, person_id), name=name)


async def link_again(installation: Installation, context: Context, person_id: str) -> Invited | Refusal:
    """Return a new link of somebody who was invited and has not joined, in place of one that may have been lost.

    Raises InvitationRefused, for somebody who has joined, too.
    """
    workspace = await installation.handling.workspace()
    command = AddMember(person_id=person_id, rank="viewer")  # whoever may not add people any more gets no further link either
    if refused := permission.refusal(command, None, workspace, context):
        return refused
    if person_id in workspace.invited:
        return _welcome(installation, person_id, "")
    return Invited(person_id=person_id, link=await new_link(installation, person_id))


async def has_joined(installation: Installation, person_id: str) -> bool:
    """Tell whether somebody is an active member of this workspace and has an account. Of anybody else nothing is told."""
    workspace = await installation.handling.workspace()
    return workspace.is_active(person_id) and installation.directory.has_password(person_id)


async def take_up(installation: Installation, welcome: Welcome, client: str) -> Receipt | Refusal:
    """Let a person join the workspace that they were offered, as their own act, and use the link up."""
    handling = installation.handling.within(welcome.workspace_id)
    context = handling.context(actor=welcome.person_id, surface="web", client=client)
    answer = await handling.handle(welcome.workspace_id, JoinWorkspace(), context)
    if not isinstance(answer, Refusal):
        installation.directory.welcomes.withdraw(welcome.person_id, welcome.workspace_id)
    return answer


async def let_go(installation: Installation, person_id: str) -> None:
    """End the ways into the workspace of somebody who is no active member any more; and all of them once they are one nowhere."""
    directory = installation.directory
    for token in directory.tokens(person_id):
        if token.workspace_id in installation.kept_ids:
            directory.revoke_token(person_id, token.id)
    await end_grants(installation, person_id)
    directory.welcomes.withdraw(person_id, installation.workspace_id)
    if not await installation.states.memberships(person_id):
        directory.withdraw_invitation(person_id)
        directory.end_all(person_id)


async def password_link(
    installation: Installation, context: Context, person_id: str, idempotency: tuple[str, str, AnswerBytes] | None = None
) -> Invited | Refusal:
    """Return a link through which somebody who lost their password chooses a new one; the old one holds until then.

    The account opens every workspace that they are in, so whoever makes the link has to rank no lower in each of those. Raises
    AlreadyAnswered when the key was used; no link was made then.
    """
    if refused := await _elsewhere(installation, context, person_id):
        return refused
    allow = AllowNewPassword(person_id=person_id)
    answer = await installation.handling.handle(installation.workspace_id, allow, context, idempotency=idempotency)
    if isinstance(answer, Refusal):
        return answer
    secret = installation.directory.invite(person_id, installation.clock(), again=True)
    return Invited(person_id=person_id, link=f"{installation.base_url}/join/{secret}")


async def password_link_again(installation: Installation, context: Context, person_id: str) -> Invited | Refusal:
    """Return a link for a new password in place of one that may have been lost. Whoever might not make it any more is refused.

    Raises InvitationRefused once the link was used: otherwise a repeated request would open the account of somebody who is back in it.
    """
    if refused := await _elsewhere(installation, context, person_id):
        return refused
    workspace, allow = await installation.handling.workspace(), AllowNewPassword(person_id=person_id)
    if refused := permission.refusal(allow, None, workspace, context):
        return refused
    if isinstance(judged := decide(allow, workspace, context), Refusal):
        return judged
    secret = installation.directory.renew_invitation(person_id, installation.clock())
    return Invited(person_id=person_id, link=f"{installation.base_url}/join/{secret}")


async def _elsewhere(installation: Installation, context: Context, person_id: str) -> Refusal | None:
    """Return why another workspace of a member of this one does not let the actor make their link, or None."""
    places = {one.id: one for one in await installation.states.memberships(person_id)}
    if places.pop(installation.workspace_id, None) is None:
        return None
    return next((refused for one in places.values() if (refused := reset_refusal(one, person_id, context.actor))), None)


async def invite_guest(
    installation: Installation,
    context: Context,
    *,
    name: str,
    cycle_id: str,
    review_id: str,
    until: datetime,
    idempotency: KeptAs | None = None,
) -> Invited | Refusal:
    """Let a guest read one review until a date, and return their link; a refusal leaves nothing behind.

    Raises AlreadyAnswered when the key was used; nobody was let in then.
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


async def new_link(installation: Installation, person_id: str) -> str:
    """Return a new link for somebody without an account; an older one stops working. Raises UnknownPerson, InvitationRefused."""
    if len(await installation.states.memberships(person_id)) > 1:  # it would open the other workspaces as well
        raise InvitationRefused("the link that this person was given first makes their account, and opens this workspace as well")
    return f"{installation.base_url}/join/{installation.directory.invite(person_id, installation.clock())}"


def default_calendar(calendars: dict[str, int]) -> str:
    """Return the calendar of somebody for whom none was chosen: the one made first, if there is any."""
    return next(iter(calendars), "")


def _welcome(installation: Installation, person_id: str, name: str) -> Invited:
    """The link to an offer, for somebody who has an account; they are a member once they have taken it up with that."""
    welcome = Welcome(person_id=person_id, workspace_id=installation.workspace_id)
    secret = installation.directory.welcomes.keep(welcome, installation.clock())
    return Invited(person_id=person_id, link=f"{installation.base_url}/join/{secret}", name=name)
