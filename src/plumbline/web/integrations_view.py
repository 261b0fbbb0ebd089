"""Endpoints and deliveries in the words of the page."""

from collections.abc import Iterable
from datetime import datetime

from plumbline.domain.workspace.endpoint import WEBHOOK, Endpoint
from plumbline.edge.webhooks import DeliveryState, Figures, SecretUse, Told
from plumbline.kernel.record import record
from plumbline.outbox.connectors import connectors
from plumbline.outbox.posting import Answered
from plumbline.outbox.progress import Attempt
from plumbline.web.clockwords import moment
from plumbline.web.labels import Chip, name_of
from plumbline.web.reader import Reader

_STANDINGS = {
    "active": Chip("approved", "Connected"),
    "unverified": Chip("pending", "Not connected"),
    "disabled": Chip("breached", "Disabled"),
    "removed": Chip("ended", "Removed"),
}
_WHY = {
    "by_hand": "Somebody disabled it. What it asked for waits.",
    "gone": "It answered that it is gone (410). What it asked for waits.",
    "revoked": "The other side does not let us in any more. What it asked for waits: give it a new token, then enable it.",
    "failing": "Nothing has reached it for five days. What it asked for waits.",
}
_LOST = "Neither its address nor its token is kept here, so nothing is sent and what it asked for waits. Remove it and add it again."
_SAMPLE = (
    "It belongs to the sample data: what it was told and what it said are part of the story. No address and no token of it are kept, so"
    " nothing is ever sent to the internet. To try one, connect a program of your own."
)
STATES: dict[DeliveryState, Chip] = {
    "pending": Chip("pending", "Pending"),
    "leased": Chip("pending", "Under way"),
    "delivered": Chip("approved", "Delivered"),
    "parked": Chip("due", "Waits"),
    "exhausted": Chip("breached", "Given up"),
    "cancelled": Chip("ended", "Cancelled"),
}


@record
class EndpointView:
    """One endpoint. success: of the last day, in words. why: why it is sent nothing, empty when it is. kept: whether it can be reached."""

    id: str
    title: str
    connector: str
    is_webhook: bool
    receives_at: str
    direction: str
    delivered: str
    origin: str
    chip: Chip
    standing: str
    why: str
    types: str
    owner: str
    success: str
    backlog: int
    fingerprint: str
    condition: str
    ordered: bool
    kept: bool


@record
class DeliveryLine:
    """One delivery. next: when it is tried again, empty when it is not."""

    position: int
    event: str
    event_id: str
    at: str
    chip: Chip
    next: str
    endable: bool
    waits_for: int


@record
class AttemptLine:
    number: int
    at: str
    chip: Chip
    ms: int
    said: str


@record
class SecretLine:
    """A secret that counts. until: when it ends; used: when something was signed with it last; both empty where there is none."""

    fingerprint: str
    until: str
    used: str


@record
class AnswerView:
    """What a receiver answered to a test or a challenge."""

    good: bool
    words: str
    body: str


def endpoint_view(
    endpoint: Endpoint,
    figures: Figures,
    reader: Reader,
    receives_at: str = "",
    delivered_at: datetime | None = None,
    *,
    kept: bool = True,
    sample: bool = False,
) -> EndpointView:
    """Return an endpoint as pages show it.

    receives_at: where the other side sends what it says. delivered_at: when it last took something. kept: whether its address is known
    here; sample: whether the installation is a demo, whose stories have connections that lead nowhere.
    """
    lost = not kept and endpoint.removed_at is None
    chip = (Chip("ended", "Sample") if sample else Chip("breached", "Out of reach")) if lost else _STANDINGS[endpoint.standing]
    why = (_SAMPLE if sample else _LOST) if lost else _WHY.get(endpoint.disabled, "")
    known = connectors().get(endpoint.connector)
    success = f"{figures.taken} of {figures.tried} attempts taken in 24 hours" if figures.tried else "no attempt in 24 hours"
    return EndpointView(
        id=endpoint.id, title=endpoint.title, connector=known.title if known else endpoint.connector,
        is_webhook=endpoint.connector == WEBHOOK, receives_at=receives_at,
        direction="Out and in" if known and known.hear else "Out",
        delivered=moment(delivered_at, reader.zone) if delivered_at else "",
        origin=endpoint.origin, chip=chip, standing=endpoint.standing,
        why=why,
        types="every event" if "*" in endpoint.types else ", ".join(endpoint.types),
        owner=name_of(reader.names, endpoint.owner_id),
        success=success,
        backlog=figures.backlog, fingerprint=endpoint.secret_fingerprint, condition=endpoint.condition,
        ordered=endpoint.pace.ordered,
        kept=not lost,
    )  # fmt: skip


def delivery_line(told: Told, reader: Reader) -> DeliveryLine:
    """Return a delivery as a row."""
    waits = told.delivery is not None and told.state == "pending" and told.delivery.tries > 0
    return DeliveryLine(
        position=told.owed.position, event=told.owed.event_name, event_id=told.owed.event_id, at=moment(told.owed.at, reader.zone),
        chip=STATES[told.state], next=moment(told.delivery.due_at, reader.zone) if waits and told.delivery else "",
        waits_for=told.waits_for, endable=told.state in ("delivered", "exhausted", "pending"),
    )  # fmt: skip


def secret_lines(secrets: Iterable[SecretUse], reader: Reader) -> tuple[SecretLine, ...]:
    """Return the secrets that count, the newest first."""
    return tuple(
        SecretLine(
            fingerprint=one.fingerprint, until=moment(one.until, reader.zone) if one.until else "",
            used=moment(one.used_at, reader.zone) if one.used_at else "",
        )
        for one in secrets
    )  # fmt: skip


def attempt_lines(attempts: Iterable[Attempt], reader: Reader) -> tuple[AttemptLine, ...]:
    """Return attempts as rows, the oldest first."""
    return tuple(
        AttemptLine(
            number=one.number, at=moment(one.at, reader.zone), ms=one.ms,
            chip=Chip("approved" if _taken(one) else "breached", str(one.status) if one.status else "No answer"),
            said=one.fault or one.answer.decode("utf-8", "replace"),
        )
        for one in attempts
    )  # fmt: skip


def answer_view(answered: Answered, *, connected: bool, webhook: bool = True) -> AnswerView:
    """Return what came back, in a sentence. connected: it was asked whether it wants events, and it does. webhook: by a challenge."""
    good = _taken(answered)
    if connected:
        words = f"Connected. The receiver answered {'the challenge ' if webhook else ''}in {answered.ms} ms; what waited is sent now."
    elif answered.status:
        why = f" {answered.fault.rstrip('.')}." if answered.fault else ""
        words = f"The receiver answered {answered.status} in {answered.ms} ms: {'taken' if good else 'not taken'}.{why}"
    else:
        words = f"No answer: {answered.fault.rstrip('.')}."
    return AnswerView(good=good, words=words, body=answered.body.decode("utf-8", "replace"))


def _taken(one: Attempt | Answered) -> bool:
    """Some programs answer 200 and say no; their connector then said why."""
    return 200 <= one.status < 300 and not one.fault
