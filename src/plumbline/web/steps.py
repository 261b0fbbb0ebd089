"""The steps of a cycle as its overview shows them."""

from collections.abc import Sequence

from plumbline.domain.cycle.rules.step import StepStanding, step_views
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.expression import Atom
from plumbline.kernel.record import record
from plumbline.web.clockwords import ClockWords, day, due_words
from plumbline.web.factwords import claim_words
from plumbline.web.labels import Chip, name_of
from plumbline.web.reader import Reader


@record
class Claim:
    """One claim of a step's condition."""

    role: str
    words: str
    sentence: str


@record
class StepRow:
    """One step. role and words: its chip. ended: done or skipped. open: whether something can still be recorded for it.

    manual: what is asked for by hand; empty when nothing is. atoms: all claims of its condition; in_the_way: those that do not hold.
    """

    id: str
    number: int
    title: str
    text: str
    role: str
    words: str
    when: str
    clock: ClockWords | None
    area: str
    owner: str
    manual: str
    note: str
    note_by: str
    atoms: tuple[Claim, ...]
    in_the_way: tuple[Claim, ...]
    ended: bool
    open: bool


def steps_of(cycle: Cycle, workspace: Workspace, reader: Reader) -> tuple[StepRow, ...]:
    """Return the steps of a cycle's plan, in order."""
    areas = {area.id: area.title for area in cycle.plan.areas} if cycle.plan else {}
    return tuple(_row(standing, areas, cycle, reader) for standing in step_views(cycle, workspace, reader.now))


def next_step(steps: Sequence[StepRow]) -> StepRow | None:
    """Return the first step in the plan's order that is neither done nor skipped."""
    return next((step for step in steps if not step.ended), None)


def _row(standing: StepStanding, areas: dict[str, str], cycle: Cycle, reader: Reader) -> StepRow:
    step, ended = standing.step, standing.state in ("done", "skipped")
    chip = _chip(standing, reader)
    noted_at, noted_by, note = (
        (standing.skipped_at, standing.skipped_by, standing.skip_reason)
        if standing.skipped_at
        else (standing.manual_at, standing.manual_by, standing.manual_note)
    )
    return StepRow(
        id=step.id,
        number=step.number,
        title=step.title,
        text=step.text,
        role=chip.role,
        words=chip.words,
        when=_when(standing, reader),
        clock=due_words(standing.due_at, reader.now, reader.zone, since=cycle.starts_at) if standing.due_at and not ended else None,
        area=areas.get(step.area, step.area),
        owner=name_of(reader.names, standing.person_id),
        manual=step.manual,
        note=note,
        note_by=f"{name_of(reader.names, noted_by)}, {day(noted_at, reader.zone)}" if noted_at else "",
        atoms=tuple(_claim(atom) for atom in standing.atoms),
        in_the_way=tuple(_claim(atom) for atom in standing.blame),
        ended=ended,
        open=not ended,
    )


def _chip(standing: StepStanding, reader: Reader) -> Chip:
    if standing.state == "done":
        return Chip("approved", "Done") if standing.still_holds else Chip("due", "Done, but no longer holds")
    if standing.state == "skipped":
        return Chip("ended", "Skipped")
    if standing.overdue and standing.due_at is not None:
        return Chip("breached", due_words(standing.due_at, reader.now, reader.zone).words)
    return Chip("pending", "In progress") if standing.state == "in_progress" else Chip("draft", "Not started")


def _when(standing: StepStanding, reader: Reader) -> str:
    if standing.completed_at is not None:
        return day(standing.completed_at, reader.zone)
    if standing.skipped_at is not None:
        return day(standing.skipped_at, reader.zone)
    return f"due {day(standing.due_at, reader.zone)}" if standing.due_at else ""


def _claim(atom: Atom) -> Claim:
    role, words = {True: ("approved", "Met"), False: ("due", "Not yet"), None: ("draft", "Not measured yet")}[atom.met]
    return Claim(role=role, words=words, sentence=claim_words(atom))
