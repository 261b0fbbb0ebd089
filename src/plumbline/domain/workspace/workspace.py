"""A workspace: its people with their ranks, its calendars, its escalation policies. Words, state and fold; rules in rules.py."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from plumbline.domain.playbook.plan import AtEnd, Basis, LadderLevel
from plumbline.domain.workspace import decision_template, endpoint, grant, signal_source
from plumbline.domain.workspace.endpoint import Endpoint
from plumbline.domain.workspace.grant import Grant
from plumbline.domain.workspace.play_link import EndPlay, OfferPlay, PlayEnded, PlayLink, PlayOffered
from plumbline.domain.workspace.signal_source import SignalMapping, SignalSource
from plumbline.domain.workspace.template import PublishedTemplate, PublishTemplate, TemplatePublished
from plumbline.domain.workspace.theme import DefineTheme, Theme, ThemeDefined
from plumbline.kernel.record import event, record
from plumbline.kernel.time import Opening

Rank = Literal["viewer", "contributor", "owner", "lead"]
RANKS: tuple[Rank, ...] = ("viewer", "contributor", "owner", "lead")


@record
class CalendarVersion:
    """A working calendar from an instant on. zone: an IANA name. holidays: local dates on which nobody works.

    valid_from: when it begins to hold, None for since ever; a version may be written ahead of its day.
    """

    calendar_id: str
    version: int
    title: str
    zone: str
    openings: tuple[Opening, ...]
    holidays: tuple[date, ...] = ()
    valid_from: datetime | None = None


@record
class EscalationPolicy:
    """A ladder under a name, to be used by cycles. at_end: what follows when nobody on it acknowledged."""

    policy_id: str
    version: int
    title: str
    levels: tuple[LadderLevel, ...]
    basis: Basis = "workday"
    at_end: AtEnd = "fallback"


# Commands


@record
class CreateWorkspace:
    title: str


@record
class AddMember:
    """Add a person. admin runs the installation and gives no right to decide."""

    person_id: str
    rank: Rank
    calendar_id: str = ""
    admin: bool = False


@record
class InviteMember:
    """Offer the workspace to somebody who has an account already; they are a member once they have taken it up themselves."""

    person_id: str
    rank: Rank
    calendar_id: str = ""


@record
class JoinWorkspace:
    """Take up the invitation that one was given."""


@record
class ChangeMember:
    person_id: str
    rank: Rank | None = None
    calendar_id: str | None = None
    active: bool | None = None


@record
class AllowNewPassword:
    """Let somebody who lost their password choose a new one, through a link that the edge makes."""

    person_id: str


@record
class DefineCalendar:
    """Write a calendar or its next version; running clocks keep the version they started with.

    valid_from: the local day in the calendar's zone that it holds from; without one it holds at once.
    """

    calendar_id: str
    title: str
    zone: str
    openings: tuple[Opening, ...]
    holidays: tuple[date, ...] = ()
    valid_from: date | None = None


@record
class ChooseCalendar:
    """Choose the calendar that one works on oneself; empty for that of the cycle or the workspace. Clocks that run keep theirs."""

    calendar_id: str


@record
class DefineEscalationPolicy:
    """Write an escalation policy or its next version; what is going up already keeps the ladder that it started with."""

    policy_id: str
    title: str
    levels: tuple[LadderLevel, ...]
    basis: Basis = "workday"
    at_end: AtEnd = "fallback"


Command = (
    CreateWorkspace
    | AddMember
    | InviteMember
    | JoinWorkspace
    | AllowNewPassword
    | ChangeMember
    | DefineCalendar
    | ChooseCalendar
    | DefineEscalationPolicy
    | OfferPlay
    | DefineTheme
    | EndPlay
    | PublishTemplate
    | decision_template.Command
    | endpoint.Command
    | signal_source.Command
    | grant.Command
)

# Events


@event("workspace.created")
class WorkspaceCreated:
    title: str


@event("workspace.member_added")
class MemberAdded:
    person_id: str
    rank: Rank
    calendar_id: str = ""
    admin: bool = False


@event("workspace.member_invited")
class MemberInvited:
    person_id: str
    rank: Rank
    calendar_id: str = ""


@event("workspace.member_joined")
class MemberJoined:
    """Whoever joins is the actor. invited_by: who offered what they took up."""

    person_id: str
    rank: Rank
    calendar_id: str
    invited_by: str


@event("workspace.member_changed")
class MemberChanged:
    person_id: str
    rank: Rank
    calendar_id: str
    active: bool


@event("workspace.new_password_allowed")
class NewPasswordAllowed:
    person_id: str


@event("workspace.calendar_defined")
class CalendarDefined:
    calendar: CalendarVersion


@event("workspace.policy_defined")
class EscalationPolicyDefined:
    policy: EscalationPolicy


Event = (
    WorkspaceCreated
    | MemberAdded
    | MemberInvited
    | MemberJoined
    | NewPasswordAllowed
    | MemberChanged
    | CalendarDefined
    | EscalationPolicyDefined
    | PlayOffered
    | ThemeDefined
    | PlayEnded
    | TemplatePublished
    | decision_template.Event
    | endpoint.Event
    | signal_source.Event
    | grant.Event
)

# State


@dataclass(slots=True)
class Member:
    id: str
    rank: Rank
    calendar_id: str
    admin: bool
    active: bool
    since: datetime


@record
class Invitation:
    """What somebody was offered, and by whom; their right to offer it is asked again when it is taken up."""

    rank: Rank
    calendar_id: str
    invited_by: str


@dataclass(slots=True)
class Workspace:
    """Who works here and when.

    invited: what people with an account were offered and have not taken up, by person.
    calendars: all versions, by id and version. newest: the number of the version written last, by id; which one holds at an instant is told
    by calendar.in_force. policies: the newest version of each, by id. play_links: for participants without an account, by id.
    templates: all versions of each, oldest first, by id.
    decision_templates: what decisions can begin with, by id.
    theme: what journeys look like.
    endpoints: receivers of events, also those that were removed, by id.
    signal_sources: programs that send signals, also those that were revoked, by id. signal_mappings: by id, the newest last.
    signals_anchored: up to which number signals are anchored.
    grants: tokens of people, also those that ended, by id.
    """

    id: str
    version: int = 0
    title: str = ""
    members: dict[str, Member] = field(default_factory=dict[str, Member])
    invited: dict[str, Invitation] = field(default_factory=dict[str, Invitation])
    calendars: dict[tuple[str, int], CalendarVersion] = field(default_factory=dict[tuple[str, int], CalendarVersion])
    newest: dict[str, int] = field(default_factory=dict[str, int])
    policies: dict[str, EscalationPolicy] = field(default_factory=dict[str, EscalationPolicy])
    play_links: dict[str, PlayLink] = field(default_factory=dict[str, PlayLink])
    templates: dict[str, list[PublishedTemplate]] = field(default_factory=dict[str, list[PublishedTemplate]])
    decision_templates: dict[str, decision_template.DecisionTemplate] = field(default_factory=dict[str, decision_template.DecisionTemplate])
    theme: Theme | None = None
    endpoints: dict[str, Endpoint] = field(default_factory=dict[str, Endpoint])
    signal_sources: dict[str, SignalSource] = field(default_factory=dict[str, SignalSource])
    signal_mappings: dict[str, SignalMapping] = field(default_factory=dict[str, SignalMapping])
    signals_anchored: int = 0
    grants: dict[str, Grant] = field(default_factory=dict[str, Grant])

    def is_active(self, person_id: str) -> bool:
        """Tell whether a person is an active member."""
        member = self.members.get(person_id)
        return member is not None and member.active

    def policy(self, policy_id: str) -> EscalationPolicy | None:
        """Return the newest version of an escalation policy."""
        return self.policies.get(policy_id)

    def has_rank(self, person_id: str, rank: Rank) -> bool:
        """Tell whether a person is an active member of at least a rank."""
        member = self.members.get(person_id)
        return member is not None and member.active and RANKS.index(member.rank) >= RANKS.index(rank)
