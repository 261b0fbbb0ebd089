"""The whole analysis: search, then every check, then the order in which people read it."""

from collections.abc import Iterable, Iterator

from plumbline.domain.journey.analysis.finding import KINDS, Finding, Report
from plumbline.domain.journey.analysis.ground import Ground
from plumbline.domain.journey.analysis.loops import judged_by_states, loop_findings
from plumbline.domain.journey.analysis.reached import unreached_findings
from plumbline.domain.journey.analysis.space import Budget, Space
from plumbline.domain.journey.analysis.stuck import dead_ends_so_far, stuck_findings
from plumbline.domain.journey.analysis.together import seen_findings
from plumbline.domain.journey.model import Model

_BY_FORM = "loops"
"""In a report's notes: loops were judged by the screens alone."""


def analyse(model: Model, budget: Budget | None = None, within: int = 0) -> Report:
    """Return everything that is wrong with a journey, exactly. The journey must be without problems.

    within: in how many steps each exception has to be recovered; 0 for any number.
    Past the budget the report is not complete, and names only what was seen to happen.
    """
    return report_of(Space(model, budget), within)


def report_of(space: Space, within: int = 0) -> Report:
    """Return what is wrong with the journey of a space. within: as in `analyse`."""
    ground = Ground(space)
    found = [*(_complete(ground, within) if space.complete else (*seen_findings(ground), *dead_ends_so_far(ground)))]
    return Report(
        findings=tuple(sorted(found, key=lambda one: (KINDS.index(one.kind), len(one.trace)))),
        states=space.count,
        steps=len(space.to) + len(space.fault_to),
        depth=space.depth,
        complete=space.complete,
        left_out=space.left_out,
        notes=() if judged_by_states(ground) or not space.complete else (_BY_FORM,),
    )


def _complete(ground: Ground, within: int) -> Iterator[Finding]:
    unreached = unreached_findings(ground)
    yield from unreached
    ineffective = {one for finding in unreached for one in finding.transitions if finding.detail != "true"}
    known = {one for finding in unreached for one in finding.transitions}
    yield from (one for one in seen_findings(ground) if not _told(one, known, ineffective))
    explained = frozenset(screen for one in ineffective for screen in ground.sources[one])
    yield from stuck_findings(ground, explained, within)
    yield from loop_findings(ground)


def _told(finding: Finding, known: Iterable[str], ineffective: set[str]) -> bool:
    """Two conditions overlap, or leave nothing else, because one of them never changes: that is told."""
    if finding.kind == "overlap":
        return bool(set(finding.transitions) & set(known))
    return finding.kind == "missing-else" and set(finding.transitions) <= ineffective
