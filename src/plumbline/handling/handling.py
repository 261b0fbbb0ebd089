"""The one writer: every change of the product passes `Handling.handle`."""

import logging
import secrets
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice, takewhile
from typing import Any, TypeVar

from plumbline.blobs.errors import BlobError, UnwritableBlobs
from plumbline.blobs.memory import MemoryBlobs
from plumbline.blobs.store import Blobs
from plumbline.blobs.within import WorkspaceBlobs
from plumbline.domain import permission
from plumbline.domain.checking import check, refuse
from plumbline.domain.cycle.decision import DecisionDelegated
from plumbline.domain.cycle.evidence import SubmitEvidence
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.cycle.thread import RedactComment, Thread
from plumbline.domain.document import rules as document_rules
from plumbline.domain.document.document import (
    Document,
    RedactVersion,
)
from plumbline.domain.journey import rules as journey_rules
from plumbline.domain.journey.journey import Journey, JourneyEdited
from plumbline.domain.run import rules as run_rules
from plumbline.domain.run.run import RedactRun, Run
from plumbline.domain.streams import NOUNS, State, decide, empty, evolve, fold
from plumbline.domain.workspace.calendar import in_force
from plumbline.domain.workspace.rules import title_free
from plumbline.domain.workspace.theme import ThemeDefined
from plumbline.domain.workspace.workspace import CreateWorkspace, Workspace
from plumbline.handling.attributing import attribution, draft, item_of, place_of
from plumbline.handling.bodies import bodies_of, handed_in
from plumbline.handling.evidence import with_run
from plumbline.handling.machines import machine_in
from plumbline.handling.redacting import redacted
from plumbline.handling.states import After, States
from plumbline.kernel.identity import make_id, prefix_of
from plumbline.kernel.outcome import ActorKind, Context, Finding, Receipt, Refusal
from plumbline.ledger.entry import Append, Appended, Idempotency
from plumbline.ledger.errors import LedgerError, ReadOnly, Unrecordable, VersionConflict
from plumbline.ledger.store import Ledger
from plumbline.ledger.within import WorkspaceLedger

Answer = Receipt | Refusal
Clock = Callable[[], datetime]
AnswerBytes = Callable[[Receipt], bytes]
Guard = Callable[[State], Refusal | None]
"""Says why a command is not decided on the state that it finds. Asked under the lock of its stream, once the actor may send it."""
T = TypeVar("T")

_log = logging.getLogger(__name__)
_ATTEMPTS = 3


def system_clock() -> datetime:
    """Return the machine's time, in UTC."""
    return datetime.now(UTC)


