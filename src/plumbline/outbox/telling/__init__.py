"""What connected programs are told of an item: how it is now, in words, whatever entry it was that changed it."""

from collections.abc import Mapping, Sequence

from plumbline.directory.directory import Directory
from plumbline.domain.cycle.state import Cycle
from plumbline.handling import Handling
from plumbline.ledger.entry import Entry
from plumbline.outbox.connector import About, Told
from plumbline.outbox.telling.commitment import commitments_told
from plumbline.outbox.telling.decision import decisions_told
from plumbline.outbox.telling.looking import Look, Looking

_KINDS: Mapping[About, Look] = {"decision": decisions_told, "commitment": commitments_told}


class Telling:
    """Looks at items in all workspaces. base_url: where people reach their pages."""

    def __init__(self, handling: Handling, directory: Directory, base_url: str) -> None:
        self._handling = handling
        self._directory = directory
        self._base_url = base_url

    async def __call__(self, entry: Entry, about: About) -> Sequence[Told]:
        """Return the items of a kind that an entry is about, as they are now; none when it is about no such item."""
        look = _KINDS.get(about)
        handling = self._handling.within(entry.attribution.workspace)
        if look is None or not entry.stream.startswith("cyc_"):
            return ()
        workspace = await handling.workspace()
        async with handling.reading(entry.stream) as cycle:
            if not isinstance(cycle, Cycle):
                return ()
            looking = Looking(
                cycle=cycle, workspace=workspace, people=self._directory.names(), base_url=self._base_url, now=handling.clock()
            )
            return look(entry.event, looking)
