"""How journeys come apart and together again: the origin of a branch, and merges. Words; the rules are in merge_rules.py."""

from dataclasses import dataclass

from plumbline.domain.journey.edit import Edit
from plumbline.domain.journey.merging.conflict import Choice
from plumbline.kernel.record import event, record


@record
class MergeJourney:
    """Bring what another journey became into this one, in one act.

    source_id, source_number: the version that is brought in; of a branch of this journey, or of the journey that this is a branch of.
    base, theirs: as JSON, what both began from, and what the version holds. choices: for every conflict. read_digest: of what this journey
    was when the choices were made.
    """

    journey_id: str
    source_id: str
    source_number: int
    base: str
    theirs: str
    choices: tuple[Choice, ...] = ()
    read_digest: str = ""


@event("journey.merged")
class JourneyMerged:
    """number: of the change that it is. base_digest, mine_digest, theirs_digest: what both began from, what this journey was before, and
    what came in. edits: what that changed here; undoing: the edits that would take it back.
    """

    journey_id: str
    number: int
    source_id: str
    source_number: int
    base_digest: str
    mine_digest: str
    theirs_digest: str
    edits: tuple[Edit, ...]
    undoing: tuple[Edit, ...]
    choices: tuple[Choice, ...] = ()


@dataclass(slots=True)
class Merge:
    """A merge that still holds. number: of the change that it is."""

    number: int
    source_id: str
    source_number: int
    theirs_digest: str


@dataclass(slots=True)
class Origin:
    """Which version of which journey a branch began as. name: what the branch is for."""

    journey_id: str
    number: int
    digest: str
    name: str
