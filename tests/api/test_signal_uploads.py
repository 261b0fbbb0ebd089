"""Signals out of a file: columns that are chosen, an answer for each row, and each row once."""

import base64
import io
from importlib import import_module
from typing import Any

import pytest
from httpx import AsyncClient as Client
from httpx import Response

from plumbline.signals.formats import table
from plumbline.signals.formats.request import Unreadable
from plumbline.signals.formats.table import Columns, guessed
from signals_story import source
from small_house import House

SIGN_UPS = """order,created_at,customer,utm_campaign
1,2026-03-01,ada@example.org,spring
2,2026-03-01T10:00:00Z,bo@example.org,
3,soon,,
4,2026-03-01
"""
CHOSEN = {"id": "order", "time": "created_at", "who": "customer", "called": "Signed Up"}


async def hand_in(client: Client, source_id: str, text: str | bytes = SIGN_UPS, **more: Any) -> Response:
    content = base64.b64encode(text.encode() if isinstance(text, str) else text).decode()
    return await client.post(f"/v1/signal-sources/{source_id}/uploads", json={"content": content} | CHOSEN | more)


async def test_each_row_gets_its_answer_and_the_good_ones_are_kept(client: Client, house: House):
    made = await source(house, cycle_id=house.cycle)
    answer = (await hand_in(client, made.source_id)).json()
    assert (answer["rows"], answer["counts"]) == (4, {"accepted": 2, "malformed": 2})
    assert [(one["index"], one["id"]) for one in answer["items"]] == [(2, "3"), (3, "")]
    found = (await client.get(f"/v1/cycles/{house.cycle}/signals", params={"sign_ups": True})).json()["items"]
    assert [(one["origin_id"], one["via"], one["properties"]) for one in found] == [
        ("2", "csv", {}), ("1", "csv", {"utm_campaign": "spring"}),
    ]  # fmt: skip
    again = (await hand_in(client, made.source_id)).json()
    assert again["counts"] == {"duplicate": 2, "malformed": 2}


async def test_the_rows_of_a_parquet_file_are_kept_by_the_same_columns(client: Client, house: House):
    arrow: Any = pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
    file = io.BytesIO()
    rows = {"order": [1, 2], "created_at": ["2026-03-01T10:00:00Z", "soon"], "customer": ["ada@example.org", None], "paid": [True, None]}
    import_module("pyarrow.parquet").write_table(arrow.table(rows), file)
    made = await source(house, cycle_id=house.cycle)
    answer = (await hand_in(client, made.source_id, file.getvalue())).json()
    assert (answer["rows"], answer["counts"]) == (2, {"accepted": 1, "malformed": 1})
    (kept,) = (await client.get("/v1/signals")).json()["items"]
    assert (kept["origin_id"], kept["via"], kept["properties"]) == ("1", "parquet", {"paid": "true"})
    assert (await hand_in(client, made.source_id, file.getvalue())).json()["counts"] == {"duplicate": 1, "malformed": 1}


async def test_trying_first_keeps_nothing(client: Client, house: House):
    made = await source(house)
    answer = (await hand_in(client, made.source_id, dry_run=True)).json()
    assert (answer["dry_run"], answer["counts"]) == (True, {"accepted": 2, "malformed": 2})
    assert (await client.get("/v1/signals")).json()["items"] == []


@pytest.mark.parametrize(
    ("text", "more", "rules"),
    [
        ("", {}, ["signals.file"]),
        (b"\xff\xfe", {}, ["signals.file"]),
        ("a,a\n1,2\n", {}, ["signals.file"]),
        ('a,b\n"1,2\n', {}, ["signals.file"]),
        (SIGN_UPS, {"id": "nowhere", "called": ""}, ["signals.columns", "signals.columns"]),
        (SIGN_UPS, {"id": "order", "who": "order"}, ["signals.columns"]),
    ],
    ids=("empty", "no text", "twice", "open quote", "columns", "one column twice"),
)
async def test_a_file_or_a_choice_that_cannot_be_meant_is_refused_with_the_reason(
    client: Client, house: House, text: str | bytes, more: dict[str, str], rules: list[str]
):
    made = await source(house)
    answer = await hand_in(client, made.source_id, text, **more)
    assert (answer.status_code, answer.json()["code"]) == (422, "signals.unusable"), answer.text
    assert [one["rule"] for one in answer.json()["findings"]] == rules


async def test_a_source_that_was_revoked_takes_no_file(client: Client, house: House):
    made = await source(house)
    await client.post(f"/v1/signal-sources/{made.source_id}/revocation")
    assert [one["rule"] for one in (await hand_in(client, made.source_id)).json()["findings"]] == ["signals.taking"]
    assert (await hand_in(client, "src_" + "0" * 26)).status_code == 404


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_is_read_whatever_stands_between_its_cells(delimiter: str):
    text = f'\ufeffid{delimiter}"event, or so"\r\n1{delimiter}"a{delimiter}b"\r\n'
    found = table.read(text.encode())
    assert (found.columns, found.rows) == (("id", "event, or so"), [("1", f"a{delimiter}b")])


def test_columns_are_guessed_by_what_they_are_called():
    found = table.read(b"Message_ID,Event,timestamp,plan\n1,Viewed,2026-03-01,pro\n")
    assert guessed(found) == Columns(id="Message_ID", name="Event", time="timestamp")


@pytest.mark.parametrize("column", ["at", "At", "timestamp", "date", "DateTime", "date time", "created_at", "Occurred At", "time"])
def test_a_column_that_says_when_is_taken_for_the_time(column: str):
    found = table.read(f"event,{column},category\nViewed,2026-03-01,at\n".encode())
    assert guessed(found) == Columns(name="event", time=column)


def test_when_it_happened_comes_before_the_day_it_was_written_down():
    assert guessed(table.read(b"date,event,occurred_at\n1,Viewed,2\n")) == Columns(name="event", time="occurred_at")


def test_a_file_with_too_many_rows_is_refused():
    with pytest.raises(Unreadable, match="hand in at most"):
        table.read(b"id\n" + b"1\n" * (table.MOST_ROWS + 1))
