"""What a retrospective proposes to a pack: its next version as a file that `plumbline playbook check` accepts."""

from collections.abc import Iterable, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

from plumbline.domain.cycle.retrospective import Lesson, PackKind
from plumbline.domain.playbook.plan import PackReference
from plumbline.files.packs import BUILT_IN, read_folders
from plumbline.kernel.record import record


@record
class Proposal:
    """The next version of a pack. name: how to call the file. text: its YAML. version: what it is from now on."""

    kind: PackKind
    id: str
    version: str
    name: str
    text: str


def proposals(lessons: Iterable[Lesson], packs: Sequence[PackReference], folders: Sequence[Path] = (BUILT_IN,)) -> list[Proposal]:
    """Return a file for each pack that lessons change. packs: those that the cycle's plan was compiled from."""
    changed: dict[tuple[str, str], list[Lesson]] = {}
    for lesson in lessons:
        pack = next((one for one in packs if one.kind == lesson.pack), None)
        if pack is not None and not lesson.decision_id:
            changed.setdefault((pack.kind, pack.id), []).append(lesson)
    documents, _ = read_folders(folders)
    written: dict[tuple[str, str], dict[str, Any]] = {(one.data["kind"], one.data["id"]): one.data for one in documents}
    return [_proposal(written[name], found) for name, found in changed.items() if name in written]


def next_version(version: str) -> str:
    """Return a version with its second number raised: a text that says something else is no mere repair."""
    major, minor, *_ = (*version.split("."), "0", "0")
    return f"{major}.{int(minor) + 1}.0"


def _proposal(data: dict[str, Any], lessons: Iterable[Lesson]) -> Proposal:
    pack = deepcopy(data)
    pack["version"] = next_version(str(data["version"]))
    for lesson in lessons:
        for part in _parts(pack, lesson.part_id):
            part["text"] = lesson.new_text
    text = yaml.safe_dump(pack, sort_keys=False, allow_unicode=True, width=110)
    return Proposal(
        kind=pack["kind"], id=pack["id"], version=pack["version"], name=f"{pack['kind']}-{pack['id']}-{pack['version']}.yaml", text=text
    )


def _parts(pack: dict[str, Any], part_id: str) -> list[dict[str, Any]]:
    lists: list[list[Any]] = [value for value in pack.values() if isinstance(value, list)]
    parts: list[dict[str, Any]] = [part for value in lists for part in value if isinstance(part, dict)]
    return [part for part in parts if part.get("id") == part_id and "text" in part]
