"""What endpoints are told: everything that they asked for, at least once, each without waiting for another."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from plumbline.edge import trying, webhooks
from plumbline.kernel.outcome import Refusal
from plumbline.outbox.progress import Progress
from plumbline.outbox.signing import verify
from plumbline.projections.deliveries import owed_count
from webhook_authority import Authority
from webhook_house import context, endpoint, open_house, sending, something, states, until_states
from webhook_receiver import Message, answer, receiving, willing


async def test_an_event_reaches_the_endpoint_signed_and_under_its_own_id(tmp_path: Path):
    async with open_house(tmp_path) as house, receiving() as receiver:
        made = await endpoint(house, receiver, ["workspace.member_added"])
        async with sending(house):
            await something(house)
            (message,) = await receiver.until(1)
            await until_states(house, made.endpoint_id, ["delivered"])
        verify(message.headers, message.body, [made.secret], house.clock())
        verify(message.headers, message.body, [webhooks.public_key(house.installation)], house.clock())
        assert message.headers["webhook-id"] == message.event["id"]
        assert message.target == "/in"
        assert message.headers["host"] == f"127.0.0.1:{receiver.port}"


async def test_what_was_not_asked_for_is_not_sent(tmp_path: Path):
    async with open_house(tmp_path) as house, receiving() as receiver:
        made = await endpoint(house, receiver, ["decision.*"])
        async with sending(house):
            await something(house)
            await house.decision()
            await receiver.until(1)
        assert {one.event["type"].split(".")[2] for one in receiver.messages} == {"decision"}
        assert set(await states(house, made.endpoint_id)) <= {"delivered", "pending", "leased"}


async def test_until_it_is_verified_an_endpoint_is_sent_a_challenge_only_and_then_what_waited(tmp_path: Path):
    async with open_house(tmp_path) as house, receiving() as receiver:
        made = await endpoint(house, receiver, ["workspace.*"], verified=False)
        async with sending(house):
            await something(house)
            await asyncio.sleep(0.1)
            assert await states(house, made.endpoint_id) == ["parked"]
            assert receiver.messages == []
            await trying.verify(house.installation, context(house), made.endpoint_id)
            await receiver.until(2)
        assert [one.event["type"] for one in receiver.messages] == [
            "com.plumbline.endpoint.challenged.v1", "com.plumbline.workspace.member_added.v1",
        ]  # fmt: skip


async def test_a_receiver_that_does_not_know_the_challenge_is_not_verified(tmp_path: Path):
    async def indifferent(message: Message) -> bytes:
        return answer(200, "ok")

    async with open_house(tmp_path) as house, receiving(indifferent) as receiver:
        made = await endpoint(house, receiver, verified=False)
        refused = await trying.verify(house.installation, context(house), made.endpoint_id)
        assert isinstance(refused, Refusal)
        assert [one.rule for one in refused.findings] == ["endpoint.asked"]


async def test_a_failed_attempt_is_made_again_with_a_new_time_and_the_same_id(tmp_path: Path):
    replies = [answer(500, "broken"), answer(302, "", Location="http://127.0.0.1:1/"), answer(204)]

    async def mending(message: Message) -> bytes:
        return replies.pop(0) if "challenge" not in message.body.decode() else await willing(message)

    async with open_house(tmp_path) as house, receiving(mending) as receiver:
        made = await endpoint(house, receiver, ["workspace.*"])
        async with sending(house) as sender:
            await something(house)
            for count in (1, 2, 3):
                await receiver.until(count)
                await until_states(house, made.endpoint_id, ["delivered" if count == 3 else "pending"])
                house.clock.set(house.clock() + timedelta(minutes=2))
                sender.wake()
        first, second, third = receiver.messages
        assert first.headers["webhook-id"] == second.headers["webhook-id"] == third.headers["webhook-id"]
        assert first.body == second.body == third.body
        assert first.headers["webhook-timestamp"] < second.headers["webhook-timestamp"] < third.headers["webhook-timestamp"]
        found = await webhooks.endpoint_of(house.installation, made.endpoint_id)
        assert found is not None
        (one,) = await webhooks.told(house.installation, found)
        whole = await webhooks.told_of(house.installation, found, one.owed.position)
        assert whole is not None
        assert [(one.number, one.status, one.answer) for one in whole[1]] == [(1, 500, b"broken"), (2, 302, b""), (3, 204, b"")]


async def test_an_endpoint_that_is_gone_is_disabled_and_what_it_asked_for_waits_until_it_is_enabled(tmp_path: Path):
    gone = True

    async def leaving(message: Message) -> bytes:
        return answer(410) if gone and b"challenge" not in message.body else await willing(message)

    async with open_house(tmp_path) as house, receiving(leaving) as receiver:
        made = await endpoint(house, receiver, ["workspace.*"])
        async with sending(house):
            await something(house)
            await until_states(house, made.endpoint_id, ["parked"])
            found = await webhooks.endpoint_of(house.installation, made.endpoint_id)
            assert found is not None
            assert found.disabled == "gone"
            await something(house)
            assert await states(house, made.endpoint_id) == ["parked", "parked"]
            gone = False
            await webhooks.enable(house.installation, context(house), made.endpoint_id)
            await until_states(house, made.endpoint_id, ["delivered", "delivered"])


async def test_an_endpoint_that_hangs_does_not_delay_another(tmp_path: Path):
    async def hanging(message: Message) -> bytes:
        if b"challenge" not in message.body:
            await asyncio.sleep(60)
        return await willing(message)

    async with open_house(tmp_path) as house, receiving(hanging) as slow, receiving() as quick:
        await endpoint(house, slow, ["workspace.*"])
        made = await endpoint(house, quick, ["workspace.*"])
        async with sending(house):
            for _ in range(12):
                await something(house)
            await quick.until(12, seconds=5)
            await until_states(house, made.endpoint_id, ["delivered"] * 12)
        assert len(slow.messages) <= 4


@pytest.mark.parametrize(
    "said",
    [
        b"", b"not http at all\r\n\r\n", b"HTTP/1.1 200", b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 999999 Odd\r\n\r\n", b"\x16\x03\x01",
    ],
)  # fmt: skip
async def test_nonsense_is_a_failed_attempt(tmp_path: Path, said: bytes):
    async def babbling(message: Message) -> bytes:
        return said if b"challenge" not in message.body else await willing(message)

    async with open_house(tmp_path) as house, receiving(babbling) as receiver:
        made = await endpoint(house, receiver)
        answered = await trying.try_out(house.installation, context(house), made.endpoint_id)
        assert not isinstance(answered, Refusal)
        assert answered.status == 0
        assert answered.fault


async def test_of_a_huge_answer_only_the_first_kilobyte_is_read(tmp_path: Path):
    async def talking(message: Message) -> bytes:
        if b"challenge" in message.body:
            return await willing(message)
        return b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n" + b"z" * 5_000_000

    async with open_house(tmp_path) as house, receiving(talking) as receiver:
        made = await endpoint(house, receiver)
        answered = await trying.try_out(house.installation, context(house), made.endpoint_id)
        assert not isinstance(answered, Refusal)
        assert (answered.status, answered.body) == (200, b"z" * 1024)


async def test_a_receiver_that_an_authority_of_ones_own_vouches_for_is_told_over_https(tmp_path: Path):
    authority = Authority(tmp_path)
    async with open_house(tmp_path) as house, receiving(tls=authority.vouching_for("127.0.0.1")) as receiver:
        refused = await endpoint(house, receiver, ["workspace.*"], verified=False)
        assert isinstance(await trying.verify(house.installation, context(house), refused.endpoint_id), Refusal)
        house.installation = replace(house.installation, authorities=authority.file)
        made = await endpoint(house, receiver, ["workspace.*"])
        async with sending(house, authorities=authority.file):
            await something(house)
            await until_states(house, made.endpoint_id, ["delivered"])


async def test_while_a_secret_is_changed_over_both_count_and_then_only_the_new_one(tmp_path: Path):
    async with open_house(tmp_path) as house, receiving() as receiver:
        made = await endpoint(house, receiver)
        new = await webhooks.rotate(house.installation, context(house), made.endpoint_id, timedelta(hours=1))
        assert isinstance(new, str)
        await trying.try_out(house.installation, context(house), made.endpoint_id)
        house.clock.set(house.clock() + timedelta(hours=2))
        await trying.try_out(house.installation, context(house), made.endpoint_id)
        during, after = receiver.messages
        assert during.headers["webhook-signature"].count("v1,") == 2
        verify(after.headers, after.body, [new], house.clock())
        assert after.headers["webhook-signature"].count("v1,") == 1


async def test_a_removed_endpoint_leaves_no_address_behind_and_what_waited_is_cancelled(tmp_path: Path):
    async with open_house(tmp_path) as house, receiving() as receiver:
        made = await endpoint(house, receiver, ["workspace.*"])
        await something(house)
        await webhooks.remove(house.installation, context(house), made.endpoint_id)
        await something(house)
        assert await states(house, made.endpoint_id) == ["cancelled"]
        assert house.installation.directory.endpoints.of(made.endpoint_id, house.clock()) is None


async def test_the_ledger_never_holds_an_address_or_a_secret(tmp_path: Path):
    async with open_house(tmp_path) as house, receiving() as receiver:
        made = await endpoint(house, receiver)
        secret = await webhooks.rotate(house.installation, context(house), made.endpoint_id)
        assert isinstance(secret, str)
        raw = [
            await house.installation.states.ledger.raw(position + 1) for position in range(await house.installation.states.ledger.size())
        ]
        kept = b"".join(one or b"" for one in raw)
        assert b"127.0.0.1" in kept  # which machine may be recorded
        for part in (made.secret, secret, receiver.address):
            assert part.encode() not in kept


async def test_what_was_under_way_when_a_process_ended_is_due_again(tmp_path: Path):
    async with open_house(tmp_path) as house, receiving() as receiver:
        made = await endpoint(house, receiver, ["workspace.*"])
        await something(house)
        progress = house.installation.progress
        async with sending(house):
            await until_states(house, made.endpoint_id, ["delivered"])
        (one,) = await webhooks.told(house.installation, (await webhooks.endpoints(house.installation))[0])
        assert progress.again(one.owed.position, made.endpoint_id, house.clock())
        (leased,) = progress.lease(made.endpoint_id, house.clock(), 5)
        assert await states(house, made.endpoint_id) == ["leased"]
        again = Progress.open(tmp_path / "deliveries.sqlite")
        assert again.next_due(made.endpoint_id) == leased.due_at
        again.close()


async def test_a_rebuilt_read_model_owes_the_same(tmp_path: Path):
    async with open_house(tmp_path) as house, receiving() as receiver:
        first = await endpoint(house, receiver, ["workspace.*"])
        await something(house)
        await endpoint(house, receiver, ["*"])
        await something(house)
        await webhooks.remove(house.installation, context(house), first.endpoint_id)
        await something(house)
        ledger, states_ = house.installation.ledger, house.installation.states
        ask = "SELECT * FROM owed ORDER BY position, endpoint_id"
        grown = await ledger.query(ask)
        await states_.ledger.rebuild("deliveries", await states_.folds())
        assert await ledger.query(ask) == grown
        assert await owed_count(ledger, first.endpoint_id) > 0
