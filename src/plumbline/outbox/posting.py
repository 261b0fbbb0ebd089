"""Requests to addresses that were checked: no redirect is followed, no more of the answer is read than is kept."""

import asyncio
import ssl
import time
from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path

import h11

from plumbline.kernel.record import record
from plumbline.outbox.address_guard import Destination
from plumbline.outbox.answer import KEPT, MOST, Answer, Reading

PATIENCE = 15.0  # seconds for all of it, however slowly the receiver speaks
_IDLE = 4.0  # seconds that a connection is kept for the next request; many receivers hang up after five
_MOST_IDLE = 512  # connections to one place, which several endpoints may have in common
_HIDDEN = "/…"
_Place = tuple[str, str, str, int]

_LETS_IN = "Authorization: "

__all__ = ["KEPT", "MOST", "PATIENCE", "Answered", "Poster", "post", "trust"]


@record
class Answered:
    """What came back. status: 0 without an answer; fault then says why. body: how it began. ms: how long it took.

    sent: the request line, without its path, which may be a secret, and the headers as they were sent, a line each, without what lets us
    in; empty when nothing was. headers: of the answer, their names in lower case, when more than the usual was asked for.
    """

    status: int
    fault: str = ""
    retry_after: timedelta | None = None
    body: bytes = b""
    ms: int = 0
    sent: str = ""
    headers: tuple[tuple[str, str], ...] = ()


async def post(
    destination: Destination, headers: Mapping[str, str], body: bytes, patience: float = PATIENCE, authorities: Path | None = None
) -> Answered:
    """Send one body, with a connection of its own; see `Poster`."""
    poster = Poster(authorities)
    try:
        return await poster.post(destination, headers, body, patience)
    finally:
        poster.close()


class Poster:
    """Sends bodies, and keeps connections for a moment for what is sent to the same checked address, under the same name, next.

    authorities: a file of certificates whose holders vouch for receivers, besides those that this machine trusts.
    """

    def __init__(self, authorities: Path | None = None) -> None:
        self._authorities = authorities
        self._idle: defaultdict[_Place, list[_Line]] = defaultdict(list)

    def close(self) -> None:
        """Hang up everywhere. What is under way ends by itself."""
        for lines in self._idle.values():
            for line in lines:
                line.abort()
        self._idle.clear()

    async def post(self, destination: Destination, headers: Mapping[str, str], body: bytes, patience: float = PATIENCE) -> Answered:
        """Send a body and return what came back; see `ask`."""
        return await self.ask("POST", destination, headers, body, patience)

    async def ask(
        self,
        method: str,
        destination: Destination,
        headers: Mapping[str, str],
        body: bytes,
        patience: float = PATIENCE,
        most: int = KEPT,
    ) -> Answered:
        """Make a request and return what came back. It never raises for what a receiver or the network does.

        headers: with the host and the length of the body. most: how many bytes of the answer are kept.
        """
        begun, said = time.monotonic(), _lines(headers)
        try:
            async with asyncio.timeout(patience):
                answer, fault = await self._exchange(method, destination, said, body, most), ""
        except (OSError, h11.ProtocolError) as raised:
            answer, fault = Answer(status=0, retry_after=None, body=b""), _said(raised, patience)
        return Answered(
            status=answer.status, fault=fault, retry_after=answer.retry_after, body=answer.body, headers=answer.headers,
            ms=int((time.monotonic() - begun) * 1000), sent=f"{method} {_HIDDEN} HTTP/1.1\n{_shown(said)}",
        )  # fmt: skip

    async def _exchange(self, method: str, destination: Destination, lines: str, body: bytes, most: int) -> Answer:
        said = f"{method} {destination.target} HTTP/1.1\n{lines}".replace("\n", "\r\n")
        request = said.encode("ascii") + b"\r\n\r\n" + body
        place = (destination.scheme, destination.host, destination.ip, destination.port)
        if line := self._kept(place):
            try:
                return await self._over(line, place, request, most)
            except OSError:
                if line.heard:
                    raise
                # The receiver had hung up meanwhile. It is told once more under the same id, so it would notice a repetition.
        return await self._over(await self._connected(destination), place, request, most)

    async def _over(self, line: "_Line", place: _Place, request: bytes, most: int) -> Answer:
        try:
            answer = await line.asked(request, most)
        except BaseException:
            line.abort()  # a farewell could take as long as the receiver likes
            raise
        if answer.reusable and not line.lost and len(self._idle[place]) < _MOST_IDLE:
            line.idle_since = time.monotonic()
            self._idle[place].append(line)
        else:
            line.abort()
        return answer

    def _kept(self, place: _Place) -> "_Line | None":
        lines, oldest = self._idle[place], time.monotonic() - _IDLE
        while lines:
            line = lines.pop()
            if not line.lost and line.idle_since > oldest:
                return line
            line.abort()
        del self._idle[place]
        return None

    async def _connected(self, destination: Destination) -> "_Line":
        # The connection goes to the address that was checked; the certificate has to be that of the name.
        name = destination.host.rstrip(".") if destination.scheme == "https" else None
        _, line = await asyncio.get_running_loop().create_connection(
            _Line, destination.ip, destination.port, ssl=trust(self._authorities) if name else None, server_hostname=name
        )
        return line


