"""The first hour of somebody who has never seen the product: from what needs them to an approved decision on a proven record."""

import re

from browser_visit import Look, Site, Visit, until


def become(visit: Visit, name: str) -> None:
    visit.page.get_by_label("Switch person").select_option(label=name)
    visit.page.get_by_role("button", name="Switch", exact=True).click()
    visit.page.wait_for_load_state()


def entries(visit: Visit) -> int:
    visit.go("/ledger")
    return int(re.search(r"(\d+) entries", visit.page.inner_text("main"))[1])  # type: ignore[index]


def attach(visit: Visit, title: str) -> None:
    form = visit.page.locator("#attach")
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    form.get_by_label("Title").fill(title)
    form.get_by_label("Where it is").fill("https://ci.example/runs/118")
    for box in form.get_by_role("checkbox").all():
        box.check()
    form.get_by_role("button", name=re.compile("Attach evidence to")).click()
    visit.page.wait_for_load_state()


def answer_threads(visit: Visit) -> None:
    for thread in visit.page.locator("section.thread", has_text="Blocking").all():
        thread.locator("summary", has_text="Reply").click()
        thread.get_by_label("Your reply").fill("The one of step 3; it is in the criterion now.")
        thread.get_by_role("button", name="Reply").click()
        visit.page.wait_for_load_state()


def test_ana_repairs_a_refused_approval_with_bo_and_the_ledger_proves_it(demo: Site, look: Look):
    visit = look(demo, "/", person="Ana Ruiz")
    page = visit.page
    before = entries(visit)
    visit.go("/")
    page.get_by_role("link", name=re.compile("Retry payment after a decline")).first.click()
    decision = page.url
    assert re.search(r"See \d+ things? missing", page.inner_text("#record"))

    page.get_by_label("Approve", exact=True).check()
    page.locator("#record-because").fill("Nine of ten buyers recover after one retry.")
    with page.expect_response(lambda response: response.request.method == "POST") as refused:
        page.get_by_role("button", name=re.compile("Record decision")).click()
    assert refused.value.status == 409
    assert "missing" in page.inner_text("#refusal")
    assert page.locator("#record-because").input_value() == "Nine of ten buyers recover after one retry."
    visit.faults.clear()  # the browser's console counts the refusal as a failed request

    page.goto(decision)
    attach(visit, "Run 118, one retry")
    answer_threads(visit)

    become(visit, "Bo Sørensen")
    page.goto(decision)
    page.get_by_role("button", name="Accept Run 118, one retry").click()
    page.wait_for_load_state()
    thread = page.locator("section.thread", has_text="Blocking").first
    thread.locator("summary", has_text="Close with an outcome").click()
    thread.get_by_label("In a sentence").fill("Answered.")
    thread.get_by_role("button", name=re.compile("Close thread")).click()
    page.wait_for_load_state()

    become(visit, "Ana Ruiz")
    page.goto(decision)
    assert "missing" not in page.inner_text("#ready")
    page.get_by_label("Approve", exact=True).check()
    page.locator("input[name=option_id]").first.check()
    page.locator("#record-because").fill("Nine of ten buyers recover after one retry.")
    page.get_by_role("button", name=re.compile("Record decision")).click()
    page.wait_for_load_state()
    assert "Build by this" in page.inner_text("#summary")

    assert entries(visit) > before
    page.get_by_role("button", name="Verify").click()
    page.wait_for_load_state()
    assert "unbroken" in page.inner_text("#verdict")


def test_a_cycle_is_composed_without_scripts(demo: Site, look: Look):
    visit = look(demo, "/playbooks/compose", scripts=False, person="Ana Ruiz")
    page = visit.page
    page.get_by_label("Industry").select_option("legaltech")
    page.get_by_label("Your role").select_option("customer-success")
    page.get_by_label("Objective", exact=True).select_option("stakeholder-alignment")
    page.get_by_role("button", name="Show this cycle").click()
    page.get_by_label("Title").fill("Contract pilot, second try")
    page.get_by_role("button", name="Start cycle").click()
    assert re.search(r"/cycles/cyc_\w{26}$", page.url)
    assert "Contract pilot, second try" in page.inner_text("body")


def test_the_composer_answers_while_choices_change(demo: Site, look: Look):
    visit = look(demo, "/playbooks/compose", person="Ana Ruiz")
    page = visit.page
    page.get_by_label("Title").fill("Kept while choosing")
    with page.expect_response(lambda response: "/playbooks/compose" in response.url):
        page.get_by_label("Industry").select_option("logistics")
    until(page, "document.querySelector('#preview-heading').textContent.includes('logistics')")
    assert page.get_by_label("Title").input_value() == "Kept while choosing"


def test_a_link_to_a_closed_form_opens_it_and_puts_the_focus_inside(demo: Site, look: Look):
    visit = look(demo, demo.decision, person="Ana Ruiz")
    page = visit.page
    page.get_by_role("link", name="Hand on", exact=True).click()
    assert page.evaluate("document.querySelector('#own').open")
    assert page.evaluate("document.activeElement.id") == "own-owner_id"
