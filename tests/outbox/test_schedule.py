"""When a delivery is tried again."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from plumbline.outbox.schedule import Outcome, Policy, State, next_step

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
POLICY = Policy()
CHANCES = st.integers(0, 999)
FAILURES = st.sampled_from([0, 301, 302, 400, 404, 429, 500, 503])
ASKED = st.none() | st.timedeltas(timedelta(days=-1), timedelta(days=400))


def test_ten_attempts_are_spread_over_seventy_five_hours():
    assert POLICY.attempts == 10
    assert sum(POLICY.waits, timedelta()) == timedelta(hours=75)


@given(st.lists(st.tuples(FAILURES, ASKED, CHANCES), min_size=10, max_size=10))
def test_a_delivery_that_fails_all_the_time_is_tried_ten_times_and_then_given_up(failures: list[tuple[int, timedelta | None, int]]):
    state, now = State(), NOW
    for number, (status, asked, chance) in enumerate(failures, 1):
        found = next_step(state, Outcome(status=status, retry_after=asked), now, POLICY, chance)
        assert found.state.attempts == number
        assert found.fate == ("exhausted" if number == 10 else "again")
        assert (found.at is None) == (number == 10)
        if found.at is not None:
            assert timedelta() < found.at - now <= max(POLICY.waits[number - 1], POLICY.longest_asked)
            now = found.at
        state = found.state


@given(st.integers(1, 9), FAILURES, CHANCES)
def test_a_wait_is_never_longer_than_planned_nor_a_tenth_shorter(attempts: int, status: int, chance: int):
    found = next_step(State(attempts=attempts - 1), Outcome(status=status), NOW, POLICY, chance)
    wait = POLICY.waits[attempts - 1]
    assert found.at is not None
    assert wait * 0.9 <= found.at - NOW <= wait


@given(st.integers(0, 8), st.timedeltas(timedelta(), timedelta(hours=24)), CHANCES)
def test_a_receiver_that_asks_for_time_is_given_it(attempts: int, asked: timedelta, chance: int):
    found = next_step(State(attempts=attempts), Outcome(status=429, retry_after=asked), NOW, POLICY, chance)
    assert found.at is not None
    assert found.at - NOW >= asked


@given(st.integers(0, 9), st.integers(200, 299), CHANCES)
def test_an_answer_of_two_hundred_and_something_ends_it(attempts: int, status: int, chance: int):
    found = next_step(State(attempts=attempts, failing_since=NOW), Outcome(status=status), NOW, POLICY, chance)
    assert (found.fate, found.at, found.disable, found.state.failing_since) == ("delivered", None, "", None)


def test_an_endpoint_that_says_it_is_gone_is_disabled_at_once():
    assert next_step(State(), Outcome(status=410), NOW, POLICY, 0).disable == "gone"


def test_an_endpoint_is_disabled_after_five_days_of_nothing_but_failure_and_not_before():
    since = NOW - timedelta(days=5)
    assert next_step(State(failing_since=since), Outcome(status=500), NOW, POLICY, 0).disable == "failing"
    assert next_step(State(failing_since=since + timedelta(seconds=1)), Outcome(status=500), NOW, POLICY, 0).disable == ""
    assert next_step(State(), Outcome(status=500), NOW, POLICY, 0).state.failing_since == NOW
