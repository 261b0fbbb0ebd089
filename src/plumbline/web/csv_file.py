"""A table as a file: what a picture shows, for whoever counts on."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from litestar import Response

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_file(name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response[str]:
    """Return rows as a CSV file (RFC 4180) to download; a text that a spreadsheet would run as a formula is quoted as text."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([_harmless(value) for value in row] for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"}
    return Response(text.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
