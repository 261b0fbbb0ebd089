"""Branches of a journey: begin one, see what would come in from it, choose where both sides contradict each other, and bring it in."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.domain.journey.merging.conflict import ORDER, Choice, Conflict, Merged
from plumbline.domain.journey.plain import Plain
from plumbline.edge.journey_merging import Incoming, branch_of, incoming
from plumbline.kernel.outcome import Refusal
from plumbline.kernel.record import record
from plumbline.web.errors import PageMissing
from plumbline.web.findings import RefusalWords, problem_words, refusal_words
from plumbline.web.forms import Fields, fields_of
from plumbline.web.journey import journey_page
from plumbline.web.journey_comparison import change_groups
from plumbline.web.journey_fields import FieldSpec, fields_for, read, typed
from plumbline.web.reader import reader_of
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of
from plumbline.words.journey_change import Titles, called, counted, noun_of, order_name, property_name, value_words


@record
class ConflictRow:
    """A conflict as the page asks for it. key: names it in the form. own: what can be written instead; None where one side has to be taken.

    take: what was chosen when the form came back.
    """

    key: str
    noun: str
    called: str
    what: str
    base: str
    mine: str
    theirs: str
    own: str | None
    take: str


@post("/journeys/{journey_id:str}/branches")
async def begin_branch(request: Request[Any, Any, Any], journey_id: FromPath[str]) -> Response[str] | Redirect:
    """Begin a branch of a version."""
    installation, context, reader = installation_of(request), context_of(request), reader_of(request)
    fields = await fields_of(request, reader.zone)
    command = await branch_of(installation, journey_id, fields.whole("number"), fields.text("name"))
    if command is None:
        raise PageMissing("version of a journey")
    answer = await installation.handling.handle(context.new_id("jrn"), command, context)
    if isinstance(answer, Refusal):
        said = refusal_words(answer, reader, None, f"/journeys/{journey_id}")
        return await journey_page(request, journey_id, status=status_of(answer), said=said)
    return see_other(f"/journeys/{answer.stream}")


@get("/journeys/{journey_id:str}/merge/{source_id:str}")
async def show_merge(request: Request[Any, Any, Any], journey_id: FromPath[str], source_id: FromPath[str]) -> Response[str]:
    """Show what would come in from a branch, or from the journey that this is a branch of."""
    return await merge_page(request, await _incoming(request, journey_id, source_id))


@post("/journeys/{journey_id:str}/merge/{source_id:str}")
async def merge_journey(request: Request[Any, Any, Any], journey_id: FromPath[str], source_id: FromPath[str]) -> Response[str] | Redirect:
    """Bring it in, with what was chosen for each conflict: all in one act."""
    installation, reader = installation_of(request), reader_of(request)
    found = await _incoming(request, journey_id, source_id)
    fields = await fields_of(request, reader.zone)
    choices = choices_in(fields, found.merged(), found.mine)
    if fields.problems:
        return await merge_page(request, found, status=422, said=problem_words(fields.problems), kept=fields.kept())
    command = found.command(choices, fields.text("read_digest"))
    answer = await installation.handling.handle(journey_id, command, context_of(request))
    if isinstance(answer, Refusal):
        said = refusal_words(answer, reader, None, f"/journeys/{journey_id}")
        return await merge_page(request, found, status=status_of(answer), said=said, kept=fields.kept())
    return see_other(f"/journeys/{journey_id}")


async def merge_page(
    request: AnyRequest, found: Incoming, *, status: int = 200, said: RefusalWords | None = None, kept: Mapping[str, Any] | None = None
) -> Response[str]:
    """Return the page that a merge is decided on. kept: what was chosen when it was refused."""
    titles, home, merged = Titles(found.base, found.mine, found.theirs), f"/journeys/{found.journey_id}", found.merged()
    return page(
        request,
        "journey/merge.html",
        status=status,
        title="Bring in " + found.source_title,
        cycle_id=found.cycle_id,
        current=f"/cycles/{found.cycle_id}/journeys",
        crumbs=({"title": found.title, "href": home}, {"title": "Bring in", "href": ""}),
        refusal=said,
        name=found.title,
        home=home,
        action=f"{home}/merge/{found.source_id}",
        source=found.source_title,
        source_href=f"/journeys/{found.source_id}",
        number=found.number,
        changed_since=found.changed_since,
        digest=found.digest,
        sentence=counted(found.difference),
        groups=change_groups(found.difference, titles),
        conflicts=list(conflict_rows(merged, found.mine, titles, kept or {})),
        commands=(("Command line", f"plumbline journey merge {found.journey_id} --from {found.source_id} --dry-run"),),
    )


def conflict_rows(merged: Merged, mine: Plain, titles: Titles, kept: Mapping[str, Any]) -> Iterator[ConflictRow]:
    """Yield the conflicts of a merge as a page asks for them."""
    for one in merged.conflicts:
        key, part = key_of(one), _part_of(one, mine)
        spec = _spec(one, part)
        own = None if spec is None else str(kept.get(f"own-{key}", _shown(spec, one.mine)))
        yield ConflictRow(
            key=key,
            noun=noun_of(one.kind, part),
            called="" if one.name == ORDER or one.kind == "journey" else called(one.kind, one.part, one.screen, part, titles),
            what=order_name(one.kind) if one.name == ORDER else property_name(one.name) if one.name else "whether it stays",
            base=_words(one, one.base, titles),
            mine=_words(one, one.mine, titles),
            theirs=_words(one, one.theirs, titles),
            own=own,
            take=str(kept.get(f"take-{key}", "")),
        )


def choices_in(fields: Fields, merged: Merged, mine: Plain) -> tuple[Choice, ...]:
    """Return what a form chose for the conflicts that there are; what it leaves open stays open."""
    found: list[Choice] = []
    for one in merged.conflicts:
        key = key_of(one)
        take, value = fields.one_of(f"take-{key}", ("mine", "theirs", "own"), ""), None
        if take == "own" and (spec := _spec(one, _part_of(one, mine))) is not None:
            text = fields.text(f"own-{key}")
            value = read(spec, text, text.split("\n"), fields.complain)
        if take:
            written = "" if value is None else json.dumps(value, ensure_ascii=False)
            found.append(Choice(kind=one.kind, part=one.part, screen=one.screen, name=one.name, take=take, value=written))
    return tuple(found)


def key_of(conflict: Conflict) -> str:
    """Return what a form calls a conflict."""
    return ".".join(conflict.key)


def _part_of(conflict: Conflict, mine: Plain) -> Plain:
    """The part that a conflict is about, as one's own side has it; of a whole part, as either side has it."""
    if not conflict.name:
        return conflict.mine or conflict.theirs or {}
    nothing: Plain = {}
    return next((one for one in _parts(conflict, mine) if one.get("id") == conflict.part), nothing)


