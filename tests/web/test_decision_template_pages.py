"""Decision templates on pages: made from a closed decision, begun with, and changed because of a closed thread."""

import re
from pathlib import Path

from plumbline.domain.cycle.decision import ApproveDecision, DraftDecision, Option, RejectDecision, SubmitDecision
from plumbline.domain.cycle.thread import Anchor, OpenThread, ReplyToThread, ResolveThread
from web_visit import Visitor, visiting


async def ended(visitor: Visitor) -> str:
    """Return a rejected decision with two options whose question names somebody."""
    house = visitor.house
    section, objective = await house.place()
    draft = DraftDecision(
        title="Retry after a decline", question="How often? Mara asks.", section_id=section, objective_id=objective,
        owner_id=house.people["ana"], due_at=house.clock().replace(day=20), fallback="Once.", propose=True,
        options=(Option(id="opt_" + "0" * 26, title="Once"), Option(id="opt_" + "1" * 26, title="Never", consequence="More calls.")),
    )  # fmt: skip
    decision = await house.done("ana", draft)
    await house.done("ana", SubmitDecision(decision_id=decision))
    await house.done("ana", RejectDecision(decision_id=decision, because="Too dear."))
    return decision


async def closed_thread(visitor: Visitor, decision: str) -> str:
    house = visitor.house
    section, objective = await house.place()
    opened = OpenThread(section_id=section, objective_id=objective, anchor=Anchor(kind="decision", id=decision), text="After how long?")
    thread = await house.done("bo", opened)
    await house.done("ana", ReplyToThread(thread_id=thread, text="Five seconds."))
    await house.done("bo", ResolveThread(thread_id=thread, outcome="accepted"))
    return thread


