"""Packs from folders: read, validated, cross-checked, typed. Either everything is right or nothing is loaded."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from plumbline.domain.playbook.pack import PACK_KINDS, Base, Binding, Industry, Objective, Packs, PatternPack, Role
from plumbline.files.conditions import condition_problems
from plumbline.files.problem import PackErrors, PackProblem
from plumbline.files.references import reference_problems
from plumbline.files.validation import schema_problems
from plumbline.files.yaml_reader import Document, YamlProblem, read_file
from plumbline.kernel.canonical import digest

BUILT_IN = Path(__file__).resolve().parent.parent / "library" / "packs"
T = TypeVar("T")
_TYPES: dict[str, Any] = {
    "base": Base, "industry": Industry, "role": Role, "objective": Objective, "pattern": PatternPack, "binding": Binding,
}  # fmt: skip


def load_packs(folders: Sequence[Path] = (BUILT_IN,)) -> Packs:
    """Return the packs of some folders, taken together.

    folders: each is searched for *.yaml and *.yml, downwards; a file may also be given. Name the built-in folder to have its packs.
    Raises PackErrors with every problem of every file.
    """
    documents, problems = read_folders(folders)
    problems += problems_of(documents)
    if problems:
        raise PackErrors(sorted(problems, key=lambda problem: (problem.file, problem.line, problem.column)))
    return registry(documents)


def read_folders(folders: Iterable[Path]) -> tuple[list[Document], list[PackProblem]]:
    """Return what can be read in some folders, and what cannot."""
    documents: list[Document] = []
    problems: list[PackProblem] = []
    for folder in folders:
        files = pack_files(folder)
        if not folder.exists():
            problems.append(_whole_file(str(folder), "there is no such file or folder", "a file or a folder of packs", "correct the path"))
        elif not files:
            problems.append(
                _whole_file(str(folder), "no pack is here", "a folder with *.yaml files", "name the folder that holds the packs")
            )
        for file in files:
            try:
                documents.append(read_file(file, _called(file, folder)))
            except YamlProblem as unreadable:
                problems.append(unreadable.problem)
            except OSError as error:
                problems.append(_whole_file(str(file), error.strerror or "cannot be read", "a readable file", "mend its permissions"))
    return documents, problems


def pack_files(folder: Path) -> list[Path]:
    """Return the pack files of a folder in the order of their names, or the file itself."""
    if folder.is_file():
        return [folder]
    return sorted(path for path in folder.rglob("*") if path.suffix in {".yaml", ".yml"} and path.is_file())


def problems_of(documents: Sequence[Document]) -> list[PackProblem]:
    """Return every problem of some documents; references are judged once each file is well formed by itself."""
    if problems := [problem for document in documents for problem in schema_problems(document)]:
        return problems
    return [*reference_problems(documents), *condition_problems(documents)]


def find_file(folders: Iterable[Path], identifier: str) -> Path | None:
    """Return the file of a pack, by the pack's id; None when there is none. Files that cannot be read are passed over."""
    for file in (file for folder in folders for file in pack_files(folder)):
        try:
            data = read_file(file).data
        except (YamlProblem, OSError):
            continue
        if isinstance(data, dict) and data.get("id") == identifier:  # type: ignore[union-attr]
            return file
    return None


def _called(file: Path, folder: Path) -> str:
    """A built-in file goes by its place in the library; everybody else's by the path that was given."""
    if folder == BUILT_IN:
        return str(Path("library/packs") / file.relative_to(folder))
    return str(file)


def _whole_file(file: str, problem: str, expected: str, remedy: str) -> PackProblem:
    return PackProblem(file=file, line=1, column=1, where="", problem=problem, expected=expected, remedy=remedy)


def registry(documents: Iterable[Document]) -> Packs:
    """Return documents without problems as typed packs."""
    made: dict[str, list[Any]] = {kind: [] for kind in PACK_KINDS}
    for document in documents:
        made[document.data["kind"]].append(_typed(document))
    return Packs(
        base=made["base"][0],
        industries=_by_id(made["industry"]),
        roles=_by_id(made["role"]),
        objectives=_by_id(made["objective"]),
        patterns=_by_id(made["pattern"]),
        bindings={(bound.industry, bound.role, bound.objective): bound for bound in made["binding"]},
    )


def _by_id(packs: Iterable[T]) -> dict[str, T]:
    return {str(getattr(pack, "id")): pack for pack in packs}  # noqa: B009 - every kind of pack has an id


def _typed(document: Document) -> Any:
    kind = document.data["kind"]
    pack = msgspec.convert(_SHAPES.get(kind, _as_written)(document.data), _TYPES[kind])
    return replace(pack, digest=digest(document.data))


def _as_written(data: dict[str, Any]) -> dict[str, Any]:
    return data


def _base(data: dict[str, Any]) -> dict[str, Any]:
    """A step's number is its place in the list; nobody has to count."""
    return {**data, "steps": [{"number": number, **step} for number, step in enumerate(data["steps"], 1)]}


def _pattern(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "changes": [_change(change) for change in data["changes"]]}


def _binding(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "policies": [_change(change) for change in data.get("policies", ())]}


def _change(written: dict[str, Any]) -> dict[str, Any]:
    said = {"sentence": written["sentence"], "about": written.get("about", "")}
    match written:
        case {"policy": target, "to": value}:
            return {"kind": "policy", "target": target, "value": value, **said}
        case {"gate": target, "adds": condition}:
            return {"kind": "gate", "target": target, "condition": condition, **said}
        case {"scope": target, "condition": condition, "applies_when": when, "stop_rule": stop}:
            named = {"condition_id": condition, "applies_when": when, "stop_rule": stop}
            return {"kind": "scope", "target": target, **named, **said}
        case {"step": target, "offset_days": value}:
            return {"kind": "step", "target": target, "value": value, **said}
        case {"releases_first": promise}:
            return {"kind": "release", "target": promise, **said}
        case {"agenda": item}:
            return {"kind": "agenda", "target": item["id"], "item": item, **said}
        case _:
            kind = "metric" if "metric" in written else "detector"
            return {"kind": kind, "target": written[kind], **said}


_SHAPES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {"base": _base, "pattern": _pattern, "binding": _binding}
