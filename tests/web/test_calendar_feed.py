"""What is due, followed by somebody's calendar program: behind an address of its own, which opens nothing else."""

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from plumbline.artifacts.calendar_feed import Dated, calendar_of
from small_house import MONDAY, client_of
from web_visit import Visitor, visiting


def entries_in(written: str) -> list[dict[str, str]]:
    """Return the entries of a calendar as a program reads them: lines joined again, signs that were escaped as they were meant."""
    lines = written.replace("\r\n ", "").split("\r\n")
    blocks = "\n".join(lines).split("BEGIN:VEVENT\n")[1:]
    signs = {"\\n": "\n", "\\,": ",", "\\;": ";", "\\\\": "\\"}
    said = (line.partition(":") for block in blocks for line in block.partition("END:VEVENT")[0].splitlines() if line)
    found: list[dict[str, str]] = []
    for name, _, value in said:
        if name == "UID":
            found.append({})
        found[-1][name] = re.sub(r"\\[n,;\\]", lambda sign: signs[sign[0]], value)
    return found


async def made(visitor: Visitor) -> str:
    """Make a calendar on the profile page; return its path."""
    await visitor.read("/profile")
    assert await visitor.send("/profile/tokens", {"token_name": "Phone", "scopes": "calendar", "lasts": "90"}) == 201
    return re.findall(r"/calendar/plb_\w+\.ics", visitor.page)[0]


async def test_a_calendar_program_reads_what_is_due_with_the_reason_and_a_link(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        decision = await visitor.house.decision()
        path = await made(visitor)
        visitor.forget()
        assert await visitor.read(path) == 200
        assert visitor.headers["content-type"].startswith("text/calendar")
        entries = {one["UID"].partition("@")[0]: one for one in entries_in(visitor.html)}
        due = entries[f"decide-{decision}"]
        assert due["SUMMARY"] == "Decide: D-1 Retry after a decline"
        assert due["URL"].endswith(f"/items/{decision}")
        assert "You own it." in due["DESCRIPTION"]
        assert any(one["SUMMARY"].startswith("Review cycle 1 closes") for one in entries.values())


async def test_the_address_opens_nothing_else_and_ends_with_its_token(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        path = await made(visitor)
        token = path.removeprefix("/calendar/").removesuffix(".ics")
        async with client_of(visitor.house) as program:
            refused = await program.get("/v1/needs", headers={"Authorization": f"Bearer {token}"})
        assert (refused.status_code, refused.json()["findings"][0]["expected"]) == (403, "read")
        await visitor.read("/profile")
        (revoke,) = re.findall(r"/profile/tokens/tok_\w+/revocation", visitor.html.replace("&#x2f;", "/"))
        await visitor.send(revoke)
        visitor.forget()
        assert await visitor.read(path) == 404


async def test_another_token_is_no_calendar(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        house = visitor.house
        text = house.installation.directory.create_token(house.people["ana"], "script", ["read"])
        assert await visitor.read(f"/calendar/{text}.ics") == 404
        assert await visitor.read("/calendar/nothing.ics") == 404


@given(st.text(max_size=300), st.text(max_size=300))
def test_whatever_people_write_stays_one_entry_and_no_line_is_too_long(title: str, text: str):
    written = calendar_of("Ours", [Dated(uid="a@b", title=title, text=text, href="http://here/", ends_at=MONDAY)], MONDAY)
    assert all(len(line.encode()) <= 75 for line in written.split("\r\n"))
    (entry,) = entries_in(written)
    assert entry["SUMMARY"] == "".join(letter for letter in title.replace("\r\n", "\n") if letter.isprintable() or letter == "\n")
