"""Programs outside send what happened: three modes of CloudEvents, the paths of PostHog and Segment, an answer for each item."""

import base64
import gzip
import json
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient as Client
from httpx import Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plumbline.outbox.signing import signed_headers
from plumbline.signals.formats.request import MOST
from signals_story import outcomes, source
from small_house import House

BATCH = {"Content-Type": "application/cloudevents-batch+json"}
NOW = "2026-03-02T08:00:00Z"


def event(number: int = 1, **more: Any) -> dict[str, Any]:
    return {"specversion": "1.0", "id": f"e-{number}", "source": "/shop", "type": "Viewed", "time": NOW, "data": {"n": number}} | more


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


async def send(client: Client, key: str, events: list[Any]) -> Response:
    return await client.post("/v1/signals", content=json.dumps(events), headers=BATCH | bearer(key))


async def kept(client: Client) -> list[dict[str, Any]]:
    return (await client.get("/v1/signals", params={"limit": 200})).json()["items"]


async def test_a_cloud_event_comes_in_each_of_three_modes(client: Client, house: House):
    key = (await source(house)).key
    structured = await client.post(
        "/v1/signals", content=json.dumps(event(1)), headers={"Content-Type": "application/cloudevents+json"} | bearer(key)
    )
    headers = {"ce-specversion": "1.0", "ce-id": "e-2", "ce-source": "/shop", "ce-type": "Viewed", "ce-time": NOW, "ce-plutmsource": "news"}
    binary = await client.post("/v1/signals", json={"n": 2}, headers=headers | bearer(key))
    batch = await send(client, key, [event(2), event(3)])
    assert (outcomes(structured), outcomes(binary), outcomes(batch)) == (["accepted"], ["accepted"], ["conflicting", "accepted"])
    assert [(one["origin_id"], one["via"], one["properties"]) for one in await kept(client)] == [
        ("e-3", "cloudevents", {"n": 3}), ("e-2", "cloudevents", {"n": 2}), ("e-1", "cloudevents", {"n": 1}),
    ]  # fmt: skip
    assert (await kept(client))[1]["claimed"] == ["plutmsource", "time"]


async def test_the_subject_of_a_cloud_event_is_told_apart_and_names_nobody(client: Client, house: House):
    key, ada = (await source(house)).key, "ada@example.org"
    about = {"ce-specversion": "1.0", "ce-id": "e-2", "ce-source": "/shop", "ce-type": "Viewed", "ce-subject": ada}
    await send(client, key, [{**event(1), "subject": ada}, {**event(3), "subject": "bo@example.org"}])
    await client.post("/v1/signals", json={"distinct_id": ada}, headers=about | bearer(key))
    found = {one["origin_id"]: one for one in await kept(client)}
    assert ada not in json.dumps(found)
    assert found["e-1"]["properties"]["subject"] == found["e-2"]["properties"]["subject"] == found["e-2"]["who"]
    assert found["e-3"]["properties"]["subject"] not in ("", found["e-1"]["properties"]["subject"])


async def test_data_that_came_as_bytes_is_read_or_spoils_its_own_item(client: Client, house: House):
    def packed(number: int, media: str | None, data: bytes | str) -> dict[str, Any]:
        text = base64.b64encode(data).decode() if isinstance(data, bytes) else data
        return {**event(number), "data": None, "data_base64": text, "datacontenttype": media}

    answer = await send(client, (await source(house)).key, [
        packed(1, "application/json", b'{"plan": "pro"}'), packed(2, "text/plain; charset=utf-8", b"pro"), packed(3, None, b'{"n": 3}'),
        packed(4, "image/png", b"\x89PNG"), packed(5, "application/json", b"{"), packed(6, "text/plain", "no base64"),
        {**packed(7, None, b""), "data_base64": 7}, packed(8, "application/json", b""),
    ])  # fmt: skip
    assert outcomes(answer) == ["accepted"] * 3 + ["malformed"] * 4 + ["accepted"]
    assert {one["origin_id"]: one["properties"] for one in await kept(client)} == {
        "e-1": {"plan": "pro"}, "e-2": {"data": "pro"}, "e-3": {"n": 3}, "e-8": {},
    }  # fmt: skip


