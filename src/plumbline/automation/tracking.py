"""When something becomes known of an item outside, then say so in its cycle: that it was made, how it stands, that it is gone."""

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from plumbline.automation.speaking import Made, connection_of
from plumbline.directory.directory import Directory
from plumbline.domain.cycle.work_item import LinkWorkItem, ReportWorkItem
from plumbline.domain.workspace.endpoint import DisableEndpoint, Endpoint
from plumbline.handling import Handling
from plumbline.kernel.outcome import Refusal
from plumbline.outbox.address_guard import Network
from plumbline.outbox.connector import Outcome
from plumbline.outbox.connectors import connectors
from plumbline.outbox.conversing import converse
from plumbline.outbox.posting import Poster
from plumbline.outbox.tracking import Seen, Standing
from plumbline.projections.work_items import LinkedItem, find_commitment, items_called, items_of_endpoint

_log = logging.getLogger(__name__)
_BETWEEN = 3600.0  # seconds; a webhook that was missed is made up for within an hour
_ROUNDS = 24  # of which only the first one asks for what nobody is at work on
_PAUSE = 0.5  # seconds between two questions to the same tracker


class Tracking:
    """Follows the items of all trackers. Start `run` as a task; cancel the task to stop it."""

    def __init__(
        self,
        handling: Handling,
        directory: Directory,
        *,
        base_url: str,
        networks: Sequence[Network] = (),
        authorities: Path | None = None,
        pause: float = _PAUSE,
    ) -> None:
        self._handling = handling
        self._directory = directory
        self._base_url = base_url
        self._networks = networks
        self._authorities = authorities
        self._pause = pause

    async def run(self) -> None:
        """Ask once an hour how the items stand."""
        turn = 0
        while True:
            try:
                await self.ask_all(every=turn % _ROUNDS == 0)
            except Exception:  # noqa: BLE001 - the next round asks again
                _log.exception("the trackers could not be asked; they are in an hour")
            turn += 1
            await asyncio.sleep(_BETWEEN)

    async def refer(self, made: Made) -> None:
        """Record that an item was made for a commitment. Harmless when it is known already."""
        handling = self._handling.within(made.workspace_id)
        where = await find_commitment(handling.ledger, made.item_id)
        if where is None:
            return
        command = LinkWorkItem(
            handoff_id=where.handoff_id, commitment_id=made.item_id, endpoint_id=made.endpoint_id, reference=made.reference.shown,
            url=made.reference.url,
        )  # fmt: skip
        await self._say(made.workspace_id, where.cycle_id, command, made.connector, causation_id=made.because)

    async def hear(self, workspace_id: str, endpoint: Endpoint, seen: Seen) -> None:
        """Record what a tracker said of an item that is known here; where it was only a hint, ask first."""
        known = await items_called(self._handling.within(workspace_id).ledger, endpoint.id, seen.reference)
        if not known:
            return
        if seen.standing is None:
            await self.ask(workspace_id, endpoint, known)
            return
        for item in known:
            await self._report(workspace_id, endpoint, item, seen.standing)

    async def ask_all(self, *, every: bool = True) -> None:
        """Ask all trackers how their items stand. every: those that ended, too."""
        for workspace in await self._handling.states.workspaces():
            for endpoint in [one for one in workspace.endpoints.values() if one.standing == "active"]:
                connector = connectors().get(endpoint.connector)
                if connector is None or connector.read is None:
                    continue
                items = await items_of_endpoint(self._handling.within(workspace.id).ledger, endpoint.id)
                try:
                    await self.ask(workspace.id, endpoint, [one for one in items if every or one.is_active])
                except Exception:  # noqa: BLE001 - the other trackers must not wait for this one's fault
                    _log.exception("%s could not be asked; it is in an hour", endpoint.id)

    async def ask(self, workspace_id: str, endpoint: Endpoint, items: Sequence[LinkedItem]) -> None:
        """Ask a tracker how items stand, one after the other; it stops where the tracker does not answer."""
        connector = connectors().get(endpoint.connector)
        connection = connection_of(self._directory, endpoint, self._base_url, self._handling.clock())
        if connector is None or connector.read is None or connection is None:
            return
        poster = Poster(self._authorities)
        try:
            for number, item in enumerate(items):
                if number:
                    await asyncio.sleep(self._pause)
                talk: Any = connector.read(connection, item.reference)
                spoken = await converse(talk, connection, self._handling.clock, networks=self._networks, poster=poster)
                found: Any = spoken.outcome
                if isinstance(found, Standing):
                    await self._report(workspace_id, endpoint, item, found, is_read=True)
                elif await self._is_over(workspace_id, endpoint, item, found):
                    return
        finally:
            poster.close()

    async def _is_over(self, workspace_id: str, endpoint: Endpoint, item: LinkedItem, outcome: Outcome) -> bool:
        """Return whether there is no use in asking for the other items."""
        _log.warning("%s could not be asked for %s: %s", endpoint.id, item.reference, outcome.said)
        if outcome.came == "revoked":
            command = DisableEndpoint(endpoint_id=endpoint.id, why="revoked")
            await self._say(workspace_id, workspace_id, command, endpoint.connector)
        return outcome.came != "refused"

    async def _report(self, workspace_id: str, endpoint: Endpoint, item: LinkedItem, standing: Standing, *, is_read: bool = False) -> None:
        command = ReportWorkItem(
            handoff_id=item.handoff_id, commitment_id=item.commitment_id, endpoint_id=endpoint.id, status=standing.status,
            changed_at=standing.changed_at, title=standing.title, due_on=standing.due_on, is_read=is_read,
        )  # fmt: skip
        await self._say(workspace_id, item.cycle_id, command, endpoint.connector, origin=standing.url, origin_id=standing.reference)

    async def _say(self, workspace_id: str, stream: str, command: Any, connector: str, **because: str) -> None:
        handling = self._handling.within(workspace_id)
        context = handling.context(actor="system", actor_kind="system", surface=f"connector:{connector}", **because)
        answer = await handling.handle(stream, command, context)
        if isinstance(answer, Refusal) and answer.code not in ("cycle.closed", "missing"):
            _log.warning("%s of %s was refused: %s", type(command).__name__, stream, answer)