def _lines(headers: Mapping[str, str]) -> str:
    """The headers, a line each."""
    lines = "\n".join([f"{name}: {value}" for name, value in headers.items()])
    if "\r" in lines or lines.count("\n") != len(headers) - 1:
        raise ValueError("a header cannot hold a line break")
    return lines


def _shown(lines: str) -> str:
    """The headers without what would let anybody in who reads them."""
    if _LETS_IN not in lines:
        return lines
    return "\n".join(f"{_LETS_IN}…" if one.startswith(_LETS_IN) else one for one in lines.split("\n"))


def _said(fault: Exception, patience: float) -> str:
    """Say why there was no answer."""
    match fault:
        case TimeoutError():
            return f"no answer within {patience:g} seconds"
        case ssl.SSLCertVerificationError():
            return f"no trusted connection: {fault.verify_message}"
        case ssl.SSLError():
            return f"no trusted connection: {fault.reason or fault}"
        case OSError():
            return f"no connection: {fault.strerror or fault}"
        case _:
            return f"the answer is not HTTP: {fault}"


class _Line(asyncio.Protocol):
    """One connection. heard: whether anything of the present answer has come; lost: whether it is of no use any more."""

    def __init__(self) -> None:
        self.heard = False
        self.lost = False
        self.idle_since = 0.0
        self._transport: asyncio.Transport | None = None
        self._reading: Reading | None = None
        self._answer: asyncio.Future[Answer] | None = None

    async def asked(self, request: bytes, most: int) -> Answer:
        """Send a request and return the answer. Raises OSError, h11.ProtocolError."""
        if self._transport is None or self.lost:
            raise ConnectionResetError("the connection was closed")
        self.heard, self._reading = False, Reading(most)
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        try:
            return await self._answer
        finally:
            self._answer = None

    def abort(self) -> None:
        """Hang up at once."""
        self.lost = True
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection stands."""
        self._transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        """Something of the answer has come; unasked it is nonsense, and nothing that comes after it could be told from an answer."""
        if self._reading is None or self._answer is None or self._answer.done():
            self.abort()
            return
        self.heard = True
        try:
            answer = self._reading.feed(data)
        except h11.ProtocolError as fault:
            self._answer.set_exception(fault)
            return
        if answer is not None:
            self._answer.set_result(answer)

    def eof_received(self) -> bool:
        """Nothing more will come."""
        self._end(None)
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        self._end(exc)

    def _end(self, fault: Exception | None) -> None:
        self.lost = True
        if self._answer is None or self._answer.done():
            return
        try:
            answer = self._reading.ended() if self._reading is not None else None
        except h11.ProtocolError as wrong:
            self._answer.set_exception(wrong)
            return
        if answer is not None:
            self._answer.set_result(answer)
        else:
            self._answer.set_exception(fault or ConnectionResetError("it was closed without an answer"))


@cache
def trust(authorities: Path | None) -> ssl.SSLContext:
    """Return whose certificates count; a file is read once. Raises OSError (ssl.SSLError is one) for a file that holds none."""
    context = ssl.create_default_context()
    if authorities is not None:
        context.load_verify_locations(cafile=authorities)
    return context
