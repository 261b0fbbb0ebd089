"""Points of a ledger by number and by time."""

from datetime import timedelta
from pathlib import Path

import pytest

from plumbline.ledger.dating import point_of, size_at
from small_house import MONDAY, small_house


async def test_the_newest_entry_at_an_instant_is_the_last_that_was_recorded_by_then(tmp_path: Path):
    async with small_house(tmp_path) as house:
        ledger, sizes = house.installation.ledger, dict[int, int]()
        for day in range(1, 6):
            house.clock.set(MONDAY + timedelta(days=day))
            await house.decision(criterion=f"crt_{day}" + "0" * 25)
            sizes[day] = (await ledger.head()).size
        for day, size in sizes.items():
            assert await size_at(ledger, MONDAY + timedelta(days=day)) == size
            assert await size_at(ledger, MONDAY + timedelta(days=day + 1) - timedelta(microseconds=1)) == size
        assert await size_at(ledger, MONDAY - timedelta(microseconds=1)) == 0


@pytest.mark.parametrize(
    ("text", "why"), [("0", "no entry 0"), ("x", "neither"), ("2026-03-02T08:00", "time zone"), ("1999-01-01T00:00Z", "nothing")]
)
async def test_what_names_no_point_says_why(tmp_path: Path, text: str, why: str):
    async with small_house(tmp_path) as house:
        with pytest.raises(ValueError, match=why):
            await point_of(house.installation.ledger, text)
