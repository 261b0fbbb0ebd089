"""Choosing messages through the API: one's own only, and everything wrong is told."""

from pathlib import Path

from plumbline.directory.replies import ReplyTo
from plumbline.domain.cycle.thread import Anchor, OpenThread
from small_house import House, client_of, small_house


async def test_the_caller_sees_and_changes_their_own_choice(tmp_path: Path):
    async with small_house(tmp_path) as house, client_of(house) as client:
        client.cookies.set("plumbline_person", house.people["bo"])
        chosen = await client.post("/v1/mail", json={"digest_hour": 7, "stopped": ["asked"]})
        assert (chosen.status_code, chosen.json()["digest_hour"], chosen.json()["stopped"]) == (200, 7, ["asked"])
        assert (await client.get("/v1/mail")).json()["goes_to"] == "bo@house.example"
        client.cookies.set("plumbline_person", house.people["ana"])
        assert (await client.get("/v1/mail")).json()["stopped"] == []


async def test_an_hour_or_a_reason_that_does_not_exist_is_refused(tmp_path: Path):
    async with small_house(tmp_path) as house, client_of(house) as client:
        for body in ({"digest_hour": 24}, {"stopped": ["weather"]}, {"digest_hours": 7}):
            assert (await client.post("/v1/mail", json=body)).status_code in (400, 422)
        assert (await client.get("/v1/mail")).json()["stopped"] == []


def message(to: str, text: str = "Three at most.") -> bytes:
    return f"From: Bo <bo@house.example>\r\nTo: {to}\r\nMessage-ID: <1@x>\r\nSubject: Re: Asked\r\n\r\n{text}\r\n".encode()


async def question(house: House) -> tuple[str, str]:
    """Ask Bo something; return the thread, and where a reply to the message about it goes."""
    section, objective = await house.place()
    anchor = Anchor(kind="section", id=section)
    asked = OpenThread(section_id=section, objective_id=objective, anchor=anchor, text="How many?", asks_id=house.people["bo"])
    thread = await house.done("ana", asked)
    to = ReplyTo(person_id=house.people["bo"], workspace_id=house.installation.workspace_id, item_id=thread)
    return thread, f"plumbline+r.{house.installation.directory.incoming.addresses.token(to)}@example.org"


SENT = {"content-type": "message/rfc822"}


async def test_a_program_of_whoever_runs_the_installation_hands_a_message_in(tmp_path: Path):
    async with small_house(tmp_path) as house, client_of(house) as client:
        thread, to = await question(house)
        taken = await client.post("/v1/mail/replies", content=message(to), headers=SENT)
        assert (taken.status_code, taken.json()["outcome"], taken.json()["thread_id"]) == (200, "recorded", thread)
        again = await client.post("/v1/mail/replies", params={"recipient": to}, content=message(to), headers=SENT)
        assert again.json() == taken.json() | {"again": True}
        whole = await client.get(f"/v1/threads/{thread}/messages/2")
        assert (whole.status_code, whole.content, whole.headers["content-type"]) == (200, message(to), "message/rfc822")
        assert (await client.get(f"/v1/threads/{thread}/messages/1")).status_code == 404
        listed = (await client.get("/v1/mail/replies")).json()
        assert (listed["counts"], [one["sender"] for one in listed["items"]]) == ({"recorded": 1}, ["bo@house.example"])


async def test_nobody_else_hands_messages_in_or_sees_what_came(tmp_path: Path):
    async with small_house(tmp_path) as house, client_of(house) as client:
        _, to = await question(house)
        client.cookies.set("plumbline_person", house.people["bo"])
        assert (await client.post("/v1/mail/replies", content=message(to), headers=SENT)).status_code == 403
        assert (await client.get("/v1/mail/replies")).status_code == 403


async def test_a_message_is_sent_as_it_came(tmp_path: Path):
    async with small_house(tmp_path) as house, client_of(house) as client:
        assert (await client.post("/v1/mail/replies", json={"content": "From: x"})).status_code == 415
        for raw in (b"", b"\x00\xff", b"From"):
            taken = await client.post("/v1/mail/replies", content=raw, headers=SENT)
            assert (taken.status_code, taken.json()["outcome"]) == (200, "unaddressed")
