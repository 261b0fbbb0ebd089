"""The formats there are, by name, and which of them a file is in."""

import re
from collections.abc import Callable, Mapping

from plumbline.domain.journey.model import Model
from plumbline.files.formats import bpmn, mermaid, own, promela, scxml, xstate
from plumbline.files.formats.imported import Imported

Reader = Callable[[bytes, str], Imported]
Writer = Callable[[Model], str]
READERS: Mapping[str, Reader] = {"yaml": own.read, "json": own.read, "bpmn": bpmn.read, "scxml": scxml.read, "xstate": xstate.read}
WRITERS: Mapping[str, Writer] = {
    "yaml": own.write_yaml,
    "json": own.write_json,
    "bpmn": bpmn.write,
    "scxml": scxml.write,
    "xstate": xstate.write,
    "mermaid": mermaid.write,
    "promela": promela.write,
}
_STATES = re.compile(rb'"states"\s*:')  # a key of every machine, and of no journey


def format_of(content: bytes, name: str) -> str:
    """Return the format that a file looks like: by its ending, and by its first signs where the ending says nothing."""
    ending = name.lower().rpartition(".")[2]
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<"):
        return "scxml" if b"<scxml" in start or ending == "scxml" else "bpmn"
    if start.startswith(b"{"):
        return "xstate" if _STATES.search(content) else "json"
    return ending if ending in ("bpmn", "scxml") else "yaml"
