"""What the runs of a journey show: who reached the goal and how, how long each screen held them, where they left. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from typing import Literal

from plumbline.domain.journey.machine import Machine
from plumbline.domain.run.run import Run
from plumbline.kernel.record import record

Ending = Literal["direct", "indirect", "given_up", "other", "going"]
FEW = 5
"""Fewer runs are listed one by one: an average of them says nothing."""
_Z = 1.96


@record
class Share:
    """A part of a whole, with the interval that holds the true share 95 times in 100 (Wilson score)."""

    count: int
    of: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The observed share, 0..1; 0 of nothing."""
        return self.count / self.of if self.of else 0.0


@record
class Stay:
    """How a screen held the role that was played. median, low, high: milliseconds, the middle 8 in 10; None with fewer than FEW stays.

    runs: how many reached it. left: how many gave up on it, or stand there in a run that goes on no more.
    """

    screen: str
    runs: int
    stays: int
    left: int
    median: int | None
    low: int | None
    high: int | None


@record
class Recovery:
    """An exception's screen: how many runs came to it, and how many of those reached their goal afterwards."""

    screen: str
    completed: Share


@record
class Line:
    """From one screen to the next: how many runs went this way, and how often."""

    source: str
    target: str
    runs: int
    times: int


@record
class Results:
    """All of it. path_counts: the ways through, the most frequent first. remain: how many runs had at least so many screens, from 1."""

    total: int
    ended: int
    success: Share
    endings: Mapping[str, int]
    stays: tuple[Stay, ...]
    recoveries: tuple[Recovery, ...]
    lines: tuple[Line, ...]
    path_counts: tuple[tuple[tuple[str, ...], int], ...]
    remain: tuple[int, ...]
    ease: tuple[int, ...]
    confidence: tuple[int, ...]


@record
class _Walk:
    """A run as its role went: the screens in order with how long each held it, without what was taken back."""

    ending: Ending
    screens: tuple[str, ...]
    stays: tuple[tuple[str, int], ...]
    reached: frozenset[str]


def results_of(runs: Sequence[Run], machine: Machine) -> Results:
    """Return what runs show. machine: the journey that says in which order screens stand and which are exceptions."""
    walks = [_walk(run, machine) for run in runs]
    endings = Counter[str](walk.ending for walk in walks)
    ended = [walk for walk in walks if walk.ending != "going"]
    won = endings["direct"] + endings["indirect"]
    lines = Counter[tuple[str, str]]()
    by_run = Counter[tuple[str, str]]()
    for walk in walks:
        steps = list(zip(walk.screens, walk.screens[1:], strict=False))
        lines.update(steps)
        by_run.update(set(steps))
    longest = max((len(walk.screens) for walk in walks), default=0)
    return Results(
        total=len(walks),
        ended=len(ended),
        success=wilson(won, len(ended)),
        endings={name: endings[name] for name in ("direct", "indirect", "given_up", "other", "going")},
        stays=tuple(_stays(walks, machine)),
        recoveries=tuple(_recoveries(ended, machine)),
        lines=tuple(
            Line(source=source, target=target, runs=by_run[source, target], times=times)
            for (source, target), times in sorted(lines.items(), key=lambda one: (-by_run[one[0]], one[0]))
        ),
        path_counts=tuple(Counter(walk.screens for walk in walks).most_common(10)),
        remain=tuple(sum(len(walk.screens) >= number for walk in walks) for number in range(1, longest + 1)),
        ease=tuple(run.answers["ease"] for run in runs if "ease" in run.answers),
        confidence=tuple(run.answers["confidence"] for run in runs if "confidence" in run.answers),
    )


def ending_of(run: Run, machine: Machine) -> Ending:
    """Return how a run ended.

    A success is direct when nobody went back or began again, and no screen was entered a second time except after a fault.
    """
    if not run.is_over:
        return "going"
    if run.result == "given_up":
        return "given_up"
    if not run.success:
        return "other"
    return "direct" if _is_direct(run, machine) else "indirect"


def wilson(count: int, of: int) -> Share:
    """Return a share with its interval by Wilson's score, which stays within 0..1 for small samples, too."""
    if of == 0:
        return Share(count=0, of=0, low=0.0, high=1.0)
    share = count / of
    centre = share + _Z * _Z / (2 * of)
    margin = _Z * sqrt(share * (1 - share) / of + _Z * _Z / (4 * of * of))
    below = 1 + _Z * _Z / of
    return Share(count=count, of=of, low=max(0.0, (centre - margin) / below), high=min(1.0, (centre + margin) / below))


def middle(values: Iterable[int], share: float) -> int:
    """Return the value below which a share of the values lies (nearest rank). Raises IndexError without values."""
    ordered = sorted(values)
    return ordered[max(0, min(len(ordered) - 1, round(share * (len(ordered) - 1))))]


def _is_direct(run: Run, machine: Machine) -> bool:
    place = run.roles.index(run.role)
    seen = {run.began.screens[place]} if run.began else set[str]()
    now = run.began.screens[place] if run.began else ""
    for move in run.moves:
        if move.kind != "step":
            return False
        event = machine.events.get(move.happened)
        if event is not None and event.kind == "fault":
            seen.clear()
        if move.screens[place] != now:
            now = move.screens[place]
            if now in seen:
                return False
            seen.add(now)
    return True


def _walk(run: Run, machine: Machine) -> _Walk:
    place = run.roles.index(run.role)
    now = run.began.screens[place] if run.began else ""
    screens, held, stays = [now], 0, list[tuple[str, int]]()
    for move in run.moves:
        held += move.elapsed_ms
        after = move.screens[place]
        if after != now:
            stays.append((now, held))
            now, held = after, 0
            screens.append(now)
    return _Walk(ending=ending_of(run, machine), screens=tuple(screens), stays=tuple(stays), reached=frozenset(screens))


def _stays(walks: Sequence[_Walk], machine: Machine) -> Iterable[Stay]:
    for screen in machine.screens:
        runs = sum(screen in walk.reached for walk in walks)
        if not runs:
            continue
        times = [held for walk in walks for name, held in walk.stays if name == screen]
        enough = len(times) >= FEW
        yield Stay(
            screen=screen,
            runs=runs,
            stays=len(times),
            left=sum(walk.screens[-1] == screen and walk.ending in ("given_up", "going") for walk in walks),
            median=middle(times, 0.5) if enough else None,
            low=middle(times, 0.1) if enough else None,
            high=middle(times, 0.9) if enough else None,
        )


def _recoveries(ended: Sequence[_Walk], machine: Machine) -> Iterable[Recovery]:
    for screen in machine.screens.values():
        if screen.kind == "exception":
            met = [walk for walk in ended if screen.id in walk.reached]
            if met:
                yield Recovery(screen=screen.id, completed=wilson(sum(walk.ending in ("direct", "indirect") for walk in met), len(met)))
