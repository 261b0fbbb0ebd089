"""An installation on a fresh folder with a set clock, three people and one running cycle; real files, packs and commands."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any, cast

from httpx import ASGITransport, AsyncClient

from plumbline.app.composition import application
from plumbline.app.opening import opened
from plumbline.automation.journeys import follow_journey
from plumbline.demo.clock import SimulatedClock
from plumbline.domain.cycle.decision import Criterion, DraftDecision, SubmitDecision
from plumbline.domain.cycle.evidence import AcceptEvidence, SubmitEvidence
from plumbline.domain.cycle.frame import ComposeCycle
from plumbline.domain.cycle.safeguard import FormaliseSafeguard
from plumbline.domain.cycle.thread import AnchorKind
from plumbline.domain.journey.journey import CreateJourney
from plumbline.domain.playbook.compose import compose
from plumbline.domain.workspace.workspace import AddMember, CreateWorkspace, DefineCalendar
from plumbline.edge.discussing import Said, about_part
from plumbline.edge.discussing import opened as opened_thread
from plumbline.installation import Installation
from plumbline.kernel.outcome import Receipt
from plumbline.kernel.time import Opening
from plumbline.settings import Settings
from small_journey import plain

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@dataclass
class House:
    """The installation, its clock, its people by name and its cycle."""

    installation: Installation
    clock: SimulatedClock
    people: dict[str, str]
    cycle: str = ""

    async def send(self, who: str, command: Any, stream: str = "") -> Any:
        """Send a command as a person; return the answer, receipt or refusal."""
        handling = self.installation.handling
        return await handling.handle(stream or self.cycle, command, handling.context(actor=self.people[who], surface="web"))

    async def done(self, who: str, command: Any, stream: str = "") -> str:
        """Send a command that must be taken; return the id of what it made."""
        answer = await self.send(who, command, stream)
        assert isinstance(answer, Receipt), answer
        return answer.item

    async def place(self) -> tuple[str, str]:
        """Return a section and an objective of the cycle."""
        async with self.installation.handling.reading(self.cycle) as cycle:
            return next(iter(cycle.sections)), next(iter(cycle.objectives))

    async def journey(self, content: dict[str, Any] | None = None) -> str:
        """Add a journey, the small one unless other content is given, and tell the cycle how it stands; return its id."""
        journey = self.installation.handling.context(actor="", surface="cli").new_id("jrn")
        await self.done("ana", CreateJourney(cycle_id=self.cycle, content=json.dumps(content or plain())), journey)
        await follow_journey(self.installation.handling, journey)
        return journey

    async def said(self, journey: str, kind: AnchorKind, part: str, who: str = "ana", **more: Any) -> str:
        """Open a thread about a part of a journey; return its id."""
        context = self.installation.handling.context(actor=self.people[who], surface="web")
        prepared = await about_part(self.installation.handling, context, journey, kind, part, Said(text="Why?", **more))
        answer = await opened_thread(self.installation.handling, context, prepared)
        assert isinstance(answer, Receipt), answer
        return answer.item

    async def decision(self, who: str = "ana", *, criterion: str = "crt_" + "0" * 26) -> str:
        """Put a decision with one criterion into review."""
        section, objective = await self.place()
        decision = await self.done(
            who,
            DraftDecision(
                title="Retry after a decline",
                section_id=section,
                objective_id=objective,
                owner_id=self.people[who],
                due_at=self.clock() + timedelta(days=3),
                fallback="One retry.",
                criteria=(
                    Criterion(id=criterion, text="It answers within 5 s.", method="manual", owner_id=self.people["bo"], check="Look."),
                ),
                propose=True,
            ),
        )
        await self.done(who, SubmitDecision(decision_id=decision))
        return decision

    async def proven(self, decision: str, *, criterion: str = "crt_" + "0" * 26) -> str:
        """Attach evidence to a decision and have it accepted."""
        evidence = await self.done(
            "ana",
            SubmitEvidence(decision_id=decision, criterion_ids=(criterion,), kind="link", title="Run 1", reference="https://ci.example/1"),
        )
        return await self.done("bo", AcceptEvidence(evidence_id=evidence))


@asynccontextmanager
async def small_house(folder: Path, *, demo: bool = True) -> AsyncGenerator[House, None]:
    """Open a house in a folder and start its cycle."""
    clock = SimulatedClock(MONDAY)
    async with opened(
        Settings(data=folder, base_url="http://127.0.0.1:8420", api_requests_per_minute=1_000_000), clock=clock, demo=demo
    ) as installation:
        ids = sorted(installation.handling.context(actor="", surface="cli").new_id("usr") for _ in range(3))
        installation = replace(installation, demo_person=ids[0] if demo else "")
        house = House(installation, clock, dict(zip(("ana", "bo", "mara"), ids, strict=True)))
        await _furnish(house)
        yield house


def client_of(house: House) -> AsyncClient:
    """Return a client of the whole application. It runs in the test's own event loop, to which the ledger belongs."""
    return AsyncClient(transport=ASGITransport(app=cast(Any, application(house.installation))), base_url=house.installation.base_url)


async def _furnish(house: House) -> None:
    handling, workspace = house.installation.handling, house.installation.workspace_id
    for name, person_id in house.people.items():
        house.installation.directory.add_person(person_id, name.title(), f"{name}@house.example", "Europe/Berlin")
    await house.done("ana", CreateWorkspace(title="House"), workspace)
    openings = tuple(Opening(weekday=day, opens=time(9), closes=time(17)) for day in range(5))
    await house.done("ana", DefineCalendar(calendar_id="default", title="Office", zone="Europe/Berlin", openings=openings), workspace)
    await house.done("ana", AddMember(person_id=house.people["bo"], rank="owner", calendar_id="default"), workspace)
    await house.done("ana", AddMember(person_id=house.people["mara"], rank="lead", calendar_id="default"), workspace)
    house.cycle = handling.context(actor="", surface="cli").new_id("cyc")
    plan = compose(house.installation.packs, "ecommerce", "innovation", "stakeholder-alignment")
    await house.done("ana", ComposeCycle(plan=plan, title="Checkout", calendar_id="default", starts_at=MONDAY))
    async with handling.reading(house.cycle) as cycle:
        safeguards = tuple(cycle.safeguards)
    for safeguard in safeguards:  # nothing enters implementation before
        formalise = FormaliseSafeguard(safeguard_id=safeguard, form="agenda_item", place="risk-and-scope", owner_id=house.people["ana"])
        await house.done("ana", formalise)
