"""What the requests of the fuzzer can be about: ids that exist, keys that let in, and signatures of connected programs.

Requests remove, revoke and end what they reach. So before each operation what it needs is looked up anew, and made where it is gone.
"""

import hmac
import json
import random
import re
import threading
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import parse_qs, urlencode

import httpx

_SECRET = "0123456789abcdef0123456789abcdef"
_CALLED = {
    "agenda": "agenda", "changes": "change", "dependencies": "dependency", "escalation-policies": "policy", "evidence": "evidence",
    "people": "person", "scope": "scope",
}  # fmt: skip
"""What one of a list is called, where leaving out an `s` does not say it."""
_OF_WORKSPACE, _OF_CYCLE = re.compile(r"/v1/([a-z-]+)"), re.compile(r"/v1/cycles/\{item_id\}/([a-z-]+)")
_SHORT_IN_LISTS = ("document", "journey", "run", "decision-template")
"""Kinds of which a list says less than what is read of one."""
_MOST_WHOLE = 20
_ID = re.compile(r"[a-z]{3}_[0-9a-z]{26}")
_VERSIONS, _FORMS = ["1", "2", "3"], ["json", "md", "html", "zip"]


@contextmanager
def receiver() -> Generator[str]:
    """A program on the loopback interface that takes whatever is sent to it and answers challenges; return its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Willing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class Ground:
    """Ids by what they are called in paths and bodies, the key of a source of signals, and connected programs."""

    def __init__(self, client: httpx.Client, document: Mapping[str, Any], elsewhere: str) -> None:
        """elsewhere: the address of a receiver. parts: the ids that stand in an item, by the item's id and what they are called."""
        self.known: dict[str, list[str]] = {}
        self.parts: dict[str, dict[str, list[str]]] = {}
        self.key, self._own_source = "", ""
        self._client, self._elsewhere, self._made = client, elsewhere, 0
        self._branches: dict[str, list[str]] = {}
        self._lists = _lists(document)
        for kind in self._lists:
            self._look(kind)
        self._find_the_rest()
        self._begin()
        self._connected = {name: self._connect(name) for name in _PROGRAMS}
        self.known["endpoint_connected"] = list(self._connected.values())

    def prepare(self, path: str) -> None:
        """See to it that what an operation is about is there, and that the key still lets in."""
        if (kind := kind_of(path)) in self._lists:
            self._look(kind)
            if not self.known[kind] and kind in _MAKERS:
                self._made += 1
                _MAKERS[kind](self)
                self._look(kind)
        if path.endswith("{entry}") or "{entry}/" in path:
            told = (self._client.get(f"/v1/endpoints/{one}/deliveries").json()["items"] for one in self.known["endpoint"])
            self.known["delivery"] = [str(one["position"]) for items in told for one in items]
        if not self.key or self._client.get(f"/v1/projects/{self.key}/settings").status_code != 200:
            made = self.post("/v1/signal-sources", {"title": "Fuzz"})
            self.key, self._own_source = made["key"], made["id"]
            self._look("signal-source")

    def choices(self, name: str, path: str) -> list[str]:
        """Return the ids that exist for a slot of a path."""
        if path.startswith("/connect/"):
            return self.known["endpoint_connected"]
        if name == "playbook_id" and "{digest}" in path:
            return self.known["started_playbook"]
        if name == "write_key":
            return [self.key]
        if name == "name":
            return self.known["event_type" if "event-types" in path else "calendar_address"]
        return self.known.get(kind_of(path) if name == "item_id" else _SLOTS.get(name, name.removesuffix("_id"))) or []

    def sign(self, case: Any, chance: random.Random) -> None:
        """Make the body of a case what one of the connected programs would send, in part, and sign it as that program does."""
        name = next((one for one, endpoint in self._connected.items() if endpoint == case.path_parameters["endpoint_id"]), "")
        if not name:
            return
        drawn: Any = case.body
        said, headers = _PROGRAMS[name][1](cast(dict[str, Any], drawn) if isinstance(drawn, dict) else {}, chance)
        body = urlencode({"payload": json.dumps(said)}).encode() if name == "slack" else json.dumps(said).encode()
        case.media_type = "application/x-www-form-urlencoded" if name == "slack" else "application/json"
        case.body = parse_qs(body.decode()) if name == "slack" else body
        case.headers = {**(case.headers or {}), **headers, **_signature(name, body)}

    def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Send what has to work: the rest rests on it. Raises RuntimeError."""
        answer = self._client.post(path, json=dict(body))
        if answer.status_code != 201:
            raise RuntimeError(f"{path} did not take {body}: {answer.status_code} {answer.text}")
        return answer.json()

    def _look(self, kind: str) -> None:
        found: list[dict[str, Any]] = []
        for path in self._lists[kind]:
            pages = [path.replace("{item_id}", cycle) for cycle in self.known["cycle"]] if "{" in path else [path]
            found += [one for page in pages for one in self._client.get(page).json()["items"]]
        kept = {*self.known.get("endpoint_connected", ()), self._own_source}
        ids = [one.get("id") or one[f"{kind}_id"] for one in found]
        self.parts |= {name: _ids_in(one) for name, one in zip(ids, found, strict=True)}
        if kind in _SHORT_IN_LISTS:
            whole = {one: self._client.get(f"/v1/{kind}s/{one}").json() for one in ids[-_MOST_WHOLE:]}
            self.parts |= {name: _ids_in(one) for name, one in whole.items()}
        if kind == "journey":
            for one in ids:
                self.parts[one]["source"] = self._branches.get(one, [])
        if kind == "review":
            for one in ids:
                self.parts[one] |= _ids_in({"guests": self._client.get(f"/v1/reviews/{one}/guests").json()["items"]})
        self.known[kind] = [one for one in dict.fromkeys(ids) if one not in kept]

    def _find_the_rest(self) -> None:
        """What no list of its own tells."""
        cycle, get = self.known["cycle"][0], self._client.get
        whole = get(f"/v1/cycles/{cycle}").json()
        size = get("/v1/ledger/head").json()["size"]
        runs = {one: get(f"/v1/playbooks/{one}/versions").json()["items"] for one in self.known["playbook"]}
        versions = {name: [one["digest"] for one in run if one["cycles"]] for name, run in runs.items()}
        calendar = self.post("/v1/tokens", {"name": "Dues", "scopes": ["calendar"]})["token"]
        self.known |= {
            "section": [*whole["sections"]], "objective": [*whole["objectives"]],
            "started_playbook": [name for name, run in versions.items() if run],
            "digest": [one for run in versions.values() for one in run],
            "event": [one["id"] for one in get("/v1/events", params={"after": size - 50}).json()["items"]],
            "event_type": [one["name"] for one in get("/v1/event-types").json()["items"]],
            "entry": [str(one) for one in range(max(1, size - 50), size)], "version": _VERSIONS, "form": _FORMS,
            "calendar_address": [f"{calendar}.ics"],
            "by": self.known["decision"],
        }  # fmt: skip

    def _begin(self) -> None:
        """Let there be what the demo has none of: branches of journeys to merge, and guests."""
        for journey in self.known["journey"]:
            self._branches[journey] = [self.post(f"/v1/journeys/{journey}/branches", {"name": "Another way"})["item"]]
        for review in self.known["review"]:
            self._client.post(f"/v1/reviews/{review}/guests", json={"name": "Robin"})  # those that are open take one

    def _connect(self, name: str) -> str:
        given = {"title": name.title(), "connector": name, "address": self._elsewhere, "settings": _PROGRAMS[name][0]}
        token = "xoxb-0123456789" if name == "slack" else "token"
        return self.post("/v1/endpoints", {**given, "credentials": {"token": token, "signing_secret": _SECRET}})["id"]

    def make_endpoint(self) -> None:
        """Add a receiver that is told of everything."""
        made = self.post("/v1/endpoints", {"title": f"Receiver {self._made}", "address": self._elsewhere})
        self.post(f"/v1/endpoints/{made['id']}/verification", {})

    def make_mapping(self) -> None:
        """Say where signals of a name belong."""
        self.post("/v1/signal-mappings", {"name": f"Seen {self._made}", "cycle_id": self.known["cycle"][0]})

    def make_from_template(self, what: str, body: Mapping[str, Any]) -> None:
        """Begin something with a built-in template."""
        self.post(f"/v1/templates/{self.known['template'][0]}/{what}", body)


def kind_of(path: str) -> str:
    """Return what the item is called that a path is about; empty for none."""
    parts = path.split("/")
    return _called(parts[2]) if path.startswith("/v1/") and len(parts) > 3 else ""


def _called(noun: str) -> str:
    return _CALLED.get(noun, noun.removesuffix("s"))


def _ids_in(value: Any, name: str = "") -> dict[str, list[str]]:
    """Return the ids that stand in something, by what they are called."""
    found: dict[str, list[str]] = {}
    inner: list[tuple[str, Any]] = []
    if isinstance(value, list):
        inner = [(name.removesuffix("s"), one) for one in cast(list[Any], value)]
    elif isinstance(value, dict):
        inner = [(name if key == "id" else key.removesuffix("_id"), one) for key, one in cast(dict[str, Any], value).items()]
        found = {inner_name: [one] for inner_name, one in inner if isinstance(one, str) and _ID.fullmatch(one)}
    for inner_name, one in inner:
        for kind, ids in _ids_in(one, inner_name).items():
            found[kind] = [*found.get(kind, ()), *ids]
    return found


def _lists(document: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return where ids of each kind are listed, as the document says."""
    found: dict[str, list[str]] = {"cycle": ["/v1/cycles"]}  # what the others of a cycle are asked with
    for path, operations in document["paths"].items():
        match = _OF_WORKSPACE.fullmatch(path) or _OF_CYCLE.fullmatch(path)
        if match and "get" in operations and _lists_ids(operations["get"], _called(match[1]), document):
            places = found.setdefault(_called(match[1]), [])
            places += [path] if path not in places else []
    return found


