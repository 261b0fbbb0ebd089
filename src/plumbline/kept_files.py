"""The files that entries name: whether all are there, and are what was recorded. The command line and the start ask the same."""

import json
from pathlib import Path
from sqlite3 import Connection

from plumbline.blobs.inspection import Inspection, inspect
from plumbline.kernel.record import record
from plumbline.ledger import reading

_NAMES_ONE = b'"digest":"'
_DOCUMENT = "document."  # its texts and images are kept with the entry; of evidence sometimes only the digest is recorded


@record
class KeptFiles:
    """What was found. problems: a sentence for each file that is missing or altered, with the entry that names it."""

    found: Inspection
    problems: tuple[str, ...]


def look_at_files(connection: Connection, data: Path) -> KeptFiles:
    """Compare the files of a data folder with the entries of its ledger. Raises UnreadableBlobs."""
    named, needed = _named(connection)
    found = inspect(data, needed)
    gone = [f"the file {digest}, named by entry {named[digest]}, is missing" for digest in found.missing]
    other = [f"the file {digest}, {_by(named.get(digest))}, is not what was stored" for digest in found.altered]
    return KeptFiles(found=found, problems=(*gone, *other))


def _named(connection: Connection) -> tuple[dict[str, int], set[str]]:
    """Return the first entry that names each file, and those that have to be there."""
    named: dict[str, int] = {}
    needed: set[str] = set()
    for portion in reading.portions(connection):
        for position, _, raw, *_ in portion:
            if _NAMES_ONE not in raw:
                continue
            entry = json.loads(raw)
            digest = entry["event"].get("digest")
            if isinstance(digest, str) and digest:
                named.setdefault(digest, position)
                if entry["event_name"].startswith(_DOCUMENT):
                    needed.add(digest)
    return named, needed


def _by(position: int | None) -> str:
    return "named by no entry" if position is None else f"named by entry {position}"