async def test_who_did_it_is_kept_in_no_property(client: Client, house: House):
    key = (await source(house)).key
    ada = "ada@example.org"
    await send(client, key, [event(1, data={"distinct_id": ada, "user_id": ada, "in": [{"userId": ada}]})])
    about = {"distinct_id": ada, "$user_id": ada, "$device_id": ada, "$anon_distinct_id": ada, "alias": ada}
    await client.post("/batch/", json={"api_key": key, "batch": [{"event": "$identify", "uuid": "u", "properties": about}]})
    found = await kept(client)
    assert ada not in json.dumps(found)
    assert [one["properties"] for one in found] == [{}, {"in": [{}]}]
    assert len({one["who"] for one in found}) == 1
    assert found[0]["who"]


async def test_each_item_has_its_answer_and_a_bad_one_takes_no_other_with_it(client: Client, house: House):
    key = (await source(house)).key
    late = (house.clock() + timedelta(hours=2)).isoformat()
    answer = await send(client, key, [
        event(1), "no event", event(2, time=late), event(3, time="2001-01-01T00:00:00Z"), event(1), event(1, type="Bought"),
        event(4, data={"a": "x" * 20_000}), {"id": "e-5"}, event(6, time="2026-03-01T00:00:00Z"), event(7, time="noon"), event(8, id=None),
    ])  # fmt: skip
    assert outcomes(answer) == [
        "accepted", "malformed", "future", "too_old", "duplicate", "conflicting", "too_large", "malformed", "accepted", "malformed",
        "accepted",
    ]  # fmt: skip
    assert answer.json()["counts"] == {
        "accepted": 3,
        "malformed": 3,
        "future": 1,
        "too_old": 1,
        "duplicate": 1,
        "conflicting": 1,
        "too_large": 1,
    }
    assert "more than 1 hour ahead" in answer.json()["items"][2]["detail"]


@pytest.mark.parametrize("bad", ['"\\ud83d"', "1e999", "9" * 5000, "NaN", '"\udcff"'])
@pytest.mark.parametrize("where", ["data", "id", "type", "source", "time", "plcycle"])
async def test_a_value_that_is_none_spoils_its_own_item_only(client: Client, house: House, bad: str, where: str):
    """Half a character, as clients cut them off; numbers beyond any bound; bytes that are no UTF-8."""
    made = await source(house)
    spoiled = json.dumps(event(1) | {where: "@"}).replace('"@"', f'{{"x": {bad}}}' if where == "data" else bad)
    body = f"[{json.dumps(event(2))}, {spoiled}, {json.dumps(event(3))}]".encode("utf-8", "surrogateescape")
    answer = await client.post("/v1/signals", content=body, headers=BATCH | bearer(made.key))
    first, second, third = outcomes(answer)
    assert (first, third) == ("accepted", "accepted")
    assert second == ("accepted" if where == "plcycle" else "malformed")
    assert answer.json()["items"][1]["detail"]
    assert len(await kept(client)) == (3 if where == "plcycle" else 2)


async def test_a_key_that_is_no_text_lets_nobody_in(client: Client):
    for body in (b'{"api_key": "\\ud83d", "batch": []}', b'{"api_key": 5, "batch": []}', b'{"api_key": "plb_src_\\ud83d_x", "event": "a"}'):
        assert (await client.post("/batch/", content=body)).status_code == 401


async def test_only_the_key_of_a_source_lets_in_and_only_as_long_as_it_counts(client: Client, house: House):
    made = await source(house)
    token = house.installation.directory.create_token(house.people["ana"], "mine", ("read", "write"), None, house.installation.workspace_id)
    for key in ("", "plb_src_x", token, made.key[:-1] + ("0" if made.key[-1] != "0" else "1")):
        answer = await client.post("/v1/signals", content="[]", headers=BATCH | (bearer(key) if key else {}))
        assert (answer.status_code, answer.json()["code"]) == (401, "signals.key"), key
    rotated = (await client.post(f"/v1/signal-sources/{made.source_id}/keys")).json()["key"]
    assert (await send(client, made.key, [event()])).status_code == 401
    assert outcomes(await send(client, rotated, [event()])) == ["accepted"]
    assert (await client.get("/v1/cycles", headers=bearer(rotated))).status_code == 401
    await client.post(f"/v1/signal-sources/{made.source_id}/revocation")
    assert (await send(client, rotated, [event()])).status_code == 401
    (shown,) = (await client.get("/v1/signal-sources")).json()["items"]
    assert (shown["state"], shown["signals"], "key" in shown) == ("revoked", 1, False)


