"""Where connected programs send what they say: nobody listens there for whoever has not been connected."""

from pathlib import Path

from plumbline.ledger.store import Ledger
from small_house import client_of
from webhook_house import endpoint, open_house
from webhook_receiver import receiving


async def test_an_endpoint_that_is_only_told_of_events_answers_like_one_that_does_not_exist(tmp_path: Path):
    async with open_house(tmp_path) as house, client_of(house) as client, receiving() as receiver:
        made = await endpoint(house, receiver)
        ledger: Ledger = house.installation.states.ledger
        before = await ledger.size()
        answers = [await client.post(f"/connect/{one}", content=b"{}") for one in (made.endpoint_id, "end_" + "0" * 26, "x")]
        assert {(one.status_code, one.text) for one in answers} == {(404, "")}
        assert await ledger.size() == before
