"""The rules of handoffs: what may be handed over, what each line has to say, and what becomes of it afterwards."""

from dataclasses import replace
from typing import assert_never

from plumbline.domain.cycle.decision import DecisionHandedBack, DecisionHandedOff, DecisionVerified
from plumbline.domain.cycle.handoff import (
    AcceptHandoff,
    AssembledLine,
    AssembleHandoff,
    CheckpointHeld,
    Command,
    CommitmentQuestioned,
    CommitmentRenewed,
    CommitmentSuspected,
    DescribeLine,
    Handoff,
    HandoffAccepted,
    HandoffAssembled,
    HandoffOffered,
    HandoffReturned,
    HandoffWithdrawn,
    HoldCheckpoint,
    Line,
    LineDescribed,
    MarkSuspect,
    OfferHandoff,
    QuestionLine,
    ReturnHandoff,
    TakeNewVersion,
    WithdrawHandoff,
)
from plumbline.domain.cycle.rules.common import Answer, Event, check, decided, leads, next_number, unknown
from plumbline.domain.cycle.rules.handoff_findings import agreed_of, line_findings, may, open_to, ready_findings, unanswered, upset
from plumbline.domain.cycle.rules.thread import decide_thread
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.cycle.thread import Anchor, OpenThread
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding, Refusal

DELIVERY = "delivery"


