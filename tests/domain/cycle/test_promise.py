from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycle_story import Story, names, story, unmet
from plumbline.domain.cycle.attention import obligations_of
from plumbline.domain.cycle.frame import CloseCycle
from plumbline.domain.cycle.promise import BindPromise, CorrectPromise, Direction, ReadPromise, ReviewPromise
from plumbline.domain.cycle.release import ReleaseLaunched, ReleasePlanned
from plumbline.domain.cycle.rules.promise import standing


def only(told: Story) -> str:
    return next(iter(told.cycle.promises))


def binding(told: Story, **changes: object) -> BindPromise:
    usual: dict[str, object] = {
        "promise_id": only(told), "owner_id": "ida", "direction": "at_most", "bound": 6, "warning": 5, "unit": "per 1,000",
        "metric_id": "time-to-resolution", "criterion": "",
    }  # fmt: skip
    return BindPromise(**{**usual, **changes})  # type: ignore[arg-type]


def launched(told: Story) -> None:
    planned = ReleasePlanned(
        release_id="rel_1",
        number=1,
        title="First",
        kind="release",
        owner_id="ana",
        after_owner_id="ida",
        promise_id=only(told),
        after_id="",
    )
    told.add(planned)
    told.add(ReleaseLaunched(release_id="rel_1", share=10))


def read(told: Story, value: int) -> None:
    told.given(ReadPromise(promise_id=only(told), value=value), by="ida")


def test_q1_a_promise_is_bound_to_one_measure_with_an_owner_and_a_unit():
    told = story()
    vague = binding(told, metric_id="luck", owner_id="vera", unit=" ", warning=7)
    assert unmet(told.when(vague, by="ana")) == ["Q1.measure", "Q1.owner", "Q1.unit", "Q1.warning"]
    assert unmet(told.when(binding(told, criterion="Recovers."), by="ana")) == ["Q1.one_measure"]
    assert names(told.when(binding(told, metric_id="", criterion="Recovers within two screens."), by="ana")) == ["PromiseBound"]


def test_q1_a_reading_means_nothing_before_there_is_a_bound():
    told = story()
    assert unmet(told.when(ReadPromise(promise_id=only(told), value=1), by="ida")) == ["Q1.bound"]


@pytest.mark.parametrize(("value", "state", "asked"), [(5, "kept", []), (6, "at_risk", ["ida"]), (7, "broken", ["ida"])])
def test_q1_a_reading_says_whether_the_promise_holds(value: int, state: str, asked: list[str]):
    told = story()
    told.given(binding(told), by="ana")
    read(told, value)
    assert told.cycle.promises[only(told)].state == state
    assert [one.person_id for one in obligations_of(told.cycle, told.workspace, only(told))] == asked


@given(st.sampled_from(["at_least", "at_most"]), st.integers(), st.integers(), st.integers(0, 50), st.integers(0, 50))
def test_q1_a_better_reading_never_stands_worse(direction: Direction, bound: int, value: int, room: int, better: int):
    order = {"broken": 0, "at_risk": 1, "kept": 2}
    sign = 1 if direction == "at_least" else -1
    now = standing(value, direction, bound, bound + sign * room)
    assert order[standing(value + sign * better, direction, bound, bound + sign * room)] >= order[now]


def test_q2_what_the_launch_did_not_improve_corrects_the_scope_ahead_of_the_backlog():
    told = story()
    told.given(binding(told), by="ana")
    read(told, 5)
    told.later(hours=1)
    launched(told)
    told.later(hours=1)
    read(told, 5)
    review = ReviewPromise(promise_id=only(told), note="No change.", correction_owner_id="bo")
    assert unmet(told.when(review, by="ida")) == ["Q2.week_two"]
    told.later(days=8)
    assert unmet(told.when(ReviewPromise(promise_id=only(told), note="No change."), by="ida")) == ["Q2.correction_owner"]
    assert names(told.when(review, by="ida")) == ["PromiseReviewed", "PromiseCorrectionOwed"]
    owed = obligations_of(told.cycle, told.workspace, only(told))
    assert [(one.person_id, one.verb) for one in owed] == [("bo", "decide")]
    assert owed[0].due_at is not None
    assert owed[0].due_at - told.now <= timedelta(days=7)
    assert "cycle.open_items" in unmet(told.when(CloseCycle(), by="mara"))
    told.given(CorrectPromise(promise_id=only(told), decision_id=told.drafted(), note="Fewer steps."), by="bo")
    assert obligations_of(told.cycle, told.workspace, only(told)) == ()


def test_q2_an_improved_promise_owes_nothing():
    told = story()
    told.given(binding(told), by="ana")
    read(told, 5)
    told.later(hours=1)
    launched(told)
    told.later(days=8)
    read(told, 3)
    assert names(told.when(ReviewPromise(promise_id=only(told), note="Down by two."), by="ida")) == ["PromiseReviewed"]


def test_q2_there_is_no_second_week_without_a_launch():
    told = story()
    told.given(binding(told), by="ana")
    answer = told.when(ReviewPromise(promise_id=only(told), note="x", correction_owner_id="bo"), by="ida")
    assert unmet(answer) == ["Q2.launched"]
