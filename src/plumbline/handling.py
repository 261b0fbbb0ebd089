"""The one writer: every change of the product passes `Handling.handle`."""

import asyncio
import logging
import secrets
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import islice, takewhile
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

from plumbline.blobs.errors import BlobError, UnwritableBlobs
from plumbline.blobs.memory import MemoryBlobs
from plumbline.blobs.store import Blobs
from plumbline.domain import permission
from plumbline.domain.cycle.decision import DecisionDelegated
from plumbline.domain.cycle.evidence import Evidence
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.cycle.thread import RedactComment, Thread, ThreadOpened, ThreadReplied
from plumbline.domain.document import rules as document_rules
from plumbline.domain.document.document import Document
from plumbline.domain.streams import State, decide, empty, evolve, fold
from plumbline.domain.workspace.calendar import in_force
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.identity import is_id, make_id
from plumbline.kernel.outcome import ActorKind, Context, Finding, Receipt, Refusal
from plumbline.ledger.entry import Append, Appended, Attribution, Draft, Entry, Idempotency
from plumbline.ledger.errors import LedgerError, ReadOnly, Unrecordable, VersionConflict
from plumbline.ledger.store import Ledger

Answer = Receipt | Refusal
Clock = Callable[[], datetime]
AnswerBytes = Callable[[Receipt], bytes]

_log = logging.getLogger(__name__)
_CACHED_STREAMS = 256
# Which field names what a command or an event is about; the first that is filled does. An assumption may name its evidence.
# What an event is about stands before what it names besides: a release its promise, a checkpoint its dependency.
_SUBJECTS = (
    "correction_id",
    "assumption_id", "scope_id", "change_id", "handoff_id", "release_id", "message_id", "checkpoint_id", "dependency_id", "stage_id",
    "safeguard_id", "promise_id", "practice_id", "evidence_id", "thread_id", "blocker_id", "risk_id", "escalation_id", "clock_id",
    "decision_id", "item_id", "review_id", "suggestion_id", "document_id", "cycle_id", "policy_id", "drill_id", "agenda_id",
)  # fmt: skip
_ATTEMPTS = 3


def system_clock() -> datetime:
    """Return the machine's time, in UTC."""
    return datetime.now(UTC)


class After(NamedTuple):
    """What projections read: the stream's state after the whole append, and the workspace that it was decided in."""

    state: State
    workspace: Workspace


