"""What a body is, judged by its bytes alone: the name somebody gave it and the type a browser claims say nothing."""

import re

BINARY = "application/octet-stream"
TEXT = "text/plain"
SVG = "image/svg+xml"
IMAGES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", SVG})
"""What may be shown inside a page, as an image and nothing else."""

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
)
_SVG = re.compile(r"\s*(<\?xml[^>]*\?>\s*)?(<!--.*?-->\s*)*(<!DOCTYPE\s+svg[^>\[]*>\s*)?(<!--.*?-->\s*)*<svg[\s>]", re.DOTALL)
# Form feed and the like occur in old texts; anything else below space is a sign of a binary file.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def kind_of(body: bytes) -> str:
    """Return the media type of a body; text of any sort, HTML too, is plain text."""
    for start, kind in _MAGIC:
        if body.startswith(start):
            return kind
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "image/webp"
    text = text_of(body)
    if text is None:
        return BINARY
    return SVG if _SVG.match(text) else TEXT


def text_of(body: bytes) -> str | None:
    """Return a body as text with line ends as `\\n`, or None when it is not UTF-8 or holds control characters."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if _CONTROL.search(text) else text.replace("\r\n", "\n").replace("\r", "\n")
