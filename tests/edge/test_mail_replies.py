"""A reply by mail becomes a comment of whoever was sent the message, once, and whatever else comes in is listed with its reason."""

import json
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outbox_letters import letters_in
from plumbline.automation.notifying import Notifier
from plumbline.automation.settling import settle
from plumbline.directory.replies import ReplyTo
from plumbline.domain.cycle.blocker import RaiseBlocker
from plumbline.domain.cycle.decision import WithdrawDecision
from plumbline.domain.cycle.thread import Anchor, OpenThread, RedactComment, ResolveThread
from plumbline.domain.workspace.workspace import ChangeMember
from plumbline.edge.mail_replies import ANSWERS_A_DAY, Taken, original, take
from plumbline.outbox.transport import FileTransport
from small_house import House, small_house

BO = "Bo <bo@house.example>"
NAUGHTY: list[str] = json.loads((Path(__file__).parents[1] / "web" / "naughty" / "blns.json").read_text(encoding="utf-8"))
HOSTILE = [one.encode("utf-8", "replace") for one in NAUGHTY]


@dataclass
class Post:
    """A house whose messages can be replied to, and its folder of messages."""

    house: House
    mail: FileTransport
    notifier: Notifier

    def address(self, who: str, item_id: str) -> str:
        """Return where a person's reply about a thing goes."""
        to = ReplyTo(person_id=self.house.people[who], workspace_id=self.house.installation.workspace_id, item_id=item_id)
        return f"plumbline+r.{self.house.installation.directory.incoming.addresses.token(to)}@example.org"

    async def reply(self, to: str, text: str = "Three at most.", *, sender: str = BO, **heads: str) -> Taken:
        """Send a reply and return what became of it."""
        return await take(self.house.installation, message(to, text, sender=sender, **heads))

    async def comments(self, thread_id: str) -> list[tuple[str, str]]:
        """Return who said what in a thread."""
        names = {person_id: name for name, person_id in self.house.people.items()}
        async with self.house.installation.handling.reading(self.house.cycle) as cycle:
            return [(names[one.author_id], one.text) for one in cycle.threads[thread_id].comments]

    async def answers(self) -> list[EmailMessage]:
        """Return what was answered to messages that came in, after the sender looked."""
        await self.notifier.look()
        return [one for one in letters_in(self.mail) if str(one["Subject"]).startswith("About your message")]


def message(to: str, text: str, *, sender: str = BO, **heads: str) -> bytes:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, to, "Re: You were asked"
    for name, value in {"Message_ID": f"<{sha256(text.encode()).hexdigest()}@house.example>", **heads}.items():
        letter[name.replace("_", "-")] = value
    letter.set_content(text)
    return letter.as_bytes()


@asynccontextmanager
async def posting(folder: Path) -> AsyncGenerator[Post, None]:
    async with small_house(folder) as house:
        house.installation = replace(house.installation, mail_replies="plumbline@example.org")
        mail = FileTransport(folder=folder / "mail")
        notifier = Notifier(
            house.installation.handling, house.installation.directory, mail, address="plumbline@example.org", base_url="http://house",
            replies="plumbline@example.org",
        )  # fmt: skip
        house.clock.set(house.clock().replace(hour=10))
        await notifier.look()
        yield Post(house, mail, notifier)


async def question(house: House) -> str:
    section, objective = await house.place()
    anchor = Anchor(kind="section", id=section)
    asked = OpenThread(section_id=section, objective_id=objective, anchor=anchor, text="How many retries?", asks_id=house.people["bo"])
    return await house.done("ana", asked)


async def test_the_answer_to_a_message_about_a_question_stands_in_its_thread_and_keeps_the_whole_message(tmp_path: Path):
    async with posting(tmp_path) as post:
        thread = await question(post.house)
        quoted = "Three at most.\n\nOn Mon, Mar 2, 2026 at 9:00 AM Plumbline <plumbline@example.org> wrote:\n\n> How many retries?\n"
        taken = await post.reply(post.address("bo", thread), quoted)
        assert (taken.outcome, taken.thread_id) == ("recorded", thread)
        assert await post.comments(thread) == [("ana", "How many retries?"), ("bo", "Three at most.")]
        async with post.house.installation.handling.reading(post.house.cycle) as cycle:
            assert thread not in cycle.clock_of  # the question is answered
        entries = await post.house.installation.ledger.scan(0, 10_000)
        assert [one.attribution.surface for one in entries if one.event_name == "thread.replied"] == ["connector:mail"]
        whole = await original(post.house.installation, thread, 2)
        assert whole == message(post.address("bo", thread), quoted)
        assert await original(post.house.installation, thread, 1) is None


