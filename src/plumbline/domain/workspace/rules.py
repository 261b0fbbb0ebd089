"""The rules of a workspace: who works here, in which rank, on which calendar."""

from collections.abc import Callable, Iterable
from typing import get_args

from plumbline.domain.checking import Answer, check, decided, refuse
from plumbline.domain.workspace import connecting, endpoint, grant, granting, signal_source, sourcing
from plumbline.domain.workspace.decision_template import Command as TemplateCommand
from plumbline.domain.workspace.decision_template import Event as TemplateEvent
from plumbline.domain.workspace.defining import define_calendar
from plumbline.domain.workspace.escalation_policy import define_policy
from plumbline.domain.workspace.grant import GrantToken, RevokeToken
from plumbline.domain.workspace.happened import Happened
from plumbline.domain.workspace.offering import end_play, offer_play
from plumbline.domain.workspace.play_link import EndPlay, OfferPlay, PlayEnded, PlayLink, PlayOffered
from plumbline.domain.workspace.publishing import publish_template
from plumbline.domain.workspace.signal_source import (
    AddSignalSource,
    AllowSignalOrigins,
    AnchorSignals,
    MapSignals,
    RevokeSignalSource,
    RotateSignalKey,
    UnmapSignals,
)
from plumbline.domain.workspace.template import PublishedTemplate, PublishTemplate, TemplatePublished
from plumbline.domain.workspace.templating import decide_template, evolve_template
from plumbline.domain.workspace.theme import DefineTheme, Theme, ThemeDefined
from plumbline.domain.workspace.theming import define_theme
from plumbline.domain.workspace.workspace import (
    RANKS,
    AddMember,
    AllowNewPassword,
    CalendarDefined,
    CalendarVersion,
    ChangeMember,
    ChooseCalendar,
    Command,
    CreateWorkspace,
    DefineCalendar,
    DefineEscalationPolicy,
    EscalationPolicyDefined,
    Event,
    Invitation,
    InviteMember,
    JoinWorkspace,
    Member,
    MemberAdded,
    MemberChanged,
    MemberInvited,
    MemberJoined,
    NewPasswordAllowed,
    Workspace,
    WorkspaceCreated,
)
from plumbline.kernel.outcome import Context, Finding, Refusal

EVENTS: tuple[type, ...] = get_args(Event)
COMMANDS: tuple[type, ...] = get_args(Command)


def new(workspace_id: str) -> Workspace:
    """Return the state of a workspace in which nothing has happened."""
    return Workspace(id=workspace_id)


def decide(command: Command, workspace: Workspace, context: Context) -> Answer:
    """Return what a command leads to, or why it is refused."""
    if isinstance(command, TemplateCommand):
        return decide_template(command, workspace, context)
    match command:
        case CreateWorkspace():
            return _create(command, workspace, context)
        case AddMember():
            return _add_member(command, workspace)
        case InviteMember():
            return _invite(command, workspace)
        case JoinWorkspace():
            return _join(workspace, context)
        case ChangeMember():
            return _change_member(command, workspace)
        case AllowNewPassword():
            return _allow_new_password(command, workspace, context)
        case DefineCalendar():
            return define_calendar(command, workspace, context)
        case ChooseCalendar():
            return _change_member(ChangeMember(person_id=context.actor, calendar_id=command.calendar_id), workspace)
        case DefineEscalationPolicy():
            return define_policy(command, workspace)
        case OfferPlay():
            return offer_play(command, workspace, context)
        case DefineTheme():
            return define_theme(command, workspace, context)
        case EndPlay():
            return end_play(command, workspace, context)
        case PublishTemplate():
            return publish_template(command, workspace, context)
        case (
            AddSignalSource()
            | RotateSignalKey()
            | AllowSignalOrigins()
            | RevokeSignalSource()
            | MapSignals()
            | UnmapSignals()
            | AnchorSignals()
        ):
            return sourcing.decide(command, workspace)
        case GrantToken() | RevokeToken():
            return granting.decide(command, workspace, context)
        case _:
            return connecting.decide(command, workspace, context)


def title_free(title: str, others: Iterable[str]) -> Finding:
    """Return the check that a workspace can be told apart from the others by its title, however it is spaced or written."""
    taken = next((one for one in others if _plain(one) == _plain(title)), "")
    return check("workspace.title_free", not taken, expected="another title", actual=taken)


def reset_refusal(workspace: Workspace, person_id: str, actor_id: str) -> Refusal | None:
    """Return why somebody may not make a link for a new password of a member of a workspace that they may not even know, or None.

    The refusal says that there is such a workspace and nothing else of it.
    """
    member = workspace.members[person_id]
    if workspace.has_rank(actor_id, member.rank):
        return None
    return refuse("workspace.invalid", [check("workspace.reset_elsewhere", False, actual=person_id)])


