"""What the forms of a decision's page hold before anybody writes: today's values, overlaid by what a refused form held."""

from collections.abc import Mapping
from typing import Any

from plumbline.web.decision_view import DecisionView

_BLANK_ROWS = 2
_PLAIN: dict[str, tuple[str, ...]] = {
    "record": (
        "outcome", "option_id", "because", "wake_at", "wake_on",
        *(f"condition_{n}{part}" for n in range(3) for part in ("", "_owner", "_due")),
    ),
    "evidence": ("kind", "title", "shows", "reference", "criterion_ids"),
    "moves": ("to_review_id", "reason"),
    "ownership": ("owner_id", "reason"),
    "votes": ("vote", "reason"),
    "concerns": ("reason",),
    "holds": ("until", "reason"),
    "delegation": ("to_id", "until"),
    "evidence-requests": ("person_id", "criterion_id", "note"),
    "withdrawal": ("because",),
    "reopening": ("reason", "note"),
    "supersession": ("by_id", "because"),
    "dependencies": ("on_id", "kind"),
    "threads": ("section_id", "objective_id", "text", "quote", "blocking", "asks_id"),
    "replies": ("thread_id", "text", "asks_id"),
    "lens": ("because",),
    "pauses": ("clock_id", "reason", "until", "note"),
    "approval-rule": ("mode", "roster", "needed", "max_missing", "window_hours", "quorum", "veto", "four_eyes"),
    "resolution": ("thread_id", "outcome", "note", "linked_id"),
}  # fmt: skip


_LISTS = {"evidence": ("criterion_ids",), "approval-rule": ("roster", "veto")}


def form_values(view: DecisionView, zone: str, kept: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the values of every form by form and field; each field has one, so that templates need not ask."""
    values: dict[str, dict[str, Any]] = {form.replace("-", "_"): dict.fromkeys(fields, "") for form, fields in _PLAIN.items()}
    values["schedule"] = {"due_at": view.due_field, "fallback": view.fallback}
    values["edit"] = _edit(view)
    values["threads"] |= {"section_id": view.section_id, "objective_id": view.objective_id}
    values["evidence"]["criterion_ids"] = [criterion.id for criterion in view.criteria if not criterion.evidence_id]
    for form, fields in kept.items():
        own = values.setdefault(form.replace("-", "_"), {})
        own |= fields
        for name in _LISTS.get(form, ()):
            if isinstance(own.get(name), str):
                own[name] = [own[name]]
        if form == "edit":
            own["kept"] = True
            _rows_of(own)
    return values


def _edit(view: DecisionView) -> dict[str, Any]:
    values: dict[str, Any] = {"title": view.title, "question": view.question, "scope": "\n".join(view.scope), "kept": False}
    for n in range(len(view.options) + _BLANK_ROWS):
        option = view.options[n] if n < len(view.options) else None
        values[f"option_{n}_id"] = option.id if option else ""
        values[f"option_{n}"] = option.title if option else ""
        values[f"option_{n}_consequence"] = option.consequence if option else ""
    for n in range(len(view.criteria) + _BLANK_ROWS):
        criterion = view.criteria[n] if n < len(view.criteria) else None
        values[f"criterion_{n}_id"] = criterion.id if criterion else ""
        values[f"criterion_{n}"] = criterion.text if criterion else ""
        values[f"criterion_{n}_method"] = criterion.method if criterion else "manual"
        values[f"criterion_{n}_owner"] = criterion.owner_id if criterion else view.owner_id
        values[f"criterion_{n}_check"] = criterion.check if criterion else ""
    return _rows_of(values)


def _rows_of(values: dict[str, Any]) -> dict[str, Any]:
    """Gather the numbered fields into rows, which a template can walk through."""
    option = ("_id", "", "_consequence")
    criterion = ("_id", "", "_method", "_owner", "_check")
    values["options"] = [[values.get(f"option_{n}{part}", "") for part in option] for n in range(_count(values, "option"))]
    values["criteria"] = [[values.get(f"criterion_{n}{part}", "") for part in criterion] for n in range(_count(values, "criterion"))]
    return values


def _count(values: Mapping[str, Any], stem: str) -> int:
    return sum(name.startswith(f"{stem}_") and name.endswith("_id") and name.count("_") == 2 for name in values)
