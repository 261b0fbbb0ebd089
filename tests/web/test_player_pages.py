import json
import re
from html import unescape
from pathlib import Path

from player_visit import act, begun, wait
from plumbline.domain.journey.journey import CreateJourney
from small_house import MONDAY
from small_journey import plain
from web_visit import visiting

NAUGHTY = Path(__file__).parent / "naughty" / "blns.json"
_RUN = re.compile(r"/runs/(run_\w{26})")


async def test_a_template_is_offered_with_its_roles_tasks_and_presets(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        assert await visitor.read("/templates/parcel-delay/play") == 200
        for words in ("A parcel is late", "Recipient", "Have it on Saturday", "Nobody is home twice"):
            assert words in visitor.page
        assert await visitor.read("/templates/nothing/play") == 404
        assert await visitor.read("/templates/..%2Fparcel-delay/play") == 404


async def test_the_journey_is_played_from_screen_to_screen_without_scripts(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        await begun(visitor, task="get-it-on-saturday")
        assert "Your parcel is on its way" in visitor.page
        assert "Parcelway brings it today" in visitor.page, "parameters are filled"
        assert "You are at work all week" in visitor.page, "the task's goal is told"
        await wait(visitor)
        assert "Your parcel comes later than we promised" in visitor.page
        await act(visitor, "see-choices", **{"v-by_text": "true"})
        await act(visitor, "choose-slot", **{"v-day": "saturday"})
        assert "The driver comes Saturday, 10:00 to 13:00." in visitor.page, "a value reads as it was offered"
        await wait(visitor)
        assert "That is it" in visitor.page
        assert "How easy or hard was it" in visitor.page
        assert await visitor.send(f"{visitor.path}/answers", {"question": "ease", "answer": "6"}) == 200
        assert "Ease: 6 of 7" in visitor.page


async def test_a_preset_lets_its_faults_strike(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        await begun(visitor, preset="nobody-home-twice")
        await wait(visitor)
        await act(visitor, "see-choices")
        await act(visitor, "choose-slot")
        await wait(visitor)
        assert "We did not meet you" in visitor.page
        assert "Because this is the second time" not in visitor.page, "a component waits for its condition"
        await act(visitor, "see-choices")
        await act(visitor, "choose-slot")
        await wait(visitor)
        assert "Because this is the second time, Nordlicht Outfitters gives you 10 euros" in visitor.page


async def test_a_screen_that_is_sent_twice_is_answered_once(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        await begun(visitor)
        await wait(visitor)
        path, step = visitor.path, visitor.value("step")
        await act(visitor, "see-choices")
        assert await visitor.send(f"{path}/steps", {"event": "see-choices", "step": step, "role": "recipient"}) == 409
        assert "This screen was answered already, so nothing was done twice" in visitor.page
        assert "How do you want to have it?" in visitor.page
        await visitor.read(path)
        assert "How do you want to have it?" in visitor.page, "a reload goes on where the run is"
        await visitor.read("/templates/parcel-delay/play")
        assert "You have a run that goes on" in visitor.page


async def test_one_goes_back_begins_again_and_gives_up(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        await begun(visitor)
        await wait(visitor)
        path = visitor.path
        await act(visitor, "see-choices")
        await visitor.send(f"{path}/returns", {"step": visitor.value("step"), "role": "recipient"})
        assert "comes later than we promised" in visitor.page
        await visitor.send(f"{path}/restarts", {"role": "recipient"})
        assert "Your parcel is on its way" in visitor.page
        await visitor.send(f"{path}/endings", {"role": "recipient"})
        assert "The run is over" in visitor.page
        assert "Given up" in visitor.page


async def test_what_has_to_be_filled_in_is_asked_for_and_what_was_written_stays(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        await begun(visitor, preset="wrong-address")
        await wait(visitor)
        await act(visitor, "see-choices")
        await act(visitor, "choose-slot")
        await wait(visitor)
        path = visitor.path
        assert await act(visitor, "confirm-address") == 409
        assert "has to be filled in first" in visitor.alert()
        await visitor.read(path)
        assert await act(visitor, "confirm-address", **{"v-address": "x" * 2001}) == 409
        assert "2000 is the most" in visitor.alert()
        assert "x" * 2001 in visitor.html, "what was written is not lost"
        await visitor.read(path)
        assert await act(visitor, "confirm-address", **{"v-address": "<script>alert(1)</script>"}) == 200
        assert "How do you want to have it?" in visitor.page
        await act(visitor, "choose-slot")
        await visitor.send(f"{path}/roles", {"role": "carrier"})
        await visitor.read(path)
        await wait(visitor)
        await visitor.read(f"{path}?role=carrier")
        assert "On the new tour" in visitor.page
        assert "<script>alert(1)</script>" in visitor.page
        assert "<script>alert" not in visitor.html


async def test_something_wrong_is_said_about_the_exact_state_and_stands_in_the_record(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        path = await begun(visitor)
        assert await visitor.send(f"{path}/remarks", {"role": "recipient", "text": ""}) == 409
        await visitor.send(f"{path}/remarks", {"role": "recipient", "text": "Which day is today?"})
        assert await visitor.read(f"{path}/record") == 200
        assert "Which day is today?" in visitor.page
        assert "Recipient, Your parcel is on its way, after step 0" in visitor.page
        assert "Replays to the same states" in visitor.page


async def test_a_recorded_run_is_played_again_step_by_step_with_what_was_entered_and_where_they_went_back(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        path = await begun(visitor)
        assert await visitor.read(f"{path}/record") == 200
        assert f"{path}/replay" not in unescape(visitor.html), "nothing has happened yet"
        await visitor.read(path)
        await wait(visitor)
        await visitor.read(f"{path}/record")
        assert f'href="{path}/replay"' in unescape(visitor.html)
        assert await visitor.read(f"{path}/replay") == 200
        assert "Your parcel is on its way" in visitor.page
        last = int(re.search(r"step 0 of (\d+)", visitor.page)[1])  # type: ignore[index] # the page says so, or the test fails
        assert await visitor.read(f"{path}/replay?step={last}&role=recipient") == 200
        assert "Here the run ended" in visitor.page
        shown = re.search(r"Recipient : (.+?) step", visitor.page)
        await visitor.read(path)
        assert shown
        assert shown[1] in visitor.page


async def test_somebody_lets_a_fault_happen_and_another_takes_a_role(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        path = await begun(visitor)
        await visitor.send(f"{path}/happenings", {"event": "parcel-lost", "role": "recipient"})
        assert "Still to strike, as soon as it can: The scan finds no parcel" in visitor.page
        visitor.become("bo")
        await visitor.read(path)
        assert "you watch this" in visitor.page
        await visitor.send(f"{path}/roles", {"role": "support"})
        assert "No case is open" in visitor.page
        visitor.become("ana")
        await visitor.read(path)
        await wait(visitor)
        await act(visitor, "ask-support")
        visitor.become("bo")
        await visitor.read(f"{path}?role=support")
        assert "A recipient asks for help" in visitor.page
        await act(visitor, "send-again")
        visitor.become("ana")
        await visitor.read(path)
        assert "That is it" in visitor.page


async def test_a_run_is_attached_to_a_criterion_as_evidence(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        decision = await visitor.house.decision()
        path = await begun(visitor)
        criterion = f"{decision} crt_{'0' * 26}"
        assert await visitor.send(f"{path}/evidence", {"criterion": criterion}) == 422, "what goes on shows nothing yet"
        await visitor.read(path)
        await visitor.send(f"{path}/endings", {"role": "recipient"})
        await visitor.read(path)
        assert "D-1 Retry after a decline: It answers within 5 s." in visitor.page
        await visitor.send(f"{path}/evidence", {"criterion": criterion, "shows": "They gave up at once."})
        assert visitor.path == f"/decisions/{decision}"
        assert f'href="{path}/record"' in visitor.html.replace("&#x2f;", "/")
        async with visitor.house.installation.handling.reading(visitor.house.cycle) as cycle:
            (found,) = cycle.evidence.values()
            assert (found.kind, found.reference) == ("run", path.removeprefix("/runs/"))
            assert found.submitted_at == MONDAY


async def test_a_run_that_is_not_there_is_not_found(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        assert await visitor.read(f"/runs/run_{'0' * 26}") == 404
        path = await begun(visitor)
        assert await visitor.send(f"{path}/nothing", {}) == 404
        assert _RUN.search(path)


FRAMED = """<style>body { color: red }</style><script>alert(1)</script><img src=x onerror=alert(2)><a href="https://evil.example">x</a>"""


def with_html(text: str) -> str:
    """Return a journey whose first screen is HTML that somebody wrote."""
    content = plain()
    content["screens"][0] = {"id": "cart", "title": "Cart <b>", "role": "buyer", "html": text, "stage": "checkout"}
    content["screens"][0]["content"] = []
    return json.dumps(content)


async def test_html_of_a_screen_is_shown_in_a_frame_on_no_origin(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        house = visitor.house
        naughty = [*json.loads(NAUGHTY.read_text(encoding="utf-8"))[:300:10]]
        new_id = house.installation.handling.context(actor="", surface="web").new_id
        content = with_html(FRAMED + "\n".join(one for one in naughty if one.isprintable()))
        journey = await house.done("ana", CreateJourney(cycle_id=house.cycle, content=content), new_id("jrn"))
        assert await visitor.read(f"/journeys/{journey}/play") == 200
        assert await visitor.send(f"/journeys/{journey}/runs", {"role": "buyer"}) == 200
        assert 'sandbox src="/runs/' in visitor.html.replace("&#x2f;", "/")
        assert "<script>alert" not in visitor.html
        assert "evil.example" not in visitor.html
        path = visitor.path
        pressed = visitor.html
        assert await visitor.read(f"{path}/frames/cart") == 200
        policy = visitor.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")
        assert policy.endswith("sandbox"), "no scripts, no forms, no origin, and no way to the page around it"
        assert FRAMED in visitor.html
        assert await visitor.read(f"{path}/frames/paid") == 404
        visitor.html = pressed
        await visitor.send(f"{path}/steps", {"event": "pay", "step": "0", "role": "buyer"})
        assert "Paying" in visitor.page, "what can be done stands below the frame"


async def test_a_journey_of_another_version_is_played_as_it_was(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        house = visitor.house
        new_id = house.installation.handling.context(actor="", surface="web").new_id
        journey = await house.done("ana", CreateJourney(cycle_id=house.cycle, content=json.dumps(plain())), new_id("jrn"))
        assert await visitor.read(f"/journeys/{journey}/play?number=1") == 200
        assert await visitor.read(f"/journeys/{journey}/play?number=2") == 404
        assert await visitor.read(f"/journeys/jrn_{'0' * 26}/play") == 404
