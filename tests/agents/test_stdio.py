"""`plumbline mcp`: an agent that starts programs reaches a server through standard input and output, with the official client."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from fuzzing import running_demo


async def read(agent: Client, tool: str, **told: Any) -> list[dict[str, Any]]:
    return (await agent.call_tool(tool, told)).structured_content["items"]


PROGRAM = str(Path(sys.executable).parent / "plumbline")


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_an_agent_reads_and_is_refused_through_the_command(tmp_path: Path, mode: str):
    with running_demo(tmp_path) as address:
        program = StdioServerParameters(command=PROGRAM, args=["mcp"], env={"PLUMBLINE_SERVER": address})
        async with Client(stdio_client(program), mode=mode) as agent:
            cycles = await read(agent, "list_cycles")
            running = next(one["id"] for one in cycles if one["state"] == "running")
            decision = (await read(agent, "list_items", cycle_id=running, noun="decisions", state="in_review"))[0]
            told = {"decision_id": decision["id"], "because": "It is late.", "read_hash": decision["content_hash"]}
            refused = await agent.call_tool("approve_decision", told)
            assert refused.is_error
            assert "D2.agent" in {finding["rule"] for finding in refused.structured_content["findings"]}


def test_without_a_server_the_agent_is_told_so():
    asked = json.dumps({"jsonrpc": "2.0", "id": 7, "method": "initialize", "params": {}})
    environment = {**os.environ, "PLUMBLINE_SERVER": "http://127.0.0.1:9"}
    said = subprocess.run(
        [PROGRAM, "mcp"], input=f"no json\n{asked}\n", env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    unreadable, unreachable = (json.loads(line) for line in said.stdout.splitlines())
    assert (unreadable["id"], unreadable["error"]["code"]) == (None, -32700)
    assert unreachable["id"] == 7
    assert "no server answers" in unreachable["error"]["message"]
