"""How the outcome and the objectives ended: shown or not. They are set with the frame's words; rules in rules/outcome.py."""

from typing import Literal

from plumbline.kernel.record import event, record

State = Literal["set", "shown", "not_shown"]
Verdict = Literal["shown", "not_shown"]

# Commands


@record
class ConcludeOutcome:
    """The signer says whether the outcome was shown. reading: where its metric stands. evidence_id: the accepted piece that shows it."""

    verdict: Verdict
    reading: str
    because: str
    evidence_id: str = ""


@record
class ConcludeObjective:
    objective_id: str
    verdict: Verdict
    because: str


Command = ConcludeOutcome | ConcludeObjective

# Events


@event("outcome.concluded", erasable=("because",))
class OutcomeConcluded:
    verdict: Verdict
    reading: str
    evidence_id: str
    because: str = ""


@event("objective.concluded", erasable=("because",))
class ObjectiveConcluded:
    objective_id: str
    verdict: Verdict
    because: str = ""


Event = OutcomeConcluded | ObjectiveConcluded
