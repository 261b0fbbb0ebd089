"""Documents: add one, write it anew, suggest other words, read any version."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from plumbline.api.access import caller, context_of, installation_of
from plumbline.api.acts import NewId, ReceiptBody, answer, doing
from plumbline.api.cycles import known_cycle
from plumbline.api.matching import show_tag, stream_tag
from plumbline.api.problems import Refused, missing
from plumbline.api.texts import LongText, Text, Title
from plumbline.automation.forgetting import forget
from plumbline.blobs.errors import TooLarge
from plumbline.domain.document.document import (
    ApplySuggestion,
    CreateDocument,
    DeclineSuggestion,
    Document,
    RedactVersion,
    SuggestEdit,
    Version,
    WriteVersion,
)
from plumbline.domain.document.outline import Format, Section
from plumbline.edge.document_files import attach_image, is_document
from plumbline.kernel.outcome import Refusal
from plumbline.projections.items import documents_of

_ACTS = (
    ("versions", WriteVersion, "Write it anew"),
    ("suggestions", SuggestEdit, "Suggest other words for a passage"),
    ("suggestion-applications", ApplySuggestion, "Take a suggestion"),
    ("suggestion-declines", DeclineSuggestion, "Decline a suggestion"),
)


class NewDocument(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A document to add. format: markdown, or text that is shown as it is written."""

    title: Title
    text: LongText
    format: Format = "markdown"
    owner_id: Title = ""


