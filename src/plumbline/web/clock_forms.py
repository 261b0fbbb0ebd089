"""What people can do to a running clock, as forms; the same wherever a clock is shown."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, get_args

from plumbline.domain.cycle.clock import PauseClock, PauseReason, RebaseClock, ResumeClock
from plumbline.web.forms import Fields

PAUSE_REASONS = (
    ("waiting_on_requester", "It waits on who asked for it"),
    ("blocked_by", "Something blocks it"),
    ("out_of_office", "Who has it is away"),
    ("legal_hold", "Legal hold"),
    ("manual", "Another reason, given below"),
)
_SOMEDAY = datetime.max.replace(tzinfo=UTC)  # stands in where a field is missing: the form is refused before it is used


def _pause(_: str, fields: Fields, __: Any) -> PauseClock:
    until = fields.required_instant("until", "when the clock runs again")
    reason = fields.one_of("reason", get_args(PauseReason), "waiting_on_requester")
    return PauseClock(clock_id=fields.text("clock_id"), reason=reason, until=until or _SOMEDAY, note=fields.text("note"))


def _resume(_: str, fields: Fields, __: Any) -> ResumeClock:
    return ResumeClock(clock_id=fields.text("clock_id"))


def _rebase(_: str, fields: Fields, __: Any) -> RebaseClock:
    return RebaseClock(clock_id=fields.text("clock_id"))


CLOCK_ACTS: Mapping[str, Callable[[str, Fields, Any], Any]] = {"pauses": _pause, "resumption": _resume, "rebasing": _rebase}
