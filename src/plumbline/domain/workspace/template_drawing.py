"""What a closed decision gives to a template: its question, options, criteria, kinds of evidence and approval rule, without its people."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from plumbline.domain.cycle.decision import Decision
from plumbline.domain.cycle.evidence import Evidence
from plumbline.domain.workspace.decision_template import TemplateContent, TemplateCriterion, TemplateOption

SOMEBODY = "somebody"
"""What stands where a name stood."""
_SHORTEST = 3  # a shorter part of a name is too often a word


def drawn_from(decision: Decision, evidence: Iterable[Evidence]) -> TemplateContent:
    """Return everything of a decision that another one can begin with. evidence: all that was ever submitted for it."""
    return TemplateContent(
        title=decision.title,
        question=decision.question,
        options=tuple(TemplateOption(title=one.title, consequence=one.consequence) for one in decision.options),
        criteria=tuple(TemplateCriterion(text=one.text, method=one.method, check=one.check) for one in decision.criteria),
        evidence=tuple(dict.fromkeys(one.kind for one in evidence if one.state in ("accepted", "expired"))),
        approval=replace(decision.approval, roster=()) if decision.approval is not None else None,
    )


def names_in(content: TemplateContent, people: Iterable[str]) -> tuple[str, ...]:
    """Return the names of people that a template's texts hold, whole or a part of one, as they are written there."""
    found = dict[str, None]()

    def look(text: str) -> str:
        found.update(dict.fromkeys(match[0] for match in _pattern(people).finditer(text)))
        return text

    _each_text(content, look)
    return tuple(found)


def without_names(content: TemplateContent, people: Iterable[str], keep: Collection[str] = ()) -> TemplateContent:
    """Return the same with `somebody` in the place of each name. keep: names, as they are written, that have to stay."""
    pattern = _pattern(people)

    def strip(text: str) -> str:
        return pattern.sub(lambda match: match[0] if match[0] in keep else SOMEBODY, text)

    return _each_text(content, strip)


def _pattern(people: Iterable[str]) -> re.Pattern[str]:
    """Match names as whole words, the longest first, so that a full name is one find. They are written with a capital."""
    names = {name.strip() for name in people if name.strip()}
    parts = {part for name in names for part in name.split() if len(part) >= _SHORTEST and part[:1].isupper()}
    words = sorted(names | parts, key=lambda one: (-len(one), one))
    return re.compile("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in words) or r"(?!)")


def _each_text(content: TemplateContent, change: Callable[[str], str]) -> TemplateContent:
    return replace(
        content,
        title=change(content.title),
        question=change(content.question),
        options=tuple(replace(one, title=change(one.title), consequence=change(one.consequence)) for one in content.options),
        criteria=tuple(replace(one, text=change(one.text), check=change(one.check)) for one in content.criteria),
    )
