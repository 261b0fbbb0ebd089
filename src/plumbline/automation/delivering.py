"""When an event is recorded, then tell the endpoints that asked for it: at least once, each in its own lane."""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from plumbline.automation.speaking import Said, Speaker
from plumbline.automation.waking import woken
from plumbline.directory.directory import Directory
from plumbline.directory.endpoint_keys import EndpointKeys
from plumbline.domain.workspace.endpoint import WEBHOOK, DisableEndpoint, Endpoint, WhyDisabled
from plumbline.handling import Handling
from plumbline.kernel.outcome import Refusal
from plumbline.ledger.entry import Entry
from plumbline.outbox import schedule
from plumbline.outbox.address_guard import Network
from plumbline.outbox.connector import Outcome
from plumbline.outbox.lane import Lane
from plumbline.outbox.posting import PATIENCE, Answered, Poster
from plumbline.outbox.progress import Attempt, Delivery, Progress, Settlement
from plumbline.outbox.progress import State as ProgressState
from plumbline.outbox.schedule import Next, Policy, State, next_step
from plumbline.outbox.sending import send
from plumbline.outbox.signing import SignsOnce, fingerprint
from plumbline.projections.deliveries import owed_after

Envelope = Callable[[Entry], bytes]

_log = logging.getLogger(__name__)
_LONGEST_SLEEP = 5.0  # seconds; bounds how late a stepped machine clock can make an attempt
_PORTION = 1000
_KEPT_WRITTEN, _MOST_WRITTEN = 5.0, 4000  # seconds, events


class _Keys(NamedTuple):
    """How an endpoint is reached now, and what may be written down of the secrets."""

    kept: EndpointKeys
    fingerprints: tuple[str, ...]


class _Came(NamedTuple):
    """What an attempt brought. said: by a connector; None when the event itself was sent."""

    delivery: Delivery
    lane: Lane
    begun: datetime
    answered: Answered | None
    marks: tuple[str, ...] = ()
    said: Said | None = None


