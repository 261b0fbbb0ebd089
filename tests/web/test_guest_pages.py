"""Guests by link: what they see and do in their review, and that every other address of the product is closed to them."""

import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient as Client
from httpx import Response

from document_story import POLICY
from plumbline.api.signals import INGEST
from plumbline.app.composition import application
from plumbline.domain.cycle.review import CancelReview
from small_house import House, client_of, small_house


def secret_of(answer: Response) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', answer.text)
    assert found, answer.text[:500]
    return found[1]


@dataclass
class Grounds:
    """A house without demo: Ana, signed in, runs a review; Gus holds a link to it in a browser of his own."""

    house: House
    ana: Client
    gus: Client
    review: str
    document: str
    link: str

    async def send(self, client: Client, path: str, **fields: str) -> Response:
        """Send a form with the secret of the page that the client is on."""
        here = "/guest" if client is self.gus else f"/reviews/{self.review}"
        return await client.post(path, data={"csrf": secret_of(await client.get(here)), **fields})

    async def state(self) -> Any:
        async with self.house.installation.handling.reading(self.house.cycle) as cycle:
            return cycle.reviews[self.review]

    async def size(self) -> int:
        return (await self.house.installation.ledger.head()).size


@pytest.fixture
async def grounds(tmp_path: Path) -> AsyncGenerator[Grounds, None]:
    async with small_house(tmp_path, demo=False) as house, client_of(house) as ana, client_of(house) as gus:
        session = house.installation.directory.open_session(house.people["ana"], house.clock())
        ana.cookies.set("plumbline_session", session.id, domain="127.0.0.1")
        form = secret_of(await ana.get(f"/cycles/{house.cycle}/reviews/new"))
        sent = {"csrf": form, "title": "Terms", "text": POLICY, "owner_id": house.people["ana"]}
        review = (await ana.post(f"/cycles/{house.cycle}/reviews", data=sent)).headers["location"].rpartition("/")[2]
        found = Grounds(house, ana, gus, review, "", "")
        made = await found.send(ana, f"/reviews/{review}/guests", name="Gus of Legal & Co", days="14")
        assert made.status_code == 201, made.text[:2000]
        link = re.search(r'<code class="hash">[^<]*(/g/[\w-]+)</code>', unescape(made.text))
        assert link
        found.link = link[1]
        found.document = (await found.state()).subject.id
        yield found


def bytes_in(folder: Path) -> bytes:
    """Return everything that an installation has written down."""
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


async def entered(grounds: Grounds) -> str:
    """Follow the link; return the page of the review."""
    answer = await grounds.gus.get(grounds.link, follow_redirects=True)
    assert answer.status_code == 200, answer.text[:500]
    return answer.text


async def place(grounds: Grounds) -> dict[str, str]:
    """Follow the first link to comment on a passage; return what its form carries."""
    found = re.search(r'href="(/guest\?comment=[^"#]*)', unescape((await grounds.gus.get("/guest")).text))
    assert found
    page = (await grounds.gus.get(found[1])).text
    carried = {name: re.search(rf'name="{name}" value="([^"]*)"', page) for name in ("start", "end", "number")}
    return {name: match[1] for name, match in carried.items() if match}


async def test_the_secret_leaves_the_address_and_is_kept_as_a_digest_only(grounds: Grounds, tmp_path: Path):
    answer = await grounds.gus.get(grounds.link)
    assert (answer.status_code, answer.headers["location"]) == (303, "/guest")
    cookie = next(line for line in answer.headers.get_list("set-cookie") if "_guest=" in line).lower()
    assert {"httponly", "samesite=lax", "path=/"} <= {part.strip() for part in cookie.split(";")}
    secret = grounds.link.rpartition("/")[2]
    assert len(secret) == 43
    stored = bytes_in(tmp_path)
    assert b"Gus of Legal" in stored
    assert secret.encode() not in stored
    page = (await grounds.gus.get("/guest")).text
    assert secret not in page
    assert "Gus of Legal &amp; Co" in page


