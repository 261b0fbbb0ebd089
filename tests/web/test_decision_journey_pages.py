"""A decision names a journey on its page: in the version of now, with what is open there, and Suspect after an edit."""

from html import unescape
from pathlib import Path

from handoff_grounds import offered_with_journey
from plumbline.automation.journeys import follow_journey
from plumbline.automation.settling import settle
from plumbline.domain.cycle.decision import ApproveDecision
from plumbline.domain.journey.edit import Edit, setting
from plumbline.domain.journey.journey import EditJourney
from plumbline.domain.run.run import GiveUp
from plumbline.edge.playable import journey_version
from web_visit import Visitor, visiting


async def naming(visitor: Visitor) -> tuple[str, str]:
    """Return a decision in review that names the small journey, and the journey."""
    journey, decision = await visitor.house.journey(), await visitor.house.decision()
    await visitor.read(f"/decisions/{decision}")
    assert "It names no journey." in visitor.page
    sent = {"journey_id": journey, "read_hash": visitor.value("read_hash")}
    assert await visitor.send(f"/decisions/{decision}/journeys", sent) == 200, visitor.alert()
    return decision, journey


async def edited(visitor: Visitor, journey: str, *edits: Edit) -> None:
    await visitor.house.done("bo", EditJourney(journey_id=journey, edits=edits), journey)
    await follow_journey(visitor.house.installation.handling, journey)


async def test_a_decision_names_a_journey_in_its_exact_version(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        _, journey = await naming(ana)
        async with ana.house.installation.handling.reading(journey) as state:
            digest = state.current.digest
        assert f"A payment version 1, {digest[:12]}" in ana.page


async def test_what_was_edited_is_kept_as_a_version_before_it_is_named(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision, journey = await naming(ana)
        await edited(ana, journey, setting("screen", "paying", "title", "Hold on"))
        await ana.read(f"/decisions/{decision}")
        assert "Edited since" in ana.page
        assert "A payment was edited since the version that it names." in ana.page, "the approval says so, too"
        await ana.send(f"/decisions/{decision}/journeys", {"journey_id": journey, "read_hash": ana.value("read_hash")})
        assert "A payment version 2" in ana.page
        assert "Edited since" not in ana.page


async def test_a_journey_with_faults_cannot_be_named_and_the_page_says_why(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision, journey = await naming(ana)
        await edited(ana, journey, setting("transition", "t-pay", "to", "nowhere"))
        await ana.read(f"/decisions/{decision}")
        assert await ana.send(f"/decisions/{decision}/journeys", {"journey_id": journey}) == 409
        assert "nowhere" in ana.alert()


async def test_a_decision_no_longer_names_a_journey(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision, journey = await naming(ana)
        await ana.send(f"/decisions/{decision}/journeys", {"journey_id": journey, "how": "remove"})
        assert "It names no journey." in ana.page
        assert await ana.send(f"/decisions/{decision}/journeys", {"journey_id": "jrn_00000000000000000000000000"}) == 404


async def test_an_edit_after_the_approval_is_told_on_the_decision_and_at_the_gate(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision, journey = await naming(ana)
        await ana.house.proven(decision)
        await ana.house.done("ana", ApproveDecision(decision_id=decision, because="It works."))
        await edited(ana, journey, setting("screen", "paying", "title", "Hold on"))
        await ana.read(f"/decisions/{decision}")
        assert "Suspect: recheck" in ana.page
        assert "Suspect: A payment was edited after the approval." in ana.page
        assert "marked D-1 Retry after a decline as Suspect: A payment was edited after the approval" in ana.page


async def test_the_gate_lists_what_is_open_in_the_journey_and_leads_to_it(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision, journey = await naming(ana)
        ways_out = (Edit(op="remove", kind="transition", part=one) for one in ("t-again", "t-call"))
        await edited(ana, journey, *ways_out)
        await ana.send(f"/decisions/{decision}/journeys", {"journey_id": journey})
        await ana.house.proven(decision)
        await ana.house.done("ana", ApproveDecision(decision_id=decision, because="It works."))
        await ana.read(f"/decisions/{decision}")
        assert "A payment: unrecovered exception, “Refused”" in ana.page
        assert f'href="/journeys/{journey}#findings">Mend it or accept it' in unescape(ana.html)
        sent = {"gate_id": "implementation-entry"}
        assert await ana.send(f"/decisions/{decision}/passage", sent) == 409
        assert "In A payment is open: unrecovered exception, at “Refused”." in ana.alert()


async def test_a_line_of_a_handoff_shows_what_goes_wrong_and_says_when_the_journey_was_edited(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        handoff, journey = await offered_with_journey(ana.house)
        await ana.read(f"/handoffs/{handoff}")
        assert "We did not meet you Nobody opens the door minor Carrier How do you want to have it?" in ana.page
        assert "Runs that show it Saturday | played" in ana.page
        await edited(ana, journey, setting("screen", "missed", "title", "You were out"))
        await settle(ana.house.installation.handling, ana.house.cycle)
        await ana.read(f"/handoffs/{handoff}")
        assert "Suspect: recheck a journey that its decision names was edited" in ana.page
        assert "We did not meet you" in ana.page, "it says what was agreed"


async def ended(visitor: Visitor, journey: str, number: int, run: str) -> str:
    """Play a version of the small journey and stop at once; return the path of the run."""
    played = await journey_version(visitor.house.installation, journey, number)
    assert played is not None
    role = played.model.roles[0].id
    await visitor.house.done("ana", played.start(role), run)
    await visitor.house.done("ana", GiveUp(run_id=run, role=role), run)
    return f"/runs/{run}"


async def test_a_run_of_another_version_than_the_one_that_is_named_is_no_evidence(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision, journey = await naming(ana)
        await edited(ana, journey, setting("screen", "paying", "title", "Hold on"))
        await ana.read(f"/decisions/{decision}")
        await ana.send(f"/decisions/{decision}/journeys", {"journey_id": journey, "read_hash": ana.value("read_hash")})
        criterion = f"{decision} crt_{'0' * 26}"
        earlier, named = await ended(ana, journey, 1, "run_" + "1" * 26), await ended(ana, journey, 2, "run_" + "2" * 26)
        await ana.read(earlier)
        assert "(names another version)" in ana.page
        assert await ana.send(f"{earlier}/evidence", {"criterion": criterion}) == 409
        assert "The run played A payment, version 1, which is another content than the decision names: A payment, version 2." in ana.alert()
        assert "Play the version that is named and attach that run" in ana.alert()
        sent = {"criterion_ids": "crt_" + "0" * 26, "kind": "link", "title": "A run", "reference": f"http://127.0.0.1:8420{earlier}/record"}
        await ana.read(f"/decisions/{decision}")
        assert await ana.send(f"/decisions/{decision}/evidence", sent) == 409, "nor as a link to it"
        await ana.read(named)
        assert "(names another version)" not in ana.page
        assert await ana.send(f"{named}/evidence", {"criterion": criterion}) == 200
        assert "Run, for criterion 1; played A payment, version 2" in ana.page
