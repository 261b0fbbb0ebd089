"""What a look at an item needs, and what people and items are called in it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.record import record
from plumbline.outbox.connector import Told
from plumbline.projections.items import row_of
from plumbline.words.numbers import numbered


@record
class Looking:
    """A cycle, its workspace, everybody's name by id, where pages are and when it is looked at."""

    cycle: Cycle
    workspace: Workspace
    people: Mapping[str, str]
    base_url: str
    now: datetime

    def name(self, person_id: str) -> str:
        """Return a person's name; empty for nobody."""
        return self.people.get(person_id, "somebody who left") if person_id else ""


Look = Callable[[Any, Looking], tuple[Told, ...]]
"""Return the items that an event is about."""


class Called(Mapping[str, str]):
    """What people and the items of a cycle are called, by id; looked up only when a sentence names them."""

    def __init__(self, looking: Looking) -> None:
        self._looking = looking

    def __getitem__(self, key: str) -> str:
        if called := self._looking.people.get(key):
            return called
        row = row_of(self._looking.cycle, key)
        if row is None:
            raise KeyError(key)
        return numbered(row.kind, row.number, row.title)

    def __iter__(self) -> Iterator[str]:
        return iter(self._looking.people)

    def __len__(self) -> int:
        return len(self._looking.people)
