"""Who may act on a decision, in which of its states; shared by the files that decide about decisions."""

from collections.abc import Collection, Iterator
from datetime import datetime

from plumbline.domain.cycle.decision import ENDED, Decision
from plumbline.domain.cycle.decision import State as DecisionState
from plumbline.domain.cycle.rules.common import check, leads, people_of_rank
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding

PUT: frozenset[DecisionState] = frozenset({"proposed", "in_review"})
CHANGEABLE: frozenset[DecisionState] = frozenset({"draft", "proposed", "in_review", "deferred"})
DEFERRABLE: frozenset[DecisionState] = frozenset({"proposed", "in_review", "deferred"})
IN_FORCE: frozenset[DecisionState] = frozenset({"approved", "handed_off", "verified"})
REOPENABLE: frozenset[DecisionState] = ENDED | frozenset[DecisionState]({"approved_conditionally"})
_ACT_IN: dict[DecisionState, str] = {
    "draft": "decision.propose",
    "proposed": "decision.submit",
    "deferred": "decision.wake",
    "approved_conditionally": "decision.meet_condition",
}


def owner_or_delegate(decision: Decision, workspace: Workspace, now: datetime) -> tuple[str, ...]:
    """Return who may decide: the owner, and the delegate while the delegation lasts."""
    people = (decision.owner_id, decision.delegate_id if delegated(decision, workspace, now) else "")
    return tuple(person for person in people if person)


def delegated(decision: Decision, workspace: Workspace, now: datetime) -> bool:
    """Tell whether somebody acts for the owner now."""
    lasting = decision.delegate_until is not None and now < decision.delegate_until
    return bool(decision.delegate_id) and lasting and workspace.has_rank(decision.delegate_id, "owner")


def caretakers(decision: Decision, workspace: Workspace, now: datetime) -> tuple[str, ...]:
    """Return who looks after a decision: owner, delegate, those who wrote it, the leads."""
    return (*owner_or_delegate(decision, workspace, now), decision.author_id, *sorted(decision.authors), *leads(workspace))


def in_state(decision: Decision, states: Collection[DecisionState], workspace: Workspace, act: str = "") -> Finding:
    """Check that a decision is in one of some states; what has ended accepts only reopening and superseding (I6)."""
    met = decision.state in states
    who = (decision.owner_id, decision.author_id, *leads(workspace))
    ended = not met and decision.state in ENDED
    expected = ", ".join(sorted(states))
    acts = "decision.reopen" if ended else act or _ACT_IN.get(decision.state, "")
    return check(
        "I6.ended" if ended else "decision.state", met, expected=expected, actual=decision.state, who=who, act=acts, item=decision.id
    )


def entitled(rule: str, people: tuple[str, ...], context: Context, act: str, decision: Decision) -> Finding:
    """Check that the actor is one of the people; the system is when the act is one of its own."""
    met = context.actor in people or context.actor_kind == "system"
    return check(rule, met, expected=people[0] if people else None, actual=context.actor, who=people, act=act, item=decision.id)


def given(rule: str, text: str, act: str, decision: Decision, context: Context) -> Finding:
    """Check that a reason was given."""
    return check(rule, bool(text.strip()), expected="text", actual=text, who=(context.actor,), act=act, item=decision.id)


def owner_findings(decision: Decision, workspace: Workspace, owner_id: str) -> Iterator[Finding]:
    """D1: exactly one accountable owner, an active member whose rank lets them decide."""
    carers = (decision.author_id, *leads(workspace))
    yield check(
        "D1.owner", bool(owner_id), expected=1, actual=0 if not owner_id else 1, who=carers, act="decision.assign", item=decision.id
    )
    if owner_id:
        yield from able_findings(workspace, owner_id, decision.id)


def able_findings(workspace: Workspace, person_id: str, item: str = "") -> Iterator[Finding]:
    """Check that a person can own a decision: active, and of a rank that may decide."""
    member = workspace.members.get(person_id)
    active = workspace.is_active(person_id)
    others = tuple(person for person in people_of_rank(workspace, "owner") if person != person_id)
    yield check("D1.owner_active", active, actual=person_id, who=(*leads(workspace), *others), act="decision.assign", item=item)
    if active and member is not None:
        able = workspace.has_rank(person_id, "owner")
        yield check(
            "D1.owner_rank",
            able,
            expected="owner",
            actual=member.rank,
            who=leads(workspace),
            act="decision.assign",
            item=item,
            person=person_id,
        )


def due_findings(decision: Decision, due_at: datetime | None, fallback: str) -> Iterator[Finding]:
    """D4: a due date and what happens otherwise."""
    who = (decision.owner_id, decision.author_id)
    yield check(
        "D4.due", due_at is not None, actual=due_at.isoformat() if due_at else None, who=who, act="decision.schedule", item=decision.id
    )
    yield check("D4.fallback", bool(fallback.strip()), actual=fallback, who=who, act="decision.schedule", item=decision.id)
