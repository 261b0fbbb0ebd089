"""What an analysis says: one thing that is wrong with a journey, where, and the shortest way to see it happen."""

from typing import Literal, get_args

from plumbline.domain.journey.edit import Edit
from plumbline.domain.journey.happening import Happening
from plumbline.kernel.record import record

FindingKind = Literal[
    "unreachable-screen", "never-enabled", "constant-condition", "dead-end", "livelock", "unrecovered-exception", "stuck-waiting",
    "overlap", "missing-else", "write-conflict", "uncovered", "unlimited-loop", "out-of-range",
]  # fmt: skip
Against = FindingKind | Literal["named", "grown"]
KINDS: tuple[FindingKind, ...] = get_args(FindingKind)


@record
class Finding:
    """One thing that is wrong. role, screens, transitions, event, variable, task: where, by id, as far as it has such a place.

    detail: which form it takes, such as `true` or `false` of a condition; words depend on it. trace: what has to happen to see it, from the
    start; for what never happens, how to get to where it would. repair: ordinary edits after which it is gone and nothing new is wrong.
    against: where there is none, what each way to mend it that was tried would make wrong; `named` where other parts name what would go.
    """

    kind: FindingKind
    role: str = ""
    screens: tuple[str, ...] = ()
    transitions: tuple[str, ...] = ()
    event: str = ""
    variable: str = ""
    task: str = ""
    detail: str = ""
    trace: tuple[Happening, ...] = ()
    repair: tuple[Edit, ...] = ()
    against: tuple[Against, ...] = ()

    @property
    def id(self) -> str:
        """The same for the same finding in a later version: what accepting it as it is refers to."""
        parts = (self.kind, self.detail, self.role, *self.screens, *self.transitions, self.event, self.variable, self.task)
        return ":".join(part for part in parts if part)


@record
class Report:
    """What an analysis found. states: how many were found; steps: how many there are between them; depth: of the farthest looked at.

    complete: whether every state that can be reached was looked at; otherwise only what was seen to happen is told.
    left_out: the variables that decide nothing. notes: what was judged by the form alone, because the journey is too large.
    """

    findings: tuple[Finding, ...]
    states: int
    steps: int
    depth: int
    complete: bool
    left_out: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
