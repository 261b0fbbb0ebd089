from datetime import timedelta

from cycle_story import Story, story, unmet
from cycle_walk import settle
from plumbline.domain.cycle.attention import obligations_of
from plumbline.domain.cycle.checkpoint import NameDependency, PlanCheckpoint, ReportCheckpoint
from plumbline.domain.cycle.rules.checkpoint import dependency_findings, trace


def named(told: Story) -> str:
    return told.given(NameDependency(title="Route feed", from_area="legal", to_area="product", owner_id="ida"), by="ana")


def planned(told: Story, dependency: str) -> str:
    command = PlanCheckpoint(
        dependency_id=dependency, title="Feed answers", phase="design", metric_id="time-to-resolution", at=told.now + timedelta(days=2)
    )
    return told.given(command, by="ana")


def missing(told: Story) -> list[str]:
    return [one.rule for one in dependency_findings(told.cycle, told.workspace) if not one.met]


def test_k1_a_dependency_joins_two_areas_and_has_one_owner():
    told = story()
    vague = NameDependency(title="Feed", from_area="nowhere", to_area="nowhere", owner_id="vera")
    assert unmet(told.when(vague, by="ana")) == ["K1.from_area", "K1.to_area", "K1.owner"]


def test_k1_its_checkpoint_is_tied_to_a_metric_and_still_to_come():
    told = story()
    dependency = named(told)
    assert missing(told) == ["K1.checkpoint", "K2.traced"]
    vague = PlanCheckpoint(dependency_id=dependency, title="x", phase="design", metric_id="luck", at=told.now)
    assert unmet(told.when(vague, by="ana")) == ["K1.metric", "K1.ahead"]
    planned(told, dependency)
    assert missing(told) == ["K2.traced"]


def test_k2_a_dependency_is_traced_through_planning_design_delivery_and_support():
    told = story()
    dependency = named(told)
    planned(told, dependency)
    phases = trace(told.cycle, told.cycle.dependencies[dependency])
    assert [(phase, len(found)) for phase, found in phases.items()] == [("planning", 0), ("design", 1), ("delivery", 0), ("support", 0)]


def test_k1_a_checkpoint_nobody_held_is_missed_by_itself_and_can_be_held_late():
    told = story()
    checkpoint = planned(told, named(told))
    told.later(days=3)
    settle(told)
    assert told.cycle.checkpoints[checkpoint].state == "missed"
    assert [one.reason for one in obligations_of(told.cycle, told.workspace, checkpoint)] == ["attention.checkpoint_missed"]
    assert unmet(told.when(ReportCheckpoint(checkpoint_id=checkpoint, coming="on_track", reading=""), by="bo")) == ["K1.answers", "K1.told"]
    told.given(ReportCheckpoint(checkpoint_id=checkpoint, coming="off_track", reading="Two days late."), by="ida")
    assert obligations_of(told.cycle, told.workspace, checkpoint) == ()
