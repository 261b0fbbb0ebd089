"""Acting on what was read: tags of decisions, and acts that name the tag they were decided on."""

import pytest
from httpx import AsyncClient as Client

from small_house import House


async def tag_of(client: Client, decision: str) -> str:
    return (await client.get(f"/v1/decisions/{decision}")).headers["etag"]


async def test_a_decision_is_tagged_with_its_content_and_an_edit_changes_the_tag(client: Client, house: House):
    decision = await house.decision()
    shown = await client.get(f"/v1/decisions/{decision}")
    assert shown.headers["etag"] == f'"{shown.json()["content_hash"]}"'
    edited = await client.post(
        f"/v1/decisions/{decision}/edits", json={"title": "Retry twice"}, headers={"If-Match": shown.headers["etag"]}
    )
    assert edited.status_code == 201, edited.text
    assert await tag_of(client, decision) != shown.headers["etag"]


@pytest.mark.parametrize(
    ("act", "body"),
    [
        ("approval", {"because": "The run shows it."}),
        ("rejection", {"because": "Too late."}),
        ("votes", {"vote": "approve"}),
        ("edits", {"title": "Other words"}),
        ("concerns", {"reason": "Unclear."}),
        ("submission", None),
    ],
)
async def test_an_act_on_what_has_changed_since_is_not_carried_out(client: Client, house: House, act: str, body: dict[str, str] | None):
    decision = await house.decision()
    read = await tag_of(client, decision)
    await client.post(f"/v1/decisions/{decision}/edits", json={"title": "Retry twice"}, headers={"If-Match": read})
    before = (await house.installation.ledger.head()).size
    for tag in (read, '"nope"', f"W/{await tag_of(client, decision)}"):
        answer = await client.post(f"/v1/decisions/{decision}/{act}", json=body, headers={"If-Match": tag})
        assert (answer.status_code, answer.json()["code"], answer.json()["status"]) == (412, "stale", 412), answer.text
        assert answer.json()["findings"][0]["rule"] == "api.unchanged"
    assert (await house.installation.ledger.head()).size == before


async def test_an_approval_that_names_what_was_read_is_recorded(client: Client, house: House):
    decision = await house.decision()
    await house.proven(decision)
    for tag in ('"other", ' + await tag_of(client, decision), "*"):
        answer = await client.post(f"/v1/decisions/{decision}/approval", json={"because": "The run shows it."}, headers={"If-Match": tag})
        assert answer.status_code in (201, 200), answer.text
    assert (await client.get(f"/v1/decisions/{decision}")).json()["state"] == "approved"


async def test_what_the_body_says_was_read_counts_beside_the_header(client: Client, house: House):
    decision = await house.decision()
    body = {"because": "The run shows it.", "read_hash": "0" * 64}
    assert (await client.post(f"/v1/decisions/{decision}/approval", json=body)).status_code == 409
    guarded = await client.post(f"/v1/decisions/{decision}/approval", json=body, headers={"If-Match": await tag_of(client, decision)})
    assert guarded.status_code == 412


async def test_a_request_sent_again_gets_its_first_answer_whatever_changed_since(client: Client, house: House):
    decision = await house.decision()
    headers = {"If-Match": await tag_of(client, decision), "Idempotency-Key": "k-1"}
    first = await client.post(f"/v1/decisions/{decision}/edits", json={"title": "Retry twice"}, headers=headers)
    again = await client.post(f"/v1/decisions/{decision}/edits", json={"title": "Retry twice"}, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201), again.text
    assert again.headers["idempotent-replayed"] == "true"


async def test_an_act_about_exact_words_has_to_say_which(client: Client, house: House):
    decision = await house.decision()
    before = (await house.installation.ledger.head()).size
    for act, body in (("approval", {"because": "The run shows it."}), ("votes", {"vote": "approve"}), ("edits", {"title": "Other words"})):
        answer = await client.post(f"/v1/decisions/{decision}/{act}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (428, "api.precondition"), answer.text
    assert (await house.installation.ledger.head()).size == before


async def test_any_item_is_acted_on_as_it_was_read(client: Client, house: House):
    raised = await client.post(
        f"/v1/cycles/{house.cycle}/blockers",
        json={"title": "No sandbox", "owner_id": house.people["ana"], "due_at": "2026-03-04T12:00:00Z", "fallback": "Recorded answers."},
    )
    path, told = f"/v1/blockers/{raised.json()['item']}", {"message": "Cards work tomorrow."}
    read = (await client.get(path)).headers["etag"]
    assert (await client.post(f"{path}/outside-messages", json=told, headers={"If-Match": read})).status_code == 201
    stale = await client.post(f"{path}/resolution", json={"how": "It is up again."}, headers={"If-Match": read})
    assert (stale.status_code, stale.json()["findings"][0]["rule"]) == (412, "api.unchanged")
    read = (await client.get(path)).headers["etag"]
    assert (await client.post(f"{path}/resolution", json={"how": "It is up again."}, headers={"If-Match": read})).status_code == 201


async def test_a_cycle_is_acted_on_as_it_was_read(client: Client, house: House):
    path = f"/v1/cycles/{house.cycle}"
    read = {"If-Match": (await client.get(path)).headers["etag"]}
    assert (await client.post(f"{path}/objectives", json={"title": "Faster"}, headers=read)).status_code == 201
    assert (await client.post(f"{path}/objectives", json={"title": "Calmer"}, headers=read)).status_code == 412
