"""The rules of escalation policies: what is saved reaches somebody at each level, and comes to an end."""

from collections.abc import Iterator

from plumbline.domain.checking import Answer, check, decided
from plumbline.domain.playbook.plan import LadderLevel
from plumbline.domain.workspace.workspace import (
    DefineEscalationPolicy,
    EscalationPolicy,
    EscalationPolicyDefined,
    Workspace,
)
from plumbline.kernel.outcome import Finding

MOST_LEVELS = 6
MOST_HOURS = 240


def define_policy(command: DefineEscalationPolicy, workspace: Workspace) -> Answer:
    """Return the policy's next version, or everything by which it would reach nobody or never end."""
    before = workspace.policy(command.policy_id)
    policy = EscalationPolicy(
        policy_id=command.policy_id,
        version=before.version + 1 if before else 1,
        title=command.title.strip(),
        levels=command.levels,
        basis=command.basis,
        at_end=command.at_end,
    )
    if before is not None and _same(policy, before):
        return []
    findings = [
        check("common.title", bool(policy.title), expected="text", actual=command.title),
        check("X1.policy_id", bool(command.policy_id.strip()), expected="id", actual=command.policy_id),
        *policy_findings(policy, workspace),
    ]
    return decided("workspace.invalid", findings, lambda: [EscalationPolicyDefined(policy=policy)])


def policy_findings(policy: EscalationPolicy, workspace: Workspace) -> Iterator[Finding]:
    """Yield the check of a policy, level by level. expected is the level's number where a finding is about one."""
    levels = policy.levels
    yield check("X3.levels", 1 <= len(levels) <= MOST_LEVELS, expected=MOST_LEVELS, actual=len(levels), act="escalation.add_level")
    for number, level in enumerate(levels, 1):
        yield from _level(number, level, levels[: number - 1], workspace)
    yield check("X4.last", not levels or bool(levels[-1].person_id), expected=len(levels), act="escalation.name_person")


def _level(number: int, level: LadderLevel, before: tuple[LadderLevel, ...], workspace: Workspace) -> Iterator[Finding]:
    yield check("X3.who", bool(level.area) != bool(level.person_id), expected=number, act="escalation.name_person")
    if level.person_id:
        can_act = workspace.has_rank(level.person_id, "contributor")
        yield check("X3.person", can_act, expected=number, actual=level.person_id, act="escalation.name_person")
    again = any((level.area, level.person_id) == (one.area, one.person_id) for one in before if one.area or one.person_id)
    yield check("X3.twice", not again, expected=number, actual=level.person_id or level.area, act="escalation.remove_level")
    for rule, hours in (("X3.wait", level.wait_hours), ("X3.lease", level.lease_hours)):
        yield check(rule, 1 <= hours <= MOST_HOURS, expected=number, actual=hours, act="escalation.set_hours", most=MOST_HOURS)


def _same(one: EscalationPolicy, other: EscalationPolicy) -> bool:
    return (one.title, one.levels, one.basis, one.at_end) == (other.title, other.levels, other.basis, other.at_end)