def fields(visitor: Visitor) -> dict[str, str]:
    """Return what the form of the last page holds, as a browser would send it."""
    form = visitor.html[visitor.html.index('name="title"') - 600 :].replace("&#x2f;", "/")
    found: dict[str, str] = dict(re.findall(r'<input id="template-[\w-]+" name="(\w+)" type="text" value="([^"]*)"', form))
    found |= {name: text.strip() for name, text in re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>([^<]*)<', form)}
    found |= dict(re.findall(r'<input type="checkbox" name="(\w+)" value="(\w+)" checked', form))
    return found | dict(re.findall(r'<input type="hidden" name="(thread_id|based_on)" value="(\w+)"', form))


async def kept(visitor: Visitor) -> tuple[str, str]:
    """Make a template through the page; return its path and the decision."""
    decision = await ended(visitor)
    await visitor.read(f"/decisions/{decision}/template")
    assert await visitor.send(f"/decisions/{decision}/templates", fields(visitor)) == 200, visitor.alert()
    return visitor.path, decision


async def test_the_page_of_a_closed_decision_leads_to_a_template_without_names(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ended(ana)
        await ana.read(f"/decisions/{decision}")
        assert "Make a template from this decision" in ana.page
        await ana.read(f"/decisions/{decision}/template")
        assert "How often? somebody asks." in ana.page
        assert re.search(r'name="keep_name" value="Mara"', ana.html)
        assert await ana.send(f"/decisions/{decision}/templates", {"act": "redraw", "keep_name": "Mara"}) == 200
        assert "How often? Mara asks." in ana.page


async def test_what_is_not_ticked_goes_and_a_name_that_is_written_in_is_refused_until_it_is_said_to_stay(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ended(ana)
        await ana.read(f"/decisions/{decision}/template")
        form = fields(ana) | {"title": "Bo's and Ana's rule", "criterion_0": "It answers.", "criterion_0_stays": "yes"}
        del form["option_1_stays"]
        assert await ana.send(f"/decisions/{decision}/templates", form) == 409
        assert "It names Bo, Ana" in ana.alert()
        assert ana.value("title") == "Bo's and Ana's rule"
        assert await ana.send(f"/decisions/{decision}/templates", form | {"keep_name": ["Bo", "Ana"]}) == 200, ana.alert()
        assert "It answers." in ana.page
        assert "Never" not in ana.page
        await ana.read("/templates/decisions")
        assert "1 option, 1 criterion. Version 1." in ana.page


async def test_an_open_decision_says_that_it_waits(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        await ana.read(f"/decisions/{decision}/template")
        assert "It can be kept when the decision has ended." in ana.page
        assert await ana.send(f"/decisions/{decision}/templates", fields(ana)) == 409
        assert "is still open: what it came to is not known yet" in ana.alert()


async def test_a_decision_begins_with_a_template_and_says_so(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        path, _ = await kept(ana)
        template = path.rpartition("/")[2]
        await ana.read(f"/cycles/{ana.house.cycle}/decisions/new")
        assert "Begin with a template" in ana.page
        await ana.read(f"/cycles/{ana.house.cycle}/decisions/new?template={template}")
        assert (ana.value("title"), ana.value("option_1_consequence")) == ("Retry after a decline", "More calls.")
        section, objective = await ana.house.place()
        form = {"title": "Retry abroad", "section_id": section, "objective_id": objective, "owner_id": ana.house.people["ana"]}
        form |= {"template_id": template, "template_version": ana.value("template_version"), "act": "propose"}
        assert await ana.send(f"/cycles/{ana.house.cycle}/decisions", form) == 200, ana.alert()
        assert "Began with Retry after a decline, version 1" in ana.page
        await ana.read(path)
        assert "Decisions that began with it D-2 Retry abroad" in ana.page


async def test_a_closed_thread_asks_for_a_change_that_somebody_else_accepts(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        path, decision = await kept(ana)
        thread = await closed_thread(ana, decision)
        await ana.read(f"/threads/{thread}")
        assert "Change a template because of it" in ana.page
        await ana.read(f"/templates/decisions?thread={thread}")
        await ana.read(f"{path}/change?thread={thread}")
        form = fields(ana) | {"question": "How often, and after how long?", "because": "It was asked every time."}
        assert await ana.send(f"{path}/changes", form) == 200, ana.alert()
        assert "You asked for it, so somebody else accepts it." in ana.page
        answer = re.search(rf"{path}/changes/tpc_\w+/acceptance", ana.html.replace("&#x2f;", "/"))
        assert answer
        assert await ana.send(answer[0], {"because": "Yes."}) == 409
        assert "so somebody else has to look at it" in ana.alert()
        ana.become("bo")
        await ana.read(path)
        assert await ana.send(answer[0], {"because": "It holds."}) == 200, ana.alert()
        assert "Version 2" in ana.page
        assert "How often, and after how long?" in ana.page
        assert "Bo: It holds." in ana.page


async def test_a_change_without_a_thread_says_where_one_comes_from(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        path, _ = await kept(ana)
        assert await ana.read(f"{path}/change") == 200
        assert "A change comes of a closed thread" in ana.page
        assert await ana.read("/templates/decisions/dtp_" + "0" * 26) == 404


async def test_an_approved_decision_gives_its_criteria_and_the_kinds_of_its_evidence(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        decision = await ana.house.decision()
        await ana.house.proven(decision)
        await ana.house.done("ana", ApproveDecision(decision_id=decision, because="It works."))
        await ana.read(f"/decisions/{decision}/template")
        assert await ana.send(f"/decisions/{decision}/templates", fields(ana)) == 200, ana.alert()
        assert "It answers within 5 s. Checked by a person: Look." in ana.page
        assert "Was shown by a link" in ana.page


async def test_whoever_may_answer_a_change_is_asked_on_home_and_whoever_asked_sees_whose_it_is(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        path, decision = await kept(ana)
        thread = await closed_thread(ana, decision)
        await ana.read(f"{path}/change?thread={thread}")
        assert (
            await ana.send(f"{path}/changes", fields(ana) | {"question": "How often, and after how long?", "because": "Bo asked."}) == 200
        )
        await ana.read("/")
        assert re.search(r"Waiting on others \(1\).*Retry after a decline.*Mara", ana.page, re.DOTALL)
        ana.become("mara")
        await ana.read("/")
        assert "Ana asks for a change to it. Accept it as its next version, or refuse it and say why." in ana.page
        assert f'href="{path}"' in ana.html.replace("&#x2f;", "/")
        await ana.read(f"/items/{path.rpartition('/')[2]}")
        assert ana.path == path, "a message names the item, not the page"
        (change,) = re.findall(r"/changes/(tpc_\w+)/acceptance", ana.html.replace("&#x2f;", "/"))
        assert await ana.send(f"{path}/changes/{change}/acceptance", {"because": "It holds."}) == 200
        await ana.read("/")
        assert "asks for a change to it" not in ana.page


async def test_a_retired_template_is_offered_no_longer_until_somebody_says_so(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        path, _ = await kept(ana)
        assert await ana.send(f"{path}/retirement", {"because": ""}) == 409
        assert "A reason is missing." in ana.page
        assert await ana.send(f"{path}/retirement", {"because": "There is a rule now."}) == 200
        assert "There is a rule now." in ana.page
        assert "Begin a decision with it" not in ana.page
        await ana.read(f"/cycles/{ana.house.cycle}/decisions/new")
        assert "Retry after a decline" not in ana.page
        await ana.read("/templates/decisions")
        assert "Retired" in ana.page
        await ana.read(path)
        assert await ana.send(f"{path}/revival", {"because": "The rule did not hold."}) == 200
        assert "Begin a decision with it" in ana.page
