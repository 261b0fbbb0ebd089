"""The directory: who people are and how they are recognised. Everything in it can be forgotten without breaking a proof."""

import sqlite3
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from threading import RLock
from types import MappingProxyType

from plumbline.directory import failures, invitations, tokens
from plumbline.directory.browsers import Browsers
from plumbline.directory.endpoint_keys import Endpoints
from plumbline.directory.errors import InvitationRefused, PersonExists, SetupRefused, UnknownPerson, UnwritableDirectory
from plumbline.directory.file import KIND
from plumbline.directory.guests import Guests
from plumbline.directory.incoming import IncomingMail, forget_incoming
from plumbline.directory.instants import instant_of, number_of
from plumbline.directory.mailbox import Mailbox, forget_mail
from plumbline.directory.outside_accounts import OutsideAccounts
from plumbline.directory.participants import Participants
from plumbline.directory.password import Passwords, keep_password, refuse_weak
from plumbline.directory.records import Person, Session, Token, TokenRow
from plumbline.directory.secret import digest, form_secret, new_secret, new_token
from plumbline.directory.source_keys import SourceKeys
from plumbline.directory.welcomes import Welcomes
from plumbline.directory.zone import refuse_unknown_zone
from plumbline.kernel.identity import is_id

IDLE = timedelta(hours=8)
FORGOTTEN = "Former member"
_LONGEST_SESSION = timedelta(days=7)
_SETUP_LASTS = timedelta(hours=24)
_SEEN_EVERY = timedelta(minutes=1)  # a session's last use is written once a minute, not with every request