class _Written:
    """The bytes of the events that were told of last, for the other endpoints that are told of them at the same time.

    They are kept for a moment only: what is erased from an event has to be missing from what is sent afterwards.
    """

    def __init__(self) -> None:
        self._bodies: dict[int, bytes] = {}
        self._since = 0.0

    def get(self, position: int) -> bytes | None:
        if time.monotonic() - self._since > _KEPT_WRITTEN or len(self._bodies) > _MOST_WRITTEN:
            self._bodies.clear()
            self._since = time.monotonic()
        return self._bodies.get(position)

    def keep(self, position: int, body: bytes) -> bytes:
        self._bodies[position] = body
        return body


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
        speaker: Speaker | None = None,
    ) -> None:
        """envelope: returns the bytes that tell of an entry, the same ones each time. networks: see `address_guard`.

        authorities: see `posting`. speaker: for endpoints whose connector is not the webhook; without one they wait.
        """
        self._handling = handling
        self._states = handling.states
        self._directory = directory
        self._progress = progress
        self._envelope = envelope
        self._networks = networks
        self._poster = Poster(authorities)
        self._written = _Written()
        self._policy = policy or Policy()
        self._patience = patience
        self._speaker = speaker
        self._key = SignsOnce(directory.endpoints.signing_key())
        self._lanes: dict[str, Lane] = {}
        self._answered: list[_Came] = []
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
                    await self._settle()
                    await self._take_up()
                    wait = await self._begin()
                except Exception:  # noqa: BLE001 - what is owed stays owed, and is looked at again
                    _log.exception("deliveries could not be looked after; tried again in %d s", _LONGEST_SLEEP)
                await woken(self._woken, wait)
        finally:
            ending = (following, *self._sending)
            for task in ending:
                task.cancel()
            self._poster.close()
            await asyncio.gather(*ending, return_exceptions=True)  # whoever closes the files next must not be written past

    def wake(self) -> None:
        """Look at what is due now, for whoever moved a clock or a delivery."""
        self._woken.set()

    async def _follow(self) -> None:
        async for _ in self._states.ledger.follow(await self._states.ledger.size()):
            self._woken.set()

    async def _take_up(self) -> None:
        while True:
            owed, upto = await owed_after(self._states.ledger, self._progress.position(), _PORTION)
            if not owed:
                return
            self._progress.take_up(owed, upto, self._handling.clock())

    async def _begin(self) -> float:
        """Begin whatever is due and has room. Returns how many seconds there is nothing to do for."""
        now, wait = self._handling.clock(), _LONGEST_SLEEP
        begun: list[tuple[Delivery, Lane]] = []
        spoken: list[tuple[Delivery, Lane, Endpoint]] = []
        for workspace in await self._states.workspaces():
            for endpoint in list(workspace.endpoints.values()):
                ordered = endpoint.pace.ordered
                if endpoint.standing != "active" or (due := self._progress.next_due(endpoint.id, ordered)) is None:
                    continue
                if due > now:
                    wait = min(wait, (due - now).total_seconds())
                    continue
                if (is_spoken := endpoint.connector != WEBHOOK) and self._speaker is None:
                    continue
                lane = self._lanes.setdefault(endpoint.id, Lane())
                if free := lane.free(endpoint.pace):
                    leased = self._progress.lease(endpoint.id, now, free, ordered)
                    if is_spoken:
                        spoken += [(one, lane, endpoint) for one in leased]
                    else:
                        begun += [(one, lane) for one in leased]
                elif not lane.under_way:
                    wait = min(wait, 1 / endpoint.pace.per_second)
        await self._send_off(begun)
        for one, lane, endpoint in spoken:
            lane.begin()
            self._start(self._speak(one, lane, endpoint))
        return wait

    async def _send_off(self, begun: Sequence[tuple[Delivery, Lane]]) -> None:
        """Begin the requests. What several are told of is read and written once, and so are the secrets of each endpoint."""
        now = self._handling.clock()
        keys = {one: self._keys_of(one, now) for one in {delivery.endpoint_id for delivery, _ in begun}}
        for one, lane in begun:
            body = await self._body(one)
            lane.begin()
            self._start(self._deliver(one, lane, keys[one.endpoint_id], body))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    def _keys_of(self, endpoint_id: str, now: datetime) -> "_Keys | None":
        kept = self._directory.endpoints.of(endpoint_id, now)
        if kept is None or not kept.signing_secrets:
            return None
        return _Keys(kept, tuple(map(fingerprint, kept.signing_secrets)))

    async def _body(self, one: Delivery) -> bytes | str:
        """The bytes that tell of an event, or why there are none."""
        if (body := self._written.get(one.position)) is not None:
            return body
        entry = await self._states.ledger.entry(one.position)
        if entry is None:
            return "the event is not in the ledger"
        try:
            return self._written.keep(one.position, self._envelope(entry))
        except Exception:  # noqa: BLE001 - one event that cannot be put into words must not stop those after it
            _log.exception("%s could not be written for %s", one.event_id, one.endpoint_id)
            return "the event could not be written; the server's log says why"

    async def _deliver(self, one: Delivery, lane: Lane, keys: _Keys | None, body: bytes | str) -> None:
        try:
            begun = self._handling.clock()
            answered = await self._sent(one, keys, body, begun)
            self._answered.append(_Came(one, lane, begun, answered, keys.fingerprints if keys else ()))
        except Exception:  # noqa: BLE001 - the other deliveries must not wait for this one's fault; it is due again after a restart
            _log.exception("the delivery of %s to %s could not be made", one.event_id, one.endpoint_id)
            lane.end()
        finally:
            self._woken.set()

    async def _speak(self, one: Delivery, lane: Lane, endpoint: Endpoint) -> None:
        try:
            begun, entry = self._handling.clock(), await self._states.ledger.entry(one.position)
            if self._speaker is None or entry is None:
                raise LookupError(f"entry {one.position} cannot be told of")
            said = await self._speaker.tell(endpoint, entry, self._poster, self._patience)
        except Exception:  # noqa: BLE001 - the deliveries to the other endpoints must not wait for this one's fault
            _log.exception("%s could not be told to %s", one.event_id, one.endpoint_id)
            begun, why = self._handling.clock(), "it could not be put into words; the server's log says why"
            said = Said(outcome=Outcome(came="again", said=why), answered=Answered(status=0, fault=why))
        self._answered.append(_Came(one, lane, begun, said.answered, said=said))
        self._woken.set()

    async def _sent(self, one: Delivery, keys: _Keys | None, body: bytes | str, now: datetime) -> Answered:
        if keys is None:
            return Answered(status=0, fault="the address or the secret of the endpoint is not kept here any more")
        if isinstance(body, str):
            return Answered(status=0, fault=body)
        return await send(
            keys.kept, self._key, one.event_id, body, now, networks=self._networks, poster=self._poster, patience=self._patience
        )

    async def _settle(self) -> None:
        """Write down, in one go, what came of the requests that have ended. Only then is there room for others to the same endpoints."""
        answered, self._answered = self._answered, []
        if not answered:
            return
        disabling: dict[str, tuple[Delivery, WhyDisabled]] = {}
        settlements: list[Settlement] = []
        failing: dict[str, datetime | None] = {}
        now = self._handling.clock()
        for came in answered:
            one = came.delivery
            if one.endpoint_id not in failing:
                failing[one.endpoint_id] = self._progress.failing_since(one.endpoint_id)
            state = State(attempts=one.tries, failing_since=failing[one.endpoint_id])
            after = _judged(came, state, now, self._policy)
            if after is None:  # it rests until somebody mends the connection
                disabling[one.endpoint_id] = (one, "revoked")
                settlements.append(_settlement(came, "pending", one.tries, now))
                continue
            failing[one.endpoint_id] = after.state.failing_since
            settlements.append(_settlement(came, "pending" if after.fate == "again" else after.fate, after.state.attempts, after.at))
            if after.disable:
                disabling[one.endpoint_id] = (one, after.disable)
        try:
            self._progress.settle(settlements)
        except BaseException:
            self._answered = [*answered, *self._answered]  # and nothing else is sent there before it can be written down
            raise
        for came in answered:
            came.lane.end()
        for one, why in disabling.values():
            await self._disable(one, why)

    async def _disable(self, one: Delivery, why: WhyDisabled) -> None:
        handling = self._handling.within(one.workspace_id)
        context = handling.context(actor="system", actor_kind="system", surface="scheduler", causation_id=one.event_id)
        answer = await handling.handle(one.workspace_id, DisableEndpoint(endpoint_id=one.endpoint_id, why=why), context)
        if isinstance(answer, Refusal):
            _log.warning("%s could not be disabled: %s", one.endpoint_id, answer)


