"""Branches as pages without scripts: begun, brought in, and chosen for where both sides say something else."""

import re
from html import unescape
from pathlib import Path

from journey_visit import change, late_parcel
from web_visit import Visitor, visiting


async def with_branch(visitor: Visitor) -> tuple[str, str]:
    journey = await late_parcel(visitor)
    assert await visitor.send(f"{journey}/branches", {"name": "Kinder words"}) == 200, visitor.alert()
    return journey, visitor.path


async def keep(visitor: Visitor, journey: str) -> None:
    await visitor.read(journey)
    assert await visitor.send(f"{journey}/versions", {"name": ""}) == 200, visitor.alert()


async def test_a_branch_leads_to_its_origin_and_back(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey, branch = await with_branch(ana)
        assert "(Kinder words)" in ana.page
        assert "begun as its version 1" in ana.page
        links = unescape(ana.html)
        source = branch.rpartition("/")[2]
        assert f'href="{journey}/merge/{source}"' in links
        assert f'href="{branch}/merge/{journey.rpartition("/")[2]}"' in links
        await ana.read(journey)
        assert "Kinder words begun as version 1" in ana.page
        await ana.read(f"{journey}/merge/{source}")
        assert "Nothing was changed there since both began." in ana.page


async def test_what_a_branch_changed_is_shown_and_brought_in_with_one_act(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey, branch = await with_branch(ana)
        await change(ana, branch, "screen", "missed", title="You were out")
        await keep(ana, branch)
        merge = f"{journey}/merge/{branch.rpartition('/')[2]}"
        await ana.read(merge)
        assert "title: You were out, was We did not meet you" in ana.page
        assert "Nothing contradicts what was changed here." in ana.page
        assert await ana.send(merge, {"read_digest": ana.value("read_digest")}) == 200, ana.alert()
        assert ana.path == journey
        assert "You were out" in ana.page
        assert "Take back my last change" in ana.page


async def test_a_conflict_is_chosen_for_and_what_was_chosen_is_kept_while_another_is_open(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey, branch = await with_branch(ana)
        for name in ("missed", "late"):
            await change(ana, branch, "screen", name, title=f"There {name}")
            await change(ana, journey, "screen", name, title=f"Here {name}")
        await keep(ana, branch)
        merge = f"{journey}/merge/{branch.rpartition('/')[2]}"
        await ana.read(merge)
        takes = sorted(set(re.findall(r'name="(take-[^"]+)"', unescape(ana.html))))
        assert len(takes) == 2
        assert "There: There missed" in ana.page
        sent = {"read_digest": ana.value("read_digest"), takes[0]: "theirs"}
        assert await ana.send(merge, sent) == 409
        assert "Some conflicts are not settled yet" in ana.alert()
        assert re.search(rf'name="{re.escape(takes[0])}" value="theirs" checked', unescape(ana.html))
        assert await ana.send(merge, {**sent, takes[1]: "own", takes[1].replace("take-", "own-"): "Nobody opened"}) == 200, ana.alert()
        assert "There late" in ana.page
        assert "Nobody opened" in ana.page


async def test_choices_about_something_that_changed_meanwhile_are_refused(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey, branch = await with_branch(ana)
        await change(ana, branch, "screen", "missed", title="There")
        await keep(ana, branch)
        merge = f"{journey}/merge/{branch.rpartition('/')[2]}"
        await ana.read(merge)
        read = ana.value("read_digest")
        await change(ana, journey, "screen", "late", title="Here")
        await ana.read(merge)
        assert await ana.send(merge, {"read_digest": read}) in (409, 412)
        assert await ana.send(merge, {"read_digest": ana.value("read_digest")}) == 200, ana.alert()


async def test_a_branch_needs_a_name_and_strangers_are_not_merged(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await late_parcel(ana)
        assert await ana.send(f"{journey}/branches", {"name": " "}) == 409
        assert "Nothing says what the branch is for." in ana.alert()
        other = await late_parcel(ana)
        assert await ana.read(f"{journey}/merge/{other.rpartition('/')[2]}") == 404
