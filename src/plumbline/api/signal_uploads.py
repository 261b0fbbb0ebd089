"""Signals out of a file: what its columns probably are, and keeping its rows."""

from typing import Any

import msgspec
from litestar import Request, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from plumbline.api.access import context_of, installation_of
from plumbline.api.matching import failed
from plumbline.api.signals import TakenSignal
from plumbline.api.texts import Title
from plumbline.edge.uploading import upload
from plumbline.kernel.outcome import Refusal
from plumbline.signals.formats.table import Columns

_MOST_TOLD = 1_000


class NewSignalUpload(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A file in base64: comma-separated values in UTF-8 whose first row names the columns, or Parquet.

    id, name, who, time: the columns that say so; every other column is a property. called: what each row is called where no column says
    it. dry_run: only say what would become of each row.
    """

    content: bytes
    id: Title = ""
    name: Title = ""
    who: Title = ""
    time: Title = ""
    called: Title = ""
    dry_run: bool = False


class SignalUploadBody(msgspec.Struct, kw_only=True):
    """What became of the rows. items: those that were not kept, a thousand at most; index: the row, counted from 0 below the first."""

    rows: int
    dry_run: bool
    counts: dict[str, int]
    items: list[TakenSignal]


@post("/signal-sources/{item_id:str}/uploads", summary="Keep the rows of a file as signals", tags=["signals"], status_code=201)
async def upload_signals(request: Request[Any, Any, Any], item_id: FromPath[str], data: JSONBody[NewSignalUpload]) -> SignalUploadBody:
    """Keep the rows of a file as signals of a source; a bad row takes no other with it, and each is kept once however often it comes."""
    columns = Columns(id=data.id, name=data.name, who=data.who, time=data.time, called=data.called)
    answer = await upload(installation_of(request), context_of(request), item_id, data.content, columns, dry_run=data.dry_run)
    if isinstance(answer, Refusal):
        raise failed(request, answer)
    told = [one for one in answer.items if one.outcome != "accepted"][:_MOST_TOLD]
    return SignalUploadBody(
        rows=len(answer.items),
        dry_run=answer.dry_run,
        counts={**answer.counts()},
        items=[TakenSignal(index=one.index, id=one.id, outcome=one.outcome, detail=one.detail) for one in told],
    )


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of uploads."""
    return [upload_signals]
