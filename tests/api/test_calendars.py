"""Working calendars through the API: versions, holidays out of a file, what clocks would change, one's own."""

import base64

from httpx import AsyncClient as Client

from small_house import House

OPENINGS = [{"weekday": day, "opens": "09:00:00", "closes": "17:00:00"} for day in range(5)]


def file_of(*events: str) -> dict[str, str]:
    text = "\n".join(["BEGIN:VCALENDAR", *(f"BEGIN:VEVENT\n{event}\nEND:VEVENT" for event in events), "END:VCALENDAR", ""])
    return {"content": base64.b64encode(text.encode()).decode()}


async def test_a_version_for_a_later_day_is_listed_and_does_not_hold_yet(client: Client):
    body = {"calendar_id": "default", "title": "Summer", "zone": "Europe/Berlin", "openings": OPENINGS, "valid_from": "2026-07-01"}
    answer = await client.post("/v1/calendars", json=body)
    assert answer.status_code == 201, answer.text
    shown = (await client.get("/v1/calendars/default")).json()
    assert (shown["in_force"], [one["title"] for one in shown["versions"]]) == (1, ["Office", "Summer"])
    assert shown["versions"][1]["valid_from"] == "2026-06-30T22:00:00Z"
    assert [one["title"] for one in (await client.get("/v1/calendars")).json()["items"]] == ["Office"]


async def test_holidays_are_taken_all_or_not_at_all(client: Client, house: House):
    answer = await client.post("/v1/calendars/default/holidays", json=file_of("DTSTART;VALUE=DATE:20260303", "DTSTART:20260303T100000Z"))
    assert answer.status_code == 422, answer.text
    assert [finding["rule"] for finding in answer.json()["findings"]] == ["workspace.holiday_file"]
    assert (await client.get("/v1/calendars/default")).json()["in_force"] == 1
    decision = await house.decision()
    answer = await client.post("/v1/calendars/default/holidays", json=file_of("DTSTART;VALUE=DATE:20260303"))
    assert answer.status_code == 201, answer.text
    shown = (await client.get("/v1/calendars/default")).json()
    assert shown["versions"][1]["holidays"] == ["2026-03-03"]
    changed = (await client.get("/v1/calendars/default/rebasings")).json()["items"]
    assert decision in [one["item_id"] for one in changed]
    assert all(one["due_then"] >= one["due_at"] for one in changed)


async def test_a_calendar_that_is_not_there_is_missing(client: Client):
    assert (await client.get("/v1/calendars/moon")).status_code == 404
    assert (await client.post("/v1/calendars/moon/holidays", json=file_of("DTSTART;VALUE=DATE:20260303"))).status_code == 404


async def test_ones_own_calendar_is_chosen_from_those_that_exist(client: Client):
    assert (await client.post("/v1/own-calendar", json={"calendar_id": "default"})).status_code == 201
    answer = await client.post("/v1/own-calendar", json={"calendar_id": "moon"})
    assert [finding["rule"] for finding in answer.json()["findings"]] == ["workspace.calendar_known"]
