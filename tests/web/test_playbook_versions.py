from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from plumbline.domain.cycle.decision import ApproveDecision, ReopenDecision
from plumbline.domain.cycle.frame import ComposeCycle
from plumbline.domain.playbook.compose import compose
from plumbline.domain.playbook.plan import Plan, digest_of
from plumbline.web.playbook import closure_words, newest_version
from small_house import House, client_of, small_house
from web_visit import visiting

ID = "ecommerce.innovation.stakeholder-alignment"


def earlier(house: House) -> Plan:
    """The playbook as an earlier version of its packs made it: other words for the outcome, a step three days later."""
    plan = compose(house.installation.packs, "ecommerce", "innovation", "stakeholder-alignment")
    assert plan.unpatterned is not None
    written = replace(plan.unpatterned, steps=(replace(plan.steps[0], offset_days=4), *plan.unpatterned.steps[1:]))
    packs = tuple(replace(pack, version="0.9.0", digest="0" * 64) if pack.kind == "base" else pack for pack in plan.packs)
    return replace(plan, packs=packs, steps=written.steps, unpatterned=written, outcome="Approvals come faster.")


async def start_earlier(house: House) -> str:
    cycle = house.installation.handling.context(actor="", surface="cli").new_id("cyc")
    await house.done("ana", ComposeCycle(plan=earlier(house), title="Last spring", calendar_id="default"), cycle)
    return digest_of(earlier(house).packs)


async def test_a_playbook_of_which_only_the_loaded_version_runs_says_so(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        assert await ana.read(f"/playbooks/{ID}/versions") == 200
        assert "No cycle runs an earlier version" in ana.page
        assert await ana.read(f"/playbooks/{ID}/versions?since=ffff") == 404
        assert await ana.read("/playbooks/nothing.like.this/versions") == 404


async def test_what_has_changed_since_an_earlier_version_is_said_in_words(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        digest = await start_earlier(ana.house)
        assert await ana.read(f"/playbooks/{ID}/versions?since={digest[:12]}") == 200
        assert f"What has changed since {digest[:12]}" in ana.page
        assert "Step: Hold the scope session, working day on which it falls due" in ana.page
        assert "Approvals come faster." in ana.page
        assert "Pack: base base, version" in ana.page


async def test_versions_and_their_differences_are_the_same_over_the_network(tmp_path: Path):
    async with small_house(tmp_path) as house, client_of(house) as client:
        digest = await start_earlier(house)
        items = (await client.get(f"/v1/playbooks/{ID}/versions")).json()["items"]
        assert [(one["loaded"], one["cycles"]) for one in items] == [(True, 1), (False, 1)]
        assert items[1]["digest"] == digest
        told = (await client.get(f"/v1/playbooks/{ID}/versions/{digest[:12]}/differences")).json()["items"]
        assert {"what": "Step: Hold the scope session, working day on which it falls due", "before": "4", "after": "1"} in told
        assert (await client.get(f"/v1/playbooks/{ID}/versions/ffffffff/differences")).status_code == 404


async def test_the_library_lists_the_times_to_an_answer_and_forgets_what_was_opened_again(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        house = ana.house
        decision = await house.decision()
        await house.proven(decision)
        house.clock.set(house.clock() + timedelta(hours=5))
        await house.done("ana", ApproveDecision(decision_id=decision, because="It is shown."))
        await ana.read("/playbooks?industry=ecommerce")
        assert 'data-label="Time to an answer">5 h<' in ana.html
        await house.done("ana", ReopenDecision(decision_id=decision, reason="new_evidence", note="A second run."))
        await ana.read("/playbooks?industry=ecommerce")
        assert 'data-label="Time to an answer">5 h<' not in ana.html


def test_fewer_than_five_times_are_listed_and_five_have_a_median():
    hours = [timedelta(hours=number) for number in (2, 3, 5, 9, 40)]
    assert closure_words([]) == ("none yet", "")
    assert closure_words(hours[:4]) == ("2 h, 3 h, 5 h, 9 h", "")
    assert closure_words(hours) == ("5 h", "median of 5 decisions, from review to answer")


async def test_the_newest_version_is_the_highest_by_its_numbers(tmp_path: Path):
    async with small_house(tmp_path) as house:
        plan = earlier(house)
        packs = (replace(plan.packs[0], version="1.10.0"), replace(plan.packs[1], version="1.9.3"))
        assert newest_version(replace(plan, packs=packs)) == "1.10.0"
