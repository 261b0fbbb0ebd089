"""A journey as people work on it: edited by several at once, kept as numbered versions. Words and state; the rules are in rules.py.

The content of a version is a body that is kept under its digest; events carry the digest, and the edits that were made since.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from plumbline.domain.journey.edit import Edit
from plumbline.domain.journey.joining import (
    AcceptUpdate,
    DeclineUpdate,
    JourneyMerged,
    Merge,
    MergeJourney,
    Origin,
    Proposal,
    ProposeUpdate,
    UpdateDeclined,
    UpdateProposed,
)
from plumbline.domain.journey.place import Place
from plumbline.domain.journey.template import Answer
from plumbline.kernel.record import event, record

# Commands


@record
class CreateJourney:
    """Add a journey to a cycle with its first version.

    content: the journey as JSON. template_id, template_version, template_digest: the template it was made from, if it was;
    answers: to what that asks for. origin_id, origin_number: the version of another journey that it is a branch of, with that version's
    content; branch: what it is for.
    """

    cycle_id: str
    content: str
    title: str = ""
    owner_id: str = ""
    template_id: str = ""
    template_version: str = ""
    template_digest: str = ""
    answers: tuple[Answer, ...] = ()
    origin_id: str = ""
    origin_number: int = 0
    branch: str = ""


@record
class EditJourney:
    """Change a journey: all edits, or none. read_version: the stream's version that the editor saw; what came since is merged with.

    places: where screens are put on the map, which is no part of what the journey is.
    """

    journey_id: str
    edits: tuple[Edit, ...] = ()
    read_version: int = 0
    places: tuple[Place, ...] = ()


@record
class UndoEdit:
    """Take back one's own last change that was not taken back yet."""

    journey_id: str


@record
class NameVersion:
    """Keep what the journey is now as a version with a number, which runs, threads, reviews and approvals can name."""

    journey_id: str
    name: str = ""
    read_digest: str = ""


@record
class RestoreVersion:
    """Make the content of an earlier version that of now; what was in between stays in the versions and the history."""

    journey_id: str
    number: int


@record
class AcceptFinding:
    """Take what the analysis found as it is, with somebody who answers for that. decision_id: where it was decided."""

    journey_id: str
    finding_id: str
    owner_id: str
    reason: str
    decision_id: str = ""


Command = (
    CreateJourney
    | EditJourney
    | UndoEdit
    | NameVersion
    | RestoreVersion
    | AcceptFinding
    | MergeJourney
    | ProposeUpdate
    | AcceptUpdate
    | DeclineUpdate
)

# Events


@event("journey.created")
class JourneyCreated:
    """origin_id, origin_number: what it is a branch of, "" and 0 for none. branch: what the branch is for."""

    journey_id: str
    cycle_id: str
    workspace_id: str
    title: str
    owner_id: str
    digest: str
    template_id: str = ""
    template_version: str = ""
    template_digest: str = ""
    origin_id: str = ""
    origin_number: int = 0
    branch: str = ""
    answers: tuple[Answer, ...] = ()


@event("journey.edited")
class JourneyEdited:
    """edits: as they were carried out. undoing: those that would take them back. undoes: number of the change that it takes back, or 0.

    places: where screens were put on the map; places_before: where they stood. images: digests of the pictures that the edits name.
    """

    journey_id: str
    number: int
    edits: tuple[Edit, ...]
    undoing: tuple[Edit, ...]
    undoes: int = 0
    places: tuple[Place, ...] = ()
    places_before: tuple[Place, ...] = ()
    images: tuple[str, ...] = ()


@event("journey.version_named")
class VersionNamed:
    journey_id: str
    number: int
    digest: str
    name: str = ""


@event("journey.version_restored")
class VersionRestored:
    journey_id: str
    number: int
    digest: str


@event("journey.finding_accepted", erasable=("reason",))
class FindingAccepted:
    """finding_id: the same for the same finding in later versions. number: of the newest version then."""

    journey_id: str
    finding_id: str
    owner_id: str
    number: int
    decision_id: str = ""
    reason: str = ""


Event = JourneyCreated | JourneyEdited | VersionNamed | VersionRestored | FindingAccepted | JourneyMerged | UpdateProposed | UpdateDeclined

# State


@dataclass(slots=True)
class Version:
    """A version that others can name. number counts from 1. changes: how many changes of the journey it holds."""

    number: int
    digest: str
    author_id: str
    at: datetime
    name: str = ""
    changes: int = 0


@dataclass(slots=True)
class Change:
    """One change that was made in the editor. undone: by a later change, which is not undone itself."""

    number: int
    author_id: str
    at: datetime
    edits: tuple[Edit, ...]
    undoing: tuple[Edit, ...]
    undoes: int = 0
    undone: bool = False
    places_before: tuple[Place, ...] = ()


class MadeOf(NamedTuple):
    """The version of its template that a journey has taken over. digest: of the template. body: of what it was, or would be, made as."""

    version: str
    digest: str
    body: str


@dataclass(slots=True)
class Acceptance:
    """A finding that somebody answers for as it is."""

    owner_id: str
    decision_id: str
    reason: str
    by_id: str
    at: datetime


@dataclass(slots=True)
class Journey:
    """What the rules need to know of a journey. version: number of events folded, as of every stream.

    origin: of a branch. merges: what came in from other journeys, and from its template, and was not taken back. proposal: waits.
    declined: the versions of its template that were declined; a later one can be proposed.
    base: digest of the body that the edits since are made on. content: the plain form of now; whoever sends commands and whoever reads
    puts the base's in, because bodies are not in the ledger. places: where screens were put on the map, by screen.
    """

    id: str
    version: int = 0
    workspace_id: str = ""
    cycle_id: str = ""
    title: str = ""
    owner_id: str = ""
    created_at: datetime | None = None
    template_id: str = ""
    template_version: str = ""
    template_digest: str = ""
    answers: tuple[Answer, ...] = ()
    origin: Origin | None = None
    merges: list[Merge] = field(default_factory=list[Merge])
    proposal: Proposal | None = None
    declined: tuple[str, ...] = ()
    base: str = ""
    since: list[Edit] = field(default_factory=list[Edit])
    changes: list[Change] = field(default_factory=list[Change])
    versions: list[Version] = field(default_factory=list[Version])
    accepted: dict[str, Acceptance] = field(default_factory=dict[str, Acceptance])
    content: dict[str, Any] | None = None
    places: dict[str, Place] = field(default_factory=dict[str, Place])

    @property
    def current(self) -> Version:
        """The newest version. Raises IndexError for a journey in which nothing has happened."""
        return self.versions[-1]

    @property
    def is_changed(self) -> bool:
        """Whether it was edited since its newest version."""
        return bool(self.since) or self.base != self.current.digest

    @property
    def made_of(self) -> MadeOf:
        """The version of its template that it has taken over last; empty for a journey that was made of none."""
        taken = next((one for one in reversed(self.merges) if one.template_digest), None)
        if taken is not None:
            return MadeOf(taken.template_version, taken.template_digest, taken.theirs_digest)
        return MadeOf(self.template_version, self.template_digest, self.versions[0].digest if self.template_id else "")

    @property
    def called(self) -> str:
        """Its title, and of a branch what it is for."""
        return f"{self.title} ({self.origin.name})" if self.origin else self.title

    def numbered(self, number: int) -> Version | None:
        """Return a version by its number."""
        return self.versions[number - 1] if 1 <= number <= len(self.versions) else None
