"""Records brought in through the API: a line for each, none held back by another, as often as somebody likes."""

import json
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient as Client

from plumbline.domain.cycle.decision import ReopenDecision
from plumbline.projections.history import kind_key, positions_of
from small_house import House, client_of

SAMPLES = Path(__file__).parent.parent.parent / "docs" / "decisions"
ACCEPTED = "# 7. Keep {what}\n\nDate: 2024-02-03\n\n## Status\n\nAccepted\n\n## Context\n\nAna Ruiz (ana@house.example) asks.\n"


@pytest.fixture
async def client(house: House) -> AsyncGenerator[Client, None]:
    async with client_of(house) as opened:
        opened.cookies.set("plumbline_person", house.people["mara"], domain="127.0.0.1")
        yield opened


def record(name: str = "0007-keep.md", what: str = "it", **more: Any) -> dict[str, Any]:
    return {"name": name, "text": ACCEPTED.format(what=what), **more}


async def bring(client: Client, house: House, *files: dict[str, Any], source: str = "adr", **more: Any) -> list[dict[str, Any]]:
    body = {"source": source, "files": list(files), "owner_id": house.people["ana"], **more}
    answer = await client.post(f"/v1/cycles/{house.cycle}/imports", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def test_records_become_decisions_once_and_change_when_they_change(client: Client, house: House):
    (line,) = await bring(client, house, record(), dry_run=True)
    assert (line["outcome"], line["decision_id"]) == ("new", "")
    (line,) = await bring(client, house, record())
    made = (await client.get(f"/v1/decisions/{line['decision_id']}")).json()
    assert (made["title"], made["state"], made["owner_id"], made["imported"]["key"]) == (
        "Keep it",
        "approved",
        house.people["ana"],
        "0007-keep",
    )
    assert (made["ended_at"], made["approver_id"]) == ("2024-02-03T00:00:00Z", "")
    assert [one["outcome"] for one in await bring(client, house, record())] == ["same"]
    (again,) = await bring(client, house, record(what="it all"))
    assert (again["outcome"], again["decision_id"]) == ("changed", line["decision_id"])
    original = (await client.get(f"/v1/decisions/{line['decision_id']}/original")).json()
    assert original["text"] == record(what="it all")["text"]


async def test_each_entry_says_from_which_record_it_came(client: Client, house: House):
    (line,) = await bring(client, house, record("adr/0007-keep.md"))
    ledger = house.installation.ledger
    (position,) = await positions_of(ledger, (line["decision_id"], kind_key("decision")))
    entry = await ledger.entry(position)
    assert entry is not None
    said = entry.attribution
    assert (said.surface, said.origin, said.origin_id) == ("import", "adr:adr/0007-keep.md", "adr:adr/0007-keep")


async def test_a_record_that_is_refused_or_cannot_be_read_keeps_no_other_back(client: Client, house: House):
    future = {"name": "0008-later.md", "text": ACCEPTED.format(what="on").replace("2024-02-03", "2031-01-01")}
    lines = await bring(client, house, {"name": "0006-empty.md", "text": " \n"}, record(), future)
    assert [(one["name"], one["outcome"]) for one in lines] == [
        ("0006-empty.md", "unread"), ("0007-keep.md", "new"), ("0008-later.md", "refused"),
    ]  # fmt: skip
    assert lines[0]["problem"] == "it is empty"
    assert [one["rule"] for one in lines[2]["findings"]] == ["IN6.past"]
    unknown = await bring(client, house, record("0009-x.md"), section_id="sec_nowhere")
    assert [one["rule"] for one in unknown[0]["findings"]] == ["T1.section"]


async def test_what_people_did_with_it_here_stays(client: Client, house: House):
    (line,) = await bring(client, house, record())
    house.clock.set(house.clock().replace(hour=11))
    await house.done("ana", ReopenDecision(decision_id=line["decision_id"], reason="new_evidence", note="Prices rose."))
    (again,) = await bring(client, house, record(what="nothing"))
    assert (again["outcome"], [one["rule"] for one in again["findings"]]) == ("refused", ["IN6.untouched"])
    assert (await client.get(f"/v1/decisions/{line['decision_id']}")).json()["title"] == "Keep it"


async def test_people_get_other_names_and_the_same_ones_each_time(client: Client, house: House):
    head = "---\nstatus: accepted\ndeciders: Ana Ruiz, Bo Berg <bo@berg.example>\n---\n"
    text = f"{head}# 7. What Ana Ruiz wants\n\n## Context\n\nBo Berg, bo@berg.example.\n"
    (line,) = await bring(client, house, {"name": "7-x.md", "text": text}, pseudonyms=True)
    kept = json.dumps((await client.get(f"/v1/decisions/{line['decision_id']}")).json())
    kept += (await client.get(f"/v1/decisions/{line['decision_id']}/original")).text
    for name in ("Ana Ruiz", "Bo Berg", "bo@berg.example"):
        assert name not in kept
    assert kept.count("Person ") >= 4
    assert [one["outcome"] for one in await bring(client, house, {"name": "7-x.md", "text": text}, pseudonyms=True)] == ["same"]


async def test_only_a_lead_brings_records_in(client: Client, house: House):
    client.cookies.set("plumbline_person", house.people["bo"], domain="127.0.0.1")
    answer = await client.post(f"/v1/cycles/{house.cycle}/imports", json={"source": "adr", "files": [record()]})
    assert (answer.status_code, [one["rule"] for one in answer.json()["findings"]]) == (403, ["P.rank"])


async def test_a_decision_that_was_taken_here_has_no_record_behind_it(client: Client, house: House):
    decision = await house.decision()
    assert (await client.get(f"/v1/decisions/{decision}/original")).status_code == 404


async def test_this_projects_own_records_come_in_whole(client: Client, house: House):
    files = [{"name": one.name, "text": one.read_text(encoding="utf-8")} for one in sorted(SAMPLES.glob("*.md"))]
    lines = await bring(client, house, *files)
    assert [one["outcome"] for one in lines] == ["new"] * len(files)
    for line, file in zip(lines, files, strict=True):
        assert (await client.get(f"/v1/decisions/{line['decision_id']}/original")).json()["text"] == file["text"]
