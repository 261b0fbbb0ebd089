"""How the triggers of patterns stand, in words: the figure and what it was counted from."""

from datetime import timedelta

from plumbline.domain.cycle.rules.trigger import ENOUGH, Standing, proposed, trigger_standings
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.record import record
from plumbline.web.labels import href_of, label_of


@record
class TriggerWords:
    """figure: what the record shows. proposed: a lead is asked for it now. spans: label and link of each decision, and its two times."""

    figure: str
    proposed: bool
    spans: tuple[tuple[str, str, str, str], ...]


def trigger_words(cycle: Cycle, workspace: Workspace) -> dict[str, TriggerWords]:
    """Return the words of each pattern that has a trigger, by the pattern's id."""
    asked = {one.pattern_id for one in proposed(cycle, workspace)}
    return {
        one.pattern_id: TriggerWords(
            figure=_figure(one),
            proposed=one.pattern_id in asked,
            spans=tuple(
                (label_of(cycle, span.decision_id), href_of(cycle, span.decision_id), _hours(span.review), _hours(span.work))
                for span in one.spans
            ),
        )
        for one in trigger_standings(cycle, workspace)
    }


def _figure(one: Standing) -> str:
    count = len(one.spans)
    if not count:
        return "Nothing was verified after its handoff yet, so there is nothing to compare."
    noun = "decision" if count == 1 else "decisions"
    counted = f"{_hours(one.review)} of review and {_hours(one.work)} of work, in {count} {noun}"
    if count < ENOUGH:
        return f"{counted}. {ENOUGH} are needed before the two are compared."
    if not one.work:
        return f"{counted}. The record shows no working time between handoff and verification."
    said = f"Reviews took {one.tenths // 10}.{one.tenths % 10} times as long as the work they gate: {counted}."
    return f"{said} The pattern is made for {one.times_at_least} times and more."


def _hours(span: timedelta) -> str:
    return f"{round(span.total_seconds() / 3600)} working h"
