"""The JSON Schema of every kind of file people write, published so that editors complete it."""

from typing import get_args

from plumbline.domain.playbook.catalogue import POLICIES
from plumbline.domain.playbook.pack import PACK_KINDS, Takes
from plumbline.domain.playbook.plan import Strategy
from plumbline.files.journey_schema import JOURNEY
from plumbline.files.schema_parts import ACT, EXPRESSION, ID, REFERENCE, TEXT, Schema, a_list, a_number, an_object


def schema(kind: str) -> Schema:
    """Return the JSON Schema (2020-12) of one kind. Raises KeyError for a kind nobody declared."""
    title, parts, optional = _KINDS[kind]
    head = {
        "kind": {"const": kind},
        "id": ID,
        "version": {"type": "string", "pattern": r"^[0-9]+\.[0-9]+\.[0-9]+$", "description": "three numbers, such as 1.4.0"},
        "title": TEXT,
    }
    made = an_object({**head, **parts}, optional)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **made}


def kinds() -> tuple[str, ...]:
    """Return the kinds that have a schema."""
    return (*PACK_KINDS, "journey")


ABOUT = {**REFERENCE, "description": "the part of the playbook that the change protects, watches or leads, as kind:id"}
_PART = {"id": ID, "title": TEXT, "text": TEXT, "bound_to": REFERENCE}
_FRAGMENT = {**_PART, "phrase": TEXT, "clause": TEXT}
_RANK = a_number(1, 5)
_SIGN = {**_FRAGMENT, "detector": ID, "closeness": _RANK, "impact": _RANK, "likelihood": _RANK, "signal": ID}
_STRATEGY = {"enum": list(get_args(Strategy))}
_CONDITION = an_object({"id": ID, "expression": EXPRESSION, "sentence": TEXT, "who": ID, "act": ACT})
_METRIC = an_object({"id": ID, "title": TEXT, "phrase": TEXT, "area": ID, "text": TEXT})
_LEVEL = {"area": ID, "wait_hours": a_number(1, 240), "lease_hours": a_number(1, 240), "urgent": {"type": "boolean"}}
_LADDER = a_list(an_object(_LEVEL, ("lease_hours", "urgent")), 1, 6)
_POLICIES = an_object(
    {
        "window_days": a_number(5, 260),
        "cadence_days": a_number(1, 60),
        "comment_window_hours": a_number(0, 960),
        "decision_window_hours": a_number(0, 960),
        "risk_window_hours": a_number(0, 960),
        "basis": {"enum": ["elapsed", "workday", "business"]},
        "decision_threshold_cycles": a_number(1, 20),
        "blocker_threshold_cycles": a_number(1, 20),
        "decision_escalates": {"type": "boolean"},
        "blocker_extensions": a_number(0, 2),
        "evidence_fresh_days": a_number(1, 260),
        "four_eyes": {"type": "boolean"},
        "approval_mode": {"enum": ["owner", "all", "k_of_n", "majority", "consent"]},
        "approvals_needed": a_number(0, 50),
        "on_timeout": {"enum": ["lapse", "fallback", "escalate"]},
        "decision_size": a_number(1, 100),
        "ladder": _LADDER,
    }
)
_STEP = an_object(
    {
        "id": ID,
        "title": TEXT,
        "text": TEXT,
        "area": ID,
        "offset_days": a_number(1, 260),
        "after_launch": {"type": "boolean"},
        "condition": EXPRESSION,
        "manual": TEXT,
    },
    ("after_launch", "manual"),
)
_GATE = an_object(
    {"id": ID, "title": TEXT, "sentence": TEXT, "subject": {"enum": ["decision", "cycle"]}, "conditions": a_list(_CONDITION, 1)}
)
_STAGE = an_object({"id": ID, "title": TEXT, "text": TEXT, "gate": ID, "practice": a_number(1, 4)})
_QUESTION = an_object({"question": TEXT, "answer": TEXT})
_STRATEGY_TEXT = an_object({"id": _STRATEGY, "title": TEXT, "takes": {"enum": list(get_args(Takes))}, "action": TEXT})
_AGENDA = an_object(
    {**_PART, "every_days": a_number(0, 60), "area": ID, "starts": {"enum": ["now", "pilot"]}}, ("every_days", "area", "starts")
)
_TRIGGER = an_object({"metric": ID, "times_at_least": a_number(2, 100), "sentence": TEXT})


def _change(properties: Schema) -> Schema:
    return an_object({**properties, "sentence": TEXT, "about": ABOUT}, ("about",))


