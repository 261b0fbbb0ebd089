"""Handoffs as pages show them: the list, what could be handed over, and one handoff line by line."""

from collections.abc import Iterable
from datetime import datetime

from plumbline.artifacts.handoff_content import CAUSES, LineContent, content_of
from plumbline.domain.cycle.decision import Decision
from plumbline.domain.cycle.handoff import Agreed, Handoff, Line
from plumbline.domain.cycle.rules.decision_acting import IN_FORCE
from plumbline.domain.cycle.rules.handoff_findings import agreed_of, questions_of, ready_findings
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.record import record
from plumbline.web.clockwords import Instant
from plumbline.web.findings import ConditionLine, condition_lines
from plumbline.web.instants import field_value, instant
from plumbline.web.labels import SUSPECT, Chip, label_of, name_of
from plumbline.web.reader import Reader
from plumbline.web.work_item_view import WorkItemLine, free_trackers, work_item_lines

STATES = {
    "assembled": Chip("draft", "Assembled"),
    "offered": Chip("pending", "Offered"),
    "accepted": Chip("approved", "Accepted"),
    "returned": Chip("due", "Returned"),
    "withdrawn": Chip("ended", "Withdrawn"),
}
_MOST = 100


@record
class HandoffRow:
    """A handoff in the list. doubts: how many of its lines are Suspect; questions: how many are asked about and not answered yet."""

    href: str
    label: str
    title: str
    chip: Chip
    sender: str
    receiver: str
    lines: int
    doubts: int
    questions: int
    clarifications: int


@record
class Candidate:
    """A decision that could be handed over; missing says what stands in the way, empty when nothing does."""

    id: str
    label: str
    href: str
    constraint: str
    missing: tuple[ConditionLine, ...]


@record
class Question:
    label: str
    href: str
    text: str
    by: str
    chip: Chip


@record
class Difference:
    """One thing that a Suspect line no longer says as it was agreed."""

    what: str
    before: str
    now: str


@record
class LineView:
    """One line. terms: what its form holds. said: whether it is still to be completed by its sender.

    work_items: what it became outside; trackers: where an item that exists can be linked, id and title.
    """

    id: str
    content: LineContent
    href: str
    chip: Chip
    suspect: bool
    cause: str
    differences: tuple[Difference, ...]
    can_take: bool
    returned: str
    questions: tuple[Question, ...]
    owner_id: str
    edge_text: str
    expected: str
    metric_id: str
    owner_after_id: str
    checkpoint_at: str
    checkpoint_criterion: str
    practice_id: str
    checkpoint_open: bool
    follow_up: str
    work_items: tuple[WorkItemLine, ...]
    trackers: tuple[tuple[str, str], ...]


@record
class HandoffView:
    id: str
    cycle_id: str
    cycle_title: str
    label: str
    title: str
    chip: Chip
    state: str
    sender: str
    receiver: str
    when: Instant
    note: str
    reason: str
    clarifications: str
    lines: tuple[LineView, ...]
    risks: tuple[str, ...]
    writes: bool
    open: bool


def handoff_rows(cycle: Cycle, reader: Reader) -> list[HandoffRow]:
    """Return a cycle's handoffs, the newest first."""
    return [_row(cycle, handoff, reader) for handoff in sorted(cycle.handoffs.values(), key=lambda one: -one.number)]


def candidates(cycle: Cycle, workspace: Workspace, reader: Reader) -> tuple[list[Candidate], list[Candidate], int]:
    """Return the decisions that can be handed over, those that cannot yet with what each lacks, and how many more there are."""
    handed = {line.decision_id for one in cycle.handoffs.values() if one.state != "withdrawn" for line in one.kept}
    waiting = [one for one in cycle.decisions.values() if one.id not in handed and _may_come(one)]
    waiting.sort(key=lambda one: (one.state not in IN_FORCE, one.number))
    judged = [_candidate(cycle, workspace, decision, reader) for decision in waiting[:_MOST]]
    return [one for one in judged if not one.missing], [one for one in judged if one.missing], max(0, len(waiting) - _MOST)


def handoff_view(cycle: Cycle, workspace: Workspace, handoff: Handoff, reader: Reader) -> HandoffView:
    """Return one handoff. Lines that were given back stay on the page with their reason."""
    shown = content_of(cycle, handoff, reader.names, "", zone=reader.zone)
    by_id = {line.id: line for line in content_of(cycle, handoff, reader.names, "", every_line=True, zone=reader.zone).lines}
    loops = handoff.clarifications
    return HandoffView(
        id=handoff.id,
        cycle_id=cycle.id,
        cycle_title=cycle.title,
        label=shown.label,
        title=handoff.title,
        chip=STATES[handoff.state],
        state=handoff.state,
        sender=name_of(reader.names, handoff.assembler_id),
        receiver=name_of(reader.names, handoff.receiver_id),
        when=instant(handoff.changed_at, reader.zone),
        note=handoff.note,
        reason=handoff.reason,
        clarifications=f"{loops} clarification {'loop' if loops == 1 else 'loops'}" if loops else "no clarification loops",
        lines=tuple(_line(cycle, workspace, line, by_id[line.id], handoff, reader) for line in handoff.lines.values()),
        risks=shown.risks,
        writes=handoff.state in ("assembled", "returned"),
        open=handoff.state in ("offered", "accepted"),
    )


