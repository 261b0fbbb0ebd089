"""The lens: one question that each reviewed item is asked, and the verdict. Its words and its state; the rules are in rules/lens.py."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from plumbline.kernel.record import event, record

Says = Literal["passes", "fails"]


@record
class ApplyLens:
    """Judge a decision, a risk, an assumption or a review through the playbook's lens.

    because: what in the record shows it, for somebody who was not there.
    """

    item_id: str
    verdict: Says
    because: str


Command = ApplyLens


@event("lens.applied", erasable=("because",))
class LensApplied:
    """content_hash: of a decision or of what is reviewed as it was judged, empty for a risk or an assumption.

    evidence_ids: what counted for it then.

    period: the review cycle that was open, 0 when none was.
    """

    item_id: str
    verdict: Says
    content_hash: str
    evidence_ids: tuple[str, ...]
    period: int
    because: str = ""


Event = LensApplied


@dataclass(slots=True)
class Verdict:
    """What the lens said about an item the last time it was applied."""

    item_id: str
    verdict: Says
    by_id: str
    at: datetime
    content_hash: str
    evidence_ids: tuple[str, ...]
    period: int
    because: str

    @property
    def passes(self) -> bool:
        """Tell whether the item passed."""
        return self.verdict == "passes"
