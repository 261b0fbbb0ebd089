"""The files that entries name: whether all are there, and are what was recorded. The command line and the start ask the same."""

import json
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from plumbline.blobs.inspection import Inspection, inspect
from plumbline.blobs.sqlite import FILE
from plumbline.kernel.record import record
from plumbline.ledger import reading

_NAMES_ONE = (b'"digest":"', b'"images":["')
_KEPT = (
    "document.",
    "journey.",
    "run.",
    "workspace.play_offered",
    "workspace.template_published",
    "workspace.theme_defined",
)  # texts, images, contents and what was played are kept with the entry
_EDITED = "journey.edited"
_REDACTED = "document.version_redacted"
_EVIDENCE = "evidence.submitted"  # a file's bytes are kept when they were handed in here; a program may record only their digest


@record
class KeptFiles:
    """What was found. problems: a sentence for each file that is missing or altered, with the entry that names it.

    redacted: how many texts are gone because they were taken away; unnamed: how many files are kept that no entry names.
    """

    found: Inspection
    redacted: int
    unnamed: int
    problems: tuple[str, ...]


def look_at_files(connection: Connection, data: Path) -> KeptFiles:
    """Compare the files of a data folder with the entries of its ledger. Raises UnreadableBlobs."""
    named, needed, redacted = _named(connection)
    found = inspect(data, needed)
    no_file = [f"{FILE} is missing, and {_count(len(named))} its files"] if found.kept is None and named else []
    gone = [f"the file {digest}, named by entry {named[digest]}, is missing" for digest in found.missing]
    other = [f"the file {digest}, {_by(named.get(digest))}, is not what was stored" for digest in found.altered]
    unsure = sorted(named.keys() - needed) if no_file else ()
    lost = [f"the file {digest}, named by entry {named[digest]}, is missing if it was kept here" for digest in unsure]
    problems = (*no_file, *gone, *lost, *other)
    return KeptFiles(found=found, problems=problems, redacted=len(redacted), unnamed=len(found.digests - named.keys()))


def _named(connection: Connection) -> tuple[dict[str, int], set[str], set[str]]:
    """Return the first entry that names each file, those that have to be there, and those that were taken away and not written again."""
    named: dict[str, int] = {}
    parts: dict[tuple[str, str], str] = {}  # what names a text or an image, as projections/bodies.py has it
    redacted: set[str] = set()
    for portion in reading.portions(connection):
        for position, _, raw, *_ in portion:
            if not any(sign in raw for sign in _NAMES_ONE):
                continue
            entry = json.loads(raw)
            event, name = entry["event"], entry["event_name"]
            is_kept = name.startswith(_KEPT)
            for image in event.get("images", ()) if name == _EDITED else ():
                named.setdefault(image, position)
                parts[entry["stream"], f"image {image}"] = image
            digest = event.get("digest")
            if digest and (is_kept or (name == _EVIDENCE and event.get("kind") == "file")):
                named.setdefault(digest, position)
                if name == _REDACTED:
                    gone = (_part(name, event, position), event.get("suggestion_id", ""))
                    redacted |= {parts.pop((entry["stream"], one)) for one in gone if (entry["stream"], one) in parts}
                elif is_kept:
                    parts[entry["stream"], _part(name, event, position)] = digest
    needed = set(parts.values())
    return named, needed, redacted - needed


def _part(name: str, event: dict[str, Any], position: int) -> str:
    """What of a document an entry is about: a version by its number, a suggestion by its id; an image stands for itself."""
    match name:
        case "document.created":
            return "1"
        case "document.version_written" | "document.version_redacted":
            return str(event["number"])
        case "document.edit_suggested":
            return str(event["suggestion_id"])
        case _:
            return f"entry {position}"


def _count(files: int) -> str:
    return "an entry names one of" if files == 1 else f"entries name {files} of"


def _by(position: int | None) -> str:
    return "named by no entry" if position is None else f"named by entry {position}"