class Handling:
    """Authorise, load, fold, decide, append; retry on a conflict. Keeps the folded state of the streams used last.

    A stream's lock is held from load to durable append, and by readers of its folded state, so nobody sees half a command.
    """

    def __init__(self, ledger: Ledger, workspace_id: str, *, clock: Clock = system_clock, blobs: Blobs | None = None) -> None:
        """blobs: where bodies are kept; without them in memory."""
        self.ledger = ledger
        self.blobs: Blobs = MemoryBlobs() if blobs is None else blobs
        self.workspace_id = workspace_id
        self.clock = clock
        self._states: OrderedDict[str, Any] = OrderedDict()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def context(self, *, actor: str, actor_kind: ActorKind = "app_user", surface: str, client: str = "", **more: Any) -> Context:
        """Return the context of a command that arrives now. more: further fields of Context, set by the edge from what it authenticated."""
        now = self.clock()

        def new_id(prefix: str) -> str:
            return make_id(prefix, now, secrets.randbits(74))

        more.setdefault("correlation_id", new_id("cmd"))
        return Context(
            actor=actor, actor_kind=actor_kind, now=now, new_id=new_id, workspace=self.workspace_id, surface=surface, client=client, **more
        )

    async def handle(
        self,
        stream: str,
        command: Any,
        context: Context,
        *,
        bodies: Sequence[bytes] = (),
        idempotency: tuple[str, str, AnswerBytes] | None = None,
    ) -> Answer:
        """Turn one command into recorded events.

        bodies: what the command names by digest; kept before its events are written, and not at all when it is refused.
        idempotency: (scope, request hash, how to write the answer down); kept with the events under context.idempotency_key.
        Returns a receipt once the events are durable, or a refusal when nothing was written. Raises AlreadyAnswered when the key was used,
        TooLarge for a body with too many bytes.
        """
        for _ in range(_ATTEMPTS):
            async with self._lock(stream):
                try:
                    return await self._attempt(stream, command, context, bodies, idempotency)
                except VersionConflict:
                    self._states.pop(stream, None)  # another node was first: decide again on what is true now
                except (ReadOnly, UnwritableBlobs) as fault:
                    self._states.pop(stream, None)
                    return Refusal(code="ledger.read_only", kind="unavailable", findings=(_unwritable(fault),))
                except Unrecordable as fault:
                    self._states.pop(stream, None)
                    finding = Finding(rule="ledger.recordable", met=False, actual=str(fault))
                    return Refusal(code="ledger.unrecordable", kind="invalid", findings=(finding,))
                except BaseException:
                    self._states.pop(stream, None)  # the state may hold events that were never written
                    raise
        return Refusal(code="stale", kind="stale")

    async def keep(self, body: bytes, context: Context) -> str | Refusal:
        """Keep a body that a command of the same caller will name, where the two cannot come together; return its digest.

        Raises TooLarge.
        """
        if refused := permission.keeping_refusal(await self.workspace(), context):
            return refused
        try:
            return await self.blobs.put(body)
        except UnwritableBlobs as fault:
            return Refusal(code="ledger.read_only", kind="unavailable", findings=(_unwritable(fault),))

    @asynccontextmanager
    async def reading(self, stream: str, *, texts: bool = False) -> AsyncGenerator[Any, None]:
        """Give the folded state of a stream, under its lock. Whoever reads it must not change it, nor keep it afterwards.

        texts: with the texts of a document that its rules may read.
        """
        async with self._lock(stream):
            state = await self._load(stream)
            if texts and isinstance(state, Document):
                await self._bring_texts(state)
            yield state

    async def workspace(self) -> Workspace:
        """Return the workspace's state. It may change at the next await of whoever asked."""
        async with self._lock(self.workspace_id):
            return await self._load(self.workspace_id)

    async def state_at(self, stream: str, version: int) -> Any:
        """Fold a stream up to a version, apart from the kept states."""
        return await self.ledger.replay(stream, Recorded, lambda history: fold(stream, islice(history, version)))

    async def state_as_of(self, stream: str, position: int) -> Any:
        """Fold what had been written to a stream up to an entry of the ledger, apart from the kept states."""

        def up_to(history: Iterable[Recorded]) -> Any:
            return fold(stream, takewhile(lambda happened: happened.position <= position, history))

        return await self.ledger.replay(stream, Recorded, up_to)

    async def _attempt(
        self, stream: str, command: Any, context: Context, bodies: Sequence[bytes], idempotency: tuple[str, str, AnswerBytes] | None
    ) -> Answer:
        state = await self._load(stream)
        if isinstance(state, Document):
            await self._bring_texts(state)
        workspace = state if isinstance(state, Workspace) else await self.workspace()
        cycle = state if isinstance(state, Cycle) else None
        if refused := permission.refusal(command, cycle, workspace, context):
            return refused
        role = context.role or permission.role_used(command, cycle, workspace, context)
        calendar_version = _calendar_version(cycle, workspace, context.now)
        head = await self.ledger.head()
        if role == "delegate" and cycle is not None:
            context = await self._for_the_owner(command, cycle, context)
        context = replace(
            context, role=role, policy_version=workspace.version, calendar_version=calendar_version, ledger_position=head.size
        )
        answer = decide(command, state, workspace, context)
        if isinstance(answer, Refusal):
            return answer
        version = state.version
        if not answer:
            await self._forget(stream, command)  # a redaction that was recorded, but cut off before its words were gone
            return Receipt(stream=stream, version=version, position=head.size, item=item_of(command), changed=False)
        for body in (*bodies, *_texts_of(command, state)):
            await self.blobs.put(body)
        for event in answer:
            evolve(state, Recorded(event, context.actor, context.now))
        appended = await self._append(stream, version, answer, After(state, workspace), context, idempotency)
        await self._forget(stream, command)
        return Receipt(stream=stream, version=appended.version, position=appended.position, item=item_of(answer[0]))

    async def _bring_texts(self, document: Document) -> None:
        """Put the texts that rules may read into a document's state; those of yesterday go."""
        wanted = document_rules.needed(document)
        texts = {digest: text for digest, text in document.texts.items() if digest in wanted}
        for digest in wanted - texts.keys():
            if blob := await self.blobs.get(digest):
                texts[digest] = blob.body.decode()
        document.texts = texts

    async def _for_the_owner(self, command: Any, cycle: Cycle, context: Context) -> Context:
        """Return the context with the owner a delegate acts for, and the id of the entry that grants it."""
        decision = _place_of(command, cycle)
        if isinstance(decision, Thread):
            decision = cycle.decisions.get(decision.anchor.id)
        if decision is None:
            return context

        def grant(history: Iterable[Recorded]) -> int:
            given = (one.position for one in history if isinstance(one.event, DecisionDelegated) and one.event.decision_id == decision.id)
            return max(given, default=0)

        entry = await self.ledger.entry(await self.ledger.replay(cycle.id, Recorded, grant))
        return replace(context, on_behalf_of=decision.owner_id, delegation=entry.id if entry else "")

    async def _forget(self, stream: str, command: Any) -> None:
        """Erase the words of a comment that was redacted; the digest, the leaf and its proofs stay.

        A disk that refuses is logged and not told as a refusal, because the redaction itself is written; redacting again erases them.
        """
        if not isinstance(command, RedactComment):
            return

        def holding(history: Iterable[Recorded]) -> list[int]:
            return [
                one.position
                for one in history
                if isinstance(one.event, ThreadOpened | ThreadReplied) and one.event.comment_id == command.comment_id
            ]

        try:
            await self.ledger.erase(await self.ledger.replay(stream, Recorded, holding))
        except ReadOnly:
            _log.exception("the words of %s were not erased", command.comment_id)
        self._states.pop(stream, None)  # it may still hold a quote that was erased with the words

    async def _append(
        self,
        stream: str,
        after: int,
        events: Sequence[Any],
        after_all: After,
        context: Context,
        idempotency: tuple[str, str, AnswerBytes] | None,
    ) -> Appended:
        kept = None
        if idempotency is not None and context.idempotency_key:
            scope, request_hash, answer = idempotency
            receipt = Receipt(stream=stream, version=after + len(events), position=0, item=item_of(events[0]))
            kept = Idempotency(scope=scope, key=context.idempotency_key, request_hash=request_hash, answer=answer(receipt))
        return await self.ledger.append(
            Append(
                stream=stream,
                after=after,
                drafts=tuple(draft(event, after_all.state) for event in events),
                attribution=attribution(after_all.state, context),
                state_after=after_all,
                idempotency=kept,
            )
        )

    async def _load(self, stream: str) -> Any:
        state = self._states.get(stream)
        if state is None:
            state = await self.ledger.replay(stream, Recorded, partial(fold, stream))
            self._states[stream] = state
            if len(self._states) > _CACHED_STREAMS:
                self._states.popitem(last=False)
        else:
            self._states.move_to_end(stream)
        return state

    def _lock(self, stream: str) -> asyncio.Lock:
        lock = self._locks.get(stream)
        if lock is None:
            lock = self._locks[stream] = asyncio.Lock()
        return lock


