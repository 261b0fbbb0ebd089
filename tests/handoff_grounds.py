"""A handoff in a small house: one decision through implementation entry, described, offered and accepted by real commands."""

import json
from dataclasses import replace
from datetime import timedelta

from plumbline.domain.cycle.decision import ApproveDecision
from plumbline.domain.cycle.evidence import AcceptEvidence, SubmitEvidence
from plumbline.domain.cycle.gate import PassGate
from plumbline.domain.cycle.handoff import AcceptHandoff, AssembleHandoff, EdgeCase, OfferHandoff, Terms
from plumbline.domain.run.run import GiveUp
from plumbline.edge.playable import journey_version
from plumbline.edge.referring import referring
from plumbline.files.journeys import template
from small_house import House

RUN = "run_" + "4" * 26


async def finished_run(house: House, journey: str, run: str = RUN) -> str:
    """Play a version of a journey and stop at once; return the run."""
    played = await journey_version(house.installation, journey)
    assert played is not None
    await house.done("ana", played.start("recipient"), run)
    await house.done("ana", GiveUp(run_id=run, role="recipient"), run)
    return run


async def passed(house: House) -> str:
    """Return a decision that is approved and through implementation entry."""
    decision = await house.decision()
    await house.proven(decision)
    await house.done("ana", ApproveDecision(decision_id=decision, because="It works."))
    await house.done("ana", PassGate(gate_id="implementation-entry", item_id=decision))
    return decision


async def terms_of(house: House, decision: str) -> Terms:
    """Return everything that a line has to say."""
    async with house.installation.handling.reading(house.cycle) as cycle:
        metric, practice = cycle.plan.metrics[0].id, cycle.plan.practices[0].id
    return Terms(
        decision_id=decision,
        expected="One retry, then *support*.",
        edge_cases=(EdgeCase(when="Declined twice", then="The basket | is kept <today>."),),
        metric_id=metric,
        owner_after_id=house.people["mara"],
        checkpoint_at=house.clock() + timedelta(days=30),
        checkpoint_criterion="Three of four finish",
        practice_id=practice,
    )


async def offered(house: House, receiver: str = "bo") -> str:
    """Return a handoff of one line that waits for its receiver."""
    lines = (await terms_of(house, await passed(house)),)
    handoff = await house.done("ana", AssembleHandoff(lines=lines, receiver_id=house.people[receiver]))
    await house.done("ana", OfferHandoff(handoff_id=handoff))
    return handoff


async def accepted(house: House, receiver: str = "bo") -> str:
    """Return a handoff that its receiver took over."""
    handoff = await offered(house, receiver)
    await house.done(receiver, AcceptHandoff(handoff_id=handoff))
    return handoff


async def offered_with_journey(house: House, receiver: str = "bo") -> tuple[str, str]:
    """Return a handoff of a decision that names the parcel's journey and was shown by a run, and the journey."""
    found = template("parcel-delay")
    assert found is not None
    journey, decision = await house.journey(json.loads(found.content)), await house.decision()
    handling = house.installation.handling
    command = await referring(handling, handling.context(actor=house.people["ana"], surface="web"), decision, journey)
    await house.done("ana", command)
    run = await finished_run(house, journey)
    shown = SubmitEvidence(decision_id=decision, criterion_ids=("crt_" + "0" * 26,), kind="run", title="Saturday | played", reference=run)
    await house.done("bo", AcceptEvidence(evidence_id=await house.done("ana", shown)))
    await house.done("ana", ApproveDecision(decision_id=decision, because="It works."))
    await house.done("ana", PassGate(gate_id="implementation-entry", item_id=decision))
    terms = replace(await terms_of(house, decision), edge_cases=())
    handoff = await house.done("ana", AssembleHandoff(lines=(terms,), receiver_id=house.people[receiver]))
    await house.done("ana", OfferHandoff(handoff_id=handoff))
    return handoff, journey
