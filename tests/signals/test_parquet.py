"""Signals out of Parquet: one way to say which column is what, values as text, and an answer for whatever a file may be."""

import io
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.signals.formats import parquet, table
from plumbline.signals.formats.parquet_reading import table_in
from plumbline.signals.formats.request import Unreadable
from plumbline.signals.formats.table import MOST_ROWS, Columns, guessed

arrow: Any = pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
files: Any = pytest.importorskip("pyarrow.parquet")
EPOCH = datetime(1970, 1, 1, tzinfo=timezone(timedelta(hours=2)))
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def file_of(columns: Any, **how: Any) -> bytes:
    made = io.BytesIO()
    files.write_table(arrow.table(columns) if isinstance(columns, dict) else columns, made, **how)
    return made.getvalue()


def cells(*values: Any, kind: Any = None) -> list[str]:
    """Return what a column with some values becomes."""
    return [cell for (cell,) in table_in(file_of({"column": arrow.array(values, kind)})).rows]


def test_a_file_is_read_like_one_of_comma_separated_values():
    found = parquet.read(file_of({"order": [1, 2], "created_at": [NOON, None], "customer": ["ada@example.org", ""]}))
    written = table.read(b"order,created_at,customer\n1,2026-03-01T12:00:00Z,ada@example.org\n2,,\n")
    assert (found.columns, found.rows) == (written.columns, written.rows)
    assert (found.via, found.first_line, written.first_line) == ("parquet", 1, 2)
    columns = Columns(id="order", time="created_at", called="Signed Up")
    assert table.offered(found, columns) == table.offered(written, columns)
    assert guessed(found).time == "created_at"


def test_values_become_the_text_that_says_the_same():
    assert cells(NOON, None, kind=arrow.timestamp("ns", tz="Europe/Berlin")) == ["2026-03-01T12:00:00Z", ""]
    assert cells(NOON.replace(tzinfo=None), kind=arrow.timestamp("ms")) == ["2026-03-01T12:00:00"], "no zone is made up"
    assert cells(date(2026, 3, 1)) == ["2026-03-01"]
    assert cells(timedelta(seconds=90, milliseconds=500), timedelta(0), kind=arrow.duration("ns")) == ["90.5", "0"]
    assert cells(Decimal("10.50"), Decimal("0E-2"), kind=arrow.decimal128(20, 2)) == ["10.50", "0.00"]
    assert cells(True, False, None) == ["true", "false", ""]
    assert cells({"a": [1, None], "at": NOON}) == ['{"a":[1,null],"at":"2026-03-01T12:00:00Z"}']
    assert cells([("spring", 1)], kind=arrow.map_(arrow.string(), arrow.int64())) == ['[["spring",1]]']
    assert cells(b"text", b"\xff\x00") == ["text", "/wA="]


@given(
    rows=st.lists(
        st.tuples(
            st.none() | st.text(st.characters(exclude_categories=["Cs"])),
            st.none() | st.integers(-(2**63), 2**63 - 1),
            st.none() | st.booleans(),
            st.none() | st.integers(-(2**50), 2**52).map(lambda passed: EPOCH + timedelta(microseconds=passed)),
        ),
        max_size=40,
    ),
    group=st.integers(1, 15),
    codec=st.sampled_from(["none", "snappy", "zstd", "gzip", "brotli"]),
    dictionary=st.booleans(),
)
def test_rows_come_back_whatever_groups_codecs_and_dictionaries_they_are_written_in(
    rows: Sequence[tuple[str | None, int | None, bool | None, datetime | None]], group: int, codec: str, dictionary: bool
):
    kinds = (arrow.string(), arrow.int64(), arrow.bool_(), arrow.timestamp("us", tz="UTC"))
    columns = {name: arrow.array([row[place] for row in rows], kinds[place]) for place, name in enumerate(("who", "n", "ok", "time"))}
    found = table_in(file_of(columns, row_group_size=group, compression=codec, use_dictionary=dictionary))
    assert found.rows == [
        (
            who or "",
            "" if n is None else str(n),
            "" if ok is None else str(ok).lower(),
            "" if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        )
        for who, n, ok, at in rows
    ]


WHOLE = file_of({"order": list(range(50)), "who": ["somebody"] * 50})
LONG = arrow.DictionaryArray.from_arrays(arrow.array([0] * MOST_ROWS, arrow.int32()), arrow.array(["x" * 3_000_000]))


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"PAR1", 400, "no Parquet file"),
        (WHOLE[:-20], 400, "no Parquet file"),
        (WHOLE[:100] + WHOLE[-100:], 400, "no Parquet file"),
        (WHOLE[:-8] + b"\xff\xff\xff\x7fPAR1", 400, "no Parquet file"),
        (WHOLE[:4] + b"\xff" * 60 + WHOLE[64:], 400, "no Parquet file"),
        (file_of({"a": arrow.nulls(3_000_000, arrow.int8())}), 413, "3000000 rows"),
        (file_of(arrow.Table.from_arrays([arrow.array([1])] * 2, ["a", "a"])), 400, "each differently"),
        (file_of(arrow.table({f"c{number}": [1] for number in range(201)})), 400, "at most 200"),
        (file_of({"a": ["x" * 1_000_000] * 30}, use_dictionary=True), 413, "more than 20 megabytes"),
        (file_of({"a": LONG}, compression="zstd"), 413, "memory and the time"),
    ],
    ids=["mark only", "cut off", "hollow", "footer beyond the file", "altered", "many rows", "same name", "wide", "large values", "bomb"],
)
def test_a_file_that_cannot_be_read_is_refused_as_a_whole_with_what_is_wrong(body: bytes, status: int, said: str):
    with pytest.raises(Unreadable, match=said) as refused:
        parquet.read(body)
    assert refused.value.status == status


def test_without_the_extra_a_file_is_refused_with_its_name(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)  # as where it is not installed
    with pytest.raises(Unreadable, match="the extra `parquet`"):
        parquet.read(WHOLE)
