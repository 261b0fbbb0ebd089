"""The frame on the overview of a cycle: how far its stages are, and what is a defect in it."""

from collections.abc import Iterator
from datetime import datetime

from plumbline.domain.cycle.facts.message import is_suspect
from plumbline.domain.cycle.rules.practice import is_explicit
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.record import record
from plumbline.web.frame_parts import chip_of
from plumbline.web.labels import SUSPECT, Chip


@record
class Defect:
    """Items of one kind that are not in order."""

    chip: Chip
    words: str
    href: str


@record
class FrameSummary:
    """stages: each with its state, in the order of the plan."""

    stages: tuple[tuple[str, Chip], ...]
    defects: tuple[Defect, ...]


def frame_summary(cycle: Cycle, workspace: Workspace, now: datetime) -> FrameSummary:
    """Return the frame of a cycle in short."""
    return FrameSummary(
        stages=tuple((one.title, chip_of(one.state)) for one in cycle.stages.values()), defects=tuple(_defects(cycle, workspace, now))
    )


def _defects(cycle: Cycle, workspace: Workspace, now: datetime) -> Iterator[Defect]:
    promises = [one.state for one in cycle.promises.values()]
    counted = (
        ("informal", sum(not is_explicit(one, workspace) for one in cycle.practices.values()), "practice", "frame#practices"),
        ("lapsed", sum(one.state == "lapsed" for one in cycle.safeguards.values()), "safeguard", "frame#safeguards"),
        ("broken", promises.count("broken"), "promise", "promises"),
        ("at_risk", promises.count("at_risk"), "promise", "promises"),
        ("held", sum(one.state == "held" for one in cycle.releases.values()), "release", "releases"),
        ("missed", sum(one.state == "missed" for one in cycle.checkpoints.values()), "checkpoint", "dependencies#checkpoints"),
    )
    for state, count, noun, place in counted:
        if count:
            yield Defect(chip=chip_of(state), words=_counted(count, noun), href=f"/cycles/{cycle.id}/{place}")
    if suspect := sum(is_suspect(one, cycle, now) for one in cycle.messages.values()):
        yield Defect(chip=SUSPECT, words=_counted(suspect, "message"), href=f"/cycles/{cycle.id}/messages")


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
