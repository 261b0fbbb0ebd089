"""Which entries lose their words when something that was said is redacted."""

from collections.abc import Iterable
from typing import Any

from plumbline.domain.cycle.state import Recorded
from plumbline.domain.cycle.thread import RedactComment, ThreadOpened, ThreadReplied
from plumbline.domain.document.document import EditSuggested, RedactVersion, VersionRedacted, VersionWritten
from plumbline.domain.run.run import RedactRun, RunAnswered, RunRemarked, RunStepped


def redacted(command: RedactComment | RedactVersion | RedactRun, history: Iterable[Recorded]) -> list[int]:
    """Return the positions of the entries whose words a redaction takes away."""
    if isinstance(command, RedactComment):
        said = (ThreadOpened, ThreadReplied)
        return [one.position for one in history if isinstance(one.event, said) and one.event.comment_id == command.comment_id]
    if isinstance(command, RedactRun):
        return [one.position for one in history if _is_written(one.event)]
    recorded = list(history)
    gone = [one.event for one in recorded if isinstance(one.event, VersionRedacted)]
    numbers, suggestions = {one.number for one in gone}, {one.suggestion_id for one in gone} - {""}
    return [
        one.position
        for one in recorded
        if (isinstance(one.event, VersionWritten) and one.event.number in numbers)
        or (isinstance(one.event, EditSuggested) and one.event.suggestion_id in suggestions)
    ]


def _is_written(event: Any) -> bool:
    """Whether an event of a run holds what a participant wrote by hand. A value that was chosen is none of that."""
    return isinstance(event, RunRemarked | RunAnswered) or (isinstance(event, RunStepped) and bool(event.variable) and not event.value)
