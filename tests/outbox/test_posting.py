"""One request to an address that was checked: who is at the other end is made sure of before anything is sent."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from plumbline.outbox.address_guard import Destination, allowed_networks, checked
from plumbline.outbox.posting import Answered, Poster, post
from webhook_authority import Authority
from webhook_receiver import Receiver, answer, receiving

LOOPBACK = allowed_networks("127.0.0.0/8")
BODY = b'{"data":{},"type":"com.plumbline.endpoint.tested.v1"}'


async def sent_to(place: Destination, **more: Any) -> Answered:
    """Send the body there as messages are sent."""
    return await post(place, {"Host": place.authority, "Content-Length": str(len(BODY))}, BODY, **more)


async def destination(name: str, receiver: Receiver) -> Destination:
    """Where a name leads that stands for the receiver's address and that no other machine knows."""

    async def known(host: str, port: int) -> Sequence[str]:
        assert host == name
        return ["127.0.0.1"]

    return await checked(f"https://{name}:{receiver.port}/in", LOOPBACK, known)


async def test_over_tls_the_address_is_the_checked_one_and_the_certificate_has_to_be_that_of_the_name(tmp_path: Path):
    authority = Authority(tmp_path)
    asked_for: list[str | None] = []
    tls = authority.vouching_for("hooks.example.org")
    tls.sni_callback = lambda _connection, name, _context: asked_for.append(name)
    async with receiving(tls=tls) as receiver:
        place = await destination("hooks.example.org", receiver)
        answered = await sent_to(place, authorities=authority.file)
    assert (answered.status, answered.fault) == (204, "")
    assert asked_for == ["hooks.example.org"]
    assert receiver.messages[0].headers["host"] == f"hooks.example.org:{receiver.port}"


async def test_a_certificate_of_another_name_is_refused_before_anything_is_sent(tmp_path: Path):
    authority = Authority(tmp_path)
    async with receiving(tls=authority.vouching_for("other.example.org")) as receiver:
        answered = await sent_to(await destination("hooks.example.org", receiver), authorities=authority.file)
    assert answered.status == 0
    assert "Hostname mismatch" in answered.fault
    assert receiver.messages == []


async def test_a_certificate_that_nobody_known_vouches_for_is_refused(tmp_path: Path):
    async with receiving(tls=Authority(tmp_path).vouching_for("hooks.example.org")) as receiver:
        answered = await sent_to(await destination("hooks.example.org", receiver))
    assert answered.status == 0
    assert answered.fault.startswith("no trusted connection: ")
    assert receiver.messages == []


@pytest.mark.parametrize("beginning", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"])
async def test_an_answer_that_drips_for_ever_ends_with_the_patience(beginning: bytes):
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(beginning)
        try:
            for _ in range(200):
                writer.write(b"X")
                await writer.drain()
                await asyncio.sleep(0.05)
        except OSError:
            return
        finally:
            writer.close()

    async with await asyncio.start_server(drip, "127.0.0.1", 0) as server:
        place = await checked(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", LOOPBACK)
        async with asyncio.timeout(3):
            answered = await sent_to(place, patience=0.3)
    assert answered.fault


async def test_of_an_answer_that_never_ends_no_more_is_read_than_is_kept():
    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 503 Busy\r\nContent-Length: 9999999999\r\n\r\n")
        try:
            while True:
                writer.write(b"z" * 65536)
                await writer.drain()
        except OSError:
            return
        finally:
            writer.close()

    async with await asyncio.start_server(endless, "127.0.0.1", 0) as server:
        place = await checked(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", LOOPBACK)
        answered = await sent_to(place)
    assert (answered.status, answered.body) == (503, b"z" * 1024)


async def test_a_redirect_is_not_followed():
    async def elsewhere(message: object) -> bytes:
        return answer(302, "", Location=f"http://127.0.0.1:{canary.port}/")

    async with receiving() as canary, receiving(elsewhere) as receiver:
        answered = await sent_to(await checked(receiver.address, LOOPBACK))
    assert answered.status == 302
    assert canary.messages == []


async def test_a_connection_is_kept_for_what_is_sent_to_the_same_place_next_and_not_for_another_name():
    connections: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(b"")
        try:
            while True:
                connections[-1] += await reader.readuntil(b"\r\n\r\n") + await reader.readexactly(len(BODY))
                writer.write(b"HTTP/1.1 204 Taken\r\n\r\n")
        except asyncio.IncompleteReadError:
            writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        place = await checked(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", LOOPBACK)
        poster = Poster()
        headers = {"Host": place.authority, "Content-Length": str(len(BODY))}
        for _ in range(3):
            assert (await poster.post(place, headers, BODY)).status == 204
        assert len(connections) == 1
        assert (await poster.post(replace(place, host="elsewhere.example.org"), headers, BODY)).status == 204
        assert len(connections) == 2
        poster.close()


async def test_a_receiver_that_has_hung_up_meanwhile_is_asked_over_a_new_connection():
    taken = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal taken
        await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(len(BODY))
        taken += 1
        writer.write(b"HTTP/1.1 204 Taken\r\n\r\n")  # as if more could be asked
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        place = await checked(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", LOOPBACK)
        poster = Poster()
        headers = {"Host": place.authority, "Content-Length": str(len(BODY))}
        for _ in range(5):
            assert (await poster.post(place, headers, BODY)).status == 204
        assert taken == 5
        poster.close()


async def test_what_is_kept_of_a_request_leaves_the_path_out_because_it_may_be_a_secret():
    async with receiving() as receiver:
        answered = await sent_to(await checked(receiver.address.replace("/in", "/t0k3n?key=s3cret"), LOOPBACK))
    assert receiver.messages[0].target == "/t0k3n?key=s3cret"
    assert "t0k3n" not in answered.sent
    assert "s3cret" not in answered.sent
    assert answered.sent.startswith("POST /… HTTP/1.1\nHost: ")
