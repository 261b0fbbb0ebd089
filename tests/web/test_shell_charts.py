from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import get_args

from plumbline.domain.obligation import Kind
from plumbline.web.charts import flow, strip
from plumbline.web.shell import PAGES

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def test_the_strip_counts_what_falls_due_on_each_day_of_the_readers_zone():
    late_evening_in_utc = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    picture = strip([NOW + timedelta(hours=1), late_evening_in_utc], NOW, "Europe/Berlin")
    assert [(cell.date, cell.count) for cell in picture.cells if cell.count] == [("20 Nov", 1), ("22 Nov", 1)]
    assert len(picture.cells) == 14


def test_the_strip_says_its_finding_in_words():
    tomorrow = NOW + timedelta(days=1)
    assert strip([], NOW, "UTC").sentence == "Nothing falls due for you in the next 14 days."
    assert strip([tomorrow], NOW, "UTC").sentence == "1 thing falls due for you in the next 14 days, on Sat 21 Nov."
    three = strip([NOW + timedelta(hours=1), tomorrow, tomorrow, NOW - timedelta(hours=1)], NOW, "UTC")
    assert three.sentence == "3 things fall due for you in the next 14 days, most on Sat 21 Nov (2). 1 is over already."


def test_the_flow_counts_up_to_today_and_no_further():
    begins, ends = NOW - timedelta(days=2), NOW + timedelta(days=7)
    picture = flow([("opened", [begins, begins, NOW]), ("settled", [NOW])], begins, ends, NOW, "UTC")
    assert [row.counts for row in picture.rows] == [(2, 0), (2, 0), (3, 1)]
    assert [series.total for series in picture.series] == [3, 1]
    assert picture.left < picture.today_x < picture.right


def test_labels_at_the_ends_of_lines_never_cover_one_another():
    begins = NOW - timedelta(days=2)
    picture = flow([(name, [begins]) for name in ("a", "b", "c")], begins, NOW, NOW, "UTC")
    positions = sorted(series.label_y for series in picture.series)
    assert all(later - earlier >= 18 for earlier, later in pairwise(positions))


def test_every_kind_of_obligation_counts_beside_home_and_each_but_threads_beside_the_page_where_it_is_met():
    home, *others = (place.counts for place in PAGES if place.counts)
    assert set(home) == set(get_args(Kind))
    assert sorted(kind for counts in others for kind in counts) == sorted(set(get_args(Kind)) - {"thread"})