async def test_a_source_that_signs_is_believed_nothing_unsigned_wrongly_signed_or_late(client: Client, house: House):
    made = await source(house, signed=True)
    body = json.dumps([event()]).encode()

    async def status(message: str = "m-1", *, late: float = 0, secret: str = made.signing_secret, sent: bytes = body) -> int:
        at = house.clock() - timedelta(seconds=late)
        signature = signed_headers(message, at, body, signing_secrets=[secret])
        return (await client.post("/v1/signals", content=sent, headers=BATCH | bearer(made.key) | signature)).status_code

    assert (await send(client, made.key, [event()])).json()["code"] == "signals.unsigned"
    wrong = "whsec_" + base64.b64encode(b"w" * 32).decode()
    assert [await status(secret=wrong), await status(late=301), await status(sent=body + b" ")] == [401, 401, 401]
    assert await status() == 200
    replayed = await client.post(
        "/v1/signals",
        content=body,
        headers=BATCH | bearer(made.key) | signed_headers("m-1", house.clock(), body, signing_secrets=[made.signing_secret]),
    )
    assert outcomes(replayed) == ["duplicate"]


async def test_a_source_that_sends_too_much_is_told_when_to_come_again(client: Client, house: House):
    made = await source(house, per_second=1)
    first = await send(client, made.key, [event(n) for n in range(15)])
    assert set(outcomes(first)) == {"accepted"}
    assert first.headers["ratelimit-policy"] == '"source";q=10;w=10'
    second = await send(client, made.key, [event(99)])
    assert (second.status_code, second.json()["code"]) == (429, "signals.quota")
    assert 1 <= int(second.headers["retry-after"]) <= 6
    assert second.headers["ratelimit"].startswith('"source";r=0;t=')
    other = await source(house)
    assert outcomes(await send(client, other.key, [event(99)])) == ["accepted"]


async def test_requests_of_which_nothing_is_read_use_up_the_rate_too(client: Client, house: House):
    made = await source(house, per_second=1)
    statuses = [(await client.post("/v1/signals", content=b"{", headers=BATCH | bearer(made.key))).status_code for _ in range(12)]
    assert statuses[:10] == [400] * 10
    assert statuses[-1] == 429


async def test_posthog_sends_to_its_paths_with_the_key_in_the_body(client: Client, house: House):
    key = (await source(house)).key
    one = {
        "event": "user signed up",
        "distinct_id": "ada",
        "uuid": "u-1",
        "timestamp": NOW,
        "properties": {"$current_url": "https://shop.example"},
    }
    packed = gzip.compress(json.dumps({"api_key": key, "batch": [one, 5]}).encode())
    batch = await client.post("/batch/", content=packed, headers={"Content-Encoding": "gzip", "Content-Type": "application/json"})
    assert outcomes(batch) == ["accepted", "malformed"]
    single = await client.post("/i/v0/e/", json={"token": key} | one | {"uuid": "u-2"})
    form = await client.post("/capture/", data={"data": base64.b64encode(json.dumps({"api_key": key} | one).encode()).decode()})
    browser = await client.post(
        "/e/?compression=gzip-js", content=gzip.compress(json.dumps([one | {"properties": {"token": key}}]).encode())
    )
    assert (outcomes(single), outcomes(form), outcomes(browser)) == (["accepted"], ["duplicate"], ["conflicting"])
    second = await client.post("/i/v1/analytics/events", json={"batch": [one | {"uuid": "u-3"}]}, headers=bearer(key))
    assert second.json()["results"]["u-3"]["result"] == "ok"
    assert json.dumps(await kept(client)).count(key) == 0


