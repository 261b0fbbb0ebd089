"""Which bodies the entries name: texts and images of documents, contents of journeys that are written, played or
talked about, files of evidence.

Whoever lets go of a body asks here first.
"""

from collections.abc import Iterable, Iterator

from plumbline.domain.cycle.evidence import EvidenceSubmitted
from plumbline.domain.cycle.thread import JOURNEY_ANCHORS, ThreadOpened
from plumbline.domain.document.document import DocumentCreated, EditSuggested, ImageAttached, VersionRedacted, VersionWritten
from plumbline.domain.journey.edit import images_in
from plumbline.domain.journey.joining import JourneyMerged, UpdateProposed
from plumbline.domain.journey.journey import JourneyCreated, JourneyEdited, VersionNamed
from plumbline.domain.run.run import RunStarted
from plumbline.domain.workspace.play_link import PlayOffered
from plumbline.domain.workspace.template import TemplatePublished
from plumbline.domain.workspace.theme import ThemeDefined
from plumbline.handling import After
from plumbline.ledger.entry import Entry
from plumbline.ledger.rows import Insert, Rows, Statement
from plumbline.ledger.within import WorkspaceLedger

_MANY = 500  # SQLite takes a limited number of parameters at once
_INSERT = Insert("INSERT OR IGNORE INTO named_body (digest, stream, part, workspace_id) VALUES", "(?, ?, ?, ?)")
_DELETE = "DELETE FROM named_body WHERE stream = ? AND part = ?"


class Bodies:
    """One row per body and the part of a stream that names it: `version 3`, or the id of a suggestion or a piece of evidence.

    A part that was redacted names nothing any more.
    """

    name = "bodies"
    version = 2
    table_names = ("named_body",)
    tables = (
        "CREATE TABLE IF NOT EXISTS named_body (digest TEXT NOT NULL, stream TEXT NOT NULL, part TEXT NOT NULL, workspace_id TEXT NOT NULL,"
        " PRIMARY KEY (stream, part, digest)) WITHOUT ROWID",
        "CREATE INDEX IF NOT EXISTS named_body_by_digest ON named_body (digest, workspace_id)",
    )

    def apply(self, entry: Entry, state_after: After) -> list[Statement]:
        event = entry.event
        if isinstance(event, VersionRedacted):
            return [(_DELETE, (entry.stream, part)) for part in (_version(event.number), event.suggestion_id) if part]
        rows = [(digest, entry.stream, part, state_after.workspace.id) for digest, part in _named(event)]
        return [Rows(_INSERT, rows)] if rows else []


async def named(ledger: WorkspaceLedger, digests: Iterable[str]) -> frozenset[str]:
    """Return those digests that something in the workspace names."""
    wanted, found = sorted(set(digests)), set[str]()
    for start in range(0, len(wanted), _MANY):
        portion = wanted[start : start + _MANY]
        marks = ", ".join("?" for _ in portion)
        ask = f"SELECT DISTINCT digest FROM named_body WHERE digest IN ({marks}) AND workspace_id = ?"  # noqa: S608 - placeholders
        found.update(str(digest) for (digest,) in await ledger.query(ask, (*portion, ledger.workspace_id)))
    return frozenset(found)


def _named(event: object) -> Iterator[tuple[str, str]]:
    match event:
        case DocumentCreated() | JourneyCreated():
            yield event.digest, _version(1)
        case VersionWritten() | VersionNamed():
            yield event.digest, _version(event.number)
        case EditSuggested() if event.digest:
            yield event.digest, event.suggestion_id
        case ImageAttached():
            yield event.digest, f"image {event.name}"
        case EvidenceSubmitted() if event.kind == "file":
            yield event.digest, event.evidence_id
        case JourneyMerged():
            yield from ((digest, f"image {digest}") for digest in images_in(event.edits))
        case JourneyEdited():
            yield from ((digest, f"image {digest}") for digest in event.images)
        case ThemeDefined() if event.digest:
            yield event.digest, f"logo {event.digest}"
        case PlayOffered():
            yield event.digest, event.link_id
        case UpdateProposed():
            yield event.digest, f"template {event.template_version}"
        case TemplatePublished():
            yield event.digest, f"template {event.template_id} {event.number}"
        case RunStarted():
            yield event.digest, event.run_id
        case ThreadOpened() if event.anchor.kind in JOURNEY_ANCHORS:
            yield event.anchor.digest, event.thread_id
        case _:
            return


def _version(number: int) -> str:
    return f"version {number}"
