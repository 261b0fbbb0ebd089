"""A plan as chapters to read: the eight parts of a playbook, with the ids of other parts turned into their titles."""

from collections.abc import Mapping

from plumbline.domain.playbook.plan import Item, Plan
from plumbline.kernel.record import record
from plumbline.words.plan import bound_words, often_words, titles

_HEADINGS = {
    "context": ("Context", "What this cycle is for, where it happens and what it may not break."),
    "challenges": ("Key challenges", "What goes wrong in cycles like this one, and what is done before it does."),
    "framework": ("Decision framework", "Six stages. Leaving one is a gate."),
    "implementation": (
        "Implementation playbook",
        "Sixteen steps, each done when its condition holds. They keep the numbers people cite them by; the calendar has them by day.",
    ),
    "metrics": ("Success metrics", "Six metrics, each with what it guards against and what it must not hurt."),
    "patterns": ("Operating patterns", "Each changes the rules of the cycle while it is on."),
    "risks": ("Risks and mitigations", "Six risks, each with the detector that sees it and the strategy that acts."),
    "capabilities": ("Related capabilities", "What of the product this playbook leans on."),
}


@record
class Line:
    """A named part as a reader meets it. bound says what the system does about it, and how often."""

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
    names = titles(plan)

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
        _chapter(4, "implementation", "steps", (group("The agenda of the reviews", *plan.agenda),)),
        _chapter(5, "metrics", "metrics"),
        _chapter(6, "patterns", "patterns"),
        _chapter(7, "risks", "risks"),
        _chapter(8, "capabilities", "groups", capabilities),
    )


def area_titles(plan: Plan) -> dict[str, str]:
    """Return the titles of the owner areas by id; an area may share its id with a stage."""
    return {area.id: area.title for area in plan.areas}


def _chapter(number: int, key: str, kind: str, groups: tuple[Group, ...] = ()) -> Chapter:
    title, lead = _HEADINGS[key]
    return Chapter(id=key, number=number, title=title, lead=lead, kind=kind, groups=groups)


def _line(part: Item, names: Mapping[str, str]) -> Line:
    said = (bound_words(part.bound_to, names), often_words(part))
    return Line(id=part.id, title=part.title, text=part.text, bound=sentence(", ".join(filter(None, said))))


def sentence(words: str) -> str:
    """Return words that begin with a capital letter; the rest stays as it is."""
    return words[:1].upper() + words[1:]
