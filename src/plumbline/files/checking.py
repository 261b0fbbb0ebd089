"""Checking packs somebody wrote, together with the built-in ones, as far as composing every playbook they make possible."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from plumbline.domain.playbook.compose import CompositionError, combinations, compose
from plumbline.domain.playbook.pack import Packs
from plumbline.files.packs import BUILT_IN, problems_of, read_folders, registry
from plumbline.files.problem import PackProblem
from plumbline.files.yaml_reader import Document
from plumbline.kernel.record import record


@record
class Checked:
    """What a check looked at and found. files: how many of the given files were read."""

    files: int
    problems: tuple[PackProblem, ...]


def check_paths(paths: Sequence[Path]) -> Checked:
    """Check files and folders of packs. The built-in packs are there too, unless the paths bring a base of their own.

    A pack of another version than the built-in one of its name stands in its place; so does a base that comes alone.
    """
    documents, problems = read_folders(paths)
    around = [] if _has_base(documents) and len(documents) > 1 else _built_in(paths, documents)
    together = [*around, *documents]
    problems += problems_of(together)
    if not problems and together:
        problems += _incomplete(registry(together), documents)
    return Checked(files=len(documents), problems=tuple(sorted(problems, key=lambda one: (one.file, one.line, one.column))))


def _has_base(documents: Sequence[Document]) -> bool:
    return any(isinstance(one.data, dict) and one.data.get("kind") == "base" for one in documents)  # type: ignore[union-attr]


def _built_in(paths: Sequence[Path], checked: Sequence[Document]) -> list[Document]:
    """The built-in packs without those that are being checked themselves, as the same file or as another version."""
    documents, _ = read_folders([BUILT_IN])
    given = {path.resolve() for path in paths if path.is_file()}
    versions = {_named(one): _version(one) for one in checked}
    return [
        one
        for one in documents
        if BUILT_IN.joinpath(*Path(one.file).parts[2:]).resolve() not in given and versions.get(_named(one), _version(one)) == _version(one)
    ]


def _named(document: Document) -> tuple[str, str]:
    return _text(document.data, "kind"), _text(document.data, "id")


def _version(document: Document) -> str:
    return _text(document.data, "version")


def _text(data: Any, name: str) -> str:
    return str(data.get(name, "")) if isinstance(data, dict) else ""  # type: ignore[union-attr]


def _incomplete(packs: Packs, documents: Sequence[Document]) -> list[PackProblem]:
    """What the playbooks lack that these packs take part in; a sentence is told once, at the first file."""
    own = {(str(one.data["kind"]), str(one.data["id"])): one.file for one in documents}
    found: dict[str, PackProblem] = {}
    for industry, role, objective in combinations(packs):
        try:
            compose(packs, industry, role, objective, frozenset(packs.patterns))
        except CompositionError as error:
            used = [("industry", industry), ("role", role), ("objective", objective)]
            file = next((own[name] for name in used if name in own), next(iter(own.values())))
            for gap in error.gaps:
                found.setdefault(gap, _gap(file, gap, f"{industry} x {role} x {objective}"))
    return list(found.values())


def _gap(file: str, gap: str, playbook: str) -> PackProblem:
    return PackProblem(
        file=file,
        line=1,
        column=1,
        where="",
        problem=f"the playbook {playbook} would be incomplete: {gap}",
        expected="every sentence filled and every id known",
        remedy="correct the placeholder or the id",
    )
