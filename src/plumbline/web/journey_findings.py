"""What the analysis says of a journey, as its page shows it."""

import asyncio
from collections.abc import Mapping

from plumbline.domain.journey.analysis.finding import Finding
from plumbline.domain.journey.analysis.ground import Ground
from plumbline.domain.journey.analysis.space import Space
from plumbline.domain.journey.happening import Happening
from plumbline.domain.journey.journey import Acceptance
from plumbline.domain.journey.model import Model
from plumbline.handling.reports import BUDGET
from plumbline.kernel.record import record
from plumbline.web.labels import Names, name_of
from plumbline.words.journey_finding import finding_words, happening_words


@record
class FindingRow:
    """A finding. places: the parts it is about, each with where it is edited. trace: what has to happen to see it.

    accepted: who takes it as it is, and why, or "". decision: where that was decided.
    """

    id: str
    title: str
    why: str
    remedy: str
    places: tuple[tuple[str, str], ...]
    trace: tuple[str, ...]
    repairable: bool
    accepted: str = ""
    reason: str = ""
    decision: str = ""


async def way_to(model: Model, screen: str) -> tuple[Happening, ...] | None:
    """Return a shortest way to a screen, or None where none was found within the budget. The model must be without problems."""
    return await asyncio.to_thread(_way_to, model, screen)


def _way_to(model: Model, screen: str) -> tuple[Happening, ...] | None:
    space = Space(model, BUDGET)
    found = Ground(space).first_on.get(screen)
    return space.trace(found) if found else None


def finding_row(finding: Finding, model: Model, home: str, accepted: Mapping[str, Acceptance], names: Names) -> FindingRow:
    """Return a finding in words. home: the address of the journey's page."""
    words, taken = finding_words(finding, model), accepted.get(finding.id)
    titles = {one.id: one.title for one in model.screens}
    places = [(titles.get(one, one), f"{home}/parts/screen/{one}") for one in finding.screens]
    places += [(f"transition {one}", f"{home}/parts/transition/{one}") for one in finding.transitions]
    return FindingRow(
        id=finding.id,
        title=words.title,
        why=words.why,
        remedy=words.remedy,
        places=tuple(places),
        trace=tuple(happening_words(one, model) for one in finding.trace),
        repairable=bool(finding.repair),
        accepted=name_of(names, taken.owner_id) if taken else "",
        reason=taken.reason if taken else "",
        decision=taken.decision_id if taken else "",
    )
