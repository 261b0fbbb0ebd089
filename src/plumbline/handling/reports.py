"""What the analysis says of a journey, by its digest. Looked at once per content, beside the server's own work."""

import asyncio
from collections import OrderedDict
from collections.abc import Collection

from plumbline.domain.journey.analysis.analyse import analyse
from plumbline.domain.journey.analysis.coverage import Coverage, coverage
from plumbline.domain.journey.analysis.finding import Report
from plumbline.domain.journey.analysis.repair import with_repairs
from plumbline.domain.journey.analysis.space import Budget, Space
from plumbline.domain.journey.model import Model

BUDGET = Budget(states=200_000)
"""As much as a page, or a gate, waits for; the command line looks further."""
_KEPT = 64
_reports: OrderedDict[str, Report] = OrderedDict()


async def report_on(model: Model, digest: str) -> Report:
    """Return what the analysis says. digest: of the model, which must be without problems."""
    if digest in _reports:
        _reports.move_to_end(digest)
        return _reports[digest]
    report = await asyncio.to_thread(_looked_at, model)
    _reports[digest] = report
    if len(_reports) > _KEPT:
        _reports.popitem(last=False)
    return report


async def coverage_on(model: Model, covered: Collection[str], runs: int) -> Coverage:
    """Return what recorded runs covered of a journey without problems. covered: ids of what they went through."""
    return await asyncio.to_thread(lambda: coverage(Space(model, BUDGET), covered, runs))


def _looked_at(model: Model) -> Report:
    return with_repairs(model, analyse(model, BUDGET), BUDGET)
