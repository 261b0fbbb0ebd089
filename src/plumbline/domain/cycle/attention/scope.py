"""What open assumptions, scope items and scope changes ask of whom."""

from collections.abc import Iterator
from datetime import datetime

from plumbline.domain.cycle.assumption import Assumption
from plumbline.domain.cycle.attention.others import one, running_clock
from plumbline.domain.cycle.rules.scope import scope_owners
from plumbline.domain.cycle.rules.scope_change import deciders
from plumbline.domain.cycle.scope import ScopeItem
from plumbline.domain.cycle.scope_change import ScopeChange
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.obligation import Obligation, Verb
from plumbline.domain.workspace.workspace import Workspace


def of_assumption(assumption: Assumption, cycle: Cycle) -> Iterator[Obligation]:
    """Yield what an assumption's owner must do: have it tested, show what was seen, say what that means."""
    match assumption.state:
        case "open":
            yield _assumption(assumption, cycle, "attention.assumption_untested")
        case "testing":
            yield _assumption(assumption, cycle, "attention.assumption_shown" if assumption.readings else "attention.assumption_testing")
        case "validated" | "refuted" | "dropped":
            return


def of_scope_item(item: ScopeItem, cycle: Cycle, workspace: Workspace) -> Iterator[Obligation]:
    """Yield who has to rank a requested item, and who has to say whether it is in."""
    match item.state:
        case "requested":
            yield _part("scope", "assess", item, item.owner_id, "attention.scope_unranked", item.requested_at)
        case "assessed":
            for person in scope_owners(cycle, workspace)[:1] or (item.owner_id,):
                yield _part("scope", "decide", item, person, "attention.scope_undecided", item.changed_at)
        case "accepted" | "declined" | "deferred" | "applied":
            return


def of_scope_change(change: ScopeChange, cycle: Cycle, workspace: Workspace) -> Iterator[Obligation]:
    """Yield who still owes the price of a change, and who has to decide about it."""
    match change.state:
        case "requested":
            yield _part("change", "answer", change, change.owner_id, "attention.change_untraded", change.requested_at)
        case "assessed":
            for person in deciders(cycle, workspace)[:1] or (change.owner_id,):
                yield _part("change", "decide", change, person, "attention.change_undecided", change.changed_at)
        case "accepted" | "declined" | "deferred" | "applied":
            return


def _assumption(assumption: Assumption, cycle: Cycle, reason: str) -> Obligation:
    clock = running_clock(assumption.id, cycle)
    return one(
        "assumption", "assess", assumption.id, assumption.number, assumption.title, assumption.owner_id, reason, assumption.changed_at,
        clock, clock.due_at if clock else assumption.due_at, len(assumption.about), impact=assumption.impact, cost=assumption.cost,
        criterion=assumption.criterion,
    )  # fmt: skip


def _part(kind: str, verb: Verb, part: ScopeItem | ScopeChange, person_id: str, reason: str, since: datetime) -> Obligation:
    return one("scope" if kind == "scope" else "change", verb, part.id, part.number, part.title, person_id, reason, since, None, None, 0)
