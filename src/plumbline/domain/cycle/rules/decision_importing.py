"""The rules of bringing decisions in: once however often it is tried, and never over what somebody has done with one here."""

from datetime import UTC, datetime, time

from plumbline.domain.cycle.decision import ENDED, Decision, Option
from plumbline.domain.cycle.decision.imported import BROUGHT, DecisionImported, ImportDecision, names_of
from plumbline.domain.cycle.rules.common import Answer, check, decided, next_number
from plumbline.domain.cycle.rules.decision_acting import able_findings
from plumbline.domain.cycle.rules.decision_writing import content_hash
from plumbline.domain.cycle.state import Cycle, Recorded
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Context

MOST_CHARACTERS = 400_000
"""How long a record may be that is brought in as one decision."""
_MIDNIGHT = time(tzinfo=UTC)


def bring_in(command: ImportDecision, cycle: Cycle, workspace: Workspace, context: Context) -> Answer:
    """Return the decision that a record becomes; nothing when it is here already as it is there."""
    record, me, act = command.imported, (context.actor,), "decision.import"
    known = cycle.imported.get((record.source, record.key), "")
    here = cycle.decisions.get(known)
    if here is not None and here.imported is not None and here.imported.digest == record.digest:
        return []
    title, today = command.title.strip(), context.now.date()
    days = [day for day in (command.begun_on, command.ended_on, *(one.on for one in record.history)) if day is not None]
    late = max((day for day in days if day > today), default=None)
    untouched, length = here is None or here.changed_at == here.imported_at, len(command.original)
    findings = [
        check("IN6.key", bool(record.key.strip()), who=me, act=act),
        check("IN6.title", bool(title), who=me, act=act, item=known),
        check("IN6.state", command.state in BROUGHT, expected=", ".join(sorted(BROUGHT)), actual=command.state, who=me, act=act),
        check("IN6.length", length <= MOST_CHARACTERS, expected=MOST_CHARACTERS, actual=length, who=me, act=act),
        check("IN6.past", late is None, expected=today.isoformat(), actual=late.isoformat() if late else "", who=me, act=act),
        check("IN6.untouched", untouched, who=(here.owner_id,) if here else me, act=act, item=known),
        check("T1.section", command.section_id in cycle.sections, actual=command.section_id, who=me, act=act),
        check("T1.objective", command.objective_id in cycle.objectives, actual=command.objective_id, who=me, act=act),
        *able_findings(workspace, command.owner_id, known),
    ]
    decision_id = known or context.new_id("dec")
    options = _options(command.options, decision_id)
    brought = DecisionImported(
        decision_id=decision_id,
        number=here.number if here else next_number(cycle, "decision"),
        title=title,
        section_id=command.section_id,
        objective_id=command.objective_id,
        owner_id=command.owner_id,
        state=command.state,
        imported=record,
        content_hash=content_hash(title, command.question, options, (), ()),
        question=command.question,
        because=command.because,
        options=command.options,
        begun_on=command.begun_on,
        ended_on=command.ended_on,
        original=command.original,
        again=here is not None,
    )
    return decided("decision.not_imported", findings, lambda: [brought])


def brought_in(cycle: Cycle, recorded: Recorded) -> None:
    """Put a record among the decisions, as it stands where it comes from. Its whole text stays with the entry."""
    event: DecisionImported = recorded.event
    begun = datetime.combine(event.begun_on, _MIDNIGHT) if event.begun_on else recorded.at
    ended = datetime.combine(event.ended_on, _MIDNIGHT) if event.ended_on and event.state in ENDED else None
    record = event.imported
    cycle.imported[record.source, record.key] = event.decision_id
    names = [(record.source, one) for one in names_of(record.key)]
    for name in names:
        cycle.record_names.setdefault(name, event.decision_id)
    follower = (record.source, names_of(record.superseded_by)[-1])
    cycle.decisions[event.decision_id] = Decision(
        id=event.decision_id,
        number=event.number,
        title=event.title,
        section_id=event.section_id,
        objective_id=event.objective_id,
        author_id=recorded.actor,
        content_hash=event.content_hash,
        drafted_at=begun,
        changed_at=recorded.at,
        state=event.state,
        question=event.question,
        owner_id=event.owner_id,
        options=_options(event.options, event.decision_id),
        authors={recorded.actor},
        because=event.because,
        ended_at=ended,
        superseded_by=cycle.record_names.get(follower, "") if record.superseded_by else "",
        imported=record,
        imported_at=recorded.at,
    )
    if record.superseded_by:
        cycle.succeeded.setdefault(follower, set()).add(event.decision_id)
    for before in (one for name in names for one in cycle.succeeded.get(name, ())):
        cycle.decisions[before].superseded_by = event.decision_id
    if not event.again:
        cycle.numbers["decision"] = event.number


def _options(titles: tuple[str, ...], decision_id: str) -> tuple[Option, ...]:
    """Options of a record have no ids of their own: theirs follow from the decision's, so that a replay makes the same."""
    return tuple(Option(id=f"opt_{number:02d}{decision_id[6:]}", title=title) for number, title in enumerate(titles))
