"""The ladder of an escalated item as people read it: who was asked when, who has it until when, and what happens next."""

from plumbline.domain.cycle.escalation import Asking, Escalation, SkippedLevel
from plumbline.domain.cycle.rules.escalation import escalations_of, find_item, is_open
from plumbline.domain.cycle.rules.escalation_acting import may_answer
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.playbook.plan import LadderLevel
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.record import record
from plumbline.web.clockwords import moment
from plumbline.web.labels import Chip, name_of
from plumbline.web.reader import Reader
from plumbline.words.event import code_words

CAUSE_WORDS = (
    ("unclear_owner", "It was unclear whose it was"),
    ("missing_input", "Something was missing that somebody else had to give"),
    ("capacity", "Nobody had time for it"),
    ("disagreement", "People disagreed"),
    ("external", "It waited for somebody outside the team"),
    ("other", "Another cause, told in the outcome"),
)
_BASES = {"elapsed": "on the wall clock", "workday": "of working days", "business": "of business hours"}
_TRIGGERS = {
    "breach": "its time was up",
    "unresolved_cycles": "it stayed open for {threshold} full review {cycles}",
    "manual": "somebody took it up by hand",
}


@record
class LadderRow:
    """One level. whom: who is asked; when: what happened to it, or will."""

    number: int
    whom: str
    hours: str
    chip: Chip
    when: str


@record
class LadderView:
    """One escalation. now: how it stands; next: what the system does unless somebody acts."""

    id: str
    title: str
    why: str
    chip: Chip
    rows: tuple[LadderRow, ...]
    now: str
    next: str
    open: bool
    acknowledged: bool
    mine: bool
    outcome: str


@record
class ItemLadders:
    """All escalations of an item, the newest first. may_start: nothing is up by hand already, and the item is open.

    reason, outcome, cause: what a person wrote into a form that was refused.
    """

    item_id: str
    ladders: tuple[LadderView, ...]
    may_start: bool
    causes: tuple[tuple[str, str], ...] = CAUSE_WORDS
    reason: str = ""
    outcome: str = ""
    cause: str = ""


def item_ladders(cycle: Cycle, workspace: Workspace, item_id: str, reader: Reader) -> ItemLadders:
    """Return the ladders of an item."""
    found = escalations_of(cycle, item_id)
    item = find_item(cycle, item_id)
    by_hand = any(one.trigger == "manual" and one.resolved_at is None for one in found)
    return ItemLadders(
        item_id=item_id,
        ladders=tuple(_ladder(one, cycle, workspace, reader) for one in reversed(found)),
        may_start=item is not None and is_open(item) and not by_hand and workspace.has_rank(reader.person_id, "contributor"),
    )


def cause_words(cause: str) -> str:
    """Return a cause as people say it; that of an escalation whose item ended by itself is none."""
    return dict(CAUSE_WORDS).get(cause, "The item ended by itself")


def trigger_words(escalation: Escalation) -> str:
    """Say which rule took an item up."""
    cycles = "cycle" if escalation.threshold == 1 else "cycles"
    return _TRIGGERS[escalation.trigger].format(threshold=escalation.threshold, cycles=cycles)


def area_title(cycle: Cycle, area: str) -> str:
    """Return what the plan calls an area."""
    areas = cycle.plan.areas if cycle.plan else ()
    return next((one.title for one in areas if one.id == area), area)


def _ladder(escalation: Escalation, cycle: Cycle, workspace: Workspace, reader: Reader) -> LadderView:
    chip, now = _standing(escalation, reader)
    is_up = escalation.resolved_at is None
    return LadderView(
        id=escalation.id,
        title=f"Went up on {moment(escalation.started_at, reader.zone)}",
        why=f"{trigger_words(escalation)}{f': {escalation.reason}' if escalation.reason else ''}",
        chip=chip,
        rows=tuple(_row(number, level, escalation, cycle, reader) for number, level in enumerate(escalation.levels, 1)),
        now=now,
        next=_next(escalation, cycle, reader) if is_up else "",
        open=is_up,
        acknowledged=escalation.acknowledged_at is not None,
        mine=reader.person_id in may_answer(escalation, workspace),
        outcome=escalation.outcome,
    )


