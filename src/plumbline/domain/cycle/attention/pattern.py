"""What the triggers of patterns ask of a lead: to switch a pattern on that is made for what the record shows, or to say why not."""

from collections.abc import Iterator

from plumbline.domain.cycle.attention.obligation import stand_in
from plumbline.domain.cycle.rules.trigger import proposed
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.obligation import Obligation
from plumbline.domain.workspace.workspace import Workspace


def of_patterns(cycle: Cycle, workspace: Workspace) -> Iterator[Obligation]:
    """Yield what a lead is asked about the patterns of a cycle that its record proposes."""
    for one in proposed(cycle, workspace):
        handoffs = (line.checkpoint.held_at for handoff in cycle.handoffs.values() for line in handoff.kept if line.checkpoint)
        yield Obligation(
            person_id=stand_in(cycle, workspace),
            verb="decide",
            item_id=cycle.id,
            item_kind="pattern",
            number=0,
            title=one.title,
            reason="attention.pattern_proposed",
            values=(("times", f"{one.tenths // 10}.{one.tenths % 10}"), ("count", len(one.spans))),
            since=max(handoffs),
        )
