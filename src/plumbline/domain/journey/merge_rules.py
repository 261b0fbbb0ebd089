"""The rules of merging: from what both began, that every conflict was chosen for, and what one act changes."""

import json
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from plumbline.domain.checking import Answer, check
from plumbline.domain.journey.body import digest_of
from plumbline.domain.journey.comparing.as_edits import edits_of
from plumbline.domain.journey.comparing.compare import compare
from plumbline.domain.journey.edit import Edit, edited
from plumbline.domain.journey.joining import JourneyMerged, MergeJourney
from plumbline.domain.journey.journey import Journey
from plumbline.domain.journey.merging.conflict import Choice, Conflict
from plumbline.domain.journey.merging.merge import merge
from plumbline.domain.journey.plain import Plain
from plumbline.domain.journey.shape import shape_problems
from plumbline.kernel.canonical import canonical
from plumbline.kernel.outcome import Context, Finding, Refusal

LARGEST = 2_000_000
"""The most bytes of a journey's content."""
_SHOWN = 100
_ACT = "journey.merge"


class Sides(NamedTuple):
    """What a merge comes of, with the digests of all three. mine is of now."""

    base: Plain
    mine: Plain
    theirs: Plain
    base_digest: str
    mine_digest: str
    theirs_digest: str


def decide_merge(command: MergeJourney, journey: Journey, context: Context) -> Answer:
    """Return the one event that a merge is, or what stands in its way."""
    sides = sides_of(journey, command.base, command.theirs)
    if sides is None:
        return refused("journey.unusable", [check("journey.merge_content", False, who=(context.actor,), act=_ACT, item=journey.id)])
    if unrelated := _unrelated(command, journey, sides, context):
        return unrelated
    if stale := read_before(journey, sides, command.read_digest):
        return stale
    if sides.theirs_digest == sides.base_digest:
        return []
    edits = merging_edits(journey, sides, command.choices, context)
    if isinstance(edits, Refusal):
        return edits
    _, undoing = edited(sides.mine, edits)
    return [
        JourneyMerged(
            journey_id=journey.id, number=len(journey.changes) + 1, source_id=command.source_id, source_number=command.source_number,
            base_digest=sides.base_digest, mine_digest=sides.mine_digest, theirs_digest=sides.theirs_digest, edits=edits, undoing=undoing,
            choices=command.choices,
        )
    ]  # fmt: skip


def sides_of(journey: Journey, base: str, theirs: str) -> Sides | None:
    """Return the three sides of a merge; None where one that was sent is no journey."""
    contents = [_read(base), journey.content or {}, _read(theirs)]
    if any(one is None for one in contents):
        return None
    one, mine, other = (dict(content or {}) for content in contents)
    return Sides(one, mine, other, digest_of(one), digest_of(mine), digest_of(other))


def read_before(journey: Journey, sides: Sides, read_digest: str) -> Refusal | None:
    """Return the refusal of choices that were made about something that the journey is no more."""
    if not read_digest or read_digest == sides.mine_digest:
        return None
    finding = Finding(rule="I5.content", met=False, expected=read_digest, actual=sides.mine_digest, act="journey.read", item=journey.id)
    return Refusal(code="stale", kind="stale", findings=(finding,))


def merging_edits(journey: Journey, sides: Sides, choices: tuple[Choice, ...], context: Context) -> tuple[Edit, ...] | Refusal:
    """Return the edits that bring the other side in, or the refusal that names every conflict nobody has chosen for."""
    me = (context.actor,)
    if wrong := [one for one in choices if one.take == "own" and one.value and _value(one.value) is _NO_JSON]:
        findings = [check("journey.value", False, actual=one.value[:60], who=me, act=_ACT, item=journey.id) for one in wrong]
        return refused("journey.unusable", findings)
    merged = merge(sides.base, sides.mine, sides.theirs, choices)
    if merged.open:
        return refused("journey.merge_open", [_told(one, journey, context) for one in merged.open[:_SHOWN]])
    if shaped := [*shape_problems(merged.content)]:
        where = ".".join(map(str, shaped[0].path))
        return refused("journey.unusable", [check("journey.merge_value", False, actual=where, who=me, act=_ACT, item=journey.id)])
    size = len(canonical(merged.content))
    if size > LARGEST:
        return refused("journey.unusable", [check("journey.size", False, expected=LARGEST, actual=size, who=me, act=_ACT, item=journey.id)])
    return edits_of(compare(sides.mine, merged.content))


def refused(code: str, findings: list[Finding], *, kind: Literal["rule", "invalid"] = "rule") -> Refusal:
    """Return a refusal of a merge with its findings."""
    return Refusal(code=code, kind=kind, findings=tuple(findings))


def _unrelated(command: MergeJourney, journey: Journey, sides: Sides, context: Context) -> Refusal | None:
    """What both began from is a version of this journey, the one that it is a branch of, or what came in before."""
    known = {one.digest for one in journey.versions} | {one.theirs_digest for one in journey.merges}
    known |= {journey.origin.digest} if journey.origin else set()
    findings = [
        check("journey.merge_itself", command.source_id != journey.id, who=(context.actor,), act=_ACT, item=journey.id),
        check("journey.merge_base", sides.base_digest in known, actual=command.source_id, who=(context.actor,), act=_ACT, item=journey.id),
    ]
    unmet = [one for one in findings if not one.met]
    return refused("journey.unusable", unmet) if unmet else None


def _told(conflict: Conflict, journey: Journey, context: Context) -> Finding:
    values = {"kind": conflict.kind, "part": conflict.part, "screen": conflict.screen, "name": conflict.name or "part"}
    here, there = (_short(one) for one in (conflict.mine, conflict.theirs))
    return check("journey.merge_conflict", False, expected=there, actual=here, who=(context.actor,), act=_ACT, item=journey.id, **values)


def _short(value: Any) -> str:
    if value is None:
        return "nothing"
    text = str(value.get("title") or value.get("text") or value.get("id")) if isinstance(value, Mapping) and "id" in value else _text(value)  # type: ignore[reportUnknownArgumentType, reportUnknownMemberType]
    return text if len(text) <= 80 else text[:79] + "…"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


_NO_JSON = object()


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return _NO_JSON


def _read(text: str) -> Plain | None:
    """The content in a text; None for what has not the shape of a journey."""
    content = _value(text)
    return None if content is _NO_JSON or any(shape_problems(content)) else content
