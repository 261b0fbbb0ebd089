"""Opening a thread about a journey: on a screen, on a transition, or on what somebody remarked in a run. Pages and API share it."""

import json
from collections.abc import Mapping
from dataclasses import replace

from plumbline.automation.journeys import follow_journey
from plumbline.domain import permission
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.cycle.thread import Anchor, AnchorKind, OpenThread, Shown
from plumbline.domain.journey.journey import Journey
from plumbline.domain.journey.machine import Machine
from plumbline.domain.journey.model import Model
from plumbline.domain.journey.parts import (
    part_digests,
    part_words,
    section_key,
    section_of_screen,
    section_of_transition,
    sections_of,
)
from plumbline.domain.journey.plain import model_of, plain_of
from plumbline.domain.journey.rules import digest_of
from plumbline.domain.journey.shape import shape_problems
from plumbline.domain.journey.wording import Wording
from plumbline.domain.run.run import Run
from plumbline.handling import Handling
from plumbline.kernel.canonical import canonical
from plumbline.kernel.outcome import Context, Receipt, Refusal
from plumbline.kernel.record import record


class NotThere(Exception):
    """What a thread is to be about is not there; says what it is."""


@record
class Said:
    """What a thread begins with. objective_id: that of the part's section, where none is chosen."""

    text: str = ""
    objective_id: str = ""
    blocking: bool = False
    asks_id: str = ""


@record
class Prepared:
    """A thread that can be opened. body: what its anchor names by digest. known: the thread that the remark was made into already."""

    cycle_id: str
    command: OpenThread
    body: bytes
    known: str = ""


async def about_part(handling: Handling, context: Context, journey_id: str, kind: AnchorKind, part: str, said: Said) -> Prepared:
    """Prepare a thread on a screen or a transition of a journey as it is now, or on all of it. Raises NotThere."""
    async with handling.reading(journey_id, texts=True) as state:
        journey: Journey = state
        content = journey.content
        if content is None or any(shape_problems(content)):
            raise NotThere("journey")
        model, cycle_id = model_of(content), journey.cycle_id
        anchor = Anchor(kind=kind, id=journey_id, part=part, digest=digest_of(content), number=journey.version)
    return await _prepared(handling, context, cycle_id, anchor, model, said)


async def about_remark(handling: Handling, context: Context, run_id: str, remark_id: str, said: Said) -> Prepared:
    """Prepare a thread on the exact state that a remark was made in: its screen, what the variables were, the step of the run.

    remark_id: empty for the newest remark. The remark's words are the thread's where it has none of its own. Raises NotThere.
    """
    async with handling.reading(run_id) as state:
        run: Run = state
        machine: Machine | None = run.machine
        found = next((one for one in reversed(run.remarks) if remark_id in ("", one.id)), None)
        if machine is None or found is None or not run.journey_id:
            raise NotThere("remark")
        anchor = Anchor(
            kind="screen", id=run.journey_id, part=found.screen, digest=run.digest, run_id=run_id, step=found.step, remark_id=found.id,
            values=_values(run, machine, found.step),
        )  # fmt: skip
        words = replace(said, text=said.text or found.text)
        cycle_id, model = run.cycle_id, machine.model
    prepared = await _prepared(handling, context, cycle_id, anchor, model, words)
    async with handling.reading(cycle_id) as cycle:
        return replace(prepared, known=threads_on_remarks(cycle, run.journey_id).get(found.id, ""))


async def about_reviewed(
    handling: Handling, context: Context, cycle_id: str, review_id: str, kind: AnchorKind, part: str, said: Said
) -> Prepared:
    """Prepare a thread on a part of the version of a journey that is under review, whatever the journey is now. Raises NotThere."""
    async with handling.reading(cycle_id) as cycle:
        subject = cycle.reviews[review_id].subject
    blob = await handling.blobs.get(subject.content_hash) if subject.kind == "journey" else None
    if blob is None:
        raise NotThere("journey")
    model, anchor = model_of(json.loads(blob.body)), Anchor(kind=kind, id=subject.id, part=part, digest=subject.content_hash)
    prepared = await _prepared(handling, context, cycle_id, anchor, model, said)
    section_id = section_key(subject.id, _section(model, anchor))  # as it is reviewed, also where the journey of now has others
    return replace(prepared, command=replace(prepared.command, section_id=section_id))


