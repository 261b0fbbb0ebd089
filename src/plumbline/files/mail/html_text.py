"""A message that was written as HTML, as the text that its reader sees. What it quotes gets the marks that text has for it."""

import re
from html.parser import HTMLParser

import nh3

_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "pre", "table", "hr"})
_LINES = frozenset({"div", "li", "tr", "blockquote", "dt", "dd"})
_KEPT = _PARAGRAPHS | _LINES | {"br", "a", "td", "th"}
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_CLOSED_BY_THE_NEXT = frozenset(
    "area base br col dd dt hr img input li link meta option p source tbody td th tr wbr".split()  # these never lie within each other
)
_DEEPEST = 1_000
_SPACE = re.compile(r"[ \t\r\n\f\u00a0]+")


def text_of_html(html: str) -> str:
    """Return HTML as text: a line for each line that is shown, quotes with `>`, addresses of links after their words."""
    reader = _Reader()
    # First made well-formed: our own reader must not meet what only a browser's knows to read, nor anything that is never shown.
    reader.feed(
        nh3.clean(
            _as_deep_as_people_write(html),
            tags=set(_KEPT),
            attributes={"a": {"href"}},
            link_rel=None,
            url_schemes={"http", "https", "mailto"},
        )
    )
    reader.close()
    return reader.text()


def _as_deep_as_people_write(html: str) -> str:
    """Return HTML up to where too much is open at once: making it well-formed takes time with the square of that."""
    depth = 0
    for tag in _TAG.finditer(html):
        if tag[2].lower() not in _CLOSED_BY_THE_NEXT:
            depth += -1 if tag[1] else 1
            if depth > _DEEPEST:
                return html[: tag.start()]
            depth = max(depth, 0)
    return html


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line = ""
        self._depth = 0
        self._link, self._link_begins = "", 0

    def text(self) -> str:
        """What was read, without empty lines around it and at most one between two."""
        self._end_line()
        return re.sub(r"\n((?:> )*\n){2,}", "\n\n", "\n".join(self._lines)).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._end_line(empty_too=True)
        elif tag == "a":
            self._link, self._link_begins = dict(attrs).get("href") or "", len(self._line)
        elif tag in ("td", "th"):
            self._line += " "
        elif tag in _PARAGRAPHS or tag in _LINES:
            self._break(tag)
            self._depth += tag == "blockquote"
            self._line += "- " if tag == "li" else ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            words = self._line[self._link_begins :].strip()
            address = self._link.removeprefix("mailto:")
            if address and address.rstrip("/") != words.rstrip("/"):
                self._line += f" <{address}>"
            self._link = ""
        elif tag in _PARAGRAPHS or tag in _LINES:
            self._break(tag)
            self._depth -= tag == "blockquote"

    def handle_data(self, data: str) -> None:
        said = _SPACE.sub(" ", data)
        self._line += said.lstrip() if not self._line or self._line.endswith(" ") else said

    def _break(self, tag: str) -> None:
        self._end_line()
        if tag in _PARAGRAPHS and self._lines and self._lines[-1].strip("> "):
            self._lines.append("> " * self._depth)

    def _end_line(self, *, empty_too: bool = False) -> None:
        if self._line.strip() or empty_too:
            self._lines.append("> " * self._depth + self._line.strip())
        self._line = ""
