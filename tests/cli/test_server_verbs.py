"""The console script against a running demo: what a person or a script gets to see, and with which exit code it ends."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from console import CONSOLE, Line, running

_ID = re.compile(r"\b[a-z]{3}_[0-9a-z]{26}\b")


@pytest.fixture(scope="module")
def plumbline(tmp_path_factory: pytest.TempPathFactory) -> Generator[Line, None, None]:
    with running(tmp_path_factory.mktemp("demo"), "demo", "--no-open") as (address, _):
        yield Line(address)


@pytest.fixture(scope="module")
def decision(plumbline: Line) -> str:
    """A decision of Ana's in review, with one criterion and two options, in a cycle of its own."""
    plumbline.made("playbook", "start", "legaltech", "customer-success", "stakeholder-alignment", "--title", "Tried by hand")
    made = plumbline.made(
        "decision", "propose", "--cycle", "Tried by", "--title", "Which colour", "--section", "Rank risks", "--owner", "ana",
        "--due", "+3d", "--fallback", "Blue.", "--option", "Red", "--option", "Blue", "--criterion", "It can be read in the sun.",
    )  # fmt: skip
    plumbline.made("decision", "submit", made)
    return made


def test_needs_says_what_to_do_and_why_and_by_when(plumbline: Line):
    said = plumbline("needs")
    assert said.returncode == 0
    head, *rows = said.stdout.splitlines()
    assert re.split(r"\s{2,}", head) == ["Do", "What", "When", "Why", "Cycle"]
    assert any("D-2 Retry payment after a decline" in row and "You own it." in row for row in rows)
    assert len(rows) == len(plumbline.json("needs")["items"])


def test_needs_of_somebody_else_are_asked_for_by_name(plumbline: Line):
    items = plumbline.json("needs", "bo")["items"]
    assert items
    assert {one["person_id"] for one in items} == {one["person_id"] for one in plumbline.json("needs", "Bo Sørensen")["items"]}
    unknown = plumbline("needs", "Zoe")
    assert (unknown.returncode, "nobody here is called Zoe" in unknown.stderr, "Ana Ruiz" in unknown.stderr) == (4, True, True)


def test_a_cycle_is_named_by_its_id_or_how_its_title_begins(plumbline: Line):
    listed = plumbline.json("cycle", "list")["items"]
    checkout = next(one for one in listed if one["title"] == "Checkout pilot")
    assert plumbline.json("cycle", "show", "checkout")["id"] == checkout["id"] == plumbline.json("cycle", "show", checkout["id"])["id"]
    overview = plumbline.here("cycle", "overview", "Checkout").stdout
    assert " of 16 done" in overview
    assert re.search(r"pace +\d+ decisions? settled in \d+ review cycles?; \d+ open, with ", overview)
    assert "Pass the implementation entry gate" in overview
    unsaid = plumbline.here("decision", "list")
    assert (unsaid.returncode, "Checkout pilot" in unsaid.stderr) == (2, True)


def test_warning_signs_are_asked_for_with_an_exit_code_that_says_whether_one_shows(plumbline: Line):
    quiet = plumbline.here("cycle", "warning-signs", "--cycle", "Parcel")
    assert quiet.stdout.startswith("Work outside drifts from what was agreed: not seen, watched by H-2 Five small changes")
    assert quiet.returncode == 0
    drifting = plumbline.here("cycle", "warning-signs", "--cycle", "Checkout")
    assert "was closed outside without being done" in drifting.stdout
    assert re.search(r"^  D-\d+ .+: taken over with H-\d+ .+ \(entry \d+\)$", drifting.stdout, re.MULTILINE)
    assert not _ID.search(drifting.stdout), "people read names"
    assert re.search(r"^  D-\d+ .+: taken over with H-\d+ .+ \(entry \d+\)$", drifting.stdout, re.MULTILINE)
    assert not _ID.search(drifting.stdout), "people read names"
    assert drifting.returncode == 7


def test_a_handoff_names_its_metrics_and_where_its_work_is(plumbline: Line):
    told = plumbline.here("handoff", "show", "H-1", "--cycle", "Address").stdout
    assert "metric      Velocity of pilot decisions, after launch Tom Okafor" in told
    assert "outside     sample/delivery#41 (done, in Issues of delivery)" in told


def test_tables_call_things_as_people_do(plumbline: Line):
    assert plumbline("signal", "map", "--name", "Ordered", "--cycle", "Checkout").returncode == 0
    assert re.search(r"^Ordered +any +Checkout pilot ", plumbline.here("signal", "mappings").stdout, re.MULTILINE)
    assert "K-1 Meetings without decisions" in plumbline.here("escalation", "list", "--cycle", "Checkout").stdout
    assert "Velocity of pilot decisions" in plumbline.here("dependency", "checkpoints", "--cycle", "Checkout").stdout


def test_an_item_is_named_by_its_number_in_its_cycle(plumbline: Line):
    by_number = plumbline.json("decision", "show", "d-2", "--cycle", "Checkout")
    assert by_number == plumbline.json("decision", "show", by_number["id"])
    shown = plumbline.here("decision", "show", by_number["id"]).stdout
    assert "D-2 Retry payment after a decline" in shown
    assert by_number["content_hash"] in shown
    assert plumbline.here("decision", "show", "D-999", "--cycle", "Checkout").returncode == 4


def test_a_list_has_one_line_for_each_item_when_no_terminal_reads_it(plumbline: Line):
    lines = plumbline("decision", "list", "--cycle", "Checkout").stdout.splitlines()
    items = plumbline.json("decision", "list", "--cycle", "Checkout")["items"]
    assert [line.split()[0] for line in lines[1:]] == [f"D-{one['number']}" for one in items]
    assert len(plumbline.json("decision", "list", "--cycle", "Checkout", "--state", "draft")["items"]) == 1


def test_a_refused_approval_lists_everything_that_is_to_do(plumbline: Line, decision: str):
    said = plumbline("decision", "approve", decision, "--because", "It is late.")
    assert (said.returncode, said.stdout) == (3, "")
    to_do = [line for line in said.stderr.splitlines() if line.startswith("  - ")]
    assert [line.split(":")[0] for line in to_do] == ["  - Evidence", "  - Option chosen"]
    assert to_do[0].endswith("Ana Ruiz can attach evidence for it, or judge what is there.")
    problem = json.loads(plumbline.here("decision", "approve", decision, "--because", "It is late.", "--json").stderr)
    assert (problem["code"], len(problem["findings"])) == ("approval.unmet", 2)


def test_an_approval_of_words_that_were_changed_ends_with_six(plumbline: Line, decision: str):
    said = plumbline("decision", "approve", decision, "--because", "As read.", "--read-hash", "0" * 64)
    assert (said.returncode, "Read what it says now" in said.stderr) == (6, True)


