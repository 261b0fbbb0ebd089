"""An exported journey plays from a file, without a server: nothing is asked for, and HTML of a screen stays inside."""

from pathlib import Path

from playwright.sync_api import Browser

from plumbline.artifacts.offline_journey import offline_page
from plumbline.domain.journey.analysis.space import Space
from plumbline.domain.journey.plain import model_of, plain_of
from plumbline.edge.playable import built_in
from plumbline.files.journeys import templates
from small_journey import plain

FRAMED = "<script>parent.document.title = 'out'</script><img src=https://evil.example/x onerror=alert(1)></script><p id=inside>Inside</p>"


def test_a_file_plays_a_journey_with_a_preset_and_asks_for_nothing(browser: Browser, tmp_path: Path) -> None:
    played = built_in("parcel-delay")
    assert played is not None
    file = tmp_path / "parcel.html"
    file.write_text(offline_page(played.model, played.digest), encoding="utf-8")
    page = browser.new_page(viewport={"width": 320, "height": 700})
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(file.as_uri())
    page.get_by_label("Task").select_option("get-help")
    page.get_by_label("Begin with").select_option("nobody-home-twice")
    page.get_by_role("button", name="Play").click()
    for words in ("Wait for what comes next", "See my options", "Deliver it again", "Wait for what comes next", "See my options"):
        page.get_by_role("button", name=words).click()
    page.get_by_label("Saturday, 10:00 to 13:00").check()
    page.get_by_role("button", name="Deliver it again").click()
    assert page.get_by_text("The driver comes Saturday, 10:00 to 13:00.").is_visible()
    page.get_by_role("button", name="Wait for what comes next").click()
    assert page.get_by_text("Because this is the second time, Nordlicht Outfitters gives you").is_visible()
    page.get_by_role("button", name="See my options").click()
    page.get_by_role("button", name="Take it to a pickup point").click()
    page.get_by_role("button", name="Wait for what comes next").click()
    page.get_by_role("button", name="I have collected it").click()
    assert page.get_by_text("The task is done.").is_visible()
    page.get_by_role("button", name="Back").click()
    assert page.get_by_role("button", name="I have collected it").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert (asked, faults) == ([file.as_uri()], [])
    page.close()


def test_a_file_looks_at_every_state_by_itself_and_plays_the_way_to_a_dead_end(browser: Browser, tmp_path: Path) -> None:
    content = plain_of(templates()["parcel-delay"].model)
    content["transitions"] = [one for one in content["transitions"] if one["from"] != "missed"]
    model = model_of(content)
    file = tmp_path / "stuck.html"
    file.write_text(offline_page(model, "a" * 64), encoding="utf-8")
    page = browser.new_page(viewport={"width": 320, "height": 700})
    page.goto(file.as_uri())
    page.get_by_role("button", name="Look at every state").click()
    said = page.get_by_role("status").inner_text()
    space = Space(model)
    assert f"All {space.count} states that can be reached were looked at, in at most {space.depth} steps" in said
    assert "Recipient: We did not meet you" in said
    page.locator("p", has_text="Recipient: We did not meet you").get_by_role("button", name="Show it").click()
    assert page.locator(".player-bar").inner_text().startswith("Recipient: We did not meet you step")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()


def test_html_of_a_screen_stays_inside(browser: Browser, tmp_path: Path) -> None:
    content = plain()
    content["screens"][0].update(html=FRAMED, title="</script><script>document.title = 'out'</script>", content=[])
    file = tmp_path / "framed.html"
    file.write_text(offline_page(model_of(content), "a" * 64), encoding="utf-8")
    page = browser.new_page()
    asked: list[str] = []
    refused: dict[str, str | None] = {}
    page.on("requestfailed", lambda request: refused.update({request.url: request.failure}))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    page.get_by_role("button", name="Play").click()
    assert page.frame_locator("iframe").locator("#inside").inner_text() == "Inside"
    assert page.title() == "A payment"
    assert asked[0] == file.as_uri()
    assert all("csp" in (refused.get(one) or "").lower() for one in asked if "evil" in one), "the policy lets none of it out"
    page.close()
