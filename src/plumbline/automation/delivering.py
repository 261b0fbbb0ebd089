"""When an event is recorded, then tell the endpoints that asked for it: at least once, each in its own lane."""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from plumbline.automation.waking import woken
from plumbline.directory.directory import Directory
from plumbline.domain.workspace.endpoint import DisableEndpoint, WhyDisabled
from plumbline.handling import Handling
from plumbline.kernel.outcome import Refusal
from plumbline.ledger.entry import Entry
from plumbline.outbox.address_guard import Network
from plumbline.outbox.posting import PATIENCE, Answered
from plumbline.outbox.progress import Attempt, Delivery, Progress
from plumbline.outbox.schedule import Outcome, Policy, State, next_step
from plumbline.outbox.sending import send
from plumbline.projections.deliveries import owed_after

Envelope = Callable[[Entry], bytes]

_log = logging.getLogger(__name__)
_LONGEST_SLEEP = 5.0  # seconds; bounds how late a stepped machine clock can make an attempt
_PORTION = 1000
_AT_ONCE = 4  # requests to one endpoint; a slow receiver is not made slower
_PER_SECOND = 100.0  # requests to one endpoint


class _Lane:
    """How much one endpoint may be sent now. What one of them does is of no effect on the others."""

    def __init__(self) -> None:
        self.under_way = 0
        self._allowed = _PER_SECOND
        self._at = time.monotonic()

    def free(self) -> int:
        """Return how many requests may be begun."""
        now = time.monotonic()
        self._allowed = min(_PER_SECOND, self._allowed + (now - self._at) * _PER_SECOND)
        self._at = now
        return max(0, min(_AT_ONCE - self.under_way, int(self._allowed)))

    def begin(self) -> None:
        self.under_way += 1
        self._allowed -= 1

    def end(self) -> None:
        self.under_way -= 1


class Sender:
    """Sends what is owed, in all workspaces. Start `run` as a task; cancel the task to stop it: what was under way is sent again."""

    def __init__(
        self,
        handling: Handling,
        directory: Directory,
        progress: Progress,
        envelope: Envelope,
        *,
        networks: Sequence[Network] = (),
        authorities: Path | None = None,
        policy: Policy | None = None,
        patience: float = PATIENCE,
    ) -> None:
        """envelope: returns the bytes that tell of an entry, the same ones each time. networks: see `address_guard`.

        authorities: see `posting`.
        """
        self._handling = handling
        self._states = handling.states
        self._directory = directory
        self._progress = progress
        self._envelope = envelope
        self._networks = networks
        self._authorities = authorities
        self._policy = policy or Policy()
        self._patience = patience
        self._key = directory.endpoints.signing_key()
        self._lanes: dict[str, _Lane] = {}
        self._sending: set[asyncio.Task[None]] = set()
        self._woken = asyncio.Event()

    async def run(self) -> None:
        """Work until cancelled."""
        following = asyncio.create_task(self._follow())
        try:
            while True:
                self._woken.clear()
                wait = _LONGEST_SLEEP
                try:
                    await self._take_up()
                    wait = await self._begin()
                except Exception:  # noqa: BLE001 - what is owed stays owed, and is looked at again
                    _log.exception("deliveries could not be looked after; tried again in %d s", _LONGEST_SLEEP)
                await woken(self._woken, wait)
        finally:
            ending = (following, *self._sending)
            for task in ending:
                task.cancel()
            await asyncio.gather(*ending, return_exceptions=True)  # whoever closes the files next must not be written past

    def wake(self) -> None:
        """Look at what is due now, for whoever moved a clock or a delivery."""
        self._woken.set()

    async def _follow(self) -> None:
        async for _ in self._states.ledger.follow(await self._states.ledger.size()):
            self._woken.set()

    async def _take_up(self) -> None:
        while owed := await owed_after(self._states.ledger, self._progress.position(), _PORTION):
            # The rows of the last entry may have been cut off; an entry never has as many rows as are asked for.
            upto = owed[-1].position - (len(owed) == _PORTION)
            self._progress.take_up([one for one in owed if one.position <= upto], upto, self._handling.clock())

    async def _begin(self) -> float:
        """Begin whatever is due and has room. Returns how many seconds there is nothing to do for."""
        now, wait = self._handling.clock(), _LONGEST_SLEEP
        for workspace in await self._states.workspaces():
            for endpoint in list(workspace.endpoints.values()):
                if endpoint.standing != "active" or (due := self._progress.next_due(endpoint.id)) is None:
                    continue
                if due > now:
                    wait = min(wait, (due - now).total_seconds())
                    continue
                lane = self._lanes.setdefault(endpoint.id, _Lane())
                for one in self._progress.lease(endpoint.id, now, lane.free()):
                    lane.begin()
                    task = asyncio.create_task(self._deliver(one, lane))
                    self._sending.add(task)
                    task.add_done_callback(self._sending.discard)
                if not lane.under_way:
                    wait = min(wait, 1 / _PER_SECOND)
        return wait

    async def _deliver(self, one: Delivery, lane: _Lane) -> None:
        try:
            await self._attempt(one)
        except Exception:  # noqa: BLE001 - the other deliveries must not wait for this one's fault; it is due again after a restart
            _log.exception("the delivery of %s to %s could not be settled", one.event_id, one.endpoint_id)
        finally:
            lane.end()
            self._woken.set()

    async def _attempt(self, one: Delivery) -> None:
        begun = self._handling.clock()
        answered = await self._sent(one)
        now = self._handling.clock()
        state = State(attempts=one.tries, failing_since=self._progress.failing_since(one.endpoint_id))
        outcome = Outcome(status=answered.status, retry_after=answered.retry_after)
        after = next_step(state, outcome, now, self._policy, secrets.randbelow(1000))
        attempt = Attempt(number=0, at=begun, status=answered.status, ms=answered.ms, fault=answered.fault, answer=answered.body)
        self._progress.settle(one, attempt, "pending" if after.fate == "again" else after.fate, after.state.attempts, after.at)
        if after.disable:
            await self._disable(one, after.disable)

    async def _sent(self, one: Delivery) -> Answered:
        now = self._handling.clock()
        entry = await self._states.ledger.entry(one.position)
        keys = self._directory.endpoints.of(one.endpoint_id, now)
        if entry is None or keys is None or not keys.signing_secrets:
            return Answered(status=0, fault="the address or the secret of the endpoint is not kept here any more")
        try:
            body = self._envelope(entry)
        except Exception:  # noqa: BLE001 - one event that cannot be put into words must not stop those after it
            _log.exception("%s could not be written for %s", one.event_id, one.endpoint_id)
            return Answered(status=0, fault="the event could not be written; the server's log says why")
        return await send(
            keys, self._key, one.event_id, body, now, networks=self._networks, authorities=self._authorities, patience=self._patience
        )

    async def _disable(self, one: Delivery, why: WhyDisabled) -> None:
        handling = self._handling.within(one.workspace_id)
        context = handling.context(actor="system", actor_kind="system", surface="scheduler", causation_id=one.event_id)
        answer = await handling.handle(one.workspace_id, DisableEndpoint(endpoint_id=one.endpoint_id, why=why), context)
        if isinstance(answer, Refusal):
            _log.warning("%s could not be disabled: %s", one.endpoint_id, answer)
