"""Every page, judged by axe-core: light and dark, wide and narrow, with data and empty."""

from pathlib import Path
from typing import Any

import pytest

from browser_visit import Look, Site, Visit

AXE = Path(__file__).parents[2] / "ui" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = [(1280, "light"), (320, "dark")]
OTHER_SIZES = [(1280, "dark"), (320, "light")]


def judged(visit: Visit) -> list[str]:
    """Return what axe-core finds wrong with a page, one line per rule with the first place."""
    visit.page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = visit.page.evaluate("rules => axe.run(document, { runOnly: rules })", RULES)
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"]]


def paths_of(site: Site) -> list[str]:
    """Return every kind of page that a site has."""
    everywhere = ["/", "/cycles", "/playbooks", "/playbooks/compose", "/ledger", "/profile", "/help/keys", "/nowhere", "/search?q=retry"]
    if site.empty:
        return everywhere
    cycle = [f"{site.cycle}{part}" for part in ("", "/decisions", "/decisions?view=board", "/decisions/new", "/risks", "/blockers/new")]
    return [*everywhere, *cycle, site.decision, site.playbook, "/ledger/1"]


def sideways(visit: Visit) -> int:
    return visit.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def missing_files_are_told(visit: Visit) -> None:
    """A page that answers 404 is itself a failed request in the console; that one is meant."""
    visit.faults[:] = [fault for fault in visit.faults if "404" not in fault]


@pytest.mark.parametrize(("width", "scheme"), [*SIZES, *OTHER_SIZES])
def test_pages_with_data_have_no_barriers(demo: Site, look: Look, width: int, scheme: str):
    visit = look(demo, "/", width=width, scheme=scheme)
    found: dict[str, Any] = {}
    for path in paths_of(demo):
        visit.go(path)
        missing_files_are_told(visit)
        if problems := [*judged(visit), *([f"sideways by {sideways(visit)} px"] if sideways(visit) > 0 else [])]:
            found[path] = problems
    assert found == {}


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_empty_pages_have_no_barriers(fresh: Site, look: Look, width: int, scheme: str):
    visit = look(fresh, "/", width=width, scheme=scheme)
    found: dict[str, Any] = {}
    for path in paths_of(fresh):
        visit.go(path)
        missing_files_are_told(visit)
        if problems := [*judged(visit), *([f"sideways by {sideways(visit)} px"] if sideways(visit) > 0 else [])]:
            found[path] = problems
    assert found == {}


def test_the_sign_in_has_no_barriers(fresh: Site, look: Look):
    visit = look(Site(url=fresh.url, empty=True), "/")
    assert visit.page.get_by_role("heading", name="Sign in").is_visible()
    assert judged(visit) == []


def test_open_dialogs_have_no_barriers(demo: Site, look: Look):
    visit = look(demo, "/")
    visit.page.keyboard.press("?")
    assert judged(visit) == []
    visit.page.keyboard.press("Escape")
    visit.page.keyboard.press("Control+k")
    assert judged(visit) == []


@pytest.mark.parametrize("path", ["/", "{cycle}"])
def test_enlarged_four_times_nothing_moves_sideways(demo: Site, look: Look, path: str):
    visit = look(demo, path.replace("{cycle}", demo.cycle), width=320, device_scale_factor=4)
    assert sideways(visit) <= 0