async def test_segment_sends_to_its_paths_with_the_key_as_user_name(client: Client, house: House):
    made = await source(house, cycle_id=house.cycle)
    basic = (made.key, "")
    track = {"event": "Signed Up", "userId": "ada", "messageId": "m-1", "timestamp": NOW, "context": {"campaign": {"name": "spring"}}}
    batch = await client.post(
        "/v1/batch", auth=basic, json={"batch": [track | {"type": "track"}, {"type": "identify", "traits": {"email": "a@b.c"}}]}
    )
    assert outcomes(batch) == ["accepted", "accepted"]
    assert batch.json()["success"] is True
    for path, body in (("track", track), ("page", {"name": "Prices", "messageId": "m-2"}), ("identify", {"messageId": "m-3"})):
        assert (await client.post(f"/v1/{path}", auth=basic, json=body)).status_code == 200
    assert outcomes(await client.post("/v1/track", json=track | {"writeKey": made.key})) == ["duplicate"]
    (found,) = (await client.get(f"/v1/cycles/{house.cycle}/signals", params={"sign_ups": True})).json()["items"]
    assert (found["name"], found["because"], found["claims"]["plutmcampaign"]) == ("Signed Up", "source", "spring")
    assert "a@b.c" not in json.dumps(await kept(client))


async def test_browsers_send_to_the_first_letter_of_what_programs_send_to(client: Client, house: House):
    made = await source(house)
    for letter, word in (("t", "track"), ("i", "identify"), ("p", "page"), ("s", "screen"), ("g", "group"), ("a", "alias")):
        message = {"event": "Viewed", "messageId": f"m-{letter}", "writeKey": made.key}
        text = {"Content-Type": "text/plain"}
        assert outcomes(await client.post(f"/v1/{letter}", content=json.dumps(message), headers=text)) == ["accepted"]
        assert outcomes(await client.post(f"/v1/{word}", auth=(made.key, ""), json=message)) == ["duplicate"]
    batch = {"writeKey": made.key, "batch": [{"type": "page", "name": "Prices", "properties": {"title": "Shop"}}], "sentAt": NOW}
    assert outcomes(await client.post("/v1/b", content=json.dumps(batch), headers={"Content-Type": "text/plain"})) == ["accepted"]
    assert (await kept(client))[0]["properties"] == {"title": "Prices"}
    told = (await client.get(f"/v1/projects/{made.key}/settings")).json()["integrations"]["Segment.io"]
    assert (told["apiKey"], told["protocol"]) == (made.key, "http")
    assert told["apiHost"].endswith("/v1")
    assert (await client.get("/v1/projects/plb_src_x/settings")).status_code == 404
    assert (await client.post("/v1/m", content=b"{")).json() == {"success": True}


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{", {}, 400),
        (b"[" * 100_000, BATCH, 400),
        (b"{}", BATCH, 400),
        (b"\x1f\x8bnot gzip", BATCH | {"Content-Encoding": "gzip"}, 400),
        (gzip.compress(b"[]")[:-3], BATCH | {"Content-Encoding": "gzip"}, 400),
        (gzip.compress(b" " * 30_000_000), BATCH | {"Content-Encoding": "gzip"}, 413),
        (b"[]", BATCH | {"Content-Encoding": "br"}, 415),
        (b"[]", {"Content-Type": "text/plain"}, 415),
        (b"[" + b"0," * MOST + b"0]", BATCH, 413),
    ],
    ids=("cut", "deep", "object", "no gzip", "gzip cut", "bomb", "brotli", "text", "many"),
)
async def test_a_request_of_which_nothing_can_be_read_says_why(
    client: Client, house: House, body: bytes, headers: dict[str, str], status: int
):
    key = (await source(house)).key
    given = {"Content-Type": "application/cloudevents+json"} | headers | bearer(key)
    answer = await client.post("/v1/signals", content=body, headers=given)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]
    assert await kept(client) == []


async def test_signals_of_another_workspace_are_not_seen(client: Client, house: House):
    made = await source(house)
    await send(client, made.key, [event(1, plworkspace="wsp_made_up", authid="usr_made_up")])
    assert [one["origin_id"] for one in await kept(client)] == ["e-1"]
    elsewhere = house.installation.within("wsp_0000000000000000000000000")
    assert await elsewhere.signals.newest(elsewhere.workspace_id) == []


async def test_a_mapping_holds_for_what_came_and_for_what_comes(client: Client, house: House):
    key = (await source(house)).key
    await send(client, key, [event(1, plutmcampaign="spring"), event(2)])
    (first, second) = (await client.get("/v1/signal-kinds", params={"nowhere": True})).json()["items"]
    assert {first["campaign"], second["campaign"]} == {"", "spring"}
    mapping = {"campaign": "spring", "cycle_id": house.cycle, "sign_up": True}
    assert (await client.post("/v1/signal-mappings/previews", json=mapping)).json() == {"fitting": 1, "moved": 1}
    made = await client.post("/v1/signal-mappings", json=mapping)
    assert made.status_code == 201, made.text
    await send(client, key, [event(3, plutmcampaign="spring")])
    found = (await client.get(f"/v1/cycles/{house.cycle}/signals")).json()["items"]
    assert [(one["origin_id"], one["because"], one["sign_up"]) for one in found] == [("e-3", "mapping", True), ("e-1", "mapping", True)]
    await client.post(f"/v1/signal-mappings/{made.json()['item']}/removal")
    assert (await client.get(f"/v1/cycles/{house.cycle}/signals")).json()["items"] == []


