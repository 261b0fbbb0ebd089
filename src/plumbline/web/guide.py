"""The guide of the demo's first hour: five acts, and which of them are done.

What a person has looked at is remembered by their browser alone; what they did is read from the ledger.
"""

from collections.abc import Mapping
from typing import Any

from litestar.datastructures import State

from plumbline.domain.cycle.decision import DecisionApproved, DecisionApprovedConditionally, DecisionDeferred, DecisionRejected
from plumbline.domain.cycle.evidence import EvidenceSubmitted
from plumbline.domain.cycle.rules.decision import approval_findings
from plumbline.installation import Installation
from plumbline.kernel.record import record
from plumbline.ledger.entry import Entry
from plumbline.projections.attention import needs

DISMISSED = "off"
_TEACHER = "demo"  # the client that told the demo's story; whatever another one wrote was done by the person who looks
_RECORDED = (DecisionApproved, DecisionApprovedConditionally, DecisionRejected, DecisionDeferred)


@record
class GuideStep:
    """One act. done: whether it was done; current: whether it is the one to do now."""

    title: str
    text: str
    href: str
    done: bool
    current: bool


@record
class Guide:
    steps: tuple[GuideStep, ...]
    done: int
    dismissed: bool


@record
class Lesson:
    """What the guide leads to. decision: path of an approval that is refused; missing: who has to act before it can be recorded."""

    decision: str
    missing: str
    attached: bool
    recorded: bool


async def lesson_of(installation: Installation, state: State, names: Mapping[str, str], size: int) -> Lesson:
    """Return what the guide leads to now.

    size: that of the ledger. state: remembers how far it was read and what followed, so that a page costs nothing while nobody acts.
    """
    known, lesson = getattr(state, "guide_lesson", (-1, None))
    if lesson is None or known != size:
        done = await _done(installation, state)
        decision, missing = await _refused(installation, names)
        lesson = Lesson(decision=decision, missing=missing, attached="attached" in done, recorded="recorded" in done)
        state.guide_lesson = size, lesson
    return lesson


def seen_by(template: str, values: Mapping[str, Any]) -> str:
    """Return what somebody has seen who was shown a page; empty for pages that the guide does not ask for."""
    match template:
        case "home/show.html":
            return "home"
        case "decision/show.html" if values.get("missing"):
            return "refused"
        case "ledger/list.html" if values.get("verdict"):
            return "verified"
        case _:
            return ""


def guide_of(lesson: Lesson, seen: frozenset[str]) -> Guide:
    """Return the guide of a browser that has seen certain things."""
    place = lesson.decision or "/"
    waits = f" First {lesson.missing}: switch person at the top, then come back." if lesson.missing and lesson.attached else ""
    acts = (
        ("See what needs you", "Home lists it in the order in which to meet it.", "/", "home" in seen),
        ("Open an approval that is refused", "Its page says what is missing and who can meet it.", f"{place}#ready", "refused" in seen),
        ("Attach the evidence it lacks", "Say what it shows, and for which criterion.", f"{place}#attach", lesson.attached),
        ("Record the decision", f"Possible once every condition holds.{waits}", f"{place}#record", lesson.recorded),
        ("Verify the ledger", "Every act you did is in it. Recompute its hashes.", "/ledger", "verified" in seen),
    )
    now = next((index for index, act in enumerate(acts) if not act[3]), len(acts))
    steps = tuple(
        GuideStep(title=title, text=text, href=href, done=done, current=index == now)
        for index, (title, text, href, done) in enumerate(acts)
    )
    return Guide(steps=steps, done=sum(step.done for step in steps), dismissed=DISMISSED in seen)


async def _done(installation: Installation, state: State) -> frozenset[str]:
    read, done = getattr(state, "guide_read", (0, frozenset[str]()))
    while entries := await installation.ledger.scan(after=read, limit=500):
        done |= {act for entry in entries if (act := _act_of(entry))}
        read = entries[-1].position
    state.guide_read = read, done
    return done


def _act_of(entry: Entry) -> str:
    if entry.attribution.client == _TEACHER:
        return ""
    if isinstance(entry.event, EvidenceSubmitted):
        return "attached"
    return "recorded" if isinstance(entry.event, _RECORDED) else ""


async def _refused(installation: Installation, names: Mapping[str, str]) -> tuple[str, str]:
    """Return the path of the first approval of the demo's person that is refused now, and what others have to do for it."""
    workspace, person = await installation.handling.workspace(), installation.demo_person
    for need in await needs(installation.ledger, person):
        if not need.cycle_id:
            continue
        async with installation.handling.reading(need.cycle_id) as cycle:
            decision = cycle.decisions.get(need.item_id)
            if need.verb != "decide" or decision is None or decision.state != "in_review":
                continue
            findings = approval_findings(cycle, decision, workspace, installation.clock(), person)
        if any(not finding.met for finding in findings):
            others = [finding.who for finding in findings if not finding.met and finding.who and person not in finding.who]
            name = names.get(others[0][0], "") if others else ""
            return f"/decisions/{decision.id}", f"{name} has to act" if name else ""
    return "", ""
