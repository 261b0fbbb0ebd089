"""Plans of the packs that are loaded, compiled once: a page asks for twelve of them, and packs change only when the product starts."""

from functools import lru_cache

from plumbline.domain.playbook.compose import CompositionError, combinations, compose, plan_id
from plumbline.domain.playbook.pack import Packs
from plumbline.domain.playbook.plan import Plan
from plumbline.web.errors import PageMissing

Parts = tuple[str, str, str]


class _Loaded:
    """Packs compared by what they are, not by what they say: their mappings have no hash."""

    def __init__(self, packs: Packs) -> None:
        self.packs = packs

    def __hash__(self) -> int:
        return id(self.packs)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Loaded) and other.packs is self.packs


def plan_of(packs: Packs, parts: Parts, patterns_on: frozenset[str] | None = None) -> Plan:
    """Return the plan of industry, role and objective. Raises PageMissing for one that the packs do not make."""
    try:
        return _compiled(_Loaded(packs), parts, patterns_on)
    except CompositionError as fault:
        raise PageMissing("playbook") from fault


def parts_of(packs: Packs, playbook_id: str) -> Parts:
    """Return the industry, role and objective of a playbook's id. Raises PageMissing."""
    found = next((parts for parts in combinations(packs) if plan_id(*parts) == playbook_id), None)
    if found is None:
        raise PageMissing("playbook")
    return found


@lru_cache(maxsize=128)
def _compiled(loaded: _Loaded, parts: Parts, patterns_on: frozenset[str] | None) -> Plan:
    return compose(loaded.packs, *parts, patterns_on)
