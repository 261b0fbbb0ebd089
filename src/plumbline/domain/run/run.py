"""A run: one play-through of one version of a journey, by one person or by several in one session. Words and state; rules in rules.py.

Events name the version by its digest and carry where each step led, so that a run can be read without the journey. What a participant
wrote by hand is erasable; conditions never read it, so an erased run replays to the same screens.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from plumbline.domain.journey.model import Value
from plumbline.kernel.record import event, record

By = Literal["participant", "player", "facilitator"]
Participant = Literal["member", "link"]
MoveKind = Literal["step", "back", "restart"]
Question = Literal["ease", "confidence"]
GIVEN_UP = "given_up"

# Commands


@record
class Entry:
    """What a control was given. value: as forms spell it."""

    variable: str
    value: str


@record
class StartRun:
    """Begin a run of the version with a digest, as one of its roles.

    journey_id, number: the journey and its version, where it is one of a cycle; template_id, template_version: where it is a template.
    preset, task: of the journey, or "" for none. cohort, campaign: what the run is counted under. link_id: the link that it came by.
    consent: whether the participant agreed to the text of the link.
    """

    digest: str
    role: str
    journey_id: str = ""
    number: int = 0
    cycle_id: str = ""
    template_id: str = ""
    template_version: str = ""
    preset: str = ""
    task: str = ""
    cohort: str = ""
    campaign: str = ""
    link_id: str = ""
    consent: bool = False


@record
class TakeRole:
    """Play one more role of a run, which nobody plays yet."""

    run_id: str
    role: str


@record
class Advance:
    """Do something as a role. read_step: the step of the screen that it was done on. entries: what the screen's controls were given."""

    run_id: str
    read_step: int
    role: str
    event: str
    entries: tuple[Entry, ...] = ()


@record
class Enter:
    """Give controls of a role's screen their values; the screen stays."""

    run_id: str
    read_step: int
    role: str
    entries: tuple[Entry, ...]


@record
class Wait:
    """Let the player move those whom nobody plays, until the screen of somebody who is played changes."""

    run_id: str
    read_step: int
    role: str


@record
class LetHappen:
    """Let something happen that no role does: a fault, a system's answer, the end of a wait. A fault that cannot strike yet does later."""

    run_id: str
    event: str


@record
class GoBack:
    """Return to where the role was before it last did something."""

    run_id: str
    read_step: int
    role: str


@record
class Restart:
    """Begin again within the run; what happened stays recorded."""

    run_id: str
    role: str


@record
class Remark:
    """Say what is wrong in the exact state that is shown."""

    run_id: str
    role: str
    text: str


@record
class GiveUp:
    """End a run before its end."""

    run_id: str
    role: str


@record
class AnswerQuestion:
    """Answer what is asked afterwards. ease: 1 very hard .. 7 very easy; confidence: 1 none .. 5 full."""

    run_id: str
    question: Question
    answer: int
    text: str = ""


@record
class RedactRun:
    """Take away for good what participants wrote by hand: entered texts, remarks, words with answers. Steps and times stay."""

    run_id: str
    reason: str


Command = StartRun | TakeRole | Advance | Enter | Wait | LetHappen | GoBack | Restart | Remark | GiveUp | AnswerQuestion | RedactRun

# Events


@event("run.started")
class RunStarted:
    """roles, variables: of the journey, in its order. screens, values: where it begins, in the same order; texts are left out."""

    run_id: str
    workspace_id: str
    digest: str
    role: str
    participant: Participant
    roles: tuple[str, ...]
    variables: tuple[str, ...]
    screens: tuple[str, ...]
    values: tuple[Value, ...]
    journey_id: str = ""
    number: int = 0
    cycle_id: str = ""
    template_id: str = ""
    template_version: str = ""
    preset: str = ""
    faults: tuple[str, ...] = ()
    task: str = ""
    cohort: str = ""
    campaign: str = ""
    link_id: str = ""
    consent: bool = False


@event("run.role_taken")
class RoleTaken:
    run_id: str
    role: str


