"""A document: its versions, the edits that were suggested, its images. Words and state; the rules are in rules.py.

Events carry digests; the texts themselves are blobs.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from plumbline.domain.document.outline import Format, Section
from plumbline.kernel.record import event, record

SuggestionState = Literal["proposed", "applied", "declined"]

# Commands


@record
class CreateDocument:
    """Add a document to a cycle with its first version. format: Markdown, or plain text shown as it is written."""

    cycle_id: str
    title: str
    text: str
    format: Format = "markdown"
    owner_id: str = ""


@record
class WriteVersion:
    """Write the text anew. read_digest: digest of the version it was written from; empty when that does not matter."""

    document_id: str
    text: str
    note: str = ""
    read_digest: str = ""


@record
class SuggestEdit:
    """Suggest other words for a passage. start, end: where it is in the text of a version, in characters."""

    document_id: str
    number: int
    start: int
    end: int
    replacement: str
    note: str = ""


@record
class ApplySuggestion:
    """Take a suggestion: its words replace the passage, wherever that is now, in a new version.

    merged: what stands there instead, where a person brought the suggestion and an edit of the same words together; None for its own words.
    read_digest: digest of the version they were brought together on; empty when that does not matter.
    """

    document_id: str
    suggestion_id: str
    merged: str | None = None
    read_digest: str = ""


@record
class DeclineSuggestion:
    document_id: str
    suggestion_id: str
    reason: str


@record
class AttachImage:
    """Make an image available under a name that the text can show: `![what it is](name)`. digest: of the kept body."""

    document_id: str
    name: str
    digest: str


@record
class RedactVersion:
    """Take the text of an earlier version away for ever: words that must not be kept, such as a password or what a person had erased."""

    document_id: str
    number: int
    reason: str


Command = CreateDocument | WriteVersion | SuggestEdit | ApplySuggestion | DeclineSuggestion | AttachImage | RedactVersion

# Events


@event("document.created")
class DocumentCreated:
    document_id: str
    cycle_id: str
    title: str
    format: Format
    owner_id: str
    digest: str
    sections: tuple[Section, ...]
    workspace_id: str = ""


@event("document.version_written", erasable=("note",))
class VersionWritten:
    """number: of the version, from 2; the first comes with the document. suggestion_id: the suggestion it takes, if it does."""

    document_id: str
    number: int
    digest: str
    sections: tuple[Section, ...]
    suggestion_id: str = ""
    note: str = ""


@event("document.edit_suggested", erasable=("note",))
class EditSuggested:
    """digest: of the words that would stand there instead; empty when the passage would go."""

    document_id: str
    suggestion_id: str
    number: int
    section_id: str
    start: int
    end: int
    digest: str
    note: str = ""


@event("document.suggestion_declined", erasable=("reason",))
class SuggestionDeclined:
    document_id: str
    suggestion_id: str
    reason: str = ""


@event("document.image_attached")
class ImageAttached:
    document_id: str
    name: str
    digest: str


@event("document.version_redacted", erasable=("reason",))
class VersionRedacted:
    """digest: of the text that goes; it stays in the ledger. suggestion_id: the suggestion that made it, whose words go, too."""

    document_id: str
    number: int
    digest: str
    suggestion_id: str = ""
    reason: str = ""


Event = DocumentCreated | VersionWritten | EditSuggested | SuggestionDeclined | ImageAttached | VersionRedacted

# State


@record
class Redaction:
    """Who took a text away, when, and why."""

    by_id: str
    at: datetime
    reason: str


@dataclass(slots=True)
class Version:
    """One version of the text. number counts from 1. redaction: why its text is gone, if it is."""

    number: int
    digest: str
    sections: tuple[Section, ...]
    author_id: str
    at: datetime
    note: str = ""
    suggestion_id: str = ""
    redaction: Redaction | None = None


@dataclass(slots=True)
class Suggestion:
    """An edit somebody suggested. number, start, end: the passage in the version it was made for. digest: of the words to stand there."""

    id: str
    number: int
    section_id: str
    start: int
    end: int
    digest: str
    author_id: str
    at: datetime
    note: str = ""
    state: SuggestionState = "proposed"
    ended_by: str = ""
    ended_at: datetime | None = None
    reason: str = ""
    redacted: bool = False


@dataclass(slots=True)
class Document:
    """What the rules need to know of a document. version: number of events folded, as of every stream.

    texts: those that rules may have to read, by digest; whoever sends commands puts them in, because they are not in the ledger.
    """

    id: str
    version: int = 0
    workspace_id: str = ""
    cycle_id: str = ""
    title: str = ""
    format: Format = "markdown"
    owner_id: str = ""
    created_at: datetime | None = None
    versions: list[Version] = field(default_factory=list[Version])
    suggestions: dict[str, Suggestion] = field(default_factory=dict[str, Suggestion])
    images: dict[str, str] = field(default_factory=dict[str, str])
    texts: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def current(self) -> Version:
        """The newest version. Raises IndexError for a document in which nothing has happened."""
        return self.versions[-1]

    @property
    def redacted(self) -> frozenset[str]:
        """The digests of texts that were taken away. A version of later may have one of them again."""
        versions = {version.digest for version in self.versions if version.redaction is not None}
        return frozenset(versions | {suggestion.digest for suggestion in self.suggestions.values() if suggestion.redacted}) - {""}

    def written(self, number: int) -> Version | None:
        """Return a version by its number."""
        return self.versions[number - 1] if 1 <= number <= len(self.versions) else None
