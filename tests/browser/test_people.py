"""A team on a server of its own: one person invites another, and together they reach an approval."""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import APIRequestContext, Page

from browser_pages import sideways
from browser_visit import Look, Site

PASSWORD = "four slow otters swim"


def token_of(page: Page, site: Site) -> str:
    page.goto(f"{site.url}/profile")
    page.get_by_label("Name of the new token").fill("script")
    page.get_by_label("It may").select_option("read write")
    page.get_by_role("button", name="Make a token").click()
    return page.locator(".notice.good pre").inner_text().strip()


def decision_in_review(client: APIRequestContext, site: Site, token: str, owner: str) -> str:
    """Start a cycle, put a decision with one criterion into review and attach evidence; return the decision's path."""
    headers = {"Authorization": f"Bearer {token}"}

    def made(path: str, **body: object) -> str:
        answer = client.post(f"{site.url}/v1{path}", data=body, headers=headers)
        assert answer.ok, answer.text()
        return answer.json()["item"]

    made("/cycles", industry="ecommerce", role="innovation", objective="stakeholder-alignment", title="Checkout")
    [line] = client.get(f"{site.url}/v1/cycles", headers=headers).json()["items"]
    cycle = client.get(f"{site.url}/v1/cycles/{line['id']}", headers=headers).json()
    decision = made(
        f"/cycles/{line['id']}/decisions",
        title="Retry after a decline",
        section_id=next(iter(cycle["sections"])),
        objective_id=next(iter(cycle["objectives"])),
        owner_id=owner,
        due_at=(datetime.now(UTC) + timedelta(days=3)).isoformat(),
        fallback="One retry.",
        criteria=[{"text": "It answers within 5 s.", "method": "manual", "owner_id": owner, "check": "Look."}],
        propose=True,
    )
    made(f"/decisions/{decision}/submission")
    [criterion] = client.get(f"{site.url}/v1/decisions/{decision}", headers=headers).json()["criteria"]
    where = "https://ci.example/runs/1"
    made(f"/decisions/{decision}/evidence", criterion_ids=[criterion["id"]], kind="link", title="Run 1", reference=where)
    return f"/decisions/{decision}"


def record_approval(page: Page, address: str) -> int:
    page.goto(address)
    page.get_by_label("Approve", exact=True).check()
    page.locator("#record-because").fill("The run shows it.")
    with page.expect_response(lambda response: response.request.method == "POST") as answered:
        page.get_by_role("button", name=re.compile("Record decision")).click()
    page.wait_for_load_state()
    return answered.value.status


def test_two_people_reach_an_approval_that_one_alone_could_not(own: Site, look: Look):
    lead = look(own, "/people")
    owner = lead.page.locator("tbody tr").first.get_attribute("id") or ""
    token = token_of(lead.page, own)
    decision = f"{own.url}{decision_in_review(lead.page.request, own, token, owner)}"
    assert record_approval(lead.page, decision) == 409
    lead.faults.clear()  # the browser's console counts the refusal as a failed request
    assert lead.page.goto(decision)
    assert lead.page.get_by_role("button", name="Accept Run 1").count() == 0

    lead.go("/")
    lead.page.get_by_role("link", name="People", exact=True).click()
    lead.page.get_by_label("Name", exact=True).fill("Bo Sørensen")
    lead.page.get_by_label("Mail address").fill("bo@example.org")
    lead.page.locator("#invite").get_by_label("Rank").select_option("owner")
    lead.page.get_by_role("button", name="Make an invitation").click()
    link = lead.page.locator("#invited code").inner_text().strip()
    lead.page.set_viewport_size({"width": 320, "height": 900})
    assert sideways(lead) <= 0
    assert "Has not joined" in lead.page.inner_text("main")

    bo = look(Site(url=own.url, empty=True), link.removeprefix(own.url))
    assert bo.page.get_by_role("heading", name="Welcome, Bo Sørensen").is_visible()
    bo.page.get_by_label("Password").fill(PASSWORD)
    bo.page.get_by_role("button", name="Join").click()
    bo.page.wait_for_url(f"{own.url}/")
    bo.page.goto(decision)
    bo.page.get_by_role("button", name="Accept Run 1").click()
    bo.page.wait_for_load_state()

    assert record_approval(lead.page, decision) < 400
    assert "Approved" in lead.page.inner_text("main")
    later = look(Site(url=own.url, empty=True), "/login")
    later.go(link.removeprefix(own.url))
    assert later.page.get_by_role("heading", name="This link is used up").is_visible()
    later.faults.clear()  # a page that is missing is a failed request
