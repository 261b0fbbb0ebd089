"""When a document has a new version, then its reviews and the threads about it follow: each passage is looked for in the new text."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from plumbline.domain.cycle.review import FollowSubject, Subject
from plumbline.domain.cycle.thread import Anchor, MarkThreadOutdated, ReanchorThread
from plumbline.domain.document.document import Version
from plumbline.domain.document.outline import section_at
from plumbline.domain.document.passage import relocate
from plumbline.domain.document.subject import subject_of
from plumbline.handling import Handling
from plumbline.kernel.outcome import Refusal

_log = logging.getLogger(__name__)


class _Anchored(NamedTuple):
    thread_id: str
    anchor: Anchor


async def follow(handling: Handling, document_id: str) -> int:
    """Bring a document's reviews and threads to its newest version; return the number of commands that changed something.

    It may be called at any time and any number of times: what follows already is left alone, and an older version never undoes a newer one.
    """
    async with handling.reading(document_id) as document:
        if not document.versions:
            return 0
        versions, cycle_id, subject = tuple(document.versions), document.cycle_id, subject_of(document)
    async with handling.reading(cycle_id) as cycle:
        if cycle.state == "closed":
            return 0
        reviews = [one.id for one in cycle.reviews.values() if one.subject.id == document_id and one.subject.number < subject.number]
        threads = [
            _Anchored(thread_id, cycle.threads[thread_id].anchor)
            for thread_id in cycle.threads_of.get(document_id, ())
            if max(cycle.threads[thread_id].anchor.number, cycle.threads[thread_id].lost_in) < subject.number
        ]
    commands: list[Any] = [FollowSubject(review_id=one, subject=subject) for one in reviews]
    if threads:
        texts = await _texts(handling, versions, {one.anchor.number for one in threads} | {subject.number})
        commands += await asyncio.to_thread(_found, subject, versions[-1], threads, texts)
    return sum([await sent(handling, cycle_id, command) for command in commands])


async def _texts(handling: Handling, versions: Sequence[Version], numbers: set[int]) -> dict[int, str]:
    texts: dict[int, str] = {}
    for number in numbers:
        if 1 <= number <= len(versions) and (blob := await handling.blobs.get(versions[number - 1].digest)):
            texts[number] = blob.body.decode()
    return texts


def _found(subject: Subject, current: Version, threads: Sequence[_Anchored], texts: Mapping[int, str]) -> list[Any]:
    return [_followed(one, subject, current, texts) for one in threads]


def _followed(one: _Anchored, subject: Subject, current: Version, texts: Mapping[int, str]) -> Any:
    anchor, new = one.anchor, texts.get(current.number)
    old = texts.get(anchor.number)
    inside = old is not None and new is not None and 0 <= anchor.start < anchor.end <= len(old)
    place = relocate(old or "", anchor.start, anchor.end, new or "") if inside else None
    if place is None:
        return MarkThreadOutdated(thread_id=one.thread_id, number=current.number)
    section = section_at(current.sections, place.start)
    there = Anchor(
        kind=anchor.kind, id=anchor.id, part=section.id, digest=section.digest, number=subject.number, start=place.start, end=place.end
    )
    return ReanchorThread(thread_id=one.thread_id, anchor=there, change=place.change, quote=(new or "")[place.start : place.end])


async def sent(handling: Handling, cycle_id: str, command: Any) -> int:
    """Send a command of the system to a cycle; return 1 when it changed something, else 0. A refusal is logged: nobody waits for it."""
    answer = await handling.handle(cycle_id, command, handling.context(actor="system", actor_kind="system", surface="scheduler"))
    if isinstance(answer, Refusal):
        _log.warning("%s: the system's %s was refused: %s", cycle_id, type(command).__name__, answer)
        return 0
    return int(answer.changed)
