"""The pages of integrations in the states that an act leads to: rows, keys shown once, reports; wide and narrow."""

import json
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from browser_axe import judged
from browser_visit import Look, Site, Visit

ROWS = "id,event,time,utm_campaign\n1,Signed Up,2026-03-01T10:00:00Z,spring\n2,Signed Up,yesterday,spring\n3,short\n"
WITHOUT_A_SPACE = "account_registered_from_the_partner_portal_of_the_north_with_a_long_name"


def send(visit: Visit, key: str, *names: str) -> None:
    """Let the program that holds a key send signals."""
    batch = [{"specversion": "1.0", "id": f"{key[-6:]}-{n}", "source": "/shop", "type": name} for n, name in enumerate(names)]
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/cloudevents-batch+json"}
    with urlopen(Request(f"{visit.site.url}/v1/signals", json.dumps(batch).encode(), headers)) as answer:
        assert json.load(answer)["counts"] == {"accepted": len(names)}


@pytest.mark.parametrize("width", [1280, 320])
def test_signals_from_the_key_to_the_rows_of_a_file_have_no_barriers(demo: Site, look: Look, tmp_path: Path, width: int):
    visit = look(demo, "/integrations/sources", width=width, reduced_motion="reduce", person="Mara Lind")
    page = visit.page
    page.get_by_label("What the program is called").fill(f"Shop {width}")
    page.get_by_role("button", name="Add source").click()
    assert judged(visit) == []
    send(visit, page.locator(".notice pre").inner_text(), WITHOUT_A_SPACE, WITHOUT_A_SPACE, "Viewed")
    visit.go("/signals")
    assert judged(visit) == []
    page.get_by_role("link", name=f"Map these 2 called {WITHOUT_A_SPACE}").first.click()
    page.get_by_role("button", name="Count first").click()
    assert page.get_by_text("It is about").is_visible()
    page.get_by_role("button", name="Map them").click()
    assert judged(visit) == []
    assert page.locator("td.nowrap").first.bounding_box()["height"] < 80  # type: ignore[index]
    page.get_by_role("button", name="Take back").first.click()
    file = tmp_path / "rows.csv"
    file.write_text(ROWS, encoding="utf-8")
    visit.go("/integrations/sources")
    page.get_by_role("link", name=f"Shop {width}").click()
    page.get_by_role("link", name="Hand in a file").click()
    page.locator("#signals-file").set_input_files(file)
    page.get_by_role("button", name="Show its first rows").click()
    page.get_by_role("button", name="Keep the rows").click()
    assert page.get_by_text("1 accepted").is_visible()
    assert judged(visit) == []


@pytest.mark.parametrize("width", [1280, 320])
def test_an_endpoint_from_its_secret_to_a_counted_replay_has_no_barriers(demo: Site, look: Look, width: int):
    visit = look(demo, "/integrations", width=width, reduced_motion="reduce", person="Mara Lind")
    page = visit.page
    page.get_by_label("Title").fill(f"Depot {width}")
    page.get_by_label("Address").fill("https://93.184.216.34/in")  # nothing is sent there: it is not connected
    page.get_by_label("Events").fill("decision.* gate.passed")
    page.get_by_role("button", name="Try the filter").click()
    assert judged(visit) == []
    page.get_by_role("button", name="Add endpoint").click()
    assert judged(visit) == []
    page.get_by_role("link", name="Send several again").click()
    page.get_by_label("After entry").fill("0")
    page.get_by_role("button", name="Count them").click()
    assert judged(visit) == []


@pytest.mark.parametrize("width", [1280, 320])
def test_the_report_of_an_import_has_no_barriers(demo: Site, look: Look, tmp_path: Path, width: int):
    table = tmp_path / "decisions.csv"
    table.write_text(f"Summary,Status\nUse {WITHOUT_A_SPACE},Done\n,Done\n", encoding="utf-8")
    visit = look(demo, f"{demo.cycle}/imports", width=width, reduced_motion="reduce", person="Mara Lind")
    visit.page.get_by_label("What they are").select_option("csv")
    visit.page.get_by_label("Files").set_input_files(table)
    visit.page.get_by_role("button", name="Only say what would become of them").click()
    assert visit.page.get_by_text("Nothing was recorded.").is_visible()
    assert judged(visit) == []