async def test_the_same_message_is_recorded_once_however_often_and_whenever_it_comes(tmp_path: Path):
    async with posting(tmp_path) as post:
        thread = await question(post.house)
        to = post.address("bo", thread)
        first = await post.reply(to)
        post.house.clock.set(post.house.clock() + timedelta(days=20))
        again = [await post.reply(to), await post.reply(to.upper()), await post.reply(f"Plumbline <{to}>")]
        assert {(one.outcome, one.comment_id, one.again) for one in again} == {("recorded", first.comment_id, True)}
        assert len(await post.comments(thread)) == 2


async def test_a_message_that_was_recorded_before_a_crash_is_not_recorded_again(tmp_path: Path):
    async with posting(tmp_path) as post:
        thread = await question(post.house)
        first = await post.reply(post.address("bo", thread))
        incoming = post.house.installation.directory.incoming
        (row,) = incoming.of((post.house.installation.workspace_id,))
        incoming.settle(replace(row, outcome="begun", thread_id="", comment_id=""))  # as it stood before the crash
        again = await post.reply(post.address("bo", thread))
        assert (again.outcome, again.comment_id, again.thread_id, again.again) == ("recorded", first.comment_id, thread, False)
        assert len(await post.comments(thread)) == 2
        assert await original(post.house.installation, thread, 2)


async def test_a_reply_about_a_decision_opens_a_thread_on_it_and_the_next_one_goes_on_there(tmp_path: Path):
    async with posting(tmp_path) as post:
        decision = await post.house.decision("bo")
        first = await post.reply(post.address("bo", decision), "Legal has to see it.")
        second = await post.reply(post.address("bo", decision), "They have seen it.")
        assert first.outcome == second.outcome == "recorded"
        assert first.thread_id == second.thread_id
        async with post.house.installation.handling.reading(post.house.cycle) as cycle:
            thread = cycle.threads[first.thread_id]
            assert (thread.anchor.kind, thread.anchor.id) == ("decision", decision)


async def test_a_reply_about_a_blocker_says_which_one_it_is_about(tmp_path: Path):
    async with posting(tmp_path) as post:
        due_at = post.house.clock() + timedelta(hours=2)
        blocker = await post.house.done(
            "ana", RaiseBlocker(title="No test cards", owner_id=post.house.people["bo"], due_at=due_at, fallback="March's.")
        )
        taken = await post.reply(post.address("bo", blocker), "They come at noon.")
        async with post.house.installation.handling.reading(post.house.cycle) as cycle:
            assert cycle.threads[taken.thread_id].quote == "B-1 No test cards"


async def test_a_reply_that_only_says_approved_is_a_comment_and_is_answered_with_the_way_to_the_form(tmp_path: Path):
    async with posting(tmp_path) as post:
        decision = await post.house.decision("bo")
        taken = await post.reply(post.address("bo", decision), "Approved.\n\nBest\nBo")
        assert taken.outcome == "recorded"
        async with post.house.installation.handling.reading(post.house.cycle) as cycle:
            assert cycle.decisions[decision].state == "in_review"
        (answer,) = await post.answers()
        assert "A message approves nothing" in answer.get_content()
        assert f"http://house/items/{decision}" in answer.get_content()
        assert answer["Auto-Submitted"] == "auto-replied"
        assert answer["Reply-To"] is None


@pytest.mark.parametrize(
    ("sender", "heads", "outcome"),
    [
        ("Mara <mara@house.example>", {}, "foreign"),
        ("bo@house.example, mara@house.example", {}, "foreign"),
        ("", {}, "foreign"),
        (BO, {"Auto_Submitted": "auto-replied (vacation)"}, "automatic"),
        (BO, {"Precedence": "bulk"}, "automatic"),
        (BO, {"X_Autoreply": "yes"}, "automatic"),
        (BO, {"List_Id": "<all.house.example>"}, "automatic"),
        (BO, {"Return_Path": "<>"}, "automatic"),
        ("MAILER-DAEMON@house.example", {}, "automatic"),
        ("BO@HOUSE.example", {"Auto_Submitted": "no"}, "recorded"),
    ],
)
async def test_only_the_person_themselves_is_taken(tmp_path: Path, sender: str, heads: dict[str, str], outcome: str):
    async with posting(tmp_path) as post:
        thread = await question(post.house)
        taken = await post.reply(post.address("bo", thread), sender=sender, **heads)
        assert taken.outcome == outcome
        assert len(await post.comments(thread)) == (2 if outcome == "recorded" else 1)
        assert bool(taken.why) == (outcome != "recorded")
        assert await post.answers() == []


