"""The loop behind everything that happens by itself. It sleeps until the next deadline or the next entry, whichever comes first."""

import asyncio
import logging
import time
from datetime import UTC, datetime, timedelta
from math import inf

from plumbline.automation.following import follow
from plumbline.automation.forgetting import forget, tidy
from plumbline.automation.journeys import follow_journey
from plumbline.automation.settling import settle
from plumbline.automation.waking import woken
from plumbline.domain.cycle.decision import DecisionDrafted, DecisionEdited
from plumbline.domain.cycle.review import ReviewOpened, ReviewReopened
from plumbline.domain.cycle.thread import JOURNEY_ANCHORS, ThreadOpened
from plumbline.domain.document.document import VersionRedacted, VersionWritten
from plumbline.domain.run.run import RunFinished
from plumbline.domain.workspace.template import TemplatePublished
from plumbline.domain.workspace.workspace import MemberChanged
from plumbline.handling import Handling
from plumbline.ledger.entry import Entry
from plumbline.projections.due import due_cycles, next_instant
from plumbline.projections.items import documents_of, journeys_of
from plumbline.projections.lineage import made_from

_log = logging.getLogger(__name__)
_LONGEST_SLEEP = 30.0  # seconds; bounds how late a stepped or suspended machine clock can make a deadline
_SILENCE = 120.0  # seconds; several of its longest sleeps
_BETWEEN_TIDYING = timedelta(hours=1)
_PATIENCE = 1.0  # seconds before something is tried again that was due and did not move


class Scheduler:
    """Runs the automation of one process, in all workspaces. Start it as a task; cancel the task to stop it.

    Each stream is worked on within the workspace that it belongs to, like everything a person does.
    """

    def __init__(self, handling: Handling) -> None:
        self._handling = handling
        self._states = handling.states
        self._touched: dict[str, Entry] = {}
        self._written: set[str] = set()
        self._woken = asyncio.Event()
        self._looked_at = -inf
        self._tidied_at = datetime.min.replace(tzinfo=UTC)

    def alive(self) -> bool:
        """Tell whether it has looked for deadlines lately; long work in between counts as silence after two minutes."""
        return time.monotonic() - self._looked_at < _SILENCE

    async def run(self) -> None:
        """Work until cancelled. What was due while nothing ran is done first."""
        following = asyncio.create_task(self._follow())
        for workspace in await self._states.workspaces():
            ledger = self._handling.within(workspace.id).ledger
            self._written.update([row.item_id for row in (*await documents_of(ledger), *await journeys_of(ledger))])
        try:
            while True:
                await self._work()
                await self._sleep()
        finally:
            self._looked_at = -inf
            following.cancel()

    async def _work(self) -> None:
        self._woken.clear()
        self._looked_at = time.monotonic()
        ledger = self._states.ledger
        written, self._written = self._written, set()
        for stream in sorted(written):
            try:
                await self._follow_written(stream)
            except Exception:  # noqa: BLE001 - others, and every deadline, must not wait for this one's fault
                _log.exception("%s could not be followed; it is tried again with its next version", stream)
        touched, self._touched = self._touched, {}
        due = await due_cycles(ledger, self._handling.clock())
        for cycle_id in sorted({*touched, *due}):
            try:
                await settle(await self._of(cycle_id), cycle_id, touched.get(cycle_id))
            except Exception:  # noqa: BLE001 - the other cycles' deadlines must not wait for this one's fault
                _log.exception("%s could not be settled; it is tried again with its next entry or deadline", cycle_id)
        await self._tidy()

    async def _follow_written(self, stream: str) -> None:
        handling = await self._of(stream)
        if stream.startswith("jrn_"):
            await follow_journey(handling, stream)
            return
        await follow(handling, stream)
        await forget(handling, stream)

    async def _tidy(self) -> None:
        """Look for uploads that nothing names, once an hour; it hurries nobody, so it comes after what is due."""
        now = self._handling.clock()
        if now - self._tidied_at < _BETWEEN_TIDYING:
            return
        self._tidied_at = now
        for workspace in await self._states.workspaces():
            try:
                await tidy(self._handling.within(workspace.id))
            except Exception:  # noqa: BLE001 - deadlines must not wait for a disk that keeps what should go
                _log.exception("the uploads of %s could not be tidied; it is tried again in an hour", workspace.id)

    async def _sleep(self) -> None:
        at = await next_instant(self._states.ledger)
        wait = _LONGEST_SLEEP
        if at is not None:
            left = (at - self._handling.clock()).total_seconds()
            wait = min(wait, left if left > 0 else _PATIENCE)
        await woken(self._woken, wait)

    async def _follow(self) -> None:
        size = await self._states.ledger.size()
        async for entry in self._states.ledger.follow(size):
            await self._notice(entry)

    async def _notice(self, entry: Entry) -> None:
        if isinstance(entry.event, MemberChanged):
            # Whose turn it is depends on who is here, in every cycle.
            await self._states.ledger.rebuild("attention", await self._states.folds())
        if isinstance(entry.event, VersionWritten | VersionRedacted) or entry.stream.startswith("jrn_"):
            self._written.add(entry.stream)
            self._woken.set()
        elif isinstance(entry.event, TemplatePublished):
            made = await made_from((await self._of(entry.stream)).ledger, entry.event.template_id)
            self._written.update(one.journey_id for one in made)  # a newer version waits for them
            self._woken.set()
        elif isinstance(entry.event, RunFinished):
            self._written.update({entry.journey} - {""})
            self._woken.set()
        elif isinstance(entry.event, ReviewOpened | ReviewReopened | ThreadOpened | DecisionDrafted | DecisionEdited):
            # It may have been written for a version that is no longer the newest.
            self._written.update(await self._about(entry))
        if entry.stream.startswith("cyc_") and entry.attribution.surface != "scheduler":
            self._touched[entry.stream] = entry
            self._woken.set()

    async def _about(self, entry: Entry) -> set[str]:
        """Return the documents and journeys that a review, a thread or a decision is about."""
        event = entry.event
        if isinstance(event, DecisionDrafted | DecisionEdited):
            return {one.journey_id for one in event.journeys}
        if isinstance(event, ThreadOpened):
            return {event.anchor.id} if event.anchor.kind in {"document", *JOURNEY_ANCHORS} else set()
        async with (await self._of(entry.stream)).reading(entry.stream) as cycle:
            return {cycle.reviews[event.review_id].subject.id}

    async def _of(self, stream: str) -> Handling:
        return self._handling.within(await self._states.workspace_of(stream))
