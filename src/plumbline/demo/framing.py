"""What holds a cycle up, in one line each: safeguards, practices, promises and stages."""

from plumbline.demo.story import Beat, beat
from plumbline.domain.cycle.practice import MakePracticeExplicit
from plumbline.domain.cycle.promise import BindPromise, Direction, ReadPromise
from plumbline.domain.cycle.safeguard import Form, FormaliseSafeguard, ReviewSafeguard, Verdict
from plumbline.domain.cycle.stage import EnterStage, LeaveStage, Seen


def formalised(day: int, time: str, who: str, number: int, form: Form, place: str, owner: str) -> Beat:
    """A lead formalises a safeguard of the plan, by its number from 1. place: a gate, or an item of the agenda."""
    return beat(
        day, time, who,
        lambda s: FormaliseSafeguard(safeguard_id=s.part("safeguards", number), form=form, place=place, owner_id=s.person(owner)),
    )  # fmt: skip


def looked_after(day: int, time: str, who: str, number: int, verdict: Verdict, note: str) -> Beat:
    """Whoever looks after a safeguard says whether it was kept."""
    return beat(day, time, who, lambda s: ReviewSafeguard(safeguard_id=s.part("safeguards", number), verdict=verdict, note=note))


def explicit(day: int, time: str, who: str, number: int, owner: str, cadence: str, artifact: str) -> Beat:
    """A practice of the plan gets an owner, a cadence and a place where one sees it."""
    return beat(
        day, time, who,
        lambda s: MakePracticeExplicit(
            practice_id=s.part("practices", number), owner_id=s.person(owner), cadence=cadence, artifact=artifact
        ),
    )  # fmt: skip


def bound(
    day: int, time: str, who: str, number: int, owner: str, direction: Direction, worst: int, warning: int, unit: str, criterion: str = ""
) -> Beat:
    """A promise of the plan is bound: to a criterion of a journey, or to the metric of the same number."""
    return beat(
        day, time, who,
        lambda s: BindPromise(
            promise_id=s.part("promises", number), owner_id=s.person(owner), direction=direction, bound=worst, warning=warning, unit=unit,
            metric_id="" if criterion else s.metric(number), criterion=criterion,
        ),
    )  # fmt: skip


def read(day: int, time: str, who: str, number: int, value: int, note: str) -> Beat:
    """Somebody reads what a promise is bound to."""
    return beat(day, time, who, lambda s: ReadPromise(promise_id=s.part("promises", number), value=value, note=note))


def entered(day: int, time: str, who: str, number: int) -> Beat:
    """A stage of the plan is entered; leaving one enters the next by itself."""
    return beat(day, time, who, lambda s: EnterStage(stage_id=s.part("stages", number)))


def left(day: int, time: str, who: str, number: int, signal: int, shown_by: str, seen: Seen = "there") -> Beat:
    """Somebody asks to leave a stage; while its target signal is missing it stays entered and somebody is asked for it."""
    return beat(
        day, time, who,
        lambda s: LeaveStage(stage_id=s.part("stages", number), signal_id=s.signal(signal), signal=seen, shown_by=shown_by),
    )  # fmt: skip
