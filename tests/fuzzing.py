"""A running demo as the ground for requests that nobody thought of: schemathesis makes them from the document, and judges the answers.

Ids that exist take the place of some of the made-up ones, so that requests reach what lies behind "not found".
"""

import json
import os
import random
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import httpx
import schemathesis
from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st

from fuzz_ground import Ground, receiver

_OPENAPI: Any = import_module("schemathesis.specs.openapi.checks")
CHECKS: list[Any] = [
    import_module("schemathesis.checks").not_a_server_error,
    _OPENAPI.status_code_conformance,
    _OPENAPI.content_type_conformance,
    _OPENAPI.response_headers_conformance,
    _OPENAPI.response_schema_conformance,
]
schemathesis.serializer.alias("message/rfc822", "application/octet-stream")
_UNHURRIED = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large, HealthCheck.large_base_example]
_START_SECONDS = 60
_SHARE_OF_REAL_IDS = 0.7
_ELSE = ("person", "decision", "thread", "journey", "document")
"""What an id in a body may be of, when its name does not say."""
_NOT_REACHED = frozenset({401, 404})
BEYOND: Mapping[str, str] = {
    "POST /mail/stop/{token}": "the secret stands in a message only",
    "GET /v1/threads/{item_id}/messages/{number}": "no comment of the demo came by mail",
    "GET /v1/evidence/{item_id}/file": "no evidence of the demo is a file",
    "POST /v1/people/{person_id}/password-links": "for administrators, and the demo is used as a lead",
    "POST /v1/runs/{item_id}/threads": "no run of the demo has a remark",
    "POST /v1/journeys/{item_id}/update-proposals": "no journey of the demo has a newer template",
    "POST /v1/journeys/{item_id}/update-acceptances": "no journey of the demo has a newer template",
    "POST /v1/decision-templates/{item_id}/changes/{proposal_id}/acceptance": "nobody in the demo asks for a change to a template",
    "POST /v1/decision-templates/{item_id}/changes/{proposal_id}/refusal": "nobody in the demo asks for a change to a template",
}
"""Operations that no request of a run gets to, with the reason."""
MOST_MISSED = 0.02
"""Share of the other operations that a run may not get to: the few requests for each are drawn, and not every drawing hits."""


@dataclass
class Heard:
    """What a run of cases found: how many were sent, the statuses that each operation gave, and what was wrong, once for each kind."""

    cases: int = 0
    answered: dict[str, Counter[int]] = field(default_factory=dict[str, Counter[int]])
    wrong: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def statuses(self) -> Counter[int]:
        """The statuses that came back."""
        return sum(self.answered.values(), Counter[int]())

    @property
    def unreached(self) -> list[str]:
        """The operations of which nothing was tried: every request ended at the door, or at something that is not there."""
        return [name for name, statuses in self.answered.items() if name not in BEYOND and statuses.keys() <= _NOT_REACHED]

    @property
    def misses_much(self) -> bool:
        """Whether more operations were not reached than a drawing may miss, so that the requests must be wrong."""
        return len(self.unreached) > MOST_MISSED * len(self.answered)


