"""What the pages show of every endpoint costs the same, however much was ever sent."""

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from plumbline.outbox.progress import FILE, Attempt, Delivery, Progress, Settlement, State
from plumbline.projections.deliveries import Owed

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
FIGURES: Mapping[str, Callable[[Progress], object]] = {
    "undelivered": lambda one: one.undelivered("end_a"),
    "tried": lambda one: one.tried_since("end_a", NOW),
}


def test_the_figures_of_an_endpoint_are_of_its_deliveries_only(tmp_path: Path):
    progress = Progress.open(tmp_path / FILE)
    progress.take_up([_owed(position, endpoint) for position in range(1, 9) for endpoint in ("end_a", "end_b")], 8, NOW)
    _settle(progress, "end_a", {1: "delivered", 2: "exhausted", 3: "pending", 4: "exhausted"})
    progress.lease("end_a", NOW, 2)
    assert progress.undelivered("end_a") == {"exhausted": 2, "leased": 2, "pending": 3}
    assert progress.undelivered("end_b") == {"pending": 8}
    assert progress.tried_since("end_a", NOW - DAY) == (4, 1)
    assert progress.tried_since("end_a", NOW + DAY) == progress.tried_since("end_b", NOW - DAY) == (0, 0)
    progress.close()


@pytest.mark.parametrize("figure", FIGURES)
def test_no_figure_is_counted_over_everything(tmp_path: Path, figure: str):
    Progress.open(tmp_path / FILE).close()
    asked: list[str] = []
    with closing(sqlite3.connect(tmp_path / FILE)) as db:
        db.set_trace_callback(asked.append)
        FIGURES[figure](Progress(db))
        db.set_trace_callback(None)
        plans = [row[3] for one in asked for row in db.execute(f"EXPLAIN QUERY PLAN {one}")]
    assert plans
    assert all("USING COVERING INDEX" in plan for plan in plans), plans


def test_what_was_on_its_way_when_the_process_ended_is_due_again(tmp_path: Path):
    progress = Progress.open(tmp_path / FILE)
    progress.take_up([_owed(position, "end_a") for position in range(1, 5)], 4, NOW)
    _settle(progress, "end_a", {1: "delivered", 2: "exhausted"})
    progress.lease("end_a", NOW, 1)
    progress.close()
    again = Progress.open(tmp_path / FILE)
    assert again.undelivered("end_a") == {"exhausted": 1, "pending": 2}
    again.close()


def _owed(position: int, endpoint_id: str) -> Owed:
    return Owed(position, endpoint_id, "wsp_1", f"evt_{position}", "thread.replied", "threads/thr_1", NOW.isoformat(), position)


def _settle(progress: Progress, endpoint_id: str, became: Mapping[int, State]) -> None:
    progress.settle(
        [
            Settlement(
                delivery=Delivery(position, endpoint_id, "wsp_1", f"evt_{position}", "leased", 0, NOW),
                attempt=Attempt(number=0, at=NOW, status=200 if state == "delivered" else 500, ms=3, fault="", answer=b""),
                state=state, tries=1, due_at=NOW,
            )
            for position, state in became.items()
        ]
    )  # fmt: skip
