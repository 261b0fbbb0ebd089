"""The rules of safeguards: each becomes something that happens before implementation starts (Y1), and is looked at every review (Y2)."""

from collections.abc import Iterator
from typing import assert_never

from plumbline.domain.cycle.facts.entry import conditions_of, gate_rule
from plumbline.domain.cycle.gate import GateConditionAdded
from plumbline.domain.cycle.rules.common import Answer, Event, check, decided, leads, unknown
from plumbline.domain.cycle.rules.period import open_period
from plumbline.domain.cycle.safeguard import (
    Command,
    FormaliseSafeguard,
    ReviewSafeguard,
    Safeguard,
    SafeguardFormalised,
    SafeguardKept,
    SafeguardLapsed,
)
from plumbline.domain.cycle.safeguard import Event as SafeguardEvent
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.playbook.plan import Condition
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding


def decide_safeguard(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return what a command about a safeguard changes, or everything that stands in its way."""
    safeguard = cycle.safeguards.get(command.safeguard_id)
    if safeguard is None:
        return unknown("safeguard", command.safeguard_id)
    match command:
        case FormaliseSafeguard():
            return _formalise(command, safeguard, cycle, workspace, context)
        case ReviewSafeguard():
            return _review(command, safeguard, cycle, workspace, context)
        case _:
            assert_never(command)


def places(cycle: Cycle) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return where a safeguard can be formalised, by form: ids with titles."""
    plan = cycle.plan
    return {
        "gate_condition": tuple((gate.id, gate.title) for gate in plan.gates) if plan else (),
        "agenda_item": tuple((item.id, item.title) for item in plan.agenda) if plan else (),
        "checkpoint": tuple((one.id, one.title) for one in cycle.checkpoints.values() if one.state == "planned"),
    }


def safeguard_findings(cycle: Cycle, workspace: Workspace) -> Iterator[Finding]:
    """Check that each safeguard is formalised, which implementation waits for (Y1)."""
    for safeguard in cycle.safeguards.values():
        formalised = safeguard.state != "named"
        yield check(
            "Y1.formalised", formalised, who=leads(workspace), act="safeguard.formalise", item=safeguard.id, safeguard=safeguard.title
        )


def _formalise(command: FormaliseSafeguard, safeguard: Safeguard, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    known = [place for place, _ in places(cycle)[command.form]]
    me, act = (context.actor,), "safeguard.formalise"
    findings = [
        check(
            "Y1.place", command.place in known, expected=", ".join(known), actual=command.place, who=me, act=act, item=safeguard.id
        ),
        check(
            "Y1.owner", workspace.has_rank(command.owner_id, "contributor"), actual=command.owner_id, who=me, act=act, item=safeguard.id
        ),
    ]  # fmt: skip
    formalised = SafeguardFormalised(
        safeguard_id=safeguard.id, form=command.form, place=command.place, owner_id=command.owner_id
    )  # fmt: skip
    same = (safeguard.form, safeguard.place, safeguard.owner_id) == (command.form, command.place, command.owner_id)
    return decided("safeguard.refused", findings, lambda: [] if same else [formalised, *_condition(command, safeguard, cycle)])


def _condition(command: FormaliseSafeguard, safeguard: Safeguard, cycle: Cycle) -> list[Event]:
    """A gate asks for the safeguard from now on; nothing a gate asks is ever taken away again (G5)."""
    gate = gate_rule(cycle, command.place) if command.form == "gate_condition" else None
    condition = Condition(
        id=f"safeguard-{safeguard.planned_id}",
        expression="frame.safeguards_lapsed == 0",
        sentence=f"{safeguard.title}: it is kept, and no other safeguard has lapsed.",
        who="lead",
        act="safeguard.review",
    )
    if gate is None or condition.id in {one.id for one in conditions_of(cycle, gate)}:
        return []
    return [GateConditionAdded(gate_id=gate.id, condition=condition)]


def _review(command: ReviewSafeguard, safeguard: Safeguard, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    people = (safeguard.owner_id, *leads(workspace))
    act = "safeguard.review"
    findings = [
        check("Y2.formalised", safeguard.state != "named", who=leads(workspace), act="safeguard.formalise", item=safeguard.id),
        check("Y2.who", context.actor in people, actual=context.actor, who=people, act=act, item=safeguard.id),
        check("Y2.note", bool(command.note.strip()), who=(context.actor,), act=act, item=safeguard.id),
    ]
    period, note = open_period(cycle), command.note.strip()
    reviewed = (
        SafeguardKept(safeguard_id=safeguard.id, period=period, note=note)
        if command.verdict == "kept"
        else SafeguardLapsed(safeguard_id=safeguard.id, period=period, note=note)
    )
    return decided("safeguard.refused", findings, lambda: [reviewed])


def evolve_safeguard(cycle: Cycle, recorded: Recorded) -> None:
    """Apply an event of a safeguard to its cycle."""
    event: SafeguardEvent = recorded.event
    safeguard = cycle.safeguards[event.safeguard_id]
    safeguard.changed_at = recorded.at
    match event:
        case SafeguardFormalised():
            safeguard.form, safeguard.place, safeguard.owner_id = event.form, event.place, event.owner_id
            if safeguard.state == "named":
                safeguard.state = "formalised"
        case SafeguardKept():
            safeguard.state, safeguard.period, safeguard.note, safeguard.unreviewed = "kept", event.period, event.note, False
        case SafeguardLapsed():
            safeguard.state, safeguard.period, safeguard.note = "lapsed", event.period, event.note
            safeguard.unreviewed = event.unreviewed
        case _:
            assert_never(event)
