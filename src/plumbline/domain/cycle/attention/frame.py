"""What the frame asks of whom: follow-ups of stages, safeguards of the review, promises, releases, messages, checkpoints."""

from collections.abc import Iterator
from datetime import datetime

from plumbline.domain.cycle.attention.agenda import of_agenda
from plumbline.domain.cycle.checkpoint import Checkpoint
from plumbline.domain.cycle.communication import Message
from plumbline.domain.cycle.facts.message import is_suspect
from plumbline.domain.cycle.promise import Promise
from plumbline.domain.cycle.release import OUT, Release
from plumbline.domain.cycle.rules.communication import owner_of
from plumbline.domain.cycle.rules.period import is_unreviewed, open_period
from plumbline.domain.cycle.rules.released import missing_reports
from plumbline.domain.cycle.safeguard import Safeguard
from plumbline.domain.cycle.stage import Stage
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.obligation import Kind, Obligation, Verb
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Value

_MESSAGES = {"drafted": "attention.message_unchecked", "checked": "attention.message_unsent"}


def frame_ids(cycle: Cycle) -> Iterator[str]:
    """Yield the ids of the parts of the frame that can ask something of somebody."""
    for kept in (cycle.stages, cycle.safeguards, cycle.promises, cycle.releases, cycle.messages, cycle.checkpoints, cycle.agenda):
        yield from kept


def of_frame(item_id: str, cycle: Cycle, workspace: Workspace) -> tuple[Iterator[Obligation], str]:
    """Return what a part of the frame asks, and who takes over from somebody who has left; nothing for other ids."""
    if stage := cycle.stages.get(item_id):
        return _of_stage(stage, cycle), cycle.owners.get("outcome", "")
    if safeguard := cycle.safeguards.get(item_id):
        return _of_safeguard(safeguard, cycle), ""
    if promise := cycle.promises.get(item_id):
        return _of_promise(promise), promise.owner_id
    if release := cycle.releases.get(item_id):
        return _of_release(release, cycle), release.author_id
    if message := cycle.messages.get(item_id):
        return _of_message(message, cycle, workspace), message.author_id
    if checkpoint := cycle.checkpoints.get(item_id):
        return _of_checkpoint(checkpoint, cycle), checkpoint.author_id
    if item := cycle.agenda.get(item_id):
        return of_agenda(item, cycle, workspace), cycle.owners.get("outcome", "")
    return iter(()), ""


def claiming(cycle: Cycle, item_id: str) -> Iterator[str]:
    """Yield the ids of the messages that claim something of an item."""
    yield from (one.id for one in cycle.messages.values() if any(claim.reference == item_id for claim in one.claims))


def reviewed_each_period(cycle: Cycle) -> Iterator[str]:
    """Yield the ids of what is looked at in every review cycle."""
    yield from cycle.safeguards
    yield from (one.id for one in cycle.releases.values() if one.kind == "pilot")


def _of_stage(stage: Stage, cycle: Cycle) -> Iterator[Obligation]:
    if stage.follow_up_to and stage.follow_up_at is not None:
        signals = {item.id: item.title for item in cycle.plan.target_signals} if cycle.plan else {}
        signal = signals.get(stage.signal_id, stage.signal_id)
        reason = "attention.signal_missing"
        yield _one("stage", "answer", stage.id, stage.title, stage.follow_up_to, reason, stage.follow_up_at, signal=signal)


def _of_safeguard(safeguard: Safeguard, cycle: Cycle) -> Iterator[Obligation]:
    period = open_period(cycle)
    if is_unreviewed(safeguard, cycle):
        reason = "attention.safeguard_due"
        since, due_at = cycle.periods_opened[period], cycle.periods[period].closes_at
        yield _one("safeguard", "review", safeguard.id, safeguard.title, safeguard.owner_id, reason, since, due_at)
    elif safeguard.state == "lapsed" and safeguard.changed_at is not None:
        reason = "attention.safeguard_lapsed"
        yield _one("safeguard", "review", safeguard.id, safeguard.title, safeguard.owner_id, reason, safeguard.changed_at)


def _of_promise(promise: Promise) -> Iterator[Obligation]:
    if promise.owed_to and promise.owed_since is not None:
        reason = "attention.promise_correction"
        yield _one("promise", "decide", promise.id, promise.title, promise.owed_to, reason, promise.owed_since, promise.owed_at)
    if promise.state in ("at_risk", "broken"):
        last = promise.readings[-1]
        reason = "attention.promise_broken" if promise.state == "broken" else "attention.promise_at_risk"
        yield _one("promise", "unblock", promise.id, promise.title, promise.owner_id, reason, last.at, value=last.value, unit=promise.unit)


def _of_release(release: Release, cycle: Cycle) -> Iterator[Obligation]:
    if release.state in (*OUT, "held") and release.launched_at is not None and release.kind == "pilot":
        period = open_period(cycle)
        waiting = period >= release.launched_in and period not in {report.period for report in release.reports}
        if missing_reports(cycle, release) or (period and waiting):
            due_at = cycle.periods[period].closes_at if period else None
            reason = "attention.pilot_report"
            since = release.launched_at
            yield _one("release", "answer", release.id, release.title, release.owner_id, reason, since, due_at, release.number)
    if release.state == "held":
        reason = "attention.release_held"
        yield _one("release", "unblock", release.id, release.title, release.owner_id, reason, release.changed_at, None, release.number)
    if release.state == "planned":
        reason = "attention.release_planned" if release.after_owner_id else "attention.release_unowned_after"
        yield _one(
            "release", "decide", release.id, release.title, release.owner_id, reason, release.made_at, release.planned_at, release.number
        )  # fmt: skip


def _of_message(message: Message, cycle: Cycle, workspace: Workspace) -> Iterator[Obligation]:
    owner = owner_of(cycle, workspace)
    verb: Verb = "answer" if message.state == "checked" else "review"
    reason = _MESSAGES.get(message.state, "")
    if message.state == "sent" and is_suspect(message, cycle, message.changed_at):
        reason = "attention.message_suspect"
    if reason:
        yield _one("message", verb, message.id, message.title, owner, reason, message.changed_at, None, message.number)


def _of_checkpoint(checkpoint: Checkpoint, cycle: Cycle) -> Iterator[Obligation]:
    dependency = cycle.dependencies[checkpoint.dependency_id]
    if checkpoint.state == "held":
        return
    missed = checkpoint.state == "missed"
    reason = "attention.checkpoint_missed" if missed else "attention.checkpoint_planned"
    since = checkpoint.at if missed else dependency.named_at
    yield _one(
        "checkpoint", "review", checkpoint.id, checkpoint.title, dependency.owner_id, reason, since, checkpoint.at, dependency.number,
        dependency=dependency.title,
    )  # fmt: skip


def _one(
    kind: Kind,
    verb: Verb,
    item_id: str,
    title: str,
    person_id: str,
    reason: str,
    since: datetime,
    due_at: datetime | None = None,
    number: int = 0,
    **values: Value,
) -> Obligation:
    return Obligation(
        person_id=person_id,
        verb=verb,
        item_id=item_id,
        item_kind=kind,
        number=number,
        title=title,
        reason=reason,
        values=tuple(values.items()),
        since=since,
        due_at=due_at,
    )
