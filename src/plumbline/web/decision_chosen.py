"""What can be done with several decisions of the list at once: hand them on, or take them along as a file."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect

from plumbline.domain.cycle.decision import ReassignDecisions
from plumbline.domain.cycle.state import Cycle
from plumbline.kernel.outcome import Refusal
from plumbline.kernel.record import record
from plumbline.web.clockwords import iso
from plumbline.web.csv_file import csv_file
from plumbline.web.decision_listing import check_composed, listed, listing_of
from plumbline.web.decision_rows import DecisionRow
from plumbline.web.errors import check_cycle_id
from plumbline.web.findings import RefusalLine, RefusalWords, problem_words, refusal_words
from plumbline.web.forms import fields_of
from plumbline.web.labels import Chip
from plumbline.web.people import choices
from plumbline.web.reader import Reader, reader_of
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of

_COLUMNS = (
    "number", "title", "state", "owner", "objective", "due_at", "criteria_met", "criteria", "evidence", "open_threads", "blocks",
    "cycles_in_review",
)  # fmt: skip


@record
class ChosenRow:
    """A decision to hand on. lines: what keeps it where it is; empty unless that was said."""

    row: DecisionRow
    chosen: bool
    lines: tuple[RefusalLine, ...] = ()


@get("/cycles/{cycle_id:str}/decisions.csv")
async def download_csv(request: Request[Any, Any, Any], cycle_id: str) -> Response[str]:
    """Give the list, or the chosen ones of it, as comma-separated values."""
    rows = await _asked_for(request, cycle_id)
    return csv_file("decisions", _COLUMNS, ([_value(row, column) for column in _COLUMNS] for row in rows))


@get("/cycles/{cycle_id:str}/decisions.json")
async def download_json(request: Request[Any, Any, Any], cycle_id: str) -> Response[str]:
    """Give the list, or the chosen ones of it, as JSON: what the table says, with the id of each decision."""
    rows = await _asked_for(request, cycle_id)
    told = [{"id": row.id} | {column: _value(row, column) for column in _COLUMNS} for row in rows]
    headers = {"Content-Disposition": 'attachment; filename="decisions.json"', "Cache-Control": "no-store"}
    return Response(json.dumps(told, ensure_ascii=False, indent=2), media_type="application/json", headers=headers)


@get("/cycles/{cycle_id:str}/decisions/handing-on")
async def show_handing_on(request: Request[Any, Any, Any], cycle_id: str) -> Response[str]:
    """Show the chosen decisions, and ask who owns them from now on."""
    return await _page(request, cycle_id, listing_of(request, "").numbers)


@post("/cycles/{cycle_id:str}/decisions/handing-on")
async def hand_on(request: Request[Any, Any, Any], cycle_id: str) -> Response[str] | Redirect:
    """Hand the chosen decisions on together; a refusal names what hinders each of them, and keeps what was chosen and written."""
    check_cycle_id(cycle_id)
    reader, context = reader_of(request), context_of(request)
    fields = await fields_of(request, reader.zone)
    ids = fields.several("decision_id")
    owner_id = fields.required("owner_id", "who owns them from now on")
    reason = fields.required("reason", "why they go to somebody else")
    shown = tuple(int(one) for one in fields.several("shown") if one.isdecimal())
    if fields.problems:
        return await _page(request, cycle_id, shown, ids, kept=fields.kept(), said=problem_words(fields.problems))
    command = ReassignDecisions(decision_ids=ids, owner_id=owner_id, reason=reason)
    answer = await installation_of(request).handling.handle(cycle_id, command, context)
    if isinstance(answer, Refusal):
        return await _page(request, cycle_id, shown, ids, kept=fields.kept(), refusal=answer)
    return see_other(f"/cycles/{cycle_id}/decisions")


async def _page(
    request: AnyRequest,
    cycle_id: str,
    numbers: Sequence[int],
    ids: Sequence[str] | None = None,
    *,
    kept: dict[str, Any] | None = None,
    said: RefusalWords | None = None,
    refusal: Refusal | None = None,
) -> Response[str]:
    check_cycle_id(cycle_id)
    installation, reader = installation_of(request), reader_of(request)
    workspace = await installation.handling.workspace()
    async with installation.handling.reading(cycle_id) as cycle:
        check_composed(cycle)
        _, rows = listed(cycle, workspace, reader, listing_of(request, ""))
        shown = [row for row in rows if row.number in numbers]
        hindered = _hindered(refusal, reader, cycle)
        chosen = tuple(ChosenRow(row=row, chosen=ids is None or row.id in ids, lines=hindered.get(row.id, ())) for row in shown)
        if refusal is not None:
            said = _without_rows(refusal, reader, cycle, {row.id for row in shown})
        title: str = cycle.title
    kept = kept or {}
    return page(
        request,
        "decisions/hand_on.html",
        status=status_of(refusal) if refusal is not None else 422 if said is not None else 200,
        title="Hand decisions on",
        cycle_id=cycle_id,
        crumbs=(
            {"title": title, "href": f"/cycles/{cycle_id}"},
            {"title": "Decisions", "href": f"/cycles/{cycle_id}/decisions"},
            {"title": "Hand on", "href": ""},
        ),
        refusal=said,
        rows=chosen,
        free=tuple(one.row.id for one in chosen if one.chosen and not one.lines) if hindered else (),
        people=choices(workspace, reader),
        owner_id=kept.get("owner_id", ""),
        reason=kept.get("reason", ""),
        here=f"/cycles/{cycle_id}/decisions",
    )


async def _asked_for(request: AnyRequest, cycle_id: str) -> list[DecisionRow]:
    check_cycle_id(cycle_id)
    workspace = await installation_of(request).handling.workspace()
    async with installation_of(request).handling.reading(cycle_id) as cycle:
        check_composed(cycle)
        return listed(cycle, workspace, reader_of(request), listing_of(request, ""))[1]


def _hindered(refusal: Refusal | None, reader: Reader, cycle: Cycle) -> dict[str, tuple[RefusalLine, ...]]:
    """Return what keeps each decision where it is, by decision."""
    if refusal is None:
        return {}
    items = dict.fromkeys(finding.item for finding in refusal.unmet if finding.item)
    own = {item: replace(refusal, findings=tuple(one for one in refusal.unmet if one.item == item)) for item in items}
    return {item: refusal_words(one, reader, cycle).lines for item, one in own.items()}


def _without_rows(refusal: Refusal, reader: Reader, cycle: Cycle, rows: set[str]) -> RefusalWords:
    """Return a refusal in words; what concerns a row is said at the row, and only the rest on top."""
    words = refusal_words(refusal, reader, cycle)
    rest = Refusal(code=refusal.code, kind=refusal.kind, findings=tuple(one for one in refusal.unmet if one.item not in rows))
    return RefusalWords(title=words.title, text=words.text, lines=refusal_words(rest, reader, cycle).lines)


def _value(row: DecisionRow, column: str) -> Any:
    value = getattr(row, column)
    return value.words if isinstance(value, Chip) else iso(value) if hasattr(value, "isoformat") else "" if value is None else value


routes = [download_csv, download_json, show_handing_on, hand_on]
