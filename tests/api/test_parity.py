"""Every act that a page has, the API has: the commands that pages send are looked up in what the API sends."""

import importlib
import pkgutil
import re
from pathlib import Path
from typing import Any, get_args

import plumbline
import plumbline.domain
from plumbline.domain.permission import needed

SOURCES = Path(plumbline.__file__).parent


def commands() -> set[str]:
    """Return the names of all commands that somebody can send."""
    found = set[str]()
    for module in pkgutil.walk_packages(plumbline.domain.__path__, "plumbline.domain."):
        command: Any = getattr(importlib.import_module(module.name), "Command", None)
        found |= {one.__name__ for one in (get_args(command) or (command,)) if isinstance(one, type) and needed(one) != "system"}
    return found


def sources(*folders: str) -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for folder in folders for path in (SOURCES / folder).rglob("*.py")}


def names(text: str, command: str) -> bool:
    return re.search(rf"\b{command}\b", text) is not None


def test_every_command_that_a_page_sends_can_be_sent_through_the_api():
    web, edge, api = (sources(folder) for folder in ("web", "edge", "api"))
    spoken = "\n".join(api.values())
    shared = {name: text for name, text in edge.items() if re.search(rf"plumbline\.edge(\.{name}\b| import [^\n]*\b{name}\b)", spoken)}
    reached = {one for one in commands() if names(spoken, one) or any(names(text, one) for text in shared.values())}
    sent = {one for one in commands() if any(names(text, one) for text in (*web.values(), *edge.values()))}
    assert len(sent) > 100
    assert sent - reached == set()
