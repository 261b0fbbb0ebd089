"""A process beside this one that reads, checks and cuts the larger part of a long stream, while this one begins to fold it.

Loading ten thousand entries is mostly hashing and cutting, and the interpreter lets one thread at a time do that. The process is started
when a long stream is loaded for the first time, is used from the second time on, and ends by itself after some quiet minutes. Whatever it
does not do, for whatever reason, is done here.

Run as a program it is that process: python -m plumbline.ledger.beside FOLDER
"""

import fcntl
import logging
import select
import sqlite3
import struct
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import IO, Any, NamedTuple, cast

import msgspec

from plumbline.ledger import reading
from plumbline.ledger.codec import Row
from plumbline.ledger.folder import open_to_read
from plumbline.ledger.replay import Cut, Replay
from plumbline.ledger.store import History

_log = logging.getLogger(__name__)
_QUIET_SECONDS = 300.0
_LENGTH = struct.Struct("<q")
_READY = "ready"
_AT_ONCE = 1000
_PIPE_BYTES = 1 << 20  # what Linux allows everybody
_NO_TIME = datetime.fromtimestamp(0, UTC)
_encode = msgspec.msgpack.Encoder().encode


class _Piece(NamedTuple):
    """What is needed of one entry, checked: its event's tag and bytes, its actor and time, its position.

    An entry that looks different is sent as it is stored, with an empty tag, for the codec to read and to judge.
    """

    event: tuple[str, bytes]
    actor: str
    at: datetime
    position: int


class _Task(msgspec.Struct, array_like=True):
    """A part of a stream to be cut. ends: what stands after an event in the bytes, by the tag of its type."""

    stream: str
    after: int
    upto: int
    ends: dict[str, bytes]


_decode_task = msgspec.msgpack.Decoder(_Task).decode
_decode_row = msgspec.msgpack.Decoder(Row).decode
_decode_pieces = msgspec.msgpack.Decoder(list[_Piece]).decode


class Asked:
    """A part of a stream that the process works on. Close it, whether or not it was wanted in the end."""

    def __init__(self, companion: "Companion", task: _Task) -> None:
        self._companion: Companion | None = companion
        self._task = task

    def history(self, form: type[History]) -> Generator[History, None, int]:
        """Wait, and yield what `Replay.history` does; return the last version that it came to, for the caller to go on from."""
        companion, self._companion = self._companion, None
        version = self._task.after
        if companion is None:
            return version
        replay, stream = companion.replay, self._task.stream
        new = cast(Callable[[type[History], tuple[Any, ...]], History], tuple.__new__)  # pyright: ignore[reportUnknownMemberType]
        with closing(companion.answer()) as answer:
            for pieces in answer:
                for (tag, raw), actor, at, position in pieces:
                    if not tag:
                        yield new(form, (*replay.unusual(_decode_row(raw), stream, version + 1), position))
                    else:
                        try:
                            event = replay.cuts[tag].decode(raw)
                        except (msgspec.MsgspecError, ValueError):
                            return version  # whoever reads the whole entry says what is wrong with it
                        yield new(form, (event, actor, at, position))
                    version += 1
        return version

    def close(self) -> None:
        if self._companion is not None:
            self._companion.forget()


