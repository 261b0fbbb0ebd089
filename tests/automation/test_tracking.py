"""A handoff that is accepted becomes an issue in GitHub, Jira or Linear, and how that stands comes back: end to end, over HTTP."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from handoff_grounds import accepted, offered
from plumbline.app.opening import speaker_of, tracking_of
from plumbline.automation.settling import settle
from plumbline.domain.cycle.decision import ReopenDecision
from plumbline.domain.cycle.facts.drift import GRACE
from plumbline.domain.cycle.handoff import AcceptHandoff, Line
from plumbline.domain.cycle.rules.warning_signs.drifting_work import DriftingWork, drifting_work
from plumbline.domain.cycle.work_item import LinkWorkItem, UnlinkWorkItem
from plumbline.edge import trying, webhooks
from plumbline.kernel.outcome import Refusal
from plumbline.projections.due import next_instant
from small_house import House
from tracker_stand_ins import SECRET, TOKEN, TRACKERS, GitHub, Jira, Linear, Tracker, said, standing_in
from web_visit import Visitor, visiting
from webhook_house import context, open_house, sending, until_states

every_tracker = pytest.mark.parametrize("kind", TRACKERS)
_HOUR = timedelta(hours=1)


class Connected:
    """A house with a tracker outside."""

    def __init__(self, house: House, tracker: Tracker, endpoint_id: str) -> None:
        self.house, self.tracker, self.endpoint_id = house, tracker, endpoint_id

    async def line(self) -> Line:
        async with self.house.installation.handling.reading(self.house.cycle) as cycle:
            return next(line for handoff in cycle.handoffs.values() for line in handoff.lines.values())

    async def handoff(self) -> str:
        async with self.house.installation.handling.reading(self.house.cycle) as cycle:
            return next(iter(cycle.handoffs))

    async def status(self) -> str:
        return (await self.line()).work_items[self.endpoint_id].status

    async def signs(self) -> Sequence[DriftingWork]:
        handling = self.house.installation.handling
        await settle(handling, self.house.cycle)
        workspace = await handling.workspace()
        async with handling.reading(self.house.cycle) as cycle:
            return drifting_work(cycle, workspace, self.house.clock())

    async def until_linked(self) -> str:
        """Wait until the system has linked what it made; return how it is called."""
        async with asyncio.timeout(10):
            while self.endpoint_id not in (line := await self.line()).work_items:  # noqa: ASYNC110 - what is waited for is in the ledger
                await asyncio.sleep(0.01)
        return line.work_items[self.endpoint_id].reference

    def later(self, span: timedelta) -> None:
        """Let time pass, here and there."""
        self.house.clock.set(self.house.clock() + span)
        self.tracker.now = self.house.clock()


@asynccontextmanager
async def connected(folder: Path, kind: type[Tracker]) -> AsyncGenerator[Connected]:
    async with open_house(folder) as house, standing_in(kind()) as tracker:
        yield await connect(house, tracker)


async def connect(house: House, tracker: Tracker) -> Connected:
    tracker.now = house.clock()
    made = await webhooks.add(
        house.installation, context(house), title="Issues", address=tracker.address, connector=tracker.connector,
        settings=tracker.settings, credentials={"token": TOKEN, "signing_secret": SECRET},
    )  # fmt: skip
    assert isinstance(made, webhooks.Added), made
    assert not isinstance(await trying.verify(house.installation, context(house), made.endpoint_id), Refusal)
    return Connected(house, tracker, made.endpoint_id)


@every_tracker
async def test_each_accepted_line_becomes_one_issue_that_says_what_was_agreed(tmp_path: Path, kind: type[Tracker]):
    async with connected(tmp_path, kind) as one, sending(one.house, speaker=speaker_of(one.house.installation)):
        handoff = await offered(one.house)
        await one.house.done("bo", AcceptHandoff(handoff_id=handoff))
        reference = await one.until_linked()
        await until_states(one.house, one.endpoint_id, ["delivered", "delivered"])  # with the link, of which it needs not to be told
        item = (await one.line()).work_items[one.endpoint_id]
        assert (reference, item.by_hand, item.linked_by) == (item.reference, False, "system")
        text = one.tracker.text(one.tracker.only)
        for words in ("One retry", "Three of four finish", "Declined twice", "Expected behaviour", f"/handoffs/{handoff}"):
            assert words in text.replace("\\", "") or words in str(one.tracker.only)


@every_tracker
async def test_it_is_commented_on_when_what_it_rests_on_changes(tmp_path: Path, kind: type[Tracker]):
    async with connected(tmp_path, kind) as one, sending(one.house, speaker=speaker_of(one.house.installation)):
        await accepted(one.house)
        await one.until_linked()
        decision = (await one.line()).decision_id
        await one.house.done("ana", ReopenDecision(decision_id=decision, reason="new_evidence"))
        await settle(one.house.installation.handling, one.house.cycle)
        await until_states(one.house, one.endpoint_id, ["delivered"] * 3)
        (comment,) = one.tracker.said_in_comments()
        assert "Suspect" in comment
        assert "Ask before you build on" in one.tracker.text(one.tracker.only)


@every_tracker
async def test_a_process_that_stops_before_it_hears_the_answer_makes_no_second_issue(tmp_path: Path, kind: type[Tracker]):
    async with connected(tmp_path, kind) as one:
        one.tracker.hang_up = True
        async with sending(one.house, speaker=speaker_of(one.house.installation)):
            await accepted(one.house)
            async with asyncio.timeout(10):
                while not one.house.installation.progress.tried_since(one.endpoint_id, one.house.clock() - _HOUR)[0]:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)  # what is waited for stands in a file
            assert len(one.tracker.issues) == 1
        assert one.endpoint_id not in (await one.line()).work_items
        one.later(timedelta(minutes=10))
        async with sending(one.house, speaker=speaker_of(one.house.installation)):
            await one.until_linked()
        assert len(one.tracker.issues) == 1


@every_tracker
async def test_hourly_questions_make_up_for_webhooks_that_were_missed(tmp_path: Path, kind: type[Tracker]):
    async with connected(tmp_path, kind) as one, sending(one.house, speaker=speaker_of(one.house.installation)):
        await accepted(one.house)
        await one.until_linked()
        tracking = tracking_of(one.house.installation)
        one.later(_HOUR)
        one.tracker.finish(one.tracker.only)
        await tracking.ask_all(every=False)
        assert await one.status() == "done"
        one.tracker.asked.clear()
        await tracking.ask_all(every=False)
        assert one.tracker.asked == []  # nobody is at work on it any more
        one.later(_HOUR)
        one.tracker.delete()
        await tracking.ask_all()
        assert await one.status() == "gone"
        assert [found.kind for found in await one.signs()] == []
        one.later(_HOUR)
        assert [found.kind for found in await one.signs()] == ["gone"]


async def test_a_token_that_is_let_in_no_more_rests_the_connection_and_a_used_up_limit_does_not(tmp_path: Path):
    async with connected(tmp_path, GitHub) as one, sending(one.house, speaker=speaker_of(one.house.installation)):
        await accepted(one.house)
        await one.until_linked()
        tracking, installation = tracking_of(one.house.installation), one.house.installation
        one.tracker.next_answers.append(said(429, {"message": "Slow down"}, Retry_After="60"))
        await tracking.ask_all()
        endpoint = await webhooks.endpoint_of(installation, one.endpoint_id)
        assert endpoint is not None
        assert endpoint.standing == "active"
        one.tracker.next_answers.append(said(401, {"message": "Bad credentials"}))
        await tracking.ask_all()
        endpoint = await webhooks.endpoint_of(installation, one.endpoint_id)
        assert endpoint is not None
        assert (endpoint.standing, endpoint.disabled) == ("disabled", "revoked")


async def test_an_issue_that_was_deleted_leaves_the_connection_as_it_is(tmp_path: Path):
    async with connected(tmp_path, GitHub) as one, sending(one.house, speaker=speaker_of(one.house.installation)):
        await accepted(one.house)
        await one.until_linked()
        one.tracker.delete()
        decision = (await one.line()).decision_id
        await one.house.done("ana", ReopenDecision(decision_id=decision, reason="new_evidence"))
        await settle(one.house.installation.handling, one.house.cycle)
        await until_states(one.house, one.endpoint_id, ["exhausted", "delivered", "delivered"])
        endpoint = await webhooks.endpoint_of(one.house.installation, one.endpoint_id)
        assert endpoint is not None
        assert endpoint.standing == "active"


async def test_what_a_person_linked_is_followed_and_what_they_unlinked_is_not(tmp_path: Path):
    async with connected(tmp_path, Jira) as one:
        handoff = await accepted(one.house)
        line = await one.line()
        made = one.tracker.issues["PAY-7"] = {"key": "PAY-7", "fields": {"summary": "Retry", "labels": ["own"], "duedate": None}}
        one.tracker.change(made, status={"statusCategory": {"key": "indeterminate"}})
        link = LinkWorkItem(
            handoff_id=handoff, commitment_id=line.id, endpoint_id=one.endpoint_id, url="https://acme.atlassian.net/browse/PAY-7"
        )
        await one.house.done("bo", link)
        tracking = tracking_of(one.house.installation)
        await tracking.ask_all()
        assert await one.status() == "started"
        await one.house.done("bo", UnlinkWorkItem(handoff_id=handoff, commitment_id=line.id, endpoint_id=one.endpoint_id))
        one.tracker.asked.clear()
        await tracking.ask_all()
        assert one.tracker.asked == []


@every_tracker
async def test_what_happens_outside_shows_on_the_page_in_the_api_and_as_a_sign_until_the_two_agree(tmp_path: Path, kind: type[Tracker]):
    async with visiting(tmp_path, "bo", networks="127.0.0.0/8") as bo, standing_in(kind()) as tracker:
        one = await connect(bo.house, tracker)
        async with sending(bo.house, speaker=speaker_of(bo.house.installation)):
            handoff = await accepted(bo.house)
            reference = await one.until_linked()
        await heard(bo, one, "d-1")
        await bo.read(f"/handoffs/{handoff}")
        assert reference in bo.page
        one.later(_HOUR)
        issue = tracker.only
        match tracker:
            case GitHub():
                tracker.change(issue, state="closed", state_reason="not_planned")
            case Jira():
                tracker.change(issue, status={"statusCategory": {"key": "done"}}, resolution={"name": "Won't Do"})
            case Linear():
                tracker.change(issue, state={"type": "canceled"})
        await heard(bo, one, "d-2")
        assert await one.status() == "dropped"
        one.later(_HOUR)
        await settle(bo.house.installation.handling, bo.house.cycle)
        await bo.read(f"/handoffs/{handoff}")
        assert "closed outside without being done" in bo.page
        await bo.read(f"/cycles/{bo.house.cycle}")
        assert "Work outside drifts from what was agreed" in bo.page
        assert [found.kind for found in await one.signs()] == ["dropped"]
        match tracker:
            case GitHub():
                tracker.change(issue, state="open", state_reason="reopened")
            case Jira():
                tracker.change(issue, status={"statusCategory": {"key": "indeterminate"}}, resolution=None)
            case Linear():
                tracker.change(issue, state={"type": "started"})
        await heard(bo, one, "d-3")
        assert await one.signs() == ()


async def test_a_difference_wakes_the_scheduler_once_it_has_lasted_and_no_more_when_it_was_noted(tmp_path: Path):
    async with connected(tmp_path, GitHub) as one, sending(one.house, speaker=speaker_of(one.house.installation)):
        await accepted(one.house)
        await one.until_linked()
        handling, tracking = one.house.installation.handling, tracking_of(one.house.installation)
        await settle(handling, one.house.cycle)
        one.tracker.change(one.tracker.only, state="closed", state_reason="not_planned")
        await tracking.ask_all()
        shows_at = one.house.clock() + GRACE
        assert await next_instant(handling.states.ledger) == shows_at
        one.later(GRACE)
        assert await settle(handling, one.house.cycle)
        later = await next_instant(handling.states.ledger)
        assert later is None or later > shows_at


async def heard(visitor: Visitor, one: Connected, delivery: str) -> None:
    """The tracker sends its webhook, twice, and somebody sends one of their own."""
    headers, body = one.tracker.payload(one.tracker.only, delivery=delivery)
    statuses = [await visitor.deliver(f"/connect/{one.endpoint_id}", sent, headers) for sent in (body, body, body + b" ")]
    assert statuses == [200, 200, 401]