def test_evidence_and_votes_are_added_to_a_decision(plumbline: Line, decision: str):
    evidence = plumbline.made("evidence", "submit", decision, "--title", "Run 1", "--reference", "https://ci.example/1", "--criterion", "1")
    assert plumbline.here("evidence", "submit", decision, "--title", "Run 2", "--criterion", "7").returncode == 2
    assert plumbline.here("evidence", "accept", evidence).returncode in (3, 5)  # her own
    assert "recorded:" in plumbline.here("decision", "vote", decision, "approve", "--reason", "Fine.").stdout
    shown = plumbline.here("decision", "show", decision).stdout
    assert re.search(rf"Run 1\s+submitted\s+Ana Ruiz\s+{evidence}", shown)
    assert re.search(r"Ana Ruiz\s+approve\s+Fine\.", shown)


def test_a_thread_is_opened_answered_and_closed(plumbline: Line, decision: str):
    thread = plumbline.made("thread", "open", "Red and green?", "--on", decision, "--asks", "bo")
    plumbline.made("thread", "reply", thread, "Both, I think.")
    shown = plumbline.here("thread", "show", thread).stdout
    assert "asks Bo Sørensen" in shown
    assert "Both, I think." in shown
    assert plumbline.here("thread", "resolve", thread, "--outcome", "solved").returncode == 2
    assert plumbline("thread", "resolve", thread, "--outcome", "answered", "--note", "Both.").returncode == 0
    assert [one["state"] for one in plumbline.json("thread", "list", "--cycle", "Tried")["items"] if one["id"] == thread] == ["resolved"]


def test_a_blocker_is_raised_extended_and_resolved_and_twice_is_no_error(plumbline: Line, decision: str):
    blocker = plumbline.made(
        "blocker", "raise", "No paint", "--owner", "ana", "--due", "+2d", "--fallback", "Chalk.", "--blocks", decision, "--cycle", "Tried"
    )
    before = plumbline.json("blocker", "show", blocker)["due_at"]
    plumbline.made("blocker", "extend", blocker, "--due", "+4d", "--tradeoff", "A day less to test.")
    assert plumbline.json("blocker", "show", blocker)["due_at"] > before
    assert "recorded:" in plumbline.here("blocker", "resolve", blocker, "--how", "It came.").stdout
    assert "nothing had to change" in plumbline("blocker", "resolve", blocker, "--how", "It came.").stdout
    assert plumbline.here("blocker", "extend", blocker, "--due", "soon", "--tradeoff", "x").returncode == 2


def test_a_gate_says_what_is_missing_and_ends_with_seven_and_its_passage_is_refused(plumbline: Line, decision: str):
    asked = plumbline("gate", "check", "implementation-entry", "--item", "D-2", "--cycle", "Checkout")
    assert asked.returncode == 7
    assert asked.stdout.startswith("implementation-entry: unsatisfied\n  - ")
    passed = plumbline.here("gate", "pass", "implementation-entry", "--item", "D-2", "--cycle", "Checkout")
    assert passed.returncode == 3
    assert {line for line in asked.stdout.splitlines() if line.startswith("  - ")} <= set(passed.stderr.splitlines())


def test_a_draft_is_proposed_rejected_reopened_deferred_and_withdrawn(plumbline: Line, decision: str):
    words = ["--title", "Which font", "--section", "Rank", "--owner", "ana", "--due", "+3d", "--fallback", "Sans.", "--draft"]
    other = plumbline.made("decision", "propose", *words, "--cycle", "Tried")
    for act in (
        ("propose", other),
        ("reject", other, "--because", "Too early."),
        ("reopen", other, "--reason", "new_evidence", "--note", "Readers asked."),
        ("submit", other),
        ("defer", other, "--because", "After the launch.", "--until", "+5d"),
        ("withdraw", other, "--because", "Not ours."),
    ):
        said = plumbline.here("decision", *act)
        assert said.returncode == 0, (act, said.stderr)
    assert plumbline.json("decision", "show", other)["state"] == "withdrawn"


def test_any_path_of_the_api_can_be_read_and_acted_on(plumbline: Line, decision: str):
    assert len(json.loads(plumbline("api", "get", "/v1/people").stdout)["items"]) == 8
    receipt = plumbline("api", "post", f"/v1/decisions/{decision}/concerns", "--data", "-", given='{"reason": "Too loud."}')
    assert json.loads(receipt.stdout)["changed"] is True
    refused = plumbline("api", "post", f"/v1/decisions/{decision}/concerns", "--data", '{"because": "Too loud."}')
    assert (refused.returncode, "because" in refused.stderr) == (2, True)
    assert plumbline.here("api", "get", "https://elsewhere.example/v1/people").returncode == 2
    assert plumbline.here("api", "get", "/v1/decisions/dec_unknown").returncode == 4


def test_a_gate_is_listed_tried_and_asked_for_more(plumbline: Line, decision: str):
    listed = plumbline.here("gate", "list", "--cycle", "Tried by").stdout
    assert "implementation-entry: Implementation entry, for each decision" in listed
    tried = plumbline.here("gate", "check", "implementation-entry", "--item", decision, "--assume", "approved").stdout
    assert "as a trial: nothing was written" in tried
    assert "fails: decision.criteria_unmet == 0" in tried
    named = ("gate", "add-condition", "implementation-entry", "two-criteria", "--cycle", "Tried by", "--sentence", "Two criteria.")
    wrong = plumbline.here(*named, "--expression", "decision.criteria >>= 2")
    assert (wrong.returncode, "from character 20 on" in wrong.stderr) == (3, True)
    plumbline.made(*named, "--expression", "decision.criteria >= 2")
    assert "decision.criteria >= 2" in plumbline.here("gate", "list", "--cycle", "Tried by").stdout
    refused = plumbline.here(
        "gate", "override", "implementation-entry", "--item", decision, "--reason", " ", "--control", " ", "--until", "+1d"
    )  # fmt: skip
    assert (refused.returncode, "An override needs a reason" in refused.stderr) == (3, True)


def test_a_decision_is_asked_for_more_approval_and_its_clock_is_listed(plumbline: Line, decision: str):
    plumbline.made("decision", "require-approval", decision, "k_of_n", "--ask", "bo", "--ask", "mara", "--needed", "1")
    rules = plumbline.here("decision", "rules", decision).stdout
    assert "k of n" in rules
    assert "0 of 1" in rules
    assert "decide" in plumbline.here("clock", "list", "--cycle", "Tried by").stdout
    refused = plumbline.here("clock", "pause", decision, "--reason", "manual", "--until", "+1d")
    assert refused.returncode in (0, 3)
    assert plumbline.here("clock", "rebase", decision).returncode == 0