def evolve(workspace: Workspace, recorded: Happened) -> None:
    """Apply one event, in place."""
    _EVOLVE[type(recorded.event)](workspace, recorded)
    workspace.version += 1


def _create(command: CreateWorkspace, workspace: Workspace, context: Context) -> Answer:
    """Whoever creates the workspace is its first lead and runs it; the system creates one for nobody."""
    if workspace.version:
        return [] if command.title == workspace.title else Refusal(code="workspace.exists", findings=(_exists(workspace),))
    created = WorkspaceCreated(title=command.title.strip())
    first = [] if context.actor_kind == "system" else [MemberAdded(person_id=context.actor, rank="lead", admin=True)]
    return decided("workspace.invalid", [_titled(command.title)], lambda: [created, *first])


def _add_member(command: AddMember, workspace: Workspace) -> Answer:
    """Adding somebody who is here sets their rank and calendar, so that the first lead can be described like everybody else."""
    member = workspace.members.get(command.person_id)
    if member is not None and member.admin == command.admin:
        change = ChangeMember(person_id=member.id, rank=command.rank, calendar_id=command.calendar_id, active=True)
        return _change_member(change, workspace)
    findings = [
        check("workspace.member_new", member is None, actual=command.person_id, act="workspace.change_member", item=command.person_id),
        check("workspace.person", bool(command.person_id), expected="usr"),
        *_fitting(command.rank, command.calendar_id, workspace),
    ]
    added = MemberAdded(person_id=command.person_id, rank=command.rank, calendar_id=command.calendar_id, admin=command.admin)
    return decided("workspace.invalid", findings, lambda: [added])


def _invite(command: InviteMember, workspace: Workspace) -> Answer:
    """Each invitation is recorded, because each makes a link; the newest one counts."""
    here = command.person_id in workspace.members
    findings = [
        check("workspace.member_new", not here, actual=command.person_id, act="workspace.change_member", item=command.person_id),
        check("workspace.person", bool(command.person_id), expected="usr"),
        *_fitting(command.rank, command.calendar_id, workspace),
    ]
    invited = MemberInvited(person_id=command.person_id, rank=command.rank, calendar_id=command.calendar_id)
    return decided("workspace.invalid", findings, lambda: [invited])


def _join(workspace: Workspace, context: Context) -> Answer:
    """Whether there is an invitation, and whoever made it still may, is asked by `permission`."""
    if context.actor in workspace.members:
        return []
    offered = workspace.invited[context.actor]
    joined = MemberJoined(person_id=context.actor, rank=offered.rank, calendar_id=offered.calendar_id, invited_by=offered.invited_by)
    return [joined]


def _change_member(command: ChangeMember, workspace: Workspace) -> Answer:
    member = workspace.members.get(command.person_id)
    if member is None:
        finding = check("common.known", False, expected="member", actual=command.person_id, item=command.person_id)
        return Refusal(code="missing", kind="missing", findings=(finding,))
    changed = MemberChanged(
        person_id=member.id,
        rank=member.rank if command.rank is None else command.rank,
        calendar_id=member.calendar_id if command.calendar_id is None else command.calendar_id,
        active=member.active if command.active is None else command.active,
    )
    if (changed.rank, changed.calendar_id, changed.active) == (member.rank, member.calendar_id, member.active):
        return []
    stays_lead = changed.rank == "lead" and changed.active
    findings = [
        *_fitting(changed.rank, changed.calendar_id, workspace),
        check("workspace.last_lead", stays_lead or _led_without(member, workspace), expected=1, actual=0, act="workspace.add_member"),
    ]
    return decided("workspace.invalid", findings, lambda: [changed])


def _plain(title: str) -> str:
    return " ".join(title.split()).casefold()


def _titled(title: str) -> Finding:
    return check("common.title", bool(title.strip()), expected="text", actual=title)


def _exists(workspace: Workspace) -> Finding:
    return check("workspace.new", False, actual=workspace.title, item=workspace.id)


def _allow_new_password(command: AllowNewPassword, workspace: Workspace, context: Context) -> Answer:
    """Whoever hands such a link over could use it, so nobody makes one for somebody of a higher rank than their own."""
    member, actor = workspace.members.get(command.person_id), workspace.members.get(context.actor)
    if member is None or not member.active:
        finding = check("common.known", False, expected="member", actual=command.person_id, item=command.person_id)
        return Refusal(code="missing", kind="missing", findings=(finding,))
    reached = actor is not None and RANKS.index(member.rank) <= RANKS.index(actor.rank)
    leads = tuple(one for one in workspace.members if workspace.has_rank(one, "lead"))
    finding = check("workspace.reset_rank", reached, expected=member.rank, actual=actor.rank if actor else "", who=leads)
    return decided("workspace.invalid", [finding], lambda: [NewPasswordAllowed(person_id=member.id)])


