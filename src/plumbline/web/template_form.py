"""A decision template as a form: what it says, row by row, and what of it stays."""

from collections.abc import Mapping
from typing import Any, get_args

from plumbline.domain.cycle.decision import ApprovalRule, Method
from plumbline.domain.cycle.evidence import Kind
from plumbline.domain.workspace.decision_template import TemplateContent, TemplateCriterion, TemplateOption
from plumbline.domain.workspace.templating import MOST
from plumbline.kernel.record import record
from plumbline.web.forms import Fields

METHODS = (("manual", "a person"), ("run", "playing a journey"), ("condition", "a condition"))
KINDS = (("run", "a run"), ("metric", "a reading of a metric"), ("file", "a file"), ("link", "a link"), ("event", "an event"))
_MODES = {
    "owner": "the owner alone",
    "all": "all who are asked",
    "k_of_n": "{needed} of those who are asked",
    "majority": "most of those who are asked",
    "consent": "nobody who is asked objects for {window_hours} h",
}


@record
class TemplateView:
    """What a template says, for reading. approval: whose approval a decision needs; empty for the owner's alone."""

    title: str
    question: str
    options: tuple[TemplateOption, ...]
    criteria: tuple[tuple[str, str, str], ...]
    evidence: str
    approval: str


def view_of(content: TemplateContent) -> TemplateView:
    """Return what a template says, for reading."""
    methods, kinds = dict(METHODS), dict(KINDS)
    return TemplateView(
        title=content.title,
        question=content.question,
        options=content.options,
        criteria=tuple((one.text, methods[one.method], one.check) for one in content.criteria),
        evidence=", ".join(kinds[one] for one in content.evidence),
        approval=approval_words(content.approval),
    )


def approval_words(rule: ApprovalRule | None) -> str:
    """Say whose approval a rule asks for; empty where the owner's act is enough."""
    if rule is None or (rule.mode == "owner" and not rule.quorum and not rule.veto):
        return ""
    words = _MODES[rule.mode].format(needed=rule.needed, window_hours=rule.window_hours)
    words += f", with {rule.quorum} votes at least" if rule.quorum else ""
    words += f"; {', '.join(rule.veto)} may stop it" if rule.veto else ""
    return words


def values_of(content: TemplateContent, *, with_approval: bool = True) -> dict[str, Any]:
    """Return a template as the form holds it: everything stays at first, and there is a row more for one that is added."""
    rows: dict[str, Any] = {"title": content.title, "question": content.question, "evidence": list(content.evidence)}
    for n, option in enumerate(content.options):
        rows |= {f"option_{n}": option.title, f"option_{n}_consequence": option.consequence, f"option_{n}_stays": "yes"}
    for n, criterion in enumerate(content.criteria):
        rows |= {f"criterion_{n}": criterion.text, f"criterion_{n}_method": criterion.method, f"criterion_{n}_check": criterion.check}
        rows |= {f"criterion_{n}_stays": "yes"}
    return rows | {"approval_stays": "yes" if with_approval else ""}


def counts_of(values: Mapping[str, Any]) -> dict[str, int]:
    """Return how many rows of each kind a form shows: those that say something, and one more."""
    last = {kind: max((n + 1 for n in range(MOST) if values.get(f"{kind}_{n}")), default=0) for kind in ("option", "criterion")}
    return {kind: min(MOST, count + 1) for kind, count in last.items()}


def content_of(fields: Fields, approval: ApprovalRule | None) -> TemplateContent:
    """Return what a form says. approval: the rule that may stay."""
    evidence = set(fields.several("evidence"))
    return TemplateContent(
        title=fields.required("title", "what the template is called"),
        question=fields.text("question"),
        options=tuple(
            TemplateOption(title=fields.text(f"option_{n}"), consequence=fields.text(f"option_{n}_consequence"))
            for n in range(MOST)
            if fields.text(f"option_{n}") and fields.checked(f"option_{n}_stays")
        ),
        criteria=tuple(
            TemplateCriterion(
                text=fields.text(f"criterion_{n}"),
                method=fields.one_of(f"criterion_{n}_method", get_args(Method), "manual"),
                check=fields.text(f"criterion_{n}_check"),
            )
            for n in range(MOST)
            if fields.text(f"criterion_{n}") and fields.checked(f"criterion_{n}_stays")
        ),
        evidence=tuple(kind for kind in get_args(Kind) if kind in evidence),
        approval=approval if fields.checked("approval_stays") else None,
    )