def decide_handoff(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return what a command about a handoff changes, or everything that stands in its way."""
    if isinstance(command, AssembleHandoff):
        return _assemble(command, cycle, workspace, context)
    handoff = cycle.handoffs.get(command.handoff_id)
    if handoff is None:
        return unknown("handoff", command.handoff_id)
    match command:
        case OfferHandoff():
            return _offer(handoff, cycle, workspace, context)
        case AcceptHandoff():
            return _accept(command, handoff, cycle, workspace, context)
        case ReturnHandoff():
            return _return(command, handoff, cycle, workspace, context)
        case WithdrawHandoff():
            return _withdraw(command, handoff, workspace, context)
        case DescribeLine() | QuestionLine() | TakeNewVersion() | HoldCheckpoint() | MarkSuspect():
            line = handoff.lines.get(command.commitment_id)
            return (
                unknown("commitment", command.commitment_id) if line is None else _line(command, line, handoff, cycle, workspace, context)
            )
        case _:
            assert_never(command)


def receiver_of(command: AssembleHandoff, cycle: Cycle) -> str:
    """Return who gets it: the named person, else the owner of the delivery area."""
    return command.receiver_id or cycle.owners.get(DELIVERY, "")


def _line(
    command: DescribeLine | QuestionLine | TakeNewVersion | HoldCheckpoint | MarkSuspect,
    line: Line,
    handoff: Handoff,
    cycle: Cycle,
    workspace: Workspace,
    context: Context,
) -> Answer:
    match command:
        case DescribeLine():
            return _describe(command, line, handoff, workspace, context)
        case QuestionLine():
            return _question(command, line, handoff, cycle, workspace, context)
        case TakeNewVersion():
            return _renew(line, handoff, cycle, workspace, context)
        case HoldCheckpoint():
            return _hold_checkpoint(command, line, handoff, cycle, workspace, context)
        case MarkSuspect():
            return _suspect(line, handoff, cycle)
        case _:
            assert_never(command)


def _assemble(command: AssembleHandoff, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    receiver_id = receiver_of(command, cycle)
    ids = [terms.decision_id for terms in command.lines]
    me, act = (context.actor,), "handoff.assemble"
    findings = [
        check("H1.lines", bool(ids), who=me, act=act),
        check("H1.twice", len(set(ids)) == len(ids), actual=len(ids), who=me, act=act),
        _receiver_finding(receiver_id, workspace, context),
        *(one for decision_id in dict.fromkeys(ids) for one in ready_findings(cycle, workspace, context.now, decision_id)),
    ]

    def events() -> list[Event]:
        lines = tuple(
            AssembledLine(commitment_id=context.new_id("com"), terms=terms, agreed=agreed_of(cycle, cycle.decisions[terms.decision_id]))
            for terms in command.lines
        )
        number = next_number(cycle, "handoff")
        title = command.title.strip() or lines[0].agreed.title
        return [
            HandoffAssembled(handoff_id=context.new_id("hnd"), number=number, title=title, receiver_id=receiver_id, lines=lines),
        ]

    return decided("handoff.unready", findings, events)


def _receiver_finding(receiver_id: str, workspace: Workspace, context: Context) -> Finding:
    able = workspace.has_rank(receiver_id, "contributor")
    return check("H1.receiver", able, actual=receiver_id, who=(context.actor,), act="handoff.assemble")


def _describe(command: DescribeLine, line: Line, handoff: Handoff, workspace: Workspace, context: Context) -> Answer:
    terms = replace(command.terms, decision_id=line.decision_id)
    if terms == line.terms:
        return []
    findings = [
        open_to(handoff, ("assembled", "returned"), workspace),
        may("H2.who", (handoff.assembler_id, *leads(workspace)), context, "handoff.describe_line", handoff),
    ]
    described = LineDescribed(handoff_id=handoff.id, commitment_id=line.id, terms=terms)
    return decided("handoff.refused", findings, lambda: [described])


def _offer(handoff: Handoff, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if handoff.state == "offered":
        return []
    findings = [
        open_to(handoff, ("assembled", "returned"), workspace),
        may("H2.who", (handoff.assembler_id, *leads(workspace)), context, "handoff.offer", handoff),
        _receiver_finding(handoff.receiver_id, workspace, context),
        *(one for line in handoff.lines.values() for one in line_findings(line, handoff, cycle, workspace, context.now)),
        *(one for line in handoff.lines.values() for one in ready_findings(cycle, workspace, context.now, line.decision_id, handoff)),
    ]
    offered = HandoffOffered(handoff_id=handoff.id, receiver_id=handoff.receiver_id)
    renewed = [_renewed(line, handoff, cycle) for line in handoff.lines.values() if _reads_differently(line, cycle)]
    return decided("handoff.unready", findings, lambda: [*renewed, offered])


def _accept(command: AcceptHandoff, handoff: Handoff, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if handoff.state == "accepted":
        return []
    findings = [
        open_to(handoff, ("offered",), workspace),
        _by_receiver("H3.accept", handoff, workspace, context, "handoff.accept"),
        *_current(handoff, cycle),
        *(_answered(line, handoff, cycle) for line in handoff.kept),
    ]

    def events() -> list[Event]:
        kept = handoff.kept
        accepted = HandoffAccepted(handoff_id=handoff.id, commitment_ids=tuple(line.id for line in kept), note=command.note)
        return [accepted, *(DecisionHandedOff(decision_id=line.decision_id, commitment_id=line.id) for line in kept)]

    return decided("handoff.refused", findings, events)


def _current(handoff: Handoff, cycle: Cycle) -> list[Finding]:
    """A line that is Suspect cannot be taken over as it was offered."""
    return [
        check(
            "H4.current",
            not line.suspect and upset(cycle, line) is None,
            actual=line.agreed.title,
            who=(handoff.receiver_id, cycle.decisions[line.decision_id].owner_id),
            act="handoff.take_new_version",
            item=handoff.id,
            line=line.number,
        )
        for line in handoff.kept
    ]


def _answered(line: Line, handoff: Handoff, cycle: Cycle) -> Finding:
    waiting = unanswered(cycle, line)
    who = [thread.asks_id or cycle.decisions[line.decision_id].owner_id for thread in waiting]
    return check(
        "H3.answered",
        not waiting,
        actual=len(waiting),
        who=who,
        act="thread.reply",
        item=waiting[0].id if waiting else "",
        line=line.number,
    )


def _return(command: ReturnHandoff, handoff: Handoff, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if handoff.state == "returned" and not command.commitment_ids:
        return []
    kept = [line.id for line in handoff.kept]
    chosen = tuple(dict.fromkeys(command.commitment_ids)) or tuple(kept)
    strange = [one for one in chosen if one not in kept]
    findings = [
        open_to(handoff, ("offered", "accepted"), workspace),
        _by_receiver("H3.return", handoff, workspace, context, "handoff.return"),
        check("H3.reason", bool(command.reason.strip()), who=[context.actor], act="handoff.return", item=handoff.id),
        check("H3.lines", not strange, actual=", ".join(strange), who=[context.actor], act="handoff.return", item=handoff.id),
    ]
    returned = HandoffReturned(handoff_id=handoff.id, commitment_ids=chosen, whole=len(chosen) == len(kept), reason=command.reason)
    backs = [
        DecisionHandedBack(decision_id=line.decision_id, commitment_id=line.id)
        for line in handoff.kept
        if line.id in chosen and line.accepted_at is not None and cycle.decisions[line.decision_id].state == "handed_off"
    ]
    return decided("handoff.refused", findings, lambda: [returned, *backs])


def _withdraw(command: WithdrawHandoff, handoff: Handoff, workspace: Workspace, context: Context) -> Answer:
    if handoff.state == "withdrawn":
        return []
    findings = [
        open_to(handoff, ("assembled", "offered", "returned"), workspace),
        may("H2.who", (handoff.assembler_id, *leads(workspace)), context, "handoff.withdraw", handoff),
        check("H2.reason", bool(command.reason.strip()), who=[context.actor], act="handoff.withdraw", item=handoff.id),
    ]
    return decided("handoff.refused", findings, lambda: [HandoffWithdrawn(handoff_id=handoff.id, reason=command.reason)])


def _question(command: QuestionLine, line: Line, handoff: Handoff, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    decision = cycle.decisions[line.decision_id]
    people = (decision.owner_id, handoff.assembler_id, handoff.receiver_id, *leads(workspace))
    asks_id = next((one for one in people if one != context.actor and workspace.has_rank(one, "contributor")), "")
    opening = OpenThread(
        section_id=decision.section_id,
        objective_id=decision.objective_id,
        anchor=Anchor(kind="decision", id=decision.id, part=line.id),
        text=command.text,
        quote=line.agreed.constraint,
        asks_id=asks_id,
    )
    findings = [open_to(handoff, ("offered", "accepted"), workspace), check("H3.kept", line.returned_at is None, item=handoff.id)]
    opened = decide_thread(opening, cycle, workspace, context)
    if isinstance(opened, Refusal):
        return Refusal(code="handoff.refused", findings=tuple(one for one in (*findings, *opened.findings) if not one.met))
    questioned = CommitmentQuestioned(handoff_id=handoff.id, commitment_id=line.id, thread_id=opened[0].thread_id)
    return decided("handoff.refused", findings, lambda: [*opened, questioned])


def _renew(line: Line, handoff: Handoff, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if not line.suspect and not _reads_differently(line, cycle):
        return []
    findings = [
        open_to(handoff, ("offered", "accepted"), workspace),
        _by_receiver("H4.who", handoff, workspace, context, "handoff.take_new_version"),
        check("H3.kept", line.returned_at is None, item=handoff.id),
        *ready_findings(cycle, workspace, context.now, line.decision_id, handoff),
    ]

    def events() -> list[Event]:
        renewed = _renewed(line, handoff, cycle)
        accepted = handoff.state == "accepted"
        return [renewed, *([DecisionHandedOff(decision_id=line.decision_id, commitment_id=line.id)] if accepted else [])]

    return decided("handoff.unready", findings, events)


def _renewed(line: Line, handoff: Handoff, cycle: Cycle) -> CommitmentRenewed:
    return CommitmentRenewed(handoff_id=handoff.id, commitment_id=line.id, agreed=agreed_of(cycle, cycle.decisions[line.decision_id]))


def _reads_differently(line: Line, cycle: Cycle) -> bool:
    """Whether the decision says something else. What stands below it of its journeys and runs follows from what it says."""
    now = agreed_of(cycle, cycle.decisions[line.decision_id])
    return replace(now, journeys=line.agreed.journeys, runs=line.agreed.runs) != line.agreed


def _hold_checkpoint(command: HoldCheckpoint, line: Line, handoff: Handoff, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    if line.checkpoint is not None and line.checkpoint.met:
        return []
    decision, at = cycle.decisions[line.decision_id], line.terms.checkpoint_at
    people = (line.terms.owner_after_id, decision.owner_id, *leads(workspace))
    me, receiver, act = (context.actor,), (handoff.receiver_id,), "handoff.hold_checkpoint"
    findings = [
        check(
            "K1.accepted", line.accepted_at is not None, actual=handoff.state, who=receiver, act="handoff.accept", item=handoff.id
        ),
        check("K1.current", not line.suspect, who=receiver, act="handoff.take_new_version", item=handoff.id),
        may("K1.who", people, context, act, handoff),
        check(
            "K1.date",
            at is not None and at <= context.now,
            expected=at.isoformat() if at else None,
            actual=context.now.isoformat(),
            who=me,
            act=act,
            item=handoff.id,
        ),
        check("K1.reading", bool(command.reading.strip()), who=me, act=act, item=handoff.id),
        check("K1.follow_up", command.met or bool(command.follow_up.strip()), who=me, act=act, item=handoff.id),
    ]  # fmt: skip
    held = CheckpointHeld(
        handoff_id=handoff.id, commitment_id=line.id, met=command.met, reading=command.reading, follow_up=command.follow_up
    )
    verified = command.met and decision.state == "handed_off"
    return decided(
        "handoff.refused",
        findings,
        lambda: [held, *([DecisionVerified(decision_id=decision.id, commitment_id=line.id)] if verified else [])],
    )


def _suspect(line: Line, handoff: Handoff, cycle: Cycle) -> Answer:
    cause = upset(cycle, line)
    if line.suspect or cause is None or line.returned_at is not None or handoff.state not in ("offered", "accepted"):
        return []
    return [CommitmentSuspected(handoff_id=handoff.id, commitment_id=line.id, decision_id=line.decision_id, cause=cause)]


def _by_receiver(rule: str, handoff: Handoff, workspace: Workspace, context: Context, act: str) -> Finding:
    """The receiver acts; leads stand in for one who is not active any more."""
    people = (handoff.receiver_id,) if workspace.is_active(handoff.receiver_id) else leads(workspace)
    return may(rule, people, context, act, handoff)
