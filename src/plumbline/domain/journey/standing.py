"""A journey as its cycle is told of it: how it stands after an analysis, and as a subject of review."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from plumbline.domain.cycle.journey import JourneyException, JourneyFinding, JourneySection, NewerTemplate, Standing
from plumbline.domain.cycle.review import Part, Subject
from plumbline.domain.journey.analysis.finding import Finding, Report
from plumbline.domain.journey.journey import Journey, Version
from plumbline.domain.journey.model import Model
from plumbline.domain.journey.parts import section_digests, section_key, sections_of

INCONCLUSIVE = "inconclusive"
"""The id under which a search that did not come to its end is accepted as it is."""
_UNRECOVERED = "unrecovered-exception"


def standing_of(
    journey: Journey, model: Model | None, report: Report | None, digest: str, *, played: bool, newer: NewerTemplate | None = None
) -> Standing:
    """Return how a journey stands. model, report, digest: of its content of now; None and "" while it has faults.

    newer: the version of its template that it has not taken over.
    """
    faulty = JourneyFinding(id="faulty", kind="faulty", place=journey.title)
    found = tuple(_found(journey, model, report)) if model and report else (faulty,)
    return Standing(
        journey_id=journey.id,
        title=journey.called,
        owner_id=journey.owner_id,
        version=journey.version,
        number=journey.current.number,
        kept_digest=journey.current.digest,
        digest=digest if report else "",
        verdict="faulty" if report is None else "complete" if report.complete else "inconclusive",
        states=report.states if report else 0,
        findings=tuple(one for one in found if one.id not in journey.accepted),
        taken=tuple(replace(one, decision_id=journey.accepted[one.id].decision_id) for one in found if one.id in journey.accepted),
        exceptions=tuple(_exceptions(model, report)) if model else (),
        sections=tuple(_sections(journey, model)) if model else (),
        played=played,
        branch_of=journey.origin.journey_id if journey.origin else "",
        newer=newer,
    )


def newer_of(journey: Journey, version: str, digest: str, at: datetime | None) -> NewerTemplate | None:
    """Return what waits of a template: what was proposed, else its newest version, unless the journey has it or it was declined.

    version, digest, at: of the newest version, and from when on it is there, None where nobody knows; a branch takes nothing over.
    """
    if journey.origin is not None:
        return None
    if proposed := journey.proposal:
        return NewerTemplate(version=proposed.template_version, since=proposed.at, by_id=proposed.by_id)
    known = not digest or digest == journey.made_of.digest or version in journey.declined
    return None if known else NewerTemplate(version=version, since=at)


def subject_of(journey_id: str, version: Version, model: Model) -> Subject:
    """Return what a review is told of a version of a journey. model: of that version."""
    digests = section_digests(model)
    parts = tuple(Part(section_id=section_key(journey_id, one.id), title=one.title, digest=digests[one.id]) for one in sections_of(model))
    return Subject(kind="journey", id=journey_id, number=version.number, content_hash=version.digest, parts=parts)


def _found(journey: Journey, model: Model, report: Report) -> Iterator[JourneyFinding]:
    if not report.complete:
        yield JourneyFinding(id=INCONCLUSIVE, kind=INCONCLUSIVE, place=journey.title)
    yield from (JourneyFinding(id=one.id, kind=one.kind, place=_place(one, model)) for one in report.findings)


def _place(finding: Finding, model: Model) -> str:
    titles = {one.id: one.title for one in (*model.screens, *model.events, *model.roles, *model.tasks)}
    titles |= {one.id: one.title or one.id for one in model.variables}
    named = (*finding.screens, finding.event, *finding.transitions, finding.task, finding.variable, finding.role)
    return next((titles.get(one, one) for one in named if one), model.title)


def _exceptions(model: Model, report: Report | None) -> Iterator[JourneyException]:
    titles = {one.id: one.title for one in (*model.screens, *model.events, *model.roles)}
    lost = {one.screens[0] for one in report.findings if one.kind == _UNRECOVERED and one.screens} if report else set[str]()
    for one in model.screens:
        if one.kind == "exception":
            yield JourneyException(
                screen=one.id,
                title=one.title,
                fault=titles.get(one.fault, one.fault),
                severity=one.severity,
                owner=titles.get(one.owner, one.owner),
                recovery=titles.get(one.recovery, one.recovery),
                recovered=report is not None and report.complete and one.id not in lost,
            )


def _sections(journey: Journey, model: Model) -> Iterator[JourneySection]:
    for one in sections_of(model):
        yield JourneySection(id=section_key(journey.id, one.id), title=one.title, objective=one.objective)
