"""The rules of decision templates: what one has to say, and that a change is looked at by somebody besides whoever asked for it."""

from typing import assert_never

from plumbline.domain.checking import Answer, check, decided
from plumbline.domain.workspace.decision_template import (
    AcceptTemplateChange,
    Command,
    DecisionTemplate,
    DecisionTemplateKept,
    DecisionTemplateRetired,
    DecisionTemplateRevived,
    Event,
    KeepDecisionTemplate,
    ProposalState,
    ProposeTemplateChange,
    RefuseTemplateChange,
    RetireDecisionTemplate,
    Retirement,
    ReviveDecisionTemplate,
    TemplateChanged,
    TemplateChangeProposed,
    TemplateChangeRefused,
    TemplateContent,
    TemplateProposal,
    TemplateVersion,
)
from plumbline.domain.workspace.happened import Happened
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.identity import is_id
from plumbline.kernel.outcome import Context, Finding, Refusal

MOST = 20
"""How many options, and how many criteria, a template may have; a decision that needs more is several."""


def decide_template(command: Command, workspace: Workspace, context: Context) -> Answer:
    """Return what a command about a decision template changes, or everything that stands in its way."""
    template = workspace.decision_templates.get(command.decision_template_id)
    if isinstance(command, KeepDecisionTemplate):
        return [] if template is not None else _keep(command, context)
    if template is None:
        return _unknown("template", command.decision_template_id)
    if isinstance(command, ProposeTemplateChange):
        return _propose(command, template, context)
    if isinstance(command, RetireDecisionTemplate):
        return _retire(command, template, workspace, context)
    if isinstance(command, ReviveDecisionTemplate):
        return _revive(command, template, context)
    proposal = template.proposals.get(command.proposal_id)
    if proposal is None:
        return _unknown("proposal", command.proposal_id)
    match command:
        case AcceptTemplateChange():
            return _accept(command, template, proposal, workspace, context)
        case RefuseTemplateChange():
            return _refuse(command, proposal, context)
        case _:
            assert_never(command)


def content_findings(content: TemplateContent, context: Context) -> list[Finding]:
    """Check that a template says enough to begin with, and not more than one decision can hold."""
    me, act = (context.actor,), "template.write"
    options, criteria = content.options, content.criteria
    titled = all(one.title.strip() for one in options) and all(one.text.strip() for one in criteria)
    return [
        check("TL2.title", bool(content.title.strip()), who=me, act=act),
        check("TL2.substance", len(options) >= 2 or bool(criteria), who=me, act=act),
        check("TL2.said", titled, who=me, act=act),
        check(
            "TL2.most", max(len(options), len(criteria)) <= MOST, expected=MOST, actual=max(len(options), len(criteria)), who=me, act=act
        ),
        check("TL2.nobody", content.approval is None or not content.approval.roster, who=me, act=act),
    ]


def _keep(command: KeepDecisionTemplate, context: Context) -> Answer:
    me, act = (context.actor,), "template.keep"
    findings = [
        check("TL2.new", is_id(command.decision_template_id, "dtp"), actual=command.decision_template_id, who=me, act=act),
        *content_findings(command.content, context),
    ]
    kept = DecisionTemplateKept(
        decision_template_id=command.decision_template_id,
        title=command.content.title.strip(),
        content=command.content,
        from_cycle_id=command.from_cycle_id,
        from_decision_id=command.from_decision_id,
    )
    return decided("decision_template.refused", findings, lambda: [kept])


def _propose(command: ProposeTemplateChange, template: DecisionTemplate, context: Context) -> Answer:
    if command.proposal_id in template.proposals:
        return []
    me, act, now = (context.actor,), "template.propose_change", template.current
    findings = [
        check("TL2.new", is_id(command.proposal_id, "tpc"), actual=command.proposal_id, who=me, act=act),
        check("TL2.offered", template.retired is None, item=template.id, who=me, act=act),
        check("TL2.current", command.based_on == now.number, expected=now.number, actual=command.based_on, who=me, act=act),
        check("TL2.differs", command.content != now.content, who=me, act=act, item=template.id),
        check("TL2.because", bool(command.because.strip()), who=me, act=act),
        *content_findings(command.content, context),
    ]
    proposed = TemplateChangeProposed(
        decision_template_id=template.id,
        proposal_id=command.proposal_id,
        title=now.content.title,
        based_on=command.based_on,
        content=command.content,
        from_cycle_id=command.from_cycle_id,
        from_thread_id=command.from_thread_id,
        because=command.because.strip(),
    )
    return decided("decision_template.refused", findings, lambda: [proposed])


