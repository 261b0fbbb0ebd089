"""Linking an issue outside by hand, where people do it: the handoff's page and the API."""

import json
from pathlib import Path

from handoff_grounds import accepted
from plumbline.domain.cycle.work_item import LinkWorkItem
from plumbline.domain.workspace.endpoint import AddEndpoint, Setting
from small_house import House
from web_visit import visiting

TRACKER = "end_" + "7" * 26


async def tracked(house: House) -> tuple[str, str]:
    """Connect a tracker and hand a decision over; return the handoff and its line."""
    add = AddEndpoint(
        endpoint_id=TRACKER, title="Shop issues", origin="https://api.github.com", address_fingerprint="a", secret_fingerprint="b",
        connector="github", settings=(Setting(name="repository", value="acme/shop"),),
    )  # fmt: skip
    await house.done("ana", add, house.installation.workspace_id)
    handoff = await accepted(house)
    async with house.installation.handling.reading(house.cycle) as cycle:
        return handoff, next(iter(cycle.handoffs[handoff].lines))


async def test_an_issue_is_linked_by_its_address_and_unlinked_again(tmp_path: Path):
    async with visiting(tmp_path, "bo") as bo:
        handoff, line = await tracked(bo.house)
        page = f"/handoffs/{handoff}"
        await bo.read(page)
        assert "Link work outside" in bo.page
        fields = {"commitment_id": line, "endpoint_id": TRACKER, "work_item": "https://github.com/acme/shop/issues/7"}
        assert await bo.send(f"{page}/work-items", fields) == 200
        assert "Nothing heard yet acme/shop#7" in bo.page
        assert 'rel="noreferrer"' in bo.html
        assert "Link work outside" not in bo.page  # there is one in each tracker
        assert await bo.send(f"{page}/work-item-removals", {"commitment_id": line, "endpoint_id": TRACKER, "reason": "A twin."}) == 200
        assert "Link work outside" in bo.page


async def test_a_refused_link_says_what_is_wrong_and_keeps_what_was_written(tmp_path: Path):
    async with visiting(tmp_path, "bo") as bo:
        handoff, line = await tracked(bo.house)
        await bo.read(f"/handoffs/{handoff}")
        fields = {"commitment_id": line, "endpoint_id": TRACKER, "work_item": "acme/secrets#7"}
        assert await bo.send(f"/handoffs/{handoff}/work-items", fields) == 409
        assert "The tracker is connected for acme/shop; the item is in acme/secrets." in bo.alert()
        assert bo.value("work_item") == "acme/secrets#7"


async def test_without_a_tracker_nothing_can_be_linked(tmp_path: Path):
    async with visiting(tmp_path, "bo") as bo:
        await bo.read(f"/handoffs/{await accepted(bo.house)}")
        assert "Link work outside" not in bo.page


async def test_the_api_shows_the_item_of_each_commitment(tmp_path: Path):
    async with visiting(tmp_path, "bo") as bo:
        handoff, line = await tracked(bo.house)
        await bo.house.done("bo", LinkWorkItem(handoff_id=handoff, commitment_id=line, endpoint_id=TRACKER, reference="acme/shop#7"))
        await bo.read(f"/v1/handoffs/{handoff}")
        item = json.loads(bo.html)["lines"][line]["work_items"][TRACKER]
        assert (item["reference"], item["by_hand"], item["status_at"]) == ("acme/shop#7", True, None)
        await bo.read(f"/v1/cycles/{bo.house.cycle}/warning-signs")
        assert [(one["id"], one["shown_by"]) for one in json.loads(bo.html)["items"] if handoff in one["watched_by"]] == [
            ("work-drifts-from-commitment", [])
        ]
