"""One decision under the keyboard, on paper, and between two people who write at the same time."""

import re

import pytest

from browser_visit import Look, Site, until

PAGES = re.compile(rb"/Type\s*/Page[^s]")


def in_state(demo: Site, look: Look, state: str) -> str:
    """Return a decision of the demo in a state, whichever cycle it belongs to."""
    page = look(demo, "/", person="Ana Ruiz").page
    for cycle in page.request.get(f"{demo.url}/v1/cycles").json()["items"]:
        found = page.request.get(f"{demo.url}/v1/cycles/{cycle['id']}/decisions").json()["items"]
        if ids := [one["id"] for one in found if one["state"] == state]:
            return ids[0]
    raise AssertionError(f"no decision of the demo is {state}")


def drafted(demo: Site, look: Look, title: str) -> str:
    """Write a decision of Ana's down and return its address."""
    page = look(demo, f"{demo.cycle}/decisions/new", person="Ana Ruiz").page
    page.locator("#new-title").fill(title)
    page.locator("#new-option_0").fill("One retry")
    page.get_by_role("button", name="Keep as draft").click()
    page.wait_for_url("**/decisions/dec_*")
    return page.url.removeprefix(demo.url)


def test_two_people_write_at_once_and_neither_loses_a_word(demo: Site, look: Look):
    path = drafted(demo, look, "Which retry the buyer gets")
    ana, mara = look(demo, path, person="Ana Ruiz"), look(demo, path, person="Mara Lind")
    ana.page.locator("#edit > summary").click()
    ana.page.locator("#edit-question").fill("How often may a buyer try again?")
    mara.page.locator("#edit > summary").click()
    mara.page.locator("#edit-title").fill("Which retry a buyer gets")
    mara.page.get_by_role("button", name=re.compile("^Save D-")).click()
    mara.page.wait_for_load_state()
    until(ana.page, "document.querySelector('#live-notice') !== null")

    with ana.page.expect_response(lambda response: response.request.method == "POST") as refused:
        ana.page.get_by_role("button", name=re.compile("^Save D-")).click()
    assert refused.value.status == 409
    row = ana.page.locator("#conflict tr", has_text="Title")
    assert (row.locator("del").inner_text(), row.locator("ins").inner_text()) == ("Which retry the buyer gets", "Which retry a buyer gets")
    ana.faults.clear()  # the browser's console counts the refusal as a failed request
    ana.page.get_by_role("link", name="Apply mine to the new version").click()
    assert ana.page.locator("#edit-title").input_value() == "Which retry a buyer gets"
    assert ana.page.locator("#edit-question").input_value() == "How often may a buyer try again?"
    ana.page.get_by_role("button", name=re.compile("^Save D-")).click()
    ana.page.wait_for_load_state()
    assert "Which retry a buyer gets" in ana.page.inner_text("h1")
    assert "How often may a buyer try again?" in ana.page.inner_text("#question")


def test_keys_lead_to_the_parts_of_a_decision(demo: Site, look: Look):
    page = look(demo, demo.decision, person="Ana Ruiz").page
    for key, place in (("t", "threads"), ("h", "history")):
        page.keyboard.press(key)
        assert page.evaluate("location.hash") == f"#{place}"
    page.keyboard.press("e")
    assert page.evaluate("document.activeElement.id") == "evidence-kind"
    page.locator("#history").focus()
    page.keyboard.press("a")
    assert page.evaluate("document.activeElement.name") == "outcome"
    page.locator("#history").focus()
    page.keyboard.press("?")
    assert "Decision: go to its history" in page.inner_text("#help")


@pytest.mark.parametrize("state", ["approved", "rejected", "in_review"])
def test_a_decision_is_printed_on_one_page(demo: Site, look: Look, state: str):
    page = look(demo, f"/items/{in_state(demo, look, state)}", person="Ana Ruiz").page
    paper = page.pdf(format="A4", margin={"top": "15mm", "bottom": "15mm", "left": "15mm", "right": "15mm"})
    assert len(PAGES.findall(paper)) == 1
