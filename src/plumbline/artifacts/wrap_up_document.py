"""A cycle's wrap-up as Markdown: how it ended, what moved and behind which decisions, what was learned, what goes on."""

from collections.abc import Mapping

from plumbline.artifacts.handoff_content import day
from plumbline.artifacts.handoff_package import plain
from plumbline.domain.cycle.state import Cycle
from plumbline.words.numbers import numbered

Names = Mapping[str, str]


def markdown(cycle: Cycle, names: Names, labels: Mapping[str, str]) -> str:
    """Return the wrap-up of a cycle. labels: what its items are called, by id. Raises ValueError when none was written."""
    wrap_up = cycle.wrap_up
    if wrap_up is None or cycle.plan is None:
        raise ValueError("no wrap-up was written")
    titles = {metric.id: metric.title for metric in cycle.plan.metrics}
    parts = [
        f"# Wrap-up: {plain(cycle.title)}",
        f"Written by {plain(names.get(wrap_up.written_by, 'somebody who left'))}, {day(wrap_up.written_at)}",
        plain(wrap_up.summary),
        _table(
            ("Metric", "Before", "After", "Decisions behind it"),
            [
                (titles.get(one.metric_id, one.metric_id), one.before, one.after, _joined(one.decision_ids, labels))
                for one in wrap_up.movements
            ],
        ),
        *_promises(cycle),
        *_lessons(cycle, labels),
        _list(
            "What goes on",
            [
                f"{labels.get(one.item_id, one.item_id)}: {'carried into the next cycle' if one.disposition == 'carried' else 'deferred'}"
                f"{f', {one.reason}' if one.reason else ''}"
                for one in wrap_up.carried
            ],
        ),
        _list("What the next cycle starts from", list(wrap_up.starting_context)),
    ]  # fmt: skip
    return "\n\n".join(part for part in parts if part) + "\n"


def _joined(ids: tuple[str, ...], labels: Mapping[str, str]) -> str:
    return ", ".join(labels.get(one, one) for one in ids)


def _promises(cycle: Cycle) -> list[str]:
    titles = {promise.id: promise.title for promise in cycle.plan.promises} if cycle.plan else {}
    rows = [
        (titles.get(one.promise_id, one.promise_id), "improved" if one.improved else "not improved", one.shown)
        for one in cycle.support.outcomes
    ]
    return [_table(("Promise", "Outcome", "What shows it"), rows)] if rows else []


def _lessons(cycle: Cycle, labels: Mapping[str, str]) -> list[str]:
    if cycle.retrospective is None:
        return []
    lines = [
        f"{one.finding} (kept: {labels.get(one.decision_id, one.decision_id)})"
        if one.decision_id
        else f"{one.finding} (changes {one.part_id})"
        for one in cycle.retrospective.lessons
    ]
    return [_list("What was learned", lines)]


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"| {' | '.join('---' for _ in head)} |"]
    return "\n".join([*lines, *(f"| {' | '.join(plain(cell) for cell in row)} |" for row in rows)])


def _list(title: str, lines: list[str]) -> str:
    return "\n".join([f"## {title}", "", *(f"- {plain(line)}" for line in lines)]) if lines else ""


def labels_of(cycle: Cycle) -> dict[str, str]:
    """Return what people call the items of a cycle, by id."""
    kinds = (
        ("decision", cycle.decisions), ("blocker", cycle.blockers), ("risk", cycle.risks), ("handoff", cycle.handoffs),
        ("correction", cycle.corrections), ("assumption", cycle.assumptions), ("scope_item", cycle.scope_items),
        ("scope_change", cycle.scope_changes), ("review", cycle.reviews),
    )  # fmt: skip
    named = {item.id: numbered(kind, item.number, item.title) for kind, kept in kinds for item in kept.values()}
    frame = (cycle.promises, cycle.releases, cycle.messages, cycle.dependencies)
    named |= {item.id: item.title for kept in frame for item in kept.values()}
    return named | {thread.id: f"T-{thread.number}" for thread in cycle.threads.values()}
