"""A connector's conversation over a real connection: what it may ask, where what lets us in goes, and when it ends."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

from plumbline.outbox.address_guard import allowed_networks
from plumbline.outbox.connector import Call, Connection, Conversation, Outcome, Reply
from plumbline.outbox.conversing import MOST_CALLS, Spoken, converse
from plumbline.outbox.posting import Poster
from webhook_receiver import Message, Receiver, answer, receiving

TOKEN = "Bearer of-the-connection"


async def led(receiver: Receiver, talk: Callable[[Connection], Conversation], networks: str = "127.0.0.0/8") -> Spoken:
    connection = Connection(
        endpoint_id="end_1", address=f"http://127.0.0.1:{receiver.port}/api", settings={}, secrets={}, base_url="http://house"
    )
    poster = Poster()
    try:
        return await converse(
            talk(connection), connection, lambda: datetime.now(UTC), networks=allowed_networks(networks), poster=poster, patience=5
        )
    finally:
        poster.close()


async def test_what_was_found_decides_what_is_asked_next():
    async def issues(message: Message) -> bytes:
        return answer(200, json.dumps({"path": message.target}), X_RateLimit_Remaining="7")

    def talk(_: Connection) -> Conversation:
        found: Reply = yield Call(method="GET", path="/issues?marker=com_1", headers={})
        changed = yield Call(method="PATCH", path="/issues/7", headers={}, body=json.dumps({"seen": json.loads(found.body)}).encode())
        return Outcome(came="taken", said=changed.headers["x-ratelimit-remaining"])

    async with receiving(issues) as receiver:
        spoken = await led(receiver, talk)
    assert spoken.outcome == Outcome(came="taken", said="7")
    assert [one.target for one in receiver.messages] == ["/api/issues?marker=com_1", "/api/issues/7"]
    assert json.loads(receiver.messages[1].body) == {"seen": {"path": "/api/issues?marker=com_1"}}
    assert "content-length" not in receiver.messages[0].headers


async def test_an_answer_of_64_kib_is_kept_whole():
    async def long(_: Message) -> bytes:
        return answer(200, "x" * 65_536)

    def talk(_: Connection) -> Conversation:
        reply = yield Call(method="GET", headers={})
        return Outcome(came="taken", said=str(len(reply.body)))

    async with receiving(long) as receiver:
        assert (await led(receiver, talk)).outcome.said == "65536"


async def test_what_lets_us_in_is_sent_there_and_written_down_nowhere():
    def talk(_: Connection) -> Conversation:
        yield Call(method="POST", headers={"Authorization": TOKEN}, body=b"{}")
        return Outcome(came="taken")

    async with receiving(_taking) as receiver:
        spoken = await led(receiver, talk)
        assert receiver.messages[0].headers["authorization"] == TOKEN
    assert "Authorization: …" in spoken.answered.sent
    assert TOKEN not in spoken.answered.sent


async def test_what_lets_us_in_goes_to_no_other_machine():
    async with receiving(_taking) as here, receiving(_taking) as other:

        def talk(_: Connection) -> Conversation:
            yield Call(method="POST", headers={"Authorization": TOKEN}, body=b"{}", elsewhere=f"http://127.0.0.1:{other.port}/answer")
            return Outcome(came="taken")

        await led(here, talk)
        assert "authorization" not in other.messages[0].headers


async def test_a_guarded_address_is_told_to_the_connector_as_no_answer():
    def talk(_: Connection) -> Conversation:
        reply = yield Call(method="POST", headers={}, body=b"{}")
        return Outcome(came="again", said=f"{reply.status} {reply.fault}")

    async with receiving(_taking) as receiver:
        spoken = await led(receiver, talk, networks="10.0.0.0/8")
    assert spoken.outcome.said.startswith("0 nothing was sent: 127.0.0.1")
    assert receiver.messages == []


async def test_a_conversation_that_does_not_end_is_ended():
    def talk(_: Connection) -> Conversation:
        while True:
            yield Call(method="GET", headers={})

    async with receiving(_taking) as receiver:
        spoken = await led(receiver, talk)
    assert (spoken.outcome.came, len(receiver.messages)) == ("again", MOST_CALLS)


async def _taking(_: Message) -> bytes:
    return answer(200, "{}")
