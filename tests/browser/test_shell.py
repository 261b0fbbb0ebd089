"""The frame around every page: keys, dialogs, what it weighs, and what it does without scripts."""

import gzip

import pytest
from playwright.sync_api import Page

from browser_visit import Look, Site

HTML_BYTES, SCRIPT_BYTES, REQUESTS = 60_000, 40_000, 12


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.textContent.trim() || document.activeElement.id")


def test_the_first_tab_stop_skips_to_the_content(demo: Site, look: Look):
    page = look(demo).page
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_palette_goes_to_a_page_by_a_part_of_its_name(demo: Site, look: Look):
    page = look(demo).page
    page.keyboard.press("Control+k")
    page.keyboard.type("playb")
    page.keyboard.press("Enter")
    page.wait_for_url("**/playbooks")
    assert page.get_by_role("heading", level=1).inner_text() == "Playbooks"


def test_help_lists_the_keys_and_gives_the_focus_back(demo: Site, look: Look):
    page = look(demo).page
    page.get_by_role("link", name="Profile").focus()
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="Keys").is_visible() or page.locator("#help").is_visible()
    page.keyboard.press("Escape")
    assert focused(page) == "Profile"


def test_g_and_a_letter_lead_to_a_page(demo: Site, look: Look):
    page = look(demo).page
    page.keyboard.press("g")
    page.keyboard.press("l")
    page.wait_for_url("**/ledger")
    assert page.get_by_role("heading", level=1).inner_text() == "Ledger"


def test_c_opens_what_can_be_started(demo: Site, look: Look):
    page = look(demo).page
    page.keyboard.press("c")
    assert page.evaluate("document.activeElement.closest('.sheet') !== null")


def test_keys_do_nothing_while_somebody_writes(demo: Site, look: Look):
    page = look(demo, f"{demo.cycle}/decisions/new").page
    field = page.locator("main input[type=text]").first
    field.focus()
    page.keyboard.type("gl?c")
    assert field.input_value() == "gl?c"
    assert not page.locator("#help").is_visible()


def test_single_letter_keys_can_be_switched_off(demo: Site, look: Look):
    page = look(demo, "/profile").page
    page.get_by_role("group", name="Single-letter keys").get_by_label("Off").check()
    page.get_by_role("button", name="Keep these settings").click()
    page.wait_for_load_state()
    page.keyboard.press("?")
    assert not page.locator("#help").is_visible()


def test_a_chosen_theme_wins_over_the_system(demo: Site, look: Look):
    page = look(demo, "/profile", scheme="light").page
    page.get_by_label("Dark").check()
    page.get_by_role("button", name="Keep these settings").click()
    page.wait_for_load_state()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(236, 239, 234)"


def test_the_first_page_is_light(demo: Site, look: Look):
    visit = look(demo)
    html = visit.page.request.get(f"{demo.url}/").body()
    script = visit.page.eval_on_selector("script[src]", "one => one.src")
    transferred = visit.page.evaluate("url => performance.getEntriesByName(url)[0].encodedBodySize", script)
    packed = visit.page.evaluate("url => fetch(url).then(answer => answer.headers.get('content-encoding'))", script)
    assert packed in ("br", "gzip")
    assert 0 < transferred <= SCRIPT_BYTES
    assert len(gzip.compress(html)) <= HTML_BYTES
    assert len(visit.requests) <= REQUESTS


def test_without_scripts_a_person_can_be_switched(demo: Site, look: Look):
    page = look(demo, "/", scripts=False).page
    page.get_by_label("Switch person").select_option(label="Bo Sørensen")
    page.get_by_role("button", name="Switch", exact=True).click()
    assert page.locator(".you").inner_text().startswith("Bo Sørensen")


def test_without_scripts_the_keys_are_a_page(demo: Site, look: Look):
    page = look(demo, "/", scripts=False).page
    page.get_by_role("link", name="Help: keys").click()
    assert page.get_by_role("heading", name="Keys", level=1).is_visible()


def test_a_form_without_its_secret_writes_nothing(demo: Site, look: Look):
    page = look(demo).page
    answer = page.request.post(f"{demo.url}/profile/tokens", form={"token_name": "stolen", "scopes": "read", "lasts": "30"})
    assert answer.status == 403
    assert "was not accepted" in answer.text()


def test_a_form_from_another_site_writes_nothing(demo: Site, look: Look):
    page = look(demo, "/profile").page
    secret = page.locator("form[action='/profile/tokens'] input[name=csrf]").input_value()
    form: dict[str, str | float | bool] = {"name": "stolen", "scopes": "read", "lasts": "30", "csrf": secret}
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert page.request.post(f"{demo.url}/profile/tokens", form=form, headers=headers).status == 403


def test_a_session_id_is_new_after_every_sign_in_and_worthless_after_sign_out(fresh: Site, look: Look):
    page = look(Site(url=fresh.url, empty=True), "/login").page

    def sign_in() -> str:
        page.goto(f"{fresh.url}/login?next=/profile")
        page.get_by_label("Mail address").fill("nora@example.org")
        page.get_by_label("Password").fill("three calm herons wade")
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{fresh.url}/profile")
        return next(one.get("value", "") for one in page.context.cookies() if one.get("name") == "plumbline_session")

    first = sign_in()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url(f"{fresh.url}/login")
    second = sign_in()
    assert first != second
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "plumbline_session", "value": first, "url": fresh.url}])
    page.goto(f"{fresh.url}/profile")
    assert page.url.startswith(f"{fresh.url}/login")


def test_a_wrong_password_does_not_tell_whether_the_address_is_known(fresh: Site, look: Look):
    visit = look(Site(url=fresh.url, empty=True), "/login")
    said: list[str] = []
    for mail in ("nora@example.org", "nobody@example.org"):
        visit.go("/login")
        visit.page.get_by_label("Mail address").fill(mail)
        visit.page.get_by_label("Password").fill("not the password")
        visit.page.get_by_role("button", name="Sign in").click()
        said.append(visit.page.get_by_role("alert").inner_text())
    visit.faults.clear()  # a refused form answers 422, which the console tells
    assert said[0] == said[1]


@pytest.mark.parametrize("path", ["/", "/login", "/nowhere", "/healthz", "/v1/cycles"])
def test_every_answer_carries_the_security_headers(demo: Site, look: Look, path: str):
    visit = look(demo)
    headers = visit.page.request.get(f"{demo.url}{path}").headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
