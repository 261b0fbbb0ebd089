"""Sending events again, chosen by a filter whose count is seen first; and what a filter would have let through."""

from collections.abc import Sequence
from datetime import datetime

from plumbline.domain import permission
from plumbline.domain.checking import check
from plumbline.domain.workspace.connecting import MOST_REPLAYED
from plumbline.domain.workspace.endpoint import EditEndpoint, Endpoint, ReplayEvents
from plumbline.domain.workspace.listening import holding, matching, wrong_with
from plumbline.edge.event_kinds import plain_kind, unknown_kinds
from plumbline.edge.webhooks import DeliveryState, out_of_reach, state_of
from plumbline.installation import Installation
from plumbline.kernel.outcome import Context, Refusal
from plumbline.kernel.record import record
from plumbline.ledger.entry import Entry
from plumbline.projections.attributes import attributes_of
from plumbline.projections.deliveries import Happening, happenings

LOOKED_AT = 1_000
"""How many of the newest events a filter is tried on."""
_MOST_LOOKED_AT = 100_000
_SHOWN = 10


@record
class Choice:
    """Which events to send again. types: names or families; none for all. since, until: when they were recorded, the latter excluded.

    states: of their deliveries; none for all. after: an entry; when it is given, events after it count that the endpoint was never told of
    because it was added later. Without it only what the endpoint was or is to be told of counts.
    """

    types: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    subject: str = ""
    states: tuple[DeliveryState, ...] = ()
    after: int | None = None


@record
class Preview:
    """What a choice comes to. count: of events; first: some of them, the oldest first. more: whether there are more than were counted."""

    count: int
    first: tuple[Happening, ...]
    more: bool = False


@record
class Trial:
    """What a filter lets through. looked_at: of how many of the newest events; count: how many fit; newest: some of them."""

    looked_at: int
    count: int
    newest: tuple[Entry, ...]


async def preview(installation: Installation, context: Context, endpoint: Endpoint, choice: Choice) -> Preview | Refusal:
    """Return how many events a choice comes to, and the first of them, to whoever may have them sent."""
    if refused := await _refused(installation, context, endpoint, choice):
        return refused
    found = await _chosen(installation, endpoint, choice)
    return Preview(count=len(found), first=tuple(found[:_SHOWN]), more=len(found) > MOST_REPLAYED)


async def replay(installation: Installation, context: Context, endpoint: Endpoint, choice: Choice) -> int | Refusal:
    """Send what a choice comes to again, all of it or, when that is too much, nothing; return how many. Events keep their ids."""
    if refused := await _refused(installation, context, endpoint, choice):
        return refused
    found = await _chosen(installation, endpoint, choice)
    command = ReplayEvents(endpoint_id=endpoint.id, positions=tuple(one.position for one in found))
    answer = await installation.handling.handle(installation.workspace_id, command, context)
    return answer if isinstance(answer, Refusal) else len(found)


async def tried(installation: Installation, context: Context, types: Sequence[str], condition: str) -> Trial | Refusal:
    """Return what a filter would have let through of the newest events. Refused like an endpoint that has it."""
    asking = EditEndpoint(endpoint_id="")
    if refused := permission.refusal(asking, None, await installation.handling.workspace(), context):
        return refused
    wanted, condition = tuple(map(plain_kind, types)) or ("*",), condition.strip()
    findings = unknown_kinds(wanted)
    if wrong := wrong_with(condition):
        findings.append(check("endpoint.condition", False, actual=wrong, act="endpoint.edit"))
    if findings:
        return Refusal(code="endpoint.refused", findings=tuple(findings))
    size = await installation.ledger.size()
    looked_at = await installation.ledger.scan(max(0, size - LOOKED_AT), LOOKED_AT)
    found = [one for one in looked_at if matching(wanted, one.event_name) and holding([condition], attributes_of(one))]
    return Trial(looked_at=len(looked_at), count=len(found), newest=tuple(reversed(found[-_SHOWN:])))


async def _refused(installation: Installation, context: Context, endpoint: Endpoint, choice: Choice) -> Refusal | None:
    asking = ReplayEvents(endpoint_id=endpoint.id, positions=())
    if refused := permission.refusal(asking, None, await installation.handling.workspace(), context):
        return refused
    if refused := out_of_reach(installation, endpoint):
        return refused
    findings = unknown_kinds(map(plain_kind, choice.types))
    return Refusal(code="endpoint.refused", findings=tuple(findings)) if findings else None


async def _chosen(installation: Installation, endpoint: Endpoint, choice: Choice) -> list[Happening]:
    """What a choice comes to, the oldest first; no more than one above what may be sent at once."""
    late = choice.after is not None
    found = await happenings(
        installation.ledger, endpoint.id, owed_only=not late or bool(choice.states), after=choice.after or 0,
        types=tuple(map(plain_kind, choice.types)), since=choice.since, until=choice.until, subject=choice.subject, limit=_MOST_LOOKED_AT,
    )  # fmt: skip
    if choice.states:
        reached = installation.progress.states(endpoint.id, (one.position for one in found))
        found = [one for one in found if state_of(endpoint, reached.get(one.position, "pending")) in choice.states]
    found = [one for one in found if one.owed or matching(endpoint.types, one.event_name)]
    if late and endpoint.condition:
        untold = [one.position for one in found if not one.owed]
        fitting = {one.position for one in await installation.ledger.entries(untold) if holding([endpoint.condition], attributes_of(one))}
        found = [one for one in found if one.owed or one.position in fitting]
    return found[: MOST_REPLAYED + 1]
