"""Who may send which command: a pure function of the actor, the act and the object, the same for every surface.

Ranks say what a person may do at all; who may act on one particular item (its owner, its author) is judged by that item's rules,
which then name all that is missing. Being admin runs the installation and gives no right to decide.
"""

from typing import Any, Literal, get_args

from plumbline.domain.cycle import (
    agenda,
    blocker,
    checkpoint,
    clock,
    decision,
    drill,
    escalation,
    evidence,
    frame,
    gate,
    handoff,
    journey,
    lens,
    outcome,
    practice,
    promise,
    release,
    retrospective,
    review,
    risk,
    safeguard,
    scope,
    scope_change,
    sign_up,
    stage,
    step,
    support_review,
    thread,
    work_item,
    wrap_up,
)
from plumbline.domain.cycle.decision import Decision
from plumbline.domain.cycle.decision.imported import ImportDecision
from plumbline.domain.cycle.rules.guest import refusal_of_guest
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.run.rules import COMMANDS as PLAYING
from plumbline.domain.workspace import endpoint, grant, signal_source
from plumbline.domain.workspace import workspace as wsp
from plumbline.domain.workspace.decision_template import (
    AcceptTemplateChange,
    RefuseTemplateChange,
    RetireDecisionTemplate,
    ReviveDecisionTemplate,
)
from plumbline.domain.workspace.template import PublishTemplate
from plumbline.domain.workspace.workspace import RANKS, Rank, Workspace
from plumbline.kernel.identity import is_id
from plumbline.kernel.outcome import Context, Finding, Refusal

Need = Rank | Literal["system", "admin", "installation", "invitation"]

# What the system does by itself when its time has come; nobody else may say that it has.
_SYSTEM: tuple[type, ...] = (
    clock.RecordThreshold, clock.RecordBreach, evidence.ExpireEvidence, frame.OpenReviewPeriod, frame.CloseReviewPeriod,
    step.CompleteStep, decision.LapseDecision, thread.MarkThreadOutdated, escalation.AdvanceEscalation,
    handoff.MarkSuspect, thread.ReanchorThread, review.FollowSubject, checkpoint.MissCheckpoint,
    drill.AdvanceDrill, agenda.BringUpAgendaItem, agenda.MissAgendaItem, journey.AssessJourney, signal_source.AnchorSignals,
    sign_up.RecordSignUp, work_item.ReportWorkItem, work_item.NoteDrift,
)  # fmt: skip
# What the system does as well as people.
_SHARED: tuple[type, ...] = (
    clock.ResumeClock, decision.WakeDecision, escalation.StartEscalation, blocker.TriggerFallback, decision.ReopenDecision,
    endpoint.DisableEndpoint, grant.RevokeToken, work_item.LinkWorkItem,
)  # fmt: skip
_ADMIN: tuple[type, ...] = (
    wsp.AddMember, wsp.InviteMember, wsp.ChangeMember, wsp.AllowNewPassword, wsp.DefineCalendar, wsp.DefineEscalationPolicy,
    wsp.DefineTheme,
    *get_args(endpoint.Command),
    signal_source.AddSignalSource, signal_source.RotateSignalKey, signal_source.AllowSignalOrigins, signal_source.RevokeSignalSource,
)  # fmt: skip
_LEAD: tuple[type, ...] = (
    frame.ComposeCycle, frame.AssignArea, frame.SwitchPattern, frame.LeavePatternOff,
    frame.CloseCycle, gate.OverrideGate, ImportDecision, gate.AddGateCondition, step.SkipStep,
    escalation.ChooseEscalationPolicy, drill.StartDrill,
)  # fmt: skip
_OWNER: tuple[type, ...] = (
    frame.SetOutcome, frame.AddObjective, frame.AddSection, gate.PassGate, decision.ApproveDecision, decision.RejectDecision,
    decision.DeferDecision, decision.DelegateDecision, decision.SupersedeDecision, risk.AcceptRisk, risk.TransferRisk, risk.AvoidRisk,
    wrap_up.WriteWrapUp, retrospective.HoldRetrospective, support_review.CloseSupportReview,
    handoff.AssembleHandoff, handoff.OfferHandoff, handoff.WithdrawHandoff,
    scope.AcceptScope, scope.DeclineScope, scope.DeferScope, scope_change.AcceptChange, scope_change.DeclineChange,
    stage.EnterStage, stage.LeaveStage, practice.MakePracticeExplicit, safeguard.FormaliseSafeguard, promise.BindPromise,
    outcome.ConcludeOutcome, outcome.ConcludeObjective, release.PlanRelease, release.LaunchRelease, release.ExpandRelease,
    release.DeliverPilot, PublishTemplate, AcceptTemplateChange, RefuseTemplateChange, RetireDecisionTemplate,
    ReviveDecisionTemplate,
    signal_source.MapSignals, signal_source.UnmapSignals,
)  # fmt: skip
_NEEDS: dict[type, Need] = {
    **dict.fromkeys(_SYSTEM, "system"),
    **dict.fromkeys(_ADMIN, "admin"),
    **dict.fromkeys(_LEAD, "lead"),
    **dict.fromkeys(_OWNER, "owner"),
    wsp.CreateWorkspace: "installation",
    wsp.JoinWorkspace: "invitation",
    **dict.fromkeys((wsp.ChooseCalendar, grant.GrantToken, grant.RevokeToken), "viewer"),  # one's own, no right over anybody else's
}
# What an agent may do for a person: prepare and discuss. Whether it may approve is judged with everything else that an approval needs.
_AGENTS: tuple[type, ...] = (
    decision.DraftDecision, decision.ProposeDecision, decision.SubmitDecision, decision.ApproveDecision, evidence.SubmitEvidence,
    thread.OpenThread, thread.ReplyToThread,
)  # fmt: skip
_REVIEWING: tuple[type, ...] = (
    evidence.AcceptEvidence, evidence.RejectEvidence, decision.CastVote, decision.RaiseConcern, decision.SettleConcern, thread.OpenThread,
    lens.ApplyLens, review.SignOffSection,
)  # fmt: skip