def test_what_was_true_is_shown_as_of_an_entry(plumbline: Line):
    made = plumbline.made("decision", "propose", "--cycle", "Checkout", "--title", "Which size", "--section", "Rank risks", "--draft")
    before = str(plumbline.json("api", "get", "/v1/ledger/head")["size"])
    plumbline.made("decision", "withdraw", made, "--because", "Not needed.")
    assert plumbline.json("decision", "show", made)["state"] == "withdrawn"
    assert plumbline.json("decision", "show", made, "--as-of", before)["state"] == "draft"
    assert plumbline.here("cycle", "show", "Checkout", "--as-of", "0").returncode == 2


def test_a_name_that_is_nowhere_lists_those_that_there_are(plumbline: Line, decision: str):
    cycle = plumbline.here("cycle", "overview", "Chekout")
    assert (cycle.returncode, "no cycle begins with 'Chekout'" in cycle.stderr, "Checkout pilot" in cycle.stderr) == (4, True, True)
    endpoint = plumbline.here("endpoint", "deliveries", "Nowhere")
    assert (endpoint.returncode, "none of the endpoints begins with 'Nowhere'; there are " in endpoint.stderr) == (4, True)


def test_a_server_that_takes_no_more_or_speaks_no_https_is_not_called_absent(plumbline: Line, tmp_path: Path):
    (tmp_path / "large.csv").write_bytes(b"id,what\n" + b"x" * 9_000_000)
    source = plumbline.json("signal", "add", "Large files")["id"]
    large = plumbline("signal", "import", str(tmp_path / "large.csv"), "--source", source, "--map", "id=id", "--called", "X")
    assert (large.returncode, "no server answers" in large.stderr) == (2, False), large.stderr
    open_line = plumbline("needs", "--server", plumbline.server.replace("http:", "https:"))
    assert (open_line.returncode, "yet not over https" in open_line.stderr) == (8, True), open_line.stderr


def test_a_token_that_is_not_known_ends_with_five(plumbline: Line):
    said = plumbline("needs", PLUMBLINE_TOKEN="plb_pat_unknown")
    assert (said.returncode, "PLUMBLINE_TOKEN" in said.stderr) == (5, True)


def test_a_token_is_not_sent_over_plain_http_to_another_machine(plumbline: Line):
    said = plumbline("needs", "--server", "http://launch.example.org", "--token", "plb_pat_secret")
    assert (said.returncode, "use https" in said.stderr, "plb_pat_secret" in said.stderr) == (2, True, False)


def test_without_a_server_the_command_says_how_to_start_one():
    with socket.socket() as taken:  # bound and not listening, so that nothing answers there
        taken.bind(("127.0.0.1", 0))
        said = Line(f"http://127.0.0.1:{taken.getsockname()[1]}")("needs")
    assert (said.returncode, "plumbline serve" in said.stderr) == (8, True)


@pytest.mark.parametrize(("status", "code"), [(403, 5), (409, 3), (422, 2), (500, 1), (503, 8)])
def test_a_refusal_ends_with_the_exit_code_of_its_kind(status: int, code: int):
    problem = {"title": "No", "status": status, "code": "x", "findings": [{"title": "A", "detail": "b\x1b[2J", "remedy": "C."}]}
    with answering(status, {"content-type": "application/problem+json"}, json.dumps(problem)) as (server, _):
        said = Line(server).here("api", "get", "/v1/cycles")
    assert (said.returncode, said.stderr) == (code, "No.\n  - A: b [2J. C.\n")


def test_a_redirect_does_not_take_the_token_along():
    with answering(200, {}, "{}") as (elsewhere, asked), answering(307, {"location": f"{elsewhere}/v1/cycles"}, "") as (server, _):
        said = Line(server).here("cycle", "list", "--token", "plb_pat_secret")
    assert (said.returncode, asked) == (2, [])
    assert elsewhere in said.stderr


def test_something_else_that_answers_there_is_not_taken_for_plumbline():
    with answering(200, {"content-type": "text/html"}, "<p>Hello") as (server, _):
        said = Line(server).here("cycle", "list")
    assert (said.returncode, "not as Plumbline does" in said.stderr) == (8, True)


def test_what_a_server_is_made_of_is_not_imported_by_verbs_that_talk_to_one(plumbline: Line):
    script = (
        "import sys; from plumbline.app import main\ntry: main()\n"
        "except SystemExit: print([one for one in ('litestar', 'cryptography', 'granian', 'minijinja') if one in sys.modules])"
    )
    for words in (["--help"], ["version"], ["needs", "--server", plumbline.server], ["decision", "list", "--help"]):
        said = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, check=True)
        assert said.stdout.endswith("[]\n"), words


@contextmanager
def answering(status: int, headers: Mapping[str, str], body: str) -> Generator[tuple[str, list[str]], None, None]:
    """Answer every request in one way; yield the address, and the paths that were asked for."""
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *_: Any) -> None:  # noqa: A002 - the name is the library's
            return

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_file_is_attached_as_evidence_and_written_back(plumbline: Line, decision: str, tmp_path: Path):
    report = tmp_path / "report.txt"
    report.write_bytes(b"It was read in the sun.\n")
    evidence = plumbline.made("evidence", "submit", decision, "--title", "Report", "--file", str(report))
    assert plumbline("evidence", "open", evidence, str(tmp_path / "again.txt")).returncode == 0
    assert (tmp_path / "again.txt").read_bytes() == report.read_bytes()
    assert plumbline("evidence", "open", evidence, str(report)).returncode == 2


def test_a_file_becomes_a_document_and_is_written_anew(plumbline: Line, decision: str, tmp_path: Path):
    text = tmp_path / "policy.md"
    text.write_text("# Policy\n\n## One\n\nThe card is kept for 24 hours.\n")
    document = plumbline.made("document", "add", str(text), "--cycle", "Tried by", "--title", "Card policy")
    assert "Card policy" in plumbline("document", "list", "--cycle", "Tried by").stdout
    suggestion = plumbline.made("document", "suggest", document, "--passage", "24 hours", "--instead", "two days")
    assert plumbline("document", "suggest", document, "--passage", "nowhere").returncode == 2
    plumbline.made("document", "apply", document, suggestion)
    assert "kept for two days" in plumbline("document", "show", document, "--text").stdout
    assert "24 hours" in plumbline("document", "show", document, "--text", "--number", "1").stdout
    assert plumbline("document", "redact", document, "--number", "2", "--reason", "A name stood there.").returncode == 3
    plumbline.made("document", "redact", document, "--number", "1", "--reason", "A name stood there.")
    gone = plumbline.here("document", "show", document, "--text", "--number", "1").stdout
    assert "redacted by Ana Ruiz, " in gone
    assert "because: A name stood there." in gone
    text.write_bytes(b"\xff\xfe\x00")
    said = plumbline("document", "version", document, str(text))
    assert (said.returncode, "UTF-8" in said.stderr) == (2, True)


