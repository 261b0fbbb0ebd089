"""Who a ladder tells, and when: each level as it is asked, at night too when the step is urgent, and a rehearsal as a rehearsal."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from outbox_letters import letters_in, notifier_of, subjects_to
from plumbline.automation.notifying import Notifier
from plumbline.automation.settling import settle
from plumbline.domain.cycle.drill import StartDrill
from plumbline.domain.cycle.escalation import AcknowledgeEscalation, ChooseEscalationPolicy, StartEscalation
from plumbline.domain.playbook.plan import LadderLevel
from plumbline.domain.workspace.workspace import DefineEscalationPolicy
from plumbline.outbox.transport import FileTransport
from small_house import House, small_house

BO, MARA = "bo@house.example", "mara@house.example"
ESCALATED = "Escalated to you: D-1 Retry after a decline"


@dataclass
class Ladder:
    """A house whose cycle sends items up to Mara and then to Bo, who have four working hours each, and the mail that it sends."""

    house: House
    mail: FileTransport
    notifier: Notifier

    async def escalate(self) -> None:
        """Let Ana send a decision of hers up, and send what is due."""
        decision = await self.house.decision("ana")
        await self.house.done("ana", StartEscalation(item_id=decision, reason="Legal does not answer."))
        await self.notifier.look()

    async def at_hour(self, hour: int, days: int = 0) -> None:
        """Let it be an hour UTC, some days on, and send what is due. The house works 8 to 16 UTC in winter."""
        clock = self.house.clock
        clock.set((clock() + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0))
        await settle(self.house.installation.handling, self.house.cycle)
        await self.notifier.look()

    def escalations_told(self, mail: str) -> int:
        """Return how often somebody was told."""
        return subjects_to(self.mail, mail).count(ESCALATED)


@asynccontextmanager
async def ladder(folder: Path, *, hour: int = 9, urgent: bool = False) -> AsyncGenerator[Ladder, None]:
    async with small_house(folder) as house:
        mail = FileTransport(folder=folder / "mail")
        up = Ladder(house, mail, notifier_of(house, mail))
        await up.at_hour(hour)
        levels = tuple(
            LadderLevel(person_id=house.people[name], wait_hours=4, lease_hours=4, urgent=urgent and name == "mara")
            for name in ("mara", "bo")
        )
        define = DefineEscalationPolicy(policy_id="two-people", title="Two people", levels=levels, basis="business")
        await house.done("ana", define, stream=house.installation.workspace_id)
        await house.done("mara", ChooseEscalationPolicy(policy_id="two-people"))
        yield up


async def test_the_next_level_is_told_when_it_is_asked_and_not_before(tmp_path: Path):
    async with ladder(tmp_path) as up:
        await up.escalate()
        assert (up.escalations_told(MARA), up.escalations_told(BO)) == (1, 0)
        await up.at_hour(14)
        assert (up.escalations_told(MARA), up.escalations_told(BO)) == (1, 1)


async def test_somebody_whose_acknowledgement_lapsed_is_told_again(tmp_path: Path):
    async with ladder(tmp_path) as up:
        await up.escalate()
        async with up.house.installation.handling.reading(up.house.cycle) as cycle:
            (escalation,) = cycle.escalations
        await up.house.done("mara", AcknowledgeEscalation(escalation_id=escalation))
        await up.at_hour(14)
        assert up.escalations_told(MARA) == 2


@pytest.mark.parametrize("urgent", [True, False])
async def test_an_urgent_step_leaves_at_night_and_any_other_waits_for_the_morning(urgent: bool, tmp_path: Path):
    async with ladder(tmp_path, hour=21, urgent=urgent) as up:
        await up.escalate()
        assert up.escalations_told(MARA) == urgent
        await up.at_hour(9, days=1)
        assert up.escalations_told(MARA) == 1


async def test_a_rehearsal_says_in_its_subject_that_nothing_has_happened(tmp_path: Path):
    async with ladder(tmp_path) as up:
        async with up.house.installation.handling.reading(up.house.cycle) as cycle:
            assert cycle.plan is not None
            pressure = cycle.plan.pressures[0]
        await up.house.done("ana", StartDrill(pressure_id=pressure.id))
        await up.notifier.look()
        (letter,) = [one for one in letters_in(up.mail) if MARA in str(one["To"]) and "Rehearsal" in one["Subject"]]
        assert letter["Subject"] == f"Rehearsal, nothing has happened: {pressure.title}"
        assert up.escalations_told(MARA) == 0