async def test_what_only_the_payload_says_counts_last_and_is_marked(client: Client, house: House):
    open_key = (await source(house)).key
    journey = await house.journey()
    await send(client, open_key, [event(1, plcycle=house.cycle), event(2, pljourney=journey), event(3, plcycle="cyc_" + "0" * 26)])
    found = {one["origin_id"]: one for one in await kept(client)}
    assert [(found[f"e-{n}"]["cycle_id"], found[f"e-{n}"]["because"]) for n in (1, 2, 3)] == [
        (house.cycle, "claim"), (house.cycle, "claim"), ("", ""),
    ]  # fmt: skip
    assert ["plcycle" in found[f"e-{n}"]["claimed"] for n in (1, 3)] == [True, True]
    scoped = (await source(house, cycle_id=house.cycle)).key
    await send(client, scoped, [event(9, plcycle="cyc_" + "0" * 26)])
    (last,) = [one for one in await kept(client) if one["origin_id"] == "e-9"]
    assert (last["cycle_id"], last["because"]) == (house.cycle, "source")


async def test_whoever_may_not_add_a_source_or_map_is_refused(client: Client, house: House):
    client.cookies.set("plumbline_person", house.people["bo"], domain="127.0.0.1")
    assert (await client.post("/v1/signal-sources", json={"title": "Mine"})).status_code == 403
    client.cookies.set("plumbline_person", house.people["mara"], domain="127.0.0.1")
    refused = await client.post("/v1/signal-sources", json={"title": "", "cycle_id": "cyc_" + "0" * 26, "per_second": 0})
    assert refused.status_code == 409
    answer = await client.post("/v1/signal-mappings", json={"cycle_id": house.cycle})
    assert [one["rule"] for one in answer.json()["findings"]] == ["signals.which"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "event", "type", "batch", "properties"]) | st.text(), inner)
    ),
    max_leaves=12,
)
_KEYS: dict[str, str] = {}  # one source for all examples, by the cycle of the house
PATHS = (
    "/v1/signals",
    "/batch/",
    "/i/v0/e/",
    "/capture/",
    "/i/v1/analytics/events",
    "/v1/batch",
    "/v1/track",
    "/v1/identify",
    "/v1/page",
    "/v1/b",
    "/v1/t",
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(path=st.sampled_from(PATHS), items=st.lists(JSON, max_size=4), wrapped=st.booleans(), raw=st.binary(max_size=40) | st.none())
async def test_whatever_is_sent_breaks_nothing_and_takes_no_good_item_with_it(
    client: Client, house: House, path: str, items: list[Any], wrapped: bool, raw: bytes | None
):
    key = _KEYS.get(house.cycle) or _KEYS.setdefault(house.cycle, (await source(house)).key)
    good: dict[str, dict[str, Any]] = {
        "/v1/signals": event(1), "/batch/": {"event": "Viewed", "uuid": "u-1", "timestamp": NOW},
        "/v1/batch": {"type": "track", "event": "Viewed", "messageId": "m-1", "timestamp": NOW},
    }  # fmt: skip
    headers = (BATCH if path == "/v1/signals" else {"Content-Type": "application/json"}) | bearer(key)
    if raw is not None:
        assert (await client.post(path, content=raw, headers=headers)).status_code < 500
        return
    batch: Any = [*items, good[path]] if path in good else items
    body = {"batch": batch} if wrapped or path == "/v1/batch" else batch
    answer = await client.post(path, content=json.dumps({"batch": batch} if path == "/batch/" else body), headers=headers)
    assert answer.status_code in (200, 400, 413, 415, 429), answer.text
    if path in good and not (path == "/v1/signals" and wrapped):
        assert outcomes(answer)[-1] in ("accepted", "duplicate")
