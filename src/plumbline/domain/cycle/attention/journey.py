"""What a journey asks of somebody: to decide on a newer version of the template that it was made from. It is never taken over by itself."""

from collections.abc import Iterator

from plumbline.domain.cycle.attention.obligation import stand_in
from plumbline.domain.cycle.journey import Standing
from plumbline.domain.cycle.rules.common import leads
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.obligation import Obligation
from plumbline.domain.workspace.workspace import Workspace


def of_journey(journey: Standing, cycle: Cycle, workspace: Workspace) -> Iterator[Obligation]:
    """Yield who looks at what waits: the journey's owner; where they proposed it themselves, a lead, as somebody else takes it over."""
    newer = journey.newer
    if newer is None or newer.since is None:
        return
    others = (one for one in leads(workspace) if one != newer.by_id)
    yield Obligation(
        person_id=journey.owner_id if journey.owner_id != newer.by_id else stand_in(cycle, workspace, *others),
        verb="accept",
        item_id=journey.journey_id,
        item_kind="journey",
        number=0,
        title=journey.title,
        reason="attention.journey_update_proposed" if newer.by_id else "attention.journey_update_waits",
        values=(("author", newer.by_id), ("version", newer.version)),
        since=newer.since,
        asker_id=newer.by_id,
    )
