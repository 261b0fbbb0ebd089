"""Signals out of a file: its first rows, which column is what, and what became of each row."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from plumbline.edge.signal_sources import source_of
from plumbline.edge.uploading import Uploaded, look, upload
from plumbline.installation import Installation
from plumbline.kernel.outcome import Refusal
from plumbline.signals.formats.table import PARTS, Columns, Table, guessed
from plumbline.web.errors import PageMissing
from plumbline.web.findings import RefusalWords, problem_words, refusal_words
from plumbline.web.forms import Fields, fields_of
from plumbline.web.reader import reader_of
from plumbline.web.render import page
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of
from plumbline.web.uploads import upload_of

_SHOWN, _TOLD = 5, 200
_LABELS = {"id": "Id of each row", "name": "What happened", "who": "Who did it", "time": "When"}


@get("/integrations/sources/{signal_source_id:str}/upload")
async def show_upload(request: AnyRequest, signal_source_id: FromPath[str]) -> Response[str]:
    """Ask for a file."""
    return await _page(request, signal_source_id)


@post("/integrations/sources/{signal_source_id:str}/upload", status_code=200)
async def create_upload(request: AnyRequest, signal_source_id: FromPath[str]) -> Response[str]:
    """Show the first rows of a file and ask which column is what; then keep its rows and say what became of each."""
    installation, context, fields = installation_of(request), context_of(request), await fields_of(request)
    sent = await upload_of(request, fields)
    digest = fields.text("digest")
    body = sent.body if sent else await _kept(installation, digest)
    if not body and not sent:
        fields.complain("file", "Choose a file.")
    if fields.problems:
        return await _page(request, signal_source_id, said=problem_words(fields.problems), status=422)
    found = await look(installation, context, signal_source_id, body)
    if isinstance(found, Refusal):
        return await _page(request, signal_source_id, said=_words(request, found), status=status_of(found))
    if sent:
        kept = await installation.handling.keep(body, context)  # until its columns are chosen
        if isinstance(kept, Refusal):
            return await _page(request, signal_source_id, said=_words(request, kept), status=status_of(kept))
        return await _page(request, signal_source_id, table=found, digest=kept, columns=guessed(found))
    columns = _columns(fields)
    answer = await upload(installation, context, signal_source_id, body, columns, dry_run=fields.text("then") == "try")
    if isinstance(answer, Refusal):
        said = _words(request, answer)
        return await _page(request, signal_source_id, table=found, digest=digest, columns=columns, said=said, status=status_of(answer))
    return await _page(request, signal_source_id, table=found, digest=digest, columns=columns, uploaded=answer)


async def _page(
    request: AnyRequest,
    source_id: str,
    *,
    table: Table | None = None,
    digest: str = "",
    columns: Columns | None = None,
    uploaded: Uploaded | None = None,
    said: RefusalWords | None = None,
    status: int = 200,
) -> Response[str]:
    installation = installation_of(request)
    source = await source_of(installation, source_id)
    if source is None:
        raise PageMissing("source")
    chosen = columns or Columns()
    options = (("", "No column"), *((one, one) for one in (table.columns if table else ())))
    here = (("Integrations", "/integrations"), ("Sources", "/integrations/sources"), (source.title, f"/integrations/sources/{source.id}"))
    return page(
        request,
        "signals/upload.html",
        status=status,
        title=f"A file for {source.title}",
        crumbs=tuple({"title": title, "href": href} for title, href in (*here, ("A file", ""))),
        refusal=said,
        source_id=source.id,
        source_title=source.title,
        digest=digest,
        head=table.columns if table else (),
        rows=[row for row in table.rows if row is not None][:_SHOWN] if table else [],
        row_count=len(table.rows) if table else 0,
        parts_of=[{"name": part, "label": _LABELS[part], "value": getattr(chosen, part)} for part in PARTS],
        options=options,
        called=chosen.called,
        uploaded=_view(uploaded, table) if uploaded and table else None,
        commands=(("On the command line", f"plumbline signal import sign-ups.csv --source {source.id} --map time=created_at"),),
    )


def _view(uploaded: Uploaded, table: Table) -> dict[str, Any]:
    other = f"It has not the {len(table.columns)} cells that the first line names."
    details = {index: other for index, row in enumerate(table.rows) if row is None}
    others = [one for one in uploaded.items if one.outcome != "accepted"]
    rows = [
        {
            "row": one.index + table.first_line,
            "id": one.id,
            "outcome": one.outcome.replace("_", " "),
            "detail": details.get(one.index, one.detail),
        }
        for one in others[:_TOLD]
    ]
    return {
        "dry_run": uploaded.dry_run,
        "counts": [(outcome.replace("_", " "), many) for outcome, many in uploaded.counts().items()],
        "others": rows,
        "left_out": max(0, len(others) - _TOLD),
    }


async def _kept(installation: Installation, digest: str) -> bytes:
    blob = await installation.blobs.get(digest) if digest else None
    return blob.body if blob else b""


def _columns(fields: Fields) -> Columns:
    return Columns(
        id=fields.text("id"), name=fields.text("name"), who=fields.text("who"), time=fields.text("time"), called=fields.text("called")
    )


def _words(request: AnyRequest, refused: Refusal) -> RefusalWords:
    return refusal_words(refused, reader_of(request), None)


routes = (show_upload, create_upload)
