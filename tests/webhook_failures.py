"""Receivers that fail, each in its own way the first time it is sent an event, and take it the next time."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from webhook_receiver import answer

Failing = Callable[["Failure", asyncio.StreamWriter], Awaitable[None]]
FOR_EVER = 10_000


@dataclass
class Failure:
    """A receiver. taken: how often it took each event. effects: what it did, once for each id, and when. failing: None for a steady one."""

    name: str
    failing: Failing | None
    canary: str = ""
    port: int = 0
    taken: Counter[str] = field(default_factory=Counter[str])
    effects: dict[str, float] = field(default_factory=dict[str, float])
    failed: set[str] = field(default_factory=set[str])
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/in"

    def take(self, event_id: str) -> None:
        self.taken[event_id] += 1
        self.effects.setdefault(event_id, time.monotonic())

    @property
    def repeated(self) -> int:
        """How many events it took more often than once, counted each time."""
        return self.taken.total() - len(self.taken)


async def hang(failure: Failure, writer: asyncio.StreamWriter) -> None:
    await failure.ended.wait()


async def drip(_: Failure, writer: asyncio.StreamWriter) -> None:
    for _turn in range(FOR_EVER):
        writer.write(b"H")
        await writer.drain()
        await asyncio.sleep(0.05)


async def redirect_inward(failure: Failure, writer: asyncio.StreamWriter) -> None:
    writer.write(answer(302, "", Location=failure.canary))


async def be_gone(failure: Failure, writer: asyncio.StreamWriter) -> None:
    writer.write(answer(410))


async def ask_for_a_pause(_: Failure, writer: asyncio.StreamWriter) -> None:
    writer.write(answer(429, "", Retry_After="1"))


async def break_down(_: Failure, writer: asyncio.StreamWriter) -> None:
    writer.write(answer(500, "broken"))


async def talk_for_ever(_: Failure, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 503 Busy\r\nContent-Length: 99999999999\r\n\r\n")
    for _turn in range(FOR_EVER):
        writer.write(b"z" * 65536)
        await writer.drain()


async def send_headers_for_ever(_: Failure, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    for _turn in range(FOR_EVER):
        writer.write(b"X: y\r\n" * 1000)
        await writer.drain()


async def babble(_: Failure, writer: asyncio.StreamWriter) -> None:
    writer.write(b"\x16\x03\x01\x00 no HTTP at all\r\n\r\n")


async def reset(_: Failure, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def hang_up(_: Failure, writer: asyncio.StreamWriter) -> None:
    return


async def answer_half(_: Failure, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 20")


WAYS: Mapping[str, Failing] = {
    "hangs": hang, "drips": drip, "redirects inward": redirect_inward, "is gone": be_gone, "asks for a pause": ask_for_a_pause,
    "breaks down": break_down, "talks for ever": talk_for_ever, "sends headers for ever": send_headers_for_ever, "babbles": babble,
    "resets": reset, "hangs up": hang_up, "answers half": answer_half,
}  # fmt: skip


@asynccontextmanager
async def failing_receivers() -> AsyncGenerator[dict[str, Failure]]:
    """Listen with a receiver for each way to fail, one that does what it is told and loses the answer, a steady one, and a canary."""
    async with AsyncExitStack() as stack:
        canary = await _listening(stack, Failure("canary", None))
        found = [Failure(name, failing, canary.address) for name, failing in WAYS.items()]
        found += [Failure("does it and loses the answer", reset), Failure("steady", None)]
        yield {one.name: await _listening(stack, one) for one in found} | {"canary": canary}


async def _listening(stack: AsyncExitStack, failure: Failure) -> Failure:
    open_ones: dict[asyncio.StreamWriter, asyncio.Task[None] | None] = {}

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_ones[writer] = asyncio.current_task()
        try:
            while True:
                await _respond(failure, reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            return
        finally:
            del open_ones[writer]
            writer.close()

    async def close() -> None:
        server.close()
        failure.ended.set()
        serving = list(filter(None, open_ones.values()))
        for writer in open_ones:
            writer.transport.abort()
        await asyncio.gather(*serving)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    failure.port = server.sockets[0].getsockname()[1]
    stack.push_async_callback(close)
    return failure


async def _respond(failure: Failure, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
    length = next(int(line.partition(":")[2]) for line in head if line.startswith("content-length:"))
    event = json.loads(await reader.readexactly(length))
    if "challenge" in event["data"]:
        writer.write(answer(200, event["data"]["challenge"]))
    elif failure.failing is None or event["id"] in failure.failed:
        failure.take(event["id"])
        writer.write(answer())
    else:
        failure.failed.add(event["id"])
        if failure.name == "does it and loses the answer":
            failure.take(event["id"])
        await failure.failing(failure, writer)
        await writer.drain()
        raise ConnectionAbortedError
    await writer.drain()
