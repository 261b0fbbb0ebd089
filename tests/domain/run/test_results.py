import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.domain.journey.machine import Machine
from plumbline.domain.run.results import ending_of, middle, results_of, wilson
from plumbline.domain.run.run import GiveUp, LetHappen, Run
from plumbline.files.journeys import JOURNEYS, load_journey
from run_story import RunStory

PARCEL = Machine(load_journey(JOURNEYS / "parcel-delay.yaml"))


def parcel(preset: str = "", *, back: bool = False, until: str = "received") -> Run:
    """Play the parcel's journey until a screen, then give up unless it is the end."""
    told = RunStory(PARCEL, role="recipient", preset=preset)
    for _ in range(20):
        if told.run.is_over:
            break
        match told.screens[0]:
            case screen if screen == until:
                told.when(GiveUp(run_id=told.run.id, role="recipient"))
            case "late" | "missed":
                told.does("see-choices", "recipient")
                if back:
                    told.back("recipient")
                    back = False
            case "options":
                told.does("choose-pickup" if told.values[0] == 2 else "choose-slot", "recipient")
            case "ready-to-collect":
                told.does("collect", "recipient")
            case _:
                told.waits("recipient")
    return told.run


def test_success_is_direct_without_a_step_back_and_after_faults_too() -> None:
    assert ending_of(parcel(), PARCEL) == "direct"
    assert ending_of(parcel("nobody-home-twice"), PARCEL) == "direct", "who chooses again after a fault took no detour"
    assert ending_of(parcel(back=True), PARCEL) == "indirect"
    assert ending_of(parcel(until="options"), PARCEL) == "given_up"
    cancelled = RunStory(PARCEL, role="recipient")
    assert ending_of(cancelled.run, PARCEL) == "going"
    for event in ("", "see-choices", "give-up"):
        cancelled.does(event, "recipient") if event else cancelled.waits("recipient")
    assert ending_of(cancelled.run, PARCEL) == "other"


def test_results_count_endings_stays_exceptions_and_ways() -> None:
    runs = [parcel(), parcel(), parcel("nobody-home-twice"), parcel(back=True), parcel(until="options")]
    found = results_of(runs, PARCEL)
    assert (found.total, found.ended, found.success.count) == (5, 5, 4)
    assert dict(found.endings) == {"direct": 3, "indirect": 1, "given_up": 1, "other": 0, "going": 0}
    options = next(one for one in found.stays if one.screen == "options")
    assert (options.runs, options.left, options.median) == (5, 1, 2000)
    (missed,) = found.recoveries
    assert (missed.screen, missed.completed.count, missed.completed.of) == ("missed", 1, 1)
    first = next(one for one in found.lines if (one.source, one.target) == ("on-the-way", "late"))
    assert (first.runs, first.times) == (5, 5)
    assert found.path_counts[0] == (("on-the-way", "late", "options", "slot-chosen", "received"), 2)
    assert found.remain[:3] == (5, 5, 5)


def test_few_stays_are_not_averaged() -> None:
    found = results_of([parcel()], PARCEL)
    assert {one.median for one in found.stays} == {None}


def test_without_runs_nothing_is_known() -> None:
    found = results_of([], PARCEL)
    assert (found.total, found.success.low, found.success.high, found.remain) == (0, 0.0, 1.0, ())


@pytest.mark.parametrize(("count", "of", "low", "high"), [(0, 10, 0.0, 0.2775), (8, 10, 0.4902, 0.9433), (81, 263, 0.2553, 0.3662)])
def test_the_interval_is_that_of_wilson(count: int, of: int, low: float, high: float) -> None:
    found = wilson(count, of)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(st.integers(1, 400).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_interval_holds_the_share_and_stays_within_bounds(drawn: tuple[int, int]) -> None:
    found = wilson(*drawn)
    assert 0.0 <= found.low <= found.share + 1e-12
    assert found.share - 1e-12 <= found.high <= 1.0


@given(st.lists(st.integers(0, 10_000), min_size=1))
def test_the_median_is_one_of_the_values(values: list[int]) -> None:
    assert middle(values, 0.5) in values


def test_a_fault_that_somebody_lets_happen_counts_as_one() -> None:
    told = RunStory(PARCEL, role="recipient")
    told.waits("recipient")
    told.does("see-choices", "recipient")
    told.does("choose-slot", "recipient")
    told.when(LetHappen(run_id=told.run.id, event="nobody-home"))
    told.waits("recipient")
    assert told.screens[0] == "missed"
    assert results_of([told.run], PARCEL).endings["going"] == 1