async def test_a_guest_reads_comments_replies_and_signs_off_what_they_were_asked_to_read(grounds: Grounds):
    page = await entered(grounds)
    assert "Declined cards" in page
    assert "Sign off" not in page
    made = await grounds.send(grounds.gus, "/guest/threads", **await place(grounds), text="Who says so?", blocking="yes")
    assert made.status_code == 303, made.text[:1500]
    async with grounds.house.installation.handling.reading(grounds.house.cycle) as cycle:
        thread = next(iter(cycle.threads.values()))
    assert thread.author_id.startswith("gst_")
    answer = await grounds.send(grounds.gus, "/guest/replies", thread_id=thread.id, text="I ask again.")
    assert answer.status_code == 303
    assert len(thread.comments) == 2
    part = (await grounds.state()).subject.parts[0]
    assert (await grounds.send(grounds.gus, "/guest/sign-offs", section_id=part.section_id)).status_code == 409
    asked = await grounds.send(
        grounds.ana, f"/reviews/{grounds.review}/readers", section_id=part.section_id, person_id=thread.author_id, how="add"
    )
    assert asked.status_code == 303
    other = (await grounds.state()).subject.parts[1]
    assert (await grounds.send(grounds.gus, "/guest/sign-offs", section_id=other.section_id)).status_code == 409
    closing = await grounds.send(grounds.ana, f"/threads/{thread.id}/resolution", outcome="answered", note="Legal does.")
    assert closing.status_code == 409, "nobody has answered the guest yet"
    await grounds.send(grounds.ana, f"/threads/{thread.id}/replies", text="Legal does.")
    assert (await grounds.send(grounds.ana, f"/threads/{thread.id}/resolution", outcome="answered")).status_code == 303
    signed = await grounds.send(grounds.gus, "/guest/sign-offs", section_id=part.section_id, read_digest=part.digest)
    assert signed.status_code == 303
    shown = (await grounds.ana.get(f"/reviews/{grounds.review}")).text
    assert "1 of 1 section signed off" in shown
    entries = await grounds.house.installation.ledger.scan(0, 1000)
    theirs = [one.attribution for one in entries if one.attribution.actor == thread.author_id]
    assert [(one.actor_kind, one.role, one.surface) for one in theirs] == [("guest", "guest", "web")] * 3


@pytest.mark.parametrize(("why", "words"), [("expired", "date has passed"), ("revoked", "was ended"), ("closed", "has ended")])
async def test_a_link_that_is_over_says_so_plainly_and_nothing_is_written(grounds: Grounds, why: str, words: str):
    await entered(grounds)
    form, carried = secret_of(await grounds.gus.get("/guest")), await place(grounds)
    guest = next(iter((await grounds.state()).guests))
    if why == "revoked":
        ended = await grounds.send(grounds.ana, f"/reviews/{grounds.review}/guest-revocations", guest_id=guest)
        assert ended.status_code == 303
    elif why == "closed":
        await grounds.house.done("ana", CancelReview(review_id=grounds.review, reason="Not needed."))
    else:
        grounds.house.clock.set(grounds.house.clock() + timedelta(days=13, hours=23))
        await entered(grounds)
        form = secret_of(await grounds.gus.get("/guest"))
        grounds.house.clock.set(grounds.house.clock() + timedelta(hours=2))
    before = await grounds.size()
    for answer in (
        await grounds.gus.get("/guest"),
        await grounds.gus.get(grounds.link),
        await grounds.gus.post("/guest/threads", data={"csrf": form, **carried, "text": "Late."}),
        await grounds.gus.post("/guest/replies", data={"csrf": form, "thread_id": "thr_x", "text": "Late."}),
    ):
        assert answer.status_code in (403, 404), answer.text[:300]
        assert "Late." not in answer.text
    assert words in (await grounds.gus.get(grounds.link)).text
    assert words in (await grounds.gus.get("/guest")).text
    assert await grounds.size() == before


async def test_a_link_nobody_made_is_not_known(grounds: Grounds):
    answer = await grounds.gus.get(f"/g/{'a' * 43}")
    assert answer.status_code == 404
    assert "set-cookie" not in answer.headers or "_guest=" not in answer.headers["set-cookie"]


async def test_somebody_with_an_account_reads_the_review_as_themselves(grounds: Grounds):
    answer = await grounds.ana.get(grounds.link)
    assert answer.headers["location"] == f"/reviews/{grounds.review}"


async def test_the_session_of_a_guest_is_worth_nothing_as_that_of_a_member(grounds: Grounds):
    await entered(grounds)
    async with client_of(grounds.house) as other:
        other.cookies.set("plumbline_session", grounds.gus.cookies["plumbline_guest"], domain="127.0.0.1")
        assert (await other.get("/people")).headers.get("location", "").startswith("/login")
        other.cookies.delete("plumbline_session")
        other.cookies.set("plumbline_guest", grounds.ana.cookies["plumbline_session"], domain="127.0.0.1")
        assert (await other.get("/people")).headers.get("location", "").startswith("/login")


async def test_a_guest_who_leaves_comes_back_through_the_link_only(grounds: Grounds):
    await entered(grounds)
    old = grounds.gus.cookies["plumbline_guest"]
    assert (await grounds.send(grounds.gus, "/guest/leaving")).status_code == 303
    async with client_of(grounds.house) as other:
        other.cookies.set("plumbline_guest", old, domain="127.0.0.1")
        assert (await other.get("/guest")).status_code == 403
    await entered(grounds)