def test_a_journey_is_added_edited_kept_and_brought_back(plumbline: Line, decision: str, tmp_path: Path):
    journey = plumbline.made("journey", "add", "parcel-delay", "--cycle", "Tried by", "--title", "Late in the north")
    assert "Late in the north" in plumbline("journey", "list", "--cycle", "Tried by").stdout
    edits = tmp_path / "edits.json"
    renamed = {"op": "set", "kind": "screen", "part": "missed", "name": "title", "value": json.dumps("You were out")}
    edits.write_text(json.dumps([renamed]), encoding="utf-8")
    plumbline.made("journey", "edit", journey, str(edits))
    plumbline.made("journey", "version", journey, "--name", "Kinder words")
    shown = plumbline.here("journey", "show", journey).stdout
    assert "version     2, Ana Ruiz" in shown
    assert "Kinder words" in shown
    proven = plumbline("journey", "check", "-", given=plumbline.here("journey", "show", journey, "--content").stdout)
    assert proven.returncode == 0, proven.stderr
    plumbline.made("journey", "restore", journey, "1")
    written = plumbline.json("journey", "show", journey)["content"]
    written["images"] = [{"id": "shop", "digest": "f" * 64}]
    (tmp_path / "pictured.json").write_text(json.dumps(written), encoding="utf-8")
    pictured = plumbline.made("journey", "add", str(tmp_path / "pictured.json"), "--cycle", "Tried by")
    assert f"shop is not kept here: plumbline journey image {pictured} FILE --name shop" in plumbline("journey", "show", pictured).stdout
    titles = {one["id"]: one["title"] for one in plumbline.json("journey", "show", journey)["content"]["screens"]}
    assert titles["missed"] == "We did not meet you"
    edits.write_text(json.dumps([{**renamed, "part": "nowhere"}]), encoding="utf-8")
    gone = plumbline("journey", "edit", journey, str(edits))
    assert (gone.returncode, "nowhere is not there any more" in gone.stderr) == (6, True)
    edits.write_text("{", encoding="utf-8")
    assert plumbline("journey", "edit", journey, str(edits)).returncode == 2
    taken = ("dead-end:recipient:missed", "--owner", "bo", "--reason", "The pilot ends before that.")
    plumbline.made("journey", "accept", journey, *taken)
    assert plumbline("journey", "undo", journey).returncode == 0


def test_a_branch_is_begun_compared_and_merged(plumbline: Line, decision: str, tmp_path: Path):
    journey = plumbline.made("journey", "add", "parcel-delay", "--cycle", "Tried by")
    branch = plumbline.made("journey", "branch", journey, "--name", "Kinder words")
    assert "Kinder words" in plumbline.here("journey", "branches", journey).stdout
    edits = tmp_path / "edits.json"

    def rename(of: str, title: str) -> None:
        edit = {"op": "set", "kind": "screen", "part": "missed", "name": "title", "value": json.dumps(title)}
        edits.write_text(json.dumps([edit]), encoding="utf-8")
        plumbline.made("journey", "edit", of, str(edits))

    rename(branch, "You were out")
    plumbline.made("journey", "version", branch)
    rename(journey, "Nobody opened")
    compared = plumbline.here("journey", "compare", f"{branch}@1", f"{branch}@2")
    assert (compared.returncode, "title: You were out, was We did not meet you" in compared.stdout) == (7, True)
    planned = plumbline.here("journey", "merge", journey, "--from", branch, "--dry-run").stdout
    assert "conflict screen:missed:title" in planned
    refused = plumbline.here("journey", "merge", journey, "--from", branch)
    assert (refused.returncode, "Both sides changed title of screen missed" in refused.stderr) == (3, True)
    assert plumbline.here("journey", "merge", journey, "--from", branch, "--choose", "screen:lost:title=mine").returncode == 2
    plumbline.made("journey", "merge", journey, "--from", branch, "--choose", "screen:missed:title=theirs")
    assert "You were out" in plumbline.here("journey", "show", journey, "--content").stdout


def test_a_template_is_made_of_a_journey_and_taken_over_in_a_newer_version(plumbline: Line, decision: str, tmp_path: Path):
    edits = tmp_path / "edits.json"

    def rename(of: str, title: str) -> None:
        edit = {"op": "set", "kind": "screen", "part": "missed", "name": "title", "value": json.dumps(title)}
        edits.write_text(json.dumps([edit]), encoding="utf-8")
        plumbline.made("journey", "edit", of, str(edits))

    def publish() -> None:
        names = plumbline.json("template", "new", origin, "--id", "late", "--title", "Late", "--dry-run")["names"]
        stays = [word for one in names for word in ("--stays", one["text"])]
        said = plumbline.here("template", "new", origin, "--id", "late", "--title", "Late", *stays)
        assert said.returncode == 0, said.stderr

    origin = plumbline.made("journey", "add", "parcel-delay", "--cycle", "Tried by", "--answer", "shop=Nordlicht")
    refused = plumbline.here("template", "new", origin, "--id", "late", "--title", "Late")
    assert (refused.returncode, "Nobody decided whether “Nordlicht” stays" in refused.stderr) == (3, True)
    publish()
    assert "made here" in plumbline.here("template", "here").stdout
    journey = plumbline.made("journey", "add", "late", "--cycle", "Tried by")
    assert "has the newest version" in plumbline.here("journey", "update", journey).stdout
    rename(origin, "You were out")
    plumbline.made("journey", "version", origin)
    publish()
    rename(journey, "Nobody opened")
    assert "proposed by nobody yet" in plumbline.here("journey", "update", journey).stdout
    plumbline.made("journey", "update", journey, "propose")
    assert plumbline.here("journey", "update", journey, "accept").returncode == 3
    plumbline.made("journey", "update", journey, "accept", "--rest", "theirs")
    assert "You were out" in plumbline.here("journey", "show", journey, "--content").stdout
    assert f"used by     {journey}" in plumbline.here("template", "used", "late").stdout


def test_a_link_lets_participants_in_until_it_is_ended(plumbline: Line, decision: str):
    asked = ("--consent", "We test the journey, not you.", "--cohort", "north")
    made = plumbline.here("journey", "link", "parcel-delay", *asked)
    assert made.returncode == 0, made.stderr
    address, said = made.stdout.splitlines()
    assert "/p/" in address
    link = said.rpartition(" ")[2]
    assert (open_link(plumbline, link)["cohort"], open_link(plumbline, link)["state"]) == ("north", "open")
    plumbline.made("journey", "unlink", link)
    assert open_link(plumbline, link)["state"] == "ended"
    assert "ended" in plumbline.here("journey", "links", "parcel-delay").stdout
    assert plumbline.here("journey", "link", "nowhere", *asked).returncode == 4


