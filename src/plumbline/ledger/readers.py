"""Connections that read: one for questions of microseconds, asked in the event loop, and some in threads for the rest."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from plumbline.ledger.folder import open_to_read

T = TypeVar("T")
_THREADS = 4


class Readers:
    """Asks questions with connections of their own, so that reading never waits for a write.

    alone: while nobody else wants anything, all are asked in the caller's thread: changing threads would take longer than most answers.
    """

    def __init__(self, data: Path) -> None:
        self.alone = False
        self._data = data
        self._at_hand = open_to_read(data)
        self._opened: list[sqlite3.Connection] = [self._at_hand]
        self._own = threading.local()
        self._threads = ThreadPoolExecutor(_THREADS, "plumbline-reader")

    def at_once(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """Ask in the caller's thread, which is the event loop's: only for one row by its key, where a change of threads costs the most."""
        return question(self._at_hand)

    async def ask(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """Ask in a thread of the pool."""
        if self.alone:
            return self.at_once(question)
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._ask, question)

    def close(self) -> None:
        """Wait for the questions that are being answered; close the connections."""
        self._threads.shutdown()
        for connection in self._opened:
            connection.close()

    def _ask(self, question: Callable[[sqlite3.Connection], T]) -> T:
        connection: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = open_to_read(self._data)
            self._opened.append(connection)
        return question(connection)
