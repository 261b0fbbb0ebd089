"""Templates as pages without scripts: answered, made of a journey, and taken over in a newer version by somebody else."""

import re
from html import unescape
from pathlib import Path

from journey_visit import change, late_parcel
from plumbline.automation.journeys import follow_journey
from plumbline.files.journeys import templates
from plumbline.projections.attention import needs
from web_visit import Visitor, visiting

SHOP = templates()["parcel-delay"].model.parameters[0]


async def keep(visitor: Visitor, journey: str) -> None:
    await visitor.read(journey)
    await visitor.send(f"{journey}/versions", {"name": ""})


async def publish(visitor: Visitor, journey: str, identifier: str = "late") -> int:
    """Publish a journey's newest version; every name stays."""
    await visitor.read(f"{journey}/template")
    takes = dict.fromkeys(re.findall(r'name="(take-\d+)"', visitor.html), "stays")
    sent = {"id": identifier, "title": "Late parcel", "number": visitor.value("number"), **takes}
    return await visitor.send(f"{journey}/template", sent)


async def test_a_template_asks_for_names_and_the_journey_has_them(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journeys = f"/cycles/{ana.house.cycle}/journeys"
        await ana.read(f"{journeys}?template=parcel-delay")
        assert SHOP.title in ana.page
        assert ana.value(f"answer-{SHOP.id}") == SHOP.default
        sent = {"template": "parcel-delay", "title": "In the north", f"answer-{SHOP.id}": "Nordlicht"}
        assert await ana.send(journeys, sent) == 200, ana.alert()
        await ana.read(f"{ana.path}/parts/parameter/{SHOP.id}")
        assert ana.value("p-default") == "Nordlicht"


async def test_an_answer_that_does_not_fit_is_told_and_what_was_written_is_kept(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journeys = f"/cycles/{ana.house.cycle}/journeys"
        await ana.read(f"{journeys}?template=parcel-delay")
        sent = {"template": "parcel-delay", "title": "In the north", f"answer-{SHOP.id}": " "}
        assert await ana.send(journeys, sent) == 409
        assert "the answer is empty or too long" in ana.alert()
        assert ana.value("title") == "In the north"


async def test_a_journey_becomes_a_template_once_every_name_is_decided_about(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        journey = await late_parcel(ana)
        await change(ana, journey, "component", "c2", screen="late", text="Ask Mara.")
        await keep(ana, journey)
        await ana.read(f"{journey}/template")
        assert "“Mara” somebody's name, in 1 text" in ana.page
        place = re.search(r"“Mara” <span.*?name=\"take-(\d+)\"", unescape(ana.html), re.DOTALL)
        assert place
        sent = {"id": "late", "title": "Late parcel", "number": ana.value("number")}
        assert await ana.send(f"{journey}/template", sent) == 409
        assert "Nobody decided whether “Mara” stays in the template." in ana.alert()
        assert await ana.send(f"{journey}/template", {**sent, f"take-{place[1]}": "instead"}) == 422
        assert "Say what is written instead of “Mara”." in ana.alert()
        takes = dict.fromkeys(re.findall(r'name="(take-\d+)"', ana.html), "stays")
        written = {f"take-{place[1]}": "instead", f"instead-{place[1]}": "a colleague"}
        assert await ana.send(f"{journey}/template", {**sent, **takes, **written}) == 200, ana.alert()
        assert ana.path == "/templates/late"
        assert "Made in this workspace." in ana.page
        await ana.read("/templates")
        assert "Late parcel" in ana.page
        assert await ana.read("/templates/late/play") == 200


async def test_a_template_says_what_it_prevents_and_where_it_is_used(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        await late_parcel(ana, "In the north")
        await ana.read("/templates/parcel-delay")
        count = sum(one.kind == "exception" for one in templates()["parcel-delay"].model.screens)
        assert f"An exception that nothing makes good Exceptions, each with a way out wherever it strikes {count}" in ana.page
        assert "In the north version 1." in ana.page


async def test_a_newer_version_is_taken_over_by_somebody_else_and_never_by_itself(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        origin = await late_parcel(ana)
        assert await publish(ana, origin) == 200, ana.alert()
        await ana.read(f"/cycles/{ana.house.cycle}/journeys")
        await ana.send(f"/cycles/{ana.house.cycle}/journeys", {"template": "late", "title": "In the north"})
        journey = ana.path
        assert await ana.read(f"{journey}/update") == 200
        assert "has the newest version" in ana.page
        await change(ana, origin, "screen", "missed", title="You were out")
        await change(ana, journey, "screen", "missed", title="Nobody opened")
        await keep(ana, origin)
        assert await publish(ana, origin) == 200, ana.alert()
        await ana.read(journey)
        assert "Version 2.0.0 of the template is there" in ana.page
        assert "You were out" not in ana.page
        ana.become("bo")
        await ana.read(f"{journey}/update")
        assert "To be chosen by whoever accepts it" in ana.page
        assert await ana.send(f"{journey}/update", {"act": "propose"}) == 200, ana.alert()
        assert "Proposed by Bo" in ana.page
        ana.become("ana")
        await ana.read(f"{journey}/update")
        take = re.search(r'name="(take-[^"]+)"', unescape(ana.html))
        assert take
        read = ana.value("read_digest")
        assert await ana.send(f"{journey}/update", {"act": "accept", "read_digest": read}) == 409
        assert await ana.send(f"{journey}/update", {"act": "accept", "read_digest": read, take[1]: "theirs"}) == 200, ana.alert()
        assert ana.path == journey
        assert "You were out" in ana.page
        assert "Made from the template late 2.0.0" in ana.page
        assert "is there" not in ana.page.partition("Findings")[0]


async def test_a_proposal_is_declined_with_a_reason(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        origin = await late_parcel(ana)
        await publish(ana, origin)
        await ana.read(f"/cycles/{ana.house.cycle}/journeys")
        await ana.send(f"/cycles/{ana.house.cycle}/journeys", {"template": "late"})
        journey = ana.path
        await change(ana, origin, "screen", "missed", title="You were out")
        await keep(ana, origin)
        await publish(ana, origin)
        await ana.read(f"{journey}/update")
        await ana.send(f"{journey}/update", {"act": "propose"})
        ana.become("mara")
        await ana.read(f"{journey}/update")
        assert await ana.send(f"{journey}/update", {"act": "decline"}) == 409
        assert "Nothing says why it is declined" in ana.alert()
        assert await ana.send(f"{journey}/update", {"act": "decline", "reason": "The pilot ends before that."}) == 200
        await ana.read(journey)
        assert "of the template is there" in ana.page


async def told(visitor: Visitor, journey: str) -> list[str]:
    """Tell the cycle how the journey stands, as happens by itself; return who is asked about its template, and what they are told."""
    await follow_journey(visitor.house.installation.handling, journey.rpartition("/")[2])
    ledger, people = visitor.house.installation.ledger, visitor.house.people
    found = [(name, need) for name, person in people.items() for need in await needs(ledger, person) if need.item_kind == "journey"]
    return [f"{name}: {need.reason.removeprefix('attention.')}" for name, need in found]


async def test_a_newer_version_of_the_template_is_somebodys_to_decide_until_it_is_taken_over_or_declined(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        source = await late_parcel(ana)
        await keep(ana, source)
        await publish(ana, source)
        await ana.read(f"/cycles/{ana.house.cycle}/journeys?template=late")
        await ana.send(f"/cycles/{ana.house.cycle}/journeys", {"template": "late", "title": "In the north"})
        journey = ana.path
        assert await told(ana, journey) == []
        await change(ana, source, "screen", "missed", title="You were out")
        await keep(ana, source)
        await publish(ana, source)
        assert await told(ana, journey) == ["ana: journey_update_waits"]
        await ana.read("/")
        assert "is there. Propose to take it over, or to leave it as it is." in ana.page
        assert f'href="{journey}/update"' in unescape(ana.html)

        ana.become("bo")
        await ana.read(f"{journey}/update")
        await ana.send(f"{journey}/update", {"act": "propose"})
        assert await told(ana, journey) == ["ana: journey_update_proposed"]
        ana.become("ana")
        await ana.read(f"{journey}/update")
        await ana.send(f"{journey}/update", {"act": "decline", "reason": "The pilot ends before that."})
        assert await told(ana, journey) == [], "what was declined does not come again"

        await change(ana, source, "screen", "missed", title="Nobody was in")
        await keep(ana, source)
        await publish(ana, source)
        await ana.read(f"{journey}/update")
        await ana.send(f"{journey}/update", {"act": "propose"})
        (asked,) = await told(ana, journey)
        assert asked.endswith(": journey_update_proposed")
        assert not asked.startswith("ana:"), "somebody else takes over what she proposed"
        await ana.read(f"{journey}/update")
        assert await ana.send(f"{journey}/update", {"act": "accept", "read_digest": ana.value("read_digest")}) == 200, ana.alert()
        assert await told(ana, journey) == []
