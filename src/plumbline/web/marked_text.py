"""A document's text as blocks of safe HTML, each with its place in the text, and with the passages that threads are about marked in it.

Markdown without HTML goes through markdown-it, and whatever comes out of that through an allow-list: two locks on the same door.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from html import escape
from itertools import accumulate
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from plumbline.domain.document.outline import Format, headings
from plumbline.domain.document.passage import located
from plumbline.kernel.record import record

_TAGS = frozenset(
    "a blockquote br code del em h2 h3 h4 h5 h6 hr img li mark ol p pre s strong table tbody td th thead tr ul".split()
)  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}, "p": {"class"}, "th": {"scope"}}
_SCHEMES = frozenset({"http", "https", "mailto"})


@record
class Mark:
    """A passage to mark: start, end in the text."""

    start: int
    end: int


@record
class Block:
    """A paragraph, heading, list, table or the like. start, end: its place in the text. marked: its marks could be shown in its words."""

    start: int
    end: int
    html: str
    is_heading: bool = False


def blocks_of(text: str, form: Format, marks: Sequence[Mark] = (), images: Mapping[str, str] | None = None) -> tuple[Block, ...]:
    """Return a text as blocks, in order. images: addresses of images by the name the text gives them; others are left out."""
    return tuple(_markdown(text, marks, images or {}) if form == "markdown" else _plain(text, marks))


def _markdown(text: str, marks: Sequence[Mark], images: Mapping[str, str]) -> Iterator[Block]:
    parser, environment = _parser(), dict[str, Any]()
    lines = list(accumulate((len(line) + 1 for line in text.split("\n")), initial=0))
    for group in _groups(parser.parse(text, environment)):
        span = group[0].map or [0, 0]
        start, end = lines[span[0]], min(lines[span[1]], len(text))
        for token in group:
            if token.type == "inline":
                _show_images(token, images)
                low, high = (lines[token.map[0]], min(lines[token.map[1]], len(text))) if token.map else (start, end)
                for mark in marks:
                    if mark.start < high and mark.end > low:
                        _mark(token, text[max(mark.start, low) : min(mark.end, high)])
            elif token.type in ("heading_open", "heading_close"):
                token.tag = f"h{min(6, int(token.tag[1]) + 1)}"  # the page has its own first heading
        html = parser.renderer.render(group, parser.options, environment)
        yield Block(start=start, end=start + len(text[start:end].rstrip()), html=_clean(html), is_heading=group[0].type == "heading_open")


def _plain(text: str, marks: Sequence[Mark]) -> Iterator[Block]:
    levels = {start: level for start, level, _ in headings(text, "text")}
    at = 0
    for part in text.split("\n\n"):
        start, words = at + len(part) - len(part.lstrip("\n")), part.strip("\n")
        at += len(part) + 2
        if not words.strip():
            continue
        level = levels.get(start + len(words) - len(words.lstrip()))
        if level is not None:
            tag = f"h{min(6, level + 1)}"
            yield Block(
                start=start, end=start + len(words), html=f"<{tag}>{escape(words.split(chr(10))[0].strip())}</{tag}>", is_heading=True
            )
            continue
        inner = sorted(
            (max(m.start - start, 0), min(m.end - start, len(words))) for m in marks if m.start < start + len(words) and m.end > start
        )
        yield Block(start=start, end=start + len(words), html=f'<p class="plain">{_with_marks(words, inner)}</p>')


def _with_marks(words: str, spans: Sequence[tuple[int, int]]) -> str:
    html, at = "", 0
    for start, end in spans:
        start = max(start, at)  # passages may overlap; one mark after the other shows all of them
        if end > start:
            html += f"{escape(words[at:start])}<mark>{escape(words[start:end])}</mark>"
            at = end
    return html + escape(words[at:])


def _groups(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    group: list[Token] = []
    depth = 0
    for token in tokens:
        group.append(token)
        depth += token.nesting
        if depth == 0:
            yield group
            group = []


def _show_images(inline: Token, images: Mapping[str, str]) -> None:
    for token in inline.children or ():
        if token.type == "image":
            address = images.get(str(token.attrs.get("src", "")))
            if address:
                token.attrs["src"] = address
            else:
                token.type, token.tag = "text", ""  # an image from elsewhere would tell that place who reads here


def _mark(inline: Token, source: str) -> None:
    """Mark the words of a passage in a line of tokens; when its markup differs too much, the block alone shows that something is there."""
    children = inline.children or []
    shown = "".join(_words(child) for child in children)
    place = located(shown, _visible(source), 0, len(shown))
    if place is None:
        return
    made: list[Token] = []
    at = 0
    for child in children:
        words = _words(child)
        low, high = max(place[0] - at, 0), min(place[1] - at, len(words))
        at += len(words)
        if child.type not in ("text", "code_inline") or low >= high:
            made.append(child)
            continue
        made += [*_part(child, words[:low]), _raw("<mark>"), *_part(child, words[low:high]), _raw("</mark>"), *_part(child, words[high:])]
    inline.children = made


def _part(token: Token, words: str) -> list[Token]:
    return [token.copy(content=words)] if words else []


def _raw(html: str) -> Token:
    return Token("html_inline", "", 0, content=html)


def _words(token: Token) -> str:
    if token.type in ("text", "code_inline"):
        return token.content
    return "\n" if token.type in ("softbreak", "hardbreak") else ""


def _visible(source: str) -> str:
    """Return what a reader sees of a piece of Markdown."""
    inline = _parser().parseInline(source)[0]
    return "".join(_words(child) for child in inline.children or ())


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        url_schemes=set(_SCHEMES),
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