def test_a_recorded_run_is_listed_and_shown_step_by_step(plumbline: Line, decision: str):
    run = json.loads(plumbline.here("api", "post", "/v1/templates/parcel-delay/runs", "--data", "{}").stdout)["item"]
    assert run in {one["id"] for one in plumbline.json("run", "list", "parcel-delay")["items"]}
    assert "goes on" in plumbline.here("run", "list", "parcel-delay").stdout
    shown = plumbline.here("run", "show", run).stdout
    assert shown.startswith("parcel-delay as recipient: goes on")
    assert "now         recipient: Your parcel is on its way" in shown
    assert plumbline.here("run", "show", "run_00000000000000000000000000").returncode == 4


def open_link(plumbline: Line, link: str) -> dict[str, str]:
    """Return a link by its id, as it is listed."""
    return next(one for one in plumbline.json("journey", "links")["items"] if one["id"] == link)


def test_templates_are_listed_and_printed_as_they_were_written(plumbline: Line):
    listed = json.loads(plumbline("template", "list", "--json").stdout)["items"]
    assert "parcel-delay" in {one["id"] for one in listed}
    assert plumbline("template", "show", "parcel-delay").stdout.startswith("kind: journey\nid: parcel-delay\n")
    unknown = plumbline("template", "show", "parcel-dely")
    assert (unknown.returncode, "did you mean parcel-delay?" in unknown.stderr) == (2, True)


def test_a_document_is_reviewed_from_the_command_line(plumbline: Line, decision: str, tmp_path: Path):
    text = tmp_path / "terms.md"
    text.write_text("# Terms\n\n## Cards\n\nA card is kept for a day.\n")
    document = plumbline.made("document", "add", str(text), "--cycle", "Tried by", "--title", "Terms")
    review = plumbline.made("review", "open", document, "--cycle", "Tried by")
    assert "Terms" in plumbline("review", "list", "--cycle", "Tried by").stdout
    plumbline.made("review", "assign", review, "--section", "Cards", "--reader", "ana")
    plumbline.made("review", "sign-off", review, "--section", "Cards")
    assert "signed off by Ana Ruiz" in plumbline("review", "show", review).stdout
    assert "/g/" in plumbline("review", "invite", review, "--name", "Gus", "--days", "3").stdout
    assert plumbline("review", "invite", review, "--name", "Gus", "--days", "91").returncode == 2
    plumbline.made("review", "revoke", review, "--guest", "Gus", "--forget")
    assert "revoked" in plumbline("review", "guests", review).stdout
    plumbline.made("lens", "apply", review, "--verdict", "passes", "--because", "Nothing is open.", "--cycle", "Tried by")
    plumbline.made("review", "close", review)
    assert plumbline.json("review", "show", review)["state"] == "closed"
    assert plumbline("review", "sign-off", review, "--section", "Nowhere").returncode == 4


def test_decisions_are_handed_on_together_or_not_at_all(plumbline: Line, decision: str):
    place = ("--cycle", "Tried by", "--section", "Rank risks", "--owner", "ana")
    one, two = (plumbline.made("decision", "propose", "--title", title, *place) for title in ("Which frame", "Which glass"))
    plumbline.made("decision", "withdraw", two, "--because", "No glass.")
    refused = plumbline("decision", "reassign", one, two, "--to", "bo", "--reason", "Ana is away.")
    assert (refused.returncode, f"{two}: " in refused.stderr, f"{one}: " in refused.stderr) == (3, True, False)
    plumbline.made("decision", "reassign", one, "--to", "bo", "--reason", "Ana is away.")
    assert "owner Bo" in plumbline.here("decision", "show", one).stdout


def test_decisions_are_moved_to_another_review(plumbline: Line, decision: str, tmp_path: Path):
    text = tmp_path / "sundial.md"
    text.write_text("# Sundial\n\nIt stands in the sun.\n", encoding="utf-8")
    document = plumbline.made("document", "add", str(text), "--cycle", "Tried by", "--title", "Sundial")
    review = plumbline.made("review", "open", document, "--cycle", "Tried by")
    place = ("--cycle", "Tried by", "--section", "Rank risks", "--owner", "ana")
    one, two = (plumbline.made("decision", "propose", "--title", title, *place) for title in ("Which dial", "Which pointer"))
    plumbline.made("decision", "withdraw", two, "--because", "No pointer.")
    refused = plumbline("decision", "move", one, two, "--to", review, "--reason", "They are read together.")
    assert (refused.returncode, f"{two}: " in refused.stderr, f"{one}: " in refused.stderr) == (3, True, False)
    plumbline.made("decision", "move", one, "--to", review, "--reason", "They are read together.")
    assert plumbline.json("decision", "show", one)["review_id"] == review
    agenda = [(each["id"], each["title"], each["state"]) for each in plumbline.json("review", "show", review)["agenda"]]
    assert agenda == [(one, "Which dial", "proposed")]
    assert re.search(r"^agenda +D-\d+ Which dial: proposed$", plumbline.here("review", "show", review).stdout, re.MULTILINE)
    plumbline.made("decision", "move", one)
    assert plumbline.json("decision", "show", one)["review_id"] == ""
    assert plumbline.json("review", "show", review)["agenda"] == []


def test_a_decision_template_is_kept_begun_with_and_changed(plumbline: Line, decision: str, tmp_path: Path):
    place = ("--cycle", "Tried by", "--section", "Rank risks", "--owner", "ana")
    closed = plumbline.made(
        "decision", "propose", "--title", "Which gnomon", "--option", "Brass", "--option", "Iron", "--criterion", "Ana can read it.", *place
    )
    plumbline.made("decision", "withdraw", closed, "--because", "There is one.")
    content = tmp_path / "gnomon.json"
    content.write_text(plumbline("decision-template", "draft", closed).stdout, encoding="utf-8")
    assert json.loads(content.read_text(encoding="utf-8"))["criteria"][0]["text"] == "somebody can read it."
    template = plumbline.made("decision-template", "keep", closed, "--content", str(content))
    listed = plumbline.here("decision-template", "list").stdout
    assert re.search(rf"Which gnomon\s+1\s+0\s+{template}", listed)
    begun = plumbline.made("decision", "propose", "--template", "Which gnomon", *place)
    shown = plumbline.json("decision", "show", begun)
    assert (shown["template_id"], shown["title"], [one["title"] for one in shown["options"]]) == (
        template,
        "Which gnomon",
        ["Brass", "Iron"],
    )
    thread = plumbline.made("thread", "open", "Is bronze one?", "--on", closed)
    plumbline.made("thread", "resolve", thread, "--outcome", "accepted")
    changed = json.loads(content.read_text(encoding="utf-8")) | {"question": "Of which metal?"}
    content.write_text(json.dumps(changed), encoding="utf-8")
    asked = ("decision-template", "ask-change", template, "--thread", thread, "--because", "Bronze was forgotten.")
    plumbline.made(*asked, "--content", str(content))
    change = plumbline.json("decision-template", "show", template)["proposals"][0]["id"]
    own = plumbline("decision-template", "accept-change", template, change, "--because", "Yes.")
    assert (own.returncode, "somebody else has to look at it" in own.stderr) == (3, True)
    plumbline.made("decision-template", "refuse-change", template, change, "--because", "One dial only.")
    told = plumbline.here("decision-template", "show", template).stdout
    assert "refused, by Ana Ruiz: Bronze was forgotten." in told
    plumbline.made("decision-template", "retire", template, "--because", "There is a rule.")
    assert "retired by Ana Ruiz" in plumbline.here("decision-template", "show", template).stdout
    late = plumbline("decision", "propose", "--template", template, *place)
    assert (late.returncode, "The template is retired" in late.stderr) == (3, True)
    plumbline.made("decision-template", "revive", template, "--because", "The rule fell.")
    wrong = plumbline.here("decision-template", "keep", closed, "--content", str(tmp_path / "nothing.json"))
    assert (wrong.returncode, "cannot be read as JSON" in wrong.stderr) == (2, True)


