"""Who a ladder tells, and when: each level as it is asked, at night too when the step is urgent, and a rehearsal as a rehearsal."""

from datetime import timedelta
from pathlib import Path

from outbox_letters import letters_in, notifier_of, subjects_to
from plumbline.automation.settling import settle
from plumbline.domain.cycle.drill import StartDrill
from plumbline.domain.cycle.escalation import AcknowledgeEscalation, ChooseEscalationPolicy, StartEscalation
from plumbline.domain.playbook.plan import LadderLevel
from plumbline.domain.workspace.workspace import DefineEscalationPolicy
from plumbline.outbox.transport import FileTransport
from small_house import House, small_house

ANA, BO, MARA = "ana@house.example", "bo@house.example", "mara@house.example"
ESCALATED = "Escalated to you: D-1 Retry after a decline"


def at_hour(house: House, hour: int, days: int = 0) -> None:
    """Put the clock on an hour UTC, some days after the day it shows. The house works 8 to 16 UTC in winter."""
    house.clock.set((house.clock() + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0))


async def ladder(house: House, *, urgent: bool = False) -> None:
    """Let items of the house's cycle go up to Mara and then to Bo, who have four working hours each."""
    levels = tuple(
        LadderLevel(person_id=house.people[name], wait_hours=4, lease_hours=4, urgent=urgent and name == "mara") for name in ("mara", "bo")
    )
    define = DefineEscalationPolicy(policy_id="two-people", title="Two people", levels=levels, basis="business")
    await house.done("ana", define, stream=house.installation.workspace_id)
    await house.done("mara", ChooseEscalationPolicy(policy_id="two-people"))


async def test_the_next_level_is_told_when_it_is_asked_and_not_before(tmp_path: Path):
    async with small_house(tmp_path) as house:
        mail = FileTransport(folder=tmp_path / "mail")
        notifier = notifier_of(house, mail)
        at_hour(house, 9)
        await notifier.look()
        await ladder(house)
        decision = await house.decision("ana")
        await house.done("ana", StartEscalation(item_id=decision, reason="Legal does not answer."))
        await notifier.look()
        assert ESCALATED in subjects_to(mail, MARA)
        assert ESCALATED not in subjects_to(mail, BO)
        at_hour(house, 14)
        await settle(house.installation.handling, house.cycle)
        await notifier.look()
        assert ESCALATED in subjects_to(mail, BO)


async def test_somebody_whose_acknowledgement_lapsed_is_told_again(tmp_path: Path):
    async with small_house(tmp_path) as house:
        mail = FileTransport(folder=tmp_path / "mail")
        notifier = notifier_of(house, mail)
        at_hour(house, 9)
        await notifier.look()
        await ladder(house)
        decision = await house.decision("ana")
        await house.done("ana", StartEscalation(item_id=decision, reason="Legal does not answer."))
        await notifier.look()
        async with house.installation.handling.reading(house.cycle) as cycle:
            (escalation,) = cycle.escalations
        await house.done("mara", AcknowledgeEscalation(escalation_id=escalation))
        at_hour(house, 14)
        await settle(house.installation.handling, house.cycle)
        await notifier.look()
        assert subjects_to(mail, MARA).count(ESCALATED) == 2


async def test_an_urgent_step_leaves_at_night_and_any_other_waits_for_the_morning(tmp_path: Path):
    for urgent, folder in ((True, tmp_path / "urgent"), (False, tmp_path / "calm")):
        async with small_house(folder) as house:
            mail = FileTransport(folder=folder / "mail")
            notifier = notifier_of(house, mail)
            at_hour(house, 21)
            await notifier.look()
            await ladder(house, urgent=urgent)
            decision = await house.decision("ana")
            await house.done("ana", StartEscalation(item_id=decision, reason="The site is down."))
            await notifier.look()
            assert (ESCALATED in subjects_to(mail, MARA)) is urgent
            at_hour(house, 9, days=1)
            await notifier.look()
            assert ESCALATED in subjects_to(mail, MARA)


async def test_a_rehearsal_says_in_its_subject_that_nothing_has_happened(tmp_path: Path):
    async with small_house(tmp_path) as house:
        mail = FileTransport(folder=tmp_path / "mail")
        notifier = notifier_of(house, mail)
        at_hour(house, 9)
        await notifier.look()
        await ladder(house)
        async with house.installation.handling.reading(house.cycle) as cycle:
            assert cycle.plan is not None
            pressure = cycle.plan.pressures[0]
        await house.done("ana", StartDrill(pressure_id=pressure.id))
        await notifier.look()
        (letter,) = [one for one in letters_in(mail) if MARA in str(one["To"]) and "Rehearsal" in one["Subject"]]
        assert letter["Subject"] == f"Rehearsal, nothing has happened: {pressure.title}"
        assert ESCALATED not in subjects_to(mail, MARA)
