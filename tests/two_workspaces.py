"""A second workspace in a small house: Eve leads it, and Ana, who made it, has left. Its items have the titles of the first one's."""

from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

from document_story import POLICY
from plumbline.domain.cycle.blocker import RaiseBlocker
from plumbline.domain.cycle.decision import Criterion, DraftDecision, SubmitDecision
from plumbline.domain.cycle.evidence import SubmitEvidence
from plumbline.domain.cycle.frame import ComposeCycle
from plumbline.domain.cycle.thread import Anchor, OpenThread
from plumbline.domain.document.document import CreateDocument
from plumbline.domain.playbook.compose import compose
from plumbline.domain.workspace.workspace import AddMember, ChangeMember, CreateWorkspace, DefineCalendar
from plumbline.installation import Installation
from plumbline.kernel.outcome import Receipt
from plumbline.kernel.time import Opening
from small_house import MONDAY, House

TITLE = "The second workspace"
FILE = b"What only the second workspace may read."


@dataclass
class Second:
    """The second workspace: its installation, its people, and an item of each kind that has pages of its own."""

    house: House
    installation: Installation
    eve: str
    cycle: str = ""
    decision: str = ""
    evidence: str = ""
    thread: str = ""
    blocker: str = ""
    document: str = ""
    digest: str = ""

    async def send(self, person_id: str, command: Any, stream: str = "") -> Any:
        """Send a command within the second workspace; return the answer."""
        handling = self.installation.handling
        return await handling.handle(stream or self.cycle, command, handling.context(actor=person_id, surface="web"))

    async def done(self, command: Any, stream: str = "", by: str = "") -> str:
        """Send a command that must be taken, as Eve unless somebody else is named; return the id of what it made."""
        answer = await self.send(by or self.eve, command, stream)
        assert isinstance(answer, Receipt), answer
        return answer.item


async def second_workspace(house: House, *, with_ana: bool = False) -> Second:
    """Make the second workspace and let some life pass through it. with_ana: she stays a member, as a viewer who runs it."""
    first, ana = house.installation, house.people["ana"]
    new_id = first.handling.context(actor="", surface="cli").new_id
    place = new_id("wsp")
    await house.done("ana", CreateWorkspace(title=TITLE), place)
    second = Second(house, first.within(place), eve=new_id("usr"), cycle=new_id("cyc"))
    first.directory.add_person(second.eve, "Eve Elsewhere", "eve@elsewhere.example", "Europe/Berlin")
    openings = tuple(Opening(weekday=day, opens=time(9), closes=time(17)) for day in range(5))
    office = DefineCalendar(calendar_id="default", title="Office", zone="Europe/Berlin", openings=openings)
    await second.done(office, place, by=ana)
    await second.done(AddMember(person_id=second.eve, rank="lead", calendar_id="default"), place, by=ana)
    leaving = ChangeMember(person_id=ana, rank="viewer") if with_ana else ChangeMember(person_id=ana, active=False)
    await second.done(leaving, place)
    plan = compose(first.packs, "ecommerce", "innovation", "stakeholder-alignment")
    await second.done(ComposeCycle(plan=plan, title="Checkout", calendar_id="default", starts_at=MONDAY))
    await _fill(second)
    return second


async def _fill(second: Second) -> None:
    async with second.installation.handling.reading(second.cycle) as cycle:
        section, objective = next(iter(cycle.sections)), next(iter(cycle.objectives))
    criterion = "crt_" + "0" * 26
    due_at = second.house.clock() + timedelta(days=3)
    second.decision = await second.done(
        DraftDecision(
            title="Retry after a decline",
            section_id=section,
            objective_id=objective,
            owner_id=second.eve,
            due_at=due_at,
            fallback="One retry.",
            criteria=(Criterion(id=criterion, text="It answers within 5 s.", method="manual", owner_id=second.eve, check="Look."),),
            propose=True,
        )
    )
    await second.done(SubmitDecision(decision_id=second.decision))
    second.digest = await second.installation.blobs.put(FILE)
    second.evidence = await second.done(
        SubmitEvidence(
            decision_id=second.decision,
            criterion_ids=(criterion,),
            kind="file",
            title="Run 1",
            reference="run.txt",
            digest=second.digest,
        )
    )
    anchor = Anchor(kind="decision", id=second.decision)
    second.thread = await second.done(OpenThread(section_id=section, objective_id=objective, anchor=anchor, text="Why so?"))
    second.blocker = await second.done(RaiseBlocker(title="No cards", owner_id=second.eve, due_at=due_at, fallback="Use March's."))
    stream = second.installation.handling.context(actor="", surface="cli").new_id("doc")
    second.document = await second.done(CreateDocument(cycle_id=second.cycle, title="Terms", text=POLICY), stream)
