"""The journeys that a decision names, as its page shows them: each in one exact version, and how that stands."""

from collections.abc import Iterator

from plumbline.domain.cycle.decision import Decision
from plumbline.domain.cycle.facts.journey import is_current, open_findings
from plumbline.domain.cycle.state import Cycle
from plumbline.kernel.record import record
from plumbline.web.labels import Chip

_EDITED = Chip("due", "Edited since")


@record
class NamedJourney:
    """A journey that a decision names. version: which one. current: whether it is what the journey is now."""

    id: str
    href: str
    title: str
    version: str
    digest: str
    current: bool
    chip: Chip


def named_journeys(cycle: Cycle, decision: Decision) -> Iterator[NamedJourney]:
    """Yield the journeys that a decision names, and how they stand."""
    for ref in decision.journeys:
        known = cycle.journeys.get(ref.journey_id)
        current = is_current(cycle, ref)
        found = len(open_findings(cycle, known)) if known is not None else 0
        chip = Chip("approved", "Nothing open") if current and not found else Chip("due", f"{found} open") if current else _EDITED
        yield NamedJourney(
            id=ref.journey_id, href=f"/journeys/{ref.journey_id}", title=known.title if known else "A journey that is not known here",
            version=f"version {ref.number}" if ref.number else "the content", digest=ref.digest[:12], current=current, chip=chip,
        )  # fmt: skip
