"""Where endpoints are and what is signed to them with. Kept beside people's credentials, so that none of it is in the ledger for ever."""

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from threading import RLock

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from plumbline.directory.instants import instant_of, number_of
from plumbline.kernel.record import record


@record
class EndpointKeys:
    """How one endpoint is reached. signing_secrets: all that count, the newest first."""

    address: str
    signing_secrets: tuple[str, ...]


class Endpoints:
    """Addresses and secrets of endpoints, and the installation's own key for signatures that anybody may check."""

    def __init__(self, db: sqlite3.Connection, lock: RLock, writing: Callable[[], AbstractContextManager[sqlite3.Connection]]) -> None:
        self._db = db
        self._lock = lock
        self._writing = writing

    def keep(self, endpoint_id: str, address: str, secret: str) -> None:
        """Write down a new endpoint."""
        with self._writing() as db:
            db.execute("INSERT INTO endpoint VALUES (?, ?)", (endpoint_id, address))
            db.execute("INSERT INTO endpoint_secret VALUES (?, 1, ?, NULL)", (endpoint_id, secret))

    def keep_connection(self, endpoint_id: str, address: str, credentials: Mapping[str, str]) -> None:
        """Write down a new endpoint that lets us in by secrets of its own, by their names."""
        with self._writing() as db:
            db.execute("INSERT INTO endpoint VALUES (?, ?)", (endpoint_id, address))
        self.credit(endpoint_id, credentials)

    def credit(self, endpoint_id: str, credentials: Mapping[str, str]) -> None:
        """Replace the secrets that are named; the others stay."""
        with self._writing() as db:
            db.executemany(
                "INSERT INTO endpoint_credential VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET secret = excluded.secret",
                [(endpoint_id, name, secret) for name, secret in credentials.items()],
            )

    def credentials(self, endpoint_id: str) -> Mapping[str, str]:
        """Return the secrets that let us in at an endpoint, by their names."""
        find = "SELECT name, secret FROM endpoint_credential WHERE endpoint_id = ? ORDER BY name"
        with self._lock:
            return dict(self._db.execute(find, (endpoint_id,)).fetchall())

    def move(self, endpoint_id: str, address: str) -> None:
        """Write down another address of an endpoint."""
        with self._writing() as db:
            db.execute("UPDATE endpoint SET address = ? WHERE endpoint_id = ?", (address, endpoint_id))

    def rotate(self, endpoint_id: str, secret: str, until: datetime) -> None:
        """Put a secret before those that there are; they count until an instant, or as long as before when that is sooner."""
        with self._writing() as db:
            db.execute(
                "UPDATE endpoint_secret SET until = min(coalesce(until, ?), ?) WHERE endpoint_id = ?",
                (number_of(until), number_of(until), endpoint_id),
            )
            (newest,) = db.execute("SELECT coalesce(max(number), 0) FROM endpoint_secret WHERE endpoint_id = ?", (endpoint_id,)).fetchone()
            db.execute("INSERT INTO endpoint_secret VALUES (?, ?, ?, NULL)", (endpoint_id, newest + 1, secret))

    def forget(self, endpoint_id: str) -> None:
        """Delete the address and the secrets of an endpoint."""
        with self._writing() as db:
            db.execute("DELETE FROM endpoint_secret WHERE endpoint_id = ?", (endpoint_id,))
            db.execute("DELETE FROM endpoint_credential WHERE endpoint_id = ?", (endpoint_id,))
            db.execute("DELETE FROM outside_account WHERE endpoint_id = ?", (endpoint_id,))
            db.execute("DELETE FROM outside_offer WHERE endpoint_id = ?", (endpoint_id,))
            db.execute("DELETE FROM endpoint WHERE endpoint_id = ?", (endpoint_id,))

    def of(self, endpoint_id: str, now: datetime) -> EndpointKeys | None:
        """Return how an endpoint is reached now; None when that was forgotten."""
        find = "SELECT secret FROM endpoint_secret WHERE endpoint_id = ? AND (until IS NULL OR until > ?) ORDER BY number DESC"
        with self._lock:
            row = self._db.execute("SELECT address FROM endpoint WHERE endpoint_id = ?", (endpoint_id,)).fetchone()
            found = self._db.execute(find, (endpoint_id, number_of(now))).fetchall()
        return EndpointKeys(address=row[0], signing_secrets=tuple(secret for (secret,) in found)) if row else None

    def standing(self, endpoint_id: str, now: datetime) -> list[tuple[str, datetime | None]]:
        """Return the secrets of an endpoint that count, the newest first, each with when it ends."""
        find = "SELECT secret, until FROM endpoint_secret WHERE endpoint_id = ? AND (until IS NULL OR until > ?) ORDER BY number DESC"
        with self._lock:
            found = self._db.execute(find, (endpoint_id, number_of(now))).fetchall()
        return [(secret, None if until is None else instant_of(until)) for secret, until in found]

    def signing_key(self) -> Ed25519PrivateKey:
        """Return the key of this installation; it is made when it is asked for first."""
        with self._writing() as db:
            fresh = Ed25519PrivateKey.generate().private_bytes_raw()
            db.execute("INSERT OR IGNORE INTO webhook_key VALUES (1, ?)", (fresh,))
            (raw,) = db.execute("SELECT private FROM webhook_key").fetchone()
        return Ed25519PrivateKey.from_private_bytes(raw)
