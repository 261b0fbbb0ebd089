"""A table of signals out of a Parquet file, read in a process of its own: a file may ask for any memory, or break its reader."""

import os
import subprocess
import sys
from importlib.util import find_spec

import msgspec

from plumbline.signals.formats.request import Unreadable
from plumbline.signals.formats.table import Table

VIA = "parquet"
MARK = b"PAR1"
"""What a Parquet file begins with."""
PATIENCE = 30.0
"""Seconds that a file may take."""
_MISSING = (
    "This is a Parquet file, and what reads those is not installed here: the extra `parquet` of plumbline-server (from a checkout:"
    " make parquet). Or hand it in as comma-separated values."
)
TOO_MUCH = "The Parquet file could not be read within the memory and the time that one file is given. Hand it in in parts."
"""What is said of a file whose reading was ended, or ended itself."""


class Told(msgspec.Struct):
    """What the process says. problem: why there is no table; status: as of a request."""

    columns: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = []
    problem: str = ""
    status: int = 400


def read(body: bytes) -> Table:
    """Return the table in a file, its values as the text that a file of comma-separated values would have. Raises Unreadable."""
    if find_spec("pyarrow") is None:
        raise Unreadable(_MISSING, 501)
    words = (sys.executable, "-P", "-m", "plumbline.signals.formats.parquet_reading")
    # What the server knows by its settings is no business of a process that reads files from anywhere.
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("PLUMBLINE_")}
    try:
        done = subprocess.run(words, input=body, capture_output=True, timeout=PATIENCE, env=surroundings, check=False)  # noqa: S603 - ourselves
        told = msgspec.json.decode(done.stdout, type=Told)
    except (subprocess.TimeoutExpired, msgspec.DecodeError) as fault:  # it was ended, or has ended by what it read
        raise Unreadable(TOO_MUCH, 413) from fault
    if told.problem:
        raise Unreadable(told.problem, told.status)
    return Table(told.columns, [*told.rows], VIA)
