"""An item's clock says what is left in the item's own basis, wherever it is shown."""

from datetime import UTC, datetime
from pathlib import Path

from plumbline.web.item_clock import item_clock
from small_house import client_of, small_house


async def test_a_weekend_does_not_use_up_a_working_day_clock(tmp_path: Path):
    async with small_house(tmp_path) as house:
        house.clock.set(datetime(2026, 3, 6, 11, tzinfo=UTC))  # Friday noon in Berlin
        decision = await house.decision()  # due three days later: Monday noon
        house.clock.set(datetime(2026, 3, 7, 11, tzinfo=UTC))
        workspace = await house.installation.handling.workspace()
        async with house.installation.handling.reading(house.cycle) as cycle:
            words = item_clock(cycle, workspace, decision, house.clock(), "Europe/Berlin")
        assert words is not None
        assert words.words == "12 h left"


async def test_home_list_and_page_tell_the_same_time(tmp_path: Path):
    async with small_house(tmp_path) as house:
        house.clock.set(datetime(2026, 3, 6, 11, tzinfo=UTC))
        decision = await house.decision()
        house.clock.set(datetime(2026, 3, 7, 11, tzinfo=UTC))
        client = client_of(house)
        for path in ("/", f"/cycles/{house.cycle}/decisions", f"/decisions/{decision}"):
            assert ">12 h left</time>" in (await client.get(path)).text, path
