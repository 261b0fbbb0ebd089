"""Blockers and risks as cards, and what the form for a new blocker proposes."""

from datetime import datetime, timedelta
from typing import Any

from plumbline.domain.cycle.blocker import Blocker
from plumbline.domain.cycle.risk import OPEN, Risk
from plumbline.domain.cycle.rules.telling import told_findings
from plumbline.domain.cycle.rules.window import end_of_period
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.calendar import hours_for
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.record import record
from plumbline.kernel.time import advance
from plumbline.web.clockwords import ClockWords, Instant, due_words, moment
from plumbline.web.decision_rows import escalated_to
from plumbline.web.findings import ConditionLine, condition_lines
from plumbline.web.instants import field_value, instant
from plumbline.web.item_clock import item_clock
from plumbline.web.labels import Chip, href_of, label_of, name_of
from plumbline.web.lens_view import LensView, lens_view
from plumbline.web.reader import Reader
from plumbline.web.strategy_view import STRATEGY_WORDS, StrategyView, strategy_view

_BLOCKER_CHIPS = {
    "open": Chip("pending", "Open"),
    "resolved": Chip("approved", "Resolved"),
    "fallback_triggered": Chip("tradeoff", "Fallback triggered"),
    "cancelled": Chip("ended", "Cancelled"),
}
_RISK_CHIPS = {
    "identified": Chip("due", "To be assessed"),
    "assessed": Chip("pending", "Assessed"),
    "mitigating": Chip("pending", "Being mitigated"),
    "accepted": Chip("tradeoff", "Accepted"),
    "transferred": Chip("ended", "Transferred"),
    "avoided": Chip("ended", "Avoided"),
    "closed": Chip("approved", "Closed"),
    "materialised": Chip("breached", "It happened"),
}


@record
class BlockerCard:
    """One blocker. extension says how many of the extensions are left. denied: what the outside was told that does not hold."""

    id: str
    label: str
    title: str
    chip: Chip
    clock: ClockWords | None
    owner: str
    due: Instant
    fallback: str
    blocks: tuple[tuple[str, str], ...]
    outside_message: str
    told_by: str
    denied: tuple[ConditionLine, ...]
    acknowledged: bool
    extension: str
    may_extend: bool
    how: str
    ended: str
    open: bool
    late: bool


@record
class RiskCard:
    """One risk; rank is the product of the three, 0 until it is assessed."""

    id: str
    label: str
    title: str
    text: str
    chip: Chip
    clock: ClockWords | None
    owner: str
    strategy: str
    action: str
    detector: str
    rank: int
    ranks: str
    accepted_until: str
    reason: str
    blocker: str
    blocker_href: str
    open: bool
    lens: LensView | None
    does: StrategyView


def blocker_cards(cycle: Cycle, workspace: Workspace, reader: Reader) -> list[BlockerCard]:
    """Return the blockers of a cycle, those due first at the top."""
    up = escalated_to(cycle, reader.names)
    ordered = sorted(cycle.blockers.values(), key=lambda blocker: (blocker.state != "open", blocker.due_at, blocker.number))
    return [_blocker(cycle, workspace, blocker, reader, up.get(blocker.id, "")) for blocker in ordered]


def risk_cards(cycle: Cycle, workspace: Workspace, reader: Reader) -> list[RiskCard]:
    """Return the risks of a cycle: the open ones by rank, then those that are over."""
    ordered = sorted(cycle.risks.values(), key=lambda risk: (risk.state not in OPEN, -_rank(risk), risk.number))
    return [_risk(cycle, workspace, risk, reader) for risk in ordered]


