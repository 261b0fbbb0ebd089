"""Sentences of packs: fill `{name}` with fragments of the other packs of the same playbook."""

import re
from collections.abc import Iterable, Mapping, Sequence

from plumbline.domain.playbook.pack import Base, Fragment, Industry, MetricText, Objective, Role

_PLACE = re.compile(r"\{(\^?)([a-z0-9_.-]*)\}")


def fill(template: str, words: Mapping[str, str]) -> str:
    """Return a text with its placeholders filled; `{^name}` begins with a capital.

    A placeholder without a word stays as it stands: the check for completeness names it.
    """

    def word(match: re.Match[str]) -> str:
        found = words.get(match[2])
        if found is None:
            return match[0]
        return found[:1].upper() + found[1:] if match[1] else found

    return _PLACE.sub(word, template)


def placeholders(template: str) -> tuple[str, ...]:
    """Return the names of a text's placeholders, in order."""
    return tuple(match[2] for match in _PLACE.finditer(template))


def vocabulary(base: Base, industry: Industry, role: Role, objective: Objective) -> dict[str, str]:
    """Return every fragment the sentences of one playbook may quote, by the name of its placeholder."""
    return {
        "industry": industry.title,
        "market": industry.market,
        "role": role.title,
        "team": role.team,
        "leadership": role.leadership,
        "mandate": role.mandate_phrase,
        "objective": objective.title,
        "outcome": objective.outcome_phrase,
        "lens_question": objective.lens_question,
        "initiative": objective.initiative_phrase,
        "constraint": objective.constraint.phrase,
        "constraint.clause": objective.constraint.clause,
        "window": objective.window,
        "window_days": str(objective.window_days),
        "cadence_days": str(base.policies.cadence_days),
        "evidence.clause": objective.evidence_clause,
        "coordination_pressure": _of(industry.pressures, industry.coordination_pressure).phrase,
        "coordination_pressure.title": _of(industry.pressures, industry.coordination_pressure).title,
        "coordination_pressure.id": industry.coordination_pressure,
        **_numbered("market_signal", industry.signals),
        **_numbered("pressure", industry.pressures),
        **_numbered("promise", industry.promises),
        **_numbered("safeguard", industry.safeguards),
        **_numbered("practice", role.practices),
        **_numbered("failure", role.failure_modes),
        **_numbered("signal", objective.target_signals),
        **_numbered("warning", objective.warning_signs),
        **_metrics((*role.metrics, *objective.metrics)),
    }


def _numbered(name: str, fragments: Iterable[Fragment]) -> dict[str, str]:
    words: dict[str, str] = {}
    for number, fragment in enumerate(fragments, 1):
        words[f"{name}.{number}"] = fragment.phrase
        words[f"{name}.{number}.clause"] = fragment.clause
        words[f"{name}.{number}.title"] = fragment.title
        words[f"{name}.{number}.id"] = fragment.id
    return words


def _metrics(metrics: Sequence[MetricText]) -> dict[str, str]:
    words: dict[str, str] = {}
    for number, metric in enumerate(metrics, 1):
        words[f"metric.{number}"] = metric.phrase
        words[f"metric.{number}.id"] = metric.id
    return words


def _of(fragments: Iterable[Fragment], identifier: str) -> Fragment:
    return next(fragment for fragment in fragments if fragment.id == identifier)