class NewImage(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """An image, in base64; the text shows it as `![what it is](name)`."""

    name: Title
    content: bytes


class RedactionBody(msgspec.Struct, kw_only=True):
    """Who took a text away, when and why. Its digest stays."""

    by_id: str
    at: datetime
    reason: str


class Redacting(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """reason stays visible; do not repeat in it what the text said."""

    reason: Text


class VersionBody(msgspec.Struct, kw_only=True):
    """A version. redaction: why its text is gone, null while it is there."""

    number: int
    digest: str
    author_id: str
    at: datetime
    note: str
    suggestion_id: str
    sections: list[Section]
    redaction: RedactionBody | None


class SuggestionBody(msgspec.Struct, kw_only=True):
    """An edit that somebody suggested. number, start, end: the passage in the version it was made for. replacement: the words instead."""

    id: str
    number: int
    section_id: str
    start: int
    end: int
    author_id: str
    at: datetime
    note: str
    state: str
    reason: str
    replacement: str


class DocumentBody(msgspec.Struct, kw_only=True):
    """A document with its newest text. digest: send it back as read_digest, so that nothing unread is overwritten."""

    id: str
    cycle_id: str
    title: str
    format: str
    owner_id: str
    number: int
    digest: str
    text: str
    sections: list[Section]
    versions: list[VersionBody]
    suggestions: list[SuggestionBody]
    images: dict[str, str]


class DocumentLine(msgspec.Struct, kw_only=True):
    id: str
    title: str
    owner_id: str


class DocumentList(msgspec.Struct, kw_only=True):
    items: list[DocumentLine]


class TextBody(msgspec.Struct, kw_only=True):
    """One version's text; empty when it was redacted."""

    number: int
    digest: str
    text: str
    redaction: RedactionBody | None


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of documents."""
    return [
        create_document,
        list_documents,
        show_document,
        show_version,
        create_image,
        create_redaction,
        *doing("documents", "document_id", _ACTS),
    ]


@post("/cycles/{item_id:str}/documents", summary="Add a document", tags=["documents"], status_code=201)
async def create_document(request: Request[Any, Any, Any], item_id: FromPath[str], data: JSONBody[NewDocument]) -> Response[ReceiptBody]:
    """Add a document with its first version to a cycle."""
    await _known(request, item_id)

    async def command(_: NewId) -> Any:
        return CreateDocument(cycle_id=item_id, title=data.title, text=data.text, format=data.format, owner_id=data.owner_id)

    return await answer(request, context_of(request).new_id("doc"), command)


@get("/cycles/{item_id:str}/documents", summary="List a cycle's documents", tags=["documents"])
async def list_documents(request: Request[Any, Any, Any], item_id: FromPath[str]) -> DocumentList:
    """Return the documents of a cycle, oldest first."""
    caller(request)
    await _known(request, item_id)
    rows = await documents_of(installation_of(request).ledger, item_id)
    return DocumentList(items=[DocumentLine(id=row.item_id, title=row.title, owner_id=row.owner_id) for row in rows])


@get("/documents/{item_id:str}", summary="Show a document with its newest text", tags=["documents"])
async def show_document(request: Request[Any, Any, Any], item_id: FromPath[str]) -> DocumentBody:
    """Return a document: text, sections, versions, suggestions."""
    caller(request)
    installation = installation_of(request)
    if not await is_document(installation.ledger, item_id):
        raise missing("document", item_id)
    async with installation.handling.reading(item_id) as state:
        document: Document = state
        show_tag(request, stream_tag(document))
        texts = {one.digest: await _text(request, one.digest) for one in (document.current, *document.suggestions.values())}
        return _shown(document, texts)


@get("/documents/{item_id:str}/versions/{number:int}", summary="Show one version's text", tags=["documents"])
async def show_version(request: Request[Any, Any, Any], item_id: FromPath[str], number: FromPath[int]) -> TextBody:
    """Return the text of a version."""
    caller(request)
    installation = installation_of(request)
    if not await is_document(installation.ledger, item_id):
        raise missing("document", item_id)
    async with installation.handling.reading(item_id) as state:
        version = state.written(number)
    if version is None:
        raise missing("version", str(number))
    text = "" if version.redaction else await _text(request, version.digest)
    return TextBody(number=version.number, digest=version.digest, text=text, redaction=_redaction(version))


@post(
    "/documents/{item_id:str}/versions/{number:int}/redaction",
    summary="Take an earlier version's text away",
    tags=["documents"],
    status_code=201,
)
async def create_redaction(
    request: Request[Any, Any, Any], item_id: FromPath[str], number: FromPath[int], data: JSONBody[Redacting]
) -> Response[ReceiptBody]:
    """Redact a version: its digest stays provable, its text is gone for ever."""
    installation = installation_of(request)
    if not await is_document(installation.ledger, item_id):
        raise missing("document", item_id)

    async def command(_: NewId) -> RedactVersion:
        return RedactVersion(document_id=item_id, number=number, reason=data.reason)

    done = await answer(request, item_id, command)
    await forget(installation.handling, item_id)
    return done


@post("/documents/{item_id:str}/images", summary="Attach an image", tags=["documents"], status_code=201)
async def create_image(request: Request[Any, Any, Any], item_id: FromPath[str], data: JSONBody[NewImage]) -> Response[ReceiptBody]:
    """Make an image available to a document's text."""
    installation = installation_of(request)
    if not await is_document(installation.ledger, item_id):
        raise missing("document", item_id)
    try:
        done = await attach_image(installation, item_id, data.name, data.content, context_of(request))
    except TooLarge as refused:
        raise HTTPException(f"The image is too large: {refused}.", status_code=413) from refused
    if isinstance(done, Refusal):
        raise Refused(done, installation.names)
    return Response(ReceiptBody(stream=done.stream, version=done.version, item=done.item, changed=done.changed))


async def _known(request: Request[Any, Any, Any], cycle_id: str) -> None:
    async with installation_of(request).handling.reading(known_cycle(cycle_id)) as cycle:
        if cycle.version == 0:
            raise missing("cycle", cycle_id)


async def _text(request: Request[Any, Any, Any], digest: str) -> str:
    blob = await installation_of(request).blobs.get(digest) if digest else None
    return "" if blob is None else blob.body.decode()


def _redaction(version: Version) -> RedactionBody | None:
    found = version.redaction
    return None if found is None else RedactionBody(by_id=found.by_id, at=found.at, reason=found.reason)


def _shown(document: Document, texts: dict[str, str]) -> DocumentBody:
    versions = [
        VersionBody(
            number=one.number, digest=one.digest, author_id=one.author_id, at=one.at, note=one.note, suggestion_id=one.suggestion_id,
            sections=[replace(section) for section in one.sections], redaction=_redaction(one),
        )
        for one in document.versions
    ]  # fmt: skip
    suggestions = [
        SuggestionBody(
            id=one.id, number=one.number, section_id=one.section_id, start=one.start, end=one.end, author_id=one.author_id, at=one.at,
            note=one.note, state=one.state, reason=one.reason, replacement=texts[one.digest],
        )
        for one in document.suggestions.values()
    ]  # fmt: skip
    current = document.current
    return DocumentBody(
        id=document.id, cycle_id=document.cycle_id, title=document.title, format=document.format, owner_id=document.owner_id,
        number=current.number, digest=current.digest, text=texts[current.digest], sections=list(current.sections), versions=versions,
        suggestions=suggestions, images=dict(document.images),
    )  # fmt: skip
