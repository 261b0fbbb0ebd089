"""When a journey was edited, kept, accepted or played, then its cycle is told how it stands, and its reviews and threads follow."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from plumbline.automation.following import sent
from plumbline.domain.cycle.journey import AssessJourney, NewerTemplate
from plumbline.domain.cycle.review import FollowSubject, Subject
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.cycle.thread import Change, MarkThreadOutdated, ReanchorThread
from plumbline.domain.journey.journey import Journey
from plumbline.domain.journey.model import Model
from plumbline.domain.journey.parts import part_digests, part_words
from plumbline.domain.journey.plain import model_of
from plumbline.domain.journey.standing import newer_of, standing_of, subject_of
from plumbline.domain.workspace.workspace import Workspace
from plumbline.files.journeys import template
from plumbline.handling import Handling
from plumbline.handling.looks import look_at
from plumbline.handling.reports import report_on
from plumbline.projections.runs import runs_of


async def follow_journey(handling: Handling, journey_id: str) -> int:
    """Bring a journey's cycle to what the journey is now; return the number of commands that changed something.

    It may be called at any time and any number of times: what is known already is left alone, and what comes late undoes nothing newer.
    """
    async with handling.reading(journey_id, texts=True) as state:
        journey: Journey = state
        if not journey.versions or journey.content is None:
            return 0
        model, _, digest = look_at(journey)
        cycle_id, version, number = journey.cycle_id, journey.version, journey.current.number
    report = await report_on(model, digest) if model is not None and digest else None
    played = any(row.finished_at is not None for row in await runs_of(handling.ledger, journey_id))
    async with handling.reading(cycle_id) as cycle:
        is_behind = any(_behind(cycle, journey_id, number))
    subject = await kept_subject(handling, journey_id) if is_behind else None
    async with handling.reading(journey_id) as state:
        if state.version != version:  # somebody was quicker; whoever was told of their edit looks at it
            return 0
        standing = standing_of(state, model, report, digest, played=played, newer=_newer(state, await handling.workspace()))
    async with handling.reading(cycle_id) as cycle:
        if cycle.state == "closed" or cycle.version == 0:
            return 0
        commands: list[Any] = [AssessJourney(standing=standing)]
        if subject is not None:
            commands += [FollowSubject(review_id=one, subject=subject) for one in _behind(cycle, journey_id, subject.number)]
        commands += _followed(cycle, journey_id, _Now(version, digest, model)) if model is not None else ()
    return sum([await sent(handling, cycle_id, command) for command in commands])


def _behind(cycle: Cycle, journey_id: str, number: int) -> Iterator[str]:
    """Yield the ids of the reviews that look at an older version of a journey than this one."""
    return (one.id for one in cycle.reviews.values() if one.subject.id == journey_id and one.subject.number < number)


def _newer(journey: Journey, workspace: Workspace) -> NewerTemplate | None:
    """What waits of the journey's template. Nobody knows when a version of a built-in one came: the cycle counts from when it is told."""
    if built_in := template(journey.template_id) if journey.template_id else None:
        return newer_of(journey, built_in.model.version, built_in.digest, None)
    versions = workspace.templates.get(journey.template_id, ())
    if not versions:
        return newer_of(journey, "", "", None)
    return newer_of(journey, versions[-1].version, versions[-1].published.digest, versions[-1].at)


async def kept_subject(handling: Handling, journey_id: str) -> Subject | None:
    """Return a journey's newest version as a review sees it; None where there is none, or its content is not kept any more."""
    async with handling.reading(journey_id) as state:
        journey: Journey = state
        kept = journey.current if journey.versions else None
    blob = await handling.blobs.get(kept.digest) if kept is not None else None
    return subject_of(journey_id, kept, model_of(json.loads(blob.body))) if kept is not None and blob is not None else None


class _Now(NamedTuple):
    """What a journey is now. version: of its stream. digest: of its content; empty while it has faults."""

    version: int
    digest: str
    model: Model


def _followed(cycle: Cycle, journey_id: str, now: _Now) -> Iterator[Any]:
    """Yield what becomes of the threads about a journey's screens and transitions. Of one that reads as before there is nothing to say."""
    about = (cycle.threads[one] for one in cycle.threads_of.get(journey_id, ()))
    older = [one for one in about if one.anchor.part and one.anchor.number < now.version]
    parts = part_digests(now.model) if older else dict[tuple[str, str], str]()
    for thread in older:
        anchor = thread.anchor
        part_digest = parts.get((anchor.kind, anchor.part), "")
        if not part_digest:
            if not thread.outdated:
                yield MarkThreadOutdated(thread_id=thread.id, number=now.version)
        elif thread.outdated or part_digest != anchor.part_digest:
            there = replace(anchor, digest=now.digest or anchor.digest, number=now.version, part_digest=part_digest)
            change: Change = "changed" if part_digest != anchor.part_digest else "same"
            yield ReanchorThread(thread_id=thread.id, anchor=there, change=change, quote=part_words(now.model, anchor.kind, anchor.part))
