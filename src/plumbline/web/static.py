"""The browser's files: read once, named by their content, so that browsers keep them for ever."""

from functools import cache
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

_FOLDER = Path(__file__).parent / "static"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_FOR_EVER = "public, max-age=31536000, immutable"


@get("/static/{name:str}", include_in_schema=False)
async def show_static(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[bytes]:
    """Return a built file, in the smallest form the browser takes."""
    accepted = request.headers.get("accept-encoding", "")
    for encoding, ending in (("br", ".br"), ("gzip", ".gz")):
        if encoding in accepted and (body := _read(name, ending)) is not None:
            return _answer(name, body, {"Content-Encoding": encoding})
    body = _read(name, "")
    if body is None:
        return Response(b"", status_code=404, media_type="text/plain")
    return _answer(name, body, {})


def _answer(name: str, body: bytes, headers: dict[str, str]) -> Response[bytes]:
    kept = {"Cache-Control": _FOR_EVER, "Vary": "Accept-Encoding"}
    return Response(body, media_type=_TYPES[Path(name).suffix], headers=kept | headers)


@cache
def _read(name: str, ending: str) -> bytes | None:
    if Path(name).suffix not in _TYPES or Path(name).name != name:
        return None
    path = _FOLDER / (name + ending)
    return path.read_bytes() if path.is_file() else None


routes = (show_static,)
