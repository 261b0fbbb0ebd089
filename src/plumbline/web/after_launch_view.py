"""What follows a launch, as its page shows it."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from plumbline.artifacts.pack_proposal import proposals
from plumbline.domain.cycle.rules.launching import launched_at
from plumbline.domain.cycle.rules.retrospective import held_until, parts_of
from plumbline.domain.cycle.rules.stabilisation import signs_of, standards_of
from plumbline.domain.cycle.rules.wrap_up import open_items
from plumbline.domain.cycle.stabilisation import WEEKS
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.record import record
from plumbline.web.clockwords import Instant
from plumbline.web.instants import instant
from plumbline.web.labels import Chip, href_of, label_of, name_of
from plumbline.web.reader import Reader

DEVIATION_ROWS = 2
LESSON_ROWS = 3
_KINDS = {"base": "Every playbook", "industry": "Industry", "role": "Role", "objective": "Objective"}


@record
class CheckpointRow:
    """A line's checkpoint, and who answers for the line after launch."""

    label: str
    href: str
    owner: str
    metric: str
    when: Instant | None
    criterion: str
    chip: Chip
    reading: str


@record
class SignalRow:
    kind: str
    text: str
    promise: str
    count: int
    by: str
    when: Instant
    reference: str


@record
class PromiseRow:
    """A promise to judge; chip and shown are empty until it was."""

    id: str
    title: str
    signals: int
    chip: Chip | None
    shown: str


@record
class CorrectionRow:
    id: str
    label: str
    title: str
    owner: str
    due: Instant
    chip: Chip
    about: str
    how: str
    open: bool


@record
class WeekRow:
    number: int
    reading: str
    by: str
    corrections: int


@record
class LessonRow:
    finding: str
    changes: str
    href: str


@record
class OpenRow:
    id: str
    label: str
    href: str
    owner: str


@record
class MetricRow:
    id: str
    title: str


@record
class AfterLaunchView:
    launched: Instant | None
    is_launched: bool
    closed: bool
    checkpoints: tuple[CheckpointRow, ...]
    signals: tuple[SignalRow, ...]
    promises: tuple[PromiseRow, ...]
    reviewed: str
    corrections: tuple[CorrectionRow, ...]
    weeks: tuple[WeekRow, ...]
    next_week: int
    signs: tuple[tuple[str, str], ...]
    standards: tuple[tuple[str, str], ...]
    retrospective: str
    until: Instant | None
    lessons: tuple[LessonRow, ...]
    proposals: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    kept_decisions: tuple[tuple[str, str], ...]
    metrics: tuple[MetricRow, ...]
    open: tuple[OpenRow, ...]
    wrap_up: str
    forms: dict[str, Mapping[str, Any]]


def after_launch_view(cycle: Cycle, workspace: Workspace, reader: Reader, kept: Mapping[str, Mapping[str, Any]]) -> AfterLaunchView:
    """Return what follows the launch of a cycle. kept: what a person wrote before a refusal, by form."""
    at, plan = launched_at(cycle), cycle.plan
    held = cycle.retrospective
    until = held_until(cycle, workspace)
    return AfterLaunchView(
        launched=instant(at, reader.zone) if at else None,
        is_launched=at is not None and at <= reader.now,
        closed=cycle.state == "closed",
        checkpoints=tuple(_checkpoints(cycle, reader)),
        signals=tuple(_signals(cycle, reader)),
        promises=tuple(_promises(cycle)),
        reviewed=_by(cycle.support.reviewed_by, cycle.support.reviewed_at, reader),
        corrections=tuple(_corrections(cycle, reader)),
        weeks=tuple(
            WeekRow(
                number=week.number,
                reading=week.reading,
                by=_by(week.recorded_by, week.recorded_at, reader),
                corrections=len(week.correction_ids),
            )
            for week in cycle.stabilisation.values()
        ),
        next_week=len(cycle.stabilisation) + 1 if len(cycle.stabilisation) < WEEKS else 0,
        signs=tuple(signs_of(cycle).items()),
        standards=tuple(standards_of(cycle).items()),
        retrospective=f"{_by(held.held_by, held.held_at, reader)}{', late' if held.late else ''}" if held else "",
        until=instant(until, reader.zone) if until else None,
        lessons=tuple(_lessons(cycle)),
        proposals=tuple(one.name for one in proposals(held.lessons, plan.packs)) if held and plan else (),
        parts=tuple(
            (f"{kind}:{part_id}", f"{_KINDS[kind]}: {title}") for kind, parts in parts_of(cycle).items() for part_id, title in parts.items()
        ),
        kept_decisions=tuple((one.id, label_of(cycle, one.id)) for one in cycle.decisions.values() if one.ended_at is not None),
        metrics=tuple(MetricRow(id=metric.id, title=metric.title) for metric in plan.metrics) if plan else (),
        open=tuple(
            OpenRow(
                id=end.item_id,
                label=label_of(cycle, end.item_id),
                href=href_of(cycle, end.item_id),
                owner=name_of(reader.names, end.person_id),
            )
            for end in open_items(cycle)
        ),
        wrap_up=_by(cycle.wrap_up.written_by, cycle.wrap_up.written_at, reader) if cycle.wrap_up else "",
        forms=_forms(cycle, kept),
    )