def test_a_clock_is_paused_and_runs_again_but_not_for_its_holder_alone(plumbline: Line, decision: str):
    thread = plumbline.made("thread", "open", "Which sun?", "--on", decision, "--asks", "bo")
    plumbline.made("clock", "pause", thread, "--reason", "blocked_by", "--until", "+4h", "--note", "The lamp is at the repair.")
    paused = next(one for one in plumbline.json("clock", "list", "--cycle", "Tried by")["items"] if one["item_id"] == thread)
    assert paused["state"] == "paused"
    again = plumbline.here("clock", "pause", thread, "--reason", "blocked_by", "--until", "+9h", "--note", "Longer.")
    assert (again.returncode, "paused" in again.stderr) == (3, True)
    plumbline.made("clock", "resume", thread)
    own = plumbline.here("clock", "pause", decision, "--reason", "manual", "--until", "+4h", "--note", "I am busy.")
    assert (own.returncode, "cannot stop its own clock by hand" in own.stderr) == (3, True)
    unknown = plumbline.here("clock", "pause", "thr_" + "0" * 26, "--reason", "manual", "--until", "+4h")
    assert unknown.returncode == 4


def test_a_thread_becomes_a_new_decision(plumbline: Line, decision: str):
    thread = plumbline.made("thread", "open", "Which lamp?", "--on", decision)
    made = plumbline.made(
        "decision",
        "propose",
        "--title",
        "Which lamp",
        "--section",
        "Rank risks",
        "--owner",
        "ana",
        "--thread",
        thread,
        "--cycle",
        "Tried by",
    )
    closed = plumbline.json("thread", "show", thread)
    assert (closed["outcome"], closed["linked_id"]) == ("converted", made)


def test_a_claim_may_be_a_date_and_hold_colons(plumbline: Line, decision: str):
    made = plumbline.made(
        "message", "draft", "Sun notice", "--audience", "shops", "--text", "Two things: read on.", "--cycle", "Tried by",
        "--claim", f"decision {decision} One thing: it can be read.", "--claim", f"date {decision} 2026-12-01T16:00 By then: decided.",
        "--claim", "screen https://shop.example/pay It says: paid.",
    )  # fmt: skip
    claims = next(one for one in plumbline.json("message", "list", "--cycle", "Tried by")["items"] if one["id"] == made)["claims"]
    assert [(one["rests_on"], one["text"], one["at"]) for one in claims] == [
        ("decision", "One thing: it can be read.", None),
        ("date", "By then: decided.", "2026-12-01T16:00:00Z"),
        ("screen", "It says: paid.", None),
    ]
    assert claims[2]["reference"] == "https://shop.example/pay"
    said = plumbline.here("message", "edit", made, "--text", "x", "--claim", "rumour D-1 x", "--cycle", "Tried by")
    assert (said.returncode, "is no claim" in said.stderr) == (2, True)


def test_a_receipt_names_what_was_defined(plumbline: Line):
    said = plumbline.here("calendar", "define", "night", "--title", "Night", "--zone", "UTC", "--hours", "mon-fri 20:00-23:00")
    assert "recorded: night, version" in said.stdout


def test_people_are_listed_and_in_the_demo_nobody_gets_a_link(plumbline: Line):
    assert "Bo Sørensen" in plumbline.here("user", "list").stdout
    assert plumbline.here("user", "password-link", "bo").returncode == 4
    assert plumbline.here("user", "invite", "Kim", "--mail", "kim@example.org").returncode == 5


def test_what_runs_left_out_of_a_journey_is_a_finding(plumbline: Line):
    said = plumbline("journey", "coverage", "parcel-delay")
    assert said.returncode == 7, said.stderr
    assert re.search(r"exceptions\s+\d+ of \d+", said.stdout)
    assert "uncovered   No recorded run has covered" in said.stdout
    assert json.loads(plumbline("journey", "coverage", "parcel-delay", "--json").stdout)["complete"] is True
    assert plumbline("journey", "coverage", "nothing").returncode == 4


def test_events_are_read_in_order_and_say_where_they_came_from(plumbline: Line):
    lines = plumbline.here("events", "tail", "--count", "5", "--json").stdout.splitlines()
    events = [json.loads(line) for line in lines]
    assert len(events) >= 5
    assert all(one["specversion"] == "1.0" and one["plattr"] == "1" for one in events)
    told = plumbline.here("events", "tail", "--after", "0", "--type", "decision.approved").stdout.splitlines()
    assert told
    assert all(" decision.approved " in line for line in told)
    newest = plumbline.here("events", "tail", "--type", "decision.approved", "--count", "2").stdout.splitlines()
    assert newest == told[-2:], "however much else has happened since"
    event = told[0].split()[-1]
    assert json.loads(plumbline.here("events", "show", event).stdout)["id"] == event
    said = plumbline.here("events", "why", event).stdout
    assert re.match(r"Decision approved \(“.+”\) by .+ through ", said)
    assert "rests on    evt_" in said
    assert "decision.approved" in plumbline.here("events", "types").stdout
    strange = plumbline.here("events", "tail", "--follow", "--type", "decision.aproved")
    assert strange.returncode == 2
    assert "No event is called decision.aproved. Did you mean decision.approved?" in strange.stderr
    assert plumbline("events", "show", "evt_nothing").returncode == 4


