"""Bringing decisions in on a page: look first, then bring them in, and read the record behind each."""

from pathlib import Path

from web_visit import Visitor, visiting

RECORD = b"# 7. Keep <b>it</b>\n\nDate: 2024-02-03\n\n## Status\n\nAcepted\n\n## Context\n\n<script>alert(1)</script>\n"


async def sent(visitor: Visitor, *files: tuple[str, bytes], **fields: str) -> int:
    await visitor.read(f"/cycles/{visitor.house.cycle}/imports")
    uploads = [("file", (name, body, "text/markdown")) for name, body in files]
    data = {"source": "adr", "owner_id": visitor.house.people["ana"], **fields}
    return await visitor.send(f"/cycles/{visitor.house.cycle}/imports", data, files=uploads)


async def test_records_are_looked_at_brought_in_and_read_with_what_was_guessed(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        visitor.become("mara")
        assert await sent(visitor, ("0007-keep.md", RECORD), act="look") == 200
        assert "Nothing was recorded." in visitor.page
        assert await sent(visitor, ("0008-empty.md", b" "), ("0007-keep.md", RECORD)) == 200
        assert visitor.page.index("0007-keep.md") < visitor.page.index("0008-empty.md")
        assert "New 1 Not read 1" in " ".join(visitor.page.split())
        assert "The status \u201cAcepted\u201d was read as accepted." in visitor.page
        assert "it is empty" in visitor.page
        await visitor.read(f"/cycles/{visitor.house.cycle}/decisions?filter=imported")
        assert "D-1 Keep <b>it</b>" in visitor.page
        assert "brought in" in visitor.page
        await visitor.read("/search?q=keep")
        assert "D-1 Keep <b>it</b> approved elsewhere, Ana" in " ".join(visitor.page.split())
        await visitor.read(f"/cycles/{visitor.house.cycle}/decisions?filter=imported")
        (decision,) = [one for one in visitor.html.replace("&#x2f;", "/").split('"') if one.startswith("/decisions/dec_")][:1]
        await visitor.read(decision)
        assert "It was decided where it comes from, not here" in visitor.page
        await visitor.read(f"{decision}/original")
        assert "<script>alert(1)</script>" in visitor.page
        assert "<script>alert(1)" not in visitor.html


async def test_a_form_without_a_file_or_with_a_wrong_column_says_so(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        visitor.become("mara")
        await visitor.read(f"/cycles/{visitor.house.cycle}/imports")
        assert await visitor.send(f"/cycles/{visitor.house.cycle}/imports", {"source": "csv", "columns": "title"}) == 422
        assert "Choose the files to bring in." in visitor.page
        assert "has no =" in visitor.page


async def test_an_owner_is_told_that_only_a_lead_brings_decisions_in(tmp_path: Path):
    async with visiting(tmp_path) as visitor:
        visitor.become("bo")
        assert await sent(visitor, ("0007-keep.md", RECORD)) == 403
