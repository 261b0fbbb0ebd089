"""How the obligations of an item are put together: somebody active for each, one line per person and verb."""

from collections.abc import Iterable
from dataclasses import replace

from plumbline.domain.cycle.rules.common import leads, people_of_rank
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.obligation import Obligation, Verb
from plumbline.domain.workspace.workspace import Workspace


def active_ones(found: Iterable[Obligation], owner_id: str, cycle: Cycle, workspace: Workspace) -> tuple[Obligation, ...]:
    """Return obligations with those of people who have left handed to the item's owner, or whoever stands in; one per person and verb.

    The first one of a person and verb stays, so put what presses most at the front.
    """
    kept: dict[tuple[str, Verb], Obligation] = {}
    for obligation in found:
        present = _present(obligation, owner_id, cycle, workspace)
        kept.setdefault((present.person_id, present.verb), present)
    return tuple(kept.values())


def stand_in(cycle: Cycle, workspace: Workspace, *preferred: str) -> str:
    """Return the first active one of some people, of the composer if a lead, the leads, the composer, and anybody of the highest rank."""
    composer = cycle.composed_by if workspace.has_rank(cycle.composed_by, "lead") else ""
    people = (*preferred, composer, *leads(workspace), cycle.composed_by, *people_of_rank(workspace, "owner"))
    anybody = people_of_rank(workspace, "viewer")
    return next((person for person in (*people, *anybody) if workspace.is_active(person)), cycle.composed_by)


def _present(obligation: Obligation, owner_id: str, cycle: Cycle, workspace: Workspace) -> Obligation:
    if workspace.is_active(obligation.person_id):
        return obligation
    instead = stand_in(cycle, workspace, owner_id)
    if not obligation.person_id:
        return replace(obligation, person_id=instead, reason="attention.nobody_else")
    return replace(obligation, person_id=instead, reason="attention.stands_in", values=(("absent", obligation.person_id),))