@contextmanager
def running_demo(folder: Path, settings: Mapping[str, str] | None = None) -> Generator[str]:
    """Start a demo of its own and return its address; it is gone afterwards. settings: in its environment, besides those of each demo."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = os.environ | {"PLUMBLINE_API_REQUESTS_PER_MINUTE": "10000000", "PLUMBLINE_LOG_LEVEL": "error", **(settings or {})}
    command = [str(Path(sys.executable).parent / "plumbline"), "demo", "--port", str(port), "--no-open", "--data", str(folder / "demo")]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        _wait(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(30)


@contextmanager
def fuzzing_ground(folder: Path) -> Generator[tuple[str, str]]:
    """Start a demo that may send to this machine, and a program here that takes it; return the addresses of both."""
    with receiver() as elsewhere, running_demo(folder, {"PLUMBLINE_WEBHOOK_NETWORKS": "127.0.0.0/8"}) as address:
        yield address, elsewhere


def fuzzed(address: str, elsewhere: str, cases: int, number: int) -> Heard:
    """Send about so many cases, the same number to each operation, and return what was found. number: the seed."""
    with httpx.Client(base_url=address, timeout=60) as client:
        document = client.get("/openapi.json").json()
        schema: Any = schemathesis.openapi.from_dict(document)
        operations: list[Any] = [found.ok() for found in schema.get_all_operations()]
        ground, heard = Ground(client, document, elsewhere), Heard()
        for index, operation in enumerate(operations):
            ground.prepare(operation.path)
            _fuzz(address, operation, max(1, cases // len(operations)), ground, heard, number + index)
    return heard


def _fuzz(address: str, operation: Any, most: int, ground: Ground, heard: Heard, number: int) -> None:
    chance = random.Random(number)
    statuses = heard.answered.setdefault(f"{operation.method.upper()} {operation.path}", Counter())
    written: list[str] = []

    @seed(number)
    @settings(
        max_examples=most,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        verbosity=Verbosity.quiet,
        suppress_health_check=_UNHURRIED,
    )
    @given(case=operation.as_strategy(), luck=st.integers(0, 2**32))
    def send(case: Any, luck: int) -> None:
        chance.seed(luck)
        _make_real(case, operation.path, ground, chance)
        _write_as_text(case, written, chance)
        if operation.path.startswith("/connect/") and chance.random() < _SHARE_OF_REAL_IDS:
            ground.sign(case, chance)
        answer = case.call(base_url=address)
        heard.cases += 1
        statuses[answer.status_code] += 1
        try:
            case.validate_response(answer, checks=CHECKS)
        except BaseExceptionGroup as failures:
            for failure in failures.exceptions:
                _note(heard, operation, failure, case)
        except AssertionError as failure:
            _note(heard, operation, failure, case)

    send()


def _note(heard: Heard, operation: Any, failure: BaseException, case: Any) -> None:
    kind = f"{operation.method.upper()} {operation.path}: {type(failure).__name__}"
    if kind not in heard.wrong:
        heard.wrong[kind] = f"{str(failure)[:1500]}\n{case.as_curl_command()[:1000]}"


def _make_real(case: Any, path: str, ground: Ground, chance: random.Random) -> None:
    """Put ids that exist in the place of some that do not, and let no request wait."""
    slots: dict[str, Any] = case.path_parameters or {}
    for name in slots:
        if (choices := ground.choices(name, path)) and chance.random() < _SHARE_OF_REAL_IDS:
            slots[name] = chance.choice(choices)
    if case.query and "of" in case.query and chance.random() < _SHARE_OF_REAL_IDS:
        case.query["of"] = chance.choice([*ground.known["template"], *ground.known["journey"]])
    if case.query and "wait" in case.query:
        case.query["wait"] = 0
    if case.headers:
        case.headers.pop("Authorization", None)  # a made-up token gets nowhere; the demo needs none
        if chance.random() < _SHARE_OF_REAL_IDS:
            case.headers.pop("Content-Encoding", None)  # what is made up is packed in no way
        if "If-Match" in case.headers and chance.random() < _SHARE_OF_REAL_IDS:
            case.headers["If-Match"] = "*"
    if _takes_keys(case.operation) and chance.random() < _SHARE_OF_REAL_IDS:
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {ground.key}"}
    case.body = _real_in(case.body, "", ground.known | ground.parts.get(slots.get("item_id", ""), {}), chance)


def _write_as_text(case: Any, written: list[str], chance: random.Random) -> None:
    """Put JSON in the place of some texts that are said to be JSON. written: what was made of JSON before."""
    body: Any = case.body
    if case.media_type == "application/json" and isinstance(body, dict | list):
        written[:] = [json.dumps(body)]
    elif written and chance.random() < _SHARE_OF_REAL_IDS:
        if case.media_type == "text/plain" and isinstance(body, str):
            case.body = written[0]
        elif isinstance(body, dict) and "data" in body:
            body["data"] = written[0]


def _takes_keys(operation: Any) -> bool:
    """Whether a source's key lets in."""
    return any("source" in one for one in operation.definition.raw.get("security", ()))


def _real_in(value: Any, name: str, known: dict[str, list[str]], chance: random.Random) -> Any:
    if isinstance(value, dict):
        return {key: _real_in(part, str(key), known, chance) for key, part in cast(dict[str, Any], value).items()}
    if isinstance(value, list):
        return [_real_in(part, name.removesuffix("s"), known, chance) for part in cast(list[Any], value)]
    if isinstance(value, str) and name.endswith("_id") and chance.random() < _SHARE_OF_REAL_IDS:
        return chance.choice(known.get(name.removesuffix("_id")) or known[chance.choice(_ELSE)] or known["person"])
    return value


def _wait(address: str, server: "subprocess.Popen[bytes]") -> None:
    ends = time.monotonic() + _START_SECONDS
    while time.monotonic() < ends and server.poll() is None:
        try:
            if httpx.get(f"{address}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise RuntimeError("the demo did not start")


def main() -> int:
    """Send the cases that the first argument says, print what was found, and return 1 when something was wrong."""
    import tempfile

    cases, number = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(2**32)
    print(f"seed {number}")
    with tempfile.TemporaryDirectory() as name, fuzzing_ground(Path(name)) as (address, elsewhere):
        began = time.monotonic()
        heard = fuzzed(address, elsewhere, cases, number)
    print(f"{heard.cases} cases in {time.monotonic() - began:.0f} s, statuses {dict(sorted(heard.statuses.items()))}")
    for kind, said in heard.wrong.items():
        print(f"\n{kind}\n{said}")
    for name in heard.unreached:
        print(f"\n{name}: never reached, {dict(heard.answered[name])}")
    print(f"{len(heard.wrong)} kinds of wrong answers, {len(heard.unreached)} operations never reached")
    return 1 if heard.wrong or heard.misses_much else 0


if __name__ == "__main__":
    sys.exit(main())
