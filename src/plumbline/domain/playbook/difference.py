"""What differs between two plans: two versions of a pack, or a pack and what a cycle made of it."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from plumbline.domain.playbook.pattern import apply_patterns, patterns_on
from plumbline.domain.playbook.plan import Plan
from plumbline.kernel.record import record


@record
class Difference:
    """One thing that differs.

    where: its path, parts by their id, such as `steps[entry-gate].offset_days`. before or after is None where a part is new or gone.
    """

    where: str
    before: Any
    after: Any


def differences(before: Plan, after: Plan) -> tuple[Difference, ...]:
    """Return what differs, in the order of the plan; parts with an id are matched by it, wherever they stand."""
    return tuple(found for found in _compared(before, after, "") if not found.where.startswith("unpatterned"))


def version_differences(before: Plan, after: Plan) -> tuple[Difference, ...]:
    """Return what differs between two versions of a playbook, whatever patterns a cycle had switched in the earlier one."""
    known = {pattern.id for pattern in before.patterns}
    return differences(apply_patterns(before, patterns_on(after) & known), after)


def _compared(before: Any, after: Any, where: str) -> Iterator[Difference]:
    if before == after:
        return
    if is_dataclass(before) and type(before) is type(after):
        for field in fields(before):
            yield from _compared(getattr(before, field.name), getattr(after, field.name), f"{where}.{field.name}".lstrip("."))
    elif (mine := _by_id(before)) is not None and (theirs := _by_id(after)) is not None:
        for name in dict.fromkeys((*mine, *theirs)):
            yield from _compared(mine.get(name), theirs.get(name), f"{where}[{name}]")
    else:
        yield Difference(where=where, before=before, after=after)


def _by_id(parts: Any) -> Mapping[str, Any] | None:
    """Parts by their id, or None for anything that has none; packs of two kinds may share an id, so theirs has the kind before it."""
    if not isinstance(parts, tuple) or not all(hasattr(part, "id") for part in parts):  # type: ignore[arg-type]
        return None
    return {f"{part.kind}:{part.id}" if hasattr(part, "kind") else part.id: part for part in parts}  # type: ignore[union-attr]
