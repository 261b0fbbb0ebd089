"""Which policy a cycle's items go up by: the playbook's own ladder, or one of the workspace that reaches somebody here at each level."""

from collections.abc import Iterator

from plumbline.domain.cycle.escalation import ChooseEscalationPolicy, EscalationPolicyChosen
from plumbline.domain.cycle.rules.common import Answer, check, decided, leads
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import EscalationPolicy, Workspace
from plumbline.kernel.outcome import Context, Finding


def choose_policy(command: ChooseEscalationPolicy, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return the choice of a policy; what is going up already keeps the ladder that it started with."""
    if command.policy_id == cycle.escalation_policy:
        return []
    policy = workspace.policy(command.policy_id)
    known = not command.policy_id or policy is not None
    findings = [check("X1.policy", known, actual=command.policy_id, who=leads(workspace), act="workspace.define_escalation_policy")]
    if policy is not None:
        findings += unreachable_areas(policy, cycle, workspace)
    return decided("escalation.refused", findings, lambda: [EscalationPolicyChosen(policy_id=command.policy_id)])


def unreachable_areas(policy: EscalationPolicy, cycle: Cycle, workspace: Workspace) -> Iterator[Finding]:
    """Yield for each level that names an area whether somebody active answers for it in this cycle."""
    for number, level in enumerate(policy.levels, 1):
        if level.area:
            owner_id = cycle.owners.get(level.area, "")
            reached = workspace.is_active(owner_id)
            yield check("X3.area", reached, expected=number, actual=level.area, who=leads(workspace), act="frame.assign_area")