def _parts(conflict: Conflict, mine: Plain) -> Iterator[Plain]:
    for screen in mine.get("screens", ()) if conflict.screen else ():
        if screen["id"] == conflict.screen:
            yield from (*screen.get("content", ()), *screen.get("hotspots", ()))
    if not conflict.screen:
        for held in mine.values():
            yield from (one for one in (held if isinstance(held, list) else ()) if isinstance(one, dict))  # type: ignore[reportUnknownVariableType]


def _spec(conflict: Conflict, part: Plain) -> FieldSpec | None:
    """The field that a value of one's own is written in; None where one of the sides has to be taken."""
    if conflict.name in ("", ORDER):
        return None
    found = (one for one in fields_for(conflict.kind, str(part.get("type", ""))) if one.name == conflict.name and one.widget != "flag")
    return next(found, None)


def _shown(spec: FieldSpec, value: Any) -> str:
    text = typed(spec, value)
    return "\n".join(text) if isinstance(text, tuple) else text


def _words(conflict: Conflict, value: Any, titles: Titles) -> str:
    """One side of a conflict in words."""
    if conflict.name == ORDER:
        return ", ".join(titles.of(one, (conflict.kind,)) for one in value)
    if not conflict.name:
        return "not there" if value is None else "as it was" if value == conflict.base else "changed" if conflict.base else "added"
    return value_words(conflict.name, value, titles) or "not said"


async def _incoming(request: AnyRequest, journey_id: str, source_id: str) -> Incoming:
    found = await incoming(installation_of(request), journey_id, source_id)
    if found is None:
        raise PageMissing("branch of the journey")
    return found


routes = [begin_branch, show_merge, merge_journey]
