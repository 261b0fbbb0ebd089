"""The Python client against a running server, and against the document that it is made from."""

import itertools
from collections.abc import Generator
from typing import Any

import httpx
import pytest

from client_operations import CLIENT, files
from fuzzing import running_demo
from plumbline.client import Changed, Client, Connection, Exposed, Invalid, NotFound, Refused, Sending, Unbound, Unreachable


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Generator[Client]:
    with running_demo(tmp_path_factory.mktemp("client")) as address, Client(address) as opened:
        yield opened


def running(client: Client) -> str:
    return next(one["id"] for one in client.cycles.list_cycles()["items"] if one["state"] == "running")


def in_review(client: Client) -> Any:
    return next(client.decisions.all_decisions(running(client), state="in_review"))


def test_the_client_is_what_the_document_says():
    made = files()
    there = {f"{path.parent.name}/{path.name}" for folder in ("shapes", "operations") for path in (CLIENT / folder).glob("*.py")}
    assert there == set(made)
    for name, text in made.items():
        assert (CLIENT / name).read_text(encoding="utf-8") == text, f"{name} differs; `make reference` writes it anew"


def test_a_list_is_read_page_after_page(client: Client):
    cycle = running(client)
    once = client.decisions.list_decisions(cycle, limit=200)["items"]
    assert len(once) > 3
    assert [one["id"] for one in client.decisions.all_decisions(cycle)] == [one["id"] for one in once]


def test_an_act_is_done_and_once_under_one_key(client: Client):
    cycle, key = running(client), Sending(key="client-1")
    made = [client.cycles.add_objective(cycle, sending=key, title="Calmer")["item"] for _ in range(2)]
    assert made[0] == made[1]
    assert list(client.cycles.show_cycle(cycle)["objectives"].values()).count("Calmer") == 1


def test_a_refusal_is_raised_with_every_finding(client: Client):
    decision = in_review(client)
    with pytest.raises(Refused) as refused:
        client.decisions.approve_decision(decision["id"], because="It is late.", read_hash=decision["content_hash"])
    assert refused.value.code == "approval.unmet"
    assert all(finding["rule"] and finding["detail"] for finding in refused.value.findings)
    assert refused.value.findings[0]["rule"] in str(refused.value)


def test_every_kind_of_no_has_its_exception(client: Client):
    decision = in_review(client)
    for expected, ask in (
        (NotFound, lambda: client.decisions.show_decision("dec_nothing")),
        (Unbound, lambda: client.decisions.approve_decision(decision["id"], because="Yes.")),
        (Changed, lambda: client.decisions.approve_decision(decision["id"], because="Yes.", read_hash="0" * 64)),
        (Changed, lambda: client.decisions.raise_concern(decision["id"], reason="No.", sending=Sending(match='"old"'))),
        (Invalid, lambda: client.cycles.add_objective(running(client), title="two\nlines")),
    ):
        with pytest.raises(expected):
            ask()
    with Client("http://127.0.0.1:9", attempts=1) as nobody, pytest.raises(Unreachable, match="no server answers"):
        nobody.cycles.list_cycles()


def test_events_are_followed_in_order(client: Client):
    seen = list(itertools.islice(client.tail(wait=0), 60))
    assert [one["specversion"] for one in seen[:2]] == ["1.0", "1.0"]
    assert len({one["id"] for one in seen}) == 60
    last = client.ledger.show_head()["size"]
    client.cycles.add_objective(running(client), title="Louder")
    assert next(client.tail(last, wait=5))["type"].startswith("com.plumbline.")


def test_a_request_that_got_lost_is_sent_again_under_the_same_key_and_waits_as_long_as_the_server_says():
    keys, pauses = list[str](), list[float]()

    def answer(request: httpx.Request) -> httpx.Response:
        keys.append(request.headers["idempotency-key"])
        if len(keys) == 1:
            raise httpx.ConnectError("lost")
        if len(keys) == 2:
            return httpx.Response(429, headers={"retry-after": "7"}, json={"code": "api.rate", "title": "Too many requests"})
        return httpx.Response(201, json={"stream": "s", "version": 1, "item": "i", "changed": True})

    connection = Connection("http://server", transport=httpx.MockTransport(answer), pause=pauses.append)
    assert connection.post("/v1/decisions/dec_1/proposal")["changed"]
    assert len(set(keys)) == 1
    assert pauses == [0.5, 7]


def test_what_is_refused_by_a_rule_is_not_sent_again():
    asked = list[str]()

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(409, json={"code": "approval.unmet", "title": "Not approved yet", "findings": []})

    with Client("http://server", transport=httpx.MockTransport(answer)) as client, pytest.raises(Refused):
        client.decisions.propose_decision("dec_1")
    assert asked == ["/v1/decisions/dec_1/proposal"]


def test_signals_are_sent_with_the_key_of_a_source_and_again_without_harm(client: Client):
    made = client.signals.add_signal_source(title="Shop")
    with Client(client.connection.server, made["key"]) as shop:
        event: Any = {"specversion": "1.0", "id": "1", "source": "/shop", "type": "Viewed", "plcycle": running(client)}
        said = [shop.signals.send_cloud_events([event, event | {"id": ""}])["counts"] for _ in range(2)]
    assert said == [{"accepted": 1, "malformed": 1}, {"duplicate": 1, "malformed": 1}]
    assert client.server.show_ready()["status"] == "ready"
    assert client.server.show_keys()["keys"]


@pytest.mark.parametrize(
    "server", ["http://launch.example.org", "HTTP://10.0.0.7:8420", "http://localhost.example.org", "http://127.0.0.1@example.org"]
)
def test_a_token_never_goes_over_plain_http_to_another_machine(server: str):
    with pytest.raises(Exposed, match=r"the token is not sent over plain http to .+, where others could read it; use https, or a tunnel"):
        Client(server, "plb_pat_x")
    with Client(server) as client:  # without a token there is nothing to read
        assert client.connection.server.rstrip("/").casefold() == server.casefold()


@pytest.mark.parametrize("server", ["https://launch.example.org", "http://localhost:8420", "http://127.0.0.2", "http://[::1]:8420"])
def test_a_token_goes_over_https_and_to_this_machine(server: str):
    asked = list[tuple[str, str]]()

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append((str(request.url.copy_with(path="")), request.headers["authorization"]))
        return httpx.Response(200, json={"items": []})

    with Client(server, "plb_pat_x", transport=httpx.MockTransport(answer)) as client:
        client.connection.get("/v1/cycles")
    assert asked == [(server, "Bearer plb_pat_x")]


def test_what_stays_on_this_machine_passes_no_proxy(client: Client, monkeypatch: pytest.MonkeyPatch):
    for name in ("HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with Client(client.connection.server, attempts=1) as direct:
        assert direct.server.show_ready()["status"] == "ready"