def proposal(cycle: Cycle, workspace: Workspace, reader: Reader, risk_id: str = "") -> dict[str, Any]:
    """Return what the form for a new blocker proposes: you and two working days, or less when the review cycle ends before.

    risk_id: the risk behind it; its owner, its fallback and the section of its stage are proposed then.
    """
    risk = cycle.risks.get(risk_id)
    planned = next((one for one in cycle.plan.risks if risk is not None and one.id == risk.planned_id), None) if cycle.plan else None
    sections = [one.id for one in cycle.sections.values() if planned is not None and planned.stage and one.stage == planned.stage]
    calendar = hours_for(workspace, reader.now, cycle.calendar_id)
    return {
        "title": risk.title if risk else "",
        "owner_id": risk.owner_id if risk and workspace.has_rank(risk.owner_id, "contributor") else reader.person_id,
        "due_at": field_value(_due(cycle, reader.now, calendar), reader.zone),
        "fallback": (risk.fallback or (planned.action if planned else "")) if risk else "",
        "risk_id": risk.id if risk else "",
        "blocks": [],
        "outside_message": "",
        "section_id": next(iter((*sections, *cycle.sections)), ""),
    }


def _due(cycle: Cycle, now: datetime, calendar: Any) -> datetime:
    two_days, period_ends = advance(now, timedelta(hours=48), cycle.policies.basis, calendar), end_of_period(cycle, now)
    return min(two_days, period_ends) if period_ends is not None else two_days


def _blocker(cycle: Cycle, workspace: Workspace, blocker: Blocker, reader: Reader, up: str) -> BlockerCard:
    is_open = blocker.state == "open"
    running = item_clock(cycle, workspace, blocker.id, reader.now, reader.zone, up)
    words = running or due_words(blocker.due_at, reader.now, reader.zone)
    left = cycle.policies.blocker_extensions - len(blocker.extensions)
    return BlockerCard(
        id=blocker.id,
        label=f"B-{blocker.number}",
        title=blocker.title,
        chip=_BLOCKER_CHIPS[blocker.state],
        clock=words if is_open else None,
        owner=name_of(reader.names, blocker.owner_id),
        due=instant(blocker.due_at, reader.zone),
        fallback=blocker.fallback,
        blocks=tuple((label_of(cycle, item) or item, href_of(cycle, item)) for item in blocker.blocks),
        outside_message=blocker.outside_message,
        told_by=name_of(reader.names, blocker.told_by),
        denied=condition_lines(
            (one for one in told_findings(blocker, cycle, workspace, reader.now) if not one.met), reader, cycle, f"/cycles/{cycle.id}/risks"
        ),
        acknowledged=blocker.acknowledged_at is not None,
        extension=f"extension {len(blocker.extensions) + 1} of {cycle.policies.blocker_extensions}",
        may_extend=left > 0,
        how=blocker.how,
        ended=f"{name_of(reader.names, blocker.ended_by)}, {moment(blocker.ended_at, reader.zone)}" if blocker.ended_at else "",
        open=is_open,
        late=is_open and blocker.due_at <= reader.now,
    )


def _risk(cycle: Cycle, workspace: Workspace, risk: Risk, reader: Reader) -> RiskCard:
    planned = next((one for one in cycle.plan.risks if one.id == risk.planned_id), None) if cycle.plan else None
    return RiskCard(
        id=risk.id,
        label=f"K-{risk.number}",
        title=risk.title,
        text=planned.text if planned else "",
        chip=_RISK_CHIPS[risk.state],
        clock=item_clock(cycle, workspace, risk.id, reader.now, reader.zone) if risk.state in OPEN else None,
        owner=name_of(reader.names, risk.owner_id),
        strategy=STRATEGY_WORDS[risk.strategy],
        action=planned.action if planned else "",
        detector=risk.detector.replace("-", " "),
        rank=_rank(risk),
        ranks=f"closeness {risk.closeness}, impact {risk.impact}, likelihood {risk.likelihood}" if _rank(risk) else "",
        accepted_until=moment(risk.accepted_until, reader.zone) if risk.accepted_until and risk.state == "accepted" else "",
        reason=risk.reason,
        blocker=label_of(cycle, risk.blocker_id) if risk.blocker_id else "",
        blocker_href=href_of(cycle, risk.blocker_id) if risk.blocker_id else "",
        open=risk.state in OPEN,
        lens=lens_view(cycle, risk.id, reader),
        does=strategy_view(cycle, risk, reader),
    )


def _rank(risk: Risk) -> int:
    return risk.closeness * risk.impact * risk.likelihood
