"""Checks portions of a large ledger in several processes at once; the interpreter would let threads hash only one after the other.

Run as a program it is one of those processes: python -m plumbline.ledger.apart FOLDER START END
"""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Generator
from contextlib import ExitStack, closing, contextmanager
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, NamedTuple

import msgspec

from plumbline.ledger.errors import Corrupt
from plumbline.ledger.folder import open_to_read
from plumbline.ledger.portion import PORTION, leaves_of, root_of

_WORTH_A_PROCESS = 12 * PORTION  # takes some times longer than a process takes to start
_decode = msgspec.json.Decoder(str | tuple[int, str]).decode


def roots(connection: sqlite3.Connection, end: int) -> Generator[bytes]:
    """Yield the root of each portion up to a position, which is a multiple of PORTION, once everything in it agrees.

    Other processes open the same file for themselves; entries that are there are never changed, so all see the same. Raises Corrupt when
    the turn of the first bad portion comes.
    """
    folder = _folder(connection)
    processes = max(1, min(os.cpu_count() or 1, end // _WORTH_A_PROCESS) if folder else 1)
    borders = [end // PORTION * share // processes * PORTION for share in range(1, processes + 1)]
    with ExitStack() as started:
        fellows = [started.enter_context(fellow(folder, *between)) for between in pairwise(borders)]
        yield from _roots(connection, 0, borders[0])
        for other in fellows:
            yield from other.roots(connection)


class Fellow(NamedTuple):
    """Another process that checks the portions between two positions; none when there was no room for one."""

    process: subprocess.Popen[bytes] | None
    said: IO[bytes]
    start: int
    end: int

    def roots(self, connection: sqlite3.Connection) -> Generator[bytes]:
        """Yield what it found. What it did not get done, for whatever reason, is done here. Raises Corrupt."""
        if self.process is not None:
            self.process.wait()
        self.said.seek(0)
        start = self.start
        for line in self.said:
            if not line.endswith(b"\n"):
                break
            found = _decode(line)
            if not isinstance(found, str):
                raise Corrupt(*found)
            yield bytes.fromhex(found)
            start += PORTION
        yield from _roots(connection, start, self.end)


@contextmanager
def fellow(folder: str, start: int, end: int) -> Generator[Fellow]:
    """Start another process; end it when nobody wants its answer any more."""
    # -P: whatever lies in the working directory is not imported
    words = (sys.executable, "-P", "-m", "plumbline.ledger.apart", folder, str(start), str(end))
    with TemporaryFile() as said:  # a pipe would fill up, and let it wait
        try:
            process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.DEVNULL)  # noqa: S603 - ourselves
        except OSError:
            process = None
        try:
            yield Fellow(process, said, start, end)
        finally:
            if process is not None:
                process.kill()
                process.wait()


def main(folder: str, start: str, end: str) -> None:
    """Print each portion's root as JSON text, or as a list (position, problem) what is wrong with the first bad one."""
    with closing(open_to_read(Path(folder))) as connection:
        try:
            for root in _roots(connection, int(start), int(end)):
                print(f'"{root.hex()}"', flush=True)
        except Corrupt as bad:
            print(msgspec.json.encode([bad.position, bad.problem]).decode())


def _roots(connection: sqlite3.Connection, start: int, end: int) -> Generator[bytes]:
    for place in range(start, end, PORTION):
        leaves = leaves_of(connection, place)
        if len(leaves) < PORTION:
            raise Corrupt(place + len(leaves) + 1, "it is missing")
        yield root_of(connection, place, leaves)


def _folder(connection: sqlite3.Connection) -> str:
    """The folder of a connection's file; empty for a ledger that is in no file."""
    path = connection.execute("PRAGMA database_list").fetchone()[2]
    return str(Path(path).parent) if path else ""


if __name__ == "__main__":
    main(*sys.argv[1:])
