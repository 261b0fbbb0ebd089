"""What pages and documents tell people to type exists: every command with its options, every path with its method."""

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from plumbline.app.composition import openapi
from plumbline.cli.later import Later
from reference_tables import ROOT, command_line

WEB = ROOT / "src" / "plumbline" / "web"
STANDS_FOR_ANYTHING = "1"
_COMMAND = re.compile(r"plumbline (?=[a-z])[^<`|>#\n]+")
_PATH = re.compile(r"/v1/(?:[\w/.…-]|{\w+})*")
_PLACEHOLDER = re.compile(r"{{.*?}}")
_FENCE = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)


def told_by_pages() -> list[tuple[str, str]]:
    """Every line for programs on a page, with the file it is from; what differs from page to page is filled in."""
    views = [(file, text) for file in sorted(WEB.glob("*.py")) for text in texts(file)]
    templates = [
        (file, line)
        for file in sorted(WEB.glob("templates/**/*.html"))
        for line in _PLACEHOLDER.sub(filled, file.read_text(encoding="utf-8")).replace('\\"', "'").replace('"', "\n").splitlines()
    ]
    return [(file.name, text) for file, text in [*views, *templates] if "/v1/" in text or _COMMAND.search(text)]


def filled(found: re.Match[str]) -> str:
    # What a template prints is its own business, unless it is the line for programs itself.
    return found[0] if "for_programs" in found[0] else STANDS_FOR_ANYTHING


def texts(file: Path) -> Iterator[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else STANDS_FOR_ANYTHING for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node.value


def told_by_documents() -> list[tuple[str, str]]:
    documents = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [
        (document.name, line)
        for document in documents
        if document.parent.name != "reference"
        for block in _FENCE.findall(document.read_text(encoding="utf-8"))
        for line in block.replace("\\\n", " ").splitlines()
        if line.startswith("plumbline ") or "/v1/" in line
    ]


def method_of(line: str) -> str:
    return "post" if re.search(r"-X POST|api post| -d |curl .*--json", line) else "get"


TOLD = [*told_by_pages(), *told_by_documents()]
COMMANDS = sorted({(file, command.strip()) for file, line in TOLD for command in _COMMAND.findall(line)})
PATHS = sorted({(file, method_of(line), path) for file, line in TOLD for path in _PATH.findall(line)})


def test_there_is_something_to_check():
    assert len(told_by_pages()) >= 12
    assert ("home.py", "plumbline needs") in COMMANDS
    assert any(path.endswith("/approval") for _, _, path in PATHS)


@pytest.mark.parametrize(("file", "line"), COMMANDS)
def test_every_command_that_people_are_told_exists_with_its_options(file: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)  # the files that a line names are there for whoever types it
    command: Any = command_line()
    words = shlex.split(line)[1:]
    for word in words:
        if re.fullmatch(r"[\w-]+\.(md|txt|json|csv|yaml)", word):
            (tmp_path / word).touch()
    while children := getattr(command, "commands", None):
        assert words, f"{file}: `{line}` stops before it says what to do"
        assert words[0] in children, f"{file}: `{line}` names {words[0]}, which does not exist"
        command = children[words.pop(0)]
        command = command.loaded() if isinstance(command, Later) else command
    command.make_context("plumbline", words)  # raises when an option or an argument is not one of the command's


@pytest.mark.parametrize(("file", "method", "path"), PATHS)
def test_every_path_that_people_are_told_exists_with_its_method(file: str, method: str, path: str):
    known: dict[str, Any] = openapi()["paths"]
    shapes = [re.sub(r"{\w+}", "[^/]+", one) for one, methods in known.items() if method in methods]
    assert any(re.fullmatch(shape, path.rstrip(".")) for shape in shapes), f"{file}: nothing answers {method.upper()} {path}"
