import json
import re
from html import unescape
from pathlib import Path

from plumbline.domain.cycle.decision import AddDependency, WithdrawDecision
from plumbline.domain.cycle.review import OpenReview, Part, Subject
from web_visit import Visitor, visiting


async def propose(visitor: Visitor, **fields: str) -> int:
    section, objective = await visitor.house.place()
    sent = {"title": "Guest checkout stays", "section_id": section, "objective_id": objective, "act": "propose",
            "owner_id": visitor.house.people["bo"], **fields}  # fmt: skip
    await visitor.read(f"/cycles/{visitor.house.cycle}/decisions/new")
    return await visitor.send(f"/cycles/{visitor.house.cycle}/decisions", sent)


async def test_an_empty_list_says_what_will_be_here_and_how_to_begin(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await ana.read(f"/cycles/{ana.house.cycle}/decisions")
        assert "Decisions made in this cycle are listed here with owner, due time and proof." in ana.page


async def test_a_proposed_decision_is_listed_with_its_owner(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        bo = ana.house.people["bo"]
        assert await propose(ana, owner_id=bo, due_at="2026-03-06T12:00", fallback="It goes.", option_0="Keep it") == 200
        assert ana.path.startswith("/decisions/dec_")
        await ana.read(f"/cycles/{ana.house.cycle}/decisions")
        assert "D-1 Guest checkout stays" in ana.page
        assert "Proposed" in ana.page


async def test_a_decision_without_a_title_keeps_what_was_written(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        assert await propose(ana, title="", question="Do guests pay?") == 422
        assert "Say what is to be decided" in ana.alert()
        assert "Do guests pay?" in ana.html


async def test_filters_stand_in_the_address_and_leave_out_the_rest(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await ana.house.decision("ana")
        await propose(ana, owner_id=ana.house.people["bo"])
        await ana.read(f"/cycles/{ana.house.cycle}/decisions?filter=mine")
        assert "Retry after a decline" in ana.page
        assert "Guest checkout stays" not in ana.page


async def test_filters_that_match_nothing_lead_back_to_all(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await ana.house.decision()
        await ana.read(f"/cycles/{ana.house.cycle}/decisions?filter=suspect&filter=nobody-knows-this")
        assert "No decision is like this. Show all 1" in ana.page


async def test_the_list_can_be_sorted_both_ways(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await ana.house.decision()
        await propose(ana)
        await ana.read(f"/cycles/{ana.house.cycle}/decisions?sort=title")
        first = ana.page.index("Guest checkout") < ana.page.index("Retry after")
        await ana.read(f"/cycles/{ana.house.cycle}/decisions?sort=title&order=down")
        assert first
        assert ana.page.index("Retry after") < ana.page.index("Guest checkout")


async def test_the_board_leads_to_the_forms_that_move_a_card(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await ana.house.decision()
        await ana.read(f"/cycles/{ana.house.cycle}/decisions?view=board")
        assert "Move to" in ana.page


async def test_csv_never_starts_a_formula(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await propose(ana, title="=HYPERLINK(A1)")
        await ana.read(f"/cycles/{ana.house.cycle}/decisions.csv")
        assert "'=HYPERLINK(A1)" in ana.html


async def test_a_cycle_nobody_composed_is_missing(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        assert await ana.read("/cycles/cyc_" + "0" * 26 + "/decisions") == 404
        assert await ana.read("/cycles/anything/decisions") == 404


async def test_columns_are_chosen_in_the_address_and_stay_while_sorting(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await ana.house.decision()
        path = f"/cycles/{ana.house.cycle}/decisions"
        await ana.read(path)
        assert 'data-label="Owner"' in ana.html
        await ana.read(f"{path}?hide=owner&hide=blocks&hide=title&hide=nonsense")
        assert 'data-label="Owner"' not in ana.html
        assert 'data-label="Blocks"' not in ana.html
        assert "D-1 Retry after a decline" in ana.page
        assert "sort=objective&hide=owner&hide=blocks" in unescape(ana.html)


async def test_what_holds_up_most_is_listed_with_what_it_sets_free(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        one, two, three = [await ana.house.decision() for _ in range(3)]
        await ana.house.done("ana", AddDependency(decision_id=two, on_id=one))
        await ana.house.done("ana", AddDependency(decision_id=three, on_id=two))
        await ana.read(f"/cycles/{ana.house.cycle}/decisions")
        assert (
            "What holds up most Decision Owner Wait for it Free at once Open with its owner D-1 Retry after a decline Ana 2 1 3" in ana.page
        )


async def test_chosen_decisions_are_handed_on_together(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        one, two, three = [await ana.house.decision() for _ in range(3)]
        path = f"/cycles/{ana.house.cycle}/decisions"
        await ana.read(f"{path}/handing-on?n=1&n=3")
        assert "D-1 Retry after a decline" in ana.page
        assert "D-2" not in ana.page
        sent = {"decision_id": [one, three], "shown": ["1", "3"], "owner_id": ana.house.people["bo"], "reason": "Ana is away."}
        assert await ana.send(f"{path}/handing-on", sent) == 200
        async with ana.house.installation.handling.reading(ana.house.cycle) as cycle:
            owners = [cycle.decisions[decision].owner_id for decision in (one, two, three)]
        assert owners == [ana.house.people[who] for who in ("bo", "ana", "bo")]


async def test_a_decision_that_cannot_be_handed_on_is_named_in_its_row_and_the_others_can_go_without_it(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        one, two = [await ana.house.decision() for _ in range(2)]
        await ana.house.done("ana", WithdrawDecision(decision_id=two, because="Not needed."))
        path = f"/cycles/{ana.house.cycle}/decisions/handing-on"
        await ana.read(f"{path}?n=1&n=2")
        sent = {"decision_id": [one, two], "shown": ["1", "2"], "owner_id": ana.house.people["bo"], "reason": "Ana is away."}
        assert await ana.send(path, sent) == 409
        assert "None of the decisions was handed on" in ana.alert()
        assert "D-2" not in ana.alert()
        assert f'id="why-{two}"' in ana.html
        assert f'id="why-{one}"' not in ana.html
        assert ana.value("reason") == "Ana is away."
        assert "Hand on only the 1 that nothing hinders" in ana.page
        assert await ana.send(path, sent | {"decision_id": [one]}) == 200
        async with ana.house.installation.handling.reading(ana.house.cycle) as cycle:
            assert cycle.decisions[one].owner_id == ana.house.people["bo"]


async def test_chosen_decisions_are_moved_to_another_review_and_each_that_cannot_go_is_named(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        one, two = [await ana.house.decision() for _ in range(2)]
        part = Part(section_id="sec_entry", title="Entry", digest="a")
        subject = Subject(kind="document", id="doc_" + "0" * 26, number=1, content_hash="a", parts=(part,))
        review = await ana.house.done("ana", OpenReview(title="Checkout copy", subject=subject))
        await ana.house.done("ana", WithdrawDecision(decision_id=two, because="Not needed."))
        path = f"/cycles/{ana.house.cycle}/decisions/moving"
        await ana.read(f"{path}?n=1&n=2")
        assert "R-1 Checkout copy" in ana.page
        sent = {"decision_id": [one, two], "shown": ["1", "2"], "to_review_id": review, "reason": "They read it together."}
        assert await ana.send(path, sent) == 409
        assert "None of the decisions was moved" in ana.alert()
        assert f'id="why-{two}"' in ana.html
        assert "Move only the 1 that nothing hinders" in ana.page
        assert await ana.send(path, sent | {"decision_id": [one]}) == 200
        assert "In review, R-1" in ana.page
        await ana.read(f"/decisions/{one}")
        assert "On review R-1 Checkout copy" in ana.page
        assert await ana.send(f"/decisions/{one}/moves", {"to_review_id": "", "reason": "On its own."}) == 200
        assert "On review R-1" not in ana.page


async def test_handing_on_without_a_choice_says_how_to_choose(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await ana.house.decision()
        assert await ana.read(f"/cycles/{ana.house.cycle}/decisions/handing-on") == 200
        assert "No decision was chosen" in ana.page


async def test_the_chosen_ones_are_exported_as_csv_and_as_json(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        ids = [await ana.house.decision() for _ in range(3)]
        path = f"/cycles/{ana.house.cycle}/decisions"
        await ana.read(f"{path}.csv?n=1&n=3&sort=clock&order=up")
        assert [line.partition(",")[0] for line in ana.html.splitlines()] == ["number", "1", "3"]
        await ana.read(f"{path}.json?n=2")
        assert [(one["id"], one["number"], one["state"]) for one in json.loads(ana.html)] == [(ids[1], 2, "in_review")]
        await ana.read(f"{path}.json")
        assert len(json.loads(ana.html)) == 3


async def test_a_card_is_moved_by_the_act_itself(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await propose(ana, owner_id=ana.house.people["ana"], due_at="2026-03-06T12:00", fallback="It goes.")
        path = f"/cycles/{ana.house.cycle}/decisions"
        await ana.read(f"{path}?view=board")
        move = re.search(r'name="move" value="(review dec_\w+)"', ana.html)
        assert move
        assert await ana.send(f"{path}/moves?view=board", {"move": move[1]}) == 200
        assert ana.path == path
        assert "In review 1" in ana.page


async def test_a_card_says_what_stands_in_the_way_of_a_move(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await propose(ana, owner_id=ana.house.people["ana"])
        path = f"/cycles/{ana.house.cycle}/decisions"
        await ana.read(f"{path}?view=board")
        assert "In review 2 in the way" in ana.page
        decision = re.search(r'<article[^>]*id="(dec_\w+)"', ana.html)
        assert decision
        assert await ana.send(f"{path}/moves?view=board", {"move": f"review {decision[1]}"}) == 409
        assert "Set due and fallback" in ana.alert()
