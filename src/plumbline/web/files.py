"""Kept bodies as answers. They come from people, so nothing in them may ever run: downloads are saved, images are only images."""

from urllib.parse import quote

from litestar import Response

from plumbline.blobs.kind import IMAGES, kind_of
from plumbline.blobs.store import Blob

_IMAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"  # an SVG may style itself; scripts and addresses are dead
_FRAME_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; frame-ancestors 'self'; sandbox"
_FILE_POLICY = "default-src 'none'; sandbox"


def download(blob: Blob, name: str) -> Response[bytes]:
    """Return a body to be saved under a name; its type is what its bytes say, not what the name says."""
    return _answer(blob, kind_of(blob.body), f"attachment; filename*=UTF-8''{quote(name, safe='')}", _FILE_POLICY)


def image(blob: Blob) -> Response[bytes] | None:
    """Return a body to be shown as an image, or None when it is none."""
    kind = kind_of(blob.body)
    return _answer(blob, kind, "inline", _IMAGE_POLICY) if kind in IMAGES else None


def framed(text: str) -> Response[str]:
    """Return HTML that somebody wrote for a screen, as a document on no origin: it styles itself, and reaches, runs and sends nothing."""
    headers = {"Content-Security-Policy": _FRAME_POLICY, "X-Frame-Options": "SAMEORIGIN", "Cache-Control": "no-store"}
    return Response(text, media_type="text/html; charset=utf-8", headers=headers)


def _answer(blob: Blob, kind: str, disposition: str, policy: str) -> Response[bytes]:
    headers = {
        "Content-Disposition": disposition,
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, max-age=31536000, immutable",  # the address names the digest or an item whose body never changes
    }
    return Response(blob.body, media_type=kind, headers=headers)
