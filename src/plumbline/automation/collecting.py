"""Replies are fetched from a mailbox by IMAP, where no mail server hands them over.

A message is marked only after it was taken, so a process that is killed between the two fetches it again, and whoever takes it knows it.
"""

import asyncio
import imaplib
import logging
import re
import ssl
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import field
from typing import Any, Literal

from plumbline.directory.mailbox_looks import Fault
from plumbline.files.mail.message import LARGEST
from plumbline.kernel.record import record

_log = logging.getLogger(__name__)
_PATIENCE = 30  # seconds before a server counts as silent
_LONGEST_WAIT = 900.0
_AT_ONCE = 100
Take = Callable[[bytes], Awaitable[bool]]
"""Takes a message; says whether that is decided. Otherwise it comes again."""


Note = Callable[[Fault | None, str], None]
"""Writes down how a look went: at what it failed and why, or None and nothing."""


class MailboxFault(Exception):
    """The mailbox cannot be read. Says why, in the words of its server. fault: at what it failed."""

    def __init__(self, fault: Fault, said: str) -> None:
        super().__init__(said)
        self.fault: Fault = fault


@record
class Mailbox:
    """A mailbox. security: `tls` from the first byte, or `none` on the same machine. done: the folder that taken messages go to, if any."""

    host: str
    port: int = 993
    security: Literal["tls", "none"] = "tls"
    user: str = ""
    password: str = field(default="", repr=False)
    folder: str = "INBOX"
    done: str = ""


class Collector:
    """Fetches what came into a mailbox. Start `run` as a task; cancel the task to stop it."""

    def __init__(self, mailbox: Mailbox, take: Take, every: float, note: Note = lambda fault, said: None) -> None:
        """every: seconds between two looks. note: told how each look went."""
        self._mailbox = mailbox
        self._take = take
        self._every = every
        self._note = note

    async def run(self) -> None:
        """Work until cancelled. A mailbox that cannot be read is looked at less and less often, a quarter of an hour apart at the most."""
        wait = self._every
        while True:
            try:
                await self.look()
                wait = self._every
                self._note(None, "")
            except MailboxFault as fault:
                wait = min(wait * 2, _LONGEST_WAIT)
                self._note(fault.fault, str(fault))
                _log.warning("the mailbox of replies cannot be read: %s; looked at again in %d s", fault, wait)
            except Exception:  # noqa: BLE001 - tomorrow's replies must not depend on today's fault
                wait = min(wait * 2, _LONGEST_WAIT)
                self._note("other", "replies could not be fetched")
                _log.exception("replies could not be fetched; looked at again in %d s", wait)
            await asyncio.sleep(wait)

    async def look(self) -> int:
        """Take every message that is not marked; return how many there were. Raises MailboxFault."""
        session = _Session(self._mailbox)
        count = 0
        try:
            for uid in await asyncio.to_thread(session.unseen):
                raw = await asyncio.to_thread(session.fetch, uid)
                if raw is not None and not await self._take(raw):
                    break  # a disk takes nothing: what is not marked comes again
                await asyncio.to_thread(session.mark, uid)
                count += 1
        finally:
            await asyncio.to_thread(session.close)
        return count


class _Session:
    """One conversation with the server. Each method waits for answers, so it belongs into a thread."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        self._open: imaplib.IMAP4 | None = None
        self._doing: Fault = "unreachable"

    def unseen(self) -> list[str]:
        """The messages that nobody marked, the oldest first."""
        with self._telling():
            server = self._connected()
            _, found = server.uid("SEARCH", "UNSEEN")
            return sorted((one.decode() for one in (found[0] or b"").split()), key=int)[:_AT_ONCE]

    def fetch(self, uid: str) -> bytes | None:
        """The bytes of a message, one more than the largest may have of one that is larger; None when it is gone meanwhile."""
        with self._telling():
            _, found = self._connected().uid("FETCH", uid, f"(BODY.PEEK[]<0.{LARGEST + 1}>)")
            parts: list[Any] = [part for part in found if isinstance(part, tuple)]
            return parts[0][1] if parts else None

    def mark(self, uid: str) -> None:
        """Mark a message as seen, and move it where it is to go."""
        with self._telling():
            server = self._connected()
            server.uid("STORE", uid, "+FLAGS.SILENT", r"(\Seen)")
            if not self._mailbox.done:
                return
            done = _quoted(self._mailbox.done)
            with suppress(imaplib.IMAP4.error):
                server.create(done)  # it may be there
            self._doing = "done_folder"
            told: Any = server.capability()[1]  # what a server can do is said in full only to whoever has signed in
            if b"MOVE" in (told[0] or b"").upper().split():
                _fine(server.uid("MOVE", uid, done))
                self._doing = "other"
                return
            _fine(server.uid("COPY", uid, done))
            server.uid("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)")
            server.expunge()
            self._doing = "other"

    def close(self) -> None:
        """End the conversation."""
        if self._open is not None:
            with suppress(imaplib.IMAP4.error, OSError):
                self._open.logout()

    def _connected(self) -> imaplib.IMAP4:
        if self._open is None:
            box = self._mailbox
            if box.security == "tls":
                self._open = imaplib.IMAP4_SSL(box.host, box.port, ssl_context=ssl.create_default_context(), timeout=_PATIENCE)
            else:
                self._open = imaplib.IMAP4(box.host, box.port, timeout=_PATIENCE)
            self._doing = "sign_in"
            self._open.login(box.user, box.password)
            self._doing = "folder"
            _fine(self._open.select(_quoted(box.folder)))
            self._doing = "other"
        return self._open

    @contextmanager
    def _telling(self) -> Generator[None, None, None]:
        """Say at what a conversation failed; one that merely broke off did so at reaching the server."""
        try:
            yield
        except (imaplib.IMAP4.error, OSError, ValueError) as fault:
            place, words = f"{self._mailbox.host}:{self._mailbox.port}", _words(fault)
            if isinstance(fault, imaplib.IMAP4.abort | OSError):
                raise MailboxFault("unreachable", f"{place} does not answer: {words}") from fault
            raise MailboxFault(self._doing, f"{place} says: {words}") from fault


def _words(fault: Exception) -> str:
    said = (fault.strerror or str(fault)) if isinstance(fault, OSError) else str(fault)
    said = re.sub(r"^b(['\"])(.*)\1$", r"\2", said) or type(fault).__name__
    return re.sub(r"^\[[A-Z]+\] ", "", said)[:300].rstrip(".")


def _fine(answer: tuple[str, Any]) -> None:
    if answer[0] != "OK":
        raise imaplib.IMAP4.error(str((answer[1] or [b"no"])[0]))


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
