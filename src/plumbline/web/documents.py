"""One document: its newest text, writing it anew, suggested edits, its versions and what is different between them, its images."""

from collections.abc import Callable, Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from plumbline.automation.following import follow
from plumbline.automation.forgetting import forget
from plumbline.domain.cycle.review import Review
from plumbline.domain.cycle.sections import reviews_about
from plumbline.domain.document.document import ApplySuggestion, DeclineSuggestion, Document, RedactVersion, WriteVersion
from plumbline.domain.document.writers import may_redact, may_write
from plumbline.domain.workspace.workspace import Workspace
from plumbline.edge.document_files import attach_image, text_in
from plumbline.kernel.outcome import Refusal
from plumbline.kernel.record import record
from plumbline.projections.items import find_item
from plumbline.web.clockwords import Instant, ago
from plumbline.web.errors import PageMissing
from plumbline.web.files import image
from plumbline.web.findings import RefusalWords, problem_words, refusal_words
from plumbline.web.forms import Fields, fields_of
from plumbline.web.labels import name_of
from plumbline.web.marked_text import blocks_of
from plumbline.web.reader import Reader, reader_of
from plumbline.web.redaction_view import redaction_words
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of
from plumbline.web.suggestion_view import line_difference, suggestion_view
from plumbline.web.uploads import upload_of


@record
class VersionRow:
    """A version. before: the number of the one before it, 0 for the first. redaction: who took its text away, when and why.

    may_redact: the reader can take it away.
    """

    number: int
    author: str
    at: Instant
    note: str
    before: int
    redaction: str
    may_redact: bool


@get("/documents/{document_id:str}")
async def show_document(request: Request[Any, Any, Any], document_id: FromPath[str], number: FromQuery[int] = 0) -> Response[str]:
    """Show a document, its newest version unless another is asked for."""
    return await document_page(request, document_id, number=number)


@get("/documents/{document_id:str}/edit")
async def show_edit(request: Request[Any, Any, Any], document_id: FromPath[str]) -> Response[str]:
    """Show the document with the form that writes it anew."""
    return await edit_page(request, document_id)


@get("/documents/{document_id:str}/difference")
async def show_difference(
    request: Request[Any, Any, Any], document_id: FromPath[str], old: FromQuery[int] = 0, new: FromQuery[int] = 0
) -> Response[str]:
    """Show what is different between two versions; the last two unless others are asked for."""
    cycle_id = await _cycle_of(request, document_id)
    async with installation_of(request).handling.reading(document_id) as state:
        document: Document = state
        later = document.written(new or len(document.versions))
        earlier = document.written(old or (later.number - 1 if later else 0))
        if later is None or earlier is None:
            raise PageMissing("version")
        texts = (await _text(request, earlier.digest), await _text(request, later.digest))
        reader = reader_of(request)
        gone = [redaction_words(one, reader.names, reader.zone) for one in (earlier, later) if one.redaction]
        title, newest = document.title, len(document.versions)
    lines = () if gone else tuple(line_difference(*texts))
    return page(
        request,
        "document/difference.html",
        title=f"{title}: version {earlier.number} to {later.number}",
        cycle_id=cycle_id,
        current=f"/cycles/{cycle_id}/reviews",
        crumbs=({"title": title, "href": f"/documents/{document_id}"}, {"title": "Difference", "href": ""}),
        document_id=document_id,
        name=title,
        old=earlier.number,
        new=later.number,
        numbers=[(str(one), f"Version {one}") for one in range(1, newest + 1)],
        gone=gone,
        lines=lines,
        changed=sum(one.kind in ("removed", "added") for one in lines),
    )


