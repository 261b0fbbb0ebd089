"""Decision records from somewhere else: brought into a cycle, with a line on what became of each."""

from datetime import date
from typing import Any

import msgspec
from litestar import Request, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from plumbline.api.access import caller, context_of, installation_of
from plumbline.api.cycles import known_cycle
from plumbline.api.problems import FindingBody, Refused, finding_body, missing
from plumbline.api.texts import Address, LongText, Title
from plumbline.domain.cycle.decision.imported import Source
from plumbline.edge.importing import Line, Wanted, bring_in, may_import, original_of
from plumbline.files.records import RecordFile
from plumbline.projections.items import find_item


class PastText(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What a file said from a day on."""

    on: date
    text: LongText


class NewRecordFile(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One file. name: its path below the folder that is imported; beside: a text that goes with it; history: its versions, oldest first."""

    name: Address
    text: LongText
    beside: LongText = ""
    history: list[PastText] = []


class NewImport(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Records to bring in. section_id, objective_id: where they belong, else the cycle's first; owner_id: who owns them, else you.

    columns: for a table, the name of the column that has a meaning (key, title, status, begun, ended, question, because, options, people,
    follows). pseudonyms: give the people of the records other names. dry_run: say what would become of each, and record nothing.
    """

    source: Source
    files: list[NewRecordFile]
    section_id: Title = ""
    objective_id: Title = ""
    owner_id: Title = ""
    columns: dict[str, Title] = {}
    pseudonyms: bool = False
    dry_run: bool = False


class ImportLine(msgspec.Struct, kw_only=True):
    """What became of one record: `new`, `changed`, `same`, `refused` or `unread`.

    said: its status there; state: what it is here. notes: what was guessed. problem: why the file gave nothing.
    """

    name: str
    outcome: str
    title: str
    said: str
    state: str
    decision_id: str
    notes: list[str]
    problem: str
    findings: list[FindingBody]


class ImportReport(msgspec.Struct, kw_only=True):
    """A line for every record, in the order of the files."""

    items: list[ImportLine]


class RecordText(msgspec.Struct, kw_only=True):
    """The whole text of the record that a decision comes from; empty when it was erased."""

    decision_id: str
    text: str


@post("/cycles/{item_id:str}/imports", summary="Bring decision records in", tags=["cycles"], status_code=200)
async def create_import(request: Request[Any, Any, Any], item_id: FromPath[str], data: JSONBody[NewImport]) -> ImportReport:
    """Bring ADRs, KEPs, PEPs, rows of a table or traces of an event log in as decisions of a cycle, each on its own.

    What is here already as it is there stays as it is, so that an import can be repeated. A record that is refused keeps none back.
    """
    installation, context = installation_of(request), context_of(request)
    async with installation.handling.reading(known_cycle(item_id)) as cycle:
        if cycle.plan is None:
            raise missing("cycle", item_id)
        if refused := may_import(cycle, await installation.handling.workspace(), context):
            raise Refused(refused, installation.names)
        section, objective = next(iter(cycle.sections), ""), next(iter(cycle.objectives), "")
    wanted = Wanted(
        source=data.source,
        files=tuple(
            RecordFile(name=one.name, text=one.text, beside=one.beside, history=tuple((past.on, past.text) for past in one.history))
            for one in data.files
        ),
        section_id=data.section_id or section,
        objective_id=data.objective_id or objective,
        owner_id=data.owner_id or context.actor,
        columns=data.columns,
        pseudonyms=data.pseudonyms,
    )
    lines = await bring_in(installation, item_id, wanted, context, dry_run=data.dry_run)
    return ImportReport(items=[_line(one, installation.names) for one in lines])


@get("/decisions/{item_id:str}/original", summary="Show the record that a decision comes from", tags=["decisions"])
async def show_original(request: Request[Any, Any, Any], item_id: FromPath[str]) -> RecordText:
    """Return the whole text of the record, as it was read last. 404 for a decision that was taken here."""
    caller(request)
    installation = installation_of(request)
    found = await find_item(installation.ledger, item_id)
    if found is None or found.kind != "decision":
        raise missing("decision", item_id)
    async with installation.handling.reading(found.cycle_id) as cycle:
        if cycle.decisions[item_id].imported is None:
            raise missing("record", item_id)
    return RecordText(decision_id=item_id, text=await original_of(installation, item_id))


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of imports."""
    return [create_import, show_original]


def _line(one: Line, names: Any) -> ImportLine:
    return ImportLine(
        name=one.name,
        outcome=one.outcome,
        title=one.title,
        said=one.said,
        state=one.state,
        decision_id=one.decision_id,
        notes=list(one.notes),
        problem=one.problem,
        findings=[finding_body(finding, names) for finding in one.refusal.unmet] if one.refusal else [],
    )
