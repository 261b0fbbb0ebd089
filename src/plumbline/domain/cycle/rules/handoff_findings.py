"""What a decision needs to be handed over (H1), what a line has to say (H2), and whether one still says what was agreed (H4)."""

from collections.abc import Collection, Iterator
from datetime import datetime

from plumbline.domain.cycle.decision import Decision
from plumbline.domain.cycle.facts.entry import ENTRY, gate_rule, has_passed
from plumbline.domain.cycle.handoff import Agreed, AgreedJourney, AgreedRun, Cause, Handoff, Line, State
from plumbline.domain.cycle.rules.common import check, leads
from plumbline.domain.cycle.rules.decision_acting import IN_FORCE, owner_or_delegate
from plumbline.domain.cycle.rules.evaluating import evaluate_gate
from plumbline.domain.cycle.rules.thread import has_answer
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.cycle.thread import Thread
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding

_LIVE: frozenset[State] = frozenset({"assembled", "offered", "accepted", "returned"})


def ready_findings(cycle: Cycle, workspace: Workspace, now: datetime, decision_id: str, within: Handoff | None = None) -> Iterator[Finding]:
    """Check that a decision passed implementation entry, still would, and is in no other handoff. within: the one it is in already."""
    decision = cycle.decisions.get(decision_id)
    yield check("H1.decision", decision is not None, actual=decision_id, act="handoff.assemble")
    if decision is None:
        return
    who = (*owner_or_delegate(decision, workspace, now), *leads(workspace))
    passed = has_passed(cycle, ENTRY, decision)
    yield check("H1.passed", passed, actual=decision.state, who=who, act="gate.pass", item=decision.id)
    if gate_rule(cycle, ENTRY) is not None:
        evaluation = evaluate_gate(cycle, workspace, now, ENTRY, decision.id)
        if evaluation.status not in ("satisfied", "overridden"):
            yield from (finding for finding in evaluation.findings if not finding.met)
    other = next((one for one in _elsewhere(cycle, decision_id, within)), None)
    yield check(
        "H1.once",
        other is None,
        actual=other.number if other else None,
        who=(other.assembler_id, *leads(workspace)) if other else (),
        act="handoff.withdraw",
        item=other.id if other else decision.id,
    )


def line_findings(line: Line, handoff: Handoff, cycle: Cycle, workspace: Workspace, now: datetime) -> Iterator[Finding]:
    """Check that a line says everything that delivery needs (H2)."""
    terms, plan = line.terms, cycle.plan
    metrics = [metric.id for metric in plan.metrics] if plan else []
    practices = [practice.id for practice in plan.practices] if plan else []
    cases, at = terms.edge_cases, terms.checkpoint_at
    drawn = any(one.exceptions for one in line.agreed.journeys)
    rules = (
        ("H2.expected", bool(terms.expected.strip()), terms.expected),
        ("H2.edge_cases", (bool(cases) or drawn) and all(case.when.strip() and case.then.strip() for case in cases), len(cases)),
        ("H2.metric", terms.metric_id in metrics, terms.metric_id),
        ("H2.owner_after", workspace.has_rank(terms.owner_after_id, "contributor"), terms.owner_after_id),
        ("H2.checkpoint", at is not None, None),
        ("H2.checkpoint_ahead", at is None or at > now, at.isoformat() if at else None),
        ("H2.criterion", bool(terms.checkpoint_criterion.strip()), terms.checkpoint_criterion),
        ("H2.practice", terms.practice_id in practices, terms.practice_id),
    )  # fmt: skip
    for rule, met, actual in rules:
        yield check(
            rule,
            met,
            actual=actual,
            who=(handoff.assembler_id, *leads(workspace)),
            act="handoff.describe_line",
            item=handoff.id,
            line=line.number,
            title=line.agreed.title,
        )


def agreed_of(cycle: Cycle, decision: Decision) -> Agreed:
    """Return what a decision says now, in the words that a line keeps."""
    chosen = next((option for option in decision.options if option.id == decision.option_id), None)
    return Agreed(
        title=decision.title,
        constraint=chosen.title if chosen else decision.title,
        consequence=chosen.consequence if chosen else "",
        criteria=decision.criteria,
        scope=decision.scope,
        content_hash=decision.content_hash,
        journeys=tuple(_journeys(cycle, decision)),
        runs=tuple(_runs(cycle, decision)),
    )


