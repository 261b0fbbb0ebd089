"""The rules of the lens: every reviewed item is judged by the playbook's question, and the verdict is kept with the evidence (L1)."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from plumbline.domain.cycle.assumption import Assumption
from plumbline.domain.cycle.decision import Decision
from plumbline.domain.cycle.facts.item import item_record
from plumbline.domain.cycle.facts.judging import judge
from plumbline.domain.cycle.lens import Command, Event, LensApplied, Verdict
from plumbline.domain.cycle.review import Review
from plumbline.domain.cycle.risk import Risk
from plumbline.domain.cycle.rules.common import Answer, check, decided, unknown
from plumbline.domain.cycle.rules.evidence import counts
from plumbline.domain.cycle.rules.period import open_period
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding

Judged = Decision | Risk | Assumption | Review


def decide_lens(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Record a verdict. An item whose record plainly lacks what the lens asks for cannot pass, whoever says so."""
    item = judged_item(cycle, command.item_id)
    if item is None:
        return unknown("item", command.item_id)
    me, act = (context.actor,), "lens.apply"
    findings = [
        check("L1.because", bool(command.because.strip()), who=me, act=act, item=item.id),
        check(
            "L1.condition",
            command.verdict == "fails" or lens_holds(cycle, item) is not False,
            who=_menders(item, context),
            act=act,
            item=item.id,
        ),
    ]
    applied = LensApplied(
        item_id=item.id,
        verdict=command.verdict,
        content_hash=_content(item),
        evidence_ids=_counting(cycle, item, context.now),
        period=open_period(cycle),
        because=command.because.strip(),
    )
    return decided("lens.refused", findings, lambda: [applied])


def evolve_lens(cycle: Cycle, recorded: Recorded) -> None:
    """Keep the verdict; the one before stays in the ledger."""
    event: Event = recorded.event
    cycle.verdicts[event.item_id] = Verdict(
        item_id=event.item_id,
        verdict=event.verdict,
        by_id=recorded.actor,
        at=recorded.at,
        content_hash=event.content_hash,
        evidence_ids=event.evidence_ids,
        period=event.period,
        because=event.because,
    )


def judged_item(cycle: Cycle, item_id: str) -> Judged | None:
    """Return the item that the lens can be applied to: a decision, a risk, an assumption or a review."""
    kept = (cycle.decisions, cycle.risks, cycle.assumptions, cycle.reviews)
    return next((found for items in kept if (found := items.get(item_id))), None)


def lens_holds(cycle: Cycle, item: Judged) -> bool | None:
    """Tell whether an item meets the lens as far as its record shows; None when the playbook leaves it to people or nothing is measured."""
    condition = cycle.plan.lens_condition if cycle.plan else ""
    return judge(condition, {"item": item_record(item, cycle)}).met if condition else None


def verdict_of(cycle: Cycle, item_id: str) -> Verdict | None:
    """Return the verdict on an item as it reads now; None when it was not judged, or has been edited since."""
    item, verdict = judged_item(cycle, item_id), cycle.verdicts.get(item_id)
    return verdict if item is not None and verdict is not None and verdict.content_hash == _content(item) else None


def lens_findings(cycle: Cycle, item_ids: Iterable[str], who: Iterable[str] = ()) -> Iterator[Finding]:
    """Check that each of some items was judged through the lens as it reads now: part of completing it in a review (C6)."""
    people = tuple(who)
    for item_id in item_ids:
        yield check("L1.applied", verdict_of(cycle, item_id) is not None, who=people, act="lens.apply", item=item_id)


def _content(item: Judged) -> str:
    return "" if isinstance(item, Risk | Assumption) else item.content_hash


def _counting(cycle: Cycle, item: Judged, now: datetime) -> tuple[str, ...]:
    if not isinstance(item, Decision):
        return ()
    pieces = (cycle.evidence[one] for one in cycle.evidence_of.get(item.id, ()))
    return tuple(piece.id for piece in pieces if counts(piece, item, now))


def _menders(item: Judged, context: Context) -> tuple[str, ...]:
    return (item.owner_id, context.actor)
