"""Runs through the API: begun, played step by step, read, refused with the same words as on the pages."""

from typing import Any

from httpx import AsyncClient as Client

from small_house import House


async def begun(client: Client, **more: Any) -> str:
    answer = await client.post("/v1/templates/parcel-delay/runs", json={"role": "recipient", **more})
    assert answer.status_code == 201, answer.text
    return f"/v1/runs/{answer.json()['item']}"


async def screen(client: Client, run: str) -> str:
    return (await client.get(run)).json()["roles"][0]["screen"]


async def test_a_run_is_played_to_its_end(client: Client):
    run = await begun(client, task="get-it-on-saturday")
    shown = (await client.get(run)).json()
    assert (shown["step"], shown["waits"], shown["roles"][0]["acts"]) == (0, True, [])
    assert (await client.post(f"{run}/waits", json={"read_step": 0, "role": "recipient"})).status_code == 201
    assert await screen(client, run) == "late"
    await client.post(f"{run}/steps", json={"read_step": 1, "role": "recipient", "event": "see-choices"})
    entries = [{"variable": "day", "value": "saturday"}]
    chosen = {"read_step": 2, "role": "recipient", "event": "choose-slot", "entries": entries}
    assert (await client.post(f"{run}/steps", json=chosen)).status_code == 201
    again = await client.post(f"{run}/steps", json=chosen)
    assert (again.status_code, again.json()["code"]) == (409, "run.moved")
    await client.post(f"{run}/waits", json={"read_step": 4, "role": "recipient"})
    await client.post(f"{run}/answers", json={"question": "ease", "answer": 7})
    shown = (await client.get(run)).json()
    assert (shown["result"], shown["success"], shown["answers"], shown["differs"]) == ("success", True, {"ease": 7}, 0)
    assert shown["values"]["day"] == "saturday"
    assert [one["happened"] for one in shown["moves"]] == ["delay-found", "see-choices", "", "choose-slot", "loaded", "at-the-door"]


async def test_a_run_is_listed_under_what_was_played(client: Client, house: House):
    journey = (await client.post(f"/v1/cycles/{house.cycle}/journeys", json={"template": "parcel-delay"})).json()["item"]
    answer = await client.post(f"/v1/journeys/{journey}/runs", json={"role": "support", "cohort": "pilot"})
    assert answer.status_code == 201, answer.text
    await begun(client)
    (one,) = (await client.get(f"/v1/runs?of={journey}")).json()["items"]
    assert (one["role"], one["cohort"], one["number"]) == ("support", "pilot", 1)
    assert len((await client.get("/v1/runs?of=parcel-delay")).json()["items"]) == 1


async def test_many_runs_are_read_in_pages_the_newest_first_and_each_once(client: Client):
    begun_so_far = [(await begun(client)).rpartition("/")[2] for _ in range(5)]
    read, after, pages = list[str](), "", 0
    while pages == 0 or after:
        page = (await client.get(f"/v1/runs?of=parcel-delay&limit=2&after={after}")).json()
        read, after, pages = [*read, *(one["id"] for one in page["items"])], page["next"], pages + 1
    assert (read, pages) == (sorted(begun_so_far, reverse=True), 3)


async def test_a_run_that_begins_wrong_says_everything(client: Client):
    answer = await client.post("/v1/templates/parcel-delay/runs", json={"role": "nobody", "preset": "x", "task": "x"})
    assert answer.status_code == 409
    assert [one["rule"] for one in answer.json()["findings"]] == ["run.role", "run.preset", "run.task"]
    assert (await client.post("/v1/templates/nothing/runs", json={})).status_code == 404
    assert (await client.get(f"/v1/runs/run_{'0' * 26}")).status_code == 404
    assert (await client.post(f"/v1/runs/run_{'0' * 26}/waits", json={"read_step": 0, "role": "x"})).status_code == 404


async def test_a_link_for_participants_is_made_listed_and_ended(client: Client, house: House):
    made = await client.post("/v1/templates/parcel-delay/play-links", json={"consent": "We record it.", "cohort": "pilot", "days": 7})
    assert made.status_code == 201, made.text
    assert "/p/" in made.json()["address"]
    (one,) = (await client.get("/v1/play-links?of=parcel-delay")).json()["items"]
    assert (one["id"], one["state"], one["cohort"], one["role"]) == (made.json()["id"], "open", "pilot", "recipient")
    assert (await client.post(f"/v1/play-links/{one['id']}/ending", cookies={"plumbline_person": house.people["bo"]})).status_code == 409
    client.cookies.clear()
    assert (await client.post(f"/v1/play-links/{one['id']}/ending")).status_code == 201
    assert (await client.get("/v1/play-links")).json()["items"][0]["state"] == "ended"
    wrong = await client.post("/v1/templates/parcel-delay/play-links", json={"consent": " ", "days": 91})
    assert [finding["rule"] for finding in wrong.json()["findings"]] == ["play.until", "play.consent"]
    assert (await client.post("/v1/templates/parcel-delay/play-links", json={"consent": "x", "role": "x"})).status_code == 409


async def test_what_runs_covered_is_said_of_exactly_the_content_that_was_played(client: Client, house: House):
    journey = (await client.post(f"/v1/cycles/{house.cycle}/journeys", json={"template": "parcel-delay"})).json()["item"]
    before = (await client.get(f"/v1/coverage?of={journey}")).json()
    assert (before["runs"], before["exceptions"]["count"], before["complete"]) == (0, 0, True)
    answer = await client.post(f"/v1/journeys/{journey}/runs", json={"role": "recipient", "task": "get-it-on-saturday"})
    run = f"/v1/runs/{answer.json()['item']}"
    await client.post(f"{run}/waits", json={"read_step": 0, "role": "recipient"})
    after = (await client.get(f"/v1/coverage?of={journey}")).json()
    assert (after["runs"], after["transitions"]["of"], after["tasks"]["count"]) == (1, before["transitions"]["of"], 0)
    gone = {one["id"] for one in before["uncovered"]} - {one["id"] for one in after["uncovered"]}
    assert gone == {"uncovered:t1:delay-found", "uncovered:t2:delay-found"}, "the delay was found, by the recipient and by the carrier"
    assert all(one["way"] for one in after["uncovered"])
    edited = {"edits": [{"op": "set", "kind": "screen", "part": "late", "name": "title", "value": '"It is late"'}]}
    assert (await client.post(f"/v1/journeys/{journey}/edits", json=edited)).status_code == 201
    assert (await client.post(f"/v1/journeys/{journey}/versions", json={"name": "Said better"})).status_code == 201
    assert (await client.get(f"/v1/coverage?of={journey}")).json()["runs"] == 0, "another content, which nobody played"
    assert (await client.get("/v1/coverage?of=nothing")).status_code == 404