def _journeys(cycle: Cycle, decision: Decision) -> Iterator[AgreedJourney]:
    for ref in decision.journeys:
        known = cycle.journeys.get(ref.journey_id)
        exceptions = known.exceptions if known is not None and known.digest == ref.digest else ()
        title = known.title if known is not None else ref.journey_id
        yield AgreedJourney(journey_id=ref.journey_id, title=title, number=ref.number, digest=ref.digest, exceptions=exceptions)


def _runs(cycle: Cycle, decision: Decision) -> Iterator[AgreedRun]:
    for piece in (cycle.evidence[one] for one in cycle.evidence_of.get(decision.id, ())):
        if piece.kind == "run" and piece.state == "accepted" and piece.content_hash == decision.content_hash:
            yield AgreedRun(run_id=piece.reference, title=piece.title, digest=piece.digest)


def upset(cycle: Cycle, line: Line) -> Cause | None:
    """Return what has changed upstream since a line was agreed, or None while it holds.

    Evidence that merely grows old is no change: what was shown when the decision entered implementation was shown (E3).
    """
    decision = cycle.decisions[line.decision_id]
    if decision.state == "superseded":
        return "superseded"
    if decision.state not in IN_FORCE:
        return "reopened"
    if decision.content_hash != line.agreed.content_hash:
        return "edited"
    if decision.suspect:
        return "journey_changed" if decision.suspect_for else "dependency_changed"
    return "evidence" if _unshown(cycle, decision) else None


def suspicious_lines(cycle: Cycle) -> Iterator[tuple[Handoff, Line]]:
    """Yield the lines in a receiver's hands that something changed under and that are not marked yet."""
    for handoff in cycle.handoffs.values():
        if handoff.state in ("offered", "accepted"):
            yield from ((handoff, line) for line in handoff.kept if not line.suspect and upset(cycle, line) is not None)


def questions_of(cycle: Cycle, line: Line) -> list[Thread]:
    """Return the discussions about a line, oldest first."""
    about = (cycle.threads[one] for one in cycle.threads_of.get(line.decision_id, ()))
    return [thread for thread in about if thread.anchor.part == line.id]


def unanswered(cycle: Cycle, line: Line) -> list[Thread]:
    """Return the open questions about a line that nobody has answered."""
    return [thread for thread in questions_of(cycle, line) if thread.state == "open" and not has_answer(thread)]


def open_to(handoff: Handoff, states: Collection[State], workspace: Workspace) -> Finding:
    """Check that a handoff is in one of some states."""
    return check(
        "H3.state",
        handoff.state in states,
        expected=", ".join(states),
        actual=handoff.state,
        who=(handoff.owner_id, *leads(workspace)),
        act="handoff.assemble" if handoff.state == "withdrawn" else "",
        item=handoff.id,
    )


def may(rule: str, people: tuple[str, ...], context: Context, act: str, handoff: Handoff) -> Finding:
    """Check that the actor is one of some people."""
    return check(rule, context.actor in people, actual=context.actor, who=people, act=act, item=handoff.id)


def _elsewhere(cycle: Cycle, decision_id: str, within: Handoff | None) -> Iterator[Handoff]:
    for handoff in cycle.handoffs.values():
        if handoff is not within and handoff.state in _LIVE and any(line.decision_id == decision_id for line in handoff.kept):
            yield handoff


def _unshown(cycle: Cycle, decision: Decision) -> bool:
    """Tell whether a criterion has lost what showed it: taken back or rejected, and nothing else stands for it."""
    pieces = [cycle.evidence[one] for one in cycle.evidence_of.get(decision.id, ())]
    current = [piece for piece in pieces if piece.content_hash == decision.content_hash]
    lost = {criterion for piece in current if piece.state == "retracted" for criterion in piece.criterion_ids}
    shown = {criterion for piece in current if piece.state in ("accepted", "expired") for criterion in piece.criterion_ids}
    return not lost <= shown
