"""Telling GitHub, Jira and Linear of a commitment, and hearing from them: against stand-ins that speak as they do."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from plumbline.outbox.address_guard import allowed_networks
from plumbline.outbox.connector import Coming, Connection, Happened, Outcome, Passage, Reference, Told
from plumbline.outbox.connectors import connectors
from plumbline.outbox.conversing import converse
from plumbline.outbox.posting import Poster
from plumbline.outbox.tracking import BY_HAND, Seen, Standing, harmless_markdown
from tracker_stand_ins import SECRET, TOKEN, TRACKERS, GitHub, Jira, Linear, Tracker, said, signed, standing_in

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
COMMITMENT = "com_01m6dqs9m0e0080000000009rg"
TOLD = Told(
    item_id=COMMITMENT,
    number="H-2 line 1",
    title="Retry after a decline",
    url="http://house.example/handoffs/hnd_1#com_1",
    cycle="A launch",
    state="accepted",
    state_words="As agreed",
    ended=False,
    passages=(
        Passage(title="Constraint", lines=("One retry after five seconds, @everybody: fixes #12",)),
        Passage(title="Acceptance criteria", lines=("A result within 5 s <b>always</b> (look)", "https://github.com/acme/shop/issues/3")),
    ),
)
SUSPECT = replace(TOLD, state="suspect", state_words="Suspect: its decision was reopened", missing=("Ask before you build on.",))
every_tracker = pytest.mark.parametrize("kind", TRACKERS)


def happened(name: str = "decision.handed_off", event_id: str = "evt_1") -> Happened:
    return Happened(event_id=event_id, event_name=name, at=NOW, actor="Ana")


class Talking:
    """A connection to a stand-in."""

    def __init__(self, tracker: Tracker) -> None:
        self.tracker = tracker
        self.connector = connectors()[tracker.connector]
        self.connection = Connection(
            endpoint_id="end_1", address=tracker.address, settings=tracker.settings,
            secrets={"token": TOKEN, "signing_secret": SECRET}, base_url="http://house.example",
        )  # fmt: skip
        self.reference: Reference | None = None

    async def lead(self, talk: Any) -> Any:
        poster = Poster()
        try:
            spoken = await converse(talk, self.connection, lambda: NOW, networks=allowed_networks("127.0.0.0/8"), poster=poster)
        finally:
            poster.close()
        return spoken.outcome

    async def tell(self, told: Told = TOLD, name: str = "decision.handed_off", event_id: str = "evt_1") -> Outcome:
        assert self.connector.tell is not None
        outcome: Outcome = await self.lead(self.connector.tell(self.connection, happened(name, event_id), told, self.reference))
        self.reference = outcome.reference or self.reference
        return outcome

    async def read(self, reference: str) -> Standing | Outcome:
        assert self.connector.read is not None
        return await self.lead(self.connector.read(self.connection, reference))

    def hear(self, headers: dict[str, str], body: bytes, at: datetime = NOW) -> Any:
        assert self.connector.hear is not None
        return self.connector.hear(self.connection, Coming(headers=headers, body=body, at=at))

    @property
    def shown(self) -> str:
        assert self.reference is not None
        return self.reference.shown


@asynccontextmanager
async def talking(kind: type[Tracker]) -> AsyncGenerator[Talking]:
    async with standing_in(kind()) as tracker:
        yield Talking(tracker)


@every_tracker
async def test_an_issue_says_what_was_agreed_and_is_called_as_the_tracker_calls_it(kind: type[Tracker]):
    async with talking(kind) as to:
        outcome = await to.tell()
        assert outcome.came == "taken"
        assert to.shown == {GitHub: "acme/shop#1", Jira: "PAY-1", Linear: "ENG-1"}[kind]
        text = to.tracker.text(to.tracker.only)
        for words in (
            "Constraint",
            "One retry after five seconds",
            "Acceptance criteria",
            "A result within 5 s",
            "H",
            "line 1 in Plumbline",
        ):
            assert words in text


@every_tracker
async def test_what_people_wrote_does_nothing_there(kind: type[Tracker]):
    async with talking(kind) as to:
        await to.tell()
        text = to.tracker.text(to.tracker.only)
        if kind is Jira:  # text nodes are never read as anything else
            assert "One retry after five seconds, @everybody: fixes #12" in text
            return
        assert "@everybody" not in text
        assert "#12" not in text
        assert "<b>" not in text.replace("\\<b\\>", "")
        assert "github.com/acme/shop/issues/3" not in text


@every_tracker
async def test_a_process_that_was_killed_before_it_heard_the_answer_finds_what_it_made(kind: type[Tracker]):
    async with talking(kind) as to:
        to.tracker.hang_up = True
        assert (await to.tell()).came == "again"
        assert (await to.tell()).came == "taken"
        assert len(to.tracker.issues) == 1


@every_tracker
async def test_it_is_written_anew_when_it_becomes_suspect_and_people_outside_are_told_once(kind: type[Tracker]):
    async with talking(kind) as to:
        await to.tell()
        for _ in range(2):
            assert (await to.tell(SUSPECT, "commitment.suspected", "evt_2")).came == "taken"
        assert "Ask before you build on" in to.tracker.text(to.tracker.only)
        (comment,) = to.tracker.said_in_comments()
        assert "Suspect: its decision was reopened" in comment
        await to.tell(TOLD, "decision.handed_off", "evt_3")
        assert "Ask before you build on" not in to.tracker.text(to.tracker.only)
        assert len(to.tracker.said_in_comments()) == 1


@every_tracker
async def test_what_people_wrote_around_it_outside_stays(kind: type[Tracker]):
    async with talking(kind) as to:
        await to.tell()
        issue = to.tracker.only
        if kind is Jira:
            own = {"type": "paragraph", "content": [{"type": "text", "text": "Our own notes"}]}
            issue["fields"]["description"]["content"].append(own)
        else:
            issue["body" if kind is GitHub else "description"] += "\n\nOur own notes"
        await to.tell(SUSPECT, "commitment.suspected", "evt_2")
        text = to.tracker.text(to.tracker.only)
        assert "Our own notes" in text
        assert text.count("Acceptance criteria") == 1


@every_tracker
async def test_an_issue_that_a_person_linked_is_only_commented_on(kind: type[Tracker]):
    async with talking(kind) as to:
        await to.tell()
        assert to.reference is not None
        before = json.dumps(to.tracker.only)
        by_hand = Reference(key=f"{BY_HAND}{to.shown.rpartition('#')[2]}", shown=to.shown)
        to.reference = None
        linked = replace(TOLD, outside=(("end_1", by_hand),))
        assert (await to.tell(linked, "work_item.linked", "evt_5")).reference is None
        assert (await to.tell(replace(linked, state_words="Given back"), "decision.handed_back", "evt_6")).came == "taken"
        assert json.dumps(to.tracker.only) == before
        assert len(to.tracker.said_in_comments()) == 2


@every_tracker
async def test_nothing_is_said_of_what_was_unlinked(kind: type[Tracker]):
    async with talking(kind) as to:
        await to.tell()
        to.tracker.asked.clear()
        assert (await to.tell(replace(SUSPECT, outside=(("end_1", Reference(key="")),)), "commitment.suspected")).came == "taken"
        assert to.tracker.asked == []


@every_tracker
async def test_the_vendors_own_question_says_whether_all_is_well(kind: type[Tracker]):
    async with talking(kind) as to:
        assert to.connector.probe is not None
        outcome = await to.lead(to.connector.probe(to.connection))
        assert (outcome.came, "is there" in outcome.said) == ("taken", True)
        to.connection = replace(
            to.connection, settings={**to.tracker.settings, **dict.fromkeys(("repository", "project", "team"), "OTHER/x")}
        )
        assert (await to.lead(to.connector.probe(to.connection))).came == "revoked"


@every_tracker
async def test_a_revoked_token_rests_and_an_issue_that_is_gone_does_not(kind: type[Tracker]):
    async with talking(kind) as to:
        await to.tell()
        to.tracker.delete()
        assert (await to.tell(SUSPECT, "commitment.suspected")).came == "refused"
        gone = await to.read(to.shown)
        assert isinstance(gone, Standing)
        assert gone.status == "gone"
        to.tracker.next_answers.append(said(401, to.tracker.unknown()))
        assert (await to.tell(SUSPECT, "commitment.suspected")).came == "revoked"


SECONDS = int(NOW.timestamp())
USED_UP = (
    (GitHub, said(403, {"message": "API rate limit exceeded"}, X_RateLimit_Remaining="0", X_RateLimit_Reset=str(SECONDS + 90)), 90),
    (GitHub, said(403, {"message": "You have exceeded a secondary rate limit"}, Retry_After="40"), 40),
    (GitHub, said(429, {"message": "Slow down"}, Retry_After="7"), 7),
    (Jira, said(429, {"errorMessages": ["Rate limit exceeded"]}, Retry_After="30"), 30),
    (
        Linear,
        said(
            400, {"errors": [{"message": "Too many", "extensions": {"code": "RATELIMITED"}}]},
            X_RateLimit_Requests_Reset=str((SECONDS + 20) * 1000),
        ),
        20,
    ),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "limited", "wait"), USED_UP)
async def test_a_used_up_limit_is_waited_for(kind: type[Tracker], limited: bytes, wait: int):
    async with talking(kind) as to:
        to.tracker.next_answers.append(limited)
        outcome = await to.tell()
        assert (outcome.came, outcome.retry_after) == ("again", timedelta(seconds=wait))
        assert (await to.tell()).came == "taken"


async def test_what_a_vendor_finds_wrong_is_told_in_its_words():
    async with talking(Jira) as to:
        to.connection = replace(to.connection, settings={**Jira.settings, "issue_type": "Epic"})
        outcome = await to.tell()
        assert (outcome.came, outcome.said) == ("refused", "400 issuetype: Specify a valid issue type")


@every_tracker
async def test_how_it_stands_is_read_and_heard(kind: type[Tracker]):
    async with talking(kind) as to:
        await to.tell()
        issue = to.tracker.only
        to.tracker.finish(issue)
        read = await to.read(to.shown)
        assert isinstance(read, Standing)
        assert (read.reference, read.status, read.title, read.changed_at) == (to.shown, "done", TOLD.title, NOW)
        heard = to.hear(*to.tracker.payload(issue))
        assert heard.delivery_id == "d-1"
        (seen,) = heard.said
        assert seen == Seen(reference=to.shown, standing=None if kind is Jira else read)


@every_tracker
async def test_what_was_not_signed_by_the_other_side_is_not_heard(kind: type[Tracker]):
    async with talking(kind) as to:
        await to.tell()
        headers, body = to.tracker.payload(to.tracker.only)
        name = next(one for one in headers if "signature" in one)
        assert to.hear(headers, body + b" ") is None
        assert to.hear({**headers, name: headers[name][:-1] + ("0" if headers[name][-1] != "0" else "1")}, body) is None
        assert to.hear({one: value for one, value in headers.items() if one != name}, body) is None
        to.connection = replace(to.connection, secrets={"token": TOKEN})
        forged = {**headers, name: headers[name].partition("=")[0] + "=" + signed(body, "") if "=" in headers[name] else signed(body, "")}
        assert to.hear(forged, body) is None


async def test_what_linear_signed_more_than_five_minutes_ago_is_not_heard():
    async with talking(Linear) as to:
        await to.tell()
        headers, body = to.tracker.payload(to.tracker.only)
        assert to.hear(headers, body, NOW + timedelta(minutes=4)) is not None
        assert to.hear(headers, body, NOW + timedelta(minutes=6)) is None


@every_tracker
async def test_what_is_about_another_place_says_nothing(kind: type[Tracker]):
    async with talking(kind) as to:
        await to.tell()
        to.connection = replace(to.connection, settings={"repository": "acme/other", "project": "OTHER", "team": "OTHER"})
        assert to.hear(*to.tracker.payload(to.tracker.only)).said == ()


@pytest.mark.parametrize(
    ("issue", "status"),
    [
        ({"state": "open"}, "open"),
        ({"state": "open", "labels": [{"name": "In Progress"}]}, "started"),
        ({"state": "closed", "state_reason": "completed"}, "done"),
        ({"state": "closed", "state_reason": None}, "done"),
        ({"state": "closed", "state_reason": "not_planned"}, "dropped"),
        ({"state": "closed", "state_reason": "duplicate"}, "dropped"),
    ],
)
async def test_how_an_issue_stands_on_github(issue: dict[str, Any], status: str):
    async with talking(GitHub) as to:
        await to.tell()
        to.tracker.change(to.tracker.only, **issue)
        (seen,) = to.hear(*to.tracker.payload(to.tracker.only)).said
        assert seen.standing.status == status


@pytest.mark.parametrize("state", [("triage", "open"), ("backlog", "open"), ("started", "started"), ("canceled", "dropped")])
async def test_how_an_issue_stands_in_linear(state: tuple[str, str]):
    async with talking(Linear) as to:
        await to.tell()
        to.tracker.change(to.tracker.only, state={"type": state[0]}, dueDate="2026-04-01")
        read = await to.read(to.shown)
        assert isinstance(read, Standing)
        assert (read.status, str(read.due_on)) == (state[1], "2026-04-01")


@pytest.mark.parametrize(
    ("category", "resolution", "status"),
    [("new", None, "open"), ("indeterminate", None, "started"), ("done", "Done", "done"), ("done", "Won't Do", "dropped")],
)
async def test_how_an_issue_stands_in_jira(category: str, resolution: str | None, status: str):
    async with talking(Jira) as to:
        await to.tell()
        to.tracker.change(
            to.tracker.only,
            status={"statusCategory": {"key": category}},
            resolution=resolution and {"name": resolution},
            duedate="2026-04-01",
        )
        read = await to.read(to.shown)
        assert isinstance(read, Standing)
        assert (read.status, str(read.due_on)) == (status, "2026-04-01")


async def test_a_deleted_issue_is_heard_as_gone():
    for kind, action in ((GitHub, "deleted"), (GitHub, "transferred"), (Linear, "remove")):
        async with talking(kind) as to:
            await to.tell()
            (seen,) = to.hear(*to.tracker.payload(to.tracker.only, action)).said
            assert seen.standing.status == "gone"


async def test_a_form_of_github_is_read_as_its_json_is():
    async with talking(GitHub) as to:
        await to.tell()
        headers, body = to.tracker.payload(to.tracker.only)
        form = urlencode({"payload": body.decode()}).encode()
        sent = {**headers, "content-type": "application/x-www-form-urlencoded", "x-hub-signature-256": f"sha256={signed(form)}"}
        assert to.hear(sent, form).said == to.hear(headers, body).said


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        ("@octo look", "@\u200bocto look"),
        ("closes #12", "closes \\#\u200b12"),
        ("see GH-12", "see GH\\-\u200b12"),
        ("a\nb\u0000c", "a b c"),
        ("**no** <img>", "\\*\\*no\\*\\* \\<img\\>"),
        ("mail to a@b.example", "mail to a@\u200bb.example"),
    ],
)
def test_markdown_of_people_reads_as_they_wrote_it(text: str, harmless: str):
    assert harmless_markdown(text) == harmless
