"""A journey as its cycle knows it: the content that was looked at, and what was found there. The rules are in rules/journey.py.

A journey is a stream of its own. Its cycle is told how it stands, so that decisions, gates and handoffs are judged on what is recorded.
"""

from datetime import datetime
from typing import Literal

from plumbline.kernel.record import event, record

Verdict = Literal["complete", "inconclusive", "faulty"]


@record
class JourneyRef:
    """A journey in one exact version: its content's digest, and the number of the version that has it."""

    journey_id: str
    digest: str
    number: int = 0


@record
class JourneyFinding:
    """Something the analysis found. place: the screen, transition or role it is about, as people call it.

    decision_id: where it was taken as it is; empty while nobody has.
    """

    id: str
    kind: str
    place: str = ""
    decision_id: str = ""


@record
class JourneySection:
    """A part of a journey that is reviewed as one. id: unlike that of any other journey. objective: what threads about it serve."""

    id: str
    title: str
    objective: str = ""


@record
class JourneyException:
    """A screen that something going wrong leads to. owner: whose side answers for it. recovery: the title of the screen expected then."""

    screen: str
    title: str
    fault: str
    severity: str
    owner: str
    recovery: str
    recovered: bool


@record
class NewerTemplate:
    """A version of a journey's template that it has not taken over, and nobody declined. by_id: who proposed it; empty while nobody has.

    since: from when on it waits. None only in what a cycle is told, where nobody knows: then it is since the cycle was first told of it.
    """

    version: str
    since: datetime | None = None
    by_id: str = ""


@record
class Standing:
    """How a journey stands. version: of its stream. number, kept_digest: of its newest kept version. digest: of its content of now.

    verdict: whether every state was looked at; `faulty` for content that cannot be played, whose digest is empty. states: how many were.
    findings: those that nobody has accepted; taken: those that somebody answers for as they are. played: by anybody, to an end.
    branch_of: the journey that it is a branch of, and is merged into when it is right. newer: a version of its template that waits.
    """

    journey_id: str
    title: str
    owner_id: str
    version: int
    number: int
    kept_digest: str
    digest: str
    verdict: Verdict
    states: int = 0
    findings: tuple[JourneyFinding, ...] = ()
    taken: tuple[JourneyFinding, ...] = ()
    exceptions: tuple[JourneyException, ...] = ()
    sections: tuple[JourneySection, ...] = ()
    played: bool = False
    branch_of: str = ""
    newer: NewerTemplate | None = None


# Commands


@record
class AssessJourney:
    """The analysis has looked at a journey. Sent by the system."""

    standing: Standing


Command = AssessJourney

# Events


@event("journey.assessed")
class JourneyAssessed:
    """What the cycle goes by from now on."""

    journey_id: str
    standing: Standing


Event = JourneyAssessed
