"""Agents over the Model Context Protocol: they read, propose, comment and attach; what they may not do is refused with every finding."""

import json
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
from mcp import Client

from agents_story import agent_of
from plumbline.domain.cycle.decision import ApproveDecision
from plumbline.domain.cycle.frame import AddObjective
from plumbline.kernel.outcome import Refusal
from small_house import House, client_of, small_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House, None]:
    async with small_house(tmp_path, demo=False) as opened:
        yield opened


async def called(agent: Client, tool: str, **arguments: Any) -> tuple[bool, Any]:
    """Return whether a call was refused, and what it said for programs."""
    result = await agent.call_tool(tool, arguments)
    return result.is_error, result.structured_content


async def proposal(house: House, **more: Any) -> dict[str, Any]:
    section, objective = await house.place()
    place = {"cycle_id": house.cycle, "section_id": section, "objective_id": objective}
    return {**place, "title": "Retry after a decline", "owner_id": house.people["ana"], **more}


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_an_agent_proposes_a_decision_and_is_refused_its_approval_with_every_finding(house: House, mode: str):
    async with agent_of(house, "read", "write", mode=mode) as agent:
        due = {"due_at": "2026-03-05T12:00:00Z", "fallback": "One retry."}
        refused, made = await called(agent, "propose_decision", **await proposal(house, **due))
        assert not refused, made
        refused, decision = await called(agent, "show_item", noun="decisions", item_id=made["item"])
        assert (refused, decision["state"], decision["author_id"]) == (False, "proposed", house.people["ana"])
        assert not (await called(agent, "submit_decision", decision_id=made["item"]))[0]
        refused, problem = await called(
            agent, "approve_decision", decision_id=made["item"], because="It is late.", read_hash=decision["content_hash"]
        )
    assert (refused, problem["code"], problem["status"]) == (True, "approval.unmet", 409)
    assert {"D2.agent", "D5.criteria"} <= {finding["rule"] for finding in problem["findings"]}
    assert all(finding["who"] and finding["act"] for finding in problem["findings"])


async def test_the_record_says_that_an_agent_did_it_for_whom_and_under_which_token(house: House):
    async with agent_of(house, "read", "write") as agent:
        await called(agent, "propose_decision", **await proposal(house))
    entry = (await house.installation.ledger.scan(0, 1000))[-1].attribution
    assert (entry.surface, entry.actor_kind, entry.on_behalf_of) == ("mcp", "agent", house.people["ana"])
    assert entry.delegation.startswith("tok_")


async def test_an_agent_approves_only_with_the_grant_of_a_person(house: House):
    decision = await house.decision()
    await house.proven(decision)
    async with agent_of(house, "read", "write") as agent:
        shown = (await called(agent, "show_item", noun="decisions", item_id=decision))[1]
        approval = {"decision_id": decision, "because": "The run shows it.", "read_hash": shown["content_hash"]}
        refused, problem = await called(agent, "approve_decision", **approval)
        assert (refused, [finding["rule"] for finding in problem["findings"]]) == (True, ["D2.agent"])
    async with agent_of(house, "read", "write", "approve") as agent:
        refused, receipt = await called(agent, "approve_decision", **approval)
        assert (refused, receipt["changed"]) == (False, True), receipt
    entry = next(one for one in reversed(await house.installation.ledger.scan(0, 1000)) if one.event_name == "decision.approved")
    assert (entry.attribution.surface, entry.attribution.on_behalf_of) == ("mcp", house.people["ana"])
    grant = (await house.installation.handling.workspace()).grants[entry.attribution.delegation]
    assert (grant.person_id, grant.scopes) == (house.people["ana"], ("read", "write", "approve"))


async def test_a_right_to_approve_that_no_grant_in_the_ledger_gives_is_none(house: House):
    decision = await house.decision()
    await house.proven(decision)
    handling = house.installation.handling
    context = handling.context(actor=house.people["ana"], actor_kind="agent", surface="mcp", granted=("read", "write", "approve"))
    answer = await handling.handle(house.cycle, ApproveDecision(decision_id=decision, because="Yes."), context)
    assert isinstance(answer, Refusal)
    assert "D2.agent" in [finding.rule for finding in answer.unmet]


