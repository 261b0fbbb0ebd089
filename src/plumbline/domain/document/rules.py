"""The rules of documents: what a text must be, who writes it, and how a suggestion becomes a version."""

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, assert_never

from plumbline.domain.checking import Answer, check, decided
from plumbline.domain.cycle.state import Recorded
from plumbline.domain.document.document import (
    ApplySuggestion,
    AttachImage,
    Command,
    CreateDocument,
    DeclineSuggestion,
    Document,
    DocumentCreated,
    EditSuggested,
    Event,
    ImageAttached,
    RedactVersion,
    SuggestEdit,
    Suggestion,
    SuggestionDeclined,
    Version,
    VersionRedacted,
    VersionWritten,
    WriteVersion,
)
from plumbline.domain.document.outline import Section, section_at, sections_of
from plumbline.domain.document.passage import Place, relocate
from plumbline.domain.document.redaction import redact, redacted
from plumbline.domain.document.writers import may_write
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding, Refusal

LONGEST = 400_000
"""The most characters of a text: about two hundred printed pages."""

_LONGEST_TITLE = 300
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_IMAGE_NAME = re.compile(r"[\w][\w.-]{0,99}")

COMMANDS: tuple[type, ...] = (CreateDocument, WriteVersion, SuggestEdit, ApplySuggestion, DeclineSuggestion, AttachImage, RedactVersion)
EVENTS: tuple[type, ...] = (DocumentCreated, VersionWritten, EditSuggested, SuggestionDeclined, ImageAttached, VersionRedacted)


def new(document_id: str) -> Document:
    """Return the state of a document in which nothing has happened."""
    return Document(id=document_id)


def normal(text: str) -> str:
    """Return a text as it is kept: line ends as `\\n`, no byte order mark, one line end at its end."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return plain.rstrip("\n") + "\n" if plain.strip() else ""


def digest_of(text: str) -> str:
    """Return the digest under which a text is kept."""
    return sha256(text.encode()).hexdigest()


def needed(document: Document) -> frozenset[str]:
    """Return the digests of the texts that a command may have to read: today's, and those of open suggestions."""
    if not document.versions:
        return frozenset()
    wanted = {document.current.digest}
    for suggestion in document.suggestions.values():
        if suggestion.state == "proposed":
            wanted |= {document.versions[suggestion.number - 1].digest, suggestion.digest} - {""}
    return frozenset(wanted)


def texts_of(command: Command, document: Document) -> tuple[str, ...]:
    """Return the texts that the events of an accepted command name by their digests. Whoever writes keeps them first."""
    match command:
        case CreateDocument() | WriteVersion():
            return (normal(command.text),)
        case SuggestEdit():
            return (command.replacement,) if command.replacement else ()
        case ApplySuggestion():
            suggestion = document.suggestions.get(command.suggestion_id)
            applied = _applied(suggestion, document, command.merged) if suggestion else None
            return () if applied is None else (applied,)
        case DeclineSuggestion() | AttachImage() | RedactVersion():
            return ()


def decide(command: Command, document: Document, workspace: Workspace, context: Context) -> Answer:
    """Return what a command about a document changes, or everything that stands in its way."""
    if isinstance(command, CreateDocument):
        return _create(command, document, workspace, context)
    if not document.versions:
        return _unknown("document", document.id)
    match command:
        case WriteVersion():
            return _write(command, document, workspace, context)
        case SuggestEdit():
            return _suggest(command, document, context)
        case ApplySuggestion():
            return _apply(command, document, workspace, context)
        case DeclineSuggestion():
            return _decline(command, document, workspace, context)
        case AttachImage():
            return _attach(command, document, context)
        case RedactVersion():
            return redact(command, document, workspace, context)
        case _:
            assert_never(command)


def _create(command: CreateDocument, document: Document, workspace: Workspace, context: Context) -> Answer:
    if document.versions:
        return []
    text, owner_id = normal(command.text), command.owner_id or context.actor
    me = (context.actor,)
    findings = [
        check("document.title", bool(command.title.strip()), who=me, act="document.create"),
        check("document.title_length", len(command.title) <= _LONGEST_TITLE, expected=_LONGEST_TITLE, actual=len(command.title), who=me),
        *_readable(text, context, "document.create"),
        check("document.owner_rank", workspace.has_rank(owner_id, "contributor"), actual=owner_id, who=me, act="document.create"),
    ]

    def events() -> list[Any]:
        title = command.title.strip()
        sections = sections_of(text, command.format, title, (), context.new_id)
        return [
            DocumentCreated(
                document_id=document.id, cycle_id=command.cycle_id, title=title, format=command.format, owner_id=owner_id,
                digest=digest_of(text), sections=sections, workspace_id=workspace.id,
            )
        ]  # fmt: skip

    return decided("document.unusable", findings, events)


