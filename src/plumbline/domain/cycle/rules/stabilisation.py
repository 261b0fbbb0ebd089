"""The rules of stabilisation: week by week, each deviation tied to a warning sign and owned under a named standard."""

from plumbline.domain.cycle.rules.common import Answer, Event, check, decided, leads
from plumbline.domain.cycle.rules.correction import opened, owned_findings
from plumbline.domain.cycle.rules.launching import launched_finding
from plumbline.domain.cycle.stabilisation import WEEKS, Command, Deviation, Week, WeekRecorded
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context, Finding


def decide_stabilisation(command: Command, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return the record of a week, or everything that it lacks. A week that was recorded stays as it is."""
    if command.number in cycle.stabilisation:
        return []
    act, me = "stabilisation.record_week", (context.actor,)
    people = (cycle.owners.get("support", ""), cycle.owners.get("delivery", ""), cycle.owners.get("outcome", ""), *leads(workspace))
    following = len(cycle.stabilisation) + 1
    findings = [
        launched_finding(cycle, context, act),
        check("V4.who", context.actor in people, actual=context.actor, who=people, act=act),
        check("V4.week", command.number == following <= WEEKS, expected=min(following, WEEKS), actual=command.number, who=me, act=act),
        check("V4.reading", bool(command.reading.strip()), who=me, act=act),
        *(finding for one in command.deviations for finding in _deviation(one, cycle, workspace, context)),
    ]

    def events() -> list[Event]:
        made = [
            opened(
                cycle, context, place, title=one.text, owner_id=one.owner_id, due_at=one.due_at, source="deviation",
                source_id=one.warning_sign, standard=one.standard,
            )
            for place, one in enumerate(command.deviations)
            if one.due_at is not None
        ]  # fmt: skip
        ids = tuple(one.correction_id for one in made)
        return [WeekRecorded(number=command.number, correction_ids=ids, reading=command.reading), *made]

    return decided("stabilisation.refused", findings, events)


def signs_of(cycle: Cycle) -> dict[str, str]:
    """Return what a deviation can be a sign of, by id: the warning signs and failure modes of the playbook."""
    return {part.id: part.title for part in (*cycle.plan.warning_signs, *cycle.plan.failure_modes)} if cycle.plan else {}


def standards_of(cycle: Cycle) -> dict[str, str]:
    """Return the standards that an issue can be owned under, by id: practices, safeguards and gates of the playbook."""
    if cycle.plan is None:
        return {}
    return {part.id: part.title for part in (*cycle.plan.practices, *cycle.plan.safeguards, *cycle.plan.gates)}


def _deviation(one: Deviation, cycle: Cycle, workspace: Workspace, context: Context) -> list[Finding]:
    me, act = (context.actor,), "stabilisation.record_week"
    return [
        *owned_findings("V4", one.text, one.owner_id, one.due_at, workspace, context, one.text or one.warning_sign),
        check("V4.sign", one.warning_sign in signs_of(cycle), actual=one.warning_sign, who=me, act=act, about=one.text),
        check("V4.standard", one.standard in standards_of(cycle), actual=one.standard, who=me, act=act, about=one.text),
    ]


def evolve_stabilisation(cycle: Cycle, recorded: Recorded) -> None:
    """Apply the record of a week to its cycle."""
    event: WeekRecorded = recorded.event
    cycle.stabilisation[event.number] = Week(event.number, event.reading, event.correction_ids, recorded.at, recorded.actor)
