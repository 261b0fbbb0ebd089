"""What people do in Slack: they say once who they are, and then approve, answer and raise blockers with their own rights."""

import json
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from plumbline.domain.cycle.thread import Anchor, OpenThread
from plumbline.domain.workspace.workspace import ChangeMember
from plumbline.edge import receiving, webhooks
from plumbline.ledger.entry import Entry
from plumbline.outbox.connectors.slack.message import ANSWER, APPROVE, BLOCKER
from plumbline.projections.attention import needs
from slack_house import Chat, chatting, links_of, words_of
from slack_stand_in import SECRET, form
from web_visit import visiting_house
from webhook_house import context


async def test_somebody_nobody_knows_gets_a_link_that_only_they_see_and_says_who_they_are(tmp_path: Path):
    async with chatting(tmp_path) as chat, visiting_house(chat.house) as visitor:
        decision = await chat.house.decision()
        assert await chat.press(APPROVE, decision) == {}
        link = await _offered(chat)
        visitor.become("ana")
        assert await visitor.read(link) == 200
        assert "If it is not you, close this page" in visitor.page
        assert "u0ana in Slack" in visitor.page
        assert await visitor.send(urlsplit(link).path, {"token": _token(link)}) == 200
        assert "Linked" in visitor.page
        assert await visitor.send(urlsplit(link).path, {"token": _token(link)}) == 404  # it works once
        assert "press the button again: it gives you another" in visitor.page
        assert words_of(await chat.press(APPROVE, decision))
        await visitor.read("/profile")
        assert "u0ana" in visitor.page
        sent = {"endpoint_id": chat.endpoint_id, "account": visitor.value("account")}
        assert await visitor.send("/profile/accounts", sent) == 200
        assert "u0ana" not in visitor.page
        assert await chat.press(APPROVE, decision) == {}


async def test_programs_and_the_command_line_end_an_account_too(tmp_path: Path):
    async with chatting(tmp_path) as chat:
        chat.link("ana")
        (linked,) = (await chat.client.get("/v1/accounts")).json()["items"]
        assert (linked["endpoint_id"], linked["name"], linked["place"]) == (chat.endpoint_id, "ana", "Slack, Slack")
        ending = {"endpoint_id": chat.endpoint_id, "account": linked["account"]}
        ended = [(await chat.client.post("/v1/accounts/endings", json=ending)).json()["ended"] for _ in range(2)]
        assert ended == [True, False]
        assert (await chat.client.get("/v1/accounts")).json()["items"] == []
        assert await chat.press(APPROVE, await chat.house.decision()) == {}


async def test_a_link_ends_after_half_an_hour_and_one_of_another_endpoint_leads_nowhere(tmp_path: Path):
    async with chatting(tmp_path) as chat, visiting_house(chat.house) as visitor:
        await chat.press(APPROVE, await chat.house.decision())
        link = await _offered(chat)
        visitor.become("ana")
        assert await visitor.read(link.replace(chat.endpoint_id, "end_" + "0" * 26)) == 404
        chat.house.clock.set(chat.house.clock() + timedelta(minutes=31))
        assert await visitor.read(link) == 404


async def test_what_stands_in_the_way_of_an_approval_is_listed_with_who_can_mend_it_and_where(tmp_path: Path):
    async with chatting(tmp_path) as chat:
        chat.link("ana")
        decision = await chat.house.decision()
        view = await chat.press(APPROVE, decision)
        assert "submit" not in view
        words = words_of(view)
        assert "evidence" in words.lower()
        assert "can mend it" in words
        assert f"http://127.0.0.1:8420/decisions/{decision}#attach" in links_of(view)
        async with chat.house.installation.handling.reading(chat.house.cycle) as cycle:
            assert cycle.decisions[decision].state == "in_review"


async def test_an_approval_in_slack_is_the_owners_and_clears_what_was_owed_everywhere(tmp_path: Path):
    async with chatting(tmp_path) as chat:
        chat.link("ana")
        decision = await chat.house.decision()
        await chat.house.proven(decision)
        one, ana = chat.house.installation, chat.house.people["ana"]
        assert decision in {it.item_id for it in await needs(one.ledger, ana)}
        view = await chat.press(APPROVE, decision)
        assert (view["submit"]["text"], view["callback_id"]) == ("Approve", "plumbline_approval")
        assert await chat.hand_in(view, {"because": "It answers in two seconds."}) == {}
        async with one.handling.reading(chat.house.cycle) as cycle:
            decided = cycle.decisions[decision]
            assert (decided.state, decided.approver_id, decided.because) == ("approved", ana, "It answers in two seconds.")
        assert decision not in {it.item_id for it in await needs(one.ledger, ana)}
        (entry,) = [it for it in await _entries(chat) if it.event_name == "decision.approved"]
        assert (entry.attribution.surface, entry.attribution.actor) == ("connector:slack", ana)