@event("run.stepped", erasable=("text",))
class RunStepped:
    """One thing that happened, and where it led.

    number: of the step in the run, from 1. by: a participant, the player in the name of those whom nobody plays, or whoever watches and
    lets something happen. role: whose participant it was. happened: the event of the journey; or variable and value, where a control was
    given one, a text as text. taken: the transitions. cleared: texts that took their default again. elapsed_ms: since the step before.
    opens: whether it is the first of what one act led to, so that going back returns to before it.
    """

    run_id: str
    number: int
    by: By
    role: str
    screens: tuple[str, ...]
    values: tuple[Value, ...]
    elapsed_ms: int
    happened: str = ""
    variable: str = ""
    value: str = ""
    taken: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()
    opens: bool = False
    text: str = ""


@event("run.fault_armed")
class FaultArmed:
    run_id: str
    fault: str


@event("run.went_back")
class RunWentBack:
    """to: the step whose state it is in again."""

    run_id: str
    number: int
    role: str
    to: int
    elapsed_ms: int


@event("run.restarted")
class RunRestarted:
    run_id: str
    number: int
    role: str
    elapsed_ms: int


@event("run.remarked", erasable=("text",))
class RunRemarked:
    """step: after which it was said; with the run's digest that is the exact state."""

    run_id: str
    remark_id: str
    step: int
    role: str
    screen: str
    text: str = ""


@event("run.finished")
class RunFinished:
    """result: that of the end which was reached, or given_up. success: whether the task's goal was reached; without a task, a success."""

    run_id: str
    result: str
    success: bool
    screen: str
    elapsed_ms: int


@event("run.answered", erasable=("text",))
class RunAnswered:
    run_id: str
    question: Question
    answer: int
    text: str = ""


@event("run.redacted", erasable=("reason",))
class RunRedacted:
    run_id: str
    reason: str = ""


Event = (
    RunStarted | RoleTaken | RunStepped | FaultArmed | RunWentBack | RunRestarted | RunRemarked | RunFinished | RunAnswered | RunRedacted
)

# State


@record
class Moment:
    """Where a run stood: screens and values as events keep them, the texts that were entered, the faults still to strike."""

    step: int
    screens: tuple[str, ...]
    values: tuple[Value, ...]
    texts: tuple[tuple[str, str], ...]
    faults: tuple[str, ...]


@record
class Move:
    """One line of what happened. screens, values: afterwards. to: the step whose state it went back to."""

    number: int
    kind: MoveKind
    by: By
    role: str
    screens: tuple[str, ...]
    at: datetime
    elapsed_ms: int
    happened: str = ""
    variable: str = ""
    value: str = ""
    taken: tuple[str, ...] = ()
    text: str = ""
    values: tuple[Value, ...] = ()
    to: int = 0


@record
class Said:
    """A remark, bound to the state after a step."""

    id: str
    step: int
    role: str
    screen: str
    text: str
    by: str
    at: datetime


@dataclass(slots=True)
class Run:
    """What the rules need to know of a run. version: number of events folded, as of every stream.

    roles, variables: of the journey, in its order. seats: who plays which role, by role. role: the one whose end is the run's.
    back: the moments that can be returned to, each with the role that left it. touched: the step at which a role's own screen last
    changed or was used; what was sent from an older one is late. machine: the journey of the digest, ready to run; whoever sends commands
    and whoever reads puts it in, because it is not in the ledger.
    """

    id: str
    version: int = 0
    workspace_id: str = ""
    digest: str = ""
    journey_id: str = ""
    number: int = 0
    cycle_id: str = ""
    template_id: str = ""
    template_version: str = ""
    role: str = ""
    participant: Participant = "member"
    preset: str = ""
    task: str = ""
    cohort: str = ""
    campaign: str = ""
    link_id: str = ""
    consent: bool = False
    roles: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    starter_id: str = ""
    started_at: datetime | None = None
    last_at: datetime | None = None
    seats: dict[str, str] = field(default_factory=dict[str, str])
    began: Moment | None = None
    now: Moment | None = None
    back: list[tuple[str, Moment]] = field(default_factory=list[tuple[str, Moment]])
    touched: dict[str, int] = field(default_factory=dict[str, int])
    moves: list[Move] = field(default_factory=list[Move])
    remarks: list[Said] = field(default_factory=list[Said])
    answers: dict[str, int] = field(default_factory=dict[str, int])
    result: str = ""
    success: bool = False
    finished_at: datetime | None = None
    redacted_at: datetime | None = None
    machine: Any = None

    @property
    def step(self) -> int:
        """The number of the newest step, 0 at the beginning."""
        return self.moves[-1].number if self.moves else 0

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.finished_at is not None