def _write(command: WriteVersion, document: Document, workspace: Workspace, context: Context) -> Answer:
    text = normal(command.text)
    findings = [*_readable(text, context, "document.write"), _writer(document, workspace, context, "document.write")]
    if stale := _stale(command.read_digest, document):
        return stale
    if _is_text(text) and digest_of(text) == document.current.digest:
        return []
    return decided("document.unusable", findings, lambda: [_written(text, document, context, note=command.note)])


def _suggest(command: SuggestEdit, document: Document, context: Context) -> Answer:
    version = document.written(command.number)
    length = version.sections[-1].end if version else 0
    inside = 0 <= command.start < command.end <= length
    me = (context.actor,)
    findings = [
        check("document.passage", inside, actual=f"{command.start}..{command.end}", who=me, act="document.suggest", item=document.id),
        check("document.plain", _is_text(command.replacement), who=me, act="document.suggest", item=document.id),
        check(
            "document.size",
            len(command.replacement) <= LONGEST,
            expected=LONGEST,
            actual=len(command.replacement),
            who=me,
            item=document.id,
        ),
    ]

    def events() -> list[Any]:
        section = section_at(version.sections if version else (), command.start)
        return [
            EditSuggested(
                document_id=document.id,
                suggestion_id=context.new_id("sug"),
                number=command.number,
                section_id=section.id,
                start=command.start,
                end=command.end,
                digest=digest_of(command.replacement) if command.replacement else "",
                note=command.note,
            )
        ]

    return decided("document.unusable", findings, events)


def _apply(command: ApplySuggestion, document: Document, workspace: Workspace, context: Context) -> Answer:
    suggestion = document.suggestions.get(command.suggestion_id)
    if suggestion is None:
        return _unknown("suggestion", command.suggestion_id)
    if suggestion.state == "applied":
        return []
    if stale := _stale(command.read_digest, document):
        return stale
    place, text = _place(suggestion, document), _applied(suggestion, document, command.merged)
    writers = may_write(document, workspace)
    findings = [
        check("document.suggestion_open", suggestion.state == "proposed", actual=suggestion.state, item=suggestion.id),
        _writer(document, workspace, context, "document.apply"),
        check(
            "document.passage_there",
            place is not None or suggestion.state != "proposed",
            who=writers,
            act="document.decline",
            item=suggestion.id,
        ),
        check(
            "document.passage_same",
            place is None or place.change != "changed" or command.merged is not None,
            who=writers,
            act="document.apply",
            item=suggestion.id,
        ),
        check("document.plain", command.merged is None or _is_text(command.merged), who=(context.actor,), act="document.apply"),
        *(_readable(text, context, "document.apply") if text is not None else ()),
    ]
    return decided(
        "document.suggestion_refused",
        findings,
        lambda: [_written(text or "", document, context, note=suggestion.note, suggestion_id=suggestion.id)],
    )


def _decline(command: DeclineSuggestion, document: Document, workspace: Workspace, context: Context) -> Answer:
    suggestion = document.suggestions.get(command.suggestion_id)
    if suggestion is None:
        return _unknown("suggestion", command.suggestion_id)
    if suggestion.state == "declined":
        return []
    people = (*may_write(document, workspace), suggestion.author_id)
    findings = [
        check("document.suggestion_open", suggestion.state == "proposed", actual=suggestion.state, item=suggestion.id),
        check("document.writer", context.actor in people, actual=context.actor, who=people, act="document.decline", item=suggestion.id),
        check("document.reason", bool(command.reason.strip()), who=(context.actor,), act="document.decline", item=suggestion.id),
    ]
    declined = SuggestionDeclined(document_id=document.id, suggestion_id=suggestion.id, reason=command.reason)
    return decided("document.suggestion_refused", findings, lambda: [declined])


def _attach(command: AttachImage, document: Document, context: Context) -> Answer:
    if document.images.get(command.name) == command.digest:
        return []
    me = (context.actor,)
    findings = [
        check("document.image_name", bool(_IMAGE_NAME.fullmatch(command.name)), actual=command.name, who=me, act="document.attach"),
        check("document.image_digest", bool(re.fullmatch(r"[0-9a-f]{64}", command.digest)), actual=command.digest, who=me),
    ]
    attached = ImageAttached(document_id=document.id, name=command.name, digest=command.digest)
    return decided("document.unusable", findings, lambda: [attached])


