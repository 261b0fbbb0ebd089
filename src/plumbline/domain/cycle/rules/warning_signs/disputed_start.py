"""The warning sign that work starts while people still disagree: who watches for it, what shows it now, and what would clear it."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal

from plumbline.domain.cycle.decision import ConcernRaised, Decision, DecisionHandedOff
from plumbline.domain.cycle.facts.disputed import ENTRY, Dispute, disputes, started_at
from plumbline.domain.cycle.facts.entry import is_overridden
from plumbline.domain.cycle.gate import GateOverridden, GatePassed
from plumbline.domain.cycle.rules.common import leads
from plumbline.domain.cycle.rules.evaluating import evaluate_gate
from plumbline.domain.cycle.rules.thread import may_resolve
from plumbline.domain.cycle.rules.warning_signs.watching import watching
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.cycle.thread import ThreadOpened, ThreadReopened
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.record import record

SIGN = "starts-with-disagreement"


@record
class DisputedStart:
    """One thing that shows the sign. decision_id: what work started on, at started_at.

    kind, item_id: the thread, the concern, or the gate that a lead let it through; about_id: the decision that this is about. by_id, since:
    who raised it, or let it through, and when. act: what clears it, and who can do it, most fitting first.
    """

    decision_id: str
    started_at: datetime
    kind: Literal["thread", "concern", "gate"]
    item_id: str
    about_id: str
    by_id: str
    since: datetime
    act: str
    who: tuple[str, ...]


def watchers(cycle: Cycle) -> tuple[str, ...]:
    """Return what watches for the sign: ids of patterns that are on, and of open risks that name it."""
    return watching(cycle, SIGN)


def disputed_work(cycle: Cycle, workspace: Workspace, now: datetime) -> tuple[DisputedStart, ...]:
    """Return all that shows the sign now, in the order in which decisions went through the gate; nothing while nobody watches."""
    if not watchers(cycle):
        return ()
    passed = [cycle.decisions[item_id] for gate_id, item_id in cycle.passages if gate_id == ENTRY]
    return tuple(one for decision in passed for one in _shown(decision, cycle, workspace, now))


def entries_of(found: Iterable[DisputedStart], history: Iterable[Recorded]) -> dict[DisputedStart, tuple[int, int]]:
    """Return for each the positions of the two entries that show it: by which work started, and by which the disagreement did."""
    by_item = {key: recorded.position for recorded in history for key in _keys(recorded)}
    return {
        one: (by_item.get(("start", one.decision_id, one.started_at), 0), by_item.get((one.kind, _disputed(one), one.since), 0))
        for one in found
    }  # fmt: skip


def _shown(decision: Decision, cycle: Cycle, workspace: Workspace, now: datetime) -> Iterator[DisputedStart]:
    started = started_at(cycle, decision)
    if started is None:
        return
    for one in disputes(cycle, decision):
        act, who = _clearing(one, cycle, workspace)
        yield DisputedStart(
            decision_id=decision.id, started_at=started, kind=one.kind, item_id=one.item_id, about_id=one.about_id, by_id=one.by_id,
            since=one.since, act=act, who=who,
        )  # fmt: skip
    override = cycle.overrides.get((ENTRY, decision.id))
    if override is None or override.at > started or not is_overridden(cycle, ENTRY, decision.id, now):
        return
    answer = evaluate_gate(cycle, workspace, now, ENTRY, decision.id)
    if answer.status == "overridden":
        first = next(iter(answer.acts), None)
        yield DisputedStart(
            decision_id=decision.id, started_at=started, kind="gate", item_id=ENTRY, about_id=decision.id, by_id=override.by_id,
            since=override.at, act=first.act if first else "decision.reopen", who=first.who if first else (decision.owner_id,),
        )  # fmt: skip


def _clearing(one: Dispute, cycle: Cycle, workspace: Workspace) -> tuple[str, tuple[str, ...]]:
    if one.kind == "thread":
        return "thread.resolve", may_resolve(cycle.threads[one.item_id], cycle, workspace)
    return "decision.settle_concern", (one.by_id,) if workspace.is_active(one.by_id) else leads(workspace)


def _disputed(one: DisputedStart) -> str:
    return one.about_id if one.kind == "gate" else one.item_id


def _keys(recorded: Recorded) -> Iterator[tuple[str, str, datetime]]:
    match recorded.event:
        case GatePassed(gate_id=gate_id, item_id=item_id) if gate_id == ENTRY:
            yield "start", item_id, recorded.at
        case DecisionHandedOff(decision_id=decision_id):
            yield "start", decision_id, recorded.at
        case GateOverridden(gate_id=gate_id, item_id=item_id) if gate_id == ENTRY:
            yield "gate", item_id, recorded.at
        case ThreadOpened(thread_id=thread_id) | ThreadReopened(thread_id=thread_id):
            yield "thread", thread_id, recorded.at
        case ConcernRaised(concern_id=concern_id):
            yield "concern", concern_id, recorded.at
        case _:
            return