class StreamFold:
    """Folds one stream append by append, for the rebuilding of projections by what is known of the workspace today."""

    def __init__(self, stream: str, workspace: Workspace) -> None:
        self.state = empty(stream)
        self.workspace = workspace

    def add(self, entries: Sequence[Entry]) -> After:
        """Apply entries that were written together; return the state afterwards."""
        for entry in entries:
            evolve(self.state, recorded(entry))
        return After(self.state, self.workspace)


def recorded(entry: Entry) -> Recorded:
    """Return what an entry says, in the form that states are folded from."""
    return Recorded(entry.event, entry.attribution.actor, entry.attribution.occurred_at, entry.position)


def _texts_of(command: Any, state: State) -> Iterable[bytes]:
    """The texts that a command's events name by digest."""
    return (text.encode() for text in document_rules.texts_of(command, state)) if isinstance(state, Document) else ()


def item_of(words: Any) -> str:
    """Return the id of the thing that a command or an event is about; empty when it is about the whole stream."""
    for name in _SUBJECTS:
        if value := getattr(words, name, ""):
            return value
    return ""


def draft(event: Any, state: State) -> Draft:
    """Return an event with the section, objective, prototype and content it belongs to."""
    if not isinstance(state, Cycle):
        return Draft(event=event)
    place = _place_of(event, state)
    journey, screen = _shown_by(place)
    return Draft(
        event=event,
        section=getattr(event, "section_id", "") or getattr(place, "section_id", ""),
        objective=getattr(event, "objective_id", "") or getattr(place, "objective_id", ""),
        journey=journey,
        screen=screen,
        run=_run_of(state.evidence.get(getattr(event, "evidence_id", ""))),
        content_hash=getattr(event, "content_hash", "") or getattr(place, "content_hash", ""),
    )


