"""What a cycle starts from: the wrap-up of the one before it, with everything that it carries on."""

from plumbline.domain.cycle.state import Cycle
from plumbline.kernel.identity import is_id
from plumbline.kernel.record import record
from plumbline.web.labels import href_of, label_of
from plumbline.web.session import AnyRequest, installation_of


@record
class CarriedItem:
    label: str
    href: str
    reason: str


@record
class StartingPoint:
    """packs: the three choices that the cycle before ran on, by their names in the composer."""

    cycle_id: str
    title: str
    href: str
    context: tuple[str, ...]
    carried: tuple[CarriedItem, ...]
    packs: dict[str, str]


async def starting_point(request: AnyRequest, cycle_id: str) -> StartingPoint | None:
    """Return what a cycle after another one starts from; None when there is none before it, or none that is known here."""
    if not is_id(cycle_id, "cyc"):
        return None
    async with installation_of(request).handling.reading(cycle_id) as cycle:
        return _of(cycle)


def _of(cycle: Cycle) -> StartingPoint | None:
    if cycle.plan is None:
        return None
    written = cycle.wrap_up
    return StartingPoint(
        cycle_id=cycle.id,
        title=cycle.title,
        href=f"/cycles/{cycle.id}/after-launch#wrap-up",
        context=written.starting_context if written else (),
        carried=tuple(
            CarriedItem(label=label_of(cycle, one.item_id), href=href_of(cycle, one.item_id), reason=one.reason)
            for one in (written.carried if written else ())
            if one.disposition == "carried"
        ),
        packs={pack.kind: pack.id for pack in cycle.plan.packs if pack.kind in ("industry", "role", "objective")},
    )