def _accept(
    command: AcceptTemplateChange, template: DecisionTemplate, proposal: TemplateProposal, workspace: Workspace, context: Context
) -> Answer:
    if proposal.state == "accepted":
        return []
    others = tuple(one for one in workspace.members if workspace.has_rank(one, "owner") and one != proposal.by_id)
    act, now = "template.accept_change", template.current
    findings = [
        *_open(proposal, command.because, act, context),
        check("TL2.other", context.actor != proposal.by_id, actual=context.actor, who=others, act=act),
        check(
            "TL2.current", proposal.based_on == now.number, expected=now.number, actual=proposal.based_on, who=(proposal.by_id,), act=act
        ),
    ]
    changed = TemplateChanged(
        decision_template_id=template.id,
        proposal_id=proposal.id,
        title=proposal.content.title.strip(),
        number=now.number + 1,
        because=command.because.strip(),
    )
    return decided("decision_template.refused", findings, lambda: [changed])


def _refuse(command: RefuseTemplateChange, proposal: TemplateProposal, context: Context) -> Answer:
    if proposal.state == "refused":
        return []
    refused = TemplateChangeRefused(
        decision_template_id=command.decision_template_id,
        proposal_id=proposal.id,
        title=proposal.content.title.strip(),
        because=command.because.strip(),
    )
    return decided("decision_template.refused", _open(proposal, command.because, "template.refuse_change", context), lambda: [refused])


def _retire(command: RetireDecisionTemplate, template: DecisionTemplate, workspace: Workspace, context: Context) -> Answer:
    """A change that somebody asked for is answered first: nobody's words end in a template that is offered no longer."""
    if template.retired:
        return []
    owners = tuple(one for one in workspace.members if workspace.has_rank(one, "owner"))
    act = "template.retire"
    findings = [
        check("TL2.because", bool(command.because.strip()), who=(context.actor,), act=act),
        check("TL2.answered", not template.waiting, expected=0, actual=len(template.waiting), item=template.id, who=owners, act=act),
    ]
    retired = DecisionTemplateRetired(
        decision_template_id=template.id, title=template.current.content.title, because=command.because.strip()
    )
    return decided("decision_template.refused", findings, lambda: [retired])


def _revive(command: ReviveDecisionTemplate, template: DecisionTemplate, context: Context) -> Answer:
    if not template.retired:
        return []
    findings = [check("TL2.because", bool(command.because.strip()), who=(context.actor,), act="template.revive")]
    revived = DecisionTemplateRevived(
        decision_template_id=template.id, title=template.current.content.title, because=command.because.strip()
    )
    return decided("decision_template.refused", findings, lambda: [revived])


def _open(proposal: TemplateProposal, because: str, act: str, context: Context) -> list[Finding]:
    me = (context.actor,)
    return [
        check("TL2.open", proposal.state == "proposed", actual=proposal.state, act=act),
        check("TL2.because", bool(because.strip()), who=me, act=act),
    ]


def _unknown(expected: str, actual: str) -> Refusal:
    finding = Finding(rule="common.known", met=False, expected=expected, actual=actual, item=actual)
    return Refusal(code="missing", kind="missing", findings=(finding,))


def evolve_template(workspace: Workspace, recorded: Happened) -> None:
    """Apply an event of a decision template to its workspace."""
    event: Event = recorded.event
    match event:
        case DecisionTemplateKept():
            first = TemplateVersion(number=1, content=event.content, by_id=recorded.actor, at=recorded.at)
            workspace.decision_templates[event.decision_template_id] = DecisionTemplate(
                event.decision_template_id, event.from_cycle_id, event.from_decision_id, [first]
            )
        case TemplateChangeProposed():
            workspace.decision_templates[event.decision_template_id].proposals[event.proposal_id] = TemplateProposal(
                id=event.proposal_id,
                based_on=event.based_on,
                content=event.content,
                because=event.because,
                by_id=recorded.actor,
                at=recorded.at,
                from_cycle_id=event.from_cycle_id,
                from_thread_id=event.from_thread_id,
            )
        case TemplateChanged():
            template = workspace.decision_templates[event.decision_template_id]
            proposal = template.proposals[event.proposal_id]
            _answered(proposal, "accepted", event.because, recorded)
            template.versions.append(
                TemplateVersion(
                    number=event.number, content=proposal.content, by_id=proposal.by_id, at=recorded.at, because=proposal.because
                )
            )
        case TemplateChangeRefused():
            proposal = workspace.decision_templates[event.decision_template_id].proposals[event.proposal_id]
            _answered(proposal, "refused", event.because, recorded)
        case DecisionTemplateRetired():
            retirement = Retirement(because=event.because, by_id=recorded.actor, at=recorded.at)
            workspace.decision_templates[event.decision_template_id].retired = retirement
        case DecisionTemplateRevived():
            workspace.decision_templates[event.decision_template_id].retired = None
        case _:
            assert_never(event)


def _answered(proposal: TemplateProposal, state: ProposalState, because: str, recorded: Happened) -> None:
    proposal.state, proposal.answer, proposal.decided_by, proposal.decided_at = state, because, recorded.actor, recorded.at
