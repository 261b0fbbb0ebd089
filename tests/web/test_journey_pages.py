"""The pages of journeys without scripts: made from a template, broken, found, repaired, accepted, kept as a version."""

import json
import re
from html import unescape
from pathlib import Path

from journey_visit import change, late_parcel
from plumbline.domain.journey.journey import CreateJourney
from small_journey import plain
from web_visit import Visitor, visiting

WAYS_OUT = ("See my options", "Nobody chose in time", "Talk to a person")


async def without_a_way_out(visitor: Visitor, journey: str) -> None:
    """Remove every transition that leaves the screen of the missed recipient."""
    for words in WAYS_OUT:
        await visitor.read(f"{journey}/parts/screen/missed")
        link = re.search(rf'href="{journey}/parts/transition/([\w-]+)">{words}<', unescape(visitor.html))
        assert link, words
        assert await visitor.send(f"{journey}/edits", {"op": "remove", "kind": "transition", "part": link[1]}) == 200


async def test_a_cycle_without_journeys_says_what_one_is_for(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        assert await ana.read(f"/cycles/{ana.house.cycle}/journeys") == 200
        assert "No journey yet." in ana.page


async def test_a_journey_from_a_template_shows_its_map_and_the_same_as_a_table(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await late_parcel(ana, "Late parcels in the north")
        assert "Late parcels in the north" in ana.page
        assert "No finding" in ana.page
        assert ana.html.count('class="screen is-exception"') == ana.page.count(" Exception Recipient") + ana.page.count(
            " Exception Carrier"
        )
        assert "Made from the template parcel-delay 1." in ana.page
        await ana.read(f"/cycles/{ana.house.cycle}/journeys")
        assert "Late parcels in the north" in ana.page


async def test_a_broken_recovery_is_found_with_the_way_to_it_and_repaired_with_one_click(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await late_parcel(ana)
        await without_a_way_out(ana, journey)
        await ana.read(journey)
        assert "After “We did not meet you”, nothing makes it good for Recipient." in ana.page
        assert "Nobody opens the door" in ana.page
        finding = ana.value("finding")
        assert await ana.send(f"{journey}/repairs", {"finding": finding}) == 200
        assert "nothing makes it good for Recipient" not in ana.page
        assert "Nothing is open" in ana.page
        assert await ana.send(f"{journey}/repairs", {"finding": finding}) == 409
        assert "not there any more" in ana.alert()


async def test_how_a_finding_happens_is_played_screen_by_screen_up_to_its_repair(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await late_parcel(ana)
        await without_a_way_out(ana, journey)
        await ana.read(journey)
        trace = re.search(rf'href="({journey}/traces/[^"]+)"', unescape(ana.html))
        assert trace
        assert await ana.read(trace[1]) == 200
        last = int(re.search(r"step 0 of (\d+)", ana.page)[1])  # type: ignore[index] # the page says so, or the test fails
        for step in range(1, last + 1):
            following = re.search(r'rel="next" href="([^"]+)"', unescape(ana.html))
            assert following, step
            assert await ana.read(following[1]) == 200
            assert f"step {step} of {last}" in ana.page
        assert "Recipient : We did not meet you" in ana.page
        assert 'rel="next"' not in ana.html
        assert "Repair it like that" in ana.page
        assert await ana.read(f"{trace[1]}?step={last}&role=carrier") == 200
        assert "Carrier : " in ana.page
        assert await ana.send(f"{journey}/repairs", {"finding": ana.value("finding")}) == 200
        assert "Nothing is open" in ana.page
        assert await ana.read(trace[1]) == 404, "a finding that is mended has no way to it"


async def test_the_way_to_a_finding_shows_html_of_its_screens_in_a_frame_that_can_do_nothing(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        content = plain()
        content["screens"][0] = {**content["screens"][0], "content": [], "html": "<p>Sorry</p><script>alert(1)</script>"}
        content["transitions"] = [one for one in content["transitions"] if one["from"] != "refused"]
        new_id = ana.house.installation.handling.context(actor="", surface="web").new_id
        made = CreateJourney(cycle_id=ana.house.cycle, content=json.dumps(content))
        journey = f"/journeys/{await ana.house.done('ana', made, new_id('jrn'))}"
        await ana.read(journey)
        trace = re.search(rf'href="({journey}/traces/unrecovered[^"]+)"', unescape(ana.html))
        assert trace
        await ana.read(f"{trace[1]}?role=buyer")
        frame = re.search(r'<iframe class="j-frame" sandbox src="([^"]+)"', unescape(ana.html))
        assert frame
        assert await ana.read(frame[1]) == 200
        assert ana.headers["content-security-policy"].endswith("sandbox"), "no scripts, no forms, no origin"
        assert await ana.read(f"{journey}/frames/paid") == 404


async def test_a_finding_that_is_accepted_becomes_a_decision_with_an_owner(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await late_parcel(ana)
        await without_a_way_out(ana, journey)
        await ana.read(journey)
        section, objective = await ana.house.place()
        sent = {"finding": ana.value("finding"), "owner_id": ana.house.people["bo"], "section_id": section, "objective_id": objective}
        assert await ana.send(f"{journey}/acceptances", sent) == 422
        assert "why it is right as it is" in ana.alert()
        await ana.read(journey)
        assert await ana.send(f"{journey}/acceptances", {**sent, "reason": "The pilot ends before that."}) == 200, ana.alert()
        assert "Nothing is open" in ana.page
        assert "answers for it: The pilot ends before that." in ana.page
        decision = re.search(r'href="(/decisions/dec_\w+)">the decision', unescape(ana.html))
        assert decision
        await ana.read(decision[1])
        assert "nothing makes it good for Recipient" in ana.page


async def test_a_condition_that_does_not_hold_together_is_told_at_its_place(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await late_parcel(ana)
        await ana.read(f"{journey}/parts/screen/options")
        found = re.search(rf'href="{journey}/parts/transition/([\w-]+)">Deliver it again<', unescape(ana.html))
        assert found
        assert await change(ana, journey, "transition", found[1], when="attemps < 2") == 200
        assert "There is no fact called attemps" in ana.page
        await ana.read(journey)
        assert "1 fault" in ana.page
        assert await ana.send(f"{journey}/versions", {"name": "Broken"}) == 409
        assert "attemps" in ana.alert()
        assert await change(ana, journey, "transition", found[1], when="attempts < 2") == 200
        assert "To mend here" not in ana.page


async def test_a_form_shows_what_holds_when_nothing_is_said_and_leaves_it_unsaid(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await late_parcel(ana)
        await ana.read(f"{journey}/parts/screen/late")
        assert re.search(r'value="normal" selected', ana.html)
        assert await change(ana, journey, "screen", "late") == 200
        await ana.read(journey)
        assert "Edited since" not in ana.page


async def test_two_people_with_the_same_form_open_do_not_undo_each_other(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await late_parcel(ana)
        await ana.read(f"{journey}/parts/screen/missed")
        old = {name: unescape(value) for name, value in re.findall(r'name="was-([\w-]+)" value="([^"]*)"', ana.html)}
        base = {"op": "set", "kind": "screen", "part": "missed", **{f"was-{name}": value for name, value in old.items()}}
        same = {f"p-{name}": value for name, value in old.items()}
        assert await ana.send(f"{journey}/edits", {**base, **same, "p-title": "You were out"}) == 200
        ana.become("bo")
        await ana.read(journey)
        assert await ana.send(f"{journey}/edits", {**base, **same, "p-severity": "major"}) == 200
        assert "You were out" in ana.page
        assert re.search(r'value="major" selected', ana.html)


async def test_a_part_that_somebody_removed_meanwhile_is_named_with_them(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await late_parcel(ana)
        await ana.read(f"{journey}/parts/component/c3?screen=missed")
        typed = {"op": "set", "kind": "component", "part": "c3", "screen": "missed", "was-text": "x", "p-text": "We rang."}
        ana.become("bo")
        await ana.read(f"{journey}/parts/component/c3?screen=missed")
        await ana.send(f"{journey}/edits", {"op": "remove", "kind": "component", "part": "c3", "screen": "missed"})
        ana.become("ana")
        await ana.read(journey)
        assert await ana.send(f"{journey}/edits", typed) == 409
        assert "is not there any more" in ana.alert()
        assert "Bo" in ana.alert()
        assert "We rang." in ana.alert(), "what was typed is not lost"


async def test_a_screen_is_added_with_components_in_an_order_and_removed_with_its_transitions(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await late_parcel(ana)
        await ana.read(f"{journey}/new/screen")
        assert await ana.send(f"{journey}/edits", {"op": "add", "kind": "screen", "p-title": "", "p-role": "recipient"}) == 422
        assert "Title is missing." in ana.alert()
        await ana.read(f"{journey}/new/screen")
        sent = {"op": "add", "kind": "screen", "p-title": "A neighbour has it", "p-role": "recipient", "p-kind": "normal"}
        assert await ana.send(f"{journey}/edits", sent) == 200, ana.alert()
        assert ana.path.endswith("/parts/screen/a-neighbour-has-it")
        for words in ("First", "Second"):
            await ana.read(f"{journey}/new/component?screen=a-neighbour-has-it&type=text")
            added = {"op": "add", "kind": "component", "screen": "a-neighbour-has-it", "type": "text", "p-text": words}
            assert await ana.send(f"{journey}/edits", added) == 200, ana.alert()
        await ana.send(f"{journey}/edits", {"op": "up", "kind": "component", "part": "component-2", "screen": "a-neighbour-has-it"})
        assert re.search(r"What it shows .* Second .* First ", ana.page)
        await ana.read(f"{journey}/new/transition?from=missed")
        sent = {"op": "add", "kind": "transition", "p-from": "missed", "p-on": "see-choices", "p-to": "a-neighbour-has-it"}
        assert await ana.send(f"{journey}/edits", sent) == 200, ana.alert()
        await ana.read(f"{journey}/parts/screen/a-neighbour-has-it")
        assert await ana.send(f"{journey}/edits", {"op": "remove", "kind": "screen", "part": "a-neighbour-has-it"}) == 200
        assert "A neighbour has it" not in ana.page
        assert "fault" not in ana.alert()
        assert "No finding" in ana.page


async def test_versions_are_kept_brought_back_and_a_change_taken_back(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await late_parcel(ana)
        await change(ana, journey, "screen", "missed", title="You were out")
        await ana.read(journey)
        assert await ana.send(f"{journey}/versions", {"name": "Kinder words"}) == 200
        assert "Version 2 Kinder words" in ana.page
        assert await ana.send(f"{journey}/restorations", {"number": "1"}) == 200
        assert "We did not meet you" in ana.page
        await change(ana, journey, "screen", "missed", title="Sorry")
        await ana.read(journey)
        assert await ana.send(f"{journey}/undoings") == 200
        assert "We did not meet you" in ana.page


async def test_a_file_that_is_no_journey_is_refused_with_its_lines_and_nothing_is_added(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journeys = f"/cycles/{ana.house.cycle}/journeys"
        await ana.read(journeys)
        broken = json.dumps(plain(), indent=1).replace('"to": "paying"', '"to": "payng"', 1)
        assert await ana.send(journeys, files={"file": ("payment.json", broken.encode(), "application/json")}) == 422
        assert "did you mean paying?" in ana.alert()
        assert "payment.json:" in ana.alert()
        assert "No journey yet." in ana.page
        assert await ana.send(journeys, files={"file": ("payment.json", json.dumps(plain()).encode(), "application/json")}) == 200
        assert "A payment" in ana.page


async def test_what_people_write_into_a_journey_comes_back_as_text(tmp_path: Path):
    hostile = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'
    async with visiting(tmp_path) as ana:
        journey = await late_parcel(ana, hostile)
        assert hostile in ana.page
        await change(ana, journey, "screen", "missed", title=hostile)
        await change(ana, journey, "event", "see-choices", title=hostile)
        for path in (journey, f"{journey}/parts/screen/missed", f"/cycles/{ana.house.cycle}/journeys"):
            await ana.read(path)
            assert "<script>alert" not in ana.html
            assert "<img src=x" not in ana.html


async def test_addresses_of_parts_that_are_not_there_say_so(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await late_parcel(ana)
        for path in ("/parts/screen/nowhere", "/parts/page/missed", "/new/page", "/new/journey", "/parts/component/c1?screen=nowhere"):
            assert await ana.read(journey + path) == 404, path
        assert await ana.read(f"/journeys/jrn_{'0' * 26}") == 404
        assert await ana.read("/templates/parcel-dely") == 404


async def test_every_template_has_a_page(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await ana.read("/templates")
        paths = sorted(set(re.findall(r'href="(/templates/[\w-]+)"', unescape(ana.html))) - {"/templates/decisions"})
        assert len(paths) >= 10
        for path in paths:
            assert await ana.read(path) == 200
            assert "What goes wrong, and the way out" in ana.page
            assert "/parts/" not in unescape(ana.html), "a template has no parts that could be edited"


async def test_a_screen_is_put_elsewhere_on_the_map_and_all_go_back_by_themselves(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await late_parcel(ana)
        drawn = re.search(r"<svg data-left.*?</svg>", ana.html, re.DOTALL)
        await ana.read(f"{journey}/parts/screen/missed")
        assert await ana.send(f"{journey}/places", {"screen": "missed", "column": "8", "row": "2"}) == 200
        assert ana.value("column") == "8"
        await ana.read(journey)
        moved = re.search(r"<svg data-left.*?</svg>", ana.html, re.DOTALL)
        assert drawn
        assert moved
        assert moved[0] != drawn[0]
        assert await ana.send(f"{journey}/places", {"screen": "missed", "column": "eight"}) == 422
        assert "'eight' is not a whole number" in ana.alert()
        assert await ana.send(f"{journey}/places", {"screen": "missed", "column": "4000"}) == 409
        assert "The map has no place" in ana.alert()
        await ana.read(journey)
        assert await ana.send(f"{journey}/places", {}) == 200
        again = re.search(r"<svg data-left.*?</svg>", ana.html, re.DOTALL)
        assert again
        assert again[0] == drawn[0]


async def test_a_next_screen_comes_with_what_leads_to_it_in_one_change(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await late_parcel(ana)
        await ana.read(f"{journey}/next/missed")
        assert await ana.send(f"{journey}/nexts", {"from": "missed", "title": ""}) == 422
        assert "what the screen is called" in ana.alert()
        assert "what leads to it" in ana.alert()
        sent = {"from": "missed", "title": "Ask next door", "on": "new", "act": "Ask the neighbour", "kind": "recovery"}
        assert await ana.send(f"{journey}/nexts", sent) == 200
        await ana.read(f"{journey}/parts/screen/missed")
        assert "Ask the neighbour" in ana.page
        await ana.read(journey)
        assert "Ask next door" in ana.page
        assert await ana.send(f"{journey}/undoings", {}) == 200
        assert "Ask next door" not in ana.page


async def test_the_shortest_way_to_a_screen_is_played_from_its_end(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await late_parcel(ana)
        assert await ana.read(f"{journey}/ways/missed") == 200
        assert "The shortest way to We did not meet you." in ana.page
        assert "Nobody opens the door" in ana.page
        assert await ana.read(f"{journey}/ways/nowhere") == 404
