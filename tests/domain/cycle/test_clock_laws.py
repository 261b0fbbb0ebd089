"""What holds for every clock, whatever happens to it."""

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from clock_bench import FRIDAY, Bench, bench, office
from plumbline.domain.cycle.clock import Clock, PauseClock, RebaseClock, ResumeClock
from plumbline.domain.cycle.rules.clock import due_commands, next_deadline, remaining, reschedule, stop_clock
from plumbline.kernel.time import NOTHING

HOUR = timedelta(hours=1)
acts = st.sampled_from(["pause", "leave", "resume", "hand over", "hand back", "edit", "rebase", "reschedule", "sooner", "settle", "stop"])
stories = st.lists(st.tuples(st.integers(1, 60), acts), max_size=12)


def played(story: list[tuple[int, str]], basis: str) -> Bench:
    on = bench()
    on.define(office("America/New_York", calendar_id="east"))
    on.employ("eve", calendar_id="east")
    on.start(basis=basis)  # type: ignore[arg-type]
    for hours, act in story:
        on.now += hours * HOUR
        play(on, act)
    return on


def play(on: Bench, act: str) -> None:
    clock_id = on.cycle.clock_of.get("dec_1", "clk_1")
    match act:
        case "pause":
            on.send(PauseClock(clock_id=clock_id, reason="waiting_on_requester", until=on.now + 30 * HOUR, note="Box"))
        case "leave":
            on.send(PauseClock(clock_id=clock_id, reason="out_of_office", until=on.now + 50 * HOUR, note="Away"))
        case "resume":
            on.send(ResumeClock(clock_id=clock_id))
        case "hand over":
            on.hand_over("eve")
        case "hand back":
            on.hand_over("ana")
        case "edit":
            newest = on.workspace.newest["default"]
            on.define(office("Europe/Berlin", version=newest + 1, holidays=((on.now + 48 * HOUR).date(),)))
        case "rebase":
            on.send(RebaseClock(clock_id=clock_id))
        case "reschedule":
            on.fold(reschedule(on.cycle, on.workspace, on.context(), "dec_1", on.now + 70 * HOUR))
        case "sooner":
            on.fold(reschedule(on.cycle, on.workspace, on.context(), "dec_1", on.now + 20 * HOUR))
        case "settle":
            on.settle()
        case _:
            on.fold(stop_clock(on.cycle, "dec_1"))


@settings(max_examples=100, deadline=None)
@given(stories, st.sampled_from(["elapsed", "workday", "business"]))
def test_segments_follow_one_another_and_add_up_to_the_wall_span(story: list[tuple[int, str]], basis: str):
    """I4."""
    on = played(story, basis)
    for clock in on.cycle.clocks.values():
        end = clock.stopped_at or on.now
        assert clock.segments[0].began_at == clock.started_at
        assert all(one.ended_at == other.began_at for one, other in pairwise(clock.segments))
        assert sum(((part.ended_at or end) - part.began_at for part in clock.segments), NOTHING) == end - clock.started_at
        assert all((part.ended_at or end) - part.began_at >= NOTHING for part in clock.segments)


@settings(max_examples=100, deadline=None)
@given(stories, st.sampled_from(["elapsed", "workday", "business"]))
def test_something_is_due_exactly_from_the_next_deadline_on(story: list[tuple[int, str]], basis: str):
    on = played(story, basis)
    at = next_deadline(on.cycle, on.workspace)
    if at is None:
        assert due_commands(on.cycle, on.workspace, datetime.max.replace(tzinfo=FRIDAY.tzinfo)) == []
    else:
        assert due_commands(on.cycle, on.workspace, at)
        assert due_commands(on.cycle, on.workspace, at - timedelta(microseconds=1)) == []


@settings(max_examples=100, deadline=None)
@given(stories, st.sampled_from(["elapsed", "workday", "business"]))
def test_settling_ends_and_everything_is_recorded_once(story: list[tuple[int, str]], basis: str):
    on = played(story, basis)
    on.now += timedelta(days=30)
    happened = on.settle()
    keys = [(type(event).__name__, event.clock_id, getattr(event, "threshold", "")) for event in happened]
    assert len(keys) == len(set(keys))
    for clock in on.cycle.clocks.values():
        assert clock.state == "stopped" or clock.breached_at == clock.due_at


@settings(max_examples=100, deadline=None)
@given(stories, st.sampled_from(["elapsed", "workday", "business"]))
@example([(7, "sooner"), (1, "leave"), (1, "resume")], "workday")  # broken off with no working time left before a Saturday's date
def test_there_is_one_live_clock_per_obligation_and_never_more_left_than_its_budget(story: list[tuple[int, str]], basis: str):
    on = played(story, basis)
    live: list[Clock] = [clock for clock in on.cycle.clocks.values() if clock.state != "stopped"]
    assert len(live) <= 1
    assert [clock.id for clock in live] == list(on.cycle.clock_of.values())
    for clock in on.cycle.clocks.values():
        assert remaining(clock, on.workspace, on.now) <= clock.budget
