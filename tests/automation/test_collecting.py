"""Replies are fetched from a mailbox by IMAP: each once, marked only after it was taken. The server is pymap, which nobody here wrote."""

import asyncio
import datetime
import imaplib
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from plumbline.automation.collecting import Collector, Mailbox, MailboxFault
from plumbline.directory.mailbox_looks import Fault
from plumbline.files.mail.message import LARGEST

ONE = b"From: bo@house.example\r\nTo: p@example.org\r\nMessage-ID: <1@x>\r\n\r\nThree.\r\n"
TWO = ONE.replace(b"<1@x>", b"<2@x>")


@pytest.fixture
def port() -> Iterator[int]:
    """The port of a server with one mailbox."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [Path(sys.executable).with_name("pymap"), "--host", "127.0.0.1", "--port", str(port), "--no-tls", "dict", "--demo-data"]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        server.terminate()
        server.wait(10)


def mailbox(port: int, **more: str) -> Mailbox:
    given = {"user": "demouser", "password": "demopass", **more}
    return Mailbox(host="127.0.0.1", port=port, security="none", **given)  # type: ignore[arg-type]


def emptied(port: int, *messages: bytes) -> imaplib.IMAP4:
    """Return a conversation with a mailbox that holds these messages only, none of them read."""
    server = imaplib.IMAP4("127.0.0.1", port)
    server.login("demouser", "demopass")
    server.select("INBOX")
    server.store("1:*", "+FLAGS", r"(\Deleted)")
    server.expunge()
    for one in messages:
        server.append("INBOX", "", "", one)
    return server


def count(server: imaplib.IMAP4, what: str, folder: str = "INBOX") -> int:
    server.select(folder)
    return len(server.search(None, what)[1][0].split())


class Taker:
    """Takes messages while it can."""

    def __init__(self, can: int = 100) -> None:
        self.taken: list[bytes] = []
        self._can = can

    async def __call__(self, raw: bytes) -> bool:
        if len(self.taken) == self._can:
            return False
        self.taken.append(raw)
        return True


async def test_each_message_is_taken_once_in_the_order_they_came_and_marked(port: int):
    server, taker = emptied(port, ONE, TWO), Taker()
    collector = Collector(mailbox(port), taker, 60)
    assert (await collector.look(), taker.taken) == (2, [ONE, TWO])
    assert await collector.look() == 0
    assert (count(server, "SEEN"), count(server, "UNSEEN")) == (2, 0)


async def test_what_could_not_be_taken_stays_unmarked_and_comes_again_after_a_restart(port: int):
    server, full = emptied(port, ONE, TWO), Taker(can=1)
    assert await Collector(mailbox(port), full, 60).look() == 1
    assert (count(server, "SEEN"), count(server, "UNSEEN")) == (1, 1)
    restarted = Taker()
    assert await Collector(mailbox(port), restarted, 60).look() == 1
    assert [*full.taken, *restarted.taken] == [ONE, TWO]


async def test_a_message_that_breaks_its_taker_is_not_marked(port: int):
    async def breaks(_: bytes) -> bool:
        raise RuntimeError("killed")

    server = emptied(port, ONE)
    with pytest.raises(RuntimeError):
        await Collector(mailbox(port), breaks, 60).look()
    assert count(server, "UNSEEN") == 1


async def test_taken_messages_go_to_a_folder_that_is_made_when_it_is_missing(port: int):
    server = emptied(port, ONE, TWO)
    assert await Collector(mailbox(port, done="Taken by Plumbline"), Taker(), 60).look() == 2
    assert (count(server, "ALL"), count(server, "ALL", '"Taken by Plumbline"')) == (0, 2)


async def test_of_a_message_that_is_too_large_one_byte_more_than_allowed_is_fetched(port: int):
    emptied(port, ONE + b"x" * (LARGEST + 5000))
    taker = Taker()
    await Collector(mailbox(port), taker, 60).look()
    assert len(taker.taken[0]) == LARGEST + 1


async def test_what_is_wrong_with_a_mailbox_is_said_and_forgotten_once_it_is_mended(port: int):
    emptied(port)
    nowhere = Mailbox(host="127.0.0.1", port=1, security="none")
    wrongs: dict[Fault, Mailbox] = {
        "sign_in": mailbox(port, password="wrong"), "folder": mailbox(port, folder="Nowhere"), "unreachable": nowhere,
    }  # fmt: skip
    for at, wrong in wrongs.items():
        with pytest.raises(MailboxFault) as found:
            await Collector(wrong, Taker(), 60).look()
        assert found.value.fault == at
        assert str(found.value).startswith(f"127.0.0.1:{wrong.port} ")
        assert "wrong" not in str(found.value)


async def test_how_each_look_went_is_noted_and_a_mailbox_that_is_mended_is_well_again(port: int):
    emptied(port)
    noted: list[tuple[Fault | None, str]] = []
    box = mailbox(port, folder="Later")

    def note(fault: Fault | None, said: str) -> None:
        noted.append((fault, said))

    running = asyncio.create_task(Collector(box, Taker(), 0.05, note).run())
    await until(lambda: bool(noted))
    emptied(port).create("Later")
    await until(lambda: noted[-1][0] is None)
    running.cancel()
    assert (noted[0][0], noted[-1]) == ("folder", (None, ""))


async def until(came: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not came():  # noqa: ASYNC110 - what is waited for happens in a thread
            await asyncio.sleep(0.05)


async def test_it_looks_again_by_itself(port: int):
    server, taker = emptied(port), Taker()
    running = asyncio.create_task(Collector(mailbox(port), taker, 0.05).run())
    server.append("INBOX", "", "", ONE)
    for _ in range(100):
        if taker.taken:
            break
        await asyncio.sleep(0.05)
    running.cancel()
    assert taker.taken == [ONE]


async def test_a_server_is_believed_only_with_a_certificate_that_this_machine_trusts(
    port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    certificate, key = certified(tmp_path)
    async with await tls_front(port, certificate, key) as front:
        box = Mailbox(host="localhost", port=front.sockets[0].getsockname()[1], user="demouser", password="demopass")
        with pytest.raises(MailboxFault, match="certificate verify failed"):
            await Collector(box, Taker(), 60).look()
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        taker = Taker()
        assert await Collector(box, taker, 60).look() == len(taker.taken) > 0


def certified(folder: Path) -> tuple[Path, Path]:
    """Return a certificate for localhost that nobody else vouches for, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(private)
    return folder / "cert.pem", folder / "key.pem"


async def tls_front(port: int, certificate: Path, key: Path) -> asyncio.Server:
    """Return a server that speaks TLS from the first byte and passes on to one that does not."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(copy(reader, back), copy(there, writer), return_exceptions=True)

    return await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