class Handling:
    """Authorise, load, fold, decide, append; retry on a conflict. All of it within one workspace.

    A stream of another workspace is answered exactly like a stream that does not exist. Which workspace a stream belongs to is said by the
    stream itself, never by who asks. A stream's lock is held from load to durable append, and by readers of its folded state, so nobody
    sees half a command.
    """

    def __init__(
        self,
        ledger: Ledger,
        workspace_id: str,
        *,
        clock: Clock = system_clock,
        blobs: Blobs | None = None,
        states: States | None = None,
    ) -> None:
        """workspace_id: "" for nobody, who reaches nothing. blobs: where bodies are kept; without them in memory.

        states: those of the installation; without them there is no other workspace.
        """
        self.states = States(ledger, workspace_id) if states is None else states
        self.workspace_id = workspace_id
        self.clock = clock
        self.ledger = WorkspaceLedger(ledger, workspace_id)
        self.blobs = WorkspaceBlobs(
            MemoryBlobs() if blobs is None else blobs, workspace_id, clock=clock, earlier=workspace_id == self.states.home_id
        )

    def within(self, workspace_id: str) -> "Handling":
        """Return the same for another workspace; locks and states are shared."""
        return Handling(self.states.ledger, workspace_id, clock=self.clock, blobs=self.blobs.whole, states=self.states)

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
        guard: Guard | None = None,
    ) -> Answer:
        """Turn one command into recorded events.

        bodies: what the command names by digest; kept before its events are written, and not at all when it is refused.
        idempotency: (scope, request hash, how to write the answer down); kept with the events under context.idempotency_key.
        guard: what the caller makes the command depend on.
        Returns a receipt once the events are durable, or a refusal when nothing was written. Raises AlreadyAnswered when the key was used,
        TooLarge for a body with too many bytes.
        """
        with self.states.acting():
            if isinstance(command, CreateWorkspace):
                async with self.states.founding():
                    return await self._handle(stream, command, context, bodies, idempotency, guard)
            if isinstance(command, SubmitEvidence):
                command = await with_run(command, self._run)
            return await self._handle(stream, command, context, bodies, idempotency, guard)

    async def would_refuse(self, stream: str, command: Any, context: Context) -> Refusal | None:
        """Return why a command would be refused if it came now; None when it would be taken. Nothing is written."""
        async with self.states.lock(stream):
            state = self._seen(await self.states.load(stream))
            await self._bring_bodies(state)
            workspace = state if isinstance(state, Workspace) else await self.workspace()
            answer, _ = await self._judged(stream, command, context, state, workspace, None)
            return answer if isinstance(answer, Refusal) else None

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

        texts: with the texts of a document, or the content of a journey, that its rules may read. A run comes with its
        journey, ready to run.
        """
        async with self.states.lock(stream):
            state = self._seen(await self.states.load(stream))
            if texts:
                await self._bring_bodies(state)
            if isinstance(state, Run):
                await self._bring_machine(state, state.digest)
            yield state

    async def workspace(self) -> Workspace:
        """Return the workspace's state. It may change at the next await of whoever asked."""
        return await self.states.workspace(self.workspace_id) if self.workspace_id else Workspace(id="")

    async def state_at(self, stream: str, version: int) -> Any:
        """Fold a stream up to a version, apart from the kept states."""
        return self._seen(await self.states.ledger.replay(stream, Recorded, lambda history: fold(stream, islice(history, version))))

    async def state_as_of(self, stream: str, position: int) -> Any:
        """Fold what had been written to a stream up to an entry of the ledger, apart from the kept states."""

        def up_to(history: Iterable[Recorded]) -> Any:
            return fold(stream, takewhile(lambda happened: happened.position <= position, history))

        return self._seen(await self.states.ledger.replay(stream, Recorded, up_to))

    async def found_in(self, stream: str, find: Callable[[Iterable[Recorded]], T]) -> T:
        """Return what a function finds in everything that was written to a stream. It reads all of it: for what no projection answers."""
        return await self.states.ledger.replay(stream, Recorded, find)

    async def _run(self, run_id: str) -> Run | None:
        """Return a run as it stands now; what it played and how it ended never changes afterwards."""
        async with self.reading(run_id) as state:
            return replace(state, moves=[*state.moves]) if isinstance(state, Run) and state.version else None

    async def _handle(
        self,
        stream: str,
        command: Any,
        context: Context,
        bodies: Sequence[bytes],
        idempotency: tuple[str, str, AnswerBytes] | None,
        guard: Guard | None,
    ) -> Answer:
        for _ in range(_ATTEMPTS):
            async with self.states.lock(stream):
                try:
                    return await self._attempt(stream, command, context, bodies, idempotency, guard)
                except VersionConflict:
                    self.states.drop(stream)  # another node was first: decide again on what is true now
                except (ReadOnly, UnwritableBlobs) as fault:
                    self.states.drop(stream)
                    return Refusal(code="ledger.read_only", kind="unavailable", findings=(_unwritable(fault),))
                except Unrecordable as fault:
                    self.states.drop(stream)
                    finding = Finding(rule="ledger.recordable", met=False, actual=str(fault))
                    return Refusal(code="ledger.unrecordable", kind="invalid", findings=(finding,))
                except BaseException:
                    self.states.drop(stream)  # the state may hold events that were never written
                    raise
        return Refusal(code="stale", kind="stale")

    async def _attempt(
        self,
        stream: str,
        command: Any,
        context: Context,
        bodies: Sequence[bytes],
        idempotency: tuple[str, str, AnswerBytes] | None,
        guard: Guard | None,
    ) -> Answer:
        found = await self.states.load(stream)
        state = self._seen(found)
        await self._bring_bodies(state)
        if isinstance(state, Run):
            await self._bring_machine(state, run_rules.needed(command, state), bodies)
        workspace = state if isinstance(state, Workspace) else await self.workspace()
        answer, context = await self._judged(stream, command, context, state, workspace, guard)
        if isinstance(answer, Refusal):
            return answer
        version = state.version
        if answer and state is not found:
            return Refusal(code="missing", kind="missing", findings=(_unknown(stream),))
        if not answer:
            await self._forget(stream, command)  # a redaction that was recorded, but cut off before its words were gone
            return Receipt(stream=stream, version=version, position=context.ledger_position, item=item_of(command), changed=False)
        if refused := await self._unkept(answer):
            return refused
        for body in (*bodies, *bodies_of(command, state)):
            await self.blobs.put(body)
        for event in answer:
            for digest in handed_in(event):
                await self.blobs.renew(digest)  # what was handed in long ago does not go while it is being named
            evolve(state, Recorded(event, context.actor, context.now))
        appended = await self._append(stream, version, answer, After(state, workspace), context, idempotency)
        await self._forget(stream, command)
        if isinstance(command, CreateWorkspace):
            self.states.know([stream])
        return Receipt(stream=stream, version=appended.version, position=appended.position, item=item_of(answer[0]))

    async def _judged(
        self, stream: str, command: Any, context: Context, state: Any, workspace: Workspace, guard: Guard | None
    ) -> tuple[Sequence[Any] | Refusal, Context]:
        """Return what a command leads to in a state, and the context in which that was decided."""
        cycle = state if isinstance(state, Cycle) else None
        context = replace(context, workspace=workspace.id)
        if refused := await self._unfounded(command, stream, context) or permission.refusal(command, cycle, workspace, context):
            return refused, context
        if guard is not None and (refused := guard(state)):
            return refused, context
        role = context.role or permission.role_used(command, cycle, workspace, context)
        calendar_version = _calendar_version(cycle, workspace, context.now)
        size = await self.states.ledger.size()
        if role == "delegate" and cycle is not None:
            context = await self._for_the_owner(command, cycle, context)
        context = replace(context, role=role, policy_version=workspace.version, calendar_version=calendar_version, ledger_position=size)
        return decide(command, state, workspace, context), context

    async def _bring_bodies(self, state: State) -> None:
        """Put the bodies that rules may read into a state: they are not in the ledger."""
        if isinstance(state, Document):
            await self._bring_texts(state)
        elif isinstance(state, Journey) and state.content is None and state.base and (blob := await self.blobs.get(state.base)):
            journey_rules.bring(state, blob.body)

    async def _bring_texts(self, document: Document) -> None:
        """Put the texts that rules may read into a document's state; those of yesterday go."""
        wanted = document_rules.needed(document)
        texts = {digest: text for digest, text in document.texts.items() if digest in wanted}
        for digest in wanted - texts.keys():
            if blob := await self.blobs.get(digest):
                texts[digest] = blob.body.decode()
        document.texts = texts

    async def _bring_machine(self, run: Run, digest: str, bodies: Sequence[bytes] = ()) -> None:
        """Put the journey of a digest into a run's state, ready to run: from what comes with the command, or from what is kept here."""
        if run.machine is not None or not digest:
            return
        given = next((body for body in bodies if sha256(body).hexdigest() == digest), None)
        if given is None and (blob := await self.blobs.get(digest)):
            given = blob.body
        if given is not None:
            run.machine = machine_in(digest, given)

    async def _for_the_owner(self, command: Any, cycle: Cycle, context: Context) -> Context:
        """Return the context with the owner a delegate acts for, and the id of the entry that grants it."""
        decision = place_of(command, cycle)
        if isinstance(decision, Thread):
            decision = cycle.decisions.get(decision.anchor.id)
        if decision is None:
            return context

        def grant(history: Iterable[Recorded]) -> int:
            given = (one.position for one in history if isinstance(one.event, DecisionDelegated) and one.event.decision_id == decision.id)
            return max(given, default=0)

        entry = await self.states.ledger.entry(await self.states.ledger.replay(cycle.id, Recorded, grant))
        return replace(context, on_behalf_of=decision.owner_id, delegation=entry.id if entry else "")

    async def _forget(self, stream: str, command: Any) -> None:
        """Erase the words of a comment, a version's note or a run that were redacted; the digest, the leaf and its proofs stay.

        A disk that refuses is logged and not told as a refusal, because the redaction itself is written; redacting again erases them.
        """
        if not isinstance(command, RedactComment | RedactVersion | RedactRun):
            return
        try:
            await self.states.ledger.erase(await self.states.ledger.replay(stream, Recorded, lambda history: redacted(command, history)))
        except ReadOnly:
            _log.exception("the words of %s in %s were not erased", command, stream)
        self.states.drop(stream)  # it may still hold a quote that was erased with the words

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
        return await self.states.ledger.append(
            Append(
                stream=stream,
                after=after,
                drafts=tuple(draft(event, after_all.state) for event in events),
                attribution=attribution(after_all.state, context),
                state_after=after_all,
                idempotency=kept,
            )
        )

    async def _unfounded(self, command: Any, stream: str, context: Context) -> Refusal | None:
        """Return why a workspace may not be made: who may, and under which name, depends on those that there are."""
        if not isinstance(command, CreateWorkspace) or stream == self.states.home_id:
            return None
        home = await self.states.workspace(self.states.home_id) if self.workspace_id == self.states.home_id else Workspace(id="")
        if refused := permission.founding_refusal(home, context):
            return refused
        others = [one.title for one in await self.states.workspaces() if one.id != stream]
        return refuse("workspace.invalid", [title_free(command.title, others)])

    async def _unkept(self, events: Sequence[Any]) -> Refusal | None:
        """Return why a journey or a theme may not name pictures that are not kept here."""
        named = {digest for event in events if isinstance(event, JourneyEdited | ThemeDefined) for digest in handed_in(event)}
        missing = named - await self.blobs.known(named) if named else set[str]()
        return refuse("journey.unusable", [check("journey.image", False, actual=digest, act="journey.edit") for digest in sorted(missing)])

    def _seen(self, state: State) -> State:
        """Return the state of a stream as the workspace sees it: that of another one as if nothing had ever happened in it."""
        return state if self.states.belongs_to(state) in ("", self.workspace_id) else empty(state.id)


def _calendar_version(cycle: Cycle | None, workspace: Workspace, now: datetime) -> int:
    version = None if cycle is None else in_force(workspace, cycle.calendar_id, now)
    return 0 if version is None else version.version


def _unwritable(fault: LedgerError | BlobError) -> Finding:
    return Finding(rule="ledger.writable", met=False, actual=str(fault), act="operator.free_disk")


def _unknown(stream: str) -> Finding:
    return Finding(rule="common.known", met=False, expected=NOUNS[prefix_of(stream)], actual=stream, item=stream)
