"""How journeys come apart and together again: branches, merges, newer versions of a template. Words only."""

from dataclasses import dataclass
from datetime import datetime

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


@record
class ProposeUpdate:
    """Propose to take over what a newer version of the journey's template has otherwise.

    theirs: as JSON, that version as this journey would have been made from it: its title, its answers.
    """

    journey_id: str
    template_version: str
    template_digest: str
    theirs: str


@record
class AcceptUpdate:
    """Take over what was proposed, in one act. base, theirs: as JSON, what the journey was made as, and what was proposed."""

    journey_id: str
    base: str
    theirs: str
    choices: tuple[Choice, ...] = ()
    read_digest: str = ""


@record
class DeclineUpdate:
    """Leave the journey as it is; whoever proposed it may take it back like that, too."""

    journey_id: str
    reason: str = ""


@event("journey.update_proposed")
class UpdateProposed:
    """digest: of what would come in, which is kept as a body. template_digest: of the template's version itself."""

    journey_id: str
    template_id: str
    template_version: str
    template_digest: str
    digest: str


@event("journey.update_declined", erasable=("reason",))
class UpdateDeclined:
    journey_id: str
    template_version: str
    reason: str = ""


@event("journey.merged")
class JourneyMerged:
    """number: of the change that it is. base_digest, mine_digest, theirs_digest: what both began from, what this journey was before, and
    what came in. edits: what that changed here; undoing: the edits that would take it back.
    template_version, template_digest: of the template that came in; source_id is then the template's, and source_number is 0.
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
    template_version: str = ""
    template_digest: str = ""


@dataclass(slots=True)
class Merge:
    """A merge that still holds. number: of the change that it is."""

    number: int
    source_id: str
    source_number: int
    theirs_digest: str
    template_version: str = ""
    template_digest: str = ""


@dataclass(slots=True)
class Proposal:
    """A newer version of the template that somebody proposed to take over."""

    template_version: str
    template_digest: str
    theirs_digest: str
    by_id: str
    at: datetime


@dataclass(slots=True)
class Origin:
    """Which version of which journey a branch began as. name: what the branch is for."""

    journey_id: str
    number: int
    digest: str
    name: str