class Directory:
    """People, credentials, sessions, tokens and the setup link, in one file.

    Every method is one short transaction under a lock, so it may be called from the event loop; those that hash passwords are async.
    """

    def __init__(self, db: sqlite3.Connection, clock: Callable[[], datetime], idle: timedelta) -> None:
        self._db = db
        self._clock = clock
        self._idle = idle
        self._lock = RLock()
        self._passwords = Passwords()
        self.mailbox = Mailbox(db, self._lock, self._writing)
        self.browsers = Browsers(db, self._lock, self._writing)
        self.welcomes = Welcomes(db, self._lock, self._writing)
        self.guests = Guests(db, self._lock, self._writing)
        self.participants = Participants(db, self._lock, self._writing)
        self.endpoints = Endpoints(db, self._lock, self._writing)
        self.accounts = OutsideAccounts(db, self._lock, self._writing)
        self.sources = SourceKeys(db, self._lock, self._writing)
        self.incoming = IncomingMail(db, self._lock, self._writing)
        self._names: Mapping[str, str] = MappingProxyType(dict(db.execute("SELECT id, name FROM person ORDER BY id")))

    @classmethod
    def open(cls, path: Path, clock: Callable[[], datetime], *, idle: timedelta = IDLE) -> "Directory":
        """Open the file at path, making it when there is none. idle: how long an unused session lasts. Raises UnreadableDirectory."""
        return cls(KIND.open(path), clock, idle)

    def close(self) -> None:
        """Release the file."""
        with self._lock:
            self._db.close()

    # People

    def names(self) -> Mapping[str, str]:
        """Return everybody's name by id, without reading the file."""
        return self._names

    def members(self) -> list[str]:
        """Return the ids of everybody who is no guest."""
        return [one for one in self._names if not is_id(one, "gst")]

    def person(self, person_id: str) -> Person:
        """Return a person. Raises UnknownPerson."""
        with self._lock:
            row = self._db.execute("SELECT id, name, mail, zone FROM person WHERE id = ?", (person_id,)).fetchone()
        if row is None:
            raise UnknownPerson(f"no person has the id {person_id}")
        return Person(id=row[0], name=row[1], mail=row[2], zone=row[3])

    def add_person(self, person_id: str, name: str, mail: str = "", zone: str = "UTC") -> Person:
        """Write down a person. Raises PersonExists, UnknownZone."""
        refuse_unknown_zone(zone)
        person = Person(id=person_id, name=" ".join(name.split()), mail=mail.strip(), zone=zone)
        try:
            with self._writing() as db:
                row = (person.id, person.name, person.mail, mail_key(mail) or None, zone)
                db.execute("INSERT INTO person VALUES (?, ?, ?, ?, ?)", row)
        except sqlite3.IntegrityError as error:
            raise PersonExists("somebody has this id or mail address already") from error
        self._name(person.id, person.name)
        return person

    def person_at(self, mail: str) -> str | None:
        """Return the id of the person whom a mail address belongs to, or None."""
        with self._lock:
            row = self._db.execute("SELECT id FROM person WHERE mail_key = ?", (mail_key(mail),)).fetchone()
        return row[0] if row else None

    def describe(self, person_id: str, name: str, zone: str) -> None:
        """Write down what a person is called and where they are. Raises UnknownPerson, UnknownZone."""
        refuse_unknown_zone(zone)
        self.person(person_id)
        name = " ".join(name.split())
        with self._writing() as db:
            db.execute("UPDATE person SET name = ?, zone = ? WHERE id = ?", (name, zone, person_id))
        self._name(person_id, name)

    def take_back(self, person_id: str) -> None:
        """Take out somebody who was just written down and not let in: nothing refers to them, so nothing of them stays."""
        with self._writing() as db:
            for table in ("invitation", "guest"):
                db.execute(f"DELETE FROM {table} WHERE person_id = ?", (person_id,))  # noqa: S608 - the names stand one line above
            db.execute("DELETE FROM person WHERE id = ?", (person_id,))
        with self._lock:
            self._names = MappingProxyType({one: name for one, name in self._names.items() if one != person_id})

    def forget(self, person_id: str) -> None:
        """Replace what identifies a person, and end every way in. The id stays, because the ledger refers to it. Raises UnknownPerson."""
        person = self.person(person_id)
        with self._writing() as db:
            db.execute("UPDATE person SET name = ?, mail = '', mail_key = NULL, zone = 'UTC' WHERE id = ?", (FORGOTTEN, person_id))
            for table in ("credential", "session", "token", "invitation", "guest", "welcome", "outside_account"):
                db.execute(f"DELETE FROM {table} WHERE person_id = ?", (person_id,))  # noqa: S608 - the names stand one line above
            forget_mail(db, person_id)
            forget_incoming(db, person_id)
            failures.clear(db, digest(mail_key(person.mail)))
        with self._lock:
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # the write-ahead log still holds the old pages
        self._name(person_id, FORGOTTEN)

    # Passwords

    def has_accounts(self) -> bool:
        """Tell whether anybody can sign in yet."""
        with self._lock:
            return self._db.execute("SELECT 1 FROM credential LIMIT 1").fetchone() is not None

    def has_password(self, person_id: str) -> bool:
        """Tell whether a person can sign in."""
        with self._lock:
            return self._db.execute("SELECT 1 FROM credential WHERE person_id = ?", (person_id,)).fetchone() is not None

    async def set_password(self, person_id: str, password: str) -> None:
        """Give a person a password; sessions opened with an older one end. Raises UnknownPerson, WeakPassword."""
        person = self.person(person_id)
        refuse_weak(password, person.name, person.mail)
        hashed = await self._passwords.hash(password)
        with self._writing() as db:
            keep_password(db, person_id, hashed)
            db.execute("DELETE FROM session WHERE person_id = ?", (person_id,))

    async def check_password(self, mail: str, password: str) -> str | None:
        """Return the id of the person that an address and a password belong to, or None.

        None does not tell which of the two is wrong, and takes as long either way. While an address has to wait (see `sign_in_wait`)
        even the right password is answered with None.
        """
        who, now = digest(mail_key(mail)), self._now()
        with self._writing() as db:
            if failures.wait(db, who, now):
                return None
            failures.count(db, who, now)
            find = "SELECT person.id, hash FROM person JOIN credential ON person_id = person.id WHERE mail_key = ?"
            person_id, stored = db.execute(find, (mail_key(mail),)).fetchone() or (None, None)
        right = await self._passwords.matches(stored, password)
        if not right or stored is None:
            return None
        fresh = await self._passwords.hash(password) if self._passwords.is_outdated(stored) else stored
        with self._writing() as db:
            failures.clear(db, who)
            db.execute("UPDATE credential SET hash = ? WHERE person_id = ? AND hash = ?", (fresh, person_id, stored))
        return person_id

    def sign_in_wait(self, mail: str) -> timedelta:
        """Return how long an address has to wait after wrong passwords; the same for addresses nobody has."""
        with self._lock:
            return failures.wait(self._db, digest(mail_key(mail)), self._now())

    # Sessions

    def open_session(self, person_id: str, now: datetime, user_agent: str = "") -> Session:
        """Sign a browser in. Raises UnknownPerson."""
        self.person(person_id)
        with self._writing() as db:
            db.execute(
                "DELETE FROM session WHERE seen_at < ? OR opened_at < ?", (number_of(now - self._idle), number_of(now - _LONGEST_SESSION))
            )
            return self._insert_session(db, person_id, number_of(now), number_of(now), user_agent)

    def session(self, session_id: str, now: datetime) -> Session | None:
        """Return a session that still lasts, and count this as its last use."""
        with self._lock:
            row = self._session_row(session_id, now)
            if row is None:
                return None
            person_id, opened_at, seen_at, _ = row
            if number_of(now) - seen_at >= _SEEN_EVERY // timedelta(microseconds=1):
                seen_at = number_of(now)
                self._db.execute("UPDATE session SET seen_at = ? WHERE digest = ?", (seen_at, digest(session_id)))
        return self._session(session_id, person_id, opened_at, seen_at)

    def rotate(self, session_id: str, now: datetime) -> Session | None:
        """Give a session a new id, at sign-in and when rights change, so that an id somebody planted or saw is worth nothing.

        None when there is no such session. The longest time a session can last is counted from its first sign-in.
        """
        with self._writing() as db:
            row = self._session_row(session_id, now)
            if row is None:
                return None
            db.execute("DELETE FROM session WHERE digest = ?", (digest(session_id),))
            return self._insert_session(db, row[0], row[1], number_of(now), row[3])

    def end_session(self, session_id: str) -> None:
        """Sign one browser out."""
        with self._writing() as db:
            db.execute("DELETE FROM session WHERE digest = ?", (digest(session_id),))

    def end_all(self, person_id: str) -> int:
        """Sign a person out everywhere. Returns the number of sessions that ended."""
        with self._writing() as db:
            return db.execute("DELETE FROM session WHERE person_id = ?", (person_id,)).rowcount

    # Tokens

    def create_token(
        self, person_id: str, name: str, scopes: Sequence[str], expires_at: datetime | None = None, workspace_id: str = "", grant: str = ""
    ) -> str:
        """Return the text of a new personal token; it cannot be shown again. Raises UnknownPerson.

        workspace_id: where it counts, and nowhere else; "" for the workspace that was made first. grant: the id of what it may do there.
        """
        self.person(person_id)
        text = new_token()
        with self._writing() as db:
            tokens.keep(db, person_id, text, name, scopes, self._clock(), expires_at, workspace_id, grant)
        return text

    def token(self, text: str, now: datetime) -> Token | None:
        """Return what a token's text stands for, or None when it is malformed, unknown, revoked or too old."""
        with self._lock:
            return tokens.find(self._db, text, now)

    def tokens(self, person_id: str) -> list[TokenRow]:
        """Return a person's tokens, oldest first."""
        with self._lock:
            return tokens.of(self._db, person_id)

    def revoke_token(self, person_id: str, token_id: str) -> bool:
        """Make one of a person's tokens worthless. Returns whether there was one."""
        with self._writing() as db:
            return db.execute("DELETE FROM token WHERE id = ? AND person_id = ?", (token_id, person_id)).rowcount == 1

    # Setup

    def setup_token(self) -> str:
        """Return the secret of a new setup link; an older link stops working. Raises SetupRefused once an account exists."""
        if self.has_accounts():
            raise SetupRefused("an account exists; sign in with it, or add people from there")
        text = new_secret()
        with self._writing() as db:
            db.execute("INSERT OR REPLACE INTO setup VALUES (1, ?, ?)", (digest(text), number_of(self._clock() + _SETUP_LASTS)))
        return text

    def setup_open(self, token: str) -> bool:
        """Tell whether a setup link can still be used."""
        find = "SELECT 1 FROM setup WHERE digest = ? AND expires_at > ?"
        with self._lock:
            return not self.has_accounts() and self._db.execute(find, (digest(token), self._now())).fetchone() is not None

    async def redeem_setup(self, token: str, *, person_id: str, name: str, mail: str, password: str, zone: str = "UTC") -> Person:
        """Make the first account and use the setup link up.

        Raises SetupRefused, WeakPassword, UnknownZone, PersonExists; the link then stays as it was.
        """
        if not self.setup_open(token):
            raise SetupRefused("this setup link is not valid any more; start the server again for a new one")
        refuse_weak(password, name, mail)
        hashed = await self._passwords.hash(password)
        with self._writing() as db:
            if not self.setup_open(token):  # somebody used it while the password was hashed
                raise SetupRefused("this setup link has just been used")
            person = self.add_person(person_id, name, mail, zone)
            keep_password(db, person_id, hashed)
            db.execute("DELETE FROM setup")
        return person

    # Invitations

    def invite(self, person_id: str, now: datetime, *, again: bool = False) -> str:
        """Return the secret of a person's new invitation; an older one stops working. again: they have an account, and lost the password.

        Raises UnknownPerson, InvitationRefused.
        """
        self.person(person_id)
        text = new_secret()
        with self._writing() as db:
            if self.has_password(person_id) and not again:  # otherwise whoever invites could take over an account
                raise InvitationRefused("this person has an account already")
            invitations.keep(db, person_id, digest(text), number_of(now))
        return text

    def renew_invitation(self, person_id: str, now: datetime) -> str:
        """Return the secret of an invitation in place of one that stands and may have been lost.

        Raises InvitationRefused when none stands.
        """
        text = new_secret()
        with self._writing() as db:
            if not invitations.stands(db, person_id, number_of(now)):
                raise InvitationRefused(
                    "the link made under this key was used, replaced or is too old; ask for a new one under another key"
                )
            invitations.keep(db, person_id, digest(text), number_of(now))
        return text

    def invited(self, token: str, now: datetime) -> Person | None:
        """Return whom an invitation is for, or None when it is unknown, used up, withdrawn or too old."""
        with self._lock:
            person_id = invitations.find(self._db, digest(token), number_of(now))
            return self.person(person_id) if person_id else None

    async def accept_invitation(self, token: str, password: str, now: datetime) -> Person:
        """Give the invited person a password and use the invitation up; older sessions and tokens end.

        Raises InvitationRefused, WeakPassword.
        """
        person = self.invited(token, now)
        if person is None:
            raise InvitationRefused("this invitation is not valid any more; ask for a new one")
        refuse_weak(password, person.name, person.mail)
        hashed = await self._passwords.hash(password)
        with self._writing() as db:
            if self.invited(token, now) is None:  # somebody used or replaced it while the password was hashed
                raise InvitationRefused("this invitation has just been used")
            keep_password(db, person.id, hashed)
            for table in ("session", "token"):  # whoever needed a new password cannot know who else has the old ways in
                db.execute(f"DELETE FROM {table} WHERE person_id = ?", (person.id,))  # noqa: S608 - the names stand one line above
            failures.clear(db, digest(mail_key(person.mail)))
            invitations.withdraw(db, person.id)
        return person

    def withdraw_invitation(self, person_id: str) -> None:
        """Make a person's invitation worthless."""
        with self._writing() as db:
            invitations.withdraw(db, person_id)

    @contextmanager
    def _writing(self) -> Generator[sqlite3.Connection, None, None]:
        with self._lock:
            if self._db.in_transaction:  # part of a larger transaction of the same thread
                yield self._db
                return
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield self._db
                self._db.execute("COMMIT")
            except sqlite3.OperationalError as fault:
                self._roll_back()
                raise UnwritableDirectory(f"The disk does not take what is written, so nothing was changed ({fault}).") from fault
            except BaseException:
                self._roll_back()
                raise

    def _roll_back(self) -> None:
        if self._db.in_transaction:
            with suppress(sqlite3.Error):  # the fault that led here is the one to report
                self._db.execute("ROLLBACK")

    def _name(self, person_id: str, name: str) -> None:
        self._names = MappingProxyType({**self._names, person_id: name})

    def _insert_session(self, db: sqlite3.Connection, person_id: str, opened_at: int, now: int, user_agent: str) -> Session:
        session_id = new_secret()
        db.execute("INSERT INTO session VALUES (?, ?, ?, ?, ?)", (digest(session_id), person_id, opened_at, now, user_agent[:200]))
        return self._session(session_id, person_id, opened_at, now)

    def _session_row(self, session_id: str, now: datetime) -> tuple[str, int, int, str] | None:
        find = "SELECT person_id, opened_at, seen_at, user_agent FROM session WHERE digest = ? AND seen_at > ? AND opened_at > ?"
        return self._db.execute(find, (digest(session_id), number_of(now - self._idle), number_of(now - _LONGEST_SESSION))).fetchone()

    def _session(self, session_id: str, person_id: str, opened_at: int, seen_at: int) -> Session:
        expires_at = min(instant_of(seen_at) + self._idle, instant_of(opened_at) + _LONGEST_SESSION)
        return Session(id=session_id, person_id=person_id, csrf=form_secret(session_id), expires_at=expires_at)

    def _now(self) -> int:
        return number_of(self._clock())


def mail_key(mail: str) -> str:
    """Return the form in which mail addresses are compared."""
    return mail.strip().casefold()