_POLICY_CHANGE = {
    **_change({"policy": {"enum": list(POLICIES)}, "to": {"type": ["integer", "boolean", "string"]}}),
    "allOf": [
        {
            "if": {"required": ["policy"], "properties": {"policy": {"const": name}}},
            "then": {"properties": {"to": _POLICIES["properties"][name]}},
        }
        for name in POLICIES
    ],
}
_CHANGES: tuple[Schema, ...] = (
    _POLICY_CHANGE,
    _change({"gate": ID, "adds": _CONDITION}),
    _change({"scope": ID, "condition": ID, "applies_when": EXPRESSION, "stop_rule": ID}),
    _change({"metric": ID}),
    _change({"detector": ID}),
    _change({"step": ID, "offset_days": a_number(1, 260)}),
    _change({"agenda": _AGENDA}),
    _change({"releases_first": {**REFERENCE, "description": "the promise that the releases which go first protect, as promise:id"}}),
)
_CHANGE: Schema = {
    "type": "object",
    "allOf": [
        {"if": {"required": [first]}, "then": change}
        for change in _CHANGES
        for first in [change["required"][0]]
    ],
    "anyOf": [{"required": [change["required"][0]]} for change in _CHANGES],
}  # fmt: skip
_SLOT = an_object({"pressure": a_number(1, 4), "promise": a_number(1, 4), "signal": a_number(1, 4)})
_BOUND_RISK = an_object({"sign": ID, "strategy": _STRATEGY, "argument": ID, "stage": ID, "stage_title": TEXT}, ("stage", "stage_title"))
_FRAGMENTS = an_object(_FRAGMENT)
_SIGNS = a_list(an_object(_SIGN, ("signal",)), 4, 4)

_KINDS: dict[str, tuple[str, Schema, tuple[str, ...]]] = {
    "base": (
        "What all playbooks share",
        {
            "summary": a_list(TEXT, 3, 3),
            "policies": _POLICIES,
            "areas": a_list(an_object(_PART), 1),
            "context": a_list(an_object(_PART), 10, 10),
            "challenges": a_list(an_object(_PART), 1),
            "stages": a_list(_STAGE, 6, 6),
            "steps": a_list(_STEP, 16, 16),
            "gates": a_list(_GATE, 1),
            "strategies": a_list(_STRATEGY_TEXT, 6, 6),
            "patterns": a_list(ID, 1),
            "agenda": a_list(an_object(_PART), 1),
            "capabilities": a_list(an_object(_PART), 1),
            "questions": a_list(_QUESTION, 1),
        },
        (),
    ),
    "industry": (
        "An industry: market signals, delivery pressures, customer promises, safeguards",
        {
            "market": TEXT,
            "first_strategy": _STRATEGY,
            "coordination_pressure": ID,
            "signals": a_list(_FRAGMENTS, 1),
            "pressures": a_list(_FRAGMENTS, 4, 4),
            "promises": a_list(an_object({**_FRAGMENT, "otherwise": REFERENCE}, ("otherwise",)), 4, 4),
            "safeguards": a_list(_FRAGMENTS, 3, 4),
        },
        (),
    ),
    "role": (
        "A role: mandate, practices, failure modes, metrics",
        {
            "team": TEXT,
            "leadership": TEXT,
            "mandate": TEXT,
            "mandate_phrase": TEXT,
            "practices": a_list(_FRAGMENTS, 4, 4),
            "failure_modes": _SIGNS,
            "metrics": a_list(_METRIC, 4, 4),
            "risk_failure_modes": {**a_list(ID, 2, 2), "uniqueItems": True},
            "signal_order": {**a_list(a_number(1, 4), 4, 4), "uniqueItems": True},
        },
        ("signal_order",),
    ),
    "objective": (
        "An objective: outcome, lens, window, evidence, signals, warning signs",
        {
            "outcome": TEXT,
            "outcome_phrase": TEXT,
            "lens": an_object(_PART),
            "lens_question": TEXT,
            "lens_condition": TEXT,
            "initiative": TEXT,
            "initiative_phrase": TEXT,
            "constraint": _FRAGMENTS,
            "window": TEXT,
            "window_days": a_number(5, 260),
            "evidence": TEXT,
            "evidence_clause": TEXT,
            "target_signals": a_list(_FRAGMENTS, 4, 4),
            "warning_signs": _SIGNS,
            "metrics": a_list(_METRIC, 2, 2),
            "capabilities": a_list(ID, 1),
            "signal_start": a_number(0, 3),
            "closing_metric_slot": a_number(1, 4),
        },
        ("signal_start", "closing_metric_slot", "lens_condition"),
    ),
    "pattern": (
        "An operating pattern and the rules it changes",
        {"text": TEXT, "on_by_default": {"type": "boolean"}, "trigger": _TRIGGER, "changes": a_list(_CHANGE, 1)},
        ("on_by_default", "trigger"),
    ),
    "binding": (
        "How the parts of one playbook hang together",
        {
            "industry": ID,
            "role": ID,
            "objective": ID,
            "policies": a_list(_POLICY_CHANGE, 1),
            "metrics": a_list(_SLOT, 6, 6),
            "risks": a_list(_BOUND_RISK, 6, 6),
        },
        ("policies",),
    ),
    "journey": JOURNEY,
}  # fmt: skip
