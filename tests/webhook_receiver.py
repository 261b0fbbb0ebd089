"""A receiver of webhooks on the loopback interface, that answers as a test says and keeps what it was sent."""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ssl import SSLContext
from typing import Any

Answering = Callable[["Message"], Awaitable[bytes]]


@dataclass
class Message:
    """One request as it arrived."""

    target: str
    headers: dict[str, str]
    body: bytes
    method: str = "POST"

    @property
    def event(self) -> dict[str, Any]:
        return json.loads(self.body)


@dataclass
class Receiver:
    """answering: returns the bytes of the whole answer, whatever they are."""

    answering: Answering
    port: int = 0
    secure: bool = False
    messages: list[Message] = field(default_factory=list[Message])
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def address(self) -> str:
        return f"{'https' if self.secure else 'http'}://127.0.0.1:{self.port}/in"

    async def until(self, count: int, seconds: float = 10) -> list[Message]:
        """Wait until so many messages have arrived."""
        async with asyncio.timeout(seconds):
            while len(self.messages) < count:
                self.arrived.clear()
                await self.arrived.wait()
        return self.messages


def answer(status: int = 204, body: str = "", **headers: str) -> bytes:
    """Return an answer with a status."""
    lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


async def willing(message: Message) -> bytes:
    """Answer challenges, and take everything else."""
    event = message.event
    return answer(200, event["data"]["challenge"]) if event["type"] == "com.plumbline.endpoint.challenged.v1" else answer()


@asynccontextmanager
async def receiving(answering: Answering = willing, port: int = 0, tls: SSLContext | None = None) -> AsyncGenerator[Receiver]:
    """Listen for as long as it is used. tls: with which certificate, for a receiver with https."""
    receiver = Receiver(answering, secure=tls is not None)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            method, target, *_ = head[0].split()
            message = Message(target, headers, body, method)
            receiver.messages.append(message)
            receiver.arrived.set()
            writer.write(await receiver.answering(message))
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", port, ssl=tls)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
