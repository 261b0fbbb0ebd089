"""The rule of sign-ups: each is recorded once, and a cycle's record does not fill with more than it can carry."""

from dataclasses import fields

from plumbline.domain.cycle.rules.common import Answer
from plumbline.domain.cycle.sign_up import Command, SignUpRecorded
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context

MOST = 10_000
"""Sign-ups in the record of one cycle; those after are signals like any others, counted and anchored."""


def decide_sign_up(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return that somebody signed up, once for each signal."""
    if command.number in cycle.sign_ups.numbers or len(cycle.sign_ups.numbers) >= MOST:
        return []
    return [SignUpRecorded(**{one.name: getattr(command, one.name) for one in fields(command)})]


def evolve_sign_up(cycle: Cycle, recorded: Recorded) -> None:
    """Apply one event about sign-ups, in place."""
    cycle.sign_ups.numbers.add(recorded.event.number)
