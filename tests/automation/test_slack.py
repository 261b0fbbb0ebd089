"""What Slack is told: a message for each decision that is up for an answer, the same one to its end, and what its answers lead to."""

import asyncio
from datetime import timedelta
from pathlib import Path

from plumbline.domain.cycle.decision import ApproveDecision, DraftDecision
from plumbline.domain.cycle.thread import Anchor, OpenThread
from plumbline.edge import trying, webhooks
from plumbline.outbox.progress import FILE, Progress
from plumbline.projections.attention import needs
from slack_house import Chat, buttons_of, chatting, links_of, telling, words_of
from slack_stand_in import CHANNEL
from webhook_house import context

HOSTILE = "<!channel> & <@U0BO> *all* _now_ `x` <https://evil.example|here> :boom:"


async def test_a_decision_is_one_message_from_its_proposal_to_its_end(tmp_path: Path):
    async with chatting(tmp_path) as chat, telling(chat):
        decision = await chat.house.decision()
        await chat.until_told()
        (message,) = chat.slack.messages.values()
        assert message["channel"] == CHANNEL
        assert buttons_of(message) == ["Approve", "Answer", "Raise blocker"]
        assert "D-1 Retry after a decline" in words_of(message)
        assert "In review" in words_of(message)
        assert f"http://127.0.0.1:8420/decisions/{decision}" in links_of(message)
        await chat.house.proven(decision)
        await chat.house.done("ana", ApproveDecision(decision_id=decision, because="It works."))
        await chat.until_told()
        (message,) = chat.slack.messages.values()
        assert buttons_of(message) == []
        assert "Approved" in words_of(message)
        assert "It works." in words_of(message)
        assert len(chat.slack.made("chat.postMessage")) == 1


async def test_what_changes_nothing_that_is_shown_is_not_sent(tmp_path: Path):
    async with chatting(tmp_path) as chat, telling(chat):
        await chat.house.decision()
        await chat.until_told()
        updates = chat.slack.made("chat.update")
        assert len(await chat.states()) > len(updates) + 1
        assert len({str(one) for one in updates}) == len(updates)


async def test_a_draft_is_nobodys_business_yet(tmp_path: Path):
    async with chatting(tmp_path) as chat, telling(chat):
        section, objective = await chat.house.place()
        await chat.house.done("ana", DraftDecision(title="Later", section_id=section, objective_id=objective))
        await chat.until_told()
        assert chat.slack.messages == {}


async def test_what_people_write_calls_nobody_and_marks_nothing(tmp_path: Path):
    async with chatting(tmp_path) as chat, telling(chat):
        section, objective = await chat.house.place()
        drafted = DraftDecision(
            title=HOSTILE, question=HOSTILE, section_id=section, objective_id=objective, owner_id=chat.house.people["ana"],
            due_at=chat.house.clock() + timedelta(days=2), fallback=HOSTILE, propose=True,
        )  # fmt: skip
        await chat.house.done("ana", drafted)
        await chat.until_told()
        (message,) = chat.slack.messages.values()
        assert "<" not in message["text"]
        assert (message["mrkdwn"], message["parse"], message["link_names"]) == (False, "none", False)
        kinds = {block["type"] for block in message["blocks"]}
        assert kinds <= {"rich_text", "context", "actions"}
        assert '"mrkdwn"' not in str(message["blocks"]).replace("'", '"')
        assert HOSTILE in words_of(message)


async def test_what_was_posted_is_known_after_a_restart(tmp_path: Path):
    async with chatting(tmp_path) as chat:
        decision = await chat.house.decision()
        async with telling(chat):
            await chat.until_told()
        again = Progress.open(chat.house.installation.data / FILE)
        kept = again.reference(chat.endpoint_id, decision)
        again.close()
        assert kept is not None
        assert kept.key.startswith(f"{CHANNEL}:1700000000.000000:")
        async with telling(chat):
            await _asked(chat, decision)
            await chat.until_told()
        assert len(chat.slack.made("chat.postMessage")) == 1
        assert "T-1" in words_of(chat.slack.messages["1700000000.000000"])


async def test_a_kill_before_the_answer_repeats_the_message_and_keeps_the_newer_one_up_to_date(tmp_path: Path):
    async with chatting(tmp_path) as chat:
        chat.slack.silent = True
        decision = await chat.house.decision()
        async with telling(chat):
            await chat.until(lambda: chat.slack.made("chat.postMessage"))
        chat.slack.silent = False
        again = Progress.open(chat.house.installation.data / FILE)  # as a start of the server does: what was on its way is due again
        again.close()
        async with telling(chat):
            await chat.until_told()
            await _asked(chat, decision)
            await chat.until_told()
        older, newer = chat.slack.messages.values()
        assert "T-1" in words_of(newer)
        assert "T-1" not in words_of(older)