def needed(command_type: type[Any]) -> Need:
    """Return what a command asks of whoever sends it: a rank, `admin` (or lead), or one of those below.

    `installation`: see `founding_refusal`. `invitation`: somebody who may add people has offered it. `system`: nobody, see _SYSTEM.
    """
    return _NEEDS.get(command_type, "contributor")


def refusal(command: Any, cycle: Cycle | None, workspace: Workspace, context: Context) -> Refusal | None:
    """Return why the actor may not send this command, or None when they may."""
    need = needed(command.__class__)
    if isinstance(command, wsp.CreateWorkspace) and not workspace.version:
        return None  # nobody is in it yet who could allow it; who may make a further one is asked by `founding_refusal`
    if context.actor_kind == "guest" and is_id(context.actor, "ptc") and isinstance(command, PLAYING):
        return None  # what a participant may do in a run is judged by its rules, which know the run and its link
    if context.actor_kind == "guest":
        return refusal_of_guest(command, cycle, context)
    if context.actor_kind == "system":
        return None if need == "system" or command.__class__ in _SHARED else _forbidden("P.people", "person", "system", ())
    if need == "system":
        return _forbidden("P.system", "system", context.actor_kind, ())
    if need == "invitation":
        return _uninvited(workspace, context.actor)
    if context.actor_kind == "agent" and command.__class__ not in _AGENTS:
        finding = Finding(rule="P.agent", met=False, expected="person", actual="agent", who=(context.actor,))
        return Refusal(code="forbidden", kind="forbidden", findings=(finding,))
    return _lacking(need, workspace, context.actor) or _raising_oneself(command, workspace, context.actor)


def founding_refusal(home: Workspace, context: Context) -> Refusal | None:
    """Return why the actor may not make a further workspace, or None when they may.

    home: the workspace that was made first, where the actor acts; its administrators run the installation. Leads decide about the work in
    their workspace and not about the installation.
    """
    member = home.members.get(context.actor)
    if context.actor_kind not in ("guest", "system") and member is not None and member.active and member.admin:
        return None
    runs = tuple(one.id for one in home.members.values() if one.admin and one.active)
    actual = member.rank if member is not None and member.active else "member"
    return _forbidden("P.installation", "admin", actual, runs)


def keeping_refusal(workspace: Workspace, context: Context) -> Refusal | None:
    """Return why the actor may not hand in a body that a later command names, or None when they may."""
    return _lacking("contributor", workspace, context.actor)


def running_refusal(workspace: Workspace, context: Context) -> Refusal | None:
    """Return why the actor may not see what only concerns whoever runs the workspace, or None when they may: leads and administrators."""
    return _lacking("admin", workspace, context.actor)


