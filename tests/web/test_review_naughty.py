"""What people write in a review comes back as text, whatever it is: as title, quote, comment and as the reviewed text itself."""

import json
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from document_story import POLICY
from plumbline.domain.cycle.review import OpenReview
from plumbline.domain.cycle.thread import Anchor, OpenThread
from plumbline.domain.document.document import CreateDocument
from plumbline.domain.document.subject import subject_of
from plumbline.web.marked_text import Mark, blocks_of
from web_visit import Visitor, visiting

STRINGS: list[str] = json.loads((Path(__file__).parent / "naughty" / "blns.json").read_text(encoding="utf-8"))
HARMLESS = frozenset("a blockquote br code del em h2 h3 h4 h5 h6 hr img li mark ol p pre s strong table tbody td th thead tr ul".split())
ATTACKS = (
    "[x](javascript:alert(1))",
    "![x](https://elsewhere.example/pixel.png)",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<svg onload=alert(1)>",
    "```\n</pre><script>alert(1)</script>\n```",
    "[a]: javascript:alert(1)\n\n[a]",
)


class _Elements(HTMLParser):
    """Collects the tags of a piece of HTML, and what their attributes say."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


async def reviewed(visitor: Visitor, title: str, text: str) -> tuple[str, str]:
    """Put a text up for review as Ana; return the ids of the document and the review."""
    house = visitor.house
    document = house.installation.handling.context(actor="", surface="cli").new_id("doc")
    await house.done("ana", CreateDocument(cycle_id=house.cycle, title=title, text=text), document)
    async with house.installation.handling.reading(document) as state:
        subject = subject_of(state)
    return document, await house.done("ana", OpenReview(title=title, subject=subject))


@pytest.mark.parametrize("text", [*STRINGS, *ATTACKS])
def test_no_text_becomes_anything_but_harmless_markup(text: str):
    for form in ("markdown", "text"):
        for block in blocks_of(text, form, (Mark(start=0, end=max(1, len(text))),)):
            found = _Elements(block.html)
            assert found.tags <= HARMLESS, block.html
            for name, value in found.attributes:
                assert name in ("href", "title", "rel", "alt", "start", "class"), block.html
                assert name != "href" or value.startswith(("http://", "https://", "mailto:")) or ":" not in value, block.html


async def test_naughty_titles_quotes_and_comments_come_back_as_text(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        _, objective = await ana.house.place()
        title = "<script>alert('title')</script> & \"co\""
        document, review = await reviewed(ana, title, POLICY)
        async with ana.house.installation.handling.reading(document) as state:
            section = state.current.sections[0]
        anchor = Anchor(kind="document", id=document, part=section.id, digest=section.digest, number=1, start=20, end=40)
        for text in sorted({text for text in STRINGS if text.strip()}):
            command = OpenThread(section_id=section.id, objective_id=objective, anchor=anchor, text=text, quote=text)
            await ana.house.done("bo", command)
        for path in (f"/reviews/{review}", f"/cycles/{ana.house.cycle}/reviews", f"/documents/{document}"):
            assert await ana.read(path) == 200
            assert "<script>alert" not in ana.html
            assert title in unescape(ana.html)
            assert not [name for name, _ in _Elements(ana.html).attributes if name.startswith("on")]


async def test_a_text_of_naughty_strings_is_reviewed_or_refused_in_words(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        path = f"/cycles/{ana.house.cycle}/reviews"
        plain = [text for text in STRINGS if text.strip() and text.isprintable()]
        await ana.read(f"{path}/new")
        body = "# Strings\n\n" + "\n\n".join([*plain, *ATTACKS])
        assert await ana.send(path, {"title": "Strings", "text": body, "owner_id": ana.house.people["ana"]}) == 200
        found = _Elements(ana.html.partition("<review-text")[2].partition("</review-text>")[0])
        assert not {"script", "iframe", "object", "embed", "style", "svg"} & found.tags
        assert not [name for name, _ in found.attributes if name.startswith("on")]
        addresses = [value.lower() for name, value in found.attributes if name in ("href", "src", "action")]
        assert not [one for one in addresses if one.startswith(("javascript", "data"))]
        await ana.read(f"{path}/new")
        assert await ana.send(path, {"title": "Binary", "text": "a\x00b"}) in (409, 422)
        assert "no text" in ana.alert()
