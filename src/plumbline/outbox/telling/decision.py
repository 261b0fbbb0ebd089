"""A decision as connected programs are told of it."""

from collections.abc import Iterator
from typing import Any

from plumbline.domain.cycle.decision import ENDED, Decision
from plumbline.domain.cycle.rules.decision import approval_findings
from plumbline.domain.cycle.state import Cycle
from plumbline.outbox.connector import Passage, Told
from plumbline.outbox.telling.looking import Called, Looking
from plumbline.words.catalog import sentence
from plumbline.words.event import code_words
from plumbline.words.numbers import numbered
from plumbline.words.time import moment


def decisions_told(event: Any, looking: Looking) -> tuple[Told, ...]:
    """Return the decisions that an event is about, each once."""
    found = dict.fromkeys(_concerned(event, looking.cycle))
    return tuple(_told(looking.cycle.decisions[one], looking) for one in found if one in looking.cycle.decisions)


def _concerned(event: Any, cycle: Cycle) -> Iterator[str]:
    """The decision that it names, or that the thing is about which it names."""
    yield getattr(event, "decision_id", "")
    if evidence := cycle.evidence.get(getattr(event, "evidence_id", "")):
        yield evidence.decision_id
    if thread := cycle.threads.get(getattr(event, "thread_id", "")):
        yield thread.anchor.id
    if blocker := cycle.blockers.get(getattr(event, "blocker_id", "")):
        yield from blocker.blocks
    if clock := cycle.clocks.get(getattr(event, "clock_id", "")):
        yield clock.item_id


def _told(decision: Decision, looking: Looking) -> Told:
    cycle = looking.cycle
    ended = decision.state in ENDED
    return Told(
        item_id=decision.id, number=f"D-{decision.number}", title=decision.title, url=f"{looking.base_url}/decisions/{decision.id}",
        cycle=cycle.title, state=decision.state, state_words=code_words(decision.state).capitalize(), ended=ended,
        owner=looking.name(decision.owner_id), due=moment(decision.due_at) if decision.due_at and not ended else "",
        due_at=decision.due_at, missing=() if ended else tuple(_missing(decision, looking)), passages=tuple(_passages(decision, looking)),
    )  # fmt: skip


def _missing(decision: Decision, looking: Looking) -> Iterator[str]:
    called = Called(looking)
    for finding in approval_findings(looking.cycle, decision, looking.workspace, looking.now):
        if not finding.met:
            yield sentence(finding, called).text


def _passages(decision: Decision, looking: Looking) -> Iterator[Passage]:
    if decision.question:
        yield Passage(title="Question", lines=(decision.question,))
    if decision.state in ENDED and decision.because:
        yield Passage(title="Because", lines=(decision.because,))
    open_threads = [one for one in looking.cycle.threads.values() if one.anchor.id == decision.id and one.state == "open"]
    if open_threads and decision.state not in ENDED:
        yield Passage(title="Open threads", lines=tuple(_thread(one.number, one.asks_id, looking) for one in open_threads))
    blockers = [one for one in looking.cycle.blockers.values() if decision.id in one.blocks and one.state == "open"]
    if blockers:
        yield Passage(title="Blockers", lines=tuple(numbered("blocker", one.number, one.title) for one in blockers))


def _thread(number: int, asks_id: str, looking: Looking) -> str:
    return f"T-{number}" + (f" asks {looking.name(asks_id)}" if asks_id else "")