async def test_whoever_may_not_decide_is_refused_in_slack_as_anywhere(tmp_path: Path):
    async with chatting(tmp_path) as chat:
        chat.link("bo")
        decision = await chat.house.decision()
        await chat.house.proven(decision)
        view = await chat.press(APPROVE, decision, "U0BO")
        assert "submit" not in view
        assert "plumbline_refused" in view["callback_id"]


async def test_what_changed_while_the_dialogue_was_open_comes_back_in_it(tmp_path: Path):
    async with chatting(tmp_path) as chat:
        chat.link("ana")
        decision = await chat.house.decision()
        await chat.house.proven(decision)
        view = await chat.press(APPROVE, decision)
        section, objective = await chat.house.place()
        blocking = OpenThread(
            section_id=section, objective_id=objective, anchor=Anchor(kind="decision", id=decision), text="Wait.", blocking=True,
            asks_id=chat.house.people["ana"],
        )  # fmt: skip
        await chat.house.done("bo", blocking)
        shown = await chat.hand_in(view, {"because": "It works."})
        assert shown["response_action"] == "update"
        assert "T-1" in words_of(shown)


async def test_an_answer_goes_into_the_thread_that_was_chosen_and_clears_the_question(tmp_path: Path):
    async with chatting(tmp_path) as chat:
        chat.link("ana")
        decision = await chat.house.decision()
        one, ana = chat.house.installation, chat.house.people["ana"]
        first, second = [await _asked(chat, decision, text) for text in ("Why two retries?", "What of fees?")]
        assert {first, second} <= {it.item_id for it in await needs(one.ledger, ana)}
        view = await chat.press(ANSWER, decision)
        assert await chat.hand_in(view, {"thread": second, "text": "The bank pays them."}) == {}
        async with one.handling.reading(chat.house.cycle) as cycle:
            assert [it.text for it in cycle.threads[second].comments] == ["What of fees?", "The bank pays them."]
            assert [it.text for it in cycle.threads[first].comments] == ["Why two retries?"]
        owed = {it.item_id for it in await needs(one.ledger, ana)}
        assert first in owed
        assert second not in owed


async def test_where_no_thread_is_open_the_way_to_open_one_is_shown(tmp_path: Path):
    async with chatting(tmp_path) as chat:
        chat.link("ana")
        decision = await chat.house.decision()
        view = await chat.press(ANSWER, decision)
        assert links_of(view) == [f"http://127.0.0.1:8420/decisions/{decision}#open-thread"]


async def test_a_blocker_is_raised_against_the_decision_and_refused_without_what_it_needs(tmp_path: Path):
    async with chatting(tmp_path) as chat:
        chat.link("ana")
        decision = await chat.house.decision()
        view = await chat.press(BLOCKER, decision)
        bo, due = chat.house.people["bo"], int((chat.house.clock() + timedelta(days=1)).timestamp())
        missing = await chat.hand_in(view, {"title": "The sandbox is down", "owner": bo, "due": due, "fallback": " "})
        assert missing == {"response_action": "errors", "errors": {"fallback": "Say what happens otherwise."}}
        past = {"title": "The sandbox is down", "owner": bo, "due": due - 7 * 86_400, "fallback": "Use the old one."}
        assert (await chat.hand_in(view, past))["response_action"] == "update"
        assert await chat.hand_in(view, {**past, "due": due}) == {}
        async with chat.house.installation.handling.reading(chat.house.cycle) as cycle:
            (raised,) = cycle.blockers.values()
            assert (raised.title, raised.owner_id, raised.blocks) == ("The sandbox is down", bo, (decision,))


async def test_a_member_who_left_is_refused_and_so_is_a_decision_that_ended(tmp_path: Path):
    async with chatting(tmp_path) as chat:
        chat.link("bo")
        decision = await chat.house.decision()
        left = ChangeMember(person_id=chat.house.people["bo"], active=False)
        await chat.house.done("ana", left, chat.house.installation.workspace_id)
        assert await chat.press(BLOCKER, decision, "U0BO") == {}
        assert "no member here any more" in chat.slack.whispers[-1]["text"]


async def test_slack_is_answered_at_once_however_long_the_dialogue_takes(tmp_path: Path):
    async with chatting(tmp_path) as chat:
        chat.link("ana")
        decision = await chat.house.decision()
        chat.slack.silent = True
        began = time.monotonic()
        answer = await chat.send(form(chat.slack.press(APPROVE, decision)))
        assert (answer.status_code, answer.text) == (200, "")
        assert time.monotonic() - began < 2  # and the dialogue never comes