def _judged(came: _Came, state: State, now: datetime, policy: Policy) -> Next | None:
    """Return what follows from an attempt; None when nothing does before somebody mends the connection."""
    if came.said is None:
        sent = came.answered or Answered(status=0)
        outcome = schedule.Outcome(status=sent.status, retry_after=sent.retry_after)
        chance = 0 if outcome.succeeded else secrets.randbelow(1000)  # which takes longer than all the rest, and is not needed then
        return next_step(state, outcome, now, policy, chance)
    told = came.said.outcome
    match told.came:
        case "taken":
            return Next(fate="delivered", state=State(attempts=state.attempts + 1))
        case "refused":
            return Next(fate="exhausted", state=State(attempts=state.attempts + 1))
        case "again":
            again = schedule.Outcome(status=0, retry_after=told.retry_after)
            return next_step(state, again, now, policy, secrets.randbelow(1000))
        case "revoked":
            return None


def _settlement(came: _Came, state: ProgressState, tries: int, due_at: datetime | None) -> Settlement:
    answered, said = came.answered, came.said
    attempt = answered and Attempt(
        number=0, at=came.begun, status=answered.status, ms=answered.ms, answer=answered.body, sent=answered.sent,
        fault=(said.outcome.said if said else "") or answered.fault,
    )  # fmt: skip
    return Settlement(
        delivery=came.delivery, attempt=attempt, state=state, tries=tries, due_at=due_at,
        signed_with=came.marks if answered and answered.sent else (),
        reached=said is not None and said.outcome.came == "refused",
        references=said.references if said else (),
    )  # fmt: skip
