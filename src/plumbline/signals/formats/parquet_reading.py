"""The process that reads a Parquet file: the file on standard input, the table as JSON on standard output.

Run: python -m plumbline.signals.formats.parquet_reading < FILE
"""

import base64
import json
import math
import resource
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from importlib import import_module
from typing import Any, cast

import msgspec

from plumbline.signals.formats.parquet import TOO_MUCH, Told
from plumbline.signals.formats.request import LARGEST, Unreadable
from plumbline.signals.formats.table import MOST_ROWS, named, too_many

MEMORY, SECONDS = 1 << 30, 20
"""Bytes of address space and seconds of a processor that one file is given."""
_AT_ONCE = 1_000  # rows


def table_in(body: bytes) -> Told:
    """Return the table in a file. Raises Unreadable."""
    arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    arrow.set_cpu_count(1)
    try:
        file = parquet.ParquetFile(arrow.BufferReader(body))
        columns = named(tuple(name.strip() for name in file.schema_arrow.names))
        if file.metadata.num_rows > MOST_ROWS:
            raise too_many(file.metadata.num_rows)
        return Told(columns=columns, rows=_rows(arrow, file))
    except Unreadable:
        raise
    except MemoryError as fault:
        raise Unreadable(TOO_MUCH, 413) from fault
    except (arrow.ArrowException, OSError, ValueError, OverflowError) as fault:
        raise Unreadable(f"The file is no Parquet file that can be read: {' '.join(str(fault).split())[:200].rstrip('.')}.") from fault


def _rows(arrow: Any, file: Any) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    size = 0
    for batch in file.iter_batches(batch_size=_AT_ONCE, use_threads=False):
        read = list(zip(*(list(_texts(arrow, column)) for column in batch.columns), strict=True))
        size += sum(len(cell) for row in read for cell in row)
        rows += read
        if len(rows) > MOST_ROWS:  # whatever the file says of itself
            raise too_many(len(rows))
        if size > LARGEST:
            raise Unreadable(f"The values in the file take more than {LARGEST // 1024 // 1024} megabytes. Hand it in in parts.", 413)
    return rows


def _texts(arrow: Any, column: Any) -> Iterator[str]:
    """Yield the cells of a column. What is finer than a microsecond is cut off, as a signal keeps none."""
    kind = column.type
    if arrow.types.is_timestamp(kind) and kind.unit == "ns":
        column = column.cast(arrow.timestamp("us", tz=kind.tz), safe=False)
    elif arrow.types.is_time64(kind) and kind.unit == "ns":
        column = column.cast(arrow.time64("us"), safe=False)
    elif arrow.types.is_duration(kind) and kind.unit == "ns":
        column = column.cast(arrow.duration("us"), safe=False)
    yield from map(text_of, column.to_pylist())


def text_of(value: Any) -> str:
    """Return a value as a file of comma-separated values would have it: null as nothing, times in ISO 8601, lists and records as JSON."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value.tzinfo else value.isoformat()
        case date() | time():
            return value.isoformat()
        case timedelta():
            return format(Decimal(value // timedelta(microseconds=1)).scaleb(-6).normalize(), "f")  # seconds
        case Decimal():
            return format(value, "f")
        case bytes():
            return _of_bytes(value)
        case dict() | list() | tuple():
            return json.dumps(_plain(cast(Any, value)), ensure_ascii=False, separators=(",", ":"))
        case _:
            return str(value)


def _of_bytes(value: bytes) -> str:
    """Many writers keep text as bytes without saying that it is text."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return base64.b64encode(value).decode()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in cast(dict[Any, Any], value).items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in cast(list[Any], value)]
    is_number = isinstance(value, int) or (isinstance(value, float) and math.isfinite(value))
    return value if value is None or is_number else text_of(value)


def main() -> None:
    """Read a file and say what is in it."""
    body = sys.stdin.buffer.read()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        told = table_in(body)
    except Unreadable as fault:
        told = Told(problem=str(fault), status=fault.status)
    sys.stdout.buffer.write(msgspec.json.encode(told))


if __name__ == "__main__":
    main()
