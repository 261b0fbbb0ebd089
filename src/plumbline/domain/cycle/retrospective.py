"""The retrospective: what the cycle learned, each finding bound to the standard that it changes. Its words and its state."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from plumbline.kernel.record import event, record

PackKind = Literal["base", "industry", "role", "objective"]


@record
class Lesson:
    """A finding and what it changes: the text of a part of a pack, or a decision that is kept as a pattern for others.

    pack, part_id, new_text: which part of the playbook's packs says something else from now on. decision_id: the decision kept instead.
    """

    finding: str
    pack: PackKind | None = None
    part_id: str = ""
    new_text: str = ""
    decision_id: str = ""


@record
class HoldRetrospective:
    lessons: tuple[Lesson, ...]
    note: str = ""


Command = HoldRetrospective


@event("retrospective.held", erasable=("note",))
class RetrospectiveHeld:
    """late: held more than two weeks after launch."""

    lessons: tuple[Lesson, ...]
    late: bool
    note: str = ""


Event = RetrospectiveHeld


@dataclass(slots=True)
class Retrospective:
    lessons: tuple[Lesson, ...]
    late: bool
    note: str
    held_at: datetime
    held_by: str
