"""Approval rules as data: how the votes of a roster stand towards owner, all, k of n, majority or consent. Votes advise; the owner acts."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

from plumbline.domain.cycle.decision import ApprovalRule, Decision, Vote
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.playbook.plan import Policies
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.record import record

Status = Literal["satisfied", "waiting", "blocked", "vetoed"]
_AGAINST: frozenset[Vote] = frozenset({"reject", "object"})


@record
class Standing:
    """How a rule stands as the votes are now.

    have, need: approvals (for consent: people who have not spoken against). missing: whose vote would count and is not cast.
    vetoed: who stopped it. earliest: when it can be satisfied at the soonest: now, if the missing agree; for consent the end of the
    silence; None when it cannot be as the votes are.
    blocked: not even all missing votes would do; somebody has to change theirs.
    """

    status: Status
    have: int
    need: int
    missing: tuple[str, ...] = ()
    vetoed: tuple[str, ...] = ()
    earliest: datetime | None = None


def rule_of(policies: Policies) -> ApprovalRule:
    """Return the approval rule that a cycle's policies ask of every decision."""
    return ApprovalRule(
        mode=policies.approval_mode,
        needed=policies.approvals_needed,
        window_hours=policies.decision_window_hours,
        four_eyes=policies.four_eyes,
    )


def rules_of(cycle: Cycle, decision: Decision) -> tuple[ApprovalRule, ...]:
    """Return the approval rules that hold for a decision: the policy's, and its own besides."""
    policy = rule_of(cycle.policies)
    return (policy,) if decision.approval is None else (policy, decision.approval)


def roster_of(rule: ApprovalRule, cycle: Cycle) -> tuple[str, ...]:
    """Return the people whose votes a rule asks for; without a roster of its own, the owners of the cycle's areas.

    Those who have left stay on it: a rule is not met because the people it asks are gone.
    """
    return tuple(person for person in dict.fromkeys(rule.roster or cycle.owners.values()) if person)


def standing_votes(decision: Decision) -> dict[str, Vote]:
    """Return the votes for the content as it reads now (D6)."""
    return {person: ballot.vote for person, ballot in decision.votes.items() if ballot.content_hash == decision.content_hash}


def counted_votes(decision: Decision, workspace: Workspace) -> dict[str, Vote]:
    """Return the votes that count: those of people who are here, for the content as it reads now."""
    return {person: vote for person, vote in standing_votes(decision).items() if workspace.is_active(person)}


def evaluate(
    rule: ApprovalRule,
    votes: Mapping[str, Vote],
    roster: Sequence[str],
    *,
    now: datetime,
    opened_at: datetime | None = None,
    vetoers: Collection[str] = (),
    authors: Collection[str] = (),
) -> Standing:
    """Return how a rule stands.

    votes: by person, only those that count. roster: who is asked, those who have left included: they are missing.
    opened_at: when the consent window began.
    vetoers: people whose vote against stops it. authors: with four_eyes, the approval of somebody who wrote it alone does not count.
    """
    cast = {person: votes[person] for person in roster if person in votes}
    sole = set(authors) if rule.four_eyes and len(set(authors)) == 1 else set[str]()
    approving = [person for person, vote in cast.items() if vote == "approve" and person not in sole]
    against = [person for person, vote in cast.items() if vote in _AGAINST]
    missing = tuple(person for person in roster if person not in votes and person not in sole)
    vetoed = tuple(person for person in vetoers if votes.get(person) in _AGAINST)
    asked = len(roster) - len(sole & set(roster))
    have, need, reachable = _count(rule, asked, len(approving), len(against), len(missing))
    nobody = not roster and rule.mode != "owner"  # a rule that asks others is not met by there being none
    reachable = reachable and not nobody and len(cast) + len(missing) >= rule.quorum
    window_ends = _window_end(rule, now if opened_at is None else opened_at)
    silent = window_ends is not None and now >= window_ends and not against
    enough = not nobody and (have >= need or silent) and len(cast) >= rule.quorum
    status: Status = "vetoed" if vetoed else "satisfied" if enough else "waiting" if reachable else "blocked"
    earliest = None if status in ("blocked", "vetoed") else window_ends if status == "waiting" and window_ends else now
    return Standing(status=status, have=have, need=need, missing=missing if status != "satisfied" else (), vetoed=vetoed, earliest=earliest)


def _count(rule: ApprovalRule, asked: int, approving: int, against: int, missing: int) -> tuple[int, int, bool]:
    """Return the votes there are, those needed, and whether the missing ones could still make it."""
    match rule.mode:
        case "owner":
            return 0, 0, True
        case "all":
            return approving, asked, approving + missing >= asked
        case "k_of_n":
            return approving, rule.needed, approving + missing >= rule.needed
        case "majority":
            # More for than against, and no more of the roster silent than the rule allows: those still have to say something.
            need = max(against + 1, approving + missing - rule.max_missing)
            return approving, need, approving + missing > against
        case "consent":
            return asked - missing - against, asked, not against


def _window_end(rule: ApprovalRule, opened_at: datetime) -> datetime | None:
    return opened_at + timedelta(hours=rule.window_hours) if rule.mode == "consent" else None
