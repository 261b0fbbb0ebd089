"""Who must do what, and who is there, for programs."""

from httpx import AsyncClient as Client

from small_house import House


async def test_the_caller_reads_what_needs_them_and_why(client: Client, house: House):
    decision = await house.decision("ana")
    items = (await client.get("/v1/needs")).json()["items"]
    assert {one["person_id"] for one in items} == {house.people["ana"]}
    [need] = [one for one in items if one["item_id"] == decision]
    assert (need["verb"], need["number"], need["title"]) == ("decide", 1, "Retry after a decline")
    assert (need["reason"], need["why"], need["escalated"]) == ("attention.you_own", "You own it.", False)
    assert need["cycle_id"] == house.cycle
    assert need["due_at"] > need["since"]


async def test_the_needs_of_somebody_else_are_asked_for_by_id(client: Client, house: House):
    decision = await house.decision("bo")
    answer = await client.get("/v1/needs", params={"person": house.people["bo"]})
    assert {need["person_id"] for need in answer.json()["items"]} == {house.people["bo"]}
    assert decision in {need["item_id"] for need in answer.json()["items"]}
    assert decision not in {need["item_id"] for need in (await client.get("/v1/needs")).json()["items"]}


async def test_nobody_is_asked_for_who_is_not_here(client: Client):
    answer = await client.get("/v1/needs", params={"person": "usr_nobody"})
    assert (answer.status_code, answer.json()["code"]) == (404, "person.missing")


async def test_people_are_listed_with_their_names(client: Client, house: House):
    people = (await client.get("/v1/people")).json()["items"]
    assert {one["id"] for one in people} == set(house.people.values())
    assert all(one["name"] and one["active"] for one in people)
