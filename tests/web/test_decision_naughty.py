"""What people write comes back as text, whatever it is: markup, template signs, other scripts, invisible characters."""

import json
from html.parser import HTMLParser
from pathlib import Path

from plumbline.domain.cycle.thread import Anchor, OpenThread
from web_visit import visiting

NAUGHTY = (
    "<script>alert(1)</script>", "'\"><img src=x onerror=alert(1)>", "</textarea><svg/onload=alert(1)>", "{{ 7 * 7 }}{% raw %}",
    "[x] {note}",
    "${jndi:ldap://x}", "../../etc/passwd%00", "'; DROP TABLE entry; --", "1/0", "NULL", "undefined", "nil", "\u202eevil\u202c",
    "\u00e9\u0301 \u4e2d\u6587 \u0627\u0644\u0639\u0631\u0628\u064a\u0629", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\ufeffbom",
    "a" * 5000, "&lt;b&gt;", "javascript:alert(1)", "line\u2028break\u2029here", "=cmd|' /C calc'!A0", "Z\u0351\u036b\u0343\u036aalgo",
)  # fmt: skip


class _Said(HTMLParser):
    """Collects the texts of elements that hold what people said, and every tag of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.tags: set[str] = set()
        self.handlers: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self._inside = ("class", "said") in attrs
        if self._inside:
            self.said.append("")

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.said[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._inside = False


async def test_what_people_write_comes_back_as_the_text_it_was(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        section, objective = await ana.house.place()
        await ana.read(f"/decisions/{decision}")
        for text in NAUGHTY:
            sent = {"text": text, "section_id": section, "objective_id": objective}
            assert await ana.send(f"/decisions/{decision}/threads", sent) == 200, text
        page = _Said()
        page.feed(ana.html)
        assert set(NAUGHTY) <= set(page.said)
        assert page.handlers == []
        assert "img" not in page.tags


async def test_the_public_list_of_naughty_strings_comes_back_as_text(tmp_path: Path):
    strings = json.loads((Path(__file__).parent / "naughty" / "blns.json").read_text(encoding="utf-8"))
    texts = {text for text in strings if text.strip()}
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        section, objective = await ana.house.place()
        anchor = Anchor(kind="decision", id=decision)
        for text in sorted(texts):
            await ana.house.done("ana", OpenThread(section_id=section, objective_id=objective, anchor=anchor, text=text))
        assert await ana.read(f"/decisions/{decision}") == 200
        page = _Said()
        page.feed(ana.html)
        assert {_plain(text) for text in texts} <= {_plain(said) for said in page.said}
        assert page.handlers == []


def _plain(text: str) -> str:
    # A parser of HTML reads these as line ends and as nothing; the page sends them as they were written.
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


async def test_naughty_text_survives_a_refusal_in_its_field(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        await ana.read(f"/decisions/{decision}")
        status = await ana.send(f"/decisions/{decision}/record", {"outcome": "approve", "because": "</textarea><script>alert(1)</script>"})
        assert status == 409
        assert "<script>alert" not in ana.html
        assert "&lt;&#x2f;textarea&gt;" in ana.html or "&lt;/textarea&gt;" in ana.html
