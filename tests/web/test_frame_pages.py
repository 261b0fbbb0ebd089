from pathlib import Path

from plumbline.domain.cycle.frame import SwitchPattern
from plumbline.domain.cycle.release import PlanRelease
from web_visit import visiting


async def test_a_practice_becomes_explicit_on_the_page_of_the_frame(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        async with ana.house.installation.handling.reading(ana.house.cycle) as cycle:
            practice = next(iter(cycle.practices))
        frame = f"/cycles/{ana.house.cycle}/frame"
        assert await ana.read(frame) == 200
        assert "Informal" in ana.page
        told = {"owner_id": ana.house.people["bo"], "cadence": "at every review", "artifact": ""}
        assert await ana.send(f"{frame}/{practice}/definition", told) == 409
        assert "where one can see" in ana.alert()
        assert await ana.send(f"{frame}/{practice}/definition", {**told, "artifact": "the call list"}) == 200
        assert "at every review, seen in the call list" in ana.page


async def test_a_reading_that_is_no_number_is_asked_for_again(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        async with ana.house.installation.handling.reading(ana.house.cycle) as cycle:
            promise = next(iter(cycle.promises))
        frame = f"/cycles/{ana.house.cycle}/frame"
        await ana.read(frame)
        assert await ana.send(f"{frame}/{promise}/reading", {"value": "many"}) == 422
        assert "is no whole number" in ana.alert()


async def test_a_refused_form_keeps_what_was_written_and_stands_open(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        frame = f"/cycles/{ana.house.cycle}/frame"
        await ana.read(f"/cycles/{ana.house.cycle}/releases")
        told = {"title": "Ten shops first", "kind": "pilot", "owner_id": ana.house.people["bo"], "promise_id": "", "after_owner_id": ""}
        assert await ana.send(f"{frame}/new/release", told) == 409
        assert 'value="Ten shops first"' in ana.html
        assert '<details class="more" open>' in ana.html
        assert '<option value="pilot" selected>' in ana.html


async def test_a_release_is_planned_and_its_launch_names_all_that_is_missing(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        async with ana.house.installation.handling.reading(ana.house.cycle) as cycle:
            promise = next(iter(cycle.promises))
        frame = f"/cycles/{ana.house.cycle}/frame"
        await ana.read(f"/cycles/{ana.house.cycle}/releases")
        told = {"title": "Ten shops", "kind": "pilot", "owner_id": ana.house.people["bo"], "promise_id": promise}
        assert await ana.send(f"{frame}/new/release", told) == 200
        assert "owned by nobody yet" in ana.page
        async with ana.house.installation.handling.reading(ana.house.cycle) as cycle:
            release = next(iter(cycle.releases))
        assert await ana.send(f"{frame}/{release}/launch", {"share": "0"}) == 409
        assert "Nobody active owns what follows the launch" in ana.alert()
        assert await ana.send(f"{frame}/{release}/after-owner", {"person_id": ana.house.people["ana"]}) == 200
        assert "owned by nobody yet" not in ana.page


async def test_a_message_claims_a_date_as_the_record_has_it_and_a_claim_on_nothing_is_named(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        cycle_id, messages = ana.house.cycle, f"/cycles/{ana.house.cycle}/messages"
        await ana.read(messages)
        told = {"title": "Pilot ends", "audience": "pilot shops", "text": "The pilot ends soon.", "claim_1": "It ends with the cycle."}
        assert await ana.send(f"/cycles/{cycle_id}/frame/new/message", told) == 422
        assert "Say what claim 1 rests on" in ana.alert()
        assert await ana.send(f"/cycles/{cycle_id}/frame/new/message", {**told, "rests_1": f"date:{cycle_id}"}) == 200
        assert "Holds" in ana.page
        async with ana.house.installation.handling.reading(cycle_id) as cycle:
            message = next(iter(cycle.messages.values()))
            assert message.claims[0].at == cycle.ends_at
        edited = {"text": "It is over.", "claim_1": "It ends.", "rests_1": "screen:", "screen_1": "https://shop.example/pilot"}
        assert await ana.send(f"/cycles/{cycle_id}/frame/{message.id}/edit", edited) == 200
        assert "Seen at https://shop.example/pilot" in ana.page
        assert await ana.send(f"/cycles/{cycle_id}/frame/{message.id}/withdrawal", {"reason": "Too early."}) == 200
        assert "Withdrawn: Too early." in ana.page


async def test_a_dependency_is_named_and_its_checkpoint_planned_and_reported(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        cycle_id, installation = ana.house.cycle, ana.house.installation
        async with installation.handling.reading(cycle_id) as cycle:
            assert cycle.plan is not None
            areas, metric = [area.id for area in cycle.plan.areas], cycle.plan.metrics[0].id
        frame = f"/cycles/{cycle_id}/frame"
        await ana.read(f"/cycles/{cycle_id}/dependencies")
        told = {"title": "Sandbox access", "from_area": areas[0], "to_area": areas[1], "owner_id": ana.house.people["ana"]}
        assert await ana.send(f"{frame}/new/dependency", told) == 200
        assert "No checkpoint in: planning, design, delivery, support" in ana.page
        async with installation.handling.reading(cycle_id) as cycle:
            dependency = next(iter(cycle.dependencies))
        plan = {"title": "Is it open?", "phase": "design", "metric_id": metric, "at": "2031-03-01T10:00"}
        assert await ana.send(f"{frame}/{dependency}/checkpoint", {**plan, "at": ""}) == 422
        assert "Say when it is looked at" in ana.alert()
        assert await ana.send(f"{frame}/{dependency}/checkpoint", plan) == 200
        async with installation.handling.reading(cycle_id) as cycle:
            checkpoint = next(iter(cycle.checkpoints))
        assert await ana.send(f"{frame}/{checkpoint}/result", {"coming": "off_track", "reading": "Two of nine."}) == 200
        assert "Held: off track" in ana.page
        assert "Two of nine." in ana.page


async def test_a_stage_is_entered_and_an_objective_ends_on_the_page(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        async with ana.house.installation.handling.reading(ana.house.cycle) as cycle:
            stage = next(one for one in cycle.stages.values() if one.state == "not_entered")
            objective = next(iter(cycle.objectives))
        frame = f"/cycles/{ana.house.cycle}/frame"
        await ana.read(frame)
        assert await ana.send(f"{frame}/{stage.id}/entry") == 200
        assert await ana.send(f"{frame}/{objective}/objective-conclusion", {"verdict": "shown", "because": "Nine of ten did."}) == 200
        assert "Nine of ten did." in ana.page


async def test_a_reading_stands_with_who_read_it(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        async with ana.house.installation.handling.reading(ana.house.cycle) as cycle:
            promise = next(iter(cycle.promises))
        frame = f"/cycles/{ana.house.cycle}/frame"
        await ana.read(f"/cycles/{ana.house.cycle}/promises")
        bound = {
            "owner_id": ana.house.people["bo"], "direction": "at_most", "bound": "5", "warning": "3", "unit": "calls", "criterion": "Calls",
        }  # fmt: skip
        assert await ana.send(f"{frame}/{promise}/binding", {**bound, "metric_id": ""}) == 200
        assert await ana.send(f"{frame}/{promise}/reading", {"value": "4", "note": "Week one."}) == 200
        assert "At risk" in ana.page
        assert "4 calls, read by" in ana.page


async def test_the_overview_lists_what_in_the_frame_is_out_of_order(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        cycle_id = ana.house.cycle
        async with ana.house.installation.handling.reading(cycle_id) as cycle:
            informal, practice = len(cycle.practices), next(iter(cycle.practices))
        await ana.read(f"/cycles/{cycle_id}")
        assert f"Informal {informal} practices" in ana.page
        told = {"owner_id": ana.house.people["bo"], "cadence": "at every review", "artifact": "the call list"}
        assert await ana.send(f"/cycles/{cycle_id}/frame/{practice}/definition", told) == 200
        await ana.read(f"/cycles/{cycle_id}")
        assert f"Informal {informal - 1} practices" in ana.page


async def test_in_confidence_recovery_the_page_of_releases_shows_what_goes_first_and_what_goes_behind(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        cycle_id = ana.house.cycle
        async with ana.house.installation.handling.reading(cycle_id) as cycle:
            first, second, *_ = cycle.promises
        for title, promise in (("Popular item", first), ("Steady offers", second)):
            await ana.house.done("ana", PlanRelease(title=title, owner_id=ana.house.people["ana"], promise_id=promise))
        await ana.read(f"/cycles/{cycle_id}/releases")
        assert "Their order protects a promise" in ana.page
        await ana.house.done("mara", SwitchPattern(pattern_id="confidence-recovery", on=True))
        await ana.read(f"/cycles/{cycle_id}/releases")
        assert "go first, because the pattern Confidence recovery is on" in ana.page
        assert ana.html.index('aria-label="Steady offers"') < ana.html.index('aria-label="Popular item"')
        assert "It goes first." in ana.page
        assert "Goes behind Steady offers" in ana.page
