"""Passages: where the words that somebody marked stand in a text, and where they went when the text was written anew.

All of it is pure and bounded: the work is linear in the texts, except for the comparison of words inside a window of a fixed size.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Literal, NamedTuple

from plumbline.kernel.record import record

Change = Literal["same", "moved", "changed"]

CONTEXT = 64
"""How many characters around a passage tell it from others with the same words."""

_LONGEST_WINDOW = 12_000
_LEAST_LIKE = 0.55  # the share of words in common from which on a passage counts as edited rather than replaced
_FEWEST_ALIKE = 3  # words that have to be left of an edited passage; one or two of them occur everywhere
_TELLING = 12  # a passage this long is recognised by its words alone
_TELLING_CONTEXT = 6
_MOST_OCCURRENCES = 500
_WORD = re.compile(r"\w+")


@record
class Place:
    """Where a passage is. change: same words at the same place, same words elsewhere, or other words."""

    start: int
    end: int
    change: Change


class _Word(NamedTuple):
    text: str
    start: int
    end: int


def quoted(text: str, start: int, end: int) -> str:
    """Return the words of a passage, without space around them."""
    return text[start:end].strip()


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """Return what stands before and after a passage, at most CONTEXT characters each."""
    return text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]


def located(text: str, words: str, start: int, end: int) -> tuple[int, int] | None:
    """Return where words that somebody saw stand between two places of a text, whatever markup and line breaks lie between them.

    None when they do not stand there.
    """
    wanted = [word.text.casefold() for word in _words(words)]
    if not wanted:
        at = text.find(words.strip(), start, end) if words.strip() else -1
        return None if at < 0 else (at, at + len(words.strip()))
    there = list(_words(text, start, end))
    said = [word.text.casefold() for word in there]
    for first in range(len(said) - len(wanted) + 1):
        if said[first : first + len(wanted)] == wanted:
            return there[first].start, there[first + len(wanted) - 1].end
    return None


def relocate(old: str, start: int, end: int, new: str) -> Place | None:
    """Return where a passage of one text is in the next; None when it is gone.

    start, end: the passage in the old text, 0 <= start < end <= len(old). Raises ValueError for any other.
    The words at a found place exist in the new text; they are those of the passage unless it has changed.
    """
    if not 0 <= start < end <= len(old):
        raise ValueError(f"{start}..{end} is no passage of a text of {len(old)} characters")
    quote = old[start:end]
    low, high, exact = _aligned(old, start, end, new)
    if exact is not None:
        return _found(exact, quote, start)
    nearby = _best(old, start, end, new, _occurrences(quote, new, low, high), expected=low)
    if nearby is not None:
        return _found(nearby, quote, start)
    far = _best(old, start, end, new, _occurrences(quote, new, 0, len(new)), expected=low)
    if far is not None and _is_telling(old, start, end, new, far):
        return _found(far, quote, start)
    return _alike(quote, new, low, high)


def _found(at: int, quote: str, start: int) -> Place:
    return Place(start=at, end=at + len(quote), change="same" if at == start else "moved")


def _aligned(old: str, start: int, end: int, new: str) -> tuple[int, int, int | None]:
    """Return the part of the new text that stands where the passage stood, and the passage's exact place when its lines are unchanged."""
    head = _common(old, new)
    if end <= head:
        return start, end, start
    tail = _common(old[::-1], new[::-1])
    shift = len(new) - len(old)
    if start >= len(old) - tail:
        return start + shift, end + shift, start + shift
    return _by_lines(old, start, end, new)


def _by_lines(old: str, start: int, end: int, new: str) -> tuple[int, int, int | None]:
    """Lines that both texts have exactly once hold the two together, as in a patience diff: the work grows with the number of lines."""
    before, after = _lone_lines(old), _lone_lines(new)
    both = [(*span, after[line][0]) for line, span in before.items() if line in after]
    for first, last, there in both:
        if first <= start and end <= last:
            return there, there + last - first, there + start - first
    low, high = 0, len(new)
    for first, last, there in _rising(both):
        if last <= start:
            low = there + last - first
        elif first >= end:
            high = there
            break
    return low, high, None