async def test_an_agent_approves_what_it_has_read_and_nothing_else(house: House):
    decision = await house.decision()
    await house.proven(decision)
    async with agent_of(house, "read", "write", "approve") as agent:
        refused, problem = await called(agent, "approve_decision", decision_id=decision, because="Yes.", read_hash="0" * 64)
        assert (refused, problem["code"]) == (True, "stale")
        refused, problem = await called(agent, "approve_decision", decision_id=decision, because="Yes.")
        assert (refused, problem["status"]) == (True, 428)


async def test_an_agent_comments_answers_and_attaches(house: House):
    decision = await house.decision()
    section, objective = await house.place()
    place = {"cycle_id": house.cycle, "section_id": section, "objective_id": objective}
    async with agent_of(house, "read", "write") as agent:
        about = {"anchor": {"kind": "decision", "id": decision}, "text": "What does the mail say?"}
        refused, opened = await called(agent, "open_thread", **place, **about)
        assert not refused, opened
        assert not (await called(agent, "reply", thread_id=opened["item"], text="It says nothing yet."))[0]
        shown = (await called(agent, "show_item", noun="threads", item_id=opened["item"]))[1]
        assert [comment["text"] for comment in shown["comments"]] == ["What does the mail say?", "It says nothing yet."]
        link = {"kind": "link", "title": "Run 1", "reference": "https://ci.example/1"}
        attached = {"decision_id": decision, "criterion_ids": ["crt_" + "0" * 26], **link}
        refused, evidence = await called(agent, "attach_evidence", **attached)
        assert not refused, evidence
        again = await called(agent, "attach_evidence", **attached, idempotency_key="once")
        assert await called(agent, "attach_evidence", **attached, idempotency_key="once") == again


async def test_an_agent_reads_everything_that_its_token_may_read(house: House):
    await house.decision()
    journey = await house.journey()
    async with agent_of(house, "read") as agent:
        for tool, told in (
            ("list_cycles", {}),
            ("show_cycle", {"cycle_id": house.cycle}),
            *(("list_items", {"cycle_id": house.cycle, "noun": noun}) for noun in ("decisions", "threads", "gates", "journeys", "risks")),
            ("show_item", {"noun": "journeys", "item_id": journey}),
            ("list_needs", {}),
            ("list_people", {}),
            ("search", {"q": "retry"}),
            ("read_events", {"limit": 5}),
            ("read", {"path": f"/v1/cycles/{house.cycle}/clocks"}),
        ):
            refused, said = await called(agent, tool, **told)
            assert not refused, (tool, said)
        assert (await called(agent, "search", q="retry"))[1]["items"][0]["kind"] == "decision"
        refused, problem = await called(agent, "propose_decision", **await proposal(house))
        assert (refused, problem["findings"][0]["rule"]) == (True, "api.scope")


async def test_what_is_for_people_is_refused_to_an_agent_on_every_path(house: House):
    """The tools do not offer it; the rule holds all the same, because the path to it is the one of the API."""
    handling = house.installation.handling
    context = handling.context(actor=house.people["ana"], actor_kind="agent", surface="mcp", granted=("read", "write", "approve"))
    answer = await handling.handle(house.cycle, AddObjective(title="Faster"), context)
    assert isinstance(answer, Refusal)
    assert [finding.rule for finding in answer.findings] == ["P.agent"]


async def test_nobody_gets_in_without_a_token_and_no_request_says_by_itself_that_it_is_an_agents(house: House):
    async with client_of(house) as client:
        said = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
        refused = await client.post("/mcp", json=said)
        assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
        token = house.installation.directory.create_token(house.people["ana"], "script", ("read", "write"))
        headers = {"Authorization": f"Bearer {token}", "surface": "mcp", "x-surface": "mcp"}
        await client.post(f"/v1/cycles/{house.cycle}/objectives", json={"title": "Faster"}, headers=headers)
    assert (await house.installation.ledger.scan(0, 1000))[-1].attribution.surface == "api"


async def test_every_tool_is_described_by_itself(house: House):
    async with agent_of(house, "read") as agent:
        tools = (await agent.list_tools()).tools
    assert len(tools) > 12
    for tool in tools:
        assert tool.description
        assert tool.input_schema["type"] == "object"
        assert "#/components" not in json.dumps(tool.input_schema), tool.name
    approve = next(tool for tool in tools if tool.name == "approve_decision")
    assert {"decision_id", "because", "read_hash"} <= set(approve.input_schema["required"])