def role_used(command: Any, cycle: Cycle | None, workspace: Workspace, context: Context) -> str:
    """Return the role in which the actor acts: the nearest one to the object that this command is about."""
    if context.actor_kind in ("system", "guest"):
        return context.actor_kind
    if cycle is not None and (role := _role_towards(command, cycle, context)):
        return role
    if command.__class__ in _REVIEWING:
        return "reviewer"
    member = workspace.members.get(context.actor)
    if member is None:
        return ""
    return "admin" if command.__class__ in _ADMIN and member.admin and member.rank != "lead" else member.rank


def _lacking(need: Need, workspace: Workspace, actor: str) -> Refusal | None:
    member = workspace.members.get(actor)
    if member is None or not member.active:
        return _forbidden("P.member", "member", actor, _leads(workspace))
    running = member.admin and need in ("admin", "installation")
    allowed = running or workspace.has_rank(actor, "lead" if need in ("admin", "system", "installation", "invitation") else need)
    return None if allowed else _forbidden("P.rank", need, member.rank, _leads(workspace))


def _uninvited(workspace: Workspace, actor: str) -> Refusal | None:
    """An invitation holds for as long as whoever made it may add people."""
    if workspace.is_active(actor):
        return None  # who is here already asks for nothing
    offered = workspace.invited.get(actor)
    allowed = offered is not None and actor not in workspace.members and not _lacking("admin", workspace, offered.invited_by)
    return None if allowed else _forbidden("P.invited", "invitation", offered.invited_by if offered else "", _leads(workspace))


def _raising_oneself(command: Any, workspace: Workspace, actor: str) -> Refusal | None:
    """An administrator who is no lead cannot give themselves the right to decide."""
    member = workspace.members[actor]
    if not isinstance(command, wsp.AddMember | wsp.ChangeMember) or command.person_id != actor or member.rank == "lead":
        return None
    if command.rank is None or RANKS.index(command.rank) <= RANKS.index(member.rank):
        return None
    return _forbidden("P.own_rank", member.rank, command.rank, _leads(workspace))


def _forbidden(rule: str, expected: str, actual: str, who: tuple[str, ...]) -> Refusal:
    act = "workspace.change_member" if who else ""
    finding = Finding(rule=rule, met=False, expected=expected, actual=actual, who=who, act=act)
    return Refusal(code="forbidden", kind="forbidden", findings=(finding,))


def _leads(workspace: Workspace) -> tuple[str, ...]:
    return tuple(person for person in workspace.members if workspace.has_rank(person, "lead"))


def _role_towards(command: Any, cycle: Cycle, context: Context) -> str:
    """Return the actor's role towards the item a command names, or nothing when they have none."""
    actor = context.actor
    if found := cycle.blockers.get(getattr(command, "blocker_id", "")):
        return "blocker_owner" if found.owner_id == actor else ""
    if found := cycle.risks.get(getattr(command, "risk_id", "")):
        return "risk_owner" if found.owner_id == actor else ""
    if found := cycle.corrections.get(getattr(command, "correction_id", "")):
        return "correction_owner" if found.owner_id == actor else ""
    if found := cycle.handoffs.get(getattr(command, "handoff_id", "")):
        return "receiver" if found.receiver_id == actor else ""
    if found := cycle.assumptions.get(getattr(command, "assumption_id", "")):
        return "assumption_owner" if found.owner_id == actor else ""
    if found := cycle.scope_items.get(getattr(command, "scope_id", "")):
        return "scope_owner" if found.owner_id == actor else ""
    if found := cycle.scope_changes.get(getattr(command, "change_id", "")):
        return "requester" if found.owner_id == actor else ""
    if found := cycle.evidence.get(getattr(command, "evidence_id", "")):
        return "submitter" if found.submitter_id == actor else _towards_decision(cycle.decisions.get(found.decision_id), context)
    if found := cycle.reviews.get(getattr(command, "review_id", "")):
        return "review_owner" if found.owner_id == actor else ""
    if found := cycle.threads.get(getattr(command, "thread_id", "")):
        return "thread_author" if found.author_id == actor else _towards_decision(cycle.decisions.get(found.anchor.id), context)
    named = command.item_id if isinstance(command, gate.PassGate) else getattr(command, "decision_id", "")
    return _towards_decision(cycle.decisions.get(named), context)


def _towards_decision(found: Decision | None, context: Context) -> str:
    if found is None:
        return ""
    if found.owner_id == context.actor:
        return "decision_owner"
    if found.delegate_id == context.actor and found.delegate_until is not None and context.now < found.delegate_until:
        return "delegate"
    return ""
