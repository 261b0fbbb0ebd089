"""The ways mail leaves: through a mail server, or into a folder where no server is needed."""

import asyncio
import smtplib
import ssl
from dataclasses import field
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path
from typing import Literal, Protocol

from plumbline.kernel.record import record

Security = Literal["tls", "starttls", "none"]
_PATIENCE = 20  # seconds before a mail server counts as silent


class NotSent(Exception):
    """A message was not taken. final: trying again would change nothing."""

    def __init__(self, answer: str, *, final: bool = False) -> None:
        super().__init__(answer)
        self.final = final


class Transport(Protocol):
    """A way out."""

    @property
    def place(self) -> str:
        """Where messages go, for people."""
        ...

    async def send(self, message: EmailMessage) -> str:
        """Hand a message over; return the answer. Raises NotSent."""
        ...


@record
class FileTransport:
    """Writes each message into a folder as an .eml file that mail programs open. The default, so that nothing needs a mail server."""

    folder: Path

    @property
    def place(self) -> str:
        return f"files in {self.folder}"

    async def send(self, message: EmailMessage) -> str:
        """Write the file; the same message again replaces it."""
        return await asyncio.to_thread(self._write, message)

    def _write(self, message: EmailMessage) -> str:
        name = sha256(str(message["Message-ID"]).encode()).hexdigest()[:16]
        path = self.folder / f"{name}.eml"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.write_bytes(message.as_bytes())
            path.chmod(0o600)
        except OSError as fault:
            raise NotSent(f"{path} could not be written: {fault.strerror}") from fault
        return f"written to {path}"


@record
class SmtpTransport:
    """Hands messages to a mail server. security: `tls` from the first byte, `starttls`, or `none` on a trusted network."""

    host: str
    port: int
    security: Security = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def place(self) -> str:
        return f"{self.host}:{self.port}"

    async def send(self, message: EmailMessage) -> str:
        """Hand a message over in a thread, because the protocol waits for each answer."""
        return await asyncio.to_thread(self._deliver, message)

    def _deliver(self, message: EmailMessage) -> str:
        try:
            with self._connected() as server:
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as fault:
            code, answer = next(iter(fault.recipients.values()))
            raise NotSent(_said(code, answer), final=code >= 500) from fault
        except smtplib.SMTPResponseException as fault:
            # A wrong password is mended by an operator, not by giving up what people should have read.
            final = fault.smtp_code >= 500 and not isinstance(fault, smtplib.SMTPAuthenticationError)
            raise NotSent(_said(fault.smtp_code, fault.smtp_error), final=final) from fault
        except (smtplib.SMTPException, OSError, ssl.SSLError) as fault:
            raise NotSent(f"{self.place} cannot be reached: {fault}") from fault
        return f"taken by {self.place}"

    def _connected(self) -> smtplib.SMTP:
        trusted = ssl.create_default_context()
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=_PATIENCE, context=trusted)
        server = smtplib.SMTP(self.host, self.port, timeout=_PATIENCE)
        if self.security == "starttls":
            server.starttls(context=trusted)
        return server


def _said(code: int, answer: bytes | str) -> str:
    words = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {words}"
