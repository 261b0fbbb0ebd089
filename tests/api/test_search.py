"""Whatever has the words is found, however much that is: in pages for programs, and page by page for people."""

from pathlib import Path

from small_house import client_of, small_house
from web_visit import visiting

DECISIONS = 52


async def test_a_program_reads_all_that_was_found_in_pages(tmp_path: Path):
    async with small_house(tmp_path) as house, client_of(house) as client:
        made = {await house.decision() for _ in range(5)}
        title = (await client.get(f"/v1/decisions/{next(iter(made))}")).json()["title"]
        read, after, pages = list[str](), "", 0
        while pages == 0 or after:
            page = (await client.get("/v1/search", params={"q": title, "limit": 2, "after": after})).json()
            read, after, pages = [*read, *(one["id"] for one in page["items"])], page["next"], pages + 1
        assert set(read) == made
        assert (len(read), pages) == (5, 3)


async def test_a_person_is_told_that_there_is_more_and_reaches_it(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        made = [await visitor.house.decision() for _ in range(DECISIONS)]
        async with client_of(visitor.house) as client:
            title = (await client.get(f"/v1/decisions/{made[0]}")).json()["title"]
        await visitor.read(f"/search?q={title}")
        assert "50 of the items found; more are below" in visitor.page
        assert "Show more" in visitor.page
        await visitor.read(f"/search?q={title}&after={sorted(made, reverse=True)[49]}")
        assert "2 of the items found, the last ones" in visitor.page
