"""From an empty folder to programs that know where each fact came from, by the words of the how-tos and with other people's libraries."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from accounts import PASSWORD, Browser, Console, first_account
from console import CONSOLE, Line, running

Segment: Any = import_module("segment.analytics.client").Client  # it says nothing about its types
HOW_TOS = Path(__file__).parents[2] / "docs" / "how-to"


class Team(NamedTuple):
    """A server that began with an empty folder: Ana leads it, Bo works there, and a cycle runs."""

    ana: Console
    bo: Console
    api: httpx.Client
    cycle: str

    def made(self, path: str, **body: Any) -> dict[str, Any]:
        answer = self.api.post(path, json=body)
        assert answer.is_success, answer.text
        return answer.json()

    def read(self, path: str) -> Any:
        answer = self.api.get(path)
        assert answer.is_success, answer.text
        return answer.json()


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Generator[Team, None, None]:
    folder = tmp_path_factory.mktemp("nothing")
    with (
        running(folder, "serve", PLUMBLINE_WEBHOOK_NETWORKS="127.0.0.0/8") as (address, printed),
        httpx.Client(base_url=address) as hers,
        httpx.Client(base_url=address) as his,
    ):
        line, ana = Line(address), first_account(hers, printed)
        token = ana.token()
        with httpx.Client(base_url=address, headers={"Authorization": f"Bearer {token}"}, timeout=30) as api:
            asked = {"name": "Bo Sørensen", "mail": "bo@house.example", "rank": "contributor"}
            link = api.post("/v1/people", json=asked, headers={"Idempotency-Key": "bo"}).json()["link"].removeprefix(address)
            bo = Browser(his)
            assert bo.send(link, link, password=PASSWORD).status_code == 303
            team = Team(Console(line, token), Console(line, bo.token()), api, "")
            done(team.ana, "playbook", "start", "ecommerce", "innovation", "stakeholder-alignment", "--title", "Checkout")
            yield team._replace(cycle=team.read("/v1/cycles")["items"][0]["id"])


def done(console: Console, *words: str) -> str:
    said = console(*words)
    assert said.returncode == 0, said.stderr
    return said.stdout


def within(seconds: float, found: Callable[[], Any]) -> Any:
    """Return what is found, as soon as it is anything."""
    until = time.monotonic() + seconds
    while not (what := found()):
        assert time.monotonic() < until, f"nothing came within {seconds} s"
        time.sleep(0.01)
    return what


@contextmanager
def receiver(folder: Path, port: int, **environment: str) -> Generator[Path, None, None]:
    """Run the receiver of the how-to, on another port; yields the file with what it prints."""
    (code,) = re.findall(r"```python\n(# receiver\.py\n.*?)```", (HOW_TOS / "receive-events.md").read_text(encoding="utf-8"), re.DOTALL)
    program, printed = folder / "receiver.py", folder / "received.txt"
    program.write_text(code.replace("9000", str(port)), encoding="utf-8")
    with printed.open("w") as output:
        process = subprocess.Popen([sys.executable, program], stdout=output, stderr=subprocess.STDOUT, env=os.environ | environment)
        try:
            within(20, lambda: _answers(port))
            yield printed
        finally:
            process.terminate()
            process.wait(10)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def played(team: Team) -> str:
    """Play a built-in journey to its goal, and return the run."""
    run = team.made("/v1/templates/parcel-delay/runs", role="recipient", task="get-it-on-saturday")["item"]
    team.made(f"/v1/runs/{run}/waits", read_step=0, role="recipient")
    team.made(f"/v1/runs/{run}/steps", read_step=1, role="recipient", event="see-choices")
    day = [{"variable": "day", "value": "saturday"}]
    team.made(f"/v1/runs/{run}/steps", read_step=2, role="recipient", event="choose-slot", entries=day)
    team.made(f"/v1/runs/{run}/waits", read_step=4, role="recipient")
    return run


def test_a_receiver_of_another_library_learns_within_a_second_who_approved_and_because_of_what(team: Team, tmp_path: Path):
    asked = "Do people take Saturday when it is offered?"
    done(team.ana, "thread", "open", asked, "--section", "Agree", "--cycle", "Checkout", "--asks", "Bo")
    done(
        team.ana, "decision", "propose", "--thread", "T-1", "--title", "Offer Saturday", "--question", "Offer Saturday, or a shop?",
        "--option", "Saturday", "--criterion", "Somebody gets the parcel on Saturday", "--section", "Agree", "--owner", "Ana",
        "--due", (datetime.now(UTC) + timedelta(days=5)).strftime("%Y-%m-%dT%H:%M"), "--fallback", "A shop", "--cycle", "Checkout",
    )  # fmt: skip
    run = played(team)
    done(team.ana, "evidence", "submit", "D-1", "--title", "A run", "--kind", "run", "--reference", run, "--cycle", "Checkout")
    done(team.ana, "decision", "submit", "D-1", "--cycle", "Checkout")
    decision = team.read(f"/v1/decisions/{team.read(f'/v1/cycles/{team.cycle}/decisions')['items'][0]['id']}")
    done(team.bo, "evidence", "accept", team.read(f"/v1/cycles/{team.cycle}/evidence")["items"][0]["id"], "--note", "I saw it.")

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    added = done(team.ana, "endpoint", "add", f"http://127.0.0.1:{port}/in", "--title", "Warehouse", "--event", "decision.*")
    (secret,) = re.findall(r"whsec_\S+", added)
    known = {"WEBHOOK_SECRET": secret, "PLUMBLINE_SERVER": team.ana.line.server, "PLUMBLINE_TOKEN": team.ana.token}
    with receiver(tmp_path, port, **known) as printed:
        done(team.ana, "endpoint", "connect", "Warehouse")
        approved = team.made(
            f"/v1/decisions/{decision['id']}/approval",
            because="He got it on Saturday.", option_id=next(iter(decision["options"]))["id"], read_hash=decision["content_hash"],
        )  # fmt: skip
        at = time.monotonic()
        said = within(15, lambda: re.search(r"(com\.plumbline\.decision\.approved\.v1 .*)\n(.+)\n", printed.read_text(encoding="utf-8")))
        # A second on a machine with nothing else to do. Left to itself the sender would look every five.
        assert time.monotonic() - at < 3, "the receiver knew at once"
    assert approved["changed"]
    about = dict(part.split("=", 1) for part in said[1].split()[1:])
    (ana,) = [one["id"] for one in team.read("/v1/people")["items"] if one["name"] == "Ana Ruiz"]
    assert (about["authid"], about["plonbehalfof"], about["plrole"], about["plsurface"]) == (ana, ana, "decision_owner", "api")
    (submitted,) = team.read("/v1/events?types=decision.submitted")["items"]
    assert (submitted["plsurface"], submitted["plclaimed"]) == ("cli", "plsurface"), (
        "what the command line says of itself is taken on trust"
    )
    assert about["plplaybook"] == "ecommerce.innovation.stakeholder-alignment"
    assert re.fullmatch(r"[0-9a-f]{64}", about["plpackdigest"])
    assert said[2] == (
        "Decision approved (“Offer Saturday”) by Ana Ruiz as decision owner on behalf of Ana Ruiz through api under the playbook"
        f" ecommerce.innovation.stakeholder-alignment because of thread T-1 “{asked}” in “Agree the outcome and the success criteria”,"
        f" evidence “A run” ({run})."
    )


def test_a_sign_up_that_the_client_of_segment_tells_is_attributed_in_the_cycle(team: Team):
    (key,) = re.findall(r"plb_src_\S+", done(team.ana, "signal", "add", "Web shop", "--cycle", "Checkout"))
    client = Segment(key, host=team.ana.line.server, sync_mode=True)
    client.track("u-17", "Signed Up", context={"campaign": {"name": "spring", "source": "newsletter"}})

    (event,) = team.read("/v1/events?after=0&wait=20&types=signup.recorded")["items"]
    assert event["plcycle"] == team.cycle
    assert (event["plutmcampaign"], event["plutmsource"]) == ("spring", "newsletter")
    assert {"plutmcampaign", "plutmsource"} <= set(event["plclaimed"].split(","))
    (listed,) = team.read(f"/v1/cycles/{team.cycle}/signals?sign_ups=true")["items"]
    assert "u-17" not in json.dumps(listed), "who it was stands nowhere in the clear"


def test_forty_records_of_decisions_are_brought_in_and_found(team: Team, tmp_path: Path):
    for number in range(1, 41):
        text = f"# {number}. Keep the ledger of parcel {number}\n\nDate: 2026-03-{1 + number % 28:02}\n\n## Status\n\nAccepted\n\n"
        text += f"## Context\n\nCarriers lose parcels.\n\n## Decision\n\nWe keep number {number}.\n\n## Consequences\n\nMore disk.\n"
        (tmp_path / f"{number:04}-keep-the-ledger.md").write_text(text, encoding="utf-8")
    done(team.ana, "import", "adr", str(tmp_path), "--cycle", "Checkout")
    done(team.ana, "import", "adr", str(tmp_path), "--cycle", "Checkout")
    titles = [one["title"] for one in team.read(f"/v1/cycles/{team.cycle}/decisions?limit=500")["items"]]
    assert len([one for one in titles if "ledger of parcel" in one]) == 40, "a second time brings none in twice"
    found = team.read("/v1/search?q=parcel 37")["items"]
    assert any("parcel 37" in one["title"] for one in found)


async def test_an_agent_proposes_a_decision_and_is_refused_its_approval_with_every_finding(team: Team):
    known = {"PLUMBLINE_SERVER": team.ana.line.server, "PLUMBLINE_TOKEN": team.ana.token}
    async with Client(stdio_client(StdioServerParameters(command=str(CONSOLE), args=["mcp"], env=known))) as agent:
        frame = (await agent.call_tool("show_cycle", {"cycle_id": team.cycle})).structured_content
        proposed = await agent.call_tool(
            "propose_decision",
            {
                "cycle_id": team.cycle,
                "section_id": next(iter(frame["sections"])),
                "objective_id": next(iter(frame["objectives"])),
                "owner_id": frame["composed_by"],
                "title": "Retry after a decline",
            },
        )
        decision = proposed.structured_content["item"]
        seen = (await agent.call_tool("show_item", {"noun": "decisions", "item_id": decision})).structured_content
        told = {"decision_id": decision, "because": "It is late.", "read_hash": seen["content_hash"]}
        refused = await agent.call_tool("approve_decision", told)
    assert refused.is_error
    findings = {one["rule"]: one for one in refused.structured_content["findings"]}
    assert findings.keys() == {"D2.agent", "D4.due", "D4.fallback", "D5.criteria", "decision.state"}
    assert all(one["detail"] for one in findings.values()), "each says what is missing, in words"
    assert team.read(f"/v1/decisions/{decision}")["state"] == "proposed"
    (event,) = [one for one in team.read("/v1/events?limit=500&types=decision.proposed")["items"] if one["subject"].endswith(decision)]
    assert (event["authtype"], event["plsurface"]) == ("agent", "mcp")
