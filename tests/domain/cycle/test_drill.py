from datetime import timedelta

from cycle_story import Story, names, story, unmet
from cycle_walk import settle
from plumbline.domain.cycle.attention import obligations_of
from plumbline.domain.cycle.drill import AcknowledgeDrill, CloseDrillGap, Drill, StartDrill
from plumbline.domain.cycle.facts import cycle_facts
from plumbline.domain.cycle.frame import AssignArea


def drilled(told: Story, **more: int) -> Drill:
    return told.cycle.drills[told.given(StartDrill(pressure_id="pressure", **more), by="mara")]


def walked_to_the_end(told: Story, drill: Drill) -> None:
    for step in (0, 1, 2):
        if drill.held_at is None:
            told.given(AcknowledgeDrill(drill_id=drill.id), by=drill.steps[step].to_id)


def asked(drill: Drill) -> list[str]:
    return [one.to_id for one in drill.steps]


def test_every_level_is_asked_and_who_acknowledged_how_fast_is_kept():
    told = story()
    drill = drilled(told)
    assert asked(drill) == ["ana"]
    told.later(hours=2)
    told.given(AcknowledgeDrill(drill_id=drill.id), by="ana")
    assert asked(drill) == ["ana", "bo"]
    told.later(hours=1)
    told.given(AcknowledgeDrill(drill_id=drill.id), by="bo")
    assert names(told.when(AcknowledgeDrill(drill_id=drill.id), by="mara")) == ["DrillAcknowledged", "DrillHeld"]
    took = [one.acknowledged_at - one.at for one in drill.steps if one.acknowledged_at]
    assert took == [timedelta(hours=2), timedelta(hours=1), timedelta(0)]
    assert (drill.state, drill.gaps) == ("held", {})


def test_a_level_that_nobody_answers_is_a_gap_and_the_next_one_is_asked():
    told = story()
    drill = drilled(told, wait_hours=2)
    told.later(hours=2)
    settle(told)
    assert asked(drill) == ["ana", "bo"]
    assert drill.gaps[1].kind == "unanswered"


def test_a_level_without_an_owner_is_a_gap():
    told = story()
    told.workspace.members["ana"].active = False
    drill = drilled(told)
    assert [(gap.level, gap.kind) for gap in drill.open_gaps] == [(1, "not_active")]
    assert asked(drill) == ["bo"]


def test_somebody_at_two_levels_is_asked_once_and_that_is_no_gap():
    told = story()
    told.given(AssignArea(area="legal", person_id="ana"), by="mara")
    drill = drilled(told)
    told.given(AcknowledgeDrill(drill_id=drill.id), by="ana")
    assert asked(drill) == ["ana", "mara"]
    assert drill.gaps == {}


def test_only_whom_it_asks_acknowledges():
    told = story()
    drill = drilled(told)
    assert unmet(told.when(AcknowledgeDrill(drill_id=drill.id), by="bo")) == ["X8.who"]


def test_a_drill_needs_a_pressure_of_the_playbook_and_that_none_is_running():
    told = story()
    drilled(told)
    assert unmet(told.when(StartDrill(pressure_id="rain", wait_hours=-1), by="mara")) == ["X8.pressure", "X8.hours", "X8.one"]


def test_a_drill_waits_for_whom_it_asks_and_a_gap_for_a_lead():
    told = story()
    drill = drilled(told, wait_hours=2)
    (found,) = obligations_of(told.cycle, told.workspace, drill.id)
    assert (found.person_id, found.reason) == ("ana", "attention.drill_asked")
    for _ in range(3):
        told.later(hours=3)
        settle(told)
    assert drill.held_at is not None
    (found,) = obligations_of(told.cycle, told.workspace, drill.id)
    assert (found.person_id, found.reason) == ("mara", "attention.drill_gap")


def test_a_gap_stays_open_until_somebody_says_what_was_changed():
    told = story()
    drill = drilled(told, wait_hours=2)
    told.later(hours=2)
    settle(told)
    for who in ("bo", "mara"):
        told.given(AcknowledgeDrill(drill_id=drill.id), by=who)
    assert drill.state == "gaps_open"
    assert unmet(told.when(CloseDrillGap(drill_id=drill.id, level=1, how=""), by="ida")) == ["X8.close", "X8.how"]
    told.given(CloseDrillGap(drill_id=drill.id, level=1, how="Ana has a deputy now."), by="mara")
    assert told.when(CloseDrillGap(drill_id=drill.id, level=1, how="Again."), by="mara") == []
    assert drill.state == "held"


def test_facts_say_that_a_drill_was_held_and_how_many_gaps_are_open():
    told = story()
    assert cycle_facts(told.cycle, told.workspace, told.now)["drill"] == {"held": False, "gaps_open": 0}
    drill = drilled(told, wait_hours=2)
    told.later(hours=2)
    settle(told)
    assert cycle_facts(told.cycle, told.workspace, told.now)["drill"] == {"held": False, "gaps_open": 1}
    for who in ("bo", "mara"):
        told.given(AcknowledgeDrill(drill_id=drill.id), by=who)
    assert cycle_facts(told.cycle, told.workspace, told.now)["drill"] == {"held": True, "gaps_open": 1}


def test_a_drill_is_no_escalation():
    told = story()
    walked_to_the_end(told, drilled(told))
    assert told.cycle.escalations == {}


def test_a_drill_that_nobody_answers_comes_to_its_end_by_itself():
    told = story()
    drill = drilled(told, wait_hours=1)
    told.later(days=9)
    for _ in range(4):
        settle(told)
        told.later(days=3)
    assert drill.held_at is not None
    assert len(drill.gaps) == 3
    assert told.when(AcknowledgeDrill(drill_id=drill.id), by="ana") == []
