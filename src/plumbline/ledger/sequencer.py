"""One thread that does everything that writes, so that appends share a sync and nothing needs a lock."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple, TypeVar, cast

from plumbline.ledger.entry import Append, Appended
from plumbline.ledger.errors import ReadOnly

T = TypeVar("T")
Answer = Appended | BaseException
Write = Callable[[Sequence[Append]], list[Answer]]
_LARGEST_BATCH = 1024
_HANDED_OVER_AT = 128  # so that one batch is prepared while another one syncs


_Waiting = tuple[Append, "asyncio.Future[Appended]"]
"""What was handed over, and who waits for it."""


class _Job(NamedTuple):
    """Work of another kind, done between batches."""

    run: Callable[[], Any]
    answer: asyncio.Future[Any]


class Sequencer:
    """Hands appends from one event loop to one thread, which writes whatever is waiting as one batch and then answers all.

    write: gives an answer for each append, in order; runs in the thread. written: is told the answers in the loop, before those who wait
    are. idle: is called in the thread when nothing came for idle_seconds.
    alone: while nobody else wants anything, appends are written in the loop's own thread, and the other one has nothing to do.
    """

    def __init__(
        self, write: Write, written: Callable[[Sequence[Answer]], None], idle: Callable[[], None], idle_seconds: float = 5.0
    ) -> None:
        self._write, self._written, self._idle, self._idle_seconds = write, written, idle, idle_seconds
        self._loop = asyncio.get_running_loop()
        self._arrived: list[_Waiting] = []
        self._queue: SimpleQueue[list[_Waiting] | _Job | None] = SimpleQueue()
        self._ended = False
        self.alone = False
        self._turn = threading.Lock()
        self._under_way = 0  # appends that the thread has, or whose answers are on their way back
        self._thread = threading.Thread(target=self._work, name="plumbline-sequencer", daemon=True)
        self._thread.start()

    async def append(self, request: Append) -> Appended:
        """Return what an append got, once it is durable. When the caller is cancelled meanwhile, it may have been written."""
        self._refuse_when_ended()
        if self.alone and not self._under_way:
            return self._written_here(request)
        if not self._arrived:  # all appends of one turn of the loop go over together
            self._loop.call_soon(self._hand_over)
        answer: asyncio.Future[Appended] = self._loop.create_future()
        self._arrived.append((request, answer))
        self._under_way += 1
        if len(self._arrived) >= _HANDED_OVER_AT:
            self._hand_over()
        return await answer

    def _written_here(self, request: Append) -> Appended:
        with self._turn:
            answers = self._write([request])
        self._written(answers)
        if isinstance(answers[0], BaseException):
            raise answers[0]
        return answers[0]

    async def run(self, job: Callable[[], T]) -> T:
        """Run a function in the thread, after everything that was handed over before."""
        self._refuse_when_ended()
        self._hand_over()
        answer: asyncio.Future[T] = self._loop.create_future()
        self._queue.put(_Job(job, answer))
        return await answer

    async def end(self) -> None:
        """Let the thread finish what is waiting, and end it."""
        if not self._ended:
            self._ended = True
            self._hand_over()
            self._queue.put(None)
        await asyncio.to_thread(self._thread.join)

    def _refuse_when_ended(self) -> None:
        if self._ended:
            raise ReadOnly("the ledger is closed")

    def _hand_over(self) -> None:
        if self._arrived:
            self._queue.put(self._arrived)
            self._arrived = []

    def _work(self) -> None:
        arrived: deque[list[_Waiting] | _Job | None] = deque()
        while True:
            if not arrived:
                arrived.append(self._next())
            while not self._queue.empty():
                arrived.append(self._queue.get())
            item = arrived.popleft()
            if item is None:
                return
            if isinstance(item, _Job):
                self._do(item)
                continue
            while arrived and isinstance(arrived[0], list) and len(item) < _LARGEST_BATCH:
                item += cast(list[_Waiting], arrived.popleft())
            self._answer(item)

    def _next(self) -> "list[_Waiting] | _Job | None":
        while True:
            try:
                return self._queue.get(timeout=self._idle_seconds)
            except Empty:
                with self._turn:
                    self._idle()

    def _answer(self, batch: list[_Waiting]) -> None:
        try:
            with self._turn:
                answers = self._write([request for request, _ in batch])
        except BaseException as fault:  # noqa: BLE001 - the thread must outlive a bug, or everybody would wait for ever
            answers = [fault] * len(batch)
        self._tell(self._deliver, batch, answers)

    def _do(self, job: _Job) -> None:
        try:
            with self._turn:
                result, fault = job.run(), None
        except BaseException as raised:  # noqa: BLE001 - the fault belongs to whoever asked for the job
            result, fault = None, raised
        self._tell(_settle, job.answer, result, fault)

    def _tell(self, told: Callable[..., None], *values: Any) -> None:
        with suppress(RuntimeError):  # the loop was closed without closing the ledger; nobody is waiting any more
            self._loop.call_soon_threadsafe(told, *values)

    def _deliver(self, batch: list[_Waiting], answers: Sequence[Answer]) -> None:
        self._under_way -= len(batch)
        self._written(answers)
        for (_, waiting), answer in zip(batch, answers, strict=True):
            if waiting.done():  # whoever asked was cancelled
                continue
            if isinstance(answer, BaseException):
                waiting.set_exception(answer)
            else:
                waiting.set_result(answer)


def _settle(waiting: asyncio.Future[Any], result: Any, fault: BaseException | None) -> None:
    if waiting.done():  # whoever asked was cancelled
        return
    if fault is not None:
        waiting.set_exception(fault)
    else:
        waiting.set_result(result)
