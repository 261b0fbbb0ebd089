"""The demo's folder: a process of its own fills it (filling.py), while this one gets ready what pages are made of.

Each takes about a second, so nothing that a server is made of may be imported here.
"""

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

MARK = "sample-data"  # a demo's folder is named as one: whoever opens it may act as anybody in it


class NotMade(Exception):
    """The sample data could not be made."""


class WrongFolder(Exception):
    """The data folder is not one for what was asked."""


def is_sample(folder: Path) -> bool:
    """Tell whether a folder holds a demo that was made to its end."""
    return (folder / MARK).exists()


class Making:
    """A folder that is being filled. process: None when it holds a demo already; said: what the process complains of."""

    def __init__(self, process: "subprocess.Popen[bytes] | None", said: IO[bytes]) -> None:
        self._process, self._said = process, said

    async def done(self) -> None:
        """Wait until the folder can be opened. Raises NotMade."""
        if self._process is not None and await asyncio.to_thread(self._process.wait):
            self._said.seek(0)
            told = self._said.read().decode(errors="replace").strip()
            raise NotMade(f"The sample data could not be made. {told.splitlines()[-1] if told else 'The process that makes it was ended.'}")


@contextmanager
def being_made(folder: Path) -> Generator[Making]:
    """Begin to fill a folder; end it when nobody waits any more. Raises WrongFolder for a folder that holds other data."""
    with tempfile.TemporaryFile() as said:
        if is_sample(folder):
            yield Making(None, said)
            return
        if any((folder / name).exists() for name in ("ledger.sqlite", "directory.sqlite")):
            raise WrongFolder(
                f"{folder} does not hold a demo, or one that was interrupted while it was made. Nobody needs an account in a demo, so it"
                " is not opened. Name another folder with --data, or none."
            )
        # -P: whatever lies in the working directory is not imported
        words = (sys.executable, "-P", "-m", "plumbline.app.filling", str(folder))
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said)  # noqa: S603 - ourselves
        try:
            yield Making(process, said)
        finally:
            process.kill()
            process.wait()
