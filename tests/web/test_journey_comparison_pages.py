"""The comparison of versions as a page: marks on one map, and the same in words."""

from pathlib import Path

from journey_visit import change, late_parcel
from web_visit import visiting


async def test_an_edited_journey_is_compared_with_its_newest_version(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await late_parcel(ana)
        assert await change(ana, journey, "screen", "missed", title="You were out") == 200
        assert await ana.send(f"{journey}/edits", {"op": "remove", "kind": "screen", "part": "lost"}) == 200
        await ana.read(journey)
        assert f'href="{journey}/comparison"' in ana.html.replace("&#x2f;", "/")
        assert await ana.read(f"{journey}/comparison") == 200
        assert "Version 1 → As it is now" in ana.page
        assert "~ changed “You were out” title: You were out, was We did not meet you" in ana.page
        assert "- removed “We are looking for your parcel”" in ana.page
        assert 'class="screen is-exception has-removed"' in ana.html
        assert 'class="screen is-exception has-changed"' in ana.html
        assert "arrow is-fault has-removed" in ana.html


async def test_two_versions_are_compared_by_their_numbers(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await late_parcel(ana)
        await change(ana, journey, "screen", "missed", title="You were out")
        await ana.read(journey)
        await ana.send(f"{journey}/versions", {"name": "Kinder words"})
        await ana.read(f"{journey}/comparison")
        assert "Version 1 → Version 2 : 1 changed." in ana.page
        await ana.read(f"{journey}/comparison?before=2&after=1")
        assert "title: We did not meet you, was You were out" in ana.page
        await ana.read(f"{journey}/comparison?before=2&after=now")
        assert "There is no difference between the two." in ana.page


async def test_a_journey_is_compared_with_the_template_that_it_was_made_from(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await late_parcel(ana, "Late in the north")
        await ana.read(f"{journey}/comparison?before=parcel-delay")
        assert "title: Late in the north, was" in ana.page
        assert "1 changed" in ana.page


async def test_a_version_that_is_not_there_is_no_page(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await late_parcel(ana)
        for query in ("before=7", "after=jrn_00000000000000000000000000", "before=none-such"):
            assert await ana.read(f"{journey}/comparison?{query}") == 404
