"""`plumbline endpoint` against a running server and a receiver of its own: everything that a page of an endpoint offers."""

import json
import threading
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from console import Line, running
from plumbline.outbox.signing import verify


class Receiver(BaseHTTPRequestHandler):
    """Takes what it is sent, answers challenges, and is a repository for whoever asks. taken: headers and body of each, oldest first."""

    taken: list[tuple[dict[str, str], bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.taken.append((dict(self.headers.items()), body))
        self._answer(str(json.loads(body)["data"].get("challenge", "")).encode())

    def do_GET(self) -> None:
        self.taken.append((dict(self.headers.items()), b""))
        self._answer(json.dumps({"full_name": "acme/shop", "has_issues": True, "archived": False}).encode())

    def _answer(self, answer: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name there
        """Nothing of it belongs on the screen."""


@contextmanager
def receiver() -> Generator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    Receiver.taken = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/in", Receiver.taken
        server.shutdown()


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Generator[Line]:
    folder = tmp_path_factory.mktemp("server")
    with running(folder, "demo", "--no-open", PLUMBLINE_WEBHOOK_NETWORKS="127.0.0.0/8") as (address, _):
        yield Line(address)


def until_delivered(line: Line, endpoint: str, count: int) -> list[dict[str, Any]]:
    begun = monotonic()
    while monotonic() - begun < 20:
        found = line.json("endpoint", "deliveries", endpoint)["items"]
        if len(found) >= count and {one["state"] for one in found} == {"delivered"}:
            return found
        sleep(0.2)
    raise AssertionError(line.json("endpoint", "deliveries", endpoint))


def good(line: Line, *words: str) -> str:
    said = line.here("endpoint", *words)
    assert said.returncode == 0, said.stderr
    return said.stdout


def test_an_endpoint_lives_its_whole_life_on_the_command_line(line: Line):
    with receiver() as (address, taken):
        made = line.json("endpoint", "add", address, "--title", "Warehouse", "--event", "decision.*", "--where", 'authtype == "app_user"')
        assert "Connected." in good(line, "connect", "Warehouse")
        assert "Taken." in good(line, "test", "Warehouse")
        verify(*taken[-1], [made["secret"], made["public_key"]], now_of(taken[-1]))
        assert "of the newest" in good(line, "try-filter", "--event", "decision.*", "--where", 'authtype == "app_user"')
        counted = line.json("endpoint", "replay", "Warehouse", "--after", "0", "--event", "decision.approved", "--dry-run")
        assert counted["count"] > 0
        assert not counted["begun"]
        assert line.json("endpoint", "deliveries", "Warehouse")["items"] == []
        assert "are sent again." in good(line, "replay", "Warehouse", "--after", "0", "--event", "decision.approved")
        found = until_delivered(line, "Warehouse", counted["count"])
        assert len(found) == counted["count"]
        shown = good(line, "delivery", "Warehouse", str(found[0]["position"]))
        assert "webhook-signature: " in shown
        assert json.loads(shown.strip().splitlines()[-1])["type"] == "com.plumbline.decision.approved.v1"
        assert "It is sent again." in good(line, "send-again", "Warehouse", str(found[0]["position"]))
        until_delivered(line, "Warehouse", counted["count"])
        assert len(line.json("endpoint", "hours", "Warehouse")["items"]) == 24
        assert "whsec_" in good(line, "rotate", "Warehouse", "--overlap-hours", "1")
        good(line, "edit", "Warehouse", "--title", "Stock", "--ordered", "--per-second", "20", "--where", "")
        one = listed(line, "Stock")
        assert (one["title"], one["ordered"], one["per_second"], one["at_once"], one["condition"]) == ("Stock", True, 20, 4, "")
        assert [bool(secret["counts_until"]) for secret in one["secrets"]] == [False, True]
        good(line, "disable", "Stock")
        assert any(need["item_kind"] == "endpoint" for need in line.json("needs")["items"])
        good(line, "enable", "Stock")
        assert not any(need["item_kind"] == "endpoint" for need in line.json("needs")["items"])
        good(line, "remove", "Stock")
        assert [one for one in line.json("endpoint", "list")["items"] if one["title"] == "Stock"] == []


def test_a_program_is_connected_in_its_own_language_with_secrets_out_of_files(line: Line, tmp_path: Path):
    assert "github: GitHub" in good(line, "connectors")
    token, secret = tmp_path / "token.txt", tmp_path / "secret.txt"
    token.write_text("a-token-of-the-vendor\n", encoding="utf-8")
    secret.write_text("a-secret-of-the-webhook\n", encoding="utf-8")
    files = ("--token-file", str(token), "--signing-secret-file", str(secret))
    with receiver() as (address, taken):
        root = address.removesuffix("/in")
        lacking = line.here("endpoint", "add", root, "--connector", "github", *files)
        assert (lacking.returncode, "epository" in lacking.stderr) == (3, True)
        assert line.here("endpoint", "add", root, "--connector", "gitlab").returncode == 3
        added = good(line, "add", root, "--connector", "github", "--set", "repository=acme/shop", *files)
        assert "/connect/end_" in added
        assert "a-token-of-the-vendor" not in added
        assert "acme/shop is there" in good(line, "connect", "GitHub")
        assert taken[0][0]["Authorization"] == "Bearer a-token-of-the-vendor"
        kept = listed(line, "GitHub")
        assert (kept["title"], kept["connector"], kept["state"]) == ("GitHub", "github", "active")
        assert "of-the-vendor" not in json.dumps(kept)
        good(line, "remove", "GitHub")


def test_what_is_refused_ends_with_its_own_code_and_says_what_would_do(line: Line):
    with receiver() as (address, _):
        refused = line.here("endpoint", "add", address, "--title", "Wrong", "--where", "plsurfaces == 1")
        assert refused.returncode == 3
        assert "plsurface" in refused.stderr
        assert line.here("endpoint", "add", "https://10.0.0.1/", "--title", "Inside").returncode == 3
        assert line.here("endpoint", "deliveries", "nothing-is-called-so").returncode == 4
        assert line.here("endpoint", "deliveries", "end_" + "0" * 26).returncode == 4


def listed(line: Line, title: str) -> dict[str, Any]:
    """The one endpoint with a title; the demo brings one along."""
    (found,) = [one for one in line.json("endpoint", "list")["items"] if one["title"] == title]
    return found


def now_of(message: tuple[dict[str, str], bytes]) -> datetime:
    return datetime.fromtimestamp(int(message[0]["webhook-timestamp"]), UTC)