async def test_a_token_that_was_revoked_rests_the_connection_and_asks_for_another(tmp_path: Path):
    async with chatting(tmp_path) as chat, telling(chat) as sender:
        chat.slack.failing["chat.postMessage"] = "token_revoked"
        decision = await chat.house.decision()
        one = chat.house.installation
        await chat.until(lambda: len(chat.slack.made("chat.postMessage")) == 1)
        await _until_standing(chat, "disabled")
        assert set(await chat.states()) <= {"parked", "delivered"}
        (need,) = [it for it in await needs(one.ledger, chat.house.people["ana"]) if it.item_kind == "endpoint"]
        assert need.reason == "attention.endpoint_revoked"
        assert [it.fault for it in await chat.attempts()] == ["Slack said token_revoked"]
        assert "xoxb" not in (await chat.attempts())[0].sent
        chat.slack.failing.clear()
        await webhooks.enable(one, context(chat.house), chat.endpoint_id)
        sender.wake()
        await chat.until_told()
        assert one.progress.reference(chat.endpoint_id, decision) is not None


async def test_slack_that_asks_for_a_pause_gets_it(tmp_path: Path):
    async with chatting(tmp_path) as chat, telling(chat) as sender:
        chat.slack.failing["chat.postMessage"] = "ratelimited"
        chat.slack.waiting = 600
        await chat.house.decision()
        async with asyncio.timeout(20):
            while not await chat.attempts():  # noqa: ASYNC110 - it stands in a file
                await asyncio.sleep(0.02)
        chat.slack.failing.clear()
        chat.house.clock.set(chat.house.clock() + timedelta(minutes=9))
        sender.wake()
        await asyncio.sleep(0.2)
        assert len(chat.slack.made("chat.postMessage")) == 1
        chat.house.clock.set(chat.house.clock() + timedelta(minutes=2))
        sender.wake()
        await chat.until_told()
        assert len(chat.slack.messages) == 1


async def test_a_message_that_somebody_deleted_is_posted_again_while_an_answer_is_needed(tmp_path: Path):
    async with chatting(tmp_path) as chat, telling(chat):
        decision = await chat.house.decision()
        await chat.until_told()
        chat.slack.messages.clear()
        await chat.house.proven(decision)
        await chat.until_told()
        (message,) = chat.slack.messages.values()
        assert "Approve" in buttons_of(message)
        chat.slack.messages.clear()
        await chat.house.done("ana", ApproveDecision(decision_id=decision, because="It works."))
        await chat.until_told()
        assert chat.slack.messages == {}


async def test_a_message_that_slack_will_never_take_stops_no_other(tmp_path: Path):
    async with chatting(tmp_path) as chat, telling(chat):
        chat.slack.failing["chat.postMessage"] = "invalid_blocks"
        await chat.house.decision()
        await _until_all_ended(chat)
        assert "exhausted" in await chat.states()
        found = await webhooks.endpoint_of(chat.house.installation, chat.endpoint_id)
        assert found
        assert found.standing == "active"
        assert chat.house.installation.progress.failing_since(chat.endpoint_id) is None


async def test_a_connection_says_whose_token_it_has_and_posts_a_test(tmp_path: Path):
    async with chatting(tmp_path) as chat:
        one, who = chat.house.installation, context(chat.house)
        answered = await trying.verify(one, who, chat.endpoint_id)
        assert getattr(answered, "body", b"") == b"Let in as plumbline at House"
        tried = await trying.try_out(one, who, chat.endpoint_id)
        assert getattr(tried, "body", b"") == b"Posted into the channel"
        assert [it["text"] for it in chat.slack.messages.values()] == ["A test from Plumbline. Nothing happened."]
        chat.slack.failing["chat.postMessage"] = "not_in_channel"
        refused = await trying.try_out(one, who, chat.endpoint_id)
        assert getattr(refused, "fault", "") == "Slack said not_in_channel: invite the app into the channel"


async def _asked(chat: Chat, decision: str) -> None:
    section, objective = await chat.house.place()
    opened = OpenThread(section_id=section, objective_id=objective, anchor=Anchor(kind="decision", id=decision), text="Why?")
    await chat.house.done("bo", opened)


async def _until_standing(chat: Chat, wanted: str) -> None:
    async with asyncio.timeout(20):
        while True:
            found = await webhooks.endpoint_of(chat.house.installation, chat.endpoint_id)
            if found and found.standing == wanted:
                return
            await asyncio.sleep(0.02)


async def _until_all_ended(chat: Chat) -> None:
    async with asyncio.timeout(20):
        while set(await chat.states()) - {"delivered", "exhausted"}:  # noqa: ASYNC110 - it stands in a file
            await asyncio.sleep(0.02)
