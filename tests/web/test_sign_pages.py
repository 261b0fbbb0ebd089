"""Work that starts while people still disagree, where people see it: the overview, the entry gate, and the API."""

import json
from datetime import timedelta
from pathlib import Path

from plumbline.domain.cycle.decision import AddDependency, ApproveDecision, CastVote
from plumbline.domain.cycle.frame import SwitchPattern
from plumbline.domain.cycle.gate import PassGate
from plumbline.domain.cycle.thread import Anchor, OpenThread, ReplyToThread, ResolveThread
from small_house import House
from web_visit import Visitor, visiting

ENTRY = "implementation-entry"


async def disputed(house: House) -> tuple[str, str, str]:
    """Ana starts one decision ahead of another that Bo's comment blocks; return the two and the thread."""
    section, objective = await house.place()
    first, second = await house.decision(), await house.decision(criterion="crt_" + "1" * 26)
    await house.proven(second, criterion="crt_" + "1" * 26)
    await house.done("ana", AddDependency(decision_id=second, on_id=first))
    await house.done("ana", SwitchPattern(pattern_id="parallel-validation", on=True))
    await house.done("bo", CastVote(decision_id=second, vote="approve"))
    anchor = Anchor(kind="decision", id=first)
    thread = await house.done(
        "bo", OpenThread(section_id=section, objective_id=objective, anchor=anchor, text="Too dear.", blocking=True)
    )  # fmt: skip
    house.clock.set(house.clock() + timedelta(hours=1))
    await house.done("ana", ApproveDecision(decision_id=second, because="It works."))
    await house.done("ana", PassGate(gate_id=ENTRY, item_id=second))
    return first, second, thread


def links(visitor: Visitor) -> str:
    return visitor.html.replace("&#x2f;", "/")


async def test_the_overview_and_the_entry_gate_show_what_started_and_what_is_disputed_with_their_entries(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        first, second, thread = await disputed(ana.house)
        for page in (
            f"/cycles/{ana.house.cycle}",
            f"/cycles/{ana.house.cycle}/gates",
            f"/cycles/{ana.house.cycle}/gates/{ENTRY}?item={second}",
        ):
            await ana.read(page)
            assert "Work starts on a disagreement" in ana.page
            assert "T-1 by Bo has blocked D-1 Retry after a decline, which it went ahead of, since" in ana.page
            assert f'href="/decisions/{first}#{thread}"' in links(ana)
            assert links(ana).count('href="/ledger/') >= 2
        await ana.house.done("ana", ReplyToThread(thread_id=thread, text="It is paid for."))
        await ana.house.done("bo", ResolveThread(thread_id=thread, outcome="accepted"))
        await ana.read(f"/cycles/{ana.house.cycle}")
        assert "Not seen" in ana.page
        await ana.read(f"/cycles/{ana.house.cycle}/gates")
        assert "Work starts on a disagreement" not in ana.page


async def test_the_api_says_the_same_now_and_as_it_was(tmp_path: Path):
    async with visiting(tmp_path) as ana:
        first, second, thread = await disputed(ana.house)
        path = f"/v1/cycles/{ana.house.cycle}/warning-signs"
        await ana.read(path)
        (sign,) = json.loads(ana.html)["items"]
        (one,) = sign["shown_by"]
        assert (sign["id"], "parallel-validation" in sign["watched_by"]) == ("starts-with-disagreement", True)
        assert (one["decision_id"], one["kind"], one["item_id"], one["about_id"]) == (second, "thread", thread, first)
        entries = [await ana.house.installation.ledger.entry(one[name]) for name in ("started_entry", "entry")]
        assert [entry.event_name for entry in entries if entry] == ["gate.passed", "thread.opened"]
        await ana.read(f"{path}?as_of={one['entry']}")
        assert [quiet["shown_by"] for quiet in json.loads(ana.html)["items"]] == [[]]
