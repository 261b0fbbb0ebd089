from typing import Any

from cycle_story import Story, opened_workspace, story, unmet
from plumbline.domain.cycle.escalation import ChooseEscalationPolicy, StartEscalation
from plumbline.domain.playbook.plan import LadderLevel
from plumbline.domain.workspace import rules
from plumbline.domain.workspace.escalation_policy import policy_findings
from plumbline.domain.workspace.workspace import DefineEscalationPolicy, Workspace
from plumbline.kernel.outcome import Refusal

BO = LadderLevel(person_id="bo", wait_hours=8)
LEGAL = LadderLevel(area="legal", wait_hours=8)
MARA = LadderLevel(person_id="mara", wait_hours=24)


def defined(told: Story, *levels: LadderLevel, **more: Any) -> list[Any] | Refusal:
    command = DefineEscalationPolicy(policy_id="urgent", title="Urgent", levels=levels, **more)
    answer = rules.decide(command, told.workspace, told.context("mara"))
    if not isinstance(answer, Refusal):
        for event in answer:
            rules.evolve(told.workspace, told.history[0]._replace(event=event))
    return answer


def test_a_policy_has_versions_and_the_same_again_changes_nothing():
    told = story()
    defined(told, LEGAL, MARA)
    assert defined(told, LEGAL, MARA) == []
    defined(told, MARA)
    policy = told.workspace.policy("urgent")
    assert policy is not None
    assert (policy.version, policy.levels) == (2, (MARA,))


def test_a_policy_that_reaches_nobody_or_never_ends_is_refused_with_all_its_faults():
    told = story()
    nobody, gone = LadderLevel(wait_hours=8), LadderLevel(person_id="zoe", wait_hours=8)
    endless = LadderLevel(area="legal", wait_hours=5_000, lease_hours=0)
    faults = ["X3.who", "X3.person", "X3.wait", "X3.lease", "X3.twice", "X4.last"]
    assert unmet(defined(told, nobody, gone, endless, LEGAL)) == faults
    assert unmet(defined(told)) == ["X3.levels"]


def test_a_viewer_cannot_be_a_level():
    told = story()
    assert unmet(defined(told, LadderLevel(person_id="vera", wait_hours=8))) == ["X3.person"]


def test_a_policy_tells_afterwards_that_somebody_it_names_has_left():
    told = story()
    defined(told, BO, MARA)
    told.workspace.members["bo"].active = False
    policy = told.workspace.policy("urgent")
    assert policy is not None
    assert [one.rule for one in policy_findings(policy, told.workspace) if not one.met] == ["X3.person"]


def test_a_cycle_takes_only_a_policy_that_reaches_somebody_in_it():
    told = story()
    defined(told, LEGAL, LadderLevel(area="moon", wait_hours=8), MARA)
    assert unmet(told.when(ChooseEscalationPolicy(policy_id="urgent"), by="mara")) == ["X3.area"]
    assert unmet(told.when(ChooseEscalationPolicy(policy_id="nothing"), by="mara")) == ["X1.policy"]
    assert unmet(told.when(ChooseEscalationPolicy(policy_id="urgent"), by="ana")) == ["P.rank"]


def test_the_chosen_policy_is_what_items_go_up_by_and_none_is_the_playbooks_ladder():
    told = story()
    defined(told, MARA, basis="elapsed", at_end="stay")
    told.given(ChooseEscalationPolicy(policy_id="urgent"), by="mara")
    first = told.cycle.escalations[told.given(StartEscalation(item_id=told.in_review(), reason="Stuck."), by="ida")]
    assert (first.levels, first.basis, first.at_end, first.policy_id) == ((MARA,), "elapsed", "stay", "urgent")
    told.given(ChooseEscalationPolicy(policy_id=""), by="mara")
    other = told.cycle.escalations[told.given(StartEscalation(item_id=told.in_review(), reason="Stuck."), by="ida")]
    assert [level.area for level in other.levels] == ["product", "legal", ""]


def test_a_new_version_does_not_touch_what_is_going_up():
    told = story()
    defined(told, BO, MARA)
    told.given(ChooseEscalationPolicy(policy_id="urgent"), by="mara")
    escalation = told.cycle.escalations[told.given(StartEscalation(item_id=told.in_review(), reason="Stuck."), by="ida")]
    before = escalation.next_step_at
    defined(told, MARA)
    assert escalation.levels == (BO, MARA)
    assert escalation.next_step_at == before


def test_a_workspace_without_policies_has_none():
    workspace: Workspace = opened_workspace()
    assert workspace.policy("") is None
