"""Branches of journeys, and what comes in when two are merged. Pages and API share it."""

import json

from plumbline.domain.journey.body import digest_of
from plumbline.domain.journey.comparing.compare import compare
from plumbline.domain.journey.comparing.difference import Difference, normal
from plumbline.domain.journey.joining import MergeJourney
from plumbline.domain.journey.journey import CreateJourney, Journey
from plumbline.domain.journey.merging.conflict import Choice, Merged
from plumbline.domain.journey.merging.merge import merge
from plumbline.domain.journey.plain import Plain
from plumbline.installation import Installation
from plumbline.kernel.record import record
from plumbline.projections.items import find_item


@record
class Incoming:
    """What would come into a journey from another one. number: the newest version of that one, which is what comes in.

    changed_since: whether the other journey was edited since that version, which does not come in. base, mine, theirs: the three sides in
    their normal form. digest: of what the journey is now, which choices are made about.
    """

    journey_id: str
    cycle_id: str
    title: str
    source_id: str
    source_title: str
    number: int
    changed_since: bool
    base: Plain
    mine: Plain
    theirs: Plain
    digest: str

    @property
    def difference(self) -> Difference:
        """What the other side changed since both began."""
        return compare(self.base, self.theirs)

    def merged(self, choices: tuple[Choice, ...] = ()) -> Merged:
        """Return what both come to."""
        return merge(self.base, self.mine, self.theirs, choices)

    def command(self, choices: tuple[Choice, ...], read_digest: str = "") -> MergeJourney:
        """Return the command that brings it in."""
        return MergeJourney(
            journey_id=self.journey_id, source_id=self.source_id, source_number=self.number, base=json.dumps(self.base),
            theirs=json.dumps(self.theirs), choices=choices, read_digest=read_digest,
        )  # fmt: skip


async def branch_of(installation: Installation, journey_id: str, number: int, name: str) -> CreateJourney | None:
    """Return the command that begins a branch of a version, the newest one for 0; None where there is no such version."""
    row = await find_item(installation.ledger, journey_id)
    if row is None or row.kind != "journey":
        return None
    async with installation.handling.reading(journey_id) as state:
        journey: Journey = state
        version = journey.numbered(number) if number else journey.current
    content = await _content(installation, version.digest) if version else None
    if version is None or content is None:
        return None
    return CreateJourney(
        cycle_id=row.cycle_id, content=json.dumps(content), origin_id=journey_id, origin_number=version.number, branch=name
    )


async def incoming(installation: Installation, journey_id: str, source_id: str) -> Incoming | None:
    """Return what would come into a journey from a branch of it, or from what it is a branch of; None for every other journey."""
    rows = [await find_item(installation.ledger, one) for one in (source_id, journey_id)]
    row = rows[-1]
    if row is None or any(one is None or one.kind != "journey" for one in rows):
        return None
    async with installation.handling.reading(source_id) as state:
        source: Journey = state
        title, version, changed = source.called, source.current, source.is_changed
        there = _Known(source, journey_id, version.changes)  # a version that was kept before something came in holds nothing of it
    async with installation.handling.reading(journey_id, texts=True) as state:
        journey: Journey = state
        mine, own_title = normal(journey.content or {}), journey.called
        here = _Known(journey, source_id, len(journey.changes))
    start = _start(here, there)
    if not start:
        return None
    base, theirs = await _content(installation, start), await _content(installation, version.digest)
    if base is None or theirs is None:
        return None
    return Incoming(
        journey_id=journey_id, cycle_id=row.cycle_id, title=own_title, source_id=source_id, source_title=title, number=version.number,
        changed_since=changed, base=base, mine=mine, theirs=theirs, digest=digest_of(mine),
    )  # fmt: skip


class _Known:
    """What a journey knows of another: what it began as there, what came in last, and how many changes each of its versions holds."""

    def __init__(self, journey: Journey, other_id: str, changes: int) -> None:
        came = [one for one in journey.merges if one.source_id == other_id and one.number <= changes]
        self.came = came[-1] if came else None
        self.begun = journey.origin.digest if journey.origin is not None and journey.origin.journey_id == other_id else ""
        self.changes = {one.number: one.changes for one in journey.versions}


def _start(here: _Known, there: _Known) -> str:
    """The digest of the newest content that both sides have had; "" for journeys that did not begin as one."""
    if here.came is None or there.came is None:
        came = here.came or there.came
        return came.theirs_digest if came else here.begun or there.begun
    holds_ours = there.came.number <= there.changes.get(here.came.source_number, 0)
    holds_theirs = here.came.number <= here.changes.get(there.came.source_number, 0)
    return there.came.theirs_digest if holds_theirs and not holds_ours else here.came.theirs_digest


async def _content(installation: Installation, digest: str) -> Plain | None:
    blob = await installation.blobs.get(digest)
    return None if blob is None else normal(json.loads(blob.body))
