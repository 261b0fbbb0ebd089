"""What every command that talks to a server takes: fields of the JSON, rehearsals, completion; and paths of the API by hand."""

import json
import os
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from fuzzing import running_demo

PROGRAM = str(Path(sys.executable).parent / "plumbline")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    with running_demo(tmp_path_factory.mktemp("options")) as found:
        yield found


def run(address: str, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "PLUMBLINE_SERVER": address, **more}
    return subprocess.run([PROGRAM, *arguments], env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_json_is_cut_to_the_fields_that_were_asked_for(address: str):
    said = run(address, "cycle", "list", "--json=id,title")
    assert said.returncode == 0, said.stderr
    assert {tuple(one) for one in json.loads(said.stdout)["items"]} == {("id", "title")}
    unknown = run(address, "cycle", "list", "--json=colour")
    assert unknown.returncode == 2
    assert "there is no field colour; there are id, title" in unknown.stderr


def test_a_rehearsal_says_what_would_be_sent_and_sends_nothing(address: str):
    before = json.loads(run(address, "api", "get", "/v1/ledger/head").stdout)["size"]
    said = run(address, "decision", "approve", "D-2", "--cycle", "Checkout", "--because", "It is late.", "--dry-run")
    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith("would send: POST /v1/decisions/dec_")
    assert "It is late." in said.stdout
    assert json.loads(run(address, "api", "get", "/v1/ledger/head").stdout)["size"] == before


def test_a_path_of_the_api_is_read_and_acted_on_with_fields(address: str):
    few = json.loads(run(address, "api", "get", "/v1/events", "--field", "limit:=2", "--field", "types=decision.*").stdout)
    assert [one["type"].split(".")[2] for one in few["items"]] == ["decision", "decision"]
    cycle = json.loads(run(address, "cycle", "list", "--json").stdout)["items"][0]["id"]
    made = run(address, "api", "post", f"/v1/cycles/{cycle}/objectives", "--field", "title=Calmer")
    assert json.loads(made.stdout)["changed"], made.stderr
    assert run(address, "api", "post", f"/v1/cycles/{cycle}/objectives", "--field", "title").returncode == 2
    assert json.loads(run(address, "api", "asyncapi").stdout)["asyncapi"].startswith("3.")


def test_a_shell_completes_nouns_and_verbs(address: str):
    asked = {"_PLUMBLINE_COMPLETE": "complete_bash", "COMP_WORDS": "plumbline decision app", "COMP_CWORD": "2"}
    assert run(address, **asked).stdout.split() == ["approve"]
    script = run(address, "completion", "bash")
    assert (script.returncode, "_PLUMBLINE_COMPLETE" in script.stdout) == (0, True)