async def test_an_address_that_nobody_was_sent_and_one_without_a_token_are_told_apart_in_the_list(tmp_path: Path):
    async with posting(tmp_path) as post:
        assert (await post.reply(f"plumbline+r.{'a' * 26}@example.org")).outcome == "unknown"
        assert (await post.reply("plumbline@example.org")).outcome == "unaddressed"
        listed = post.house.installation.directory.incoming.of(post.house.installation.kept_ids)
        assert [one.outcome for one in listed] in (["unknown", "unaddressed"], ["unaddressed", "unknown"])


async def test_the_address_of_the_envelope_counts_where_the_head_names_another(tmp_path: Path):
    async with posting(tmp_path) as post:
        thread = await question(post.house)
        raw = message("team@house.example", "Three.")
        assert (await take(post.house.installation, raw, (post.address("bo", thread),))).outcome == "recorded"


async def test_whoever_left_cannot_reply_any_more(tmp_path: Path):
    async with posting(tmp_path) as post:
        thread = await question(post.house)
        to = post.address("bo", thread)
        await post.house.done("ana", ChangeMember(person_id=post.house.people["bo"], active=False), post.house.installation.workspace_id)
        assert (await post.reply(to)).outcome == "expired"


async def test_what_is_over_is_refused_in_words_once_and_after_thirty_days_no_more(tmp_path: Path):
    async with posting(tmp_path) as post:
        thread = await question(post.house)
        await post.house.done("ana", ResolveThread(thread_id=thread, outcome="deferred"))
        to = post.address("bo", thread)
        assert (await post.reply(to)).outcome == "refused"
        assert (await post.reply(to)).again
        (answer,) = await post.answers()
        assert "is over: deferred" in answer.get_content()
        assert f"http://house/items/{thread}" in answer.get_content()
        assert len(await post.comments(thread)) == 1
        post.house.clock.set(post.house.clock() + timedelta(days=31))
        assert (await post.reply(to, "Still?")).outcome == "expired"


async def test_a_refusal_lists_what_else_is_missing(tmp_path: Path):
    async with posting(tmp_path) as post:
        decision = await post.house.decision("bo")
        await post.house.done("bo", WithdrawDecision(decision_id=decision, because="No need."))
        await post.house.done("ana", ChangeMember(person_id=post.house.people["bo"], rank="viewer"), post.house.installation.workspace_id)
        taken = await post.reply(post.address("bo", decision))
        assert taken.outcome == "refused"
        assert len(taken.why.splitlines()) == 3
        assert "is over" in taken.why


async def test_a_reply_to_a_daily_message_is_answered_with_what_to_do_instead(tmp_path: Path):
    async with posting(tmp_path) as post:
        assert (await post.reply(post.address("bo", ""))).outcome == "digest"
        (answer,) = await post.answers()
        assert "about many things" in answer.get_content()


async def test_nobody_is_answered_more_than_ten_times_a_day(tmp_path: Path):
    async with posting(tmp_path) as post:
        to = post.address("bo", "")
        for number in range(ANSWERS_A_DAY + 3):
            await post.reply(to, f"Message {number}")
        assert len(await post.answers()) == ANSWERS_A_DAY
        listed = post.house.installation.directory.incoming.of(post.house.installation.kept_ids)
        assert sum("Not answered" in one.why for one in listed) == 3


async def test_attachments_are_named_and_left_out(tmp_path: Path):
    async with posting(tmp_path) as post:
        thread = await question(post.house)
        letter = EmailMessage()
        letter["From"], letter["To"] = BO, post.address("bo", thread)
        letter.set_content("See the plan.")
        letter.add_alternative("<p>See the <b>plan</b>.</p>", subtype="html")
        letter.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="plän.pdf")
        letter.add_attachment(b"From: x\n\nhello", maintype="application", subtype="octet-stream", filename="a\tb.eml")
        assert (await take(post.house.installation, letter.as_bytes())).outcome == "recorded"
        assert (await post.comments(thread))[-1][1] == "See the plan.\n\nLeft out: plän.pdf, a b.eml"


