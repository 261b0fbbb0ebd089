"""The overview of a cycle, and pages that follow what others do."""

from browser_visit import Look, Site, until


def test_n_goes_to_the_next_step(demo: Site, look: Look):
    page = look(demo, demo.cycle).page
    page.keyboard.press("n")
    page.wait_for_url("**#step-*")
    assert page.locator(":target").count() == 1


def test_the_overview_names_one_next_step_with_its_owner_and_what_is_missing(demo: Site, look: Look):
    page = look(demo, demo.cycle).page
    card = page.locator(".next.card")
    assert card.get_by_role("heading").count() == 1
    assert "Owner" in card.inner_text()
    assert page.locator(".steps > li").count() == 16


def test_without_scripts_what_was_done_by_hand_is_recorded(demo: Site, look: Look):
    page = look(demo, demo.cycle, scripts=False).page
    form = page.locator("form[action$='/manual-parts']").first
    step = form.locator("input[name=step_id]").input_value()
    page.locator(f"#about-{step} > summary").click() if not form.is_visible() else None
    form.get_by_label("What was done").fill("Walked through with support; notes in the cycle.")
    form.get_by_role("button").click()
    assert "Walked through with support" in page.locator(f"#step-{step}").text_content()  # type: ignore[operator]


def test_an_empty_note_is_refused_with_words_and_the_page_stays_usable(demo: Site, look: Look):
    visit = look(demo, demo.cycle, scripts=False)
    form = visit.page.locator("form[action$='/skippings']").first
    step = form.locator("input[name=step_id]").input_value()
    secret = form.locator("input[name=csrf]").input_value()
    answer = visit.page.request.post(f"{demo.url}{demo.cycle}/skippings", form={"step_id": step, "reason": " ", "csrf": secret})
    assert answer.status in (409, 422)
    assert "Nothing was recorded" in answer.text() or "Not recorded yet" in answer.text()


def test_the_flow_has_a_table_that_ends_with_the_same_counts(demo: Site, look: Look):
    page = look(demo, demo.cycle).page
    drawn = [text.split()[0] for text in page.locator("svg text.end").all_text_contents()]
    page.locator("#flow-table > summary").click()
    assert page.locator("#flow-table tbody tr:last-child td").all_inner_texts() == drawn


def test_a_page_follows_what_somebody_else_does(demo: Site, look: Look):
    watching = look(demo, demo.cycle).page
    until(watching, "document.querySelector('live-page')?.source?.readyState === 1")
    acting = look(demo, demo.cycle, scripts=False, person="Mara Lind").page
    area = acting.locator("form[action$='/areas']").first
    name = area.locator("input[name=area]").input_value()
    acting.locator(f"#assign-{name} > summary").click() if not area.is_visible() else None
    area.get_by_role("combobox").select_option(area.locator("option", has_text="Tom Okafor").get_attribute("value"))
    area.get_by_role("button").click()
    owner = watching.locator("#areas tr", has=watching.locator(f"#assign-{name}")).get_by_text("Tom Okafor", exact=True).first
    owner.wait_for(timeout=5000)
    assert owner.is_visible()


def test_a_form_in_use_is_not_replaced_by_news(demo: Site, look: Look):
    watching = look(demo, demo.cycle).page
    until(watching, "document.querySelector('live-page')?.source?.readyState === 1")
    watching.locator("#set-outcome > summary").click()
    watching.get_by_label("Where it stands today").fill("half written")
    acting = look(demo, demo.cycle, scripts=False, person="Mara Lind").page
    area = acting.locator("form[action$='/areas']").nth(1)
    name = area.locator("input[name=area]").input_value()
    acting.locator(f"#assign-{name} > summary").click() if not area.is_visible() else None
    area.get_by_role("combobox").select_option(area.locator("option", has_text="Ida Berg").get_attribute("value"))
    area.get_by_role("button").click()
    watching.locator("#live-notice").wait_for(timeout=5000)
    assert watching.get_by_label("Where it stands today").input_value() == "half written"
    watching.get_by_role("button", name="Show the change").click()
    watching.locator("#areas").get_by_text("Ida Berg", exact=True).first.wait_for()


def test_brackets_go_to_the_cycles_beside(demo: Site, look: Look):
    page = look(demo, demo.cycle).page
    page.keyboard.press("]") if page.locator("a[data-key=']']").count() else page.keyboard.press("[")
    page.wait_for_url(lambda url: "/cycles/" in url and not url.endswith(demo.cycle))
    assert page.get_by_role("heading", level=1).count() == 1
