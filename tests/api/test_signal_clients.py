"""The clients that others publish deliver to us with only the host changed: PostHog's, Segment's, and the SDK of CloudEvents."""

import json
import subprocess
from collections.abc import Generator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import Request, urlopen

import pytest
from cloudevents.core.bindings.http import to_binary_event, to_structured_event
from cloudevents.core.v1.event import CloudEvent
from posthog import Posthog

from console import running
from node_packages import installed

Segment: Any = import_module("segment.analytics.client").Client  # it says nothing about its types


class Shop(NamedTuple):
    """A running server with a source whose signals belong to a cycle."""

    address: str
    key: str
    cycle: str

    def sign_ups(self) -> list[dict[str, Any]]:
        return asked(f"{self.address}/v1/cycles/{self.cycle}/signals?sign_ups=true")["items"]

    def signals(self) -> list[dict[str, Any]]:
        return asked(f"{self.address}/v1/signals")["items"]


def asked(url: str, body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(url, data=data, headers={"Content-Type": "application/json"} if data else {}), timeout=20) as answer:
        return json.load(answer)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[str, None, None]:
    with running(tmp_path_factory.mktemp("clients"), "demo", "--no-open") as (address, _):
        yield address


@pytest.fixture
def shop(server: str) -> Shop:
    cycle = asked(f"{server}/v1/cycles")["items"][0]["id"]
    made = asked(f"{server}/v1/signal-sources", {"title": "Shop", "cycle_id": cycle})
    return Shop(server, made["key"], cycle)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("mode", ["v0", "v1"])
def test_the_client_of_posthog_delivers(shop: Shop, packed: bool, mode: str):
    faults: list[Any] = []
    before = len(shop.sign_ups())

    def told(*fault: Any) -> None:
        faults.append(fault)

    client = Posthog(shop.key, host=shop.address, gzip=packed, capture_mode=mode, on_error=told)
    client.capture("user signed up", distinct_id="ada@example.org", properties={"plan": "pro", "utm_campaign": "spring"})
    client.capture("viewed", distinct_id="ada@example.org")
    client.shutdown()
    assert faults == []
    newest = shop.sign_ups()[0]
    assert len(shop.sign_ups()) == before + 1
    assert (newest["via"], newest["properties"]["plan"], newest["claims"]["plutmcampaign"]) == ("posthog", "pro", "spring")
    assert "ada@example.org" not in json.dumps(shop.signals())


@pytest.mark.parametrize("packed", [False, True])
def test_a_sign_up_from_the_client_of_segment_shows_up_in_the_cycle(shop: Shop, packed: bool):
    faults: list[Any] = []
    before = len(shop.sign_ups())

    def told(*fault: Any) -> None:
        faults.append(fault)

    client = Segment(shop.key, host=shop.address, gzip=packed, on_error=told)
    client.identify("ada", {"email": "ada@example.org", "plan": "pro"})
    client.track("ada", "Signed Up", {"plan": "pro"}, context={"campaign": {"name": "spring", "source": "news"}})
    client.page("ada", "Docs", "Prices")
    client.flush()
    client.join()
    assert faults == []
    newest = shop.sign_ups()[0]
    assert len(shop.sign_ups()) == before + 1
    assert (newest["via"], newest["because"], newest["cycle_id"]) == ("segment", "source", shop.cycle)
    assert (newest["claims"]["plutmcampaign"], newest["claims"]["plutmsource"]) == ("spring", "news")


def test_what_the_sdk_of_cloud_events_writes_is_read_as_it_was_meant(shop: Shop):
    codes = set[str]()
    for number, write in enumerate((to_structured_event, to_binary_event)):
        attributes = {
            "id": f"ce-{number}",
            "source": "https://shop.example/",
            "type": "Signed Up",
            "subject": "häuser",
            "specversion": "1.0",
            "datacontenttype": "application/json",
        }
        message = write(CloudEvent(attributes=attributes, data={"plan": "pro", "n": number}))
        headers = dict(message.headers) | {"Authorization": f"Bearer {shop.key}"}
        with urlopen(Request(f"{shop.address}/v1/signals", data=bytes(message.body), headers=headers), timeout=20) as answer:
            assert [one["outcome"] for one in json.load(answer)["items"]] == ["accepted"]
        newest = shop.sign_ups()[0]
        codes.add(newest["properties"].pop("subject"))
        assert (newest["origin_id"], newest["properties"]) == (f"ce-{number}", {"plan": "pro", "n": number})
        assert newest["origin"].endswith(" https://shop.example/")
    assert len(codes) == 1, "both forms say the same subject"
    assert codes != {"häuser"}, "which may be a person, so a code stands for it"


@pytest.fixture(scope="module")
def node_clients(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The interpreter, and a folder with the clients for Node installed from npm."""
    return installed(Path(__file__).parent / "node_clients", tmp_path_factory.mktemp("node"))


@pytest.mark.parametrize("client", ["posthog", "segment"])
def test_the_clients_for_node_deliver(shop: Shop, node_clients: tuple[Path, Path], client: str):
    node, folder = node_clients
    done = subprocess.run(
        [node, f"{client}.mjs", shop.key, shop.address], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    newest = shop.sign_ups()[0]
    assert (newest["via"], newest["properties"]["from"]) == (client, client)
    assert "ada@example.org" not in json.dumps(shop.signals())
