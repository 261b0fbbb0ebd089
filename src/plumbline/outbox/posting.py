"""One request to an address that was checked: no redirect is followed, no more of the answer is read than is kept."""

import asyncio
import ssl
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path

import h11

from plumbline.kernel.record import record
from plumbline.outbox.address_guard import Destination

PATIENCE = 15.0  # seconds for all of it, however slowly the receiver speaks
KEPT = 1024
_PORTION = 4096


@record
class Answered:
    """What came back. status: 0 without an answer; fault then says why. body: how it began. ms: how long it took.

    sent: the headers as they were sent, a line each; empty when nothing was. signed_with: fingerprints of the secrets of the signature.
    """

    status: int
    fault: str = ""
    retry_after: timedelta | None = None
    body: bytes = b""
    ms: int = 0
    sent: str = ""
    signed_with: tuple[str, ...] = ()


async def post(
    destination: Destination, headers: Mapping[str, str], body: bytes, patience: float = PATIENCE, authorities: Path | None = None
) -> Answered:
    """Send a body and return what came back. It never raises for what a receiver or the network does.

    headers: with the host and the length of the body.
    authorities: a file of certificates whose holders vouch for receivers, besides those that this machine trusts.
    """
    begun = time.monotonic()
    try:
        async with asyncio.timeout(patience):
            answered = await _exchange(destination, headers, body, authorities)
    except TimeoutError:
        answered = Answered(status=0, fault=f"no answer within {patience:g} seconds")
    except ssl.SSLCertVerificationError as fault:
        answered = Answered(status=0, fault=f"no trusted connection: {fault.verify_message}")
    except ssl.SSLError as fault:
        answered = Answered(status=0, fault=f"no trusted connection: {fault.reason or fault}")
    except OSError as fault:
        answered = Answered(status=0, fault=f"no connection: {fault.strerror or fault}")
    except h11.ProtocolError as fault:
        answered = Answered(status=0, fault=f"the answer is not HTTP: {fault}")
    return Answered(
        status=answered.status, fault=answered.fault, retry_after=answered.retry_after, body=answered.body,
        ms=int((time.monotonic() - begun) * 1000),
    )  # fmt: skip


async def _exchange(destination: Destination, headers: Mapping[str, str], body: bytes, authorities: Path | None) -> Answered:
    # The connection goes to the address that was checked; the certificate has to be that of the name.
    name = destination.host.rstrip(".") if destination.scheme == "https" else None
    reader, writer = await asyncio.open_connection(
        destination.ip, destination.port, ssl=trust(authorities) if name else None, server_hostname=name
    )
    try:
        connection = h11.Connection(h11.CLIENT)
        request = h11.Request(method="POST", target=destination.target, headers=[*headers.items(), ("Connection", "close")])
        for part in (request, h11.Data(data=body), h11.EndOfMessage()):
            writer.write(connection.send(part) or b"")
        # A receiver may answer and hang up before it has read everything, which is its answer all the same.
        reading = asyncio.ensure_future(_answer(connection, reader))
        draining = asyncio.ensure_future(writer.drain())
        draining.add_done_callback(lambda done: done.cancelled() or done.exception())
        try:
            return await reading
        finally:
            reading.cancel()
            draining.cancel()
    finally:
        writer.transport.abort()  # a farewell could take as long as the receiver likes


async def _answer(connection: h11.Connection, reader: asyncio.StreamReader) -> Answered:
    response: h11.Response | None = None
    kept = b""
    while len(kept) < KEPT:
        try:
            event = connection.next_event()
            if event is h11.NEED_DATA:
                connection.receive_data(await reader.read(_PORTION))
                continue
        except (h11.RemoteProtocolError, OSError):
            if response is None:
                raise
            break  # the answer was given; that it was cut off changes nothing
        if isinstance(event, h11.Response):
            response = event
        elif isinstance(event, h11.Data):
            kept += bytes(event.data)
        elif isinstance(event, h11.EndOfMessage | h11.ConnectionClosed):
            break
    if response is None:
        return Answered(status=0, fault="the connection was closed without an answer")
    given = {bytes(name): bytes(value) for name, value in response.headers}
    return Answered(status=response.status_code, retry_after=_retry_after(given.get(b"retry-after", b"")), body=kept[:KEPT])


def _retry_after(value: bytes) -> timedelta | None:
    text = value.decode("latin-1").strip()
    if text.isascii() and text.isdecimal():
        return timedelta(seconds=min(int(text[:9]), 10**8))
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)) - datetime.now(UTC)


@cache
def trust(authorities: Path | None) -> ssl.SSLContext:
    """Return whose certificates count; a file is read once. Raises OSError (ssl.SSLError is one) for a file that holds none."""
    context = ssl.create_default_context()
    if authorities is not None:
        context.load_verify_locations(cafile=authorities)
    return context
