"""What can be done about an obligation from its row on Home: hand it on, ask for evidence, pause its clock."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, get_args

from plumbline.domain.cycle.blocker import AssignBlocker
from plumbline.domain.cycle.clock import PauseClock, PauseReason, ResumeClock
from plumbline.domain.cycle.decision import OPEN, AskForEvidence, AssignDecision
from plumbline.domain.cycle.risk import OPEN as RISK_OPEN
from plumbline.domain.cycle.risk import AssignRisk
from plumbline.domain.cycle.state import Cycle
from plumbline.kernel.record import record
from plumbline.projections.attention import NeedRow
from plumbline.web.clockwords import moment
from plumbline.web.forms import Fields
from plumbline.web.labels import href_of, label_of, name_of
from plumbline.web.reader import Reader

_SOMEDAY = datetime.max.replace(tzinfo=UTC)  # stands in where a field is missing: the form is refused before it is used


@record
class RowActs:
    """What a row's menu offers. Links lead to forms on the item's own page; empty where it has none.

    hand_on: whether it can be handed on from here; reasoned: whether a reason is kept with that. clock: state of its clock, if it has one.
    """

    item_id: str
    label: str
    hand_on: bool
    reasoned: bool
    ask: bool
    clock: str
    attach: str
    reply: str
    decide: str


def acts_of(need: NeedRow, cycle: Cycle) -> RowActs | None:
    """Return what can be done about an obligation from its row; None when that is nothing."""
    decision, blocker, risk = (held.get(need.item_id) for held in (cycle.decisions, cycle.blockers, cycle.risks))
    is_open = decision is not None and decision.state in OPEN
    clock = cycle.clocks.get(need.clock_id)
    place = href_of(cycle, need.item_id)
    acts = RowActs(
        item_id=need.item_id,
        label=label_of(cycle, need.item_id).partition(" ")[0],
        hand_on=bool(is_open or (blocker and blocker.state == "open") or (risk and risk.state in RISK_OPEN)),
        reasoned=risk is None,
        ask=is_open,
        clock=clock.state if clock is not None and clock.purpose != "unblock" else "",  # a blocker is extended, not paused
        attach=f"{place}#attach" if is_open else "",
        reply=place if need.item_kind == "thread" else "",
        decide=f"{place}#record" if is_open and need.verb == "decide" else "",
    )
    return acts if any((acts.hand_on, acts.ask, acts.clock, acts.attach, acts.reply, acts.decide)) else None


def _hand_on(item_id: str, fields: Fields, cycle: Cycle) -> Any:
    owner_id, reason = fields.required("owner_id", "to whom it goes"), fields.text("reason")
    if item_id in cycle.blockers:
        return AssignBlocker(blocker_id=item_id, owner_id=owner_id, reason=reason)
    if item_id in cycle.risks:
        return AssignRisk(risk_id=item_id, owner_id=owner_id)
    return AssignDecision(decision_id=item_id, owner_id=owner_id, reason=fields.required("reason", "why it goes to somebody else"))


def _ask(item_id: str, fields: Fields, cycle: Cycle) -> Any:
    person_id = fields.required("person_id", "whom to ask")
    return AskForEvidence(decision_id=item_id, person_id=person_id, criterion_id=fields.text("criterion_id"), note=fields.text("note"))


def _pause(item_id: str, fields: Fields, cycle: Cycle) -> Any:
    until = fields.required_instant("until", "when the clock runs again")
    return PauseClock(
        clock_id=cycle.clock_of.get(item_id, ""),
        reason=fields.one_of("reason", get_args(PauseReason), "waiting_on_requester"),
        until=until or _SOMEDAY,
        note=fields.text("note"),
    )


def _resume(item_id: str, fields: Fields, cycle: Cycle) -> Any:
    return ResumeClock(clock_id=cycle.clock_of.get(item_id, ""))


ACTS: Mapping[str, Callable[[str, Fields, Cycle], Any]] = {
    "handing-on": _hand_on,
    "evidence-requests": _ask,
    "pauses": _pause,
    "resumption": _resume,
}


def done_words(act: str, item_id: str, cycle: Cycle, reader: Reader) -> str:
    """Say how an item stands after an act, from its state alone; empty when the act left no trace on it."""
    label = label_of(cycle, item_id)
    if act == "handing-on":
        held = cycle.decisions.get(item_id) or cycle.blockers.get(item_id) or cycle.risks.get(item_id)
        return f"{label} is with {name_of(reader.names, held.owner_id)} now." if held is not None else ""
    if act == "evidence-requests":
        asked = item_id in cycle.decisions and cycle.decisions[item_id].evidence_asked
        return f"Evidence was asked for on {label}." if asked else ""
    clock = cycle.clocks.get(cycle.clock_of.get(item_id, ""))
    if clock is None:
        return ""
    if clock.state == "running":
        return f"The clock of {label} runs."
    if clock.resume_at is None:
        return ""
    return f"The clock of {label} is paused until {moment(clock.resume_at, reader.zone)}."
