"""What a risk's strategy does, what it has left behind, and what it waits for."""

from plumbline.domain.cycle.facts.strategy import agenda_of
from plumbline.domain.cycle.risk import Risk
from plumbline.domain.cycle.rules.acting import is_acting, running_period
from plumbline.domain.cycle.rules.strategy import READING_CLOSES
from plumbline.domain.cycle.state import Cycle
from plumbline.kernel.record import record
from plumbline.web.clockwords import moment
from plumbline.web.labels import href_of, label_of, name_of
from plumbline.web.reader import Reader

Line = tuple[str, str, str]


STRATEGY_WORDS = {
    "pre-commitment-gate": "A gate before committing",
    "fallback-plan": "A fallback, written first",
    "criteria-and-checkpoints": "Criteria at the owner's checkpoints",
    "structured-escalation": "Escalation with one owner and a deadline",
    "criteria-in-cadence": "Criteria in every review",
    "isolate-48h": "Isolate it: an owner and 48 hours",
}


@record
class StrategyView:
    """lines: what the strategy did and waits for, as (role of a chip or empty, words, address). asks: which form it offers, or empty.

    reads: whether readings of a metric are recorded.
    """

    lines: tuple[Line, ...]
    asks: str
    reads: bool


def strategy_view(cycle: Cycle, risk: Risk, reader: Reader) -> StrategyView:
    """Return what the strategy of a risk does; nothing before its mitigation has started."""
    acts = is_acting(risk, cycle)
    lines = _lines(cycle, risk, acts)
    lines += [("", f"Read {moment(one.at, reader.zone)} by {name_of(reader.names, one.by_id)}: {one.reading}", "") for one in risk.readings]
    return StrategyView(lines=tuple(lines), asks=risk.strategy if acts else "", reads=acts and risk.strategy in READING_CLOSES)


def _lines(cycle: Cycle, risk: Risk, acts: bool) -> list[Line]:
    match risk.strategy:
        case "pre-commitment-gate" if acts:
            answer = {None: ("due", "Not answered yet: scope commitment waits"), True: ("approved", "Still achievable, says its owner"),
                      False: ("breached", "Not achievable any more: scope commitment waits")}[risk.achievable]  # fmt: skip
            return [(*answer, f"/cycles/{cycle.id}/gates")]
        case "fallback-plan" if risk.fallback:
            return [("approved", f"Fallback written: {risk.fallback}", "")]
        case "fallback-plan" if acts:
            return [("due", "Fallback not written: implementation waits", "")]
        case "criteria-and-checkpoints" if risk.checkpoint:
            chip = {"planned": "pending", "held": "approved", "missed": "breached"}[risk.checkpoint]
            kept = [("", f"Kept by {label_of(cycle, one)}", href_of(cycle, one)) for one, content in risk.kept_by.items() if content]
            return [(chip, f"Checkpoint {risk.checkpoint}", ""), *kept]
        case "criteria-in-cadence" if acts:
            number = running_period(cycle)
            waits = number and number not in risk.reviewed
            added = next((item.text for item in agenda_of(cycle) if item.id == f"risk-{risk.number}"), "")
            stands = ("due", f"To be gone through in review cycle {number}", "") if waits else ("approved", "Gone through", "")
            return [("", f"On the agenda of every review: {added}", ""), stands]
        case "isolate-48h" if risk.isolated_id:
            return [("pending" if acts else "", f"Isolated: {label_of(cycle, risk.isolated_id)}", href_of(cycle, risk.isolated_id))]
        case "isolate-48h" if acts:
            return [("due", "No decision is isolated yet", "")]
        case _:
            return []
