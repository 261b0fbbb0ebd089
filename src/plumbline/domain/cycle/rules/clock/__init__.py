"""The rules of clocks: one per obligation, in the holder's working time, with pauses, hand-over, thresholds and breach."""

from plumbline.domain.cycle.rules.clock.acts import breach, hand_over, reschedule, running_clock, start_clock, stop_clock
from plumbline.domain.cycle.rules.clock.commands import decide_clock
from plumbline.domain.cycle.rules.clock.deadlines import due_commands, next_deadline
from plumbline.domain.cycle.rules.clock.fold import evolve_clock
from plumbline.domain.cycle.rules.clock.measuring import calendar_for, calendar_of, remaining
from plumbline.domain.cycle.rules.clock.rebasing import rebasings

__all__ = [
    "breach",
    "calendar_for",
    "calendar_of",
    "decide_clock",
    "due_commands",
    "evolve_clock",
    "hand_over",
    "next_deadline",
    "rebasings",
    "remaining",
    "reschedule",
    "running_clock",
    "start_clock",
    "stop_clock",
]
