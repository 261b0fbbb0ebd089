"""The rules of messages: go-to-market owns them (M1), each claim rests on something that still holds (M2)."""

from collections.abc import Iterator
from typing import assert_never

from plumbline.domain.cycle.blocker import OutsideTold
from plumbline.domain.cycle.communication import (
    CheckMessage,
    Claim,
    Command,
    DraftMessage,
    EditMessage,
    Message,
    MessageChecked,
    MessageDrafted,
    MessageEdited,
    MessageSent,
    MessageWithdrawn,
    SendMessage,
    WithdrawMessage,
)
from plumbline.domain.cycle.communication import Event as MessageEvent
from plumbline.domain.cycle.facts.message import claims_of, ground_of, standing_of
from plumbline.domain.cycle.rules.common import Answer, Event, check, decided, leads, next_number, unknown
from plumbline.domain.cycle.rules.telling import sending_findings
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding

AREA = "go-to-market"


def decide_communication(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return what a command about a message changes, or everything that stands in its way."""
    if isinstance(command, DraftMessage):
        return _draft(command, cycle, context)
    message = cycle.messages.get(command.message_id)
    if message is None:
        return unknown("message", command.message_id)
    match command:
        case EditMessage():
            return _edit(command, message, cycle, context)
        case CheckMessage():
            return _check(message, cycle, workspace, context)
        case SendMessage():
            return _send(command, message, cycle, workspace, context)
        case WithdrawMessage():
            return _withdraw(command, message, cycle, workspace, context)
        case _:
            assert_never(command)


def owner_of(cycle: Cycle, workspace: Workspace) -> str:
    """Return who owns the messages of a cycle: the owner of go-to-market; when they have left, a lead (M1)."""
    people = (cycle.owners.get(AREA, ""), *leads(workspace), cycle.composed_by)
    return next((person for person in people if workspace.is_active(person)), cycle.composed_by)


def _draft(command: DraftMessage, cycle: Cycle, context: Context) -> Answer:
    me, act = (context.actor,), "communication.draft"
    blocker = cycle.blockers.get(command.blocker_id)
    findings = [
        check("common.title", bool(command.title.strip()), expected="text", actual=command.title, who=me, act=act),
        check("M1.audience", bool(command.audience.strip()), who=me, act=act),
        check("M1.text", bool(command.text.strip()), who=me, act=act),
        check("M3.blocker", not command.blocker_id or blocker is not None, actual=command.blocker_id, who=me, act=act),
        *_said(command.claims, context),
    ]
    drafted = MessageDrafted(
        message_id=context.new_id("msg"),
        number=next_number(cycle, "message"),
        title=command.title.strip(),
        audience=command.audience.strip(),
        claims=command.claims,
        blocker_id=command.blocker_id,
        text=command.text.strip(),
    )
    return decided("communication.refused", findings, lambda: [drafted])


def _said(claims: tuple[Claim, ...], context: Context) -> Iterator[Finding]:
    for number, claim in enumerate(claims, 1):
        said = bool(claim.text.strip()) and bool(claim.reference.strip())
        yield check("M2.claim", said, actual=number, who=(context.actor,), act="communication.edit")


def _edit(command: EditMessage, message: Message, cycle: Cycle, context: Context) -> Answer:
    findings = [
        check("M1.unsent", message.state in ("drafted", "checked"), actual=message.state, item=message.id, act="communication.draft"),
        check("M1.text", bool(command.text.strip()), who=(context.actor,), act="communication.edit", item=message.id),
        *_said(command.claims, context),
    ]
    edited = MessageEdited(message_id=message.id, claims=command.claims, text=command.text.strip())
    return decided("communication.refused", findings, lambda: [edited])


def _may(message: Message, cycle: Cycle, workspace: Workspace, context: Context, act: str) -> Finding:
    people = (owner_of(cycle, workspace), *leads(workspace))
    return check("M1.owner", context.actor in people, actual=context.actor, who=people, act=act, item=message.id)


def _holding(message: Message, cycle: Cycle, context: Context) -> Iterator[Finding]:
    """M2: each claim rests on something that says the same today."""
    for claim, standing in claims_of(message, cycle, context.now):
        known = claim.reference in cycle.decisions or claim.reference in cycle.blockers or claim.reference in cycle.releases
        yield check(
            "M2.rests", standing == "good", actual=standing, who=(message.author_id,), act="communication.edit",
            item=claim.reference if known else message.id, claim=claim.text,
        )  # fmt: skip


def _check(message: Message, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    act = "communication.check"
    findings = [
        _may(message, cycle, workspace, context, act),
        check("M1.unsent", message.state in ("drafted", "checked"), actual=message.state, item=message.id),
        *_standing_today(message, cycle, context),
    ]
    grounds = tuple(ground_of(claim, cycle) for claim in message.claims)
    same = message.state == "checked" and message.grounds == grounds
    return decided("communication.refused", findings, lambda: [] if same else [MessageChecked(message_id=message.id, grounds=grounds)])


def _standing_today(message: Message, cycle: Cycle, context: Context) -> Iterator[Finding]:
    """As `_holding`, against today's ground: a check reads everything anew."""
    for claim in message.claims:
        standing = standing_of(claim, "", cycle, context.now)
        yield check(
            "M2.rests", standing == "good", actual=standing, who=(message.author_id,), act="communication.edit", item=message.id,
            claim=claim.text,
        )  # fmt: skip


def _send(command: SendMessage, message: Message, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if message.state == "sent":
        return []
    owner = owner_of(cycle, workspace)
    findings = [
        _may(message, cycle, workspace, context, "communication.send"),
        check("M1.checked", message.state == "checked", actual=message.state, who=(owner,), act="communication.check", item=message.id),
        check("M1.channel", bool(command.channel.strip()), who=(context.actor,), act="communication.send", item=message.id),
        *(_holding(message, cycle, context) if message.state == "checked" else ()),
        *sending_findings(message, cycle, workspace, context.now),
    ]

    def events() -> list[Event]:
        sent = MessageSent(message_id=message.id, channel=command.channel.strip())
        blocker = cycle.blockers.get(message.blocker_id)
        if blocker is None or blocker.state != "open":
            return [sent]
        return [sent, OutsideTold(blocker_id=blocker.id, message=message.title)]  # M3: the blocker now has its words for the outside

    return decided("communication.refused", findings, events)


def _withdraw(command: WithdrawMessage, message: Message, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if message.state == "withdrawn":
        return []
    people = (message.author_id, owner_of(cycle, workspace), *leads(workspace))
    act = "communication.withdraw"
    findings = [
        check("M1.withdrawer", context.actor in people, actual=context.actor, who=people, act=act, item=message.id),
        check("M1.reason", bool(command.reason.strip()), who=(context.actor,), act=act, item=message.id),
    ]
    withdrawn = MessageWithdrawn(message_id=message.id, reason=command.reason.strip())
    return decided("communication.refused", findings, lambda: [withdrawn])


def evolve_communication(cycle: Cycle, recorded: Recorded) -> None:
    """Apply an event of a message to its cycle."""
    event: MessageEvent = recorded.event
    if isinstance(event, MessageDrafted):
        cycle.numbers["message"] = event.number
        cycle.messages[event.message_id] = Message(
            id=event.message_id,
            number=event.number,
            title=event.title,
            audience=event.audience,
            text=event.text,
            claims=event.claims,
            blocker_id=event.blocker_id,
            author_id=recorded.actor,
            drafted_at=recorded.at,
            changed_at=recorded.at,
        )
        return
    message = cycle.messages[event.message_id]
    message.changed_at = recorded.at
    match event:
        case MessageEdited():
            message.text, message.claims, message.state, message.grounds = event.text, event.claims, "drafted", ()
        case MessageChecked():
            message.state, message.grounds = "checked", event.grounds
            message.checked_by, message.checked_at = recorded.actor, recorded.at
        case MessageSent():
            message.state, message.channel, message.sent_at = "sent", event.channel, recorded.at
        case MessageWithdrawn():
            message.state, message.reason, message.ended_at = "withdrawn", event.reason, recorded.at
        case _:
            assert_never(event)
