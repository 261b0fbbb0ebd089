"""Taking the list of decisions along as a file: all that it shows, or the chosen ones."""

import json
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from plumbline.web.clockwords import iso
from plumbline.web.csv_file import csv_file
from plumbline.web.decision_listing import check_composed, listed, listing_of
from plumbline.web.decision_rows import DecisionRow
from plumbline.web.errors import check_cycle_id
from plumbline.web.labels import Chip
from plumbline.web.reader import reader_of
from plumbline.web.session import AnyRequest, installation_of

_COLUMNS = (
    "number", "title", "state", "owner", "objective", "due_at", "criteria_met", "criteria", "evidence", "open_threads", "blocks",
    "cycles_in_review", "review",
)  # fmt: skip


@get("/cycles/{cycle_id:str}/decisions.csv")
async def download_csv(request: Request[Any, Any, Any], cycle_id: FromPath[str]) -> Response[str]:
    """Give the list, or the chosen ones of it, as comma-separated values."""
    rows = await _asked_for(request, cycle_id)
    return csv_file("decisions", _COLUMNS, ([_value(row, column) for column in _COLUMNS] for row in rows))


@get("/cycles/{cycle_id:str}/decisions.json")
async def download_json(request: Request[Any, Any, Any], cycle_id: FromPath[str]) -> Response[str]:
    """Give the list, or the chosen ones of it, as JSON: what the table says, with the id of each decision."""
    rows = await _asked_for(request, cycle_id)
    told = [{"id": row.id} | {column: _value(row, column) for column in _COLUMNS} for row in rows]
    headers = {"Content-Disposition": 'attachment; filename="decisions.json"', "Cache-Control": "no-store"}
    return Response(json.dumps(told, ensure_ascii=False, indent=2), media_type="application/json", headers=headers)


async def _asked_for(request: AnyRequest, cycle_id: str) -> list[DecisionRow]:
    check_cycle_id(cycle_id)
    workspace = await installation_of(request).handling.workspace()
    async with installation_of(request).handling.reading(cycle_id) as cycle:
        check_composed(cycle)
        return listed(cycle, workspace, reader_of(request), listing_of(request, ""))[1]


def _value(row: DecisionRow, column: str) -> Any:
    value = getattr(row, column)
    return value.words if isinstance(value, Chip) else iso(value) if hasattr(value, "isoformat") else "" if value is None else value


routes = [download_csv, download_json]
