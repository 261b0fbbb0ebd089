"""A text's sections: found by its headings, and kept the same from one version to the next.

Sections tile the text: every character belongs to exactly one, so that every passage is in one.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from hashlib import sha256
from typing import Literal, NamedTuple

from plumbline.kernel.record import record

Format = Literal["markdown", "text"]

_HASHES = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_RULED = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_UNDERLINE = re.compile(r"([=\-~^\"'`#*+.:_])\1{2,}[ \t]*$")
_MARKS = re.compile(r"[*_`]|\[([^\]]*)\]\([^)]*\)")
_DEEPEST = 2  # deeper headings structure a section, they do not make one
_LONGEST_TITLE = 200


@record
class Section:
    """A part of a version. start, end: where it is in the text, in characters. digest: SHA-256 of its text, in hex."""

    id: str
    title: str
    level: int
    start: int
    end: int
    digest: str


class _Part(NamedTuple):
    title: str
    level: int
    start: int
    end: int
    digest: str


def sections_of(text: str, form: Format, title: str, before: Sequence[Section], new_id: Callable[[str], str]) -> tuple[Section, ...]:
    """Return the sections of a text, those it had before under their old ids.

    title: of the document; names what stands before the first heading. before: the sections of the version before.
    """
    parts = list(_parts(text, form, title))
    kept = _kept(parts, before)
    return tuple(Section(id=kept.get(place) or new_id("sec"), **part._asdict()) for place, part in enumerate(parts))


def section_at(sections: Sequence[Section], place: int) -> Section:
    """Return the section in which a character stands. Raises LookupError for a place outside the text."""
    return next(section for section in reversed(sections) if section.start <= place <= section.end)


def headings(text: str, form: Format) -> Iterator[tuple[int, int, str]]:
    """Yield every heading of a text: where its line begins, its level from 1, and its words without markup."""
    found = _markdown_headings(text) if form == "markdown" else _text_headings(text)
    for start, level, words in found:
        yield start, level, _plain(words)


def _parts(text: str, form: Format, title: str) -> Iterator[_Part]:
    marks = [(start, level, words) for start, level, words in headings(text, form) if level <= _DEEPEST]
    starts: list[tuple[int, int, str]] = []
    if not marks or text[: marks[0][0]].strip():
        starts.append((0, 1, title))
    begins: int | None = None
    for place, (start, level, words) in enumerate(marks):
        end = marks[place + 1][0] if place + 1 < len(marks) else len(text)
        body = text[start:end].split("\n", 2 if _is_ruled(text, start) else 1)
        empty = len(body) < 2 or not body[-1].strip()
        if level == 1 and empty and place + 1 < len(marks):
            begins = start if begins is None else begins  # a title with nothing of its own leads the section that follows
            continue
        starts.append((start if begins is None else begins, level, words or title))
        begins = None
    for place, (start, level, words) in enumerate(starts):
        first = 0 if place == 0 else start
        end = starts[place + 1][0] if place + 1 < len(starts) else len(text)
        yield _Part(words[:_LONGEST_TITLE], level, first, end, sha256(text[first:end].encode()).hexdigest())


def _is_ruled(text: str, start: int) -> bool:
    return not _HASHES.match(text[start : (text + "\n").index("\n", start)])


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        yield start, line
        start += len(line) + 1


def _markdown_headings(text: str) -> Iterator[tuple[int, int, str]]:
    fence = ""
    above_start, above = 0, ""
    for start, line in _lines(text):
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark and mark[1].startswith(fence) and not line.strip(" `~") else fence
            above = ""
            continue
        if mark:
            fence, above = mark[1], ""
            continue
        if found := _HASHES.match(line):
            yield start, len(found[1]), (found[2] or "").strip()
            above = ""
            continue
        if above and (ruled := _RULED.match(line)):
            yield above_start, 1 if ruled[1][0] == "=" else 2, above.strip()
            above = ""
            continue
        # Only a line that stands alone can be a heading; a paragraph of several lines above a rule is rare and reads as one.
        above, above_start = (line, start) if line.strip() and not line.startswith(("    ", "\t", ">", "-", "*", "+", "|")) else ("", start)


def _text_headings(text: str) -> Iterator[tuple[int, int, str]]:
    """Headings of plain texts: a line, and under it a row of one sign that is as long; levels by first use, as in reStructuredText."""
    levels: list[str] = []
    before, above, above_start = "", "", 0
    for start, line in _lines(text):
        found = _UNDERLINE.match(line)
        title = above.strip()
        if found and title and not before.strip() and len(line.rstrip()) >= len(above.rstrip()) and not _UNDERLINE.match(above):
            if found[1] not in levels:
                levels.append(found[1])
            yield above_start, levels.index(found[1]) + 1, title
            before, above, above_start = "", "", start
            continue
        if not _UNDERLINE.match(above):  # a row above the title belongs to it
            before = above
        above, above_start = line, start


def _plain(words: str) -> str:
    return " ".join(_MARKS.sub(lambda found: found[1] or "", words).split())


def _kept(parts: Sequence[_Part], before: Sequence[Section]) -> dict[int, str]:
    """Return which part is which section of before: by its words in order, by its words anywhere, by its text, then by its place."""
    kept: dict[int, str] = {}
    free = {section.id: section for section in before}

    def keep(place: int, section: Section) -> None:
        if place not in kept and section.id in free:
            kept[place] = section.id
            del free[section.id]

    names = [part.title.casefold() for part in parts]
    matcher = SequenceMatcher(None, [section.title.casefold() for section in before], names, autojunk=False)
    for old, new, size in matcher.get_matching_blocks():
        for step in range(size):
            keep(new + step, before[old + step])
    for same in ("title", "digest"):
        for place, part in enumerate(parts):
            if place not in kept:
                wanted = getattr(part, same)
                found = next((section for section in free.values() if getattr(section, same) == wanted), None)
                if found:
                    keep(place, found)
    for place in range(len(parts)):
        if place not in kept:
            # A renamed heading: it stands between the same neighbours as before.
            earlier = kept.get(place - 1, "")
            later = kept.get(place + 1, "")
            found = _between(before, earlier, later, first=place == 0, last=place == len(parts) - 1)
            if found:
                keep(place, found)
    return kept


def _between(before: Sequence[Section], earlier: str, later: str, *, first: bool, last: bool) -> Section | None:
    ids = ["", *(section.id for section in before), ""]
    for place, section in enumerate(before, start=1):
        after_same = ids[place - 1] == earlier and (earlier or first)
        before_same = ids[place + 1] == later and (later or last)
        if after_same and before_same:
            return section
    return None