def handoff_link(cycle: Cycle, decision_id: str) -> tuple[str, str]:
    """Return the address and the words that lead from a decision to its handoff, or to where one is assembled."""
    for handoff in reversed(cycle.handoffs.values()):
        if handoff.state != "withdrawn" and any(line.decision_id == decision_id for line in handoff.kept):
            return f"/handoffs/{handoff.id}", f"Open handoff H-{handoff.number}"
    return f"/cycles/{cycle.id}/handoffs#assemble", "Hand over"


def _row(cycle: Cycle, handoff: Handoff, reader: Reader) -> HandoffRow:
    threads = [thread for line in handoff.kept for thread in questions_of(cycle, line)]
    return HandoffRow(
        href=f"/handoffs/{handoff.id}",
        label=f"H-{handoff.number}",
        title=handoff.title,
        chip=STATES[handoff.state],
        sender=name_of(reader.names, handoff.assembler_id),
        receiver=name_of(reader.names, handoff.receiver_id),
        lines=len(handoff.lines),
        doubts=sum(line.suspect for line in handoff.kept),
        questions=sum(thread.state == "open" for thread in threads),
        clarifications=handoff.clarifications,
    )


def _may_come(decision: Decision) -> bool:
    return decision.state in ("proposed", "in_review", "approved", "approved_conditionally")


def _candidate(cycle: Cycle, workspace: Workspace, decision: Decision, reader: Reader) -> Candidate:
    found = [one for one in ready_findings(cycle, workspace, reader.now, decision.id) if not one.met]
    return Candidate(
        id=decision.id,
        label=label_of(cycle, decision.id),
        href=f"/decisions/{decision.id}",
        constraint=agreed_of(cycle, decision).constraint,
        missing=condition_lines(found, reader, cycle, f"/cycles/{cycle.id}/handoffs"),
    )


def _line(cycle: Cycle, workspace: Workspace, line: Line, content: LineContent, handoff: Handoff, reader: Reader) -> LineView:
    decision, terms, held = cycle.decisions[line.decision_id], line.terms, line.checkpoint
    ready = line.suspect and all(one.met for one in ready_findings(cycle, workspace, reader.now, decision.id, handoff))
    return LineView(
        id=line.id,
        content=content,
        href=f"/decisions/{decision.id}",
        chip=_chip(line, decision),
        suspect=line.suspect,
        cause=CAUSES[line.cause] if line.cause else "",
        differences=tuple(_changes(cycle, line, decision)) if line.suspect else (),
        can_take=ready,
        returned=line.returned_reason if line.returned_at else "",
        questions=tuple(
            Question(
                label=f"T-{thread.number}",
                href=f"/decisions/{decision.id}#{thread.id}",
                text=thread.comments[0].text or "The words were redacted.",
                by=name_of(reader.names, thread.author_id),
                chip=_question_chip(thread.state, len(thread.comments)),
            )
            for thread in questions_of(cycle, line)
        ),
        owner_id=decision.owner_id,
        edge_text="\n".join(f"{case.when}: {case.then}" for case in terms.edge_cases),
        expected=terms.expected,
        metric_id=terms.metric_id,
        owner_after_id=terms.owner_after_id,
        checkpoint_at=field_value(terms.checkpoint_at, reader.zone),
        checkpoint_criterion=terms.checkpoint_criterion,
        practice_id=terms.practice_id,
        checkpoint_open=line.accepted_at is not None and not (held and held.met) and _has_come(terms.checkpoint_at, reader.now),
        follow_up=held.follow_up if held else "",
        work_items=work_item_lines(cycle, workspace, handoff, line, reader),
        trackers=free_trackers(workspace, line),
    )


def _changes(cycle: Cycle, line: Line, decision: Decision) -> Iterable[Difference]:
    """What is not decided at the moment has no constraint to compare with."""
    if decision.state in IN_FORCE:
        return differences(line.agreed, agreed_of(cycle, decision))
    now = f"Nothing is agreed: it is {decision.state.replace('_', ' ')}"
    return [Difference(what="Constraint", before=line.agreed.constraint, now=now)]


def differences(before: Agreed, now: Agreed) -> Iterable[Difference]:
    """Yield what reads differently now."""
    pairs = (
        ("Title", before.title, now.title),
        ("Constraint", before.constraint, now.constraint),
        ("Consequence", before.consequence, now.consequence),
        ("Criteria", "; ".join(one.text for one in before.criteria), "; ".join(one.text for one in now.criteria)),
        ("Scope", ", ".join(before.scope), ", ".join(now.scope)),
        ("Journeys", *(", ".join(f"{one.title}, version {one.number}" for one in agreed.journeys) for agreed in (before, now))),
    )
    return [Difference(what=what, before=old or "nothing", now=new or "nothing") for what, old, new in pairs if old != new]


def _chip(line: Line, decision: Decision) -> Chip:
    if line.returned_at is not None:
        return Chip("due", "Returned")
    if line.suspect:
        return SUSPECT
    if decision.state == "verified":
        return Chip("approved", "Verified")
    if line.checkpoint is not None:
        return Chip("due", "Checkpoint not met")
    return Chip("approved", "Accepted") if line.accepted_at else Chip("pending", "As agreed")


def _question_chip(state: str, comments: int) -> Chip:
    if state != "open":
        return Chip("approved", "Closed")
    return Chip("pending", "Answered") if comments > 1 else Chip("due", "No answer yet")


def _has_come(at: datetime | None, now: datetime) -> bool:
    return at is not None and at <= now