def test_a_decision_names_a_journey_in_its_version_and_names_it_no_more(plumbline: Line, decision: str):
    journey = plumbline.made("journey", "add", "parcel-delay", "--cycle", "Tried by", "--title", "Named by hand")
    assert "recorded:" in plumbline.here("decision", "refer", decision, journey).stdout
    (named,) = plumbline.json("decision", "show", decision)["journeys"]
    assert (named["journey_id"], named["number"]) == (journey, 1)
    again = plumbline.here("journey", "version", journey, "--name", "Once more")
    assert (again.returncode, "Nothing has changed since version 1" in again.stderr) == (3, True)
    assert plumbline.here("decision", "refer", decision, journey, "--number", "9").returncode == 4
    assert "recorded:" in plumbline.here("decision", "refer", decision, journey, "--remove").stdout
    assert plumbline.json("decision", "show", decision)["journeys"] == []
    assert plumbline.here("decision", "refer", decision, "jrn_" + "0" * 26).returncode == 4


def test_a_thread_is_opened_on_a_screen_of_a_journey_and_on_a_remark_of_a_run(plumbline: Line):
    journey = plumbline.made("journey", "add", "parcel-delay", "--cycle", "Tried by", "--title", "Talked about")
    thread = plumbline.made("thread", "open", "Who rang?", "--journey", journey, "--screen", "missed", "--blocking")
    shown = plumbline.json("thread", "show", thread)
    assert (shown["anchor"]["kind"], shown["anchor"]["part"], shown["blocking"]) == ("screen", "missed", True)
    assert plumbline.here("thread", "show", thread).stdout.startswith(f"T-{shown['number']} on screen {journey}")
    whole = plumbline.made("thread", "open", "Who owns it?", "--journey", journey)
    assert plumbline.json("thread", "show", whole)["anchor"]["kind"] == "journey"
    assert plumbline.here("thread", "open", "Where?", "--journey", journey, "--screen", "nowhere").returncode == 4
    assert plumbline.here("thread", "open", "Where?").returncode == 2
    run = plumbline.json("api", "post", f"/v1/journeys/{journey}/runs", "--data", json.dumps({"role": "recipient"}))["item"]
    plumbline.json("api", "post", f"/v1/runs/{run}/remarks", "--data", json.dumps({"role": "recipient", "text": "Which day?"}))
    remarked = plumbline.made("thread", "from-remark", run, "--asks", "bo")
    told = plumbline.json("thread", "show", remarked)
    assert (told["anchor"]["run_id"], told["comments"][0]["text"]) == (run, "Which day?")
    assert plumbline.made("thread", "from-remark", run) == remarked, "a remark becomes one thread"


def test_a_journey_is_put_up_for_review_by_its_id(plumbline: Line):
    journey = plumbline.made("journey", "add", "parcel-delay", "--cycle", "Tried by", "--title", "Reviewed by hand")
    review = plumbline.made("review", "open", journey, "--cycle", "Tried by")
    shown = plumbline.json("review", "show", review)
    assert (shown["title"], shown["subject"]["kind"], shown["subject"]["number"]) == ("Reviewed by hand", "journey", 1)
    guest = plumbline.json("review", "invite", review, "--name", "Gus of Legal", "--days", "7")
    assert "/g/" in json.dumps(guest)


def test_a_journey_of_the_server_is_exported_as_a_file_that_plays_offline(plumbline: Line, tmp_path: Path):
    journey = plumbline.made("journey", "add", "parcel-delay", "--cycle", "Tried by", "--title", "Taken along")
    file = tmp_path / "journey.html"
    assert plumbline("journey", "export", journey, "--to", "html", "-o", str(file)).returncode == 0
    text = file.read_text()
    assert "<title>Taken along</title>" in text
    assert re.findall(r'(?:src|href)="', text) == []
    assert plumbline.here("journey", "export", f"{journey}@9", "--to", "html").returncode == 4
    assert "title: Taken along\n" in plumbline.here("journey", "export", journey).stdout


def test_records_are_brought_in_with_their_history_and_a_word_on_each(plumbline: Line, decision: str, tmp_path: Path):
    def git(*asked: str, day: str = "") -> None:
        who = {
            "GIT_AUTHOR_NAME": "A",
            "GIT_AUTHOR_EMAIL": "a@example.org",
            "GIT_COMMITTER_NAME": "A",
            "GIT_COMMITTER_EMAIL": "a@example.org",
        }
        dates = {"GIT_AUTHOR_DATE": f"{day}T12:00:00Z", "GIT_COMMITTER_DATE": f"{day}T12:00:00Z"} if day else {}
        subprocess.run(["git", "-C", str(tmp_path), *asked], check=True, capture_output=True, env={**os.environ, **who, **dates})

    record = tmp_path / "0007-sundial.md"
    git("init", "-q")
    for day, status in (("2024-01-08", "Proposed"), ("2024-02-01", "Accepted")):
        record.write_text(f"# 7. Buy a sundial\n\n## Status\n\n{status}\n\n## Context\n\nIs it noon?\n", encoding="utf-8")
        git("add", ".")
        git("commit", "-q", "-m", status, day=day)
    (tmp_path / "README.md").write_text("# Our records\n", encoding="utf-8")
    place = (str(tmp_path), "--cycle", "Tried by", "--section", "Rank risks", "--owner", "mara")
    looked = plumbline.here("import", "adr", *place, "--dry-run")
    assert "+ 0007-sundial.md: new  approved  Buy a sundial" in looked.stdout
    assert "README.md: left out" in looked.stdout
    assert looked.stdout.endswith("nothing was recorded, this was a dry run\n")
    brought = plumbline.json("import", "adr", *place)
    assert brought["counts"] == {"new": 1}
    shown = plumbline.json("decision", "show", brought["items"][0]["decision_id"])
    assert [(one["state"], one["on"]) for one in shown["imported"]["history"]] == [("proposed", "2024-01-08"), ("approved", "2024-02-01")]
    assert "1 same" in plumbline.here("import", "adr", *place).stdout
    (tmp_path / "0008-empty.md").write_text("\n", encoding="utf-8")
    again = plumbline.here("import", "adr", *place)
    assert (again.returncode, "! 0008-empty.md: unread" in again.stdout, "it is empty" in again.stdout) == (7, True, True)
    nothing = plumbline.here("import", "kep", str(tmp_path / "nowhere"), "--cycle", "Tried by")
    assert (nothing.returncode, "there is no file and no folder" in nothing.stderr) == (2, True)