class Companion:
    """The process beside this one, as it is seen from here. One thread uses it at a time; others do without.

    replay: how what it cuts is decoded here.
    """

    def __init__(self, folder: Path, replay: Replay) -> None:
        self.replay = replay
        self._folder = folder
        self._ends = {tag: cut.after for tag, cut in replay.cuts.items()}
        self._process: subprocess.Popen[bytes] | None = None
        self._is_ready = False
        self._busy = Lock()

    def ask(self, stream: str, after: int, upto: int) -> Asked | None:
        """Let a part of a stream be cut; None when nobody is there to do it now."""
        if not self._busy.acquire(blocking=False):
            return None
        with suppress(OSError, EOFError):
            if self._ready():
                task = _Task(stream, after, upto, self._ends)
                _send(self._into, task)
                return Asked(self, task)
            self._busy.release()
            return None
        self.forget()
        return None

    def answer(self) -> Generator[list[_Piece]]:
        """Yield what was asked, some at a time as it becomes ready; it ends early when the process does."""
        is_whole = False
        try:
            while pieces := _decode_pieces(_read(self._out_of)):
                yield pieces
            is_whole = True
        except (OSError, EOFError, msgspec.MsgspecError):
            _log.warning("the process that loads long streams together with this one has ended; this one goes on alone")
        finally:
            if is_whole:
                self._busy.release()
            else:
                self.forget()

    def forget(self) -> None:
        """End the process with what it was asked; the next long stream starts another one."""
        self._end()
        self._busy.release()

    def close(self) -> None:
        """End the process."""
        with self._busy:
            self._end()

    @property
    def _into(self) -> IO[bytes]:
        assert self._process is not None
        assert self._process.stdin is not None
        return self._process.stdin

    @property
    def _out_of(self) -> IO[bytes]:
        assert self._process is not None
        assert self._process.stdout is not None
        return self._process.stdout

    def _ready(self) -> bool:
        """Tell whether the process can take a task; start it when there is none."""
        if self._process is not None and self._process.poll() is not None:  # it was quiet for long
            self._end()
        if self._process is None:
            # -P: whatever lies in the working directory is not imported
            words = (sys.executable, "-P", "-m", "plumbline.ledger.beside", str(self._folder))
            self._process = subprocess.Popen(  # noqa: S603 - ourselves
                words, bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            return False
        if not self._is_ready and select.select([self._out_of], [], [], 0)[0]:
            _read(self._out_of)
            self._is_ready = True
        return self._is_ready

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._into, self._out_of):
                with suppress(OSError):
                    pipe.close()
        self._process, self._is_ready = None, False


def main(folder: str) -> None:
    """Answer tasks until nobody asks any more."""
    # unbuffered, so that waiting for input and reading it see the same
    with closing(open_to_read(Path(folder))) as connection, open(0, "rb", buffering=0) as come_in, open(1, "wb", buffering=0) as go_out:
        with suppress(AttributeError, OSError):  # where a pipe can be larger, so that this one can work ahead
            fcntl.fcntl(go_out, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        _send(go_out, _READY)
        while select.select([come_in], [], [], _QUIET_SECONDS)[0]:
            try:
                task = _decode_task(_read(come_in))
            except EOFError:
                return
            pieces = _cut(connection, task)
            while some := list(islice(pieces, _AT_ONCE)):
                _send(go_out, some)
            _send(go_out, [])


def _cut(connection: sqlite3.Connection, task: _Task) -> Iterator[_Piece]:
    cuts = {tag: Cut(partial(_named, tag), end) for tag, end in task.ends.items()}
    portions = reading.of_stream_in_portions(connection, task.stream, task.after, task.upto)
    return Replay(cuts, _as_stored).history(portions, task.stream, task.after, _Piece)


def _named(tag: str, event: bytes) -> tuple[str, bytes]:
    return tag, event


def _as_stored(row: Row, stream: str, version: int) -> tuple[tuple[str, bytes], str, datetime]:
    return ("", _encode(row)), "", _NO_TIME


def _send(pipe: IO[bytes], message: Any) -> None:
    said = _encode(message)
    rest = memoryview(_LENGTH.pack(len(said)) + said)
    while rest:
        rest = rest[pipe.write(rest) :]


def _read(pipe: IO[bytes]) -> bytes:
    """Return what was sent with its length before it. Raises EOFError at the end."""
    return _exactly(pipe, _LENGTH.unpack(_exactly(pipe, _LENGTH.size))[0])


def _exactly(pipe: IO[bytes], length: int) -> bytes:
    parts: list[bytes] = []
    while length:
        part = pipe.read(length)
        if not part:
            raise EOFError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


if __name__ == "__main__":
    main(*sys.argv[1:])
