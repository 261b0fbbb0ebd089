"""What the directory's file says: whether people can sign in, and whether their messages leave."""

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from plumbline.directory.errors import UnreadableDirectory
from plumbline.directory.file import open_to_read
from plumbline.directory.instants import instant_of, number_of
from plumbline.health.check import Check

_LATE = timedelta(minutes=15)  # by then a message that was due has been tried twice
_NEWS = timedelta(days=7)  # what was given up before that reads as history


def mail_check(data: Path, now: datetime, place: str) -> Check:
    """Return whether messages leave. place: where they go."""
    failed = "state = 'failed' AND made_at > ?"
    asked = f"SELECT count(*), max(answer) FROM letter WHERE ({failed}) OR (state = 'waiting' AND attempts > 0)"  # noqa: S608 - constants
    late = "SELECT count(*) FROM letter WHERE state = 'waiting' AND attempts = 0 AND due_at < ?"
    try:
        with closing(open_to_read(data)) as db:
            refused, answer = db.execute(asked, (number_of(now - _NEWS),)).fetchone()
            (waiting,) = db.execute(late, (number_of(now - _LATE),)).fetchone()
    except (UnreadableDirectory, sqlite3.DatabaseError) as fault:
        return Check(id="mail", title="Mail", state="unknown", said=f"Which messages wait cannot be read: {fault}.")
    if refused:
        return Check(
            id="mail",
            title="Mail",
            state="problem",
            said=f"{_messages(refused)} not taken in the last seven days. The last answer: {answer}",
            remedy="Mend what the answer says, in the settings or at the mail server, then send yourself a test mail from the page Admin.",
        )
    if waiting:
        return Check(
            id="mail",
            title="Mail",
            state="problem",
            said=f"{_messages(waiting)} due and has not left.",
            remedy="Look for the fault in the log, then restart Plumbline: what waits is sent first.",
        )
    return Check(id="mail", title="Mail", state="good", said=f"Nothing waits that should have left. Messages go to {place}.")


def sign_in_check(data: Path, now: datetime, *, sample: bool) -> Check:
    """Return whether people can sign in. sample: it is a demo, in which they are switched."""
    if sample:
        return Check(id="sign-in", title="Sign-in", state="good", said="Sample data: people are switched here, and nobody signs in.")
    try:
        with closing(open_to_read(data)) as db:
            (able,) = db.execute("SELECT count(*) FROM credential").fetchone()
            (last,) = db.execute("SELECT max(opened_at) FROM session").fetchone()
    except (UnreadableDirectory, sqlite3.DatabaseError) as fault:
        return Check(
            id="sign-in",
            title="Sign-in",
            state="problem",
            said=f"The directory cannot be read, so nobody can sign in: {fault}.",
            remedy="Restore directory.sqlite from a backup.",
        )
    if not able:
        return Check(
            id="sign-in",
            title="Sign-in",
            state="problem",
            said="Nobody has an account yet.",
            remedy="Start the server: it prints the link that makes the first account.",
            command=f"plumbline serve --data {data}",
        )
    since = f"; the last of those signed in now did so on {instant_of(last):%Y-%m-%d}" if last else ""
    people = "One person can" if able == 1 else f"{able} people can"
    return Check(id="sign-in", title="Sign-in", state="good", said=f"{people} sign in, with a password{since}.")


def _messages(count: int) -> str:
    return "One message was" if count == 1 else f"{count} messages were"
