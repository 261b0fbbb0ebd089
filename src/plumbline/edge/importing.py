"""Bringing decision records into a cycle, each on its own: one that is refused keeps none of the others back. Pages and API share it."""

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from plumbline.domain import permission, streams
from plumbline.domain.checking import Answer
from plumbline.domain.cycle.decision import State
from plumbline.domain.cycle.decision.imported import DecisionImported, ImportDecision, Imported, Source
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.files.records import DecisionRecord, RecordFile, read_records
from plumbline.installation import Installation
from plumbline.kernel.outcome import Context, Refusal
from plumbline.kernel.record import record
from plumbline.projections.history import kind_key, positions_of

Outcome = Literal["new", "changed", "same", "refused", "unread"]
_MAIL = re.compile(r"<?[\w.+-]+(?:@| at )[\w-]+(?:\.[\w-]+)+>?")
_SHORTEST = 3  # a shorter name is too often a word


@record
class Wanted:
    """What is brought in, and where it goes. pseudonyms: whether people that a record names get other names. columns: of a table."""

    source: Source
    files: tuple[RecordFile, ...]
    section_id: str
    objective_id: str
    owner_id: str
    columns: Mapping[str, str]
    pseudonyms: bool = False


@record
class Line:
    """What became of one record. said: its status there; problem: why nothing came of it; refusal: the rules that stood in the way."""

    name: str
    outcome: Outcome
    title: str = ""
    said: str = ""
    state: State | Literal[""] = ""
    decision_id: str = ""
    notes: tuple[str, ...] = ()
    problem: str = ""
    refusal: Refusal | None = None


async def bring_in(installation: Installation, cycle_id: str, wanted: Wanted, context: Context, *, dry_run: bool = False) -> list[Line]:
    """Bring records into a cycle, or say what would become of each; the answer has a line for every one, in the order of the files."""
    reading = read_records(wanted.source, wanted.files, wanted.columns)
    lines = [Line(name=one.name, outcome="unread", problem=one.problem) for one in reading.unread]
    for one in reading.records:
        origin, origin_id = f"{wanted.source}:{one.name}"[:500], f"{wanted.source}:{one.key}"[:500]
        told = replace(context, surface="import", claimed=(), origin=origin, origin_id=origin_id)
        lines.append(await _brought(installation, cycle_id, one, _command(one, wanted, installation.workspace_id), told, dry_run=dry_run))
    order = {file.name: place for place, file in enumerate(wanted.files)}
    return sorted(lines, key=lambda line: order.get(line.name, order.get(line.name.rpartition(", ")[0], len(order))))


async def _brought(
    installation: Installation, cycle_id: str, one: DecisionRecord, command: ImportDecision, context: Context, *, dry_run: bool
) -> Line:
    line = Line(name=one.name, outcome="same", title=one.title, said=one.said, state=one.state, notes=one.notes)
    async with installation.handling.reading(cycle_id) as cycle:
        known = cycle.imported.get((command.imported.source, command.imported.key), "")
        would = _would(command, cycle, await installation.handling.workspace(), context)
    if isinstance(would, Refusal):
        return replace(line, outcome="refused", refusal=would, decision_id=known)
    outcome: Outcome = "same" if not would else "changed" if known else "new"
    if dry_run or outcome == "same":
        return replace(line, outcome=outcome, decision_id=known)
    answer = await installation.handling.handle(cycle_id, command, context)
    if isinstance(answer, Refusal):  # somebody did something with it in the meantime
        return replace(line, outcome="refused", refusal=answer, decision_id=known)
    return replace(line, outcome=outcome, decision_id=answer.item or known)


def may_import(cycle: Cycle, workspace: Workspace, context: Context) -> Refusal | None:
    """Return why somebody may not bring anything in, or None."""
    nothing = Imported(source="adr", key="", place="", digest="")
    command = ImportDecision(imported=nothing, title="", state="draft", section_id="", objective_id="", owner_id="")
    return permission.refusal(command, cycle, workspace, context)


async def original_of(installation: Installation, decision_id: str) -> str:
    """Return the whole text of the record that a decision was brought in from, as it was read last; empty when it was erased."""
    for position in await positions_of(installation.ledger, (decision_id, kind_key("decision"))):
        entry = await installation.ledger.entry(position)
        if entry is not None and isinstance(entry.event, DecisionImported):
            return entry.event.original
    return ""


def _would(command: ImportDecision, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    return permission.refusal(command, cycle, workspace, context) or streams.decide(command, cycle, workspace, context)


def _command(one: DecisionRecord, wanted: Wanted, salt: str) -> ImportDecision:
    told = _without_people(one, salt) if wanted.pseudonyms else one
    # What was read decides whether it has changed, and so does what is made of it.
    whole = "\n".join((told.original, told.title, told.state, told.question, told.because, *told.options, str(told.history)))
    return ImportDecision(
        imported=Imported(
            source=wanted.source,
            key=told.key,
            place=told.name,
            digest=hashlib.sha256(whole.encode()).hexdigest(),
            superseded_by=told.follows,
            history=told.history,
        ),
        title=told.title,
        state=told.state,
        section_id=wanted.section_id,
        objective_id=wanted.objective_id,
        owner_id=wanted.owner_id,
        question=told.question,
        because=told.because,
        options=told.options,
        begun_on=told.begun_on,
        ended_on=told.ended_on,
        original=told.original,
    )


def _without_people(one: DecisionRecord, salt: str) -> DecisionRecord:
    """Give the people of a record names that tell nothing but who is the same, in this workspace and at every import."""
    called = _pseudonyms(one.people, salt)

    def told(text: str) -> str:
        for name in sorted(called, key=len, reverse=True):
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", called[name], text)
        return _MAIL.sub(lambda found: _pseudonym(found[0].strip("<>"), salt), text)

    return replace(
        one,
        title=told(one.title),
        question=told(one.question),
        because=told(one.because),
        options=tuple(told(option) for option in one.options),
        original=told(one.original),
        people=tuple(called.values()),
    )


def _pseudonyms(people: Iterable[str], salt: str) -> dict[str, str]:
    """Return what each name, handle and address of a record's people becomes; those of one person become the same."""
    found: dict[str, str] = {}
    for person in people:
        parts: Sequence[str] = [part for part in (_MAIL.sub("", person).strip(" <>@"), *_MAIL.findall(person)) if part]
        if parts:
            found |= dict.fromkeys((part.strip("<>") for part in parts if len(part) >= _SHORTEST), _pseudonym(parts[0], salt))
    return found


def _pseudonym(name: str, salt: str) -> str:
    return f"Person {hmac.new(salt.encode(), name.casefold().encode(), hashlib.sha256).hexdigest()[:6]}"
