"""One answer about an installation: how a part of it stands, and what mends it."""

from collections.abc import Iterable
from typing import Literal

from plumbline.kernel.record import record

State = Literal["good", "problem", "unknown"]


@record
class Check:
    """How one part stands. said: a sentence; remedy: what to do, and command: what to type for it, where there is something to do.

    unknown: nothing here can tell; it counts as no problem.
    """

    id: str
    title: str
    state: State
    said: str
    remedy: str = ""
    command: str = ""


def problems(checks: Iterable[Check]) -> list[Check]:
    """Return the checks that found something, in their order."""
    return [one for one in checks if one.state == "problem"]