def _standing(escalation: Escalation, reader: Reader) -> tuple[Chip, str]:
    if escalation.resolved_at is not None:
        if escalation.item_ended:
            return Chip("ended", "Ended"), f"The item ended on {moment(escalation.resolved_at, reader.zone)}, and with it the escalation."
        by = name_of(reader.names, escalation.resolved_by)
        return Chip(
            "approved", "Came down"
        ), f"{by} ended it on {moment(escalation.resolved_at, reader.zone)}. {cause_words(escalation.cause)}."
    to = name_of(reader.names, escalation.to_id)
    if escalation.acknowledged_at is not None and escalation.asked:
        last = escalation.asked[-1]
        until = f" until {moment(last.lease_until, reader.zone)}" if last.lease_until else ""
        by, since = name_of(reader.names, last.acknowledged_by), moment(escalation.acknowledged_at, reader.zone)
        return Chip("pending", f"{by} has it"), f"{by} acknowledged it on {since}{until}."
    if escalation.exhausted_at is not None:
        return Chip("breached", "Nobody answered"), f"Nobody on the ladder acknowledged it. It stays with {to}."
    return Chip("escalated", f"Asked {to}"), f"{to} was asked and has not acknowledged it yet."


def _next(escalation: Escalation, cycle: Cycle, reader: Reader) -> str:
    at = escalation.next_step_at
    if at is None:
        return "Nothing more happens by itself: it needs an outcome."
    when, last = moment(at, reader.zone), escalation.asked[-1]
    following = _following(escalation, cycle, reader)
    if escalation.acknowledged_at is not None and not last.again:
        return f"Without an outcome by {when}, {name_of(reader.names, last.to_id)} is asked again."
    verb = "Without an outcome" if escalation.acknowledged_at is not None else "Without an acknowledgement"
    return f"{verb} by {when}, {following}."


def _following(escalation: Escalation, cycle: Cycle, reader: Reader) -> str:
    asked = {one.to_id for one in escalation.asked}
    for level in escalation.levels[escalation.level :]:
        person_id = level.person_id or cycle.owners.get(level.area, "")
        if person_id and person_id not in asked:
            return f"{name_of(reader.names, person_id)} is asked"
    if escalation.at_end == "fallback" and escalation.trigger != "manual":
        return "the item's own fallback takes its place, where it has one"
    return "nobody is left to ask, and it stays where it is"


def _row(number: int, level: LadderLevel, escalation: Escalation, cycle: Cycle, reader: Reader) -> LadderRow:
    asked = [one for one in escalation.asked if one.level == number]
    skipped = next((one for one in reversed(escalation.skipped) if one.level == number), None)
    owner = asked[-1].to_id if asked else level.person_id or cycle.owners.get(level.area, "")
    area, name = area_title(cycle, level.area), name_of(reader.names, owner)
    chip, when = _level(asked, skipped, escalation, reader)
    return LadderRow(
        number=number,
        whom=f"{area}: {name or 'nobody'}" if area else name,
        hours=f"{level.wait_hours} h to acknowledge, then {level.lease_hours} h, {_BASES[escalation.basis]}",
        chip=chip,
        when=when,
    )


def _level(asked: list[Asking], skipped: SkippedLevel | None, escalation: Escalation, reader: Reader) -> tuple[Chip, str]:
    if not asked:
        if skipped is not None:
            return Chip("tradeoff", "Skipped"), f"{moment(skipped.at, reader.zone)}: {code_words(skipped.why)}"
        return Chip("draft", "Not reached" if escalation.next_step_at is None else "Not yet"), ""
    told = "; ".join(_asked(one, reader) for one in asked)
    last = asked[-1]
    if last.acknowledged_at is not None and last.ended != "lease_ended":
        return Chip("approved", "Acknowledged"), told
    match last.ended:
        case "unanswered":
            return Chip("breached", "No answer"), told
        case "lease_ended":
            return Chip("due", "Ran out"), told
        case "resolved":
            return Chip("ended", "Ended"), told
        case "":
            return Chip("escalated", "Asked"), told


def _asked(one: Asking, reader: Reader) -> str:
    begun = f"asked{' again' if one.again else ''} {moment(one.at, reader.zone)}"
    if one.acknowledged_at is not None:
        until = f" until {moment(one.lease_until, reader.zone)}" if one.lease_until else ""
        return f"{begun}, {name_of(reader.names, one.acknowledged_by)} acknowledged {moment(one.acknowledged_at, reader.zone)}{until}"
    return f"{begun}, to acknowledge by {moment(one.answer_by, reader.zone)}"
