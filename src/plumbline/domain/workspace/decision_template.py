"""A decision template: what a closed decision asked, offered and tested, without its people, for others to begin with. Words and state."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from plumbline.domain.cycle.decision.words import ApprovalRule, Method
from plumbline.domain.cycle.evidence import Kind
from plumbline.kernel.record import event, record

ProposalState = Literal["proposed", "accepted", "refused"]


@record
class TemplateOption:
    """One way to decide, with what follows from it."""

    title: str
    consequence: str = ""


@record
class TemplateCriterion:
    """Something to test; who answers for it is said where the template is used."""

    text: str
    method: Method
    check: str = ""


@record
class TemplateContent:
    """What a decision begins with. evidence: the kinds that showed it. approval: whose it needs; its roster names nobody."""

    title: str
    question: str = ""
    options: tuple[TemplateOption, ...] = ()
    criteria: tuple[TemplateCriterion, ...] = ()
    evidence: tuple[Kind, ...] = ()
    approval: ApprovalRule | None = None


# Commands


@record
class KeepDecisionTemplate:
    """Keep what a closed decision of a cycle has shown to work. Whoever sends it has made sure that it names nobody by mistake."""

    decision_template_id: str
    content: TemplateContent
    from_cycle_id: str
    from_decision_id: str


@record
class ProposeTemplateChange:
    """Ask that a template says something else from its next version on, because of what a closed thread taught.

    based_on: the version that was read.
    """

    decision_template_id: str
    proposal_id: str
    based_on: int
    content: TemplateContent
    because: str
    from_cycle_id: str
    from_thread_id: str


@record
class AcceptTemplateChange:
    decision_template_id: str
    proposal_id: str
    because: str


@record
class RefuseTemplateChange:
    decision_template_id: str
    proposal_id: str
    because: str


@record
class RetireDecisionTemplate:
    """Offer a template no longer. What began with it keeps what it says."""

    decision_template_id: str
    because: str


@record
class ReviveDecisionTemplate:
    """Offer a retired template again."""

    decision_template_id: str
    because: str


Command = (
    KeepDecisionTemplate
    | ProposeTemplateChange
    | AcceptTemplateChange
    | RefuseTemplateChange
    | RetireDecisionTemplate
    | ReviveDecisionTemplate
)

# Events


@event("workspace.decision_template_kept")
class DecisionTemplateKept:
    decision_template_id: str
    title: str
    content: TemplateContent
    from_cycle_id: str
    from_decision_id: str


@event("workspace.decision_template_change_proposed", erasable=("because",))
class TemplateChangeProposed:
    decision_template_id: str
    proposal_id: str
    title: str
    based_on: int
    content: TemplateContent
    from_cycle_id: str
    from_thread_id: str
    because: str = ""


@event("workspace.decision_template_changed", erasable=("because",))
class TemplateChanged:
    """number: the version that it makes."""

    decision_template_id: str
    proposal_id: str
    title: str
    number: int
    because: str = ""


@event("workspace.decision_template_change_refused", erasable=("because",))
class TemplateChangeRefused:
    decision_template_id: str
    proposal_id: str
    title: str
    because: str = ""


@event("workspace.decision_template_retired", erasable=("because",))
class DecisionTemplateRetired:
    decision_template_id: str
    title: str
    because: str = ""


@event("workspace.decision_template_revived", erasable=("because",))
class DecisionTemplateRevived:
    decision_template_id: str
    title: str
    because: str = ""


Event = (
    DecisionTemplateKept
    | TemplateChangeProposed
    | TemplateChanged
    | TemplateChangeRefused
    | DecisionTemplateRetired
    | DecisionTemplateRevived
)

# State


@record
class TemplateVersion:
    """What a template said from an instant on. because: why it was changed; empty for the first. at: UTC."""

    number: int
    content: TemplateContent
    by_id: str
    at: datetime
    because: str = ""


@dataclass(slots=True)
class TemplateProposal:
    """A change that somebody asks for. answer: why it was accepted or refused, by decided_by."""

    id: str
    based_on: int
    content: TemplateContent
    because: str
    by_id: str
    at: datetime
    from_cycle_id: str
    from_thread_id: str
    state: ProposalState = "proposed"
    answer: str = ""
    decided_by: str = ""
    decided_at: datetime | None = None


@record
class Retirement:
    """Why a template is offered no longer, since when, and who said so."""

    because: str
    by_id: str
    at: datetime


@dataclass(slots=True)
class DecisionTemplate:
    """A template with all its versions, oldest first, and the changes that were asked for, by id. retired: None while it is offered."""

    id: str
    from_cycle_id: str
    from_decision_id: str
    versions: list[TemplateVersion] = field(default_factory=list[TemplateVersion])
    proposals: dict[str, TemplateProposal] = field(default_factory=dict[str, TemplateProposal])
    retired: Retirement | None = None

    @property
    def current(self) -> TemplateVersion:
        """The version that decisions begin with now."""
        return self.versions[-1]

    @property
    def waiting(self) -> list[TemplateProposal]:
        """The changes that nobody has answered, in the order in which they were asked for."""
        return [one for one in self.proposals.values() if one.state == "proposed"]

    def version(self, number: int) -> TemplateVersion | None:
        """Return a version by its number, from 1."""
        return self.versions[number - 1] if 1 <= number <= len(self.versions) else None
