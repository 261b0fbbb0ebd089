"""Where two sides of a merge contradict each other, and what a person chooses. Words only; merge.py finds and applies them."""

from typing import Any, Literal

from plumbline.domain.journey.edit import PartKind
from plumbline.domain.journey.plain import Plain
from plumbline.kernel.record import record

Take = Literal["mine", "theirs", "own"]
ORDER = "order"


@record
class Conflict:
    """One thing of which there cannot be two. name: the property; "" for a whole part that one side removed and the other changed, or that
    both added; `order` for the order of the parts of a kind, which then has no part.

    base, mine, theirs: the value of the property, the plain form of the part, or the ids in their order; None where there is none.
    """

    kind: PartKind
    part: str = ""
    screen: str = ""
    name: str = ""
    base: Any = None
    mine: Any = None
    theirs: Any = None

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What a choice names it by."""
        return (self.kind, self.screen, self.part, self.name)


@record
class Choice:
    """What somebody chose for a conflict. take: one side's, or their own value for a property, as JSON; empty for its default."""

    kind: PartKind
    part: str = ""
    screen: str = ""
    name: str = ""
    take: Take = "mine"
    value: str = ""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """The conflict that it is for."""
        return (self.kind, self.screen, self.part, self.name)


@record
class Merged:
    """What comes of a merge. conflicts: all there are; open: those that nobody chose for. content: with one's own side where open."""

    content: Plain
    conflicts: tuple[Conflict, ...]
    open: tuple[Conflict, ...]
