"""The sides of a comparison: a version of a journey, what it is now, another journey, a template. Pages and API share it."""

import json
import re
from typing import Any

from plumbline.domain.journey.comparing.align import aligned
from plumbline.domain.journey.comparing.compare import compare
from plumbline.domain.journey.comparing.difference import Difference, normal
from plumbline.domain.journey.journey import Journey
from plumbline.domain.journey.plain import Plain
from plumbline.edge.journey_templates import template_here
from plumbline.installation import Installation
from plumbline.kernel.record import record
from plumbline.projections.items import find_item

_JOURNEY = re.compile(r"(jrn_[0-9a-z]{26})(?:@(now|[1-9][0-9]{0,5}))?")
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


@record
class Side:
    """One side. name: how it is asked for. lineage: the same for journeys whose parts keep their ids from one to the other.

    content: in its normal form. number: of a version; 0 for what it is now, and for a template.
    """

    name: str
    title: str
    content: Plain
    lineage: str
    journey_id: str = ""
    number: int = 0


async def side(installation: Installation, journey_id: str, name: str) -> Side | None:
    """Return a side as it is asked for, or None where there is nothing of that name.

    name: `now`, the number of a version of the journey, empty for its newest version; the id of another journey, which may be followed by
    `@` and one of these; or the id of a template.
    """
    if name in ("", "now") or _NUMBER.fullmatch(name):
        return await _of_journey(installation, journey_id, name)
    if found := _JOURNEY.fullmatch(name):
        return await _of_journey(installation, found[1], found[2] or "")
    made = await template_here(installation, name)
    return None if made is None else Side(name=name, title=made.model.title, content=json.loads(made.content), lineage=name)


def difference_of(before: Side, after: Side) -> tuple[Difference, Plain]:
    """Return what is different, and the second side as it was compared: what its file numbers is lined up with the first."""
    content = after.content if before.lineage == after.lineage else aligned(after.content, before.content)
    return compare(before.content, content), content


async def _of_journey(installation: Installation, journey_id: str, which: str) -> Side | None:
    row = await find_item(installation.ledger, journey_id)
    if row is None or row.kind != "journey":
        return None
    async with installation.handling.reading(journey_id, texts=True) as state:
        journey: Journey = state
        title, content = journey.title, normal(journey.content or {})
        version = None if which == "now" else journey.numbered(int(which)) if which else journey.current
    number = 0 if version is None else version.number
    if version is None and which != "now":
        return None
    if version is not None:
        blob = await installation.blobs.get(version.digest)
        if blob is None:
            return None
        kept: dict[str, Any] = json.loads(blob.body)
        content = normal(kept)
    return Side(
        name=f"{journey_id}@{number or 'now'}", title=title, content=content, lineage=journey_id, journey_id=journey_id, number=number
    )
