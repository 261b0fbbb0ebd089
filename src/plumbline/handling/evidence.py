"""What a run that is given as evidence played. The rules of a cycle cannot read the run's own stream, so it is read for them."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

from plumbline.domain.cycle.evidence import PlayedRun, SubmitEvidence
from plumbline.domain.run.record import digest_of
from plumbline.domain.run.run import Run

_RUN = re.compile(r"run_[0-9a-z]{26}")


async def with_run(command: SubmitEvidence, found: Callable[[str], Awaitable[Run | None]]) -> SubmitEvidence:
    """Return a command with what the run played that it refers to, by its id or its address; whatever it said of that itself goes.

    found: gives a run of the workspace by its id.
    """
    named = _RUN.search(command.reference)
    run = await found(named[0]) if named else None
    if named is None or (run is None and command.kind != "run"):
        return replace(command, played=None)
    if run is None:
        return replace(command, played=PlayedRun(run_id=named[0]))
    played = PlayedRun(
        run_id=run.id, journey_id=run.journey_id, digest=run.digest, number=run.number, record=digest_of(run) if run.is_over else ""
    )
    return replace(command, played=played)
