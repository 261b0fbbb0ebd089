import re
from pathlib import Path

from web_visit import visiting

CHOICES = {"industry": "legaltech", "role": "customer-success", "objective": "stakeholder-alignment"}


async def test_the_library_lists_the_twelve_playbooks(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await ana.read("/playbooks")
        assert len(set(re.findall(r'href="/playbooks/([a-z.-]+)"', ana.html.replace("&#x2f;", "/"))) - {"compose"}) == 12


async def test_the_library_narrows_to_an_industry(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await ana.read("/playbooks?industry=logistics")
        assert "Show all 12" in ana.page
        assert len(set(re.findall(r"/playbooks/(logistics[a-z.-]+)", ana.html.replace("&#x2f;", "/")))) == 4


async def test_a_playbook_has_its_eight_parts_and_a_table_of_contents(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        assert await ana.read("/playbooks/legaltech.customer-success.stakeholder-alignment") == 200
        assert [int(number) for number in re.findall(r'-heading">(\d) ', ana.html)] == list(range(1, 9))
        assert await ana.read("/playbooks/legaltech.nobody.anything") == 404


async def test_the_composer_shows_the_cycle_that_the_choices_produce(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await ana.read("/playbooks/compose?industry=logistics&role=innovation&objective=mvp-planning")
        assert "logistics" in ana.page.lower()
        assert "All 8 areas have an owner" in ana.page


async def test_the_two_answers_preselect_patterns_until_somebody_ticks_by_hand(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await ana.read("/playbooks/compose?team=two&stage=exploring")
        assert re.search(r'value="joint-review-gates" checked', ana.html)
        await ana.read("/playbooks/compose?team=two&stage=exploring&asked=two.exploring&pattern=weekly-risk-page")
        assert not re.search(r'value="joint-review-gates" checked', ana.html)
        assert re.search(r'value="weekly-risk-page" checked', ana.html)


async def test_choices_nobody_knows_still_show_a_cycle(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        assert await ana.read("/playbooks/compose?industry=%00&role=x&objective=%27&team=9&stage=") == 200


async def test_starting_writes_the_cycle_and_leads_to_it(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await ana.read("/playbooks/compose?industry=legaltech&role=customer-success&objective=stakeholder-alignment")
        bo = ana.house.people["bo"]
        await ana.send("/cycles", {**CHOICES, "title": "Contract pilot", "starts_on": "2026-03-02", "owner_scope": bo})
        assert re.fullmatch(r"/cycles/cyc_\w{26}", ana.path)
        async with ana.house.installation.handling.reading(ana.path.rpartition("/")[2]) as cycle:
            assert cycle.title == "Contract pilot"
            assert cycle.plan.id == "legaltech.customer-success.stakeholder-alignment"
            assert cycle.owners["scope"] == bo
            assert cycle.owners["outcome"] == ana.house.people["ana"]


async def test_a_cycle_without_a_title_is_not_started(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await ana.read("/playbooks/compose")
        assert await ana.send("/cycles", {**CHOICES, "title": " ", "starts_on": "2026-03-02"}) == 422
        assert "Say what the cycle is called" in ana.alert()


async def test_a_risk_that_was_dropped_is_not_started_with_and_the_overview_says_so(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await ana.read(
            "/playbooks/compose?industry=legaltech&role=customer-success&objective=stakeholder-alignment&drop=meetings-without-decisions"
        )
        assert "Risks it starts with: 5 of 6" in ana.page
        await ana.send("/cycles", {**CHOICES, "title": "Short", "starts_on": "2026-03-02", "drop": ["meetings-without-decisions", "moon"]})
        async with ana.house.installation.handling.reading(ana.path.rpartition("/")[2]) as cycle:
            assert len(cycle.risks) == 5
        assert "Risk: Meetings without decisions" in ana.page