def _fitting(rank: str, calendar_id: str, workspace: Workspace) -> Iterable[Finding]:
    yield check("workspace.rank", rank in RANKS, expected=", ".join(RANKS), actual=rank)
    known = not calendar_id or calendar_id in workspace.newest
    yield check("workspace.calendar_known", known, expected="calendar", actual=calendar_id, act="workspace.define_calendar")


def _led_without(member: Member, workspace: Workspace) -> bool:
    return any(workspace.has_rank(person, "lead") for person in workspace.members if person != member.id)


def _created(workspace: Workspace, recorded: Happened) -> None:
    workspace.title = recorded.event.title


def _member_added(workspace: Workspace, recorded: Happened) -> None:
    event: MemberAdded = recorded.event
    workspace.invited.pop(event.person_id, None)
    workspace.members[event.person_id] = Member(
        id=event.person_id, rank=event.rank, calendar_id=event.calendar_id, admin=event.admin, active=True, since=recorded.at
    )


def _member_invited(workspace: Workspace, recorded: Happened) -> None:
    event: MemberInvited = recorded.event
    workspace.invited[event.person_id] = Invitation(rank=event.rank, calendar_id=event.calendar_id, invited_by=recorded.actor)


def _member_joined(workspace: Workspace, recorded: Happened) -> None:
    event: MemberJoined = recorded.event
    workspace.invited.pop(event.person_id, None)
    workspace.members[event.person_id] = Member(
        id=event.person_id, rank=event.rank, calendar_id=event.calendar_id, admin=False, active=True, since=recorded.at
    )


def _member_changed(workspace: Workspace, recorded: Happened) -> None:
    event: MemberChanged = recorded.event
    member = workspace.members[event.person_id]
    member.rank, member.calendar_id, member.active = event.rank, event.calendar_id, event.active


def _new_password_allowed(workspace: Workspace, recorded: Happened) -> None:
    """It changes nothing here; that it was allowed is what the record is for."""


def _calendar_defined(workspace: Workspace, recorded: Happened) -> None:
    calendar: CalendarVersion = recorded.event.calendar
    workspace.calendars[calendar.calendar_id, calendar.version] = calendar
    workspace.newest[calendar.calendar_id] = calendar.version


def _policy_defined(workspace: Workspace, recorded: Happened) -> None:
    workspace.policies[recorded.event.policy.policy_id] = recorded.event.policy


def _template_published(workspace: Workspace, recorded: Happened) -> None:
    published: TemplatePublished = recorded.event
    workspace.templates.setdefault(published.template_id, []).append(PublishedTemplate(published, recorded.actor, recorded.at))


def _play_offered(workspace: Workspace, recorded: Happened) -> None:
    offered: PlayOffered = recorded.event
    workspace.play_links[offered.link_id] = PlayLink(offered=offered, offered_by=recorded.actor, offered_at=recorded.at)


def _play_ended(workspace: Workspace, recorded: Happened) -> None:
    workspace.play_links[recorded.event.link_id].ended_at = recorded.at


def _theme_defined(workspace: Workspace, recorded: Happened) -> None:
    event: ThemeDefined = recorded.event
    workspace.theme = Theme(
        surface=event.surface, text=event.text, muted=event.muted, accent=event.accent, accent_on=event.accent_on, typeface=event.typeface,
        radius=event.radius, logo=event.digest, logo_alt=event.logo_alt,
    )  # fmt: skip


def _endpoint_changed(workspace: Workspace, recorded: Happened) -> None:
    connecting.evolve(workspace, recorded.event, recorded.at)


_EVOLVE: dict[type, Callable[[Workspace, Happened], None]] = {
    WorkspaceCreated: _created,
    MemberAdded: _member_added,
    MemberInvited: _member_invited,
    MemberJoined: _member_joined,
    MemberChanged: _member_changed,
    NewPasswordAllowed: _new_password_allowed,
    CalendarDefined: _calendar_defined,
    EscalationPolicyDefined: _policy_defined,
    PlayOffered: _play_offered,
    PlayEnded: _play_ended,
    TemplatePublished: _template_published,
    **dict.fromkeys(get_args(TemplateEvent), evolve_template),
    ThemeDefined: _theme_defined,
    **dict.fromkeys(get_args(endpoint.Event), _endpoint_changed),
    **dict.fromkeys(get_args(signal_source.Event), sourcing.evolve),
    **dict.fromkeys(get_args(grant.Event), granting.evolve),
}