def _lone_lines(text: str) -> dict[str, tuple[int, int]]:
    """Return where the lines are that occur once in a text, in their order."""
    spans: dict[str, tuple[int, int]] = {}
    repeated: set[str] = set()
    at = 0
    for line in text.split("\n"):
        if line in spans or line in repeated:
            repeated.add(line)
            spans.pop(line, None)
        else:
            spans[line] = (at, at + len(line))
        at += len(line) + 1
    return spans


def _rising(pairs: Sequence[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Return the longest run of pairs that come in the same order in both texts."""
    tops: list[int] = []
    piles: list[int] = []
    below: list[int] = []
    for place, (_, _, there) in enumerate(pairs):
        pile = bisect_left(tops, there)
        below.append(piles[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(there)
            piles.append(place)
        else:
            tops[pile], piles[pile] = there, place
    run: list[tuple[int, int, int]] = []
    place = piles[-1] if piles else -1
    while place >= 0:
        run.append(pairs[place])
        place = below[place]
    return run[::-1]


def _occurrences(quote: str, text: str, low: int, high: int) -> Iterator[int]:
    at = text.find(quote, low, high)
    for _ in range(_MOST_OCCURRENCES):
        if at < 0:
            return
        yield at
        at = text.find(quote, at + 1, high)


def _best(old: str, start: int, end: int, new: str, places: Iterator[int], expected: int) -> int | None:
    """Return the occurrence with the most of the old context around it; of several such, the nearest to where it is expected."""
    length = end - start
    return max(places, key=lambda at: (_context(old, start, end, new, at, length), -abs(at - expected)), default=None)


def _context(old: str, start: int, end: int, new: str, at: int, length: int) -> int:
    before, after = around(old, start, end)
    now_before, now_after = around(new, at, at + length)
    return _common(before[::-1], now_before[::-1]) + _common(after, now_after)


def _is_telling(old: str, start: int, end: int, new: str, at: int) -> bool:
    """Tell whether the same words at another place are the same passage: single words occur everywhere."""
    length = end - start
    return length >= _TELLING or _context(old, start, end, new, at, length) >= _TELLING_CONTEXT


def _alike(quote: str, new: str, low: int, high: int) -> Place | None:
    """Return the run of words in a window that has the most in common with a quote."""
    middle = (low + high) // 2
    reach = max(0, (_LONGEST_WINDOW - (high - low)) // 2) if high - low < len(quote) else 0
    low, high = max(low - reach, middle - _LONGEST_WINDOW, 0), min(high + reach, middle + _LONGEST_WINDOW, len(new))
    wanted = [word.text.casefold() for word in _words(quote)]
    there = list(_words(new, low, high))
    if not wanted or not there:
        return None
    run = _run(wanted, [word.text.casefold() for word in there])
    if run is None:
        return None
    return Place(start=there[run[0]].start, end=there[run[1] - 1].end, change="changed")


def _run(wanted: Sequence[str], there: Sequence[str]) -> tuple[int, int] | None:
    """Return where the most similar run of words begins and ends, or None when none is similar enough."""
    blocks = [block for block in SequenceMatcher(None, wanted, there, autojunk=False).get_matching_blocks() if block.size]
    best: tuple[float, int, int] | None = None
    for first in range(len(blocks)):
        matched = 0
        for last in range(first, len(blocks)):
            matched += blocks[last].size
            begin = max(0, blocks[first].b - blocks[first].a)  # words before the first match were part of the passage too
            begin = max(begin, blocks[first - 1].b + blocks[first - 1].size if first else 0)
            begin = begin if blocks[first].a and blocks[first].b - begin <= blocks[first].a else blocks[first].b
            end = blocks[last].b + blocks[last].size
            likeness = 2 * matched / (len(wanted) + end - begin)
            if matched >= _FEWEST_ALIKE and (best is None or likeness > best[0]):
                best = (likeness, begin, end)
    return None if best is None or best[0] < _LEAST_LIKE else best[1:]


def _words(text: str, low: int = 0, high: int | None = None) -> Iterator[_Word]:
    for found in _WORD.finditer(text, low, len(text) if high is None else high):
        yield _Word(found[0], found.start(), found.end())


def _common(one: str, other: str) -> int:
    """Return how many characters two texts begin with in common. Halving compares long texts at the speed of the machine."""
    low, high = 0, min(len(one), len(other))
    if one[:high] == other[:high]:
        return high
    while high - low > 64:
        middle = (low + high) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle
    return low + sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one[low:high], other[low:high], strict=True)))
