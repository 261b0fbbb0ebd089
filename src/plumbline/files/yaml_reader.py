"""Strict YAML: plain data and the place of every part. No aliases, no tags, no duplicate keys, no surprises.

Only `true`, `false`, `null` and whole numbers are read as something else than text: `no`, `on` and `1.10` stay what was written.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

import yaml

from plumbline.files.problem import PackProblem, Path, Place, written

MAX_BYTES = 1 << 20
MAX_DEPTH = 16
_WHOLE_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,15})")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the parser in C is ten times quicker where it was built


@dataclass(slots=True)
class Document:
    """A file as plain data. places: where each value stands; keys: where the key of a value stands.

    plain: the texts that stand in one line as written, so that an offset in the text is an offset in the line.
    """

    file: str
    data: Any
    places: dict[Path, Place] = field(default_factory=dict[Path, Place])
    keys: dict[Path, Place] = field(default_factory=dict[Path, Place])
    plain: set[Path] = field(default_factory=set[Path])

    def place(self, path: Path) -> Place:
        """Return where a part stands, or the nearest part around it that stands somewhere."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Place(1, 1))

    def problem(
        self, path: Path, problem: str, expected: str, remedy: str, nearest: str = "", *, offset: int = 0, place: Place | None = None
    ) -> PackProblem:
        """Return what is wrong with a part. offset: within its text; place: where it is, when not where the part stands."""
        line, column = place or self.place(path)
        return PackProblem(
            file=self.file,
            line=line,
            column=column + (offset if path in self.plain else 0),
            where=written(path),
            problem=problem,
            expected=expected,
            remedy=remedy,
            nearest=nearest,
        )


class YamlProblem(Exception):
    """A file that is not YAML as we accept it."""

    def __init__(self, problem: PackProblem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def read_file(file: FilePath, called: str | None = None) -> Document:
    """Read one file. called: its name in problems. Raises YamlProblem."""
    name = called or str(file)
    with file.open("rb") as stream:
        content = stream.read(MAX_BYTES + 1)
    return read(content, name)


def read(content: bytes, file: str, most_bytes: int = MAX_BYTES, most_depth: int = MAX_DEPTH) -> Document:
    """Read the bytes of one file. Raises YamlProblem with the first thing that is not strict YAML."""
    if len(content) > most_bytes:
        raise _problem(file, Place(1, 1), "the file is too large", f"at most {most_bytes} bytes", "split it into several packs")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _problem(file, Place(line, 1), "bytes that are not UTF-8", "text in UTF-8", "save the file as UTF-8") from None
    try:
        return _Builder(file, most_depth).build(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        words = getattr(error, "problem", None) or getattr(error, "reason", None) or "not readable"
        raise _problem(file, _at(mark), f"not YAML: {words}", "one YAML mapping", "mend the syntax at this place") from None


class _Builder:
    """Builds data from parse events, so that what is refused is refused before anything is expanded."""

    def __init__(self, file: str, most_depth: int) -> None:
        self.document = Document(file=file, data=None)
        self.most_depth = most_depth

    def build(self, text: str) -> Document:
        self.events: Any = yaml.parse(text, Loader=_LOADER)
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._refused(event, "a second document", "one document in a file", "move it to a file of its own")
                self.document.data = self._value(next(self.events), (), 0)
        if documents == 0:
            raise _problem(
                self.document.file, Place(1, 1), "the file is empty", "one YAML mapping", "begin with `kind:`, `id:`, `version:`"
            )
        return self.document

    def _value(self, event: Any, path: Path, depth: int) -> Any:
        self._check(event, path, depth)
        self.document.places[path] = _at(event.start_mark)
        if isinstance(event, yaml.ScalarEvent):
            if not event.style and _at(event.start_mark).line == _at(event.end_mark).line:
                self.document.plain.add(path)
            return _scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path, depth)
        return self._mapping(path, depth)

    def _sequence(self, path: Path, depth: int) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            values.append(self._value(event, (*path, len(values)), depth + 1))
        return values

    def _mapping(self, path: Path, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            self._check(event, path, depth)
            if not isinstance(event, yaml.ScalarEvent):
                raise self._refused(event, "a key that is not text", "a plain word as key", "write the key as one word", path)
            key = str(event.value)
            if key in values:
                first = self.document.keys[(*path, key)].line
                raise self._refused(event, f"the key {key} stands here twice, first in line {first}", "each key once", "remove one", path)
            self.document.keys[(*path, key)] = _at(event.start_mark)
            values[key] = None
            values[key] = self._value(next(self.events), (*path, key), depth + 1)
        return values

    def _check(self, event: Any, path: Path, depth: int) -> None:
        if isinstance(event, yaml.AliasEvent):
            raise self._refused(event, f"the alias *{event.anchor}", "the text itself", "write the part out where it is used", path)
        if getattr(event, "anchor", None):
            raise self._refused(event, f"the anchor &{event.anchor}", "no anchors", "remove it; write the part out where it is used", path)
        if getattr(event, "tag", None):
            raise self._refused(event, f"the tag {event.tag}", "no tags", "remove it; the schema says what each value is", path)
        if depth > self.most_depth:
            raise self._refused(event, "parts nested too deeply", f"at most {self.most_depth} levels", "flatten the file", path)

    def _refused(self, event: Any, problem: str, expected: str, remedy: str, path: Path = ()) -> YamlProblem:
        return _problem(self.document.file, _at(event.start_mark), problem, expected, remedy, path)


def _scalar(event: Any) -> str | int | bool | None:
    text = str(event.value)
    if event.style:
        return text
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _WHOLE_NUMBER.fullmatch(text) else text


def _at(mark: Any) -> Place:
    return Place(1, 1) if mark is None else Place(mark.line + 1, mark.column + 1)


def _problem(file: str, place: Place, problem: str, expected: str, remedy: str, path: Path = ()) -> YamlProblem:
    return YamlProblem(
        PackProblem(file=file, line=place.line, column=place.column, where=written(path), problem=problem, expected=expected, remedy=remedy)
    )
