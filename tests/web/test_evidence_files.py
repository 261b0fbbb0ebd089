"""Files as evidence: kept as they are, given back as they were, and never run."""

from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any

from plumbline.blobs.store import LARGEST
from web_visit import Visitor, visiting

CRITERION = "crt_" + "0" * 26
SCRIPTED = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


async def attached(visitor: Visitor, body: bytes, name: str = "run.svg", claimed: str = "text/html") -> tuple[int, str]:
    """Attach a file to a new decision; return the status and the id of the evidence."""
    decision = await visitor.house.decision()
    await visitor.read(f"/decisions/{decision}")
    status = await visitor.send(f"/decisions/{decision}/evidence", {"criterion_ids": CRITERION}, files={"file": (name, body, claimed)})
    async with visitor.house.installation.handling.reading(visitor.house.cycle) as cycle:
        return status, next(iter(cycle.evidence_of.get(decision, ())), "")


async def answer(visitor: Visitor, path: str) -> Any:
    return await visitor._client.get(path)  # pyright: ignore[reportPrivateUsage]


async def test_a_file_comes_back_byte_for_byte_and_is_offered_on_its_card(tmp_path: Path):
    body = bytes(range(256)) * 40
    async with visiting(tmp_path) as ana:
        status, evidence = await attached(ana, body, "Prüfbericht 3.bin")
        assert status == 200
        assert f"/evidence/{evidence}/file" in unescape(ana.html)
        assert "Prüfbericht 3.bin" in ana.page
        got = await answer(ana, f"/evidence/{evidence}/file")
        assert got.content == body
        assert got.headers["content-disposition"] == "attachment; filename*=UTF-8''Pr%C3%BCfbericht%203.bin"


async def test_what_a_file_says_it_is_does_not_make_a_browser_run_it(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        for body, kind in ((SCRIPTED, "image/svg+xml"), (b"<script>alert(1)</script>", "text/plain; charset=utf-8")):
            _, evidence = await attached(ana, body)
            got = await answer(ana, f"/evidence/{evidence}/file")
            assert got.headers["content-type"] == kind
            assert got.headers["content-disposition"].startswith("attachment")
            assert got.headers["content-security-policy"] == "default-src 'none'; sandbox"
            assert got.headers["x-content-type-options"] == "nosniff"


async def test_a_name_cannot_add_a_header_or_leave_its_folder(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        _, evidence = await attached(ana, b"x", '../../etc/pass"wd\r\nX-Evil: 1')
        got = await answer(ana, f"/evidence/{evidence}/file")
        assert "x-evil" not in got.headers
        assert "/" not in got.headers["content-disposition"].partition("''")[2]


async def test_an_empty_or_too_large_file_is_refused_and_not_kept(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        for body in (b"", bytes(LARGEST + 1)):
            status, evidence = await attached(ana, body)
            assert (status, evidence) == (422, "")
            assert ana.alert()
            assert await ana.house.installation.blobs.get(sha256(body).hexdigest()) is None


async def test_a_refused_command_keeps_no_file(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        await ana.read(f"/decisions/{decision}")
        assert await ana.send(f"/decisions/{decision}/evidence", {"criterion_ids": "crt_no"}, files={"file": ("a", b"orphan", "")}) == 409
        assert await ana.house.installation.blobs.get(sha256(b"orphan").hexdigest()) is None
