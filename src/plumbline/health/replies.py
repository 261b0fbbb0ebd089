"""Whether the mailbox that replies come from can be read, and what to do when it cannot."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from plumbline.directory.errors import UnreadableDirectory
from plumbline.directory.file import open_to_read
from plumbline.directory.mailbox_looks import Fault, MailboxLook, last_look
from plumbline.health.check import Check, State

REMEDIES: Mapping[Fault, str] = {
    "unreachable": (
        "Look whether the mail server runs and this machine reaches it, and whether PLUMBLINE_IMAP_HOST, PLUMBLINE_IMAP_PORT and"
        " PLUMBLINE_IMAP_SECURITY are right; another setting counts after a restart."
    ),
    "sign_in": "Correct PLUMBLINE_IMAP_USER or PLUMBLINE_IMAP_PASSWORD, then restart Plumbline.",
    "folder": "Make that folder in the mailbox, or name another one in PLUMBLINE_IMAP_FOLDER and restart Plumbline.",
    "done_folder": "Let the account move messages there, or name another folder in PLUMBLINE_IMAP_DONE_FOLDER and restart Plumbline.",
    "other": "Look for the fault in the log.",
}
"""What mends each fault. Until then it is tried again, a quarter of an hour later at the latest, and nothing that waits is lost."""


def replies_check(data: Path, mailbox: str) -> Check:
    """Return whether replies can be fetched. mailbox: where from, in words."""
    try:
        with closing(open_to_read(data)) as db:
            look = last_look(db, mailbox)
    except (UnreadableDirectory, sqlite3.DatabaseError) as fault:
        return _check("unknown", f"Whether {mailbox} can be read is not known: {fault}.")
    return check_of(look, mailbox)


def check_of(look: MailboxLook | None, mailbox: str) -> Check:
    """Return what the last look into a mailbox says of it."""
    if look is None:
        return _check("unknown", f"Nobody has looked into {mailbox} yet; a running server does so all the time.")
    if look.fault is None:
        return _check("good", f"They are fetched from {mailbox}, the last time at {look.looked_at:%Y-%m-%d %H:%M} UTC.")
    since, place = look.since or look.looked_at, f"{mailbox[:1].upper()}{mailbox[1:]}"
    said = f"{place} cannot be read since {since:%Y-%m-%d %H:%M} UTC: {look.said}. Replies wait there."
    return Check(id="replies", title="Replies", state="problem", said=said, remedy=REMEDIES[look.fault])


def _check(state: State, said: str) -> Check:
    return Check(id="replies", title="Replies", state=state, said=said)
