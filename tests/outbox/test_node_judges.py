"""Deliveries judged by the libraries that receivers written in JavaScript use."""

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from node_packages import installed
from plumbline.outbox.signing import new_signing_secret, public_key_text, signed_headers

EVENT = {
    "specversion": "1.0", "id": "evt_1", "source": "https://launch.example.org/cycles/cyc_1", "type": "com.plumbline.decision.approved.v1",
    "time": "2026-03-02T08:00:00.000Z", "subject": "decisions/dec_1", "datacontenttype": "application/json", "plrole": "decision_owner",
    "data": {"because": "Déjà vu"},
}  # fmt: skip
BODY = json.dumps(EVENT, ensure_ascii=False)


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return installed(Path(__file__).parent / "node_judges", tmp_path_factory.mktemp("node"))


def judged(node: tuple[Path, Path], *messages: tuple[str, dict[str, str], str]) -> list[dict[str, Any]]:
    """Return what the libraries say of each message: its key, its headers, its body."""
    program, folder = node
    told = json.dumps([{"secret": secret, "headers": headers, "body": body} for secret, headers, body in messages])
    done = subprocess.run([program, "judge.mjs"], cwd=folder, input=told, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_both_take_a_genuine_message_under_either_secret_and_read_the_event_in_it(node: tuple[Path, Path]):
    old, new = new_signing_secret(), new_signing_secret()
    headers = signed_headers("evt_1", datetime.now(UTC), BODY.encode(), signing_secrets=[new, old], key=Ed25519PrivateKey.generate())
    headers["content-type"] = "application/cloudevents+json"
    for one in judged(node, (old, headers, BODY), (new, headers, BODY)):
        assert (one["standardwebhooks"], one["svix"], one["valid"]) == (True, True, True)
        assert one["event"] == EVENT


def test_both_refuse_another_secret_other_bytes_and_an_old_message(node: tuple[Path, Path]):
    secret, now = new_signing_secret(), datetime.now(UTC)
    headers = signed_headers("evt_1", now, BODY.encode(), signing_secrets=[secret])
    stale = signed_headers("evt_1", now.replace(year=now.year - 1), BODY.encode(), signing_secrets=[secret])
    wrong = judged(node, (new_signing_secret(), headers, BODY), (secret, headers, f"{BODY} "), (secret, stale, BODY))
    assert [(one["standardwebhooks"], one["svix"]) for one in wrong] == [(False, False)] * 3


def test_a_public_key_is_no_secret_to_them(node: tuple[Path, Path]):
    key = Ed25519PrivateKey.generate()
    headers = signed_headers("evt_1", datetime.now(UTC), BODY.encode(), signing_secrets=[new_signing_secret()], key=key)
    (one,) = judged(node, (public_key_text(key), headers, BODY))
    assert (one["standardwebhooks"], one["svix"]) == (False, False)