def _forms(cycle: Cycle, kept: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Return what each form holds; a wrap-up that was written stands in its form to be written anew."""
    forms: dict[str, Mapping[str, Any]] = {
        form: defaultdict(str, kept.get(form, {})) for form in ("signals", "support-review", "weeks", "retrospective", "wrap-up", "closing")
    }
    written = cycle.wrap_up
    if written is not None and "wrap-up" not in kept:
        labels = {decision.id: f"D-{decision.number}" for decision in cycle.decisions.values()}
        said: dict[str, str] = {"summary": written.summary, "starting_context": "\n".join(written.starting_context)}
        for one in written.movements:
            said |= {f"before_{one.metric_id}": one.before, f"after_{one.metric_id}": one.after}
            said[f"decisions_{one.metric_id}"] = ", ".join(labels.get(each, each) for each in one.decision_ids)
        for one in written.carried:
            said |= {f"goes_{one.item_id}": one.disposition, f"why_{one.item_id}": one.reason}
        forms["wrap-up"] = defaultdict(str, said)
    return forms


def _checkpoints(cycle: Cycle, reader: Reader) -> list[CheckpointRow]:
    titles = {metric.id: metric.title for metric in cycle.plan.metrics} if cycle.plan else {}
    lines = [(handoff, line) for handoff in cycle.handoffs.values() if handoff.state == "accepted" for line in handoff.kept]
    return [
        CheckpointRow(
            label=label_of(cycle, line.decision_id),
            href=f"/handoffs/{handoff.id}#{line.id}",
            owner=name_of(reader.names, line.terms.owner_after_id),
            metric=titles.get(line.terms.metric_id, line.terms.metric_id),
            when=instant(line.terms.checkpoint_at, reader.zone) if line.terms.checkpoint_at else None,
            criterion=line.terms.checkpoint_criterion,
            chip=_checkpoint_chip(line.checkpoint.met if line.checkpoint else None, line.terms.checkpoint_at, reader.now),
            reading=line.checkpoint.reading if line.checkpoint else "",
        )
        for handoff, line in lines
    ]


def _checkpoint_chip(met: bool | None, at: datetime | None, now: datetime) -> Chip:
    """K1: planned, held, or missed."""
    if met is None:
        return Chip("breached", "Missed: read it now") if at is not None and at <= now else Chip("pending", "Planned")
    return Chip("approved", "Held: met") if met else Chip("due", "Held: not met")


def _signals(cycle: Cycle, reader: Reader) -> list[SignalRow]:
    titles = _promise_titles(cycle)
    return [
        SignalRow(
            kind=one.kind.title(),
            text=one.text,
            promise=titles.get(one.promise_id, ""),
            count=one.count,
            by=name_of(reader.names, one.by_id),
            when=instant(one.at, reader.zone),
            reference=one.reference,
        )
        for one in cycle.support.signals.values()
    ]


def _promises(cycle: Cycle) -> list[PromiseRow]:
    judged = {one.promise_id: one for one in cycle.support.outcomes}
    rows: list[PromiseRow] = []
    for promise in cycle.plan.promises if cycle.plan else ():
        found = judged.get(promise.id)
        chip = None if found is None else Chip("approved", "Improved") if found.improved else Chip("due", "Not improved")
        signals = sum(one.count for one in cycle.support.signals.values() if one.promise_id == promise.id)
        rows.append(PromiseRow(id=promise.id, title=promise.title, signals=signals, chip=chip, shown=found.shown if found else ""))
    return rows


def _corrections(cycle: Cycle, reader: Reader) -> list[CorrectionRow]:
    titles = _promise_titles(cycle) | signs_of(cycle)
    standards = standards_of(cycle)
    rows: list[CorrectionRow] = []
    for one in sorted(cycle.corrections.values(), key=lambda found: (found.settled_at is not None, found.due_at)):
        late = one.settled_at is None and one.due_at <= reader.now
        about = f"{'Promise' if one.source == 'promise' else 'Sign'}: {titles.get(one.source_id, one.source_id)}"
        rows.append(
            CorrectionRow(
                id=one.id,
                label=f"F-{one.number}",
                title=one.title,
                owner=name_of(reader.names, one.owner_id),
                due=instant(one.due_at, reader.zone),
                chip=Chip("approved", "Settled") if one.settled_at else Chip("breached", "Overdue") if late else Chip("pending", "Open"),
                about=about + (f", held against {standards.get(one.standard, one.standard)}" if one.standard else ""),
                how=one.how,
                open=one.settled_at is None,
            )
        )
    return rows


def _lessons(cycle: Cycle) -> list[LessonRow]:
    titles = {(kind, part_id): title for kind, parts in parts_of(cycle).items() for part_id, title in parts.items()}
    found = cycle.retrospective.lessons if cycle.retrospective else ()
    return [
        LessonRow(
            finding=one.finding,
            changes=f"Kept as a pattern: {label_of(cycle, one.decision_id)}"
            if one.decision_id
            else f"Changes {titles.get((one.pack or '', one.part_id), one.part_id)}: {one.new_text}",
            href=href_of(cycle, one.decision_id) if one.decision_id else "",
        )
        for one in found
    ]


def _promise_titles(cycle: Cycle) -> dict[str, str]:
    return {promise.id: promise.title for promise in cycle.plan.promises} if cycle.plan else {}


def _by(person_id: str, at: datetime | None, reader: Reader) -> str:
    return f"{name_of(reader.names, person_id)}, {instant(at, reader.zone).words}" if at else ""