async def test_a_guest_whose_name_is_forgotten_cannot_come_back(grounds: Grounds):
    await entered(grounds)
    guest = next(iter((await grounds.state()).guests))
    await grounds.send(grounds.ana, f"/reviews/{grounds.review}/guest-revocations", guest_id=guest, forget="yes")
    assert (await grounds.gus.get("/guest")).status_code == 403
    assert (await grounds.gus.get(grounds.link)).status_code == 404
    assert "Gus of Legal" not in (await grounds.ana.get(f"/reviews/{grounds.review}")).text


async def test_only_whoever_runs_the_review_invites_and_a_refusal_leaves_no_link(grounds: Grounds):
    session = grounds.house.installation.directory.open_session(grounds.house.people["bo"], grounds.house.clock())
    async with client_of(grounds.house) as bo:
        bo.cookies.set("plumbline_session", session.id, domain="127.0.0.1")
        page = await bo.get(f"/reviews/{grounds.review}")
        assert "Make a link" not in page.text
        answer = await bo.post(f"/reviews/{grounds.review}/guests", data={"csrf": secret_of(page), "name": "Eve", "days": "7"})
    assert answer.status_code == 409
    assert "/g/" not in answer.text
    assert "Eve" not in grounds.house.installation.directory.names().values()


# Every address of the product, as a guest. What is theirs is listed; a new one that is not listed has to be closed to them.

OPEN_TO_EVERYBODY = {
    "/login", "/setup/{token}", "/join/{token}", "/mail/stop/{token}", "/static/{name}", "/help/keys",
    "/healthz", "/readyz", "/openapi.json", "/asyncapi.json", "/.well-known/jwks.json",
}  # fmt: skip
WITH_THE_KEY_OF_A_SOURCE = INGEST
"""Whoever sends signals is judged by the key in the request, which no guest has; the tests of signals send without one."""
OF_GUESTS = {
    "/g/{token}", "/guest", "/guest/threads", "/guest/replies", "/guest/sign-offs", "/guest/sign-off-withdrawals",
    "/guest/frames/{screen_id}", "/guest/images/{name}", "/guest/theme.css", "/guest/theme-logo",
    "/guest/leaving",
}  # fmt: skip


def addresses(house: House) -> list[tuple[str, str]]:
    """Return every (method, path) of the application, from its own table of routes."""
    routes = [(re.sub(r":\w+\}", "}", route.path_format), route) for route in application(house.installation).routes]
    return sorted((method, path) for path, route in routes for method in getattr(route, "methods", ()) if method not in ("OPTIONS", "HEAD"))


async def test_every_other_address_is_closed_to_a_guest(grounds: Grounds):
    await entered(grounds)
    decision = await grounds.house.decision()
    part = (await grounds.state()).subject.parts[0].section_id
    known = {"cycle_id": grounds.house.cycle, "review_id": grounds.review, "document_id": grounds.document, "decision_id": decision}
    before = await grounds.size()
    secret = secret_of(await grounds.gus.get("/guest"))
    open_ones: set[str] = set()
    checked = 0
    for method, path in addresses(grounds.house):
        if path in OPEN_TO_EVERYBODY | WITH_THE_KEY_OF_A_SOURCE | OF_GUESTS:
            continue
        items = (grounds.house.cycle, grounds.review, grounds.document, decision)
        filled = {re.sub(r"\{(\w+)\}", lambda found, item=item: known.get(found[1], item), path) for item in items}
        for address in filled:
            data = {"csrf": secret, "section_id": part, "text": "?", "person_id": "gst_x"}
            form: dict[str, Any] = {"json": {}} if path.startswith("/v1") else {"data": data}
            answer = await grounds.gus.request(method, address, **(form if method != "GET" else {}))
            if answer.status_code not in (401, 403, 404, 405):
                open_ones.add(f"{method} {path} answered {answer.status_code}")
            checked += 1
    assert open_ones == set()
    assert checked > 400
    assert await grounds.size() == before


async def test_the_page_that_shows_a_link_once_does_not_renew_itself_and_lose_it(grounds: Grounds):
    made = await grounds.send(grounds.ana, f"/reviews/{grounds.review}/guests", name="Vi", days="7")
    assert "/g/" in unescape(made.text)
    assert "<live-page" not in made.text
    assert "<live-page" in (await grounds.ana.get(f"/reviews/{grounds.review}")).text


async def test_the_addresses_of_guests_exist(grounds: Grounds):
    paths = {path for _, path in addresses(grounds.house)}
    assert paths >= OF_GUESTS
