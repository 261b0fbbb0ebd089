"""Who is told what and when: at once what cannot wait, the rest once a day, and never what was met already."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

from outbox_letters import letters_in, notifier_of, subjects_to
from plumbline.automation.settling import settle
from plumbline.directory.mailbox import MailChoice
from plumbline.domain.cycle.blocker import RaiseBlocker, ResolveBlocker
from plumbline.domain.cycle.decision import ApproveDecision
from plumbline.domain.cycle.escalation import StartEscalation
from plumbline.domain.cycle.thread import Anchor, OpenThread, ReplyToThread
from plumbline.outbox.transport import FileTransport, NotSent
from small_house import House, small_house

ANA, BO, MARA = "ana@house.example", "bo@house.example", "mara@house.example"


@dataclass
class FlakyServer:
    """A mail server that is away until a moment, and keeps what it takes."""

    clock: House
    back_at: datetime
    taken: list[EmailMessage] = field(default_factory=list[EmailMessage])
    place: str = "a flaky server"

    async def send(self, message: EmailMessage) -> str:
        if self.clock.clock() < self.back_at:
            raise NotSent("421 closed for lunch")
        self.taken.append(message)
        return "taken"


def at_hour(house: House, hour: int, days: int = 0) -> None:
    """Put the clock on an hour UTC, some days after the day it shows. The house works 8 to 16 UTC in winter."""
    house.clock.set((house.clock() + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0))


async def blocker(house: House, hours: int = 2, owner: str = "bo") -> str:
    due_at = house.clock() + timedelta(hours=hours)
    command = RaiseBlocker(title="No test cards", owner_id=house.people[owner], due_at=due_at, fallback="Use March's.")
    return await house.done("ana", command)


async def test_whoever_something_is_escalated_to_is_told_at_once_with_a_link_and_a_reason(tmp_path: Path):
    async with small_house(tmp_path) as house:
        mail = FileTransport(folder=tmp_path / "mail")
        notifier = notifier_of(house, mail)
        at_hour(house, 10)
        await notifier.look()
        decision = await house.decision("bo")
        await house.done("bo", StartEscalation(item_id=decision, reason="Legal does not answer."))
        async with house.installation.handling.reading(house.cycle) as cycle:
            (to_id,) = [one.to_id for one in cycle.escalations.values()]
        to = {person_id: f"{name}@house.example" for name, person_id in house.people.items()}[to_id]
        await notifier.look()
        assert "Escalated to you: D-1 Retry after a decline" in subjects_to(mail, to)
        (letter,) = [one for one in letters_in(mail) if "Escalated" in one["Subject"]]
        text = letter.get_content()
        assert f"http://house/items/{decision}" in text
        assert "You get this because it was escalated to you." in text
        assert "/mail/stop/" in letter["List-Unsubscribe"]


async def test_the_owner_of_a_blocker_is_told_when_its_due_time_comes(tmp_path: Path):
    async with small_house(tmp_path) as house:
        mail = FileTransport(folder=tmp_path / "mail")
        notifier = notifier_of(house, mail)
        at_hour(house, 9)
        await notifier.look()
        await blocker(house, hours=2)
        at_hour(house, 12)
        await settle(house.installation.handling, house.cycle)
        await notifier.look()
        assert [one for one in subjects_to(mail, BO) if one.startswith("Due now")] == ["Due now: B-1 No test cards"]


async def test_an_obligation_met_before_the_message_left_sends_nothing(tmp_path: Path):
    async with small_house(tmp_path) as house:
        mail = FileTransport(folder=tmp_path / "mail")
        notifier = notifier_of(house, mail)
        await notifier.look()
        at_hour(house, 20)
        decision = await house.decision("bo")
        await house.done("ana", StartEscalation(item_id=decision, reason="At night."))
        await notifier.look()  # after hours: it waits for the morning
        assert [one for one in letters_in(mail) if "Escalated" in one["Subject"]] == []
        await house.proven(decision)
        await house.done("bo", ApproveDecision(decision_id=decision, because="Shown."))
        at_hour(house, 9, days=1)
        await notifier.look()
        assert [one for one in letters_in(mail) if "Escalated" in one["Subject"]] == []


async def test_a_question_is_told_at_once_only_when_it_holds_something_up_within_a_day(tmp_path: Path):
    async with small_house(tmp_path) as house:
        mail = FileTransport(folder=tmp_path / "mail")
        notifier = notifier_of(house, mail)
        at_hour(house, 9)
        await notifier.look()
        section, objective = await house.place()
        question = OpenThread(
            section_id=section,
            objective_id=objective,
            anchor=Anchor(kind="section", id=section),
            text="Which card?",
            asks_id=house.people["bo"],
        )
        await house.done("ana", question)  # 48 hours, blocks nothing
        await notifier.look()
        assert [one for one in subjects_to(mail, BO) if one.startswith("You were asked")] == []


async def test_nobody_is_told_of_what_they_did_themselves(tmp_path: Path):
    async with small_house(tmp_path) as house:
        mail = FileTransport(folder=tmp_path / "mail")
        notifier = notifier_of(house, mail)
        at_hour(house, 10)
        await notifier.look()
        decision = await house.decision("bo")
        async with house.installation.handling.reading(house.cycle) as cycle:
            composer = cycle.composed_by
        name = next(one for one, person_id in house.people.items() if person_id == composer)
        await house.done(name, StartEscalation(item_id=decision, reason="I take it."))
        await notifier.look()
        assert [one for one in subjects_to(mail, f"{name}@") if one.startswith("Escalated")] == []


async def test_two_messages_a_day_are_the_most_and_the_rest_stands_in_the_digest(tmp_path: Path):
    async with small_house(tmp_path) as house:
        mail = FileTransport(folder=tmp_path / "mail")
        notifier = notifier_of(house, mail)
        at_hour(house, 9)
        await notifier.look()
        for _ in range(4):
            await blocker(house, hours=1)
        at_hour(house, 11)
        await settle(house.installation.handling, house.cycle)
        await notifier.look()
        assert len([one for one in subjects_to(mail, BO) if one.startswith("Due now")]) == 2
        at_hour(house, 9, days=1)
        await notifier.look()
        digest = next(one for one in letters_in(mail) if "bo@" in str(one["To"]) and one["Subject"].endswith("things need you"))
        assert digest.get_content().count("No test cards") == 4


async def test_a_digest_comes_once_on_a_working_day_in_the_order_of_home_and_not_at_weekends(tmp_path: Path):
    async with small_house(tmp_path) as house:
        mail = FileTransport(folder=tmp_path / "mail")
        notifier = notifier_of(house, mail)
        await notifier.look()
        await house.decision("bo")
        seen = subjects_to(mail, BO)
        at_hour(house, 6, days=1)  # seven in Berlin
        await notifier.look()
        assert subjects_to(mail, BO) == seen
        at_hour(house, 8)
        await notifier.look()
        await notifier.look()
        first = subjects_to(mail, BO)
        assert len(first) == len(seen) + 1
        at_hour(house, 8, days=4)  # Saturday
        await notifier.look()
        assert subjects_to(mail, BO) == first


async def test_a_long_list_is_one_message_that_counts_the_rest(tmp_path: Path):
    async with small_house(tmp_path) as house:
        mail = FileTransport(folder=tmp_path / "mail")
        notifier = notifier_of(house, mail)
        await notifier.look()
        for _ in range(25):
            await blocker(house, hours=200)
        at_hour(house, 9, days=1)
        await notifier.look()
        (digest,) = [one for one in letters_in(mail) if "bo@" in str(one["To"]) and one["Subject"].endswith("things need you")][-1:]
        text = digest.get_content()
        assert text.count("\n- ") + text.startswith("- ") == 20
        assert "more: http://house/" in text


async def test_a_decision_that_somebody_follows_is_reported_once_it_is_recorded_but_not_to_whoever_recorded_it(tmp_path: Path):
    async with small_house(tmp_path) as house:
        mail = FileTransport(folder=tmp_path / "mail")
        notifier = notifier_of(house, mail)
        await notifier.look()
        at_hour(house, 10)
        decision = await house.decision("bo")
        await house.proven(decision)  # ana submits, bo accepts
        await house.done("bo", ApproveDecision(decision_id=decision, because="Shown."))
        at_hour(house, 9, days=1)
        await notifier.look()
        told = [str(one["To"]) for one in letters_in(mail) if "approved by Bo" in one.get_content()]
        assert [one for one in told if "ana@" in one]
        assert not [one for one in told if "bo@" in one]


async def test_a_reason_that_was_stopped_sends_nothing_more_and_everything_stays_on_home(tmp_path: Path):
    async with small_house(tmp_path) as house:
        mail = FileTransport(folder=tmp_path / "mail")
        notifier = notifier_of(house, mail)
        at_hour(house, 9)
        await notifier.look()
        house.installation.directory.mailbox.stop(house.people["bo"], "blocker_due")
        await blocker(house, hours=1)
        at_hour(house, 11)
        await settle(house.installation.handling, house.cycle)
        await notifier.look()
        assert [one for one in subjects_to(mail, BO) if one.startswith("Due now")] == []


async def test_a_mail_server_that_is_away_costs_nothing_but_time(tmp_path: Path):
    async with small_house(tmp_path) as house:
        at_hour(house, 9)
        server = FlakyServer(house, house.clock() + timedelta(hours=3))
        notifier = notifier_of(house, server)
        await blocker(house, hours=100)
        assert await notifier.look() == 0
        waiting = house.installation.directory.mailbox.failed()
        assert {one.answer for one in waiting} == {"421 closed for lunch"}
        for hours in (1, 2, 3, 4, 6):
            at_hour(house, 9 + hours)
            await notifier.look()
        assert len(server.taken) == len(waiting)
        assert house.installation.directory.mailbox.failed() == []


async def test_what_happened_while_nothing_ran_is_told_after_a_restart_and_nothing_is_told_twice(tmp_path: Path):
    async with small_house(tmp_path) as house:
        mail = FileTransport(folder=tmp_path / "mail")
        at_hour(house, 9)
        await notifier_of(house, mail).look()
        await blocker(house, hours=1)
        at_hour(house, 11)
        await settle(house.installation.handling, house.cycle)
        restarted = notifier_of(house, mail)
        await restarted.look()
        before = len(letters_in(mail))
        await notifier_of(house, mail).look()
        assert len([one for one in subjects_to(mail, BO) if one.startswith("Due now")]) == 1
        assert len(letters_in(mail)) == before


async def test_what_was_there_before_mail_was_looked_after_is_no_news(tmp_path: Path):
    async with small_house(tmp_path) as house:
        mail = FileTransport(folder=tmp_path / "mail")
        at_hour(house, 9)
        await blocker(house, hours=1)
        at_hour(house, 11)
        await settle(house.installation.handling, house.cycle)
        await notifier_of(house, mail).look()
        assert [one for one in letters_in(mail) if str(one["Subject"]).startswith("Due now")] == []


async def test_resolving_a_blocker_ends_its_message_and_its_line_in_the_digest(tmp_path: Path):
    async with small_house(tmp_path) as house:
        mail = FileTransport(folder=tmp_path / "mail")
        notifier = notifier_of(house, mail)
        at_hour(house, 9)
        await notifier.look()
        stopped = await blocker(house, hours=100)
        await house.done("bo", ResolveBlocker(blocker_id=stopped, how="New cards came."))
        at_hour(house, 9, days=1)
        await notifier.look()
        assert all("No test cards" not in one.get_content() for one in letters_in(mail))


async def test_forgetting_a_person_forgets_their_mail(tmp_path: Path):
    async with small_house(tmp_path) as house:
        directory, person = house.installation.directory, house.people["bo"]
        directory.mailbox.choose(person, MailChoice(digest_hour=6))
        at_hour(house, 9)
        await blocker(house, hours=100)
        await notifier_of(house, FileTransport(folder=tmp_path / "mail")).look()
        assert directory.mailbox.of(person)
        directory.forget(person)
        assert directory.mailbox.of(person) == []
        assert directory.mailbox.choice(person) == MailChoice()


async def test_answering_a_question_takes_it_off_the_digest(tmp_path: Path):
    async with small_house(tmp_path) as house:
        mail = FileTransport(folder=tmp_path / "mail")
        notifier = notifier_of(house, mail)
        await notifier.look()
        section, objective = await house.place()
        anchor = Anchor(kind="section", id=section)
        opened = OpenThread(section_id=section, objective_id=objective, anchor=anchor, text="Which card?", asks_id=house.people["mara"])
        thread = await house.done("bo", opened)
        await house.done("mara", ReplyToThread(thread_id=thread, text="The blue one."))
        at_hour(house, 9, days=1)
        await notifier.look()
        assert all("Bo asked you" not in one.get_content() for one in letters_in(mail) if "mara@" in str(one["To"]))
        assert any("Mara answered you" in one.get_content() for one in letters_in(mail) if "bo@" in str(one["To"]))
