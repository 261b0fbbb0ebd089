"""What can be played: a version of a journey, or a template. Pages, API and links share it."""

import json
from collections.abc import Iterable
from dataclasses import replace

from plumbline.domain.journey.analysis.coverage import Coverage
from plumbline.domain.journey.body import looked_at
from plumbline.domain.journey.journey import Journey
from plumbline.domain.journey.machine import Machine
from plumbline.domain.journey.model import Model
from plumbline.domain.run.coverage import covered_by
from plumbline.domain.run.run import Run, StartRun
from plumbline.edge.journey_templates import template_here
from plumbline.files import journeys
from plumbline.handling.reports import coverage_on
from plumbline.installation import Installation
from plumbline.kernel.record import record
from plumbline.projections.items import find_item
from plumbline.projections.runs import RunRow, runs_of


@record
class Playable:
    """A version that can be played, with the body that is kept under its digest.

    journey_id, cycle_id, number: where it is a version of a journey; template_id, template_version: where it is a template.
    """

    model: Model
    body: bytes
    digest: str
    journey_id: str = ""
    cycle_id: str = ""
    number: int = 0
    template_id: str = ""
    template_version: str = ""

    @property
    def id(self) -> str:
        """What runs of it are listed under."""
        return self.journey_id or self.template_id

    def start(self, role: str, *, preset: str = "", task: str = "", cohort: str = "", campaign: str = "") -> StartRun:
        """Return the command that begins a run of it."""
        return StartRun(
            digest=self.digest, role=role, journey_id=self.journey_id, number=self.number, cycle_id=self.cycle_id,
            template_id=self.template_id, template_version=self.template_version, preset=preset, task=task, cohort=cohort,
            campaign=campaign,
        )  # fmt: skip


async def journey_version(installation: Installation, journey_id: str, number: int = 0) -> Playable | None:
    """Return a version of a journey, its newest one unless a number is given; None where there is none, or none that can be played."""
    row = await find_item(installation.ledger, journey_id)
    if row is None or row.kind != "journey":
        return None
    async with installation.handling.reading(journey_id) as state:
        journey: Journey = state
        version = journey.numbered(number) if number else journey.current
    blob = await installation.blobs.get(version.digest) if version else None
    if version is None or blob is None:
        return None
    looked = looked_at(json.loads(blob.body))
    if looked.model is None or looked.faults:
        return None
    return Playable(
        model=looked.model, body=blob.body, digest=version.digest, journey_id=journey_id, cycle_id=row.cycle_id, number=version.number
    )


async def recorded(installation: Installation, played: Playable) -> tuple[list[RunRow], list[Run]]:
    """Return the newest runs of any version whose screens all still exist, read one after the other: each is a stream of its own."""
    rows, runs = await runs_of(installation.ledger, played.id), list[Run]()
    for row in rows:
        async with installation.handling.reading(row.run_id) as run:
            runs.append(replace(run, moves=[*run.moves], answers={**run.answers}))  # a state is read under its lock only
    known = {screen.id for screen in played.model.screens}
    kept = [(row, run) for row, run in zip(rows, runs, strict=True) if all(set(move.screens) <= known for move in run.moves)]
    return [row for row, _ in kept], [run for _, run in kept]


async def coverage_of(installation: Installation, played: Playable) -> Coverage:
    """Return what runs of exactly this content covered, and what they left out."""
    return await coverage_by(played, (await recorded(installation, played))[1])


async def coverage_by(played: Playable, runs: Iterable[Run]) -> Coverage:
    """Return the same of runs that were read already; those of other content are passed over."""
    own = [run for run in runs if run.digest == played.digest]
    return await coverage_on(played.model, covered_by(own, Machine(played.model)), len(own))


def built_in(template_id: str) -> Playable | None:
    """Return a built-in template, or None when there is none of that id."""
    found = journeys.template(template_id)
    return None if found is None else _of_template(found.model, found.content, found.digest)


async def template(installation: Installation, template_id: str) -> Playable | None:
    """Return a template, built in or of the workspace, or None when there is none of that id."""
    found = await template_here(installation, template_id)
    return None if found is None else _of_template(found.model, found.content, found.digest)


def _of_template(model: Model, content: str, digest: str) -> Playable:
    return Playable(model=model, body=content.encode(), digest=digest, template_id=model.id, template_version=model.version)
