"""Decisions that were written down somewhere else: brought in from files, and the record behind one as it was read."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath

from plumbline.domain.cycle.decision.imported import Source
from plumbline.edge.importing import Line, Outcome, Wanted, bring_in, may_import, original_of
from plumbline.files.records import RecordFile, decoded
from plumbline.kernel.outcome import Refusal
from plumbline.kernel.record import record
from plumbline.projections.items import find_item
from plumbline.web.decision_listing import check_composed
from plumbline.web.errors import PageMissing
from plumbline.web.findings import RefusalWords, problem_words, refusal_words
from plumbline.web.forms import Fields, fields_of
from plumbline.web.imported_view import imported_view
from plumbline.web.labels import DECISION_STATES, Chip
from plumbline.web.people import choices
from plumbline.web.reader import reader_of
from plumbline.web.render import page
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of
from plumbline.words import catalog

SOURCES: tuple[tuple[Source, str], ...] = (
    ("adr", "ADR: Markdown, Nygard's form or MADR"),
    ("kep", "KEP: kep.yaml"),
    ("pep", "PEP"),
    ("csv", "Table (CSV), a row for each decision"),
    ("xes", "Event log (XES), a trace for each decision"),
)
_MOST_FILES = 200
_OUTCOMES = {
    "new": Chip("approved", "New"), "changed": Chip("tradeoff", "Changed"), "same": Chip("draft", "Here already"),
    "refused": Chip("breached", "Refused"), "unread": Chip("breached", "Not read"),
}  # fmt: skip


@record
class BroughtRow:
    """What became of one record. said: its status there. lines: what was guessed, or why nothing came of it."""

    name: str
    title: str
    href: str
    outcome: Outcome
    chip: Chip
    said: str
    state: str
    lines: tuple[str, ...]


@get("/cycles/{cycle_id:str}/imports")
async def show_import(request: Request[Any, Any, Any], cycle_id: FromPath[str]) -> Response[str]:
    """Show the form that brings decisions in."""
    return await _form(request, cycle_id, {})


@post("/cycles/{cycle_id:str}/imports", status_code=200)
async def create_import(request: Request[Any, Any, Any], cycle_id: FromPath[str]) -> Response[str]:
    """Bring the records of the chosen files in, or only say what would become of them, and show what became of each."""
    installation, context, reader = installation_of(request), context_of(request), reader_of(request)
    fields = await fields_of(request, reader.zone)
    async with installation.handling.reading(cycle_id) as cycle:
        check_composed(cycle)
        refused = may_import(cycle, await installation.handling.workspace(), context)
        section, objective = next(iter(cycle.sections), ""), next(iter(cycle.objectives), "")
    if refused:
        return await _form(request, cycle_id, fields.kept(), refusal=refused, status=status_of(refused))
    source: Source = fields.one_of("source", (one for one, _ in SOURCES), "adr")
    wanted = Wanted(
        source=source,
        files=await _files(request, fields),
        section_id=fields.text("section_id") or section,
        objective_id=fields.text("objective_id") or objective,
        owner_id=fields.text("owner_id") or context.actor,
        columns=_columns(fields),
        pseudonyms=fields.checked("pseudonyms"),
    )
    if fields.problems:
        return await _form(request, cycle_id, fields.kept(), said=problem_words(fields.problems), status=422)
    dry_run = fields.text("act") == "look"
    lines = await bring_in(installation, cycle_id, wanted, context, dry_run=dry_run)
    return await _form(request, cycle_id, fields.kept(), rows=tuple(_row(one, reader.names) for one in lines), dry_run=dry_run)


@get("/decisions/{decision_id:str}/original")
async def show_original(request: Request[Any, Any, Any], decision_id: FromPath[str]) -> Response[str]:
    """Show the record that a decision comes from, whole and as it was read last."""
    installation = installation_of(request)
    found = await find_item(installation.ledger, decision_id)
    if found is None or found.kind != "decision":
        raise PageMissing("decision")
    async with installation.handling.reading(found.cycle_id) as cycle:
        decision = cycle.decisions[decision_id]
        view, title = imported_view(decision), f"D-{decision.number} {decision.title}"
    if view is None:
        raise PageMissing("record")
    return page(
        request,
        "decision/original.html",
        title="The record it comes from",
        cycle_id=found.cycle_id,
        crumbs=({"title": title, "href": f"/decisions/{decision_id}"}, {"title": "The record it comes from", "href": ""}),
        imported=view,
        text=await original_of(installation, decision_id),
        commands=(("Read it", f"GET {installation.base_url}/v1/decisions/{decision_id}/original"),),
    )


async def _files(request: AnyRequest, fields: Fields) -> tuple[RecordFile, ...]:
    sent = [one for one in (await request.form()).getall("file", []) if isinstance(one, UploadFile) and one.filename]
    if not sent:
        fields.complain("file", "Choose the files to bring in.")
    if len(sent) > _MOST_FILES:
        fields.complain("file", f"These are {len(sent)} files; {_MOST_FILES} at a time, or use the command line.")
    found: list[RecordFile] = []
    for one in sent[:_MOST_FILES]:
        name = one.filename.replace("\\", "/").rpartition("/")[2]
        found.append(RecordFile(name=name, text=decoded(await one.read())))
    return tuple(sorted(found, key=lambda one: one.name))  # a browser hands them over in any order


def _columns(fields: Fields) -> Mapping[str, str]:
    lines = [line for line in fields.text("columns").splitlines() if line.strip()]
    for line in lines:
        if "=" not in line:
            fields.complain("columns", f"“{line}” has no =; write a line for each column, such as title=Summary.")
    return {meaning.strip(): column.strip() for meaning, _, column in (line.partition("=") for line in lines)}


def _row(one: Line, names: Mapping[str, str]) -> BroughtRow:
    found = [catalog.sentence(finding, names) for finding in one.refusal.unmet] if one.refusal else []
    return BroughtRow(
        name=one.name,
        title=one.title,
        href=f"/decisions/{one.decision_id}" if one.decision_id else "",
        outcome=one.outcome,
        chip=_OUTCOMES[one.outcome],
        said=one.said,
        state=DECISION_STATES[one.state].words if one.state and one.outcome not in ("refused", "unread") else "",
        lines=(*one.notes, *filter(None, (one.problem,)), *(f"{words.text} {words.remedy}" for words in found)),
    )


async def _form(
    request: AnyRequest,
    cycle_id: str,
    kept: Mapping[str, Any],
    *,
    rows: tuple[BroughtRow, ...] | None = None,
    dry_run: bool = False,
    refusal: Refusal | None = None,
    said: RefusalWords | None = None,
    status: int = 200,
) -> Response[str]:
    installation, reader = installation_of(request), reader_of(request)
    workspace = await installation.handling.workspace()
    async with installation.handling.reading(cycle_id) as cycle:
        check_composed(cycle)
        title: str = cycle.title
        sections = [(one.id, one.title) for one in cycle.sections.values()]
        objectives = [(one.id, one.title) for one in cycle.objectives.values()]
        words = said or (refusal_words(refusal, reader, cycle) if refusal else None)
    names = ("source", "section_id", "objective_id", "owner_id", "columns", "pseudonyms")
    decisions = f"/cycles/{cycle_id}/decisions"
    return page(
        request,
        "decisions/import.html",
        status=status,
        title="Bring decisions in",
        cycle_id=cycle_id,
        current=decisions,
        crumbs=(
            {"title": title, "href": f"/cycles/{cycle_id}"},
            {"title": "Decisions", "href": decisions},
            {"title": "Bring in", "href": ""},
        ),
        values={**dict.fromkeys(names, ""), "owner_id": reader.person_id, **kept},
        action=f"/cycles/{cycle_id}/imports",
        sources=SOURCES,
        sections=sections,
        objectives=objectives,
        people=choices(workspace, reader),
        rows=rows,
        counts=[(_OUTCOMES[name], many) for name, many in Counter(one.outcome for one in rows or ()).items()],
        brought_href=f"{decisions}?filter=imported",
        dry_run=dry_run,
        refusal=words,
        commands=(("On the command line", f"plumbline import adr docs/decisions --cycle {cycle_id}"),),
    )


routes = (show_import, create_import, show_original)
