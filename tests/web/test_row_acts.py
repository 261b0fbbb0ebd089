"""What can be done about an obligation from its row on Home, the demo's guide, and what the overview's new parts say and do."""

import re
from datetime import timedelta
from pathlib import Path

from plumbline.domain.playbook.pattern import apply_patterns
from plumbline.files.packs import load_packs
from plumbline.web.csv_file import csv_file
from plumbline.web.guide import Lesson, guide_of
from plumbline.web.plans import plan_of
from plumbline.words.changed_plan import Changed, changed_plan
from web_visit import Visitor, visiting

PLAN = plan_of(load_packs(), ("ecommerce", "innovation", "stakeholder-alignment"))


def said(lines: tuple[Changed, ...]) -> list[tuple[str, str, str]]:
    return [(line.what, line.before, line.after) for line in lines]


def with_pattern(pattern_id: str, on: bool) -> frozenset[str]:
    others = {pattern.id for pattern in PLAN.patterns if pattern.on} - {pattern_id}
    return frozenset(others | {pattern_id} if on else others)


def item_of(visitor: Visitor, act: str) -> str:
    found = re.search(rf'action="[^"]*needs(?:/|&#x2f;)([a-z]{{3}}_\w{{26}})(?:/|&#x2f;){act}"', visitor.html)
    assert found, f"no row offers {act}"
    return found[1]


async def test_a_row_is_handed_on_and_home_says_with_whom_it_is(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        await visitor.house.decision()
        await visitor.read("/")
        item = item_of(visitor, "handing-on")
        assert await visitor.send(f"/needs/{item}/handing-on", {"owner_id": visitor.house.people["bo"], "reason": "on leave"}) == 200
        assert visitor.path == "/"
        assert "is with" in visitor.page


async def test_handing_on_to_nobody_is_refused_beside_the_row(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        await visitor.house.decision()
        await visitor.read("/")
        item = item_of(visitor, "handing-on")
        assert await visitor.send(f"/needs/{item}/handing-on", {"owner_id": "", "reason": "kept words"}) == 422
        assert "Say to whom it goes." in visitor.alert()
        assert 'value="kept words"' in visitor.html


async def test_ones_own_clock_is_not_stopped_by_hand(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        await visitor.house.decision()
        await visitor.read("/")
        item = item_of(visitor, "pauses")
        until = visitor.house.clock() + timedelta(days=2)
        form = {"reason": "manual", "note": "waiting", "until": f"{until:%Y-%m-%dT%H:%M}"}
        assert await visitor.send(f"/needs/{item}/pauses", form) == 409
        assert "cannot stop its own clock by hand" in visitor.alert()


async def test_only_leads_are_offered_the_switch_of_a_pattern(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        await visitor.read(f"/cycles/{visitor.house.cycle}")
        assert "Switch on: Joint review gates" in visitor.page
        form = {"pattern_id": "joint-review-gates", "on": "yes"}
        assert await visitor.send(f"/cycles/{visitor.house.cycle}/pattern-switches", form) == 200
        assert "Two people for each approval off on" in visitor.page
        visitor.become("bo")
        await visitor.read(f"/cycles/{visitor.house.cycle}")
        assert "Switch off: Joint review gates" not in visitor.page
        assert await visitor.send(f"/cycles/{visitor.house.cycle}/pattern-switches", form | {"on": "no"}) in (403, 409)


async def test_the_overview_lists_every_gate_with_what_is_missing(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        await visitor.read(f"/cycles/{visitor.house.cycle}")
        for gate in PLAN.gates:
            assert f'id="gate-{gate.id}"' in visitor.html
        assert re.search(r"\d+ things? (is|are) missing", visitor.page)


async def test_a_gate_that_is_not_met_is_not_passed(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        await visitor.read(f"/cycles/{visitor.house.cycle}")
        assert await visitor.send(f"/cycles/{visitor.house.cycle}/passages", {"gate_id": "launch-readiness"}) == 409
        assert visitor.alert()


async def test_the_flow_is_a_file_with_a_row_for_each_day(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        assert await visitor.read(f"/cycles/{visitor.house.cycle}/flow.csv") == 200
        head, first, *_ = visitor.html.splitlines()
        assert head == "day,opened,put into review,settled,approved"
        assert re.match(r"\d{4}-\d\d-\d\d(,\d+){4}$", first)


def test_a_cycle_that_runs_as_its_playbook_has_it_changed_nothing():
    assert changed_plan(PLAN, PLAN) == ()


def test_what_a_pattern_changes_is_said_in_words():
    lines = changed_plan(PLAN, apply_patterns(PLAN, with_pattern("market-realignment", True)))
    assert ("Working days between reviews", "5", "3") in said(lines)
    lines = changed_plan(PLAN, apply_patterns(PLAN, with_pattern("forty-eight-hours", False)))
    assert ("Hours for a decision in review", "48", "by the end of the review cycle") in said(lines)


def test_no_pattern_changes_something_without_words():
    for pattern in PLAN.patterns:
        for line in changed_plan(PLAN, apply_patterns(PLAN, with_pattern(pattern.id, not pattern.on))):
            assert line.what
            assert "_" not in f"{line.what} {line.before} {line.after}"


def test_a_text_that_a_spreadsheet_would_run_stays_a_text():
    assert csv_file("x", ("name",), [("=1+1",), (-2,)]).content == "name\r\n'=1+1\r\n-2\r\n"


def test_the_guide_names_one_act_at_a_time_and_counts_what_was_done():
    lesson = Lesson(decision="/decisions/d", missing="Bo has to act", attached=True, recorded=False)
    guide = guide_of(lesson, frozenset({"home", "refused"}))
    assert guide.done == 3
    assert [step.title for step in guide.steps if step.current] == ["Record the decision"]
    assert "First Bo has to act" in next(step.text for step in guide.steps if step.current)


async def test_the_guide_counts_what_the_browser_saw_and_can_be_put_away(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        await visitor.read("/")
        await visitor.read("/")
        assert "1 of 5 done" in visitor.page
        await visitor.send("/guide", {"next": "/", "show": "no"})
        assert "of 5 done" not in visitor.page
        await visitor.send("/guide", {"next": "/", "show": "yes"})
        assert "1 of 5 done" in visitor.page