async def test_a_dialogue_that_slack_does_not_open_is_told_with_the_way_to_the_page(tmp_path: Path):
    async with chatting(tmp_path) as chat:
        chat.link("ana")
        decision = await chat.house.decision()
        chat.slack.failing["views.open"] = "expired_trigger_id"
        assert await chat.press(APPROVE, decision) == {}
        assert f"/items/{decision}" in chat.slack.whispers[-1]["text"]


async def test_slack_may_name_no_other_machine_for_an_answer(tmp_path: Path):
    async with chatting(tmp_path) as chat:
        pressed = chat.slack.press(APPROVE, await chat.house.decision())
        pressed["response_url"] = chat.slack.response_url.replace("127.0.0.1", "127.0.0.2")
        await chat.say(pressed)
        assert chat.slack.whispers == []


async def test_what_is_unsigned_stale_altered_or_of_another_secret_is_turned_away_without_a_word(tmp_path: Path):
    async with chatting(tmp_path) as chat:
        chat.link("ana")
        decision = await chat.house.decision()
        body = form(chat.slack.press(APPROVE, decision))
        before = await chat.house.installation.states.ledger.size()
        unsigned = await chat.client.post(f"/connect/{chat.endpoint_id}", content=body)
        answers = [
            unsigned, await chat.send(body, at=-301), await chat.send(body, at=301), await chat.send(body, secret=SECRET[::-1]),
            await chat.client.post(f"/connect/{chat.endpoint_id}", content=b"\xff" * 100),
        ]  # fmt: skip
        assert {(one.status_code, one.text) for one in answers} == {(401, "")}
        assert await chat.house.installation.states.ledger.size() == before
        assert chat.slack.views == []


async def test_the_same_message_twice_does_its_work_once(tmp_path: Path):
    async with chatting(tmp_path) as chat:
        chat.link("ana")
        decision = await chat.house.decision()
        thread = await _asked(chat, decision, "Why?")
        view = await chat.press(ANSWER, decision)
        body = form(chat.slack.submission(view, {"thread": thread, "text": "Because."}))
        assert [(await chat.send(body)).status_code for _ in range(2)] == [200, 200]
        async with chat.house.installation.handling.reading(chat.house.cycle) as cycle:
            assert len(cycle.threads[thread].comments) == 2


async def test_slack_may_ask_whether_somebody_listens(tmp_path: Path):
    async with chatting(tmp_path) as chat:
        asked = json.dumps({"type": "url_verification", "token": "deprecated", "challenge": "3eZbrw1aB"}).encode()
        answer = await chat.send(asked, kind="application/json")
        assert (answer.status_code, answer.text) == (200, "3eZbrw1aB")


async def test_too_much_and_too_many_are_turned_away_before_they_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(receiving, "PER_SECOND", 1)  # so that a slow machine sends too many, too
    async with chatting(tmp_path) as chat:
        assert (await chat.send(b"x" * (1024 * 1024 + 1))).status_code == 413
        statuses = [(await chat.send(b"{}")).status_code for _ in range(30)]
        assert (statuses[0], statuses[-1]) == (200, 429)


async def test_nobody_listens_for_an_endpoint_that_was_disabled_or_removed(tmp_path: Path):
    async with chatting(tmp_path) as chat:
        one, who = chat.house.installation, context(chat.house)
        await webhooks.disable(one, who, chat.endpoint_id)
        assert (await chat.send(b"{}")).status_code == 404
        await webhooks.remove(one, who, chat.endpoint_id)
        assert (await chat.send(b"{}")).status_code == 404


async def _offered(chat: Chat) -> str:
    (said,) = chat.slack.whispers
    assert said["response_type"] == "ephemeral"
    return said["text"].partition("<")[2].rstrip(">").replace("http://127.0.0.1:8420", "")


def _token(link: str) -> str:
    return parse_qs(urlsplit(link).query)["token"][0]


async def _asked(chat: Chat, decision: str, text: str) -> str:
    section, objective = await chat.house.place()
    opened = OpenThread(
        section_id=section, objective_id=objective, anchor=Anchor(kind="decision", id=decision), text=text,
        asks_id=chat.house.people["ana"],
    )  # fmt: skip
    return await chat.house.done("bo", opened)


async def _entries(chat: Chat) -> list[Entry]:
    one = chat.house.installation
    found = [await one.ledger.entry(position) for position in range(1, await one.states.ledger.size() + 1)]
    return [it for it in found if it is not None]
