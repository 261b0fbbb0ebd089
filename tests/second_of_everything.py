"""The second workspace with an item of every kind, so that whatever a route names can be tried with one that is somebody else's."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

from plumbline.domain.cycle.assumption import StateAssumption
from plumbline.domain.cycle.checkpoint import NameDependency, PlanCheckpoint
from plumbline.domain.cycle.communication import DraftMessage
from plumbline.domain.cycle.decision import ApproveDecision
from plumbline.domain.cycle.drill import StartDrill
from plumbline.domain.cycle.escalation import StartEscalation
from plumbline.domain.cycle.evidence import AcceptEvidence
from plumbline.domain.cycle.frame import SwitchPattern
from plumbline.domain.cycle.gate import OverrideGate, PassGate
from plumbline.domain.cycle.handoff import AssembleHandoff, Terms
from plumbline.domain.cycle.promise import BindPromise
from plumbline.domain.cycle.release import LaunchRelease, PlanRelease
from plumbline.domain.cycle.review import OpenReview
from plumbline.domain.cycle.scope import RequestScope
from plumbline.domain.cycle.scope_change import RequestChange
from plumbline.domain.cycle.stabilisation import Deviation, RecordStabilisationWeek
from plumbline.domain.document.subject import subject_of
from plumbline.domain.journey.journey import CreateJourney
from plumbline.domain.workspace.decision_template import KeepDecisionTemplate, ProposeTemplateChange, TemplateContent, TemplateCriterion
from plumbline.domain.workspace.workspace import AddMember
from small_journey import plain
from two_workspaces import Second

_DAY = timedelta(days=1)


async def complete(second: Second) -> None:
    """Let everything else happen in the second workspace that makes items. Finn, who leads it too, gives what Eve may not give herself."""
    finn = second.installation.handling.context(actor="", surface="cli").new_id("usr")
    second.house.installation.directory.add_person(finn, "Finn Elsewhere", "finn@elsewhere.example", "Europe/Berlin")
    await second.done(AddMember(person_id=finn, rank="lead", calendar_id="default"), second.installation.workspace_id)
    async with second.installation.handling.reading(second.cycle) as cycle:
        plan = cycle.plan
        promise, area = next(iter(cycle.promises)), next(iter(cycle.owners))
    at = second.house.clock() + 5 * _DAY
    await second.done(StateAssumption(title="They come back", owner_id=second.eve, impact=3, cost=2))
    scope = await second.done(RequestScope(title="A second card", area=area))
    await second.done(RequestChange(title="The second card too", adds=(scope,)))
    await second.done(DraftMessage(title="Soon", audience="buyers", text="It is coming."))
    await second.done(StartDrill(pressure_id=plan.pressures[0].id))
    await second.done(StartEscalation(item_id=second.blocker, reason="It waits."))
    needs = await second.done(NameDependency(title="Cards", from_area=area, to_area=plan.areas[-1].id, owner_id=second.eve))
    await second.done(PlanCheckpoint(dependency_id=needs, title="Cards there", phase="design", metric_id=plan.metrics[0].id, at=at))
    await _reviewed(second)
    await _handed_over(second, finn)
    await _launched(second, finn, promise)
    await _kept(second)
    await second.done(SwitchPattern(pattern_id="parallel-validation", on=True))  # puts the daily sync on the agenda


async def _reviewed(second: Second) -> None:
    async with second.installation.handling.reading(second.document, texts=True) as document:
        subject = subject_of(document)
    await second.done(OpenReview(title="The terms", subject=subject))
    stream = second.installation.handling.context(actor="", surface="cli").new_id("jrn")
    await second.done(CreateJourney(cycle_id=second.cycle, content=json.dumps(plain())), stream)


async def _handed_over(second: Second, finn: str) -> None:
    entry = "implementation-entry"
    await second.done(AcceptEvidence(evidence_id=second.evidence), by=finn)
    await second.done(ApproveDecision(decision_id=second.decision, because="It works."))
    await second.done(_override(second, entry, second.decision), by=finn)
    await second.done(PassGate(gate_id=entry, item_id=second.decision))
    await second.done(AssembleHandoff(lines=(Terms(decision_id=second.decision),), receiver_id=finn))


async def _launched(second: Second, finn: str, promise: str) -> None:
    bound = BindPromise(promise_id=promise, owner_id=second.eve, direction="at_least", bound=90, warning=95, unit="%", criterion="Of all.")
    await second.done(bound)
    release = await second.done(PlanRelease(title="To a few", owner_id=second.eve, promise_id=promise, after_owner_id=finn))
    await second.done(_override(second, "launch-readiness", second.cycle), by=finn)
    await second.done(PassGate(gate_id="launch-readiness", item_id=second.cycle))
    await second.done(LaunchRelease(release_id=release, share=5))
    async with second.installation.handling.reading(second.cycle) as cycle:
        sign, standard = cycle.plan.warning_signs[0].id, cycle.plan.gates[0].id
    deviation = Deviation(
        text="Slow", warning_sign=sign, standard=standard, owner_id=second.eve, due_at=second.house.clock() + 5 * _DAY
    )  # fmt: skip
    await second.done(RecordStabilisationWeek(number=1, reading="Two of three.", deviations=(deviation,)))


async def _kept(second: Second) -> None:
    new_id, home = second.installation.handling.context(actor="", surface="cli").new_id, second.installation.workspace_id
    content = TemplateContent(title="Retry", criteria=(TemplateCriterion(text="It answers.", method="manual"),))
    keep = KeepDecisionTemplate(
        decision_template_id=new_id("dtp"), content=content, from_cycle_id=second.cycle, from_decision_id=second.decision
    )
    kept = await second.done(keep, home)
    change = ProposeTemplateChange(
        decision_template_id=kept, proposal_id=new_id("tpc"), based_on=1, content=replace(content, question="How often?"), because="Asked.",
        from_cycle_id=second.cycle, from_thread_id=second.thread,
    )  # fmt: skip
    await second.done(change, home)


def _override(second: Second, gate: str, item: str) -> Any:
    return OverrideGate(
        gate_id=gate, item_id=item, reason="The fair.", control="A switch.", expires_at=second.house.clock() + 9 * _DAY
    )  # fmt: skip
