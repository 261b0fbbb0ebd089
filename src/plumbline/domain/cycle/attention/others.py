"""What open threads, blockers and risks ask of whom."""

from collections.abc import Iterator
from datetime import datetime

from plumbline.domain.cycle.attention.obligation import stand_in
from plumbline.domain.cycle.blocker import Blocker
from plumbline.domain.cycle.clock import Clock
from plumbline.domain.cycle.risk import Risk
from plumbline.domain.cycle.rules.acting import running_period
from plumbline.domain.cycle.sections import review_about, section_title
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.cycle.thread import Thread
from plumbline.domain.obligation import Kind, Obligation, Verb
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Value


def of_thread(thread: Thread, cycle: Cycle, workspace: Workspace) -> Iterator[Obligation]:
    """Yield who has to speak next. Answering removes whoever was asked and adds whom they answered."""
    if thread.state != "open":
        return
    if thread.asks_id:
        yield _thread_one(thread, cycle, thread.asks_id, "attention.asked", thread.asked_at or thread.opened_at, asker=_last_other(thread))
        return
    last = thread.comments[-1]
    if last.author_id != thread.author_id:
        yield _thread_one(thread, cycle, thread.author_id, "attention.answered_you", last.at, answerer=last.author_id)
        return
    decision, review = cycle.decisions.get(thread.anchor.id), review_about(cycle, thread.anchor.id)
    journey = cycle.journeys.get(thread.anchor.id)
    before = next((one.author_id for one in reversed(thread.comments) if one.author_id != thread.author_id), "")
    if before and workspace.is_active(before):
        yield _thread_one(thread, cycle, before, "attention.answered_you", last.at, answerer=last.author_id)
    elif review is not None and review.owner_id != thread.author_id:
        yield _thread_one(thread, cycle, review.owner_id, "attention.comment_in_review", last.at, author=thread.author_id)
    elif decision is not None and decision.owner_id not in ("", thread.author_id):
        yield _thread_one(thread, cycle, decision.owner_id, "attention.comment_on_yours", last.at, author=thread.author_id)
    elif journey is not None and journey.owner_id != thread.author_id and workspace.is_active(journey.owner_id):
        yield _thread_one(thread, cycle, journey.owner_id, "attention.comment_on_journey", last.at, author=thread.author_id)
    else:
        yield _thread_one(thread, cycle, stand_in(cycle, workspace), "attention.comment_unasked", last.at, author=thread.author_id)


def of_blocker(blocker: Blocker, cycle: Cycle) -> Iterator[Obligation]:
    """Yield what a blocker's owner must do; after a fallback that somebody else triggered, see it and say so."""
    if blocker.state == "open":
        yield _blocker_one(blocker, cycle, "attention.blocker_yours", blocker.raised_at, due_at=blocker.due_at)
    elif blocker.state == "fallback_triggered" and blocker.acknowledged_at is None:
        yield _blocker_one(blocker, cycle, "attention.fallback_triggered", blocker.ended_at or blocker.raised_at, due_at=None)


def of_risk(risk: Risk, cycle: Cycle) -> Iterator[Obligation]:
    """Yield what a risk's owner must do as long as it is open."""
    match risk.state:
        case "identified":
            yield _risk_one(risk, cycle, "attention.risk_unassessed")
        case "assessed":
            yield _risk_one(risk, cycle, "attention.risk_undecided")
        case "mitigating":
            yield _risk_one(risk, cycle, _asked_by_strategy(risk, cycle))
        case "accepted":
            yield _risk_one(risk, cycle, "attention.risk_accepted")
        case "transferred" | "avoided" | "closed" | "materialised":
            return


def _asked_by_strategy(risk: Risk, cycle: Cycle) -> str:
    """What the strategy of a risk waits for, if it waits for something."""
    match risk.strategy:
        case "pre-commitment-gate" if risk.achievable is None:
            return "attention.risk_question"
        case "fallback-plan" if not risk.fallback:
            return "attention.risk_fallback"
        case "criteria-and-checkpoints" if risk.checkpoint in ("planned", "missed"):
            return "attention.risk_checkpoint"
        case "criteria-in-cadence" if running_period(cycle) and running_period(cycle) not in risk.reviewed:
            return "attention.risk_criterion"
        case "isolate-48h" if not risk.isolated_id:
            return "attention.risk_isolate"
        case _:
            return "attention.risk_mitigating"


def subject_of(thread: Thread, cycle: Cycle) -> str:
    """Return what a thread is about, in words that cannot be erased: its decision's title, its review's or journey's, or its section's."""
    decision = cycle.decisions.get(thread.anchor.id)
    if decision is not None:
        return decision.title
    about = review_about(cycle, thread.anchor.id) or cycle.journeys.get(thread.anchor.id)
    if about is not None:
        return ": ".join(dict.fromkeys(part for part in (about.title, section_title(cycle, thread.section_id)) if part))
    return section_title(cycle, thread.section_id) or thread.anchor.id


def _last_other(thread: Thread) -> str:
    return next((one.author_id for one in reversed(thread.comments) if one.author_id != thread.asks_id), thread.author_id)


def _thread_one(thread: Thread, cycle: Cycle, person_id: str, reason: str, since: datetime, **values: Value) -> Obligation:
    clock = running_clock(thread.id, cycle)
    return one(
        "thread", "answer", thread.id, thread.number, subject_of(thread, cycle), person_id, reason, since, clock,
        clock.due_at if clock else None, 1 if thread.blocking else 0, **values,
    )  # fmt: skip


def _blocker_one(blocker: Blocker, cycle: Cycle, reason: str, since: datetime, due_at: datetime | None) -> Obligation:
    clock = running_clock(blocker.id, cycle)
    return one(
        "blocker", "unblock", blocker.id, blocker.number, blocker.title, blocker.owner_id, reason, since, clock,
        clock.due_at if clock else due_at, len(blocker.blocks), fallback=blocker.fallback,
    )  # fmt: skip


def _risk_one(risk: Risk, cycle: Cycle, reason: str) -> Obligation:
    clock = running_clock(risk.id, cycle)
    due_at = clock.due_at if clock else risk.accepted_until
    return one(
        "risk", "assess", risk.id, risk.number, risk.title, risk.owner_id, reason, risk.changed_at, clock, due_at, 0, rank=risk.rank
    )  # fmt: skip


def running_clock(item_id: str, cycle: Cycle) -> Clock | None:
    """Return the clock of an item's obligation, running or paused."""
    clock = cycle.clocks.get(cycle.clock_of.get(item_id, ""))
    return clock if clock is not None and clock.state != "stopped" else None


def one(
    kind: Kind,
    verb: Verb,
    item_id: str,
    number: int,
    title: str,
    person_id: str,
    reason: str,
    since: datetime,
    clock: Clock | None,
    due_at: datetime | None,
    blocks: int,
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
        clock_id=clock.id if clock is not None else "",
        blocks=blocks,
    )
