"""Files: hand one in, then name it by its digest in the command it belongs to; get back what was attached."""

from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from plumbline.api.access import caller, context_of, installation_of
from plumbline.api.problems import Refused, missing
from plumbline.blobs.errors import TooLarge
from plumbline.blobs.kind import BINARY, kind_of
from plumbline.kernel.outcome import Refusal
from plumbline.projections.items import find_item


class NewFile(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A file's content, in base64."""

    content: bytes


class FileBody(msgspec.Struct, kw_only=True):
    """A kept file. media_type is what its bytes say it is."""

    digest: str
    size: int
    media_type: str


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of files."""
    return [create_file, show_evidence_file]


@post("/files", summary="Hand in a file, to be named by its digest", tags=["files"], status_code=201)
async def create_file(request: Request[Any, Any, Any], data: JSONBody[NewFile]) -> FileBody:
    """Keep a file once under its SHA-256."""
    if not data.content:
        raise HTTPException("The file is empty.", status_code=422)
    installation = installation_of(request)
    try:
        answer = await installation.handling.keep(data.content, context_of(request))
    except TooLarge as refused:
        raise HTTPException(f"The file is too large: {refused}.", status_code=413) from refused
    if isinstance(answer, Refusal):
        raise Refused(answer, installation.names)
    return FileBody(digest=answer, size=len(data.content), media_type=kind_of(data.content))


@get("/evidence/{item_id:str}/file", summary="Get the file of a piece of evidence", tags=["evidence"], media_type=BINARY)
async def show_evidence_file(request: Request[Any, Any, Any], item_id: FromPath[str]) -> Response[bytes]:
    """Return a file as it was attached; never as something that a browser would run."""
    caller(request)
    installation = installation_of(request)
    row = await find_item(installation.ledger, item_id)
    if row is None or row.kind != "evidence":
        raise missing("evidence", item_id)
    async with installation.handling.reading(row.cycle_id) as cycle:
        digest: str = cycle.evidence[item_id].digest
    blob = await installation.blobs.get(digest)
    if blob is None:
        raise missing("file", item_id)
    return Response(blob.body, media_type=BINARY, headers={"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"})
