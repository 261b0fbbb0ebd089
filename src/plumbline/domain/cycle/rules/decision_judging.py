"""What an approval needs, line by line (D12): the same list for the page that shows it, the gate that judges it and the act itself."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import get_args

from plumbline.domain.cycle.decision import ENDED, ApprovalRule, Criterion, Decision, Method
from plumbline.domain.cycle.facts.journey import is_current
from plumbline.domain.cycle.rules import approval
from plumbline.domain.cycle.rules.acting import checkpoints_of
from plumbline.domain.cycle.rules.ahead import starts_ahead
from plumbline.domain.cycle.rules.approval import roster_of, rules_of
from plumbline.domain.cycle.rules.common import check, leads, people_of_rank
from plumbline.domain.cycle.rules.decision_acting import due_findings, in_state, owner_findings, owner_or_delegate
from plumbline.domain.cycle.rules.dependency import isolated_before, open_prerequisites
from plumbline.domain.cycle.rules.evidence import best_evidence, counts, judges
from plumbline.domain.cycle.rules.thread import may_resolve
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Finding


def approval_findings(cycle: Cycle, decision: Decision, workspace: Workspace, now: datetime, actor: str = "") -> tuple[Finding, ...]:
    """Check everything an approval needs, met and unmet, in the order in which people read it.

    actor: who would approve; without one the line about the approver holds as soon as there is somebody who could.
    """
    deciders = owner_or_delegate(decision, workspace, now)
    approver = actor or decision.owner_id
    return (
        in_state(decision, {"in_review"}, workspace),
        *owner_findings(decision, workspace, decision.owner_id),
        check(
            "D2.approver",
            approver in deciders,
            expected=decision.owner_id,
            actual=approver,
            who=deciders or leads(workspace),
            act="decision.approve" if deciders else "decision.assign",
            item=decision.id,
        ),
        *_four_eyes(cycle, decision, workspace, approver),
        *_conditions(decision),
        *content_findings(cycle, decision, workspace, now, owned=True),
    )


def content_findings(cycle: Cycle, decision: Decision, workspace: Workspace, now: datetime, *, owned: bool = False) -> tuple[Finding, ...]:
    """Check what an approval rests on, apart from its state and approver. A gate asks this again: it may hold no longer.

    owned: leave out the lines about the owner, because the caller has them already.
    """
    return (
        *(() if owned else owner_findings(decision, workspace, decision.owner_id)),
        *due_findings(decision, decision.due_at, decision.fallback),
        *_criteria(decision, workspace),
        *_evidence(cycle, decision, workspace, now),
        *_threads(cycle, decision, workspace),
        *_concerns(decision, workspace),
        _hold(decision, workspace, now),
        *_votes(cycle, decision, workspace, now),
        *_prerequisites(cycle, decision, workspace, now),
        *_checkpoints(cycle, decision, workspace),
        *_outcome(cycle, decision, workspace),
        *_journeys(cycle, decision, workspace),
    )


def is_final(decision: Decision) -> bool:
    """Tell whether a decision has ended, so that those that require it may end too."""
    return decision.state in ENDED


def standing_of(rule: ApprovalRule, cycle: Cycle, decision: Decision, workspace: Workspace, now: datetime) -> approval.Standing:
    """Return how a rule stands for a decision by the votes that count now."""
    return approval.evaluate(
        rule,
        approval.counted_votes(decision, workspace),
        roster_of(rule, cycle),
        now=now,
        opened_at=decision.submitted_at,
        vetoers=_those(workspace, *(cycle.owners.get(area, "") for area in rule.veto)),
        authors=decision.authors,
    )


def _four_eyes(cycle: Cycle, decision: Decision, workspace: Workspace, approver: str) -> Iterator[Finding]:
    """D3: where the policy says so, nobody approves what they alone have written."""
    if any(rule.four_eyes for rule in rules_of(cycle, decision)):
        others = [person for person in people_of_rank(workspace, "owner") if person != approver]
        met = decision.authors != {approver}
        yield check("D3.four_eyes", met, expected=2, actual=len(decision.authors), who=others, act="decision.assign", item=decision.id)


def _conditions(decision: Decision) -> Iterator[Finding]:
    """D11: while conditions of a conditional approval are open, nothing is final."""
    if decision.state != "approved_conditionally":
        return
    for obligation in decision.obligations.values():
        yield check(
            "D11.condition",
            obligation.id in decision.obligations_met,
            expected=obligation.due_at.isoformat(),
            who=(obligation.owner_id, decision.owner_id),
            act="decision.meet_condition",
            item=decision.id,
            condition=obligation.text,
            condition_id=obligation.id,
        )


def _criteria(decision: Decision, workspace: Workspace) -> Iterator[Finding]:
    """D5: at least one criterion, each with a method and an owner."""
    writers = (decision.owner_id, decision.author_id)
    number = len(decision.criteria)
    yield check("D5.criteria", number > 0, expected="at least 1", actual=number, who=writers, act="decision.edit", item=decision.id)
    for criterion in decision.criteria:
        if not _testable(criterion):
            yield check(
                "D5.criterion_method",
                False,
                expected=", ".join(get_args(Method)),
                actual=criterion.method,
                who=writers,
                act="decision.edit",
                item=decision.id,
                criterion=criterion.text,
                criterion_id=criterion.id,
            )
        if not workspace.has_rank(criterion.owner_id, "contributor"):
            yield check(
                "D5.criterion_owner",
                False,
                actual=criterion.owner_id,
                who=writers,
                act="decision.edit",
                item=decision.id,
                criterion=criterion.text,
                criterion_id=criterion.id,
            )


def _testable(criterion: Criterion) -> bool:
    """What a condition or a run is checked against has to be named; a manual check is described by the criterion itself."""
    return criterion.method in get_args(Method) and bool(criterion.text.strip()) and (criterion.method == "manual" or bool(criterion.check))


def _evidence(cycle: Cycle, decision: Decision, workspace: Workspace, now: datetime) -> Iterator[Finding]:
    """D12, E4: each criterion is shown by accepted, fresh evidence for the content as it reads now."""
    for criterion in decision.criteria:
        found = best_evidence(cycle, decision, criterion.id, now)
        met = found is not None and counts(found, decision, now)
        judging = found is not None and found.state == "submitted" and found.content_hash == decision.content_hash
        asked = tuple(person for person in decision.evidence_asked if workspace.is_active(person))
        who = judges(found, decision, workspace) if judging and found else (*asked, criterion.owner_id, decision.owner_id)
        status = "missing" if found is None else "outdated" if found.content_hash != decision.content_hash else found.state
        yield check(
            "D12.evidence",
            met,
            expected="accepted",
            actual="expired" if status == "accepted" and not met else status,
            who=who,
            act="evidence.accept" if judging else "evidence.submit",
            item=found.id if judging and found else decision.id,
            criterion=criterion.text,
            criterion_id=criterion.id,
            evidence=found.id if found else "",
        )


def _threads(cycle: Cycle, decision: Decision, workspace: Workspace) -> Iterator[Finding]:
    threads = (cycle.threads[thread_id] for thread_id in cycle.threads_of.get(decision.id, ()))
    stopping = [thread for thread in threads if thread.blocking and thread.state == "open"]
    if not stopping:
        yield check("D12.threads", True, expected=0, actual=0, item=decision.id)
    for thread in stopping:
        who = may_resolve(thread, cycle, workspace)
        yield check(
            "D12.threads", False, expected=0, actual=len(stopping), who=who, act="thread.resolve", item=thread.id, number=thread.number
        )


def _concerns(decision: Decision, workspace: Workspace) -> Iterator[Finding]:
    standing = [concern for concern in decision.concerns.values() if concern.open]
    if not standing:
        yield check("D12.concerns", True, expected=0, actual=0, item=decision.id)
    for concern in standing:
        who = _those(workspace, concern.by_id) or leads(workspace)
        yield check(
            "D12.concerns",
            False,
            expected=0,
            actual=len(standing),
            who=who,
            act="decision.settle_concern",
            item=decision.id,
            concern_id=concern.id,
            by=concern.by_id,
        )


def _hold(decision: Decision, workspace: Workspace, now: datetime) -> Finding:
    until = decision.hold_until
    standing = until is not None and now < until
    return check(
        "D12.hold",
        not standing,
        actual=until.isoformat() if until and standing else None,
        who=(*_those(workspace, decision.hold_by), *leads(workspace)),
        act="decision.release_hold",
        item=decision.id,
        by=decision.hold_by,
    )


def _votes(cycle: Cycle, decision: Decision, workspace: Workspace, now: datetime) -> Iterator[Finding]:
    """The approval rules. The plain rule, where the owner acts and votes advise, has no line of its own."""
    votes = approval.counted_votes(decision, workspace)
    for rule in rules_of(cycle, decision):
        if rule.mode == "owner" and not rule.quorum and not rule.veto:
            continue
        standing = standing_of(rule, cycle, decision, workspace, now)
        yield _vote_finding(rule, standing, decision, workspace, votes)
        if standing.status != "satisfied":
            yield from _roster_findings(rule, roster_of(rule, cycle), decision, workspace)


def _roster_findings(rule: ApprovalRule, roster: tuple[str, ...], decision: Decision, workspace: Workspace) -> Iterator[Finding]:
    """Name those whose vote cannot come any more, and who can ask others instead."""
    own = rule == decision.approval
    who = [lead for lead in leads(workspace) if not own or lead != decision.owner_id]
    act = "decision.require_approval" if own else "cycle.assign_area"
    gone = [person for person in roster if not workspace.is_active(person)]
    for person in gone if roster else ("",):
        yield check("D12.roster", False, actual=person, who=who, act=act, item=decision.id, mode=rule.mode)


def _vote_finding(
    rule: ApprovalRule, standing: approval.Standing, decision: Decision, workspace: Workspace, votes: Iterable[str]
) -> Finding:
    against = [person for person in votes if decision.votes[person].vote in ("reject", "object")]
    return check(
        "D12.veto" if standing.vetoed else "D12.votes",
        standing.status == "satisfied",
        expected=standing.need,
        actual=standing.have,
        who=standing.vetoed or _those(workspace, *standing.missing) or against,
        act="decision.vote",
        item=decision.id,
        mode=rule.mode,
        earliest=standing.earliest.isoformat() if standing.earliest else None,
    )


def _prerequisites(cycle: Cycle, decision: Decision, workspace: Workspace, now: datetime) -> Iterator[Finding]:
    """What the decision requires is final first; members of a bundle are decided together and do not wait for one another.

    A pattern may let it start ahead of them; of what is isolated it does not (R5).
    """
    waiting = open_prerequisites(cycle, decision)
    if waiting and starts_ahead(cycle, decision, workspace, now):
        held = isolated_before(cycle, decision)
        ahead = [cycle.decisions[one] for one in waiting if one not in held]
        titles = ", ".join(f"D-{one.number} {one.title}" for one in ahead)
        yield check("D12.ahead", True, actual=len(ahead), item=decision.id, titles=titles)
        waiting = held
    if not waiting:
        yield check("D12.prerequisites", True, expected=0, actual=0, item=decision.id)
    for other_id in waiting:
        other = cycle.decisions[other_id]
        who = _those(workspace, other.owner_id) or leads(workspace)
        yield check(
            "D12.prerequisites",
            False,
            expected=0,
            actual=len(waiting),
            who=who,
            act="decision.approve",
            item=other.id,
            number=other.number,
            title=other.title,
        )


def _checkpoints(cycle: Cycle, decision: Decision, workspace: Workspace) -> Iterator[Finding]:
    """R5: where a risk's strategy has a checkpoint that concerns it, the decision keeps the safeguard's criterion as it reads now."""
    safeguards = {one.id: one.text for one in cycle.plan.safeguards} if cycle.plan else {}
    for risk in checkpoints_of(cycle, decision):
        yield check(
            "D12.checkpoint",
            risk.kept_by.get(decision.id) == decision.content_hash,
            expected=safeguards.get(risk.argument, risk.argument),
            actual=risk.checkpoint,
            who=_those(workspace, risk.owner_id, *leads(workspace)),
            act="risk.hold_checkpoint",
            item=risk.id,
        )


def _outcome(cycle: Cycle, decision: Decision, workspace: Workspace) -> Iterator[Finding]:
    """O1: no scope is committed before the cycle says what it is for and who signs."""
    if decision.scope:
        yield check("O1.outcome", cycle.outcome is not None, who=leads(workspace), act="cycle.set_outcome", item=cycle.id)


def _journeys(cycle: Cycle, decision: Decision, workspace: Workspace) -> Iterator[Finding]:
    """An approval binds to the journeys as they are now; one that has moved on would be Suspect at once."""
    for ref in decision.journeys:
        known = cycle.journeys.get(ref.journey_id)
        yield check(
            "D12.journey",
            is_current(cycle, ref),
            who=_those(workspace, decision.owner_id, decision.author_id, *leads(workspace)),
            act="decision.refer",
            item=decision.id,
            journey=known.title if known else ref.journey_id,
        )


def _those(workspace: Workspace, *people: str) -> tuple[str, ...]:
    return tuple(person for person in people if person and workspace.is_active(person))
