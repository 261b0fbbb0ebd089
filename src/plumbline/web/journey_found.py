"""The journey, and the kind of part, that an address or a form names."""

from plumbline.domain.journey.edit import PartKind
from plumbline.domain.journey.plain import Plain
from plumbline.projections.items import find_item
from plumbline.web.errors import PageMissing
from plumbline.web.journey_edits import PART_KINDS
from plumbline.web.session import AnyRequest, installation_of


async def content_of(request: AnyRequest, journey_id: str) -> tuple[Plain, str, str]:
    """Return a journey as it is now, its title, and the cycle it belongs to. Raises PageMissing."""
    cycle_id = await cycle_of(request, journey_id)
    async with installation_of(request).handling.reading(journey_id, texts=True) as state:
        return dict(state.content or {}), state.title, cycle_id


async def cycle_of(request: AnyRequest, journey_id: str) -> str:
    """Return the cycle that a journey belongs to. Raises PageMissing."""
    item = await find_item(installation_of(request).ledger, journey_id)
    if item is None or item.kind != "journey":
        raise PageMissing("journey")
    return item.cycle_id


def kind_of(text: str) -> PartKind:
    """Return the kind of part that an address or a form names. Raises PageMissing."""
    found: PartKind | None = next((one for one in PART_KINDS if one == text), None)
    if found is None:
        raise PageMissing("part")
    return found
