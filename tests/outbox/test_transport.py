"""Mail through a real mail server, and into files where there is none."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from plumbline.directory.records import Person
from plumbline.outbox.letters import Reading, Sender, trial_letter
from plumbline.outbox.transport import FileTransport, NotSent, SmtpTransport

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SENDER = Sender(address="plumbline@example.org", base_url="https://launch.example.org", workspace="House")


class Receiver:
    """A mail server's inbox; answers what it is told to."""

    def __init__(self) -> None:
        self.answer = "250 OK"
        self.bodies: list[bytes] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.bodies.append(envelope.original_content or b"")
        return self.answer


@pytest.fixture
def receiver() -> Iterator[tuple[Receiver, SmtpTransport]]:
    inbox = Receiver()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller: Any = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield inbox, SmtpTransport(host="127.0.0.1", port=port, security="none")
    controller.stop()


def letter(name: str = "Ana Ruiz") -> EmailMessage:
    person = Person(id="usr_ana", name=name, mail="ana@example.org", zone="Europe/Berlin")
    return trial_letter("test-1", SENDER, Reading(person=person, now=NOON, names={}))


async def test_a_mail_server_gets_the_message_as_it_was_written(receiver: tuple[Receiver, SmtpTransport]):
    inbox, transport = receiver
    assert "taken by 127.0.0.1" in await transport.send(letter())
    read = message_from_bytes(inbox.bodies[0])
    assert read["To"] == "Ana Ruiz <ana@example.org>"
    assert read["Subject"] == "A test message from Plumbline"


async def test_a_refusal_for_now_is_told_from_a_refusal_for_good(receiver: tuple[Receiver, SmtpTransport]):
    inbox, transport = receiver
    inbox.answer = "451 try later"
    with pytest.raises(NotSent, match="try later") as later:
        await transport.send(letter())
    inbox.answer = "554 no thanks"
    with pytest.raises(NotSent, match="no thanks") as never:
        await transport.send(letter())
    assert (later.value.final, never.value.final) == (False, True)


async def test_a_mail_server_that_is_not_there_is_named():
    with pytest.raises(NotSent, match=r"127\.0\.0\.1:1 cannot be reached"):
        await SmtpTransport(host="127.0.0.1", port=1, security="none").send(letter())


async def test_a_server_that_offers_no_encryption_gets_nothing_unless_that_was_allowed(receiver: tuple[Receiver, SmtpTransport]):
    inbox, plain = receiver
    with pytest.raises(NotSent):
        await SmtpTransport(host=plain.host, port=plain.port).send(letter())
    assert inbox.bodies == []


async def test_files_are_the_default_and_the_same_message_twice_is_one_file(tmp_path: Path):
    transport = FileTransport(folder=tmp_path / "mail")
    await transport.send(letter())
    await transport.send(letter())
    (only,) = (tmp_path / "mail").glob("*.eml")
    assert "Mail from this installation reaches you." in only.read_text()
    assert only.stat().st_mode & 0o077 == 0


async def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path):
    (tmp_path / "mail").write_text("in the way")
    with pytest.raises(NotSent, match="could not be written"):
        await FileTransport(folder=tmp_path / "mail").send(letter())


def test_the_link_that_stops_messages_stays_in_one_piece_for_mail_programs():
    person = Person(id="usr_ana", name="Ana Ruiz", mail="ana@example.org", zone="Europe/Berlin")
    token = f"usr_{'0' * 26}.quarter_left.{'a' * 64}"
    wire = trial_letter("test-1", SENDER, Reading(person=person, now=NOON, names={}, stop_token=token)).as_bytes()
    assert f"List-Unsubscribe: <https://launch.example.org/mail/stop/{token}>\r\n".encode() in wire


def test_a_name_with_a_line_break_begins_no_header():
    written = letter("Ana\r\nBcc: everybody@example.org")
    assert written["Bcc"] is None
    assert "Ana Bcc: everybody@example.org" in str(written["To"])


def test_a_password_does_not_show_when_the_transport_is_printed():
    assert "hunter2" not in repr(SmtpTransport(host="mail", port=25, user="plumbline", password="hunter2"))
