"""Branches through the API: begun, worked on apart, looked at before they come in, brought in once, and again."""

from typing import Any

from httpx import AsyncClient as Client

from plumbline.domain.journey.edit import Edit, setting
from small_house import House
from small_journey import plain

BASKET = setting("screen", "cart", "title", "Basket")
TROLLEY = setting("screen", "cart", "title", "Trolley")


class Work:
    """A journey and a branch of it."""

    def __init__(self, client: Client) -> None:
        self.client = client

    async def begin(self, house: House) -> tuple[str, str]:
        made = await self.client.post(f"/v1/cycles/{house.cycle}/journeys", json={"content": plain()})
        self.journey = made.json()["item"]
        begun = await self.client.post(f"/v1/journeys/{self.journey}/branches", json={"name": "Pickup points"})
        assert begun.status_code == 201, begun.text
        self.branch = begun.json()["item"]
        return self.journey, self.branch

    async def edit(self, journey: str, *edits: Edit, keep: bool = False) -> None:
        names = ("op", "kind", "part", "screen", "name", "before", "value")
        sent = {"edits": [{name: getattr(one, name) for name in names} for one in edits]}
        assert (await self.client.post(f"/v1/journeys/{journey}/edits", json=sent)).status_code == 201
        if keep:
            assert (await self.client.post(f"/v1/journeys/{journey}/versions", json={})).status_code == 201

    async def incoming(self, into: str, source: str) -> dict[str, Any]:
        return (await self.client.get(f"/v1/journeys/{into}/incoming/{source}")).json()

    async def merge(self, into: str, source: str, *choices: dict[str, Any], **more: Any) -> Any:
        return await self.client.post(f"/v1/journeys/{into}/merges", json={"source_id": source, "choices": choices, **more})

    async def title(self, journey: str) -> str:
        content = (await self.client.get(f"/v1/journeys/{journey}")).json()["content"]
        return next(one["title"] for one in content["screens"] if one["id"] == "cart")


async def test_a_branch_is_a_journey_that_remembers_where_it_began(client: Client, house: House):
    journey, branch = await Work(client).begin(house)
    shown = (await client.get(f"/v1/journeys/{branch}")).json()
    assert (shown["origin_id"], shown["origin_number"], shown["branch"]) == (journey, 1, "Pickup points")
    listed = (await client.get(f"/v1/journeys/{journey}/branches")).json()["items"]
    assert [(one["id"], one["name"], one["number"]) for one in listed] == [(branch, "Pickup points", 1)]
    titles = [one["title"] for one in (await client.get(f"/v1/cycles/{house.cycle}/journeys")).json()["items"]]
    assert sorted(titles) == ["A payment", "A payment (Pickup points)"]


async def test_a_branch_is_looked_at_and_brought_in(client: Client, house: House):
    work = Work(client)
    journey, branch = await work.begin(house)
    await work.edit(branch, BASKET, keep=True)
    found = await work.incoming(journey, branch)
    assert [one["part"] for one in found["changes"]] == ["cart"]
    assert (found["conflicts"], found["number"], found["changed_since"]) == ([], 2, False)
    assert (await work.merge(journey, branch, read_digest=found["digest"])).status_code == 201
    house.installation.states.drop(journey)
    assert await work.title(journey) == "Basket"
    assert (await work.incoming(journey, branch))["changes"] == []
    assert (await work.merge(journey, branch)).json()["changed"] is False


async def test_edits_that_no_version_holds_stay_out_and_are_told(client: Client, house: House):
    work = Work(client)
    journey, branch = await work.begin(house)
    await work.edit(branch, BASKET)
    found = await work.incoming(journey, branch)
    assert (found["changed_since"], found["changes"]) == (True, [])


async def test_a_conflict_is_listed_and_refused_until_somebody_chooses(client: Client, house: House):
    work = Work(client)
    journey, branch = await work.begin(house)
    await work.edit(branch, BASKET, keep=True)
    await work.edit(journey, TROLLEY)
    (conflict,) = (await work.incoming(journey, branch))["conflicts"]
    assert (conflict["name"], conflict["mine"], conflict["theirs"]) == ("title", "Trolley", "Basket")
    refused = await work.merge(journey, branch)
    assert refused.status_code == 409
    assert [one["rule"] for one in refused.json()["findings"]] == ["journey.merge_conflict"]
    assert await work.title(journey) == "Trolley"
    choice = {"kind": "screen", "part": "cart", "name": "title", "take": "own", "value": "Bag"}
    assert (await work.merge(journey, branch, choice)).status_code == 201
    assert await work.title(journey) == "Bag"


async def test_both_directions_work_one_after_the_other_without_losing_anything(client: Client, house: House):
    work = Work(client)
    journey, branch = await work.begin(house)
    await work.edit(branch, BASKET, keep=True)
    await work.edit(journey, setting("screen", "paying", "title", "We pay"), keep=True)
    assert (await work.merge(branch, journey)).status_code == 201
    assert await work.title(branch) == "Basket"
    assert (await work.merge(journey, branch)).status_code == 201
    contents = [(await client.get(f"/v1/journeys/{one}")).json()["content"]["screens"] for one in (journey, branch)]
    assert contents[0] == contents[1]
    await work.edit(branch, TROLLEY, keep=True)
    again = await work.merge(journey, branch)
    assert again.status_code == 201, again.text
    assert await work.title(journey) == "Trolley"
    paying = next(one for one in (await client.get(f"/v1/journeys/{journey}")).json()["content"]["screens"] if one["id"] == "paying")
    assert paying["title"] == "We pay"


async def test_journeys_that_did_not_begin_as_one_are_not_merged(client: Client, house: House):
    journey, _ = await Work(client).begin(house)
    other, branch = await Work(client).begin(house)
    for source in (other, branch, "jrn_00000000000000000000000000", journey):
        assert (await client.get(f"/v1/journeys/{journey}/incoming/{source}")).status_code == 404
        assert (await client.post(f"/v1/journeys/{journey}/merges", json={"source_id": source})).status_code == 404
    assert (await client.post(f"/v1/journeys/{journey}/branches", json={"name": ""})).status_code in (409, 422)
    assert (await client.post(f"/v1/journeys/{journey}/branches", json={"name": "x", "number": 9})).status_code == 404