def test_a_decision_from_elsewhere_is_found_never_reads_as_approved_here_and_is_continued(plumbline: Line, decision: str, tmp_path: Path):
    for number, title in ((21, "Buy a water clock"), (22, "Buy two water clocks")):
        (tmp_path / f"{number}.md").write_text(
            f"# {number}. {title}\n\n## Status\n\nAccepted\n\n## Context\n\nAt night.\n", encoding="utf-8"
        )
    brought = plumbline.json("import", "adr", str(tmp_path), "--cycle", "Tried by", "--owner", "mara", "--no-history")["items"]
    one, other = (line["decision_id"] for line in brought)
    found = plumbline.here("search", "buy", "a", "water", "clock")
    assert (found.returncode, "Buy a water clock" in found.stdout, one in found.stdout) == (0, True, True)
    assert (found.stdout.count("approved elsewhere"), found.stdout.count("approved")) == (2, 2)
    assert all(line["elsewhere"] for line in plumbline.json("search", "water", "clock")["items"])
    assert "No title has" in plumbline.here("search", "hourglass").stdout
    assert "approved elsewhere, owner Mara" in plumbline.here("decision", "show", one).stdout
    assert f"brought in  adr {brought[0]['name']}" in plumbline.here("decision", "show", one).stdout
    assert "approved elsewhere" in plumbline.here("decision", "list", "--cycle", "Tried by").stdout
    assert plumbline.json("decision", "reopen", one, "--reason", "new_evidence", "--note", "It is dark.")["changed"]
    assert "elsewhere" not in plumbline.here("decision", "show", one).stdout
    assert {line["id"]: line["elsewhere"] for line in plumbline.json("search", "water", "clock")["items"]} == {one: False, other: True}
    assert plumbline.json("decision", "schedule", one, "--due", "+3d", "--fallback", "It stays.")["changed"]
    assert plumbline.json("decision", "schedule", one, "--due", "+4d")["changed"]
    assert plumbline.json("decision", "edit", one, "--criterion", "It runs at night.")["changed"]
    assert plumbline.json("decision", "edit", one, "--criterion", "It runs a day.", "--option", "Buy", "--option", "Borrow")["changed"]
    assert plumbline.here("decision", "edit", one).returncode == 2, "it says nothing that changes"
    shown = plumbline.json("decision", "show", one)
    assert (shown["fallback"], [said["text"] for said in shown["criteria"]]) == ("It stays.", ["It runs at night.", "It runs a day."])
    assert plumbline.json("decision", "submit", one)["changed"]
    assert plumbline.json("decision", "supersede", other, "--by", one, "--because", "One is enough.")["changed"]


def test_a_concern_is_raised_shown_and_settled(plumbline: Line, decision: str):
    assert plumbline.json("decision", "concern", decision, "Red fades.")["changed"]
    shown = plumbline.here("decision", "show", decision)
    assert shown.returncode == 0, shown.stderr
    (concern,) = re.findall(r"Red fades\.\s+open\s+(\S+)", shown.stdout)
    assert plumbline.json("decision", "settle-concern", decision, concern, "--note", "It is glazed.")["changed"]
    assert re.search(r"Red fades\.\s+settled", plumbline.here("decision", "show", decision).stdout)


def test_a_long_table_is_sent_in_portions_and_a_column_is_named(plumbline: Line, decision: str, tmp_path: Path):
    table = tmp_path / "log.csv"
    rows = "".join(f"{number},Use dial {number},accepted,{'x' * 400}\n" for number in range(900))
    table.write_text(f"Nr,What,Status,Notes\n{rows}", encoding="utf-8")
    looked = plumbline.json("import", "csv", str(table), "--cycle", "Tried by", "--owner", "mara", "--map", "title=What", "--dry-run")
    assert (looked["counts"], looked["items"][899]["title"]) == ({"new": 900}, "Use dial 899")
    wrong = plumbline.here("import", "csv", str(table), "--cycle", "Tried by", "--map", "title")
    assert (wrong.returncode, "has no =" in wrong.stderr) == (2, True)
    unknown = plumbline.here("import", "csv", str(table), "--cycle", "Tried by", "--map", "titel=What")
    assert (unknown.returncode, "titel=" in unknown.stderr, "title" in unknown.stderr) == (2, True, True)
    absent = plumbline.here("import", "csv", str(table), "--cycle", "Tried by", "--map", "title=Wat")
    assert absent.returncode == 7
    assert "no column is called “Wat”; there are Nr, What, Status, Notes" in absent.stdout
    assert absent.stdout.endswith("mend those and run it again\n")


def test_an_import_that_is_stopped_says_what_is_there_and_how_to_go_on(tmp_path: Path):
    for number in range(50):  # more than one portion
        (tmp_path / f"{number}.md").write_text(f"# {number}. Buy a dial\n", encoding="utf-8")
    second, ended = threading.Event(), threading.Event()
    line: dict[str, Any] = {
        "name": "0.md",
        "outcome": "new",
        "title": "",
        "said": "",
        "state": "draft",
        "decision_id": "",
        "notes": [],
        "problem": "",
    }
    answered: list[int] = []

    class Slow(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            files = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["files"]
            if answered:
                second.set()
                ended.wait(20)
                return
            answered.append(len(files))
            said = json.dumps({"items": [line | {"findings": []}] * len(files)}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

    with HTTPServer(("127.0.0.1", 0), Slow) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        words = (
            CONSOLE,
            "import",
            "adr",
            str(tmp_path),
            "--cycle",
            "cyc_1",
            "--no-history",
            "--server",
            f"http://127.0.0.1:{server.server_port}",
        )
        with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as importing:
            assert second.wait(20)
            importing.send_signal(signal.SIGINT)
            _, complained = importing.communicate(timeout=20)
        ended.set()
        server.shutdown()
    assert importing.returncode == 130
    assert f"Stopped: {answered[0]} records are there, maybe more; run it again for the rest." in complained


def test_a_token_is_made_listed_and_ended(plumbline: Line):
    made = plumbline.json("token", "make", "Nightly report", "--scope", "read", "--days", "7")
    reader = {"PLUMBLINE_TOKEN": made["token"]}
    assert "Nightly report" in plumbline("token", "list", **reader).stdout
    refused = plumbline("token", "make", "Bolder", "--scope", "read", "--scope", "write", **reader)
    assert refused.returncode == 5
    assert "Revoked." in plumbline.here("token", "revoke", made["id"]).stdout
    assert plumbline("token", "list", **reader).returncode == 5
    assert plumbline.here("token", "revoke", made["id"]).returncode == 0, "it ended; that is all that was asked"
    assert plumbline.here("token", "revoke", "tok_nothing").returncode == 4


def test_a_message_that_is_too_large_reaches_the_server_that_refuses_it_and_is_not_tried_again(plumbline: Line):
    head = "From: bo@house.example\nTo: plumbline@house.example\nMessage-ID: <large@house.example>\n\n"
    said = plumbline("mail", "receive", given=head + "x" * 79 * 130_000)
    assert said.returncode == 67, said.stderr  # nobody was sent that address; 75 would bring it back for days
    assert said.stdout.startswith("unaddressed: ")
