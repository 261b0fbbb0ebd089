"""What reaches the outside, in one line each: releases, messages, and what one function needs of another."""

from collections.abc import Callable

from plumbline.demo.story import Beat, Story, beat
from plumbline.domain.cycle.checkpoint import Coming, NameDependency, Phase, PlanCheckpoint, ReportCheckpoint
from plumbline.domain.cycle.communication import CheckMessage, Claim, DraftMessage, Rests, SendMessage, WithdrawMessage
from plumbline.domain.cycle.release import (
    DropRelease,
    ExpandRelease,
    Held,
    HoldRelease,
    Kind,
    LaunchRelease,
    PlanRelease,
    ReportPilot,
    RollBackRelease,
)

Claims = Callable[[Story], tuple[Claim, ...]]


def planned(
    day: int, time: str, who: str, name: str, title: str, owner: str, promise: int, *, kind: Kind = "release", after: str = "",
    then: str = "", on: int = 0,
) -> Beat:  # fmt: skip
    """A release is planned. promise: number of the one that it protects. then: who owns what follows it. on: the day it goes out."""
    return beat(
        day, time, who,
        lambda s: PlanRelease(
            title=title, owner_id=s.person(owner), promise_id=s.part("promises", promise), kind=kind,
            after_owner_id=s.person(then) if then else "", after_id=s.id(after) if after else "",
            planned_at=s.at(on, "09:00") if on else None,
        ),
        name,
    )  # fmt: skip


def launched(day: int, time: str, who: str, name: str, share: int, *, refused: bool = False) -> Beat:
    return beat(day, time, who, lambda s: LaunchRelease(release_id=s.id(name), share=share), refused=refused)


def expanded(day: int, time: str, who: str, name: str, share: int, evidence: str) -> Beat:
    return beat(day, time, who, lambda s: ExpandRelease(release_id=s.id(name), share=share, evidence_id=s.id(evidence)))


def held(day: int, time: str, who: str, name: str, reason: str) -> Beat:
    return beat(day, time, who, lambda s: HoldRelease(release_id=s.id(name), reason=reason))


def rolled_back(day: int, time: str, who: str, name: str, reason: str) -> Beat:
    return beat(day, time, who, lambda s: RollBackRelease(release_id=s.id(name), reason=reason))


def dropped(day: int, time: str, who: str, name: str, reason: str) -> Beat:
    """A planned release will not happen."""
    return beat(day, time, who, lambda s: DropRelease(release_id=s.id(name), reason=reason))


def reported(day: int, time: str, who: str, name: str, promise: Held, note: str) -> Beat:
    """The weekly report of a pilot."""
    return beat(day, time, who, lambda s: ReportPilot(release_id=s.id(name), promise=promise, note=note))


def claim(story: Story, text: str, rests_on: Rests, reference: str, day: int = 0, time: str = "17:00") -> Claim:
    """Something that a message says. reference: the name of an item, or the address of a screen. day: of a date that is claimed."""
    return Claim(
        text=text, rests_on=rests_on, reference=reference if rests_on == "screen" else story.id(reference),
        at=story.at(day, time) if day else None,
    )  # fmt: skip


def drafted(
    day: int, time: str, who: str, name: str, title: str, audience: str, text: str, claims: Claims = lambda _: (), blocker: str = ""
) -> Beat:
    return beat(
        day, time, who,
        lambda s: DraftMessage(title=title, audience=audience, text=text, claims=claims(s), blocker_id=s.id(blocker) if blocker else ""),
        name,
    )  # fmt: skip


def checked(day: int, time: str, who: str, name: str, *, refused: bool = False) -> Beat:
    return beat(day, time, who, lambda s: CheckMessage(message_id=s.id(name)), refused=refused)


def sent(day: int, time: str, who: str, name: str, channel: str, *, refused: bool = False) -> Beat:
    return beat(day, time, who, lambda s: SendMessage(message_id=s.id(name), channel=channel), refused=refused)


def withdrawn(day: int, time: str, who: str, name: str, reason: str) -> Beat:
    return beat(day, time, who, lambda s: WithdrawMessage(message_id=s.id(name), reason=reason))


def needed(day: int, time: str, who: str, name: str, title: str, from_area: str, to_area: str, owner: str) -> Beat:
    """One function needs something of another."""
    return beat(
        day, time, who,
        lambda s: NameDependency(title=title, from_area=from_area, to_area=to_area, owner_id=s.person(owner)), name,
    )  # fmt: skip


def looked_at(
    day: int, time: str, who: str, name: str, dependency: str, title: str, phase: Phase, metric: int, on: int, at: str = "12:00"
) -> Beat:  # fmt: skip
    """A checkpoint of a dependency is planned. on, at: the day and the hour at which the metric, by its slot, is looked at."""
    return beat(
        day, time, who,
        lambda s: PlanCheckpoint(
            dependency_id=s.id(dependency), title=title, phase=phase, metric_id=s.metric(metric), at=s.at(on, at)
        ), name,
    )  # fmt: skip


def told(day: int, time: str, who: str, name: str, coming: Coming, reading: str) -> Beat:
    """What the metric told at a checkpoint."""
    return beat(day, time, who, lambda s: ReportCheckpoint(checkpoint_id=s.id(name), coming=coming, reading=reading))