async def test_a_message_without_words_and_one_with_too_many_are_told_apart(tmp_path: Path):
    async with posting(tmp_path) as post:
        to = post.address("bo", await question(post.house))
        assert (await post.reply(to, "> How many retries?\n\n-- \nBo")).outcome == "empty"
        assert (await post.reply(to, "word " * 5_000)).outcome == "too_long"
        assert (await post.reply(to, "x\n" * 3_000_000)).outcome == "too_large"


async def test_redacting_a_comment_lets_go_of_the_message_and_forgetting_a_person_of_what_names_them(tmp_path: Path):
    async with posting(tmp_path) as post:
        thread = await question(post.house)
        taken = await post.reply(post.address("bo", thread))
        directory = post.house.installation.directory
        (row,) = directory.incoming.of(post.house.installation.kept_ids)
        await post.house.done("bo", RedactComment(thread_id=thread, comment_id=taken.comment_id, reason="Names a client."))
        await post.notifier.look()
        assert await original(post.house.installation, thread, 2) is None
        assert await post.house.installation.blobs.whole.get(row.original) is None
        directory.forget(post.house.people["bo"])
        (row,) = directory.incoming.of(post.house.installation.kept_ids)
        assert (row.sender, row.subject, row.message_id) == ("", "", "")
        assert (await post.reply(post.address("bo", thread), "Again.")).outcome == "foreign"


async def test_messages_about_one_thing_are_one_conversation_that_can_be_replied_to(tmp_path: Path):
    async with posting(tmp_path) as post:
        due_at = post.house.clock() + timedelta(hours=2)
        await post.house.done("ana", RaiseBlocker(title="No test cards", owner_id=post.house.people["bo"], due_at=due_at, fallback="M."))
        post.house.clock.set(due_at + timedelta(minutes=1))
        await settle(post.house.installation.handling, post.house.cycle)
        await post.notifier.look()
        (letter,) = [one for one in letters_in(post.mail) if str(one["Subject"]).startswith("Due now") and "bo@" in str(one["To"])]
        assert re.fullmatch(r"plumbline\+r\.[a-z2-7]{26}@example\.org", str(letter["Reply-To"]))
        assert letter["References"] == letter["In-Reply-To"] != letter["Message-ID"]
        assert "Reply to this message to comment on it." in letter.get_content()
        taken = await post.reply(str(letter["Reply-To"]), "They come at noon.", In_Reply_To=str(letter["Message-ID"]))
        assert taken.outcome == "recorded", taken.why


HEADS = (
    b"From: Bo <bo@house.example>", b"From: =?utf-8?b?////?= <bo@house.example>", b"Content-Type: multipart/mixed; boundary=x",
    b"Content-Type: text/plain; charset=idna", b'Content-Type: text/html; charset="\xff"', b"Content-Transfer-Encoding: base64",
    b'Content-Type: multipart/alternative; boundary=""', b"Subject: \xff\xfe", b"Message-ID: <1@x>",
    b"Content-Type: message/rfc822", b"Content-Disposition: attachment; filename*0*=utf-16''%ff; filename*2=a", b'To: "', b":",
    b" folded", b"Date: x", b"",
)  # fmt: skip
WORDS = (b"--x", b"--x--", b"Three.", b"> quoted", b"-- ", b"=?x?q?=ff?=", b"\x00", b"<div><b>x", *HOSTILE)


@st.composite
def hostile(draw: st.DrawFn) -> bytes:
    """Bytes that are nearly a message."""
    heads = draw(st.lists(st.sampled_from(HEADS), max_size=8))
    words = draw(st.lists(st.one_of(st.binary(max_size=60), st.sampled_from(WORDS)), max_size=12))
    return draw(st.sampled_from([b"\n", b"\r\n", b"\r"])).join([*heads, b"", *words])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(hostile(), min_size=6, max_size=6))
async def test_whatever_bytes_come_in_the_outcome_is_stated_and_nothing_is_recorded_twice(
    tmp_path_factory: pytest.TempPathFactory, parts: list[bytes]
):
    async with posting(tmp_path_factory.mktemp("post")) as post:
        thread = await question(post.house)
        to = post.address("bo", thread).encode()
        for raw in parts:
            first = await take(post.house.installation, raw, (to.decode(),))
            second = await take(post.house.installation, raw, (to.decode(),))
            assert first.outcome != "begun"
            assert bool(first.why) != (first.outcome == "recorded")
            assert (second.outcome, second.comment_id, second.again) == (first.outcome, first.comment_id, True)
        said = [one.comment_id for one in post.house.installation.directory.incoming.of(post.house.installation.kept_ids) if one.comment_id]
        assert len(await post.comments(thread)) == 1 + len(said) == 1 + len(set(said))
