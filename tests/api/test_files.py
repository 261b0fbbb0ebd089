"""Files through the API: handed in, named by their digest, given back."""

import base64
from hashlib import sha256

from httpx import AsyncClient as Client

from plumbline.domain.workspace.workspace import ChangeMember
from small_house import House

CRITERION = "crt_" + "0" * 26


def as_body(content: bytes) -> dict[str, str]:
    return {"content": base64.b64encode(content).decode()}


async def test_a_file_is_handed_in_and_comes_back_with_the_evidence_that_names_it(client: Client, house: House):
    decision = await house.decision()
    kept = (await client.post("/v1/files", json=as_body(b"%PDF-1.7 report"))).json()
    assert kept == {"digest": sha256(b"%PDF-1.7 report").hexdigest(), "size": 15, "media_type": "application/pdf"}
    body = {"criterion_ids": [CRITERION], "kind": "file", "title": "Report", "reference": "report.pdf", "digest": kept["digest"]}
    evidence = (await client.post(f"/v1/decisions/{decision}/evidence", json=body)).json()["item"]
    got = await client.get(f"/v1/evidence/{evidence}/file")
    assert (got.content, got.headers["content-disposition"]) == (b"%PDF-1.7 report", "attachment")


async def test_an_empty_or_too_large_file_is_refused(client: Client):
    assert (await client.post("/v1/files", json=as_body(b""))).status_code == 422
    assert (await client.post("/v1/files", json=as_body(bytes(5_000_000)))).status_code == 413


async def test_evidence_without_a_file_has_none(client: Client, house: House):
    evidence = await house.proven(await house.decision())
    assert (await client.get(f"/v1/evidence/{evidence}/file")).status_code == 404


async def test_a_viewer_hands_nothing_in(client: Client, house: House):
    await house.done("mara", ChangeMember(person_id=house.people["bo"], rank="viewer"), house.installation.workspace_id)
    answer = await client.post("/v1/files", json=as_body(b"x"), cookies={"plumbline_person": house.people["bo"]})
    assert answer.status_code == 403
