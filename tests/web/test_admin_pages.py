from pathlib import Path

from web_visit import Visitor, visiting


def written(visitor: Visitor, **changes: str) -> dict[str, str]:
    levels = {"area-1": "delivery", "person-1": "", "wait-1": "8", "lease-1": "24"}
    last = {"area-2": "", "person-2": visitor.house.people["mara"], "wait-2": "24", "lease-2": "24"}
    return {"policy_id": "urgent", "title": "Urgent", "levels": "2", "act": "save", **levels, **last, **changes}


async def test_a_policy_is_defined_level_by_level_and_shown_again_for_its_next_version(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        assert await ana.read("/admin") == 200
        await ana.read("/admin/escalation")
        assert await ana.send("/admin/escalation", written(ana)) == 200, ana.alert()
        assert "Reaches somebody at each level" in ana.page
        assert await ana.read("/admin/escalation/urgent") == 200
        assert ana.value("wait-1") == "8"


async def test_a_policy_that_would_never_end_is_refused_with_all_its_faults_and_the_text_kept(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await ana.read("/admin/escalation")
        wrong = written(ana, **{"area-1": "", "wait-1": "999", "person-2": "", "area-2": "delivery"})
        assert await ana.send("/admin/escalation", wrong) == 409
        assert "Level 1 has to ask either an area or one person" in ana.alert()
        assert "Level 1 waits 999 hours" in ana.alert()
        assert "Level 2 is the last" in ana.alert()
        assert ana.value("wait-1") == "999"


async def test_levels_are_added_and_removed_without_scripts_and_without_saving(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await ana.read("/admin/escalation")
        assert await ana.send("/admin/escalation", written(ana, act="add")) == 200
        assert "Level 3" in ana.page
        assert await ana.send("/admin/escalation", written(ana, act="remove-1")) == 200
        assert "Level 2" not in ana.page
        assert "No policies" in ana.page


async def test_whoever_may_not_define_policies_reads_them(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        ana.become("bo")
        await ana.read("/admin/escalation")
        assert "Leads and administrators define policies." in ana.page
        assert await ana.send("/admin/escalation", written(ana)) == 403


async def test_a_lead_chooses_a_policy_on_the_report_of_the_cycle(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await ana.read("/admin/escalation")
        await ana.send("/admin/escalation", written(ana))
        await ana.read(f"/cycles/{ana.house.cycle}/escalations")
        assert "the playbook's own ladder" in ana.page
        assert await ana.send(f"/cycles/{ana.house.cycle}/escalation-policy", {"policy_id": "urgent"}) == 200
        assert "Items go up by the policy “Urgent”." in ana.page
        assert await ana.send(f"/cycles/{ana.house.cycle}/escalation-policy", {"policy_id": "none"}) == 409
        assert "There is no escalation policy none." in ana.alert()
