"""A plan as chapters to read: the eight parts of a playbook, with the ids of other parts turned into their titles."""

from collections.abc import Mapping

from plumbline.domain.playbook.plan import Item, Plan
from plumbline.kernel.record import record

_KINDS = {
    "metric": "Measured by",
    "gate": "Enforced by the gate",
    "step": "Carried out in the step",
    "detector": "Watched by the detector",
    "policy": "Set by the policy",
    "agenda": "On the agenda",
    "practice": "Kept by the practice",
    "safeguard": "Kept by the safeguard",
    "signal": "Shown by",
    "risk": "Held against the risk",
    "strategy": "Met by",
    "pattern": "Part of the pattern",
    "stage": "Part of the stage",
    "capability": "Done with",
    "promise": "Protects",
    "pressure": "Watched as the pressure",
    "condition": "Checked by the condition",
}


_HEADINGS = {
    "context": ("Context", "What this cycle is for, where it happens and what it may not break."),
    "challenges": ("Key challenges", "What goes wrong in cycles like this one, and what is done before it does."),
    "framework": ("Decision framework", "Six stages. Leaving one is a gate."),
    "implementation": ("Implementation playbook", "Sixteen steps, each done when its condition holds."),
    "metrics": ("Success metrics", "Six metrics, each with what it guards against and what it must not hurt."),
    "patterns": ("Operating patterns", "Each changes the rules of the cycle while it is on."),
    "risks": ("Risks and mitigations", "Six risks, each with the detector that sees it and the strategy that acts."),
    "capabilities": ("Related capabilities", "What of the product this playbook leans on."),
}


@record
class Line:
    """A named part as a reader meets it. bound says what the system does about it."""

    id: str
    title: str
    text: str
    bound: str


@record
class Group:
    title: str
    lines: tuple[Line, ...]


@record
class Chapter:
    """A part of the playbook. kind selects how it is set; groups are its lists of named parts."""

    id: str
    number: int
    title: str
    lead: str
    kind: str
    groups: tuple[Group, ...]


def chapters(plan: Plan) -> tuple[Chapter, ...]:
    """Return the eight parts of a playbook in their order."""
    names = named(plan)

    def group(title: str, *parts: Item) -> Group:
        return Group(title=title, lines=tuple(_line(part, names) for part in parts))

    context = (
        group("The frame of the cycle", *plan.context),
        group("Why now: market signals", *plan.market_signals),
        group("What derails it: delivery pressures", *plan.pressures),
        group("What must not degrade: customer promises", *plan.promises),
        group("What is formalised first: safeguards", *plan.safeguards),
        group("What the role makes explicit: practices", *plan.practices),
        group("What shows that it works: target signals", *plan.target_signals),
        group("The standing constraint", plan.constraint),
        group("The lens of every review", plan.lens),
    )
    challenges = (
        group("Rules against them", *plan.challenges),
        group("Failure modes", *plan.failure_modes),
        group("Warning signs", *plan.warning_signs),
    )
    capabilities = (group("", *plan.capabilities),)
    return (
        _chapter(1, "context", "groups", context),
        _chapter(2, "challenges", "groups", challenges),
        _chapter(3, "framework", "stages"),
        _chapter(4, "implementation", "steps"),
        _chapter(5, "metrics", "metrics"),
        _chapter(6, "patterns", "patterns"),
        _chapter(7, "risks", "risks"),
        _chapter(8, "capabilities", "groups", capabilities),
    )


def named(plan: Plan) -> dict[str, str]:
    """Return the titles of everything in a plan by id."""
    items = (
        *plan.areas, *plan.context, *plan.market_signals, *plan.pressures, *plan.promises, *plan.safeguards, *plan.practices,
        *plan.failure_modes, *plan.warning_signs, *plan.target_signals, *plan.challenges, *plan.agenda, *plan.capabilities,
        plan.lens, plan.constraint,
    )  # fmt: skip
    others = (*plan.stages, *plan.steps, *plan.gates, *plan.metrics, *plan.patterns, *plan.risks)
    return {part.id: part.title for part in (*items, *others)}


def area_titles(plan: Plan) -> dict[str, str]:
    """Return the titles of the owner areas by id; an area may share its id with a stage."""
    return {area.id: area.title for area in plan.areas}


def bound_words(bound_to: str, names: Mapping[str, str]) -> str:
    """Say what the system does about a part, from its binding `kind:id`."""
    kind, _, target = bound_to.partition(":")
    if not target:
        return ""
    title = names.get(target, target.replace("-", " ").replace("_", " "))
    return f"{_KINDS.get(kind, kind.replace('-', ' ').capitalize())}: {title}"


def _chapter(number: int, key: str, kind: str, groups: tuple[Group, ...] = ()) -> Chapter:
    title, lead = _HEADINGS[key]
    return Chapter(id=key, number=number, title=title, lead=lead, kind=kind, groups=groups)


def _line(part: Item, names: Mapping[str, str]) -> Line:
    return Line(id=part.id, title=part.title, text=part.text, bound=bound_words(part.bound_to, names))
