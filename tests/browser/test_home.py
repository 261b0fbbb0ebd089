"""Home, as the person whose day it begins."""

from browser_visit import Look, Site


def test_the_first_obligation_opens_by_keyboard_alone(demo: Site, look: Look):
    page = look(demo).page
    first = page.locator("[data-row] a").first
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.getAttribute('href')") == first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url("**/decisions/**")


def test_j_and_k_walk_through_the_rows(demo: Site, look: Look):
    page = look(demo).page

    def place() -> int:
        return page.evaluate("[...document.querySelectorAll('[data-row]')].findIndex(row => row.contains(document.activeElement))")

    page.keyboard.press("j")
    page.keyboard.press("j")
    assert place() == 1
    page.keyboard.press("k")
    assert place() == 0


def test_a_digit_jumps_to_a_group(demo: Site, look: Look):
    page = look(demo).page
    page.keyboard.press("2")
    assert page.evaluate("document.activeElement.closest('section').dataset.key") == "2"


def test_every_clock_says_its_state_in_words_and_by_a_shape(demo: Site, look: Look):
    page = look(demo).page
    chips = page.locator("main .chip")
    assert chips.count() > 3
    for chip in chips.all():
        assert (chip.text_content() or "").strip()
        assert chip.locator("svg").count() == 1


def test_the_picture_of_the_next_days_has_a_table_that_says_the_same(demo: Site, look: Look):
    page = look(demo).page
    drawn = page.locator(".days g text:nth-of-type(3)").all_text_contents()
    page.get_by_text("Show as table").click()
    assert page.locator("figure table td").all_inner_texts() == drawn


def test_without_scripts_an_obligation_is_one_click_away(demo: Site, look: Look):
    page = look(demo, "/", scripts=False).page
    page.locator("[data-row] .act a").first.click()
    assert "/decisions/" in page.url


def test_a_person_without_obligations_is_told_what_falls_due_next(demo: Site, look: Look):
    page = look(demo, "/", person="Vera Novak").page
    assert page.get_by_role("heading", name="Nothing needs you.").is_visible()
    assert page.locator("main .empty [data-row]").count() > 0


def test_an_empty_installation_offers_to_compose_a_cycle(fresh: Site, look: Look):
    page = look(fresh).page
    page.get_by_role("link", name="Compose a cycle").click()
    page.wait_for_url("**/playbooks/compose")
    assert page.get_by_role("button", name="Start cycle").count() == 1