@get("/documents/{document_id:str}/images/{name:str}")
async def show_image(request: Request[Any, Any, Any], document_id: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """Give an image of a document, as an image and nothing else."""
    await _cycle_of(request, document_id)
    async with installation_of(request).handling.reading(document_id) as document:
        digest: str = document.images.get(name, "")
    blob = await installation_of(request).blobs.get(digest) if digest else None
    answer = image(blob) if blob is not None else None
    if answer is None:
        raise PageMissing("image")
    return answer


@post("/documents/{document_id:str}/versions")
async def write_version(request: Request[Any, Any, Any], document_id: FromPath[str]) -> Response[str] | Redirect:
    """Write a document anew, from the form's text or a file; threads and sign-offs follow at once."""
    installation = installation_of(request)
    await _cycle_of(request, document_id)
    fields = await fields_of(request, reader_of(request).zone)
    upload = await upload_of(request, fields)
    text = text_in(upload.body, upload.name) if upload and not fields.problems else fields.written("text")
    if fields.problems:
        return await edit_page(request, document_id, status=422, said=problem_words(fields.problems), kept=fields.kept())
    if isinstance(text, Refusal):
        return await edit_page(request, document_id, status=status_of(text), refusal=text, kept=fields.kept())
    command = WriteVersion(document_id=document_id, text=text, note=fields.text("note"), read_digest=fields.text("read_digest"))
    answer = await installation.handling.handle(document_id, command, context_of(request))
    if isinstance(answer, Refusal):
        return await edit_page(request, document_id, status=status_of(answer), refusal=answer, kept={**fields.kept(), "text": text})
    await follow(installation.handling, document_id)
    return see_other(await _place(request, document_id))


@post("/documents/{document_id:str}/images")
async def add_image(request: Request[Any, Any, Any], document_id: FromPath[str]) -> Response[str] | Redirect:
    """Attach an image that the text can show."""
    await _cycle_of(request, document_id)
    fields = await fields_of(request, reader_of(request).zone)
    upload = await upload_of(request, fields)
    if upload is None:
        fields.complain("file", "Choose an image.")
    if fields.problems or upload is None:
        return await document_page(request, document_id, status=422, said=problem_words(fields.problems))
    name = fields.text("name") or upload.name
    answer = await attach_image(installation_of(request), document_id, name, upload.body, context_of(request))
    if isinstance(answer, Refusal):
        return await document_page(request, document_id, status=status_of(answer), refusal=answer)
    return see_other(f"/documents/{document_id}#images")


def _apply(document_id: str, fields: Fields) -> ApplySuggestion:
    merged = fields.written("merged") if fields.has("merged") else None
    return ApplySuggestion(
        document_id=document_id, suggestion_id=fields.text("suggestion_id"), merged=merged, read_digest=fields.text("read_digest")
    )


def _decline(document_id: str, fields: Fields) -> DeclineSuggestion:
    return DeclineSuggestion(document_id=document_id, suggestion_id=fields.text("suggestion_id"), reason=fields.text("reason"))


def _redact(document_id: str, fields: Fields) -> RedactVersion:
    return RedactVersion(document_id=document_id, number=fields.whole("number"), reason=fields.text("reason"))


_ACTS: dict[str, Callable[[str, Fields], Any]] = {
    "suggestion-applications": _apply,
    "suggestion-declines": _decline,
    "redactions": _redact,
}


@post("/documents/{document_id:str}/{act:str}")
async def act_on_document(request: Request[Any, Any, Any], document_id: FromPath[str], act: FromPath[str]) -> Response[str] | Redirect:
    """Take or decline a suggestion, or take the text of an earlier version away."""
    installation = installation_of(request)
    await _cycle_of(request, document_id)
    if act not in _ACTS:
        raise PageMissing("act")
    fields = await fields_of(request, reader_of(request).zone)
    answer = await installation.handling.handle(document_id, _ACTS[act](document_id, fields), context_of(request))
    if isinstance(answer, Refusal):
        kept = {fields.text("suggestion_id"): fields.written("merged")} if fields.has("merged") else {}
        return await document_page(request, document_id, status=status_of(answer), refusal=answer, merged=kept)
    if act == "redactions":
        await forget(installation.handling, document_id)
        return see_other(f"/documents/{document_id}#versions")
    await follow(installation.handling, document_id)
    return see_other(await _place(request, document_id))


async def document_page(
    request: AnyRequest,
    document_id: str,
    *,
    number: int = 0,
    status: int = 200,
    refusal: Refusal | None = None,
    said: RefusalWords | None = None,
    merged: Mapping[str, str] | None = None,
) -> Response[str]:
    """Return the page of a document. merged: what a person had brought together when it was refused, by suggestion."""
    installation, reader = installation_of(request), reader_of(request)
    cycle_id = await _cycle_of(request, document_id)
    workspace = await installation.handling.workspace()
    reviews = await _reviews(request, cycle_id, document_id)
    async with installation.handling.reading(document_id) as state:
        document: Document = state
        version = document.written(number) if number else document.current
        if version is None:
            raise PageMissing("version")
        digests = {version.digest, document.current.digest} | {one.digest for one in document.suggestions.values()}
        digests |= {document.versions[one.number - 1].digest for one in document.suggestions.values()}
        texts = {digest: await _text(request, digest) for digest in digests - {""}}
        images = {name: f"/documents/{document_id}/images/{name}" for name in document.images}
        values: dict[str, Any] = {
            "document": document,
            "home": document_id,
            "number": version.number,
            "newest": len(document.versions),
            "gone": redaction_words(version, reader.names, reader.zone),
            "blocks": () if version.redaction else blocks_of(texts[version.digest], document.format, (), images),
            "sections": [(one.id, one.title) for one in version.sections],
            "versions": _versions(document, workspace, reader),
            "suggestions": [
                suggestion_view(one, document, texts, reader, (merged or {}).get(one.id, ""))
                for one in reversed(document.suggestions.values())
            ],
            "images": list(images.items()),
            "owner": name_of(reader.names, document.owner_id),
            "writes": reader.person_id in may_write(document, workspace),
        }
    if refusal is not None:
        said = refusal_words(refusal, reader, None, f"/documents/{document_id}")
    return page(
        request,
        "document/show.html",
        status=status,
        title=document.title,
        cycle_id=cycle_id,
        current=f"/cycles/{cycle_id}/reviews",
        streams=(document_id, cycle_id),
        crumbs=({"title": "Reviews", "href": f"/cycles/{cycle_id}/reviews"}, {"title": document.title, "href": ""}),
        refusal=said,
        reviews=[(f"/reviews/{one.id}", f"R-{one.number} {one.title}", one.state) for one in reviews],
        review_new="" if any(one.state == "open" for one in reviews) else f"/cycles/{cycle_id}/reviews/new?document={document_id}",
        commands=(
            ("Read", f"curl -H 'Authorization: Bearer …' {installation.base_url}/v1/documents/{document_id}"),
            ("Command line", f"plumbline document show {document_id} --text"),
        ),
        **values,
    )


async def edit_page(
    request: AnyRequest,
    document_id: str,
    *,
    status: int = 200,
    refusal: Refusal | None = None,
    said: RefusalWords | None = None,
    kept: Mapping[str, Any] | None = None,
) -> Response[str]:
    """Return the form that writes a document anew. kept: what the person wrote; after a conflict it is for the version of now."""
    reader = reader_of(request)
    cycle_id = await _cycle_of(request, document_id)
    async with installation_of(request).handling.reading(document_id) as state:
        document: Document = state
        text, digest, number, title = (
            await _text(request, document.current.digest),
            document.current.digest,
            len(document.versions),
            document.title,
        )
    stale = refusal is not None and refusal.kind == "stale"
    if refusal is not None:
        said = refusal_words(refusal, reader, None, f"/documents/{document_id}")
    return page(
        request,
        "document/edit.html",
        status=status,
        title=f"Edit {title}",
        cycle_id=cycle_id,
        current=f"/cycles/{cycle_id}/reviews",
        crumbs=({"title": title, "href": f"/documents/{document_id}"}, {"title": "Edit", "href": ""}),
        refusal=said,
        document_id=document_id,
        name=title,
        number=number,
        theirs=text if stale else "",
        values={"text": text, "note": "", "read_digest": digest, **(kept or {}), **({"read_digest": digest} if stale else {})},
    )


def _versions(document: Document, workspace: Workspace, reader: Reader) -> tuple[VersionRow, ...]:
    return tuple(
        VersionRow(
            number=one.number, author=name_of(reader.names, one.author_id), at=ago(one.at, reader.now, reader.zone), note=one.note,
            before=one.number - 1, redaction=redaction_words(one, reader.names, reader.zone),
            may_redact=one.redaction is None and one.digest != document.current.digest
            and reader.person_id in may_redact(document, one.number, workspace),
        )
        for one in reversed(document.versions)
    )  # fmt: skip


async def _reviews(request: AnyRequest, cycle_id: str, document_id: str) -> list[Review]:
    async with installation_of(request).handling.reading(cycle_id) as cycle:
        return list(reviews_about(cycle, document_id))


async def _place(request: AnyRequest, document_id: str) -> str:
    """Return where a document is read now: in its open review, else on its own page."""
    reviews = await _reviews(request, await _cycle_of(request, document_id), document_id)
    going = next((one for one in reviews if one.state == "open"), None)
    return f"/reviews/{going.id}" if going else f"/documents/{document_id}"


async def _text(request: AnyRequest, digest: str) -> str:
    blob = await installation_of(request).blobs.get(digest)
    return blob.body.decode() if blob is not None else ""


async def _cycle_of(request: AnyRequest, document_id: str) -> str:
    item = await find_item(installation_of(request).ledger, document_id)
    if item is None or item.kind != "document":
        raise PageMissing("document")
    return item.cycle_id


routes = [show_document, show_edit, show_difference, show_image, write_version, add_image, act_on_document]