def _lists_ids(operation: Mapping[str, Any], kind: str, document: Mapping[str, Any]) -> bool:
    answer = operation["responses"]["200"].get("content", {}).get("application/json", {})
    item = _resolved(_resolved(answer.get("schema", {}), document).get("properties", {}).get("items", {}).get("items", {}), document)
    return not {"id", f"{kind}_id"}.isdisjoint(item.get("properties", {}))


def _resolved(schema: Mapping[str, Any], document: Mapping[str, Any]) -> Mapping[str, Any]:
    return document["components"]["schemas"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


_SLOTS = {"source_id": "journey", "number": "version", "position": "entry", "entry": "delivery"}
"""What slots of paths are for, where their own name does not say it."""
_MAKERS: Mapping[str, Callable[[Ground], None]] = {
    "endpoint": Ground.make_endpoint,
    "signal-mapping": Ground.make_mapping,
    "signal-source": lambda ground: cast(None, ground.post("/v1/signal-sources", {"title": "Another"})),
    "token": lambda ground: cast(None, ground.post("/v1/tokens", {"name": "Fuzz", "scopes": ["read"]})),
    "run": lambda ground: ground.make_from_template("runs", {}),
    "play-link": lambda ground: ground.make_from_template("play-links", {"consent": "What you do here is kept."}),
}
Spoken = tuple[dict[str, Any], dict[str, str]]


def _of_github(drawn: Mapping[str, Any], chance: random.Random) -> Spoken:
    issue = {"number": chance.randrange(20), "title": "Address check", "state": chance.choice(["open", "closed"]), **drawn}
    said = {"action": chance.choice(["edited", "closed", "deleted"]), "issue": issue, "repository": {"full_name": "acme/shop"}, **drawn}
    return said, {"X-GitHub-Event": "issues", "X-GitHub-Delivery": str(chance.random())}


def _of_jira(drawn: Mapping[str, Any], chance: random.Random) -> Spoken:
    return {"webhookEvent": "jira:issue_updated", "issue": {"key": f"PAY-{chance.randrange(20)}"}, **drawn}, {}


def _of_linear(drawn: Mapping[str, Any], chance: random.Random) -> Spoken:
    data = {"identifier": f"ENG-{chance.randrange(20)}", "title": "Address check", "team": {"key": "ENG"}, **drawn}
    now = int(time.time() * 1000)
    return {"type": "Issue", "action": chance.choice(["update", "remove"]), "data": data, "webhookTimestamp": now, **drawn}, {}


def _of_slack(drawn: Mapping[str, Any], chance: random.Random) -> Spoken:
    action = {"action_id": chance.choice(["approve", "answer", "block"]), "value": "dec_00000000000000000000000000"}
    person = {"id": "U0123", "team_id": "T0123", "username": "ana"}
    return {"type": "block_actions", "user": person, "team": {"id": "T0123"}, "trigger_id": "1.2", "actions": [action], **drawn}, {}


_PROGRAMS: Mapping[str, tuple[Mapping[str, str], Callable[[Mapping[str, Any], random.Random], Spoken]]] = {
    "github": ({"repository": "acme/shop"}, _of_github),
    "jira": ({"project": "PAY"}, _of_jira),
    "linear": ({"team": "ENG"}, _of_linear),
    "slack": ({"channel": "C0123456789"}, _of_slack),
}
"""The programs that can be connected: what each has to know, and what it says and in which headers."""


def _signature(name: str, body: bytes) -> dict[str, str]:
    stamp = str(int(time.time()))
    signed = f"v0:{stamp}:".encode() + body if name == "slack" else body
    code = hmac.new(_SECRET.encode(), signed, sha256).hexdigest()
    return {
        "github": {"X-Hub-Signature-256": f"sha256={code}"},
        "jira": {"X-Hub-Signature": f"sha256={code}"},
        "linear": {"Linear-Signature": code},
        "slack": {"X-Slack-Signature": f"v0={code}", "X-Slack-Request-Timestamp": stamp},
    }[name]


class _Willing(BaseHTTPRequestHandler):
    def _take(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        said = re.search(rb'"challenge":"([^"]+)"', body)
        answer = said[1] if said else b"{}"
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST = do_PUT = do_PATCH = _take  # noqa: N815 - so they are called there

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""
