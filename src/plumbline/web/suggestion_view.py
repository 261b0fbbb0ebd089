"""Suggested edits as pages show them, and two texts side by side with what is different."""

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from re import findall

from plumbline.domain.document.document import Document, Suggestion
from plumbline.domain.document.passage import relocate
from plumbline.kernel.record import record
from plumbline.web.clockwords import Instant, ago
from plumbline.web.labels import Chip, name_of
from plumbline.web.reader import Reader

_STATES = {"proposed": Chip("pending", "Suggested"), "applied": Chip("approved", "Taken"), "declined": Chip("ended", "Declined")}
_AROUND = 2  # unchanged lines shown before and after a change


@record
class Piece:
    """A run of words. kind: same, removed or added."""

    kind: str
    text: str


@record
class SuggestionView:
    """A suggestion. standing: what became of its passage, gone when it is; now: its words today; words: those suggested.

    digest: of the version it would be taken into.
    """

    id: str
    author: str
    at: Instant
    note: str
    chip: Chip
    open: bool
    standing: str
    now: str
    words: str
    digest: str
    pieces: tuple[Piece, ...]
    own: bool
    reason: str


@record
class Line:
    """A line of a difference. kind: same, removed, added, or gap where unchanged lines are left out."""

    kind: str
    text: str


def suggestion_view(
    suggestion: Suggestion, document: Document, texts: Mapping[str, str], reader: Reader, merged: str = ""
) -> SuggestionView:
    """Return a suggestion. texts: the text of the version it was made for, today's, and its own words, by digest.

    merged: what somebody has brought together already.
    """
    then, now = texts.get(document.versions[suggestion.number - 1].digest, ""), texts.get(document.current.digest, "")
    is_open = suggestion.state == "proposed"
    place = relocate(then, suggestion.start, suggestion.end, now) if is_open and suggestion.end <= len(then) else None
    words = texts.get(suggestion.digest, "")
    return SuggestionView(
        id=suggestion.id,
        author=name_of(reader.names, suggestion.author_id),
        at=ago(suggestion.at, reader.now, reader.zone),
        note=suggestion.note,
        chip=_STATES[suggestion.state],
        open=is_open,
        standing=place.change if place is not None else "gone",
        now=now[place.start : place.end] if place is not None else "",
        words=merged or words,
        digest=document.current.digest,
        pieces=tuple(word_pieces(then[suggestion.start : suggestion.end], words)),
        own=suggestion.author_id == reader.person_id,
        reason=suggestion.reason,
    )


def word_pieces(old: str, new: str) -> Iterator[Piece]:
    """Yield what stays, goes and comes between two short texts, word by word."""
    before, after = (findall(r"\w+|\s+|[^\w\s]", text) for text in (old, new))
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece(kind="same", text="".join(before[a:b]))
            continue
        if a < b:
            yield Piece(kind="removed", text="".join(before[a:b]))
        if c < d:
            yield Piece(kind="added", text="".join(after[c:d]))


def line_difference(old: str, new: str) -> Iterator[Line]:
    """Yield the lines of two texts with what is different, and a little of what is not around it."""
    before, after = old.split("\n"), new.split("\n")
    matcher = SequenceMatcher(None, before, after, autojunk=len(before) + len(after) > 4000)
    end = 0
    for group in matcher.get_grouped_opcodes(_AROUND):
        if group[0][1] > end:
            yield Line(kind="gap", text="")
        for kind, a, b, c, d in group:
            if kind == "equal":
                yield from (Line(kind="same", text=text) for text in before[a:b])
                continue
            yield from (Line(kind="removed", text=text) for text in before[a:b])
            yield from (Line(kind="added", text=text) for text in after[c:d])
        end = group[-1][2]
    if end < len(before):
        yield Line(kind="gap", text="")
