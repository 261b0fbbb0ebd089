"""Telling a connected program of what an entry changed: the items it is about as they are now, each in a conversation of its own."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from plumbline.directory.directory import Directory
from plumbline.domain.workspace.endpoint import Endpoint
from plumbline.handling import Clock
from plumbline.kernel.record import record
from plumbline.ledger.entry import Entry
from plumbline.outbox.address_guard import Network
from plumbline.outbox.connector import About, Connection, Connector, Happened, Outcome, Reference, Told
from plumbline.outbox.connectors import connectors
from plumbline.outbox.conversing import converse
from plumbline.outbox.posting import PATIENCE, Answered, Poster
from plumbline.outbox.progress import Progress

Telling = Callable[[Entry, About], Awaitable[Sequence[Told]]]
"""Return the items of a kind that an entry is about, as they are now; none when it is about no such item."""


@record
class Made:
    """Something outside that stands for an item from now on. because: the id of the event that led to it."""

    workspace_id: str
    endpoint_id: str
    connector: str
    item_id: str
    reference: Reference
    because: str


Referring = Callable[[Made], Awaitable[None]]
"""Record what was made outside. It may be called again for the same thing."""


@record
class Said:
    """What became of telling. answered: None when there was nothing to say; outcome: of the first item that was not taken."""

    outcome: Outcome
    answered: Answered | None = None
    references: tuple[tuple[str, Reference], ...] = ()


class Speaker:
    """Speaks for endpoints whose connector has words of its own."""

    def __init__(
        self,
        directory: Directory,
        progress: Progress,
        telling: Telling,
        clock: Clock,
        *,
        base_url: str,
        referring: Referring | None = None,
        networks: Sequence[Network] = (),
    ) -> None:
        self._directory = directory
        self._progress = progress
        self._telling = telling
        self._clock = clock
        self._base_url = base_url
        self._referring = referring
        self._networks = networks

    async def tell(self, endpoint: Endpoint, entry: Entry, poster: Poster, patience: float = PATIENCE) -> Said:
        """Tell an endpoint of an entry. What one item led to is kept although a later one failed."""
        connector = connectors().get(endpoint.connector)
        if connector is None or connector.tell is None:
            return _unable(f"this release has no connector called {endpoint.connector}")
        connection = connection_of(self._directory, endpoint, self._base_url, self._clock())
        if connection is None:
            return _unable("the address or the secret of the endpoint is not kept here any more")
        actor = self._directory.names().get(entry.attribution.actor, "")
        happened = Happened(
            event_id=entry.id,
            event_name=entry.event_name,
            at=entry.recorded_at,
            actor=actor,
        )
        references: list[tuple[str, Reference]] = []
        answered: Answered | None = None
        for told in await self._telling(entry, connector.about):
            talk = connector.tell(connection, happened, told, self._progress.reference(endpoint.id, told.item_id))
            spoken = await converse(talk, connection, self._clock, networks=self._networks, poster=poster, patience=patience)
            # An item that had changed nothing outside leads to no request, which is no attempt.
            answered = spoken.answered if spoken.answered.status or spoken.answered.fault else answered
            if (made := spoken.outcome.reference) is not None:
                references.append((told.item_id, made))
                await self._refer(endpoint, connector, told, made, entry)
            if spoken.outcome.came != "taken":
                return Said(outcome=spoken.outcome, answered=spoken.answered, references=tuple(references))
        return Said(outcome=Outcome(came="taken"), answered=answered, references=tuple(references))

    async def _refer(self, endpoint: Endpoint, connector: Connector, told: Told, made: Reference, entry: Entry) -> None:
        """Before it is written down that it was told: so it is done again rather than not at all when the machine stops between."""
        if self._referring is not None:
            await self._referring(
                Made(
                    workspace_id=entry.attribution.workspace, endpoint_id=endpoint.id, connector=connector.name, item_id=told.item_id,
                    reference=made, because=entry.id,
                )
            )  # fmt: skip


def connection_of(directory: Directory, endpoint: Endpoint, base_url: str, now: datetime) -> Connection | None:
    """Return an endpoint as its connector sees it; None when its address was forgotten."""
    kept = directory.endpoints.of(endpoint.id, now)
    if kept is None:
        return None
    return Connection(
        endpoint_id=endpoint.id, address=kept.address.rstrip("/"), settings={one.name: one.value for one in endpoint.settings},
        secrets=directory.endpoints.credentials(endpoint.id), base_url=base_url,
    )  # fmt: skip


def _unable(why: str) -> Said:
    return Said(outcome=Outcome(came="again", said=why), answered=Answered(status=0, fault=why))
