"""Rows of many appends are added together, and the tables come out as if each had been added by itself."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from plumbline.ledger.rows import Insert, Rows, Statement, run

_TABLES = ("CREATE TABLE first (key INTEGER PRIMARY KEY, value INTEGER)", "CREATE TABLE second (key INTEGER PRIMARY KEY, value INTEGER)")
_REPLACED = Insert("INSERT OR REPLACE INTO first VALUES", "(?, ?)")
_KEPT = Insert(
    "WITH given (key, value) AS (VALUES", "(?, ?)", ") INSERT OR IGNORE INTO second SELECT key, value FROM given WHERE value > 10"
)

keys = st.integers(0, 40)
rows = st.lists(st.tuples(keys, st.integers(0, 1000)), max_size=150)
statements: st.SearchStrategy[Statement] = st.one_of(
    st.builds(Rows, st.sampled_from((_REPLACED, _KEPT)), rows),
    st.tuples(st.just("DELETE FROM first WHERE key = ?"), st.tuples(keys)),
    st.tuples(st.just("INSERT OR REPLACE INTO second SELECT key, value FROM first WHERE key = ?"), st.tuples(keys)),
)


@given(st.lists(statements, max_size=12))
def test_added_together_is_as_added_one_by_one(asked: list[Statement]):
    with closing(_database()) as together, closing(_database()) as apart:
        run(together, asked)
        for one in asked:
            for each in [Rows(one.into, [row]) for row in one.rows] if isinstance(one, Rows) else [one]:
                run(apart, [each])
        assert _found(together) == _found(apart)


def test_as_few_statements_as_can_be_take_all_rows():
    asked: list[str] = []
    with closing(_database()) as database:
        database.set_trace_callback(asked.append)
        run(database, [Rows(_REPLACED, [(key, key)]) for key in range(64 + 8 + 1)])
    assert len([one for one in asked if one.startswith("INSERT")]) == 3


def test_the_same_words_are_the_same_insert():
    assert Insert("INSERT INTO first VALUES", "(?, ?)") == Insert("INSERT INTO first VALUES", "(?, ?)")
    assert Insert("INSERT INTO first VALUES", "(?, ?)") != Insert("INSERT INTO second VALUES", "(?, ?)")


def _database() -> sqlite3.Connection:
    database = sqlite3.connect(":memory:", isolation_level=None)
    for table in _TABLES:
        database.execute(table)
    return database


def _found(database: sqlite3.Connection) -> Sequence[Any]:
    return [database.execute(f"SELECT key, value FROM {table} ORDER BY key").fetchall() for table in ("first", "second")]
