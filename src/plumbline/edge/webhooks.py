"""Endpoints: adding one, changing what it is told of and how it lets us in, what became of each delivery.

Workspace, directory and network; pages and API share it.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal, cast
from urllib.parse import urlsplit

from plumbline.domain import permission
from plumbline.domain.checking import check, refuse
from plumbline.domain.workspace.endpoint import (
    WEBHOOK,
    AddEndpoint,
    DisableEndpoint,
    EditEndpoint,
    EnableEndpoint,
    Endpoint,
    Pace,
    RemoveEndpoint,
    RotateEndpointSecret,
)
from plumbline.edge.event_kinds import plain_kind, unknown_kinds
from plumbline.edge.ways import MADE_THERE, Ways, changed
from plumbline.events.cloudevent import encoded
from plumbline.handling import Answer
from plumbline.installation import Installation
from plumbline.kernel.outcome import Context, Finding, Refusal
from plumbline.kernel.record import record
from plumbline.outbox.address_guard import AddressRefused, Unresolved, checked
from plumbline.outbox.connectors import connectors
from plumbline.outbox.progress import Attempt, Delivery
from plumbline.outbox.signing import fingerprint, new_signing_secret, public_key_text, signed_headers
from plumbline.projections.deliveries import Owed, owed_by_hour, owed_count, owed_of, owed_to

OVERLAP = timedelta(hours=24)
"""How long the secret before counts, too, unless something else is said."""
DAY = timedelta(days=1)
DeliveryState = Literal["pending", "leased", "delivered", "parked", "exhausted", "cancelled"]


@record
class Added:
    """An endpoint that was made. secret: shown once, and never again; empty where the other side made them."""

    endpoint_id: str
    secret: str


@record
class Told:
    """One event that an endpoint is told of, and how far that is. waits_for: the entry before it whose subject is told in order, or 0."""

    owed: Owed
    state: DeliveryState
    delivery: Delivery | None
    waits_for: int = 0


@record
class SecretUse:
    """A secret that counts. until: when it ends, None for the newest. used_at: when something was signed with it last."""

    fingerprint: str
    until: datetime | None
    used_at: datetime | None


@record
class Hour:
    """The events of one hour by the state of their delivery. at: when it begins, UTC."""

    at: datetime
    counts: Mapping[DeliveryState, int]


@record
class Figures:
    """How an endpoint does. tried, taken: attempts of the last day; backlog: what it was not told of yet; exhausted: what never."""

    tried: int
    taken: int
    backlog: int
    exhausted: int


async def add(
    installation: Installation,
    context: Context,
    *,
    title: str,
    address: str,
    types: tuple[str, ...] = ("*",),
    owner_id: str = "",
    condition: str = "",
    pace: Pace | None = None,
    connector: str = WEBHOOK,
    settings: Mapping[str, str] | None = None,
    credentials: Mapping[str, str] | None = None,
) -> Added | Refusal:
    """Make an endpoint; a refusal leaves nothing behind. Until it is verified, what it asked for waits.

    connector: what it is; any but the webhook may go without address and kinds of events, and has settings and credentials.
    """
    ways, secret, endpoint_id = Ways(connector, settings or {}, credentials or {}), "", context.new_id("end")
    address, types = address or ways.address, ways.types(tuple(map(plain_kind, types)))
    if ways.is_webhook:
        secret = new_signing_secret()
    command = AddEndpoint(
        endpoint_id=endpoint_id, title=title, origin=_origin(address), address_fingerprint=fingerprint(address),
        secret_fingerprint=fingerprint(secret) if secret else ways.fingerprint, types=types, owner_id=owner_id, condition=condition,
        pace=ways.pace(pace or Pace()), connector=connector, settings=ways.settings,
    )  # fmt: skip
    findings = [await _reachable(installation, address), *unknown_kinds(types), *ways.findings()]
    if refused := await _unmet(installation, context, command, findings):
        return refused
    answer = await installation.handling.handle(installation.workspace_id, command, context)
    if isinstance(answer, Refusal):
        return answer
    if secret:
        installation.directory.endpoints.keep(endpoint_id, address, secret)
    else:
        installation.directory.endpoints.keep_connection(endpoint_id, address, ways.credentials)
    return Added(endpoint_id=endpoint_id, secret=secret)


async def edit(
    installation: Installation,
    context: Context,
    endpoint_id: str,
    *,
    title: str | None = None,
    address: str | None = None,
    types: tuple[str, ...] | None = None,
    owner_id: str | None = None,
    condition: str | None = None,
    pace: Pace | None = None,
    settings: Mapping[str, str] | None = None,
) -> Answer:
    """Change what is not None. Another address and other settings have to be verified. settings: the others stay; an empty one goes."""
    types = None if types is None else tuple(map(plain_kind, types))
    present = await endpoint_of(installation, endpoint_id)
    ways = changed(present, settings) if present is not None else None
    command = EditEndpoint(
        endpoint_id=endpoint_id, title=title, types=types, owner_id=owner_id, origin=_origin(address) if address else None,
        address_fingerprint=fingerprint(address) if address else None, condition=condition,
        pace=ways.pace(pace) if ways and pace else pace, settings=ways.settings if ways and settings is not None else None,
    )  # fmt: skip
    if ways is not None:  # nothing is looked up for what is not there
        findings = [await _reachable(installation, address)] if address else []
        findings += ways.set_findings() if settings is not None else []
        if refused := await _unmet(installation, context, command, [*findings, *unknown_kinds(types or ())]):
            return refused
    answer = await installation.handling.handle(installation.workspace_id, command, context)
    if address and not isinstance(answer, Refusal):
        installation.directory.endpoints.move(endpoint_id, address)
    return answer


async def rotate(installation: Installation, context: Context, endpoint_id: str, overlap: timedelta = OVERLAP) -> str | Refusal:
    """Return a new secret, shown once. overlap: how long the one before counts, too."""
    present = await endpoint_of(installation, endpoint_id)
    if present is not None and present.connector != WEBHOOK:
        made_there = check("endpoint.needs", False, actual=MADE_THERE, act="endpoint.credit", item=endpoint_id)
        return Refusal(code="endpoint.refused", findings=(made_there,))
    secret, until = new_signing_secret(), context.now + overlap
    command = RotateEndpointSecret(endpoint_id=endpoint_id, secret_fingerprint=fingerprint(secret), overlap_until=until)
    answer = await installation.handling.handle(installation.workspace_id, command, context)
    if isinstance(answer, Refusal):
        return answer
    installation.directory.endpoints.rotate(endpoint_id, secret, until)
    return secret


async def credit(installation: Installation, context: Context, endpoint_id: str, credentials: Mapping[str, str]) -> Answer:
    """Replace the named secrets that let us in at a connected program, from now on; the others stay."""
    present = await endpoint_of(installation, endpoint_id)
    kept = installation.directory.endpoints.credentials(endpoint_id if present else "")
    given = {name: value for name, value in credentials.items() if value}
    ways = Ways(present.connector if present else WEBHOOK, {}, {**kept, **given})
    command = RotateEndpointSecret(endpoint_id=endpoint_id, secret_fingerprint=ways.fingerprint, overlap_until=context.now)
    if present is not None and (refused := await _unmet(installation, context, command, ways.credential_findings())):
        return refused
    answer = await installation.handling.handle(installation.workspace_id, command, context)
    if not isinstance(answer, Refusal):
        installation.directory.endpoints.credit(endpoint_id, given)
    return answer


async def disable(installation: Installation, context: Context, endpoint_id: str) -> Answer:
    """Send an endpoint nothing any more; what it asked for waits."""
    return await installation.handling.handle(installation.workspace_id, DisableEndpoint(endpoint_id=endpoint_id), context)


async def enable(installation: Installation, context: Context, endpoint_id: str) -> Answer:
    """Send an endpoint what waited, and go on. One whose address is not kept is refused: every attempt would fail."""
    present = await endpoint_of(installation, endpoint_id)
    if present is not None and present.removed_at is None:
        kept = check("endpoint.kept", is_kept(installation, present), act="endpoint.enable", item=endpoint_id)
        if refused := await _unmet(installation, context, EnableEndpoint(endpoint_id=endpoint_id), [kept]):
            return refused
    answer = await installation.handling.handle(installation.workspace_id, EnableEndpoint(endpoint_id=endpoint_id), context)
    if not isinstance(answer, Refusal) and answer.changed:
        installation.progress.refresh(endpoint_id, context.now)
    return answer


async def remove(installation: Installation, context: Context, endpoint_id: str) -> Answer:
    """Take an endpoint away with its address and secrets."""
    answer = await installation.handling.handle(installation.workspace_id, RemoveEndpoint(endpoint_id=endpoint_id), context)
    if not isinstance(answer, Refusal):
        installation.directory.endpoints.forget(endpoint_id)
    return answer


async def endpoints(installation: Installation) -> list[Endpoint]:
    """Return the endpoints of the workspace that were not removed, oldest first."""
    return [one for one in (await installation.handling.workspace()).endpoints.values() if one.removed_at is None]


async def endpoint_of(installation: Installation, endpoint_id: str) -> Endpoint | None:
    """Return an endpoint of the workspace, also one that was removed."""
    return (await installation.handling.workspace()).endpoints.get(endpoint_id)


def is_kept(installation: Installation, endpoint: Endpoint) -> bool:
    """Return whether its address is known here, without which nothing can be sent."""
    return installation.directory.endpoints.of(endpoint.id, installation.clock()) is not None


def out_of_reach(installation: Installation, endpoint: Endpoint) -> Refusal | None:
    """Return why nothing can be sent to an endpoint whose address is not known here, or None."""
    kept = endpoint.removed_at is not None or is_kept(installation, endpoint)
    return refuse("endpoint.refused", [check("endpoint.kept", kept, act="endpoint.add", item=endpoint.id)])


def signature_of(installation: Installation, endpoint: Endpoint | None, message_id: str, body: bytes) -> dict[str, str]:
    """Return the headers with which somebody who fetches a body can check it, as whoever it is sent to does.

    Signed with the installation's key, and for an endpoint with its secrets, too.
    """
    now = installation.clock()
    keys = installation.directory.endpoints.of(endpoint.id, now) if endpoint else None
    signing_secrets = keys.signing_secrets if keys else ()
    return signed_headers(message_id, now, body, signing_secrets=signing_secrets, key=installation.directory.endpoints.signing_key())


def receives_at(installation: Installation, endpoint_id: str, connector: str) -> str:
    """Return where a connected program sends what it says; empty when its connector hears nothing."""
    known = connectors().get(connector)
    return f"{installation.base_url}/connect/{endpoint_id}" if known and known.hear else ""


def public_key(installation: Installation) -> str:
    """Return the key that anybody may check signatures with."""
    return public_key_text(installation.directory.endpoints.signing_key())


async def figures(installation: Installation, endpoint: Endpoint) -> Figures:
    """Return how an endpoint does."""
    progress = installation.progress
    tried, taken = progress.tried_since(endpoint.id, installation.clock() - DAY)
    waiting = await owed_count(installation.ledger, endpoint.id, progress.position())  # to be taken up
    undelivered = progress.undelivered(endpoint.id)
    exhausted = undelivered.pop("exhausted", 0)
    return Figures(tried=tried, taken=taken, backlog=waiting + sum(undelivered.values()), exhausted=exhausted)


async def told(installation: Installation, endpoint: Endpoint, before: int = 0, limit: int = 50) -> list[Told]:
    """Return what an endpoint was or is to be told of, the newest first. before: only what is older than this entry."""
    owed = await owed_to(installation.ledger, endpoint.id, before, limit)
    return [_told(installation, endpoint, one) for one in owed]


async def told_of(installation: Installation, endpoint: Endpoint, position: int) -> tuple[Told, list[Attempt]] | None:
    """Return one delivery and its attempts, the oldest first."""
    owed = await owed_of(installation.ledger, position, endpoint.id)
    if owed is None:
        return None
    return _told(installation, endpoint, owed), installation.progress.attempts(position, endpoint.id)


async def body_of(installation: Installation, told: Told) -> bytes:
    """Return the body of the request that tells of an event, as it is sent now. What was erased since it was sent is missing from it."""
    entry = await installation.ledger.entry(told.owed.position)
    return encoded(entry, installation.base_url) if entry else b""


async def by_hour(installation: Installation, endpoint: Endpoint, hours: int = 24) -> list[Hour]:
    """Return the deliveries of the events of the last hours by state, the oldest hour first; hours without any are there, too."""
    now = installation.clock()
    begin = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=hours - 1)
    owed = await owed_by_hour(installation.ledger, endpoint.id, begin)
    reached = installation.progress.by_hour(endpoint.id, begin.isoformat()[:13])
    found: list[Hour] = []
    for at in (begin + timedelta(hours=number) for number in range(hours)):
        key = at.isoformat()[:13]
        counts = Counter[DeliveryState]()
        for (hour, state), count in reached.items():
            if hour == key:
                counts[state_of(endpoint, state)] += count
        counts[state_of(endpoint, "pending")] += max(0, owed.get(key, 0) - counts.total())  # what was not taken up yet
        found.append(Hour(at=at, counts={state: count for state, count in counts.items() if count}))
    return found


async def send_again(installation: Installation, context: Context, endpoint: Endpoint, position: int) -> bool | Refusal:
    """Begin a delivery anew. Returns whether there was one that could be begun. The event keeps its id, so receivers notice."""
    if refused := permission.refusal(EnableEndpoint(endpoint_id=endpoint.id), None, await installation.handling.workspace(), context):
        return refused
    if refused := out_of_reach(installation, endpoint):
        return refused
    return installation.progress.again(position, endpoint.id, context.now)


def secrets_of(installation: Installation, endpoint_id: str) -> list[SecretUse]:
    """Return the secrets of an endpoint that count now, the newest first."""
    used = installation.progress.signed_at(endpoint_id)
    found = installation.directory.endpoints.standing(endpoint_id, installation.clock())
    marks = [(fingerprint(secret), until) for secret, until in found]
    return [SecretUse(fingerprint=mark, until=until, used_at=used.get(mark)) for mark, until in marks]


def state_of(endpoint: Endpoint, reached: str, waits_for: int = 0) -> DeliveryState:
    """Return the one state of something that is owed. reached: how far it was taken, `pending` when it was not taken up yet."""
    if reached in ("delivered", "exhausted", "leased"):
        return cast(DeliveryState, reached)
    if endpoint.removed_at is not None:
        return "cancelled"
    return "pending" if endpoint.standing == "active" and not waits_for else "parked"


def _told(installation: Installation, endpoint: Endpoint, owed: Owed) -> Told:
    delivery = installation.progress.of(owed.position, endpoint.id)
    reached = "pending" if delivery is None else delivery.state
    waits_for = installation.progress.waits_for(owed.position, endpoint.id) if endpoint.pace.ordered and reached == "pending" else 0
    return Told(owed=owed, state=state_of(endpoint, reached, waits_for), delivery=delivery, waits_for=waits_for)


async def _unmet(installation: Installation, context: Context, command: Any, findings: list[Finding]) -> Refusal | None:
    if refused := permission.refusal(command, None, await installation.handling.workspace(), context):
        return refused  # before anything is said about what was asked for
    unmet = tuple(one for one in findings if not one.met)
    return Refusal(code="endpoint.refused", findings=unmet) if unmet else None


async def _reachable(installation: Installation, address: str) -> Finding:
    """A name that is not known just now is no address either: whoever types it is there to mend it."""
    try:
        await checked(address, installation.networks)
    except (AddressRefused, Unresolved) as refused:
        return check("endpoint.address", False, actual=str(refused), act="endpoint.add")
    return check("endpoint.address", True)


def _origin(address: str) -> str:
    """Return what may be recorded of an address: the path and the query are often the secret of whoever receives."""
    try:
        parts = urlsplit(address)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    host = parts.hostname or ""
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"
