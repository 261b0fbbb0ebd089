"""The folded states of the streams used last, each under its lock, and the workspaces that there are.

One of these belongs to an installation. Nobody reads or writes through it: a `Handling` does, which is bound to one workspace.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

from plumbline.domain.cycle.state import Recorded
from plumbline.domain.streams import State, empty, evolve, fold
from plumbline.domain.workspace.workspace import Workspace
from plumbline.ledger.entry import Entry
from plumbline.ledger.store import Ledger

_CACHED_STREAMS = 256
_FOUNDING = "founding"  # the lock under which workspaces are made, one after the other


class After(NamedTuple):
    """What projections read: the stream's state after the whole append, and the workspace that it belongs to."""

    state: State
    workspace: Workspace


class States:
    """Keeps folded states by stream. The locks of an installation are here, so that all who handle its streams share them.

    home_id: the workspace that was made first. Its administrators run the installation, and streams from before there were several
    workspaces belong to it.
    """

    def __init__(self, ledger: Ledger, home_id: str) -> None:
        self.ledger = ledger
        self.home_id = home_id
        self._workspace_ids = [home_id]
        self._workspaces: dict[str, Workspace] = {}
        self._last: dict[str, Workspace] = {}  # those that were dropped, for whoever only asks what somebody is called
        self._states: OrderedDict[str, Any] = OrderedDict()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._acting = 0
        self._nobody_acts = asyncio.Event()
        self._nobody_acts.set()

    def know(self, workspace_ids: Iterable[str]) -> None:
        """Take note of workspaces that there are; their states are kept for good."""
        for workspace_id in workspace_ids:
            if workspace_id not in self._workspace_ids:
                self._workspace_ids.append(workspace_id)
            if state := self._states.pop(workspace_id, None):
                self._workspaces[workspace_id] = state

    def lock(self, stream: str) -> asyncio.Lock:
        """Return the lock of a stream. Whoever holds it may take that of a workspace as well, never the other way round."""
        lock = self._locks.get(stream)
        if lock is None:
            lock = self._locks[stream] = asyncio.Lock()
        return lock

    @contextmanager
    def acting(self) -> Generator[None]:
        """Say that somebody's command is being handled; whoever has time stands aside meanwhile."""
        self._acting += 1
        self._nobody_acts.clear()
        try:
            yield
        finally:
            self._acting -= 1
            if not self._acting:
                self._nobody_acts.set()

    async def stand_aside(self, seconds: float) -> None:
        """Let the others have their turn; return once no command is being handled, or after so many seconds."""
        if self._acting:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._nobody_acts.wait()
        await asyncio.sleep(0)

    def founding(self) -> asyncio.Lock:
        """Return the lock that is taken before that of a workspace's stream to make the workspace."""
        return self.lock(_FOUNDING)

    async def load(self, stream: str) -> Any:
        """Return the state of a stream. The caller holds its lock."""
        if stream in self._workspaces:
            return self._workspaces[stream]
        state = self._states.get(stream)
        if state is None:
            state = await self.ledger.replay(stream, Recorded, partial(fold, stream))
            if isinstance(state, Workspace) and stream in self._workspace_ids:  # few, and asked for by every request
                self._workspaces[stream] = state
                return state
            self._states[stream] = state
            if len(self._states) > _CACHED_STREAMS:
                self._states.popitem(last=False)
        else:
            self._states.move_to_end(stream)
        return state

    def drop(self, stream: str) -> None:
        """Forget the state of a stream; it is read again when it is next needed."""
        self._states.pop(stream, None)
        if dropped := self._workspaces.pop(stream, None):
            self._last[stream] = dropped

    def belongs_to(self, state: State) -> str:
        """Return the workspace of a stream, as the stream itself says; "" for one that does not exist."""
        if not state.version:
            return ""
        return state.id if isinstance(state, Workspace) else state.workspace_id or self.home_id

    async def workspace_of(self, stream: str) -> str:
        """Return the workspace that a stream belongs to; "" for one that does not exist."""
        async with self.lock(stream):
            return self.belongs_to(await self.load(stream))

    def members_of(self, workspace_id: str) -> Collection[str]:
        """Return who is or was a member of a workspace, as far as it was read before; no right follows from it."""
        found = self._workspaces.get(workspace_id) or self._last.get(workspace_id)
        return found.members.keys() if found else ()

    async def workspace(self, workspace_id: str) -> Workspace:
        """Return a workspace's state. It may change at the next await of whoever asked."""
        async with self.lock(workspace_id):
            return await self.load(workspace_id)

    async def workspaces(self) -> list[Workspace]:
        """Return every workspace that exists, the one made first at the front."""
        found = [await self.workspace(one) for one in self._workspace_ids]
        return [one for one in found if one.version]

    async def memberships(self, person_id: str) -> list[Workspace]:
        """Return the workspaces of which a person is an active member, the one made first at the front."""
        return [one for one in await self.workspaces() if one.is_active(person_id)]

    async def folds(self) -> "Callable[[str], StreamFold]":
        """Return how streams are folded again when projections are rebuilt."""
        known = {one.id: one for one in await self.workspaces()}
        return lambda stream: StreamFold(stream, known, self)


class StreamFold:
    """Folds one stream append by append, for the rebuilding of projections by what is known of its workspace today."""

    def __init__(self, stream: str, workspaces: Mapping[str, Workspace], states: States) -> None:
        self._state = empty(stream)
        self._workspaces = workspaces
        self._states = states

    def add(self, entries: Sequence[Entry]) -> After:
        """Apply entries that were written together; return the state afterwards."""
        for entry in entries:
            evolve(self._state, recorded(entry))
        workspace_id = self._states.belongs_to(self._state)
        return After(self._state, self._workspaces.get(workspace_id) or Workspace(id=workspace_id))


def recorded(entry: Entry) -> Recorded:
    """Return what an entry says, in the form that states are folded from."""
    return Recorded(entry.event, entry.attribution.actor, entry.attribution.occurred_at, entry.position)
