"""What a cycle changed from the packs it was composed of, in words."""

import re
from typing import Any

from plumbline.domain.playbook.difference import Difference, differences
from plumbline.domain.playbook.plan import Plan
from plumbline.kernel.record import record
from plumbline.web.plan_view import area_titles, named

_POLICIES = {
    "window_days": "Window, in working days",
    "cadence_days": "Working days between reviews",
    "comment_window_hours": "Hours for a comment to be answered",
    "decision_window_hours": "Hours for a decision in review",
    "risk_window_hours": "Hours for a risk to be assessed",
    "basis": "How hours are counted",
    "decision_threshold_cycles": "Review cycles before a decision escalates",
    "blocker_threshold_cycles": "Review cycles before a blocker escalates",
    "decision_escalates": "Decisions escalate",
    "blocker_extensions": "Extensions of a blocker",
    "evidence_fresh_days": "Days that evidence stays fresh",
    "four_eyes": "Two people for each approval",
    "approval_mode": "How approval is counted",
    "approvals_needed": "Approvals needed",
    "on_timeout": "What happens when time is up",
    "decision_size": "Scope entries a decision may have",
    "ladder": "Escalation ladder",
}
_HEADS = {"watched": "Watched closely", "agenda": "On the agenda of every review", "gates": "Gate", "steps": "Step", "patterns": "Pattern"}
_FIELDS = {"offset_days": "working day on which it falls due"}
_PARTS = re.compile(r"([a-z_]+)(?:\[([^\]]+)\])?\.?")


@record
class Changed:
    """One thing that differs from the packs."""

    what: str
    before: str
    after: str


def changed_plan(packed: Plan, plan: Plan) -> tuple[Changed, ...]:
    """Return what differs between a plan as the packs make it and as a cycle has it; what says the same in both words is left out."""
    names = named(packed) | area_titles(packed) | named(plan)
    told = (_changed(difference, names) for difference in differences(packed, plan) if not difference.where.endswith(".expression"))
    return tuple(line for line in dict.fromkeys(told) if line.before != line.after)


def _changed(difference: Difference, names: dict[str, str]) -> Changed:
    found: list[tuple[str, str]] = _PARTS.findall(difference.where)
    where = [(field, item) for field, item in found if field]
    head, item = where[0]
    last = where[-1][0]
    if head == "policies":
        hours = last.endswith("_hours")
        what = _POLICIES.get(last, last.replace("_", " ").capitalize())
        return Changed(what=what, before=_said(difference.before, hours=hours), after=_said(difference.after, hours=hours))
    title = "" if head in ("watched", "agenda") else names.get(item, item.replace("-", " ").capitalize())
    aside = _FIELDS.get(last, "") if len(where) > 1 else ""
    what = ": ".join(part for part in (_HEADS.get(head, head.replace("_", " ").capitalize()), title) if part)
    return Changed(what=f"{what}, {aside}" if aside else what, before=_said(difference.before), after=_said(difference.after))


def _said(value: Any, *, hours: bool = False) -> str:
    match value:
        case 0 if hours and value is not False:
            return "by the end of the review cycle"
        case None:
            return "not there"
        case True | False:
            return "on" if value else "off"
        case int() | str():
            return str(value)
        case _ if hasattr(value, "sentence"):
            return value.sentence
        case _ if hasattr(value, "title"):
            return value.title
        case _:
            return ", ".join(map(_said, value)) or "none"