def attribution(state: State, context: Context) -> Attribution:
    """Return where entries written now come from: the authenticated context, and the plan of the cycle."""
    plan = state.plan if isinstance(state, Cycle) else None
    return Attribution(
        occurred_at=context.now,
        actor=context.actor,
        actor_kind=context.actor_kind,
        workspace=context.workspace,
        surface=context.surface,
        client=context.client,
        role=context.role,
        on_behalf_of=context.on_behalf_of,
        delegation=context.delegation,
        correlation_id=context.correlation_id,
        causation_id=context.causation_id or context.correlation_id,
        trace_parent=context.trace_parent,
        trace_state=context.trace_state,
        origin=context.origin,
        origin_id=context.origin_id,
        claimed=context.claimed,
        policy_version=context.policy_version,
        calendar_version=context.calendar_version,
        cycle=state.id if isinstance(state, Cycle) else getattr(state, "cycle_id", ""),
        playbook=plan.id if plan else "",
        packs_digest=state.packs_digest if isinstance(state, Cycle) else "",
    )


def _place_of(event: Any, cycle: Cycle) -> Any:
    """The decision or thread that an event belongs to: its section and objective are the event's."""
    if thread := cycle.threads.get(getattr(event, "thread_id", "")):
        return thread
    if found := cycle.evidence.get(getattr(event, "evidence_id", "")):
        return cycle.decisions.get(found.decision_id)
    if review := cycle.reviews.get(getattr(event, "review_id", "")):
        return review
    return cycle.decisions.get(getattr(event, "decision_id", "") or getattr(event, "item_id", ""))


def _shown_by(place: Any) -> tuple[str, str]:
    """The journey and the screen that a thread is anchored to, as far as the anchor names them by their ids."""
    if not isinstance(place, Thread) or place.anchor.kind not in ("journey", "screen", "transition"):
        return "", ""
    named = (place.anchor.id, place.anchor.part)
    return next((one for one in named if is_id(one, "jrn")), ""), next((one for one in named if is_id(one, "scr")), "")


def _run_of(found: Evidence | None) -> str:
    return found.reference if found is not None and found.kind == "run" and is_id(found.reference, "run") else ""


def _calendar_version(cycle: Cycle | None, workspace: Workspace, now: datetime) -> int:
    version = None if cycle is None else in_force(workspace, cycle.calendar_id, now)
    return 0 if version is None else version.version


def _unwritable(fault: LedgerError | BlobError) -> Finding:
    return Finding(rule="ledger.writable", met=False, actual=str(fault), act="operator.free_disk")
