"""What a handoff says, in words: the same for every form in which it leaves."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from plumbline.domain.cycle.handoff import AgreedJourney, AgreedRun, Handoff, Line
from plumbline.domain.cycle.risk import OPEN as OPEN_RISK
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.playbook.plan import Item, PlannedMetric
from plumbline.kernel.identity import is_id
from plumbline.kernel.record import record

_METHODS = {"condition": "condition", "run": "play", "manual": "look"}
CAUSES = {
    "reopened": "its decision was reopened",
    "edited": "its decision reads differently now",
    "evidence": "its evidence was taken back",
    "dependency_changed": "something its decision rests on changed",
    "superseded": "another decision took its place",
    "journey_changed": "a journey that its decision names was edited",
}


@record
class JourneyContent:
    """A journey of a line. version: which one, in words. exceptions: name, and what the journey says of it, in the order of EXCEPTION."""

    id: str
    title: str
    version: str
    digest: str
    href: str
    exceptions: tuple[tuple[str, ...], ...]


@record
class RunContent:
    """A run that showed a criterion. digest: of its record."""

    id: str
    title: str
    digest: str
    href: str


EXCEPTION = ("Exception", "Fault", "Severity", "Owner", "Recovery")
"""What is said of an exception of a journey, in this order."""


@record
class LineContent:
    """One commitment. facts: name and words of everything that is one sentence. doubt: why it is Suspect; empty when it is not."""

    id: str
    number: int
    decision_id: str
    label: str
    title: str
    content_hash: str
    constraint: str
    doubt: str
    facts: tuple[tuple[str, str], ...]
    criteria: tuple[tuple[str, str], ...]
    edge_cases: tuple[tuple[str, str], ...]
    journeys: tuple[JourneyContent, ...] = ()
    runs: tuple[RunContent, ...] = ()


@record
class Content:
    """A handoff. source: where it is on the server."""

    id: str
    number: int
    label: str
    title: str
    state: str
    cycle: str
    source: str
    head: tuple[tuple[str, str], ...]
    lines: tuple[LineContent, ...]
    risks: tuple[str, ...]


def content_of(
    cycle: Cycle, handoff: Handoff, names: Mapping[str, str], base_url: str, *, every_line: bool = False, zone: str = "UTC"
) -> Content:
    """Return what a handoff says. every_line: with the lines that were given back. zone: of whoever reads it on a page."""
    lines = handoff.lines.values() if every_line else handoff.kept
    source = f"{base_url}/handoffs/{handoff.id}"
    return Content(
        id=handoff.id,
        number=handoff.number,
        label=f"H-{handoff.number}",
        title=handoff.title,
        state=handoff.state,
        cycle=cycle.title,
        source=source,
        head=(
            ("Cycle", cycle.title),
            ("State", handoff.state),
            ("From", _name(names, handoff.assembler_id)),
            ("To", _name(names, handoff.receiver_id)),
            *((("Accepted", day(handoff.accepted_at, zone)),) if handoff.accepted_at else ()),
            ("Source", source),
        ),
        lines=tuple(_line(line, cycle, names, zone, base_url) for line in lines),
        risks=tuple(
            f"K-{risk.number} {risk.title}, {_name(names, risk.owner_id)}" for risk in cycle.risks.values() if risk.state in OPEN_RISK
        ),
    )


def day(instant: datetime | None, zone: str = "UTC") -> str:
    """Return a day and its time in a zone, which is named with them; empty for none."""
    return f"{instant.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone.rpartition('/')[2].replace('_', ' ')}" if instant else ""


def _line(line: Line, cycle: Cycle, names: Mapping[str, str], zone: str, base_url: str) -> LineContent:
    agreed, terms, decision = line.agreed, line.terms, cycle.decisions[line.decision_id]
    held = line.checkpoint
    facts = (
        ("Consequence", agreed.consequence),
        ("Expected behaviour", terms.expected),
        ("Scope", ", ".join(agreed.scope)),
        ("Metric", _title(terms.metric_id, cycle.plan.metrics if cycle.plan else ())),
        ("Checkpoint", ": ".join(part for part in (day(terms.checkpoint_at, zone), terms.checkpoint_criterion) if part)),
        ("Reading", f"{held.reading} ({'met' if held.met else 'not met'})" if held else ""),
        ("Owner after launch", _name(names, terms.owner_after_id)),
        ("Protects", _title(terms.practice_id, cycle.plan.practices if cycle.plan else ())),
        ("Ask", _name(names, decision.owner_id)),
    )
    return LineContent(
        id=line.id,
        number=line.number,
        decision_id=line.decision_id,
        label=f"D-{decision.number}",
        title=agreed.title,
        content_hash=agreed.content_hash,
        constraint=agreed.constraint,
        doubt=CAUSES[line.cause] if line.cause else "",
        facts=tuple((name, text) for name, text in facts if text),
        criteria=tuple((one.text, f"{_METHODS[one.method]}: {one.check}" if one.check else one.method) for one in agreed.criteria),
        edge_cases=tuple((case.when, case.then) for case in terms.edge_cases),
        journeys=tuple(_journey(one, base_url) for one in agreed.journeys),
        runs=tuple(RunContent(id=one.run_id, title=one.title, digest=one.digest, href=_run(one, base_url)) for one in agreed.runs),
    )


def _journey(agreed: AgreedJourney, base_url: str) -> JourneyContent:
    return JourneyContent(
        id=agreed.journey_id,
        title=agreed.title,
        version=f"version {agreed.number}" if agreed.number else "",
        digest=agreed.digest,
        href=f"{base_url}/journeys/{agreed.journey_id}",
        exceptions=tuple(
            (one.title, one.fault, one.severity, one.owner, one.recovery if one.recovered else f"{one.recovery}, not proven".lstrip(", "))
            for one in agreed.exceptions
        ),
    )


def _run(agreed: AgreedRun, base_url: str) -> str:
    return f"{base_url}/runs/{agreed.run_id}/record" if is_id(agreed.run_id, "run") else agreed.run_id


def _name(names: Mapping[str, str], person_id: str) -> str:
    return names.get(person_id) or ("somebody who left" if person_id else "")


def _title(part_id: str, parts: Iterable[Item | PlannedMetric]) -> str:
    return next((part.title for part in parts if part.id == part_id), part_id)
