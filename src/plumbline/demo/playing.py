"""Journeys in the demo's stories: made from a template, edited, kept as versions, and played by its people."""

import json
from datetime import timedelta
from typing import Any

from plumbline.demo.clock import SimulatedClock
from plumbline.demo.story import Beat, Story
from plumbline.domain.journey.autoplay import acts_of
from plumbline.domain.journey.edit import Edit
from plumbline.domain.journey.journey import CreateJourney, EditJourney, Journey, NameVersion
from plumbline.domain.journey.plain import model_of
from plumbline.domain.run import run as words
from plumbline.domain.run.turn import present, task_of
from plumbline.edge.discussing import Said, about_remark, opened
from plumbline.edge.playable import Playable
from plumbline.files.journeys import template
from plumbline.handling import Handling
from plumbline.kernel.outcome import Context, Refusal
from plumbline.kernel.record import record

_MOST_WAITS = 12


@record
class Play:
    """One run. acts: what the participant does, in order; `variable=value` for a control. pace: seconds between two acts.

    answer: to the task's question. remark: what they say before the last act. gives_up: whether they stop after the last act.
    """

    journey: str
    role: str
    acts: tuple[str, ...]
    preset: str = ""
    task: str = ""
    cohort: str = ""
    pace: int = 11
    answer: int = 0
    remark: str = ""
    gives_up: bool = False


@record
class Discuss:
    """Somebody makes the newest remark of a run into a thread. asks: whose answer it needs."""

    run: str
    asks: str = ""


def modelled(name: str, made_from: str, who: str, *, day: int, time: str, title: str = "") -> Beat:
    """Return the beat in which somebody adds a journey from a template."""

    def command(story: Story) -> CreateJourney:
        found = template(made_from)
        if found is None:
            raise LookupError(f"there is no template {made_from}")
        return CreateJourney(
            cycle_id=story.cycle_id, content=found.content, title=title, template_id=made_from, template_version=found.model.version,
            template_digest=found.digest,
        )  # fmt: skip

    return Beat(day=day, time=time, who=who, command=command, journey=name)


def edited(name: str, who: str, edits: tuple[Edit, ...], *, day: int, time: str) -> Beat:
    """Return the beat in which somebody changes a journey."""
    return Beat(day=day, time=time, who=who, journey=name, command=lambda story: EditJourney(journey_id=story.journey(name), edits=edits))


def kept(name: str, who: str, called: str, *, day: int, time: str) -> Beat:
    """Return the beat in which somebody keeps a version of a journey."""
    return Beat(day=day, time=time, who=who, journey=name, command=lambda story: NameVersion(journey_id=story.journey(name), name=called))


def played(who: str, play: Play, *, day: int, time: str, name: str = "") -> Beat:
    """Return the beat in which somebody plays a journey. name: what later beats call the run."""
    return Beat(day=day, time=time, who=who, journey=play.journey, command=lambda _: play, name=name)


def discussed(who: str, journey: str, discuss: Discuss, *, day: int, time: str, name: str = "") -> Beat:
    """Return the beat in which somebody makes a remark of a run into a thread."""
    return Beat(day=day, time=time, who=who, journey=journey, command=lambda _: discuss, name=name)


async def raised(handling: Handling, context: Context, run_id: str, asks_id: str) -> str:
    """Make the newest remark of a run into a thread; return its id."""
    answer = await opened(handling, context, await about_remark(handling, context, run_id, "", Said(asks_id=asks_id)))
    if isinstance(answer, Refusal):
        raise RuntimeError(f"the demo's remark becomes no thread: {answer}")
    return answer.item


async def perform(handling: Handling, clock: SimulatedClock, journey_id: str, play: Play, actor: str) -> str:
    """Play a run to its end, as its participant would: act where something can be done, wait otherwise. Return its id."""
    async with handling.reading(journey_id) as state:
        journey: Journey = state
        version, cycle_id = journey.current, journey.cycle_id
    blob = await handling.blobs.get(version.digest)
    if blob is None:
        raise RuntimeError(f"the demo's journey {journey_id} cannot be played: its content was not kept")
    model = model_of(json.loads(blob.body))
    found = Playable(model=model, body=blob.body, digest=version.digest, journey_id=journey_id, cycle_id=cycle_id, number=version.number)
    return await _Playing(handling, clock, play, actor, found).to_the_end()


class _Playing:
    """One run while it is played."""

    def __init__(self, handling: Handling, clock: SimulatedClock, play: Play, actor: str, found: Playable) -> None:
        self._handling, self._clock, self._play, self._actor, self._found = handling, clock, play, actor, found
        self._id = handling.context(actor=actor, surface="web").new_id("run")

    async def to_the_end(self) -> str:
        play = self._play
        start = self._found.start(play.role, preset=play.preset, task=play.task, cohort=play.cohort)
        await self._send(start, bodies=[self._found.body])
        for number, act in enumerate(play.acts, 1):
            await self._until(act)
            if play.remark and number == len(play.acts):
                await self._send(words.Remark(run_id=self._id, role=play.role, text=play.remark))
            await self._do(act)
        await self._close()
        return self._id

    async def _until(self, act: str) -> None:
        """Wait until an act can be done, or a control is there."""
        for _ in range(_MOST_WAITS):
            async with self._handling.reading(self._id, texts=True) as run:
                state, step = present(run, run.machine), run.step
                possible = {event.id for event in acts_of(run.machine, state, self._play.role)}
                possible |= {f"{part.variable}=" for part in run.machine.controls(state, self._play.role)}
            if act in possible or act[: act.find("=") + 1] in possible:
                return
            await self._send(words.Wait(run_id=self._id, read_step=step, role=self._play.role))

    async def _do(self, act: str) -> None:
        async with self._handling.reading(self._id) as run:
            step: int = run.step
        said: dict[str, Any] = {"run_id": self._id, "read_step": step, "role": self._play.role}
        name, equals, value = act.partition("=")
        if equals:
            await self._send(words.Enter(**said, entries=(words.Entry(variable=name, value=value),)))
        else:
            await self._send(words.Advance(**said, event=act))

    async def _close(self) -> None:
        play, task = self._play, None
        for _ in range(_MOST_WAITS):
            async with self._handling.reading(self._id, texts=True) as run:
                over, step, task = run.is_over, run.step, task_of(run.machine, run.task)
            if over or play.gives_up:
                break
            await self._send(words.Wait(run_id=self._id, read_step=step, role=play.role))
        if play.gives_up:
            await self._send(words.GiveUp(run_id=self._id, role=play.role))
        if play.answer and task is not None and task.question != "none":
            await self._send(words.AnswerQuestion(run_id=self._id, question=task.question, answer=play.answer))

    async def _send(self, command: Any, bodies: list[bytes] | None = None) -> None:
        self._clock.set(self._clock() + timedelta(seconds=self._play.pace))
        context = self._handling.context(actor=self._actor, surface="web", client="demo")
        answer = await self._handling.handle(self._id, command, context, bodies=bodies or ())
        if isinstance(answer, Refusal):
            raise RuntimeError(f"the demo's run does not hold: {command}: {answer}")