def _readable(text: str, context: Context, act: str) -> Iterator[Finding]:
    """Check a text as it would be kept: there is some, not too much of it, and nothing in it that is no text."""
    me = (context.actor,)
    yield check("document.text", bool(text.strip()), who=me, act=act)
    yield check("document.size", len(text) <= LONGEST, expected=LONGEST, actual=len(text), who=me, act=act)
    yield check("document.plain", _is_text(text), who=me, act=act)


def _is_text(text: str) -> bool:
    return _CONTROL.search(text) is None


def _writer(document: Document, workspace: Workspace, context: Context, act: str) -> Finding:
    people = may_write(document, workspace)
    return check("document.writer", context.actor in people, actual=context.actor, who=people, act=act, item=document.id)


def _stale(read_digest: str, document: Document) -> Refusal | None:
    if not read_digest or read_digest == document.current.digest:
        return None
    finding = Finding(
        rule="I5.content", met=False, expected=read_digest, actual=document.current.digest, act="document.read", item=document.id
    )
    return Refusal(code="stale", kind="stale", findings=(finding,))


def _written(text: str, document: Document, context: Context, *, note: str = "", suggestion_id: str = "") -> VersionWritten:
    before = document.current.sections
    return VersionWritten(
        document_id=document.id,
        number=document.current.number + 1,
        digest=digest_of(text),
        sections=sections_of(text, document.format, document.title, before, context.new_id),
        suggestion_id=suggestion_id,
        note=note,
    )


def _place(suggestion: Suggestion, document: Document) -> Place | None:
    """Return where a suggestion's passage is in today's text; None when it is gone, or a text is not at hand."""
    now = document.texts.get(document.current.digest)
    then = document.texts.get(document.versions[suggestion.number - 1].digest)
    return None if now is None or then is None else relocate(then, suggestion.start, suggestion.end, now)


def _applied(suggestion: Suggestion, document: Document, merged: str | None) -> str | None:
    """Return the text with a suggestion's words in place of its passage; None when it is gone, or was edited and nobody has looked."""
    place = _place(suggestion, document)
    words = merged if merged is not None else document.texts.get(suggestion.digest) if suggestion.digest else ""
    if place is None or words is None or (place.change == "changed" and merged is None):
        return None
    now = document.texts[document.current.digest]
    return normal(now[: place.start] + words + now[place.end :])


def _unknown(kind: str, item_id: str) -> Refusal:
    finding = Finding(rule="common.known", met=False, expected=kind, actual=item_id, item=item_id)
    return Refusal(code="missing", kind="missing", findings=(finding,))


def evolve(document: Document, recorded: Recorded) -> None:
    """Apply one event, in place."""
    event: Event = recorded.event
    match event:
        case DocumentCreated():
            document.workspace_id, document.cycle_id = event.workspace_id, event.cycle_id
            document.title, document.format = event.title, event.format
            document.owner_id, document.created_at = event.owner_id, recorded.at
            _add(document, 1, event.digest, event.sections, recorded)
        case VersionWritten():
            _add(document, event.number, event.digest, event.sections, recorded, event.note, event.suggestion_id)
            if suggestion := document.suggestions.get(event.suggestion_id):
                _end(suggestion, recorded).state = "applied"
        case EditSuggested():
            document.suggestions[event.suggestion_id] = Suggestion(
                event.suggestion_id, event.number, event.section_id, event.start, event.end, event.digest, recorded.actor, recorded.at,
                event.note,
            )  # fmt: skip
        case SuggestionDeclined():
            suggestion = _end(document.suggestions[event.suggestion_id], recorded)
            suggestion.state, suggestion.reason = "declined", event.reason
        case ImageAttached():
            document.images[event.name] = event.digest
        case VersionRedacted():
            redacted(document, recorded)
        case _:
            assert_never(event)
    document.version += 1


def _add(
    document: Document, number: int, digest: str, sections: tuple[Section, ...], recorded: Recorded, note: str = "", suggestion_id: str = ""
) -> None:
    document.versions.append(Version(number, digest, sections, recorded.actor, recorded.at, note, suggestion_id))


def _end(suggestion: Suggestion, recorded: Recorded) -> Suggestion:
    suggestion.ended_by, suggestion.ended_at = recorded.actor, recorded.at
    return suggestion
