"""What trackers send, judged by the vendors' own libraries: the signatures of the stand-ins, and GitHub's published payloads."""

import json
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from node_packages import installed
from plumbline.outbox.connector import Coming, Connection
from plumbline.outbox.connectors import connectors
from plumbline.outbox.tracking import Seen
from tracker_stand_ins import SECRET, TOKEN, signed


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return installed(Path(__file__).parent / "node_judges", tmp_path_factory.mktemp("node"))


def judged(node: tuple[Path, Path], **said: Any) -> dict[str, Any]:
    program, folder = node
    now = int(time.time() * 1000)
    body = json.dumps({"action": "update", "type": "Issue", "webhookTimestamp": now})
    told = {"secret": SECRET, "body": body, "github": f"sha256={signed(body.encode())}", "linear": signed(body.encode()), "timestamp": now}
    done = subprocess.run(
        [program, "judge.mjs"], cwd=folder, input=json.dumps(told | said), capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_vendors_take_what_the_stand_ins_sign_and_nothing_else(node: tuple[Path, Path]):
    right = judged(node)
    assert (right["github"], right["linear"]) == (True, True)
    wrong = judged(node, body='{"action":"other"}')
    assert (wrong["github"], wrong["linear"]) == (False, False)


def test_every_payload_of_issues_that_github_publishes_is_read(node: tuple[Path, Path]):
    examples = judged(node)["issues"]
    assert len(examples) > 10
    for one in examples:
        issue, body = one["issue"], json.dumps(one).encode()
        place = one["repository"]["full_name"]
        connection = Connection(
            endpoint_id="end_1", address="https://api.github.com", settings={"repository": place},
            secrets={"token": TOKEN, "signing_secret": SECRET}, base_url="http://house.example",
        )  # fmt: skip
        headers = {"x-hub-signature-256": f"sha256={signed(body)}", "x-github-event": "issues", "x-github-delivery": "d"}
        hear = connectors()["github"].hear
        assert hear is not None
        heard = hear(connection, Coming(headers=headers, body=body, at=datetime.now(UTC)))
        assert heard is not None
        (seen,) = heard.said
        assert isinstance(seen, Seen)
        assert seen.standing is not None
        assert (seen.reference, seen.standing.title) == (f"{place}#{issue['number']}", issue["title"])
        assert (seen.standing.status == "gone") == (one["action"] in ("deleted", "transferred"))
