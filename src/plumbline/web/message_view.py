"""The messages of a cycle to the outside: what each says, and how each claim stands to what it rests on."""

from collections.abc import Iterator
from datetime import datetime

from plumbline.domain.cycle.communication import Claim, Message
from plumbline.domain.cycle.facts.message import Standing, claims_of, ground_of, is_suspect
from plumbline.domain.cycle.rules.communication import owner_of
from plumbline.domain.cycle.state import Cycle
from plumbline.web.frame_parts import Card, Desk, Field, Form, Line, Options, Part, Row
from plumbline.web.instants import instant
from plumbline.web.labels import SUSPECT, Chip, label_of

MOST_CLAIMS = 20
_EMPTY_ROWS = 2
_STANDINGS: dict[Standing, Chip] = {
    "good": Chip("approved", "Holds"),
    "stale": Chip("due", "Changed since"),
    "contradicted": Chip("breached", "Contradicted"),
    "unlinked": Chip("breached", "Rests on nothing"),
}


def message_parts(desk: Desk) -> tuple[Part, ...]:
    """Return the messages as one part, with the form that drafts one."""
    return (
        Part(
            id="messages",
            title="Messages",
            text="Each claim rests on something in the record; what does not hold is not sent.",
            cards=tuple(_card(desk, one) for one in desk.cycle.messages.values()),
            empty="No message to the outside was drafted yet.",
            make=desk.make(_draft(desk)),
        ),
    )


def date_of(item_id: str, cycle: Cycle) -> datetime | None:
    """Return the date that an item has today, which a message can claim; None when it has none."""
    ground = ground_of(Claim(text="", rests_on="date", reference=item_id), cycle)
    return datetime.fromisoformat(ground) if ground else None


def _draft(desk: Desk) -> Form:
    blockers = tuple((one.id, label_of(desk.cycle, one.id)) for one in desk.cycle.blockers.values() if one.state == "open")
    return Form(
        act="message",
        title="Draft a message",
        fields=(
            Field(name="title", label="What it is called here"),
            Field(name="audience", label="Who reads it"),
            Field(name="text", label="What they read", kind="long"),
            Field(name="blocker_id", label="Tells the outside about", kind="choice", options=blockers, unset="No blocker"),
        ),
        rows=_rows(desk, ()),
    )


def _card(desk: Desk, message: Message) -> Card:
    return desk.card(message, owner_of(desk.cycle, desk.workspace), _lines(desk, message), _forms(desk, message))


def _lines(desk: Desk, message: Message) -> Iterator[Line]:
    if is_suspect(message, desk.cycle, desk.now):
        yield Line(text="It was sent and says something that does not hold any more.", chip=SUSPECT)
    yield Line(text=f"For {message.audience}: {message.text}")
    for claim, standing in claims_of(message, desk.cycle, desk.now):
        yield _claim(desk, claim, _STANDINGS[standing])
    if message.blocker_id:
        yield desk.link("Tells about", message.blocker_id)
    if message.checked_at:
        yield desk.when(f"Checked by {desk.name(message.checked_by)}", message.checked_at)
    if message.sent_at:
        yield desk.when(f"Sent: {message.channel}", message.sent_at)
    if message.reason:
        yield Line(text=f"Withdrawn: {message.reason}")


def _claim(desk: Desk, claim: Claim, chip: Chip) -> Line:
    if claim.rests_on == "screen":
        return Line(text=f"{_said(claim)} Seen at {claim.reference}.", chip=chip)
    if claim.rests_on == "date" and claim.at is not None:
        return desk.link(f"{_said(claim)} Date claimed: {instant(claim.at, desk.reader.zone).words}.", claim.reference, chip)
    return desk.link(_said(claim), claim.reference, chip)


def _said(claim: Claim) -> str:
    """Return what is claimed as a sentence of its own, because something follows it."""
    return claim.text if claim.text.endswith((".", "!", "?")) else f"{claim.text}."


def _forms(desk: Desk, message: Message) -> Iterator[Form]:
    if message.state in ("drafted", "checked"):
        yield Form(act="check", title="Its claims were read and hold")
    if message.state == "checked":
        yield Form(act="sending", title="It was sent", fields=(Field(name="channel", label="Where"),))
    if message.state in ("drafted", "checked"):
        text = Field(name="text", label="What they read", kind="long", value=message.text)
        yield Form(act="edit", title="Edit it", fields=(text,), rows=_rows(desk, message.claims))
    if message.state != "withdrawn":
        yield Form(act="withdrawal", title="Withdraw it", fields=(Field(name="reason", label="What was wrong with it"),))


def _rows(desk: Desk, claims: tuple[Claim, ...]) -> tuple[Row, ...]:
    options = _grounds(desk)
    count = min(len(claims) + _EMPTY_ROWS, MOST_CLAIMS)
    return tuple(_row(number, claims[number - 1] if number <= len(claims) else None, options) for number in range(1, count + 1))


def _row(number: int, claim: Claim | None, options: Options) -> Row:
    on_screen = claim is not None and claim.rests_on == "screen"
    rests = f"{claim.rests_on}:{'' if on_screen else claim.reference}" if claim else ""
    return Row(
        title=f"Claim {number}",
        fields=(
            Field(name=f"claim_{number}", label="What it says", value=claim.text if claim else "", required=False),
            Field(name=f"rests_{number}", label="Rests on", kind="choice", options=options, value=rests, unset="Choose"),
            Field(
                name=f"screen_{number}",
                label="Where the screen is",
                value=claim.reference if claim and on_screen else "",
                required=False,
            ),
        ),
    )


def _grounds(desk: Desk) -> Options:
    cycle = desk.cycle
    decisions = [(one.id, f"D-{one.number} {one.title}") for one in cycle.decisions.values()]
    dated = (cycle.id, *cycle.releases, *cycle.decisions, *(one.id for one in cycle.blockers.values() if one.state == "open"))
    dates = [(item_id, at) for item_id in dated if (at := date_of(item_id, cycle)) is not None]
    return (
        ("screen:", "A screen"),
        *((f"decision:{key}", f"Decision {title}") for key, title in decisions),
        *((f"commitment:{key}", f"Commitment {title}") for key, title in decisions),
        *((f"date:{key}", f"Date of {label_of(cycle, key)}: {instant(at, desk.reader.zone).words}") for key, at in dates),
    )
