"""Decision records on a disk: which files of a folder they are, how each said what when, and in which portions they are sent."""

import csv
import gzip
import io
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from plumbline.cli.client import Misused
from plumbline.files.records import decoded

_PATTERNS: Mapping[str, tuple[str, ...]] = {
    "adr": ("*.md", "*.markdown"), "kep": ("kep.yaml", "*.yaml", "*.yml"), "pep": ("*.rst", "pep-*.txt"), "csv": ("*.csv",),
    "xes": ("*.xes", "*.xes.gz"),
}  # fmt: skip
_NO_RECORD = re.compile(r"(readme|index|license|licence|contributing|changelog|summary|template.*|.*[-_]template)(\..*)?", re.IGNORECASE)
_MOST_BYTES = 50 << 20
_PORTION_FILES, _PORTION_CHARACTERS, _PART_CHARACTERS = 40, 1_500_000, 300_000
_MOST_VERSIONS = 40
_TRACE = re.compile(r"(?s)<trace\b.*?</trace>")


def files_in(source: str, path: Path) -> tuple[list[Path], list[Path]]:
    """Return the files of a folder, or the one named, that can be records, and those that look like something else."""
    if path.is_file():
        return [path], []
    if not path.is_dir():
        raise Misused(f"there is no file and no folder {path}")
    found = sorted({one for pattern in _PATTERNS[source] for one in path.rglob(pattern) if one.is_file() and ".git" not in one.parts})
    if source == "kep" and any(one.name == "kep.yaml" for one in found):
        found = [one for one in found if one.name == "kep.yaml"]
    others = [one for one in found if _NO_RECORD.fullmatch(one.name)]
    return [one for one in found if one not in others], others


def bodies(source: str, root: Path, file: Path, *, history: bool) -> list[dict[str, Any]]:
    """Return one file as the API takes it; a long table or log as several. Raises Misused for one that cannot be read."""
    text = _text(file)
    name = str(file.relative_to(root)) if root.is_dir() else file.name
    if source == "csv":
        return [{"name": called, "text": part} for called, part in _numbered(name, _rows(text))]
    if source == "xes":
        return [{"name": called, "text": part} for called, part in _numbered(name, _traces(text))]
    beside = file.with_name("README.md") if file.name == "kep.yaml" else None
    body: dict[str, Any] = {"name": name, "text": text}
    if beside is not None and beside.is_file():
        body["beside"] = _text(beside)
    if history:
        body["history"] = versions(file)
    return [body]


def portions(files: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Yield the files in portions that one request can carry."""
    portion: list[dict[str, Any]] = []
    length = 0
    for file in files:
        size = len(file["text"]) + len(file.get("beside", "")) + sum(len(one["text"]) for one in file.get("history", ()))
        if portion and (len(portion) >= _PORTION_FILES or length + size > _PORTION_CHARACTERS):
            yield portion
            portion, length = [], 0
        portion.append(file)
        length += size
    if portion:
        yield portion


def versions(file: Path) -> list[dict[str, str]]:
    """Return what a file said in each commit that changed it, oldest first; nothing where it is in no repository."""
    asked = ("log", "--follow", f"--max-count={_MOST_VERSIONS}", "--format=%x00%H%x09%as", "--name-only", "--", file.name)
    listed = _git(file.parent, *asked)
    found: list[dict[str, str]] = []
    for commit in listed.split("\0")[1:]:
        head, _, names = commit.partition("\n")
        digest, _, day = head.partition("\t")
        if name := names.strip():
            found.append({"on": day, "text": _git(file.parent, "show", f"{digest}:{name}")})
    return [one for one in reversed(found) if len(one["text"]) <= _PART_CHARACTERS]


def _git(folder: Path, *asked: str) -> str:
    git = shutil.which("git")
    if git is None:
        return ""
    try:
        ran = subprocess.run([git, "-C", str(folder), *asked], capture_output=True, check=False, timeout=60)  # noqa: S603 - no shell, and the file's name stands behind --
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return ran.stdout.decode("utf-8", "replace") if ran.returncode == 0 else ""


def _text(file: Path) -> str:
    opened = gzip.open if file.suffix == ".gz" else Path.open
    try:
        with opened(file, "rb") as stream:  # type: ignore[operator]
            content: bytes = stream.read(_MOST_BYTES + 1)
    except (OSError, EOFError, gzip.BadGzipFile) as fault:
        raise Misused(f"{file} cannot be read: {fault}") from None
    if len(content) > _MOST_BYTES:
        raise Misused(f"{file} is larger than {_MOST_BYTES >> 20} MB; split it")
    return decoded(content)


def _numbered(name: str, parts: list[str]) -> list[tuple[str, str]]:
    return [(name if len(parts) == 1 else f"{name} ({number})", part) for number, part in enumerate(parts, 1)]


def _rows(text: str) -> list[str]:
    """A table in parts of a bearable length, each with the head of the table."""
    if len(text) <= _PART_CHARACTERS:
        return [text]
    rows = list(csv.reader(io.StringIO(text, newline="")))
    parts: list[str] = []
    for start in range(1, len(rows), 500):
        written = io.StringIO(newline="")
        csv.writer(written).writerows([rows[0], *rows[start : start + 500]])
        parts.append(written.getvalue())
    return parts


def _traces(text: str) -> list[str]:
    """A log in parts of a bearable length, each with what stands before the first trace."""
    if len(text) <= _PART_CHARACTERS:
        return [text]
    found = _TRACE.findall(text)
    head = text[: text.index(found[0])] if found else text
    parts, part, length = list[str](), list[str](), 0
    for trace in found:
        if part and length + len(trace) > _PART_CHARACTERS:
            parts.append(f"{head}{''.join(part)}</log>")
            part, length = [], 0
        part.append(trace)
        length += len(trace)
    return [*parts, f"{head}{''.join(part)}</log>"]