async def opened(handling: Handling, context: Context, prepared: Prepared) -> Receipt | Refusal:
    """Open a prepared thread, unless it is there already, and bring it to what its journey is now."""
    cycle_id, command = prepared.cycle_id, prepared.command
    if prepared.known:
        return Receipt(stream=cycle_id, version=0, position=0, item=prepared.known, changed=False)
    answer = await handling.handle(cycle_id, command, context, bodies=(prepared.body,))
    if isinstance(answer, Receipt):
        await follow_journey(handling, command.anchor.id)  # what was played may have been edited since
    return answer


def threads_on_remarks(cycle: Cycle, journey_id: str) -> Mapping[str, str]:
    """Return the threads that remarks were made into, by the remark's id."""
    threads = (cycle.threads[one] for one in cycle.threads_of.get(journey_id, ()))
    return {one.anchor.remark_id: one.id for one in threads if one.anchor.remark_id}


async def _prepared(handling: Handling, context: Context, cycle_id: str, anchor: Anchor, model: Model, said: Said) -> Prepared:
    known = part_digests(model).get((anchor.kind, anchor.part), "")
    if anchor.kind != "journey" and not known:
        raise NotThere(anchor.kind)
    command = OpenThread(
        section_id=section_key(anchor.id, _section(model, anchor)),
        objective_id=said.objective_id,
        anchor=replace(anchor, part_digest=known),
        text=said.text,
        quote=part_words(model, anchor.kind, anchor.part),
        blocking=said.blocking,
        asks_id=said.asks_id,
    )
    if permission.refusal(command, None, await handling.workspace(), context) is None:
        await follow_journey(handling, anchor.id)  # the cycle has to know the journey, and the section, that the thread names
    async with handling.reading(cycle_id) as cycle:
        command = replace(
            command,
            section_id=_known_section(cycle, command),
            objective_id=said.objective_id or _objective(cycle, model, command.section_id),
        )
    return Prepared(cycle_id=cycle_id, command=command, body=canonical(plain_of(model)))


def _known_section(cycle: Cycle, command: OpenThread) -> str:
    """The section of the part; the journey's first where a run was of a version that had others."""
    journey = cycle.journeys.get(command.anchor.id)
    known = [one.id for one in journey.sections] if journey else []
    return command.section_id if command.section_id in known else next(iter(known), command.section_id)


def _section(model: Model, anchor: Anchor) -> str:
    """The section of what a thread is about; of a whole journey its first."""
    if anchor.kind == "screen":
        screen = next((one for one in model.screens if one.id == anchor.part), None)
        return section_of_screen(model, screen) if screen else ""
    if anchor.kind == "transition":
        transition = next((one for one in model.transitions if one.id == anchor.part), None)
        return section_of_transition(model, transition) if transition else ""
    return sections_of(model)[0].id


def _objective(cycle: Cycle, model: Model, key: str) -> str:
    """The objective that a section serves, found by its title or id; else the cycle's first. key: of the section in the cycle."""
    wished = next((one.objective for one in model.sections if key.endswith(f"-{one.id}")), "").casefold()
    named = (one.id for one in cycle.objectives.values() if wished and wished in (one.title.casefold(), one.id))
    return next(named, next(iter(cycle.objectives), ""))


def _values(run: Run, machine: Machine, step: int) -> tuple[Shown, ...]:
    """What the variables were after a step, in words; what somebody wrote by hand stays in the run."""
    moment = next((one.values for one in reversed(run.moves) if one.number <= step and one.values), run.began.values if run.began else ())
    wording = Wording(machine)
    pairs = zip(machine.model.variables, moment, strict=False)
    return tuple(Shown(name=one.title or one.id, value=wording.value(one.id, value)) for one, value in pairs if one.type != "text")
