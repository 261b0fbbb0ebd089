"""Passwords: which are accepted, and how they are kept."""

import asyncio
import sqlite3

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from plumbline.directory.errors import WeakPassword

SHORTEST, LONGEST = 12, 256
_HASHER = PasswordHasher(time_cost=2, memory_cost=47_104, parallelism=1)  # 46 MiB; twice the passes of OWASP's setting of that size
_AT_ONCE = 2  # each check holds 46 MiB and one core: a flood of sign-ins waits in line instead of filling the machine


def refuse_weak(password: str, *known: str) -> None:
    """Raise WeakPassword for a password that is easily guessed.

    known: what an attacker knows about the person (name, mail address). Length is asked for, never kinds of characters.
    """
    if len(password) < SHORTEST:
        raise WeakPassword(f"The password has {len(password)} characters. Choose one of at least {SHORTEST}; a few words in a row do well.")
    if len(password) > LONGEST:
        raise WeakPassword(f"The password is longer than {LONGEST} characters.")
    if len(set(password.casefold())) < 5:
        raise WeakPassword("The password repeats very few characters. Choose one that is harder to guess.")
    guesses = {"plumbline", *(part for text in known for part in (text.casefold(), text.casefold().partition("@")[0]))}
    if any(len(guess) >= 4 and len(password.casefold().replace(guess, "")) < SHORTEST // 2 for guess in guesses):
        raise WeakPassword("The password is little more than a name or an address. Choose one that is harder to guess.")


class Passwords:
    """Hashes and checks passwords with argon2id, off the event loop and few at a time."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._nobody = ""

    async def hash(self, password: str) -> str:
        """Return what may be stored of a password."""
        async with self._turns:
            return await asyncio.to_thread(_HASHER.hash, password)

    async def matches(self, stored: str | None, password: str) -> bool:
        """Tell whether a password is the one stored. None (no such account) costs the same work and is never matched."""
        if not self._nobody:
            self._nobody = await self.hash("the password of nobody")
        async with self._turns:
            right = await asyncio.to_thread(_verify, stored or self._nobody, password[:LONGEST])
        return right and stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Tell whether a stored hash was made with weaker settings than today's."""
        return _HASHER.check_needs_rehash(stored)


def _verify(stored: str, password: str) -> bool:
    try:
        return _HASHER.verify(stored, password)
    except (Argon2Error, InvalidHashError):
        return False


def keep_password(db: sqlite3.Connection, person_id: str, hashed: str) -> None:
    """Write the hash of a person's password down, in the place of any before."""
    db.execute("INSERT OR REPLACE INTO credential VALUES (?, ?)", (person_id, hashed))
