"""How large a picture is, read from its first bytes, so that a page keeps its place before it has come. Nothing is decoded."""

import re
from collections.abc import Iterator

from plumbline.blobs.kind import SVG, kind_of, text_of

Size = tuple[int, int]
_MOST = 100_000
"""Pixels of a side; who claims more is not believed."""
_SVG_TAG = re.compile(r"<svg\b[^>]*>")
_LENGTH = re.compile(r"\s*([0-9]{1,6}(?:\.[0-9]{1,6})?)(?:px)?\s*")
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE = frozenset((0x01, *range(0xD0, 0xDA)))


def size_of(body: bytes) -> Size | None:
    """Return the width and height of a picture in pixels; None where its bytes do not say."""
    match kind_of(body):
        case "image/png":
            found = _numbers(body, 16, 4, "big") if body[12:16] == b"IHDR" else None
        case "image/gif":
            found = _numbers(body, 6, 2, "little")
        case "image/jpeg":
            found = _jpeg(body)
        case "image/webp":
            found = _webp(body)
        case kind if kind == SVG:
            found = _svg(text_of(body) or "")
        case _:
            found = None
    return found if found and 0 < found[0] <= _MOST and 0 < found[1] <= _MOST else None


def _numbers(body: bytes, at: int, length: int, order: str) -> Size | None:
    if len(body) < at + 2 * length:
        return None
    first, second = body[at : at + length], body[at + length : at + 2 * length]
    return (int.from_bytes(first, "big"), int.from_bytes(second, "big")) if order == "big" else _little(first, second)


def _little(first: bytes, second: bytes) -> Size:
    return int.from_bytes(first, "little"), int.from_bytes(second, "little")


def _jpeg(body: bytes) -> Size | None:
    """The segment that begins a frame says its height and width, in this order."""
    for marker, at in _segments(body):
        if marker in _FRAMES:
            size = _numbers(body, at + 5, 2, "big")
            return (size[1], size[0]) if size else None
    return None


def _segments(body: bytes) -> Iterator[tuple[int, int]]:
    at = 2
    while at + 4 <= len(body) and body[at] == 0xFF:
        marker = body[at + 1]
        if marker == 0xFF:
            at += 1  # fill bytes may stand before a marker
            continue
        if marker == 0xDA:
            return  # the picture itself begins
        yield marker, at
        at += 2 if marker in _ALONE else 2 + max(int.from_bytes(body[at + 2 : at + 4], "big"), 2)


def _webp(body: bytes) -> Size | None:
    if len(body) < 30:
        return None
    match body[12:16]:
        case b"VP8X":
            return int.from_bytes(body[24:27], "little") + 1, int.from_bytes(body[27:30], "little") + 1
        case b"VP8L":
            bits = int.from_bytes(body[21:25], "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 ":
            width, height = _little(body[26:28], body[28:30])
            return width & 0x3FFF, height & 0x3FFF
        case _:
            return None


def _svg(text: str) -> Size | None:
    tag = _SVG_TAG.search(text)
    if tag is None:
        return None
    sides = [_LENGTH.fullmatch(_attribute(tag[0], name)) for name in ("width", "height")]
    if all(sides):
        return tuple(max(round(float(one[1])), 1) if one else 0 for one in sides)  # type: ignore[return-value]
    box = [_LENGTH.fullmatch(one) for one in re.split(r"[\s,]+", _attribute(tag[0], "viewBox").strip())[2:]]
    if len(box) == 2 and box[0] and box[1]:
        return max(round(float(box[0][1])), 1), max(round(float(box[1][1])), 1)
    return None


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"""\s{name}\s*=\s*(?:"([^"]*)"|'([^']*)')""", tag)
    return (found[1] or found[2] or "") if found else ""
