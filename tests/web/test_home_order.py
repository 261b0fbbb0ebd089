"""In what order obligations stand."""

from datetime import UTC, datetime, timedelta
from typing import Any

from plumbline.projections.attention import NeedRow
from plumbline.projections.urgency import first_of_each, in_order
from plumbline.web.home import last_friday

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def need(title: str, **changes: Any) -> NeedRow:
    row = NeedRow(
        person_id="ana",
        cycle_id="cyc",
        cycle_title="Checkout pilot",
        verb="decide",
        item_id=title,
        item_kind="decision",
        number=1,
        title=title,
        reason="attention.you_own",
        values={},
        since=NOW - timedelta(hours=10),
        due_at=NOW + timedelta(hours=30),
        clock_id="",
        escalated=False,
        blocks=0,
        asker_id="",
    )
    return row._replace(**changes)


def test_what_is_over_comes_first_and_what_has_no_date_last():
    rows = [
        need("undated", due_at=None),
        need("plenty of time"),
        need("suspect", reason="attention.suspect"),
        need("asked", verb="answer"),
        need("last quarter", since=NOW - timedelta(hours=90)),
        need("escalated", escalated=True),
        need("over", due_at=NOW - timedelta(minutes=1)),
    ]
    expected = ["over", "escalated", "last quarter", "asked", "suspect", "plenty of time", "undated"]
    assert [row.title for row in in_order(rows, NOW)] == expected


def test_of_two_that_fall_due_together_the_one_that_blocks_more_comes_first():
    assert [row.title for row in in_order([need("a"), need("b", blocks=3)], NOW)] == ["b", "a"]


def test_an_item_that_waits_for_two_people_stands_once():
    rows = [need("a"), need("a", person_id="bo"), need("b")]
    assert [(row.title, row.person_id) for row in first_of_each(rows)] == [("a", "ana"), ("b", "ana")]


def test_this_week_begins_after_the_friday_before_it():
    for day in range(16, 23):  # Monday 16 to Sunday 22 November 2026
        assert last_friday(datetime(2026, 11, day, 12, tzinfo=UTC), "Europe/Berlin").date().isoformat() == "2026-11-13"
