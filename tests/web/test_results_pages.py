import csv
import io
import re
from html import unescape
from pathlib import Path

from player_visit import act, begun, wait
from web_visit import visiting


async def test_results_begin_empty_and_list_the_first_runs_one_by_one(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        assert await visitor.read("/templates/parcel-delay/results") == 200
        assert "Nobody has played it yet." in visitor.page
        path = await begun(visitor, cohort="pilot", task="get-it-on-saturday")
        await visitor.send(f"{path}/endings", {"role": "recipient"})
        await visitor.read("/templates/parcel-delay/results?by=cohort")
        assert "0 of 1 run that ended reached the goal." in visitor.page
        assert "Fewer than 5 runs are listed, not averaged." in visitor.page
        assert "pilot 1 0 of 1" in visitor.page
        assert await visitor.read("/templates/nothing/results") == 404


async def test_results_count_who_reached_the_goal_and_where_the_others_left(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        for number in range(6):
            path = await begun(visitor, preset="nobody-home-twice" if number == 0 else "")
            await wait(visitor)
            await act(visitor, "see-choices")
            if number in (4, 5):
                await visitor.send(f"{path}/endings", {"role": "recipient"})
                continue
            await act(visitor, "choose-pickup")
            await wait(visitor)
            await act(visitor, "collect")
        await visitor.read("/templates/parcel-delay/results")
        assert "4 of 6 runs that ended reached the goal. Most gave up on “How do you want to have it?”: 2." in visitor.page
        assert "67 % (30 to 90 %, n = 6)" in visitor.page
        assert "Reached directly: 4" in visitor.page
        assert "See my options; Nobody chose in time: 100 % of the runs" in visitor.page, "the arrow says its share"
        assert "Given up: 2" in visitor.page
        assert await visitor.read("/templates/parcel-delay/results.csv") == 200
        rows = list(csv.DictReader(io.StringIO(visitor.html)))
        assert [row["ending"] for row in rows].count("given_up") == 2
        await visitor.read("/templates/parcel-delay/results.csv?of=screens")
        screens = {row["screen"]: row for row in csv.DictReader(io.StringIO(visitor.html))}
        assert (screens["options"]["runs"], screens["options"]["left"]) == ("6", "2")


async def test_results_say_what_nobody_has_played_and_play_the_way_there(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        path = await begun(visitor, task="get-it-on-saturday")
        await wait(visitor)
        await act(visitor, "see-choices")
        await visitor.send(f"{path}/endings", {"role": "recipient"})
        await visitor.read("/templates/parcel-delay/results")
        assert "What 1 run of exactly this content went through" in visitor.page
        assert "Exceptions: 0 of " in visitor.page
        assert "Tasks done: 0 of " in visitor.page
        assert "No recorded run has covered “Deliver it again” on “" in visitor.page
        missed = re.search(r'href="(/templates/parcel-delay/uncovered/[^"]+)"', unescape(visitor.html))
        assert missed
        assert await visitor.read(missed[1]) == 200
        assert "step 0 of " in visitor.page
        assert await visitor.read(f"{missed[1]}?step=99") == 200
        assert "Record a run that takes this way." in visitor.page
        assert await visitor.read("/templates/parcel-delay/uncovered/uncovered:nothing") == 404
        assert await visitor.read(path) == 200
