"""What axe-core says of the page that a visit is on."""

from pathlib import Path

from browser_pages import sideways
from browser_visit import Visit

AXE = (Path(__file__).parents[1] / "ui" / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOUR_RULES = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}  # what a page in other colours can break
RUN = """only => axe.run(document, { runOnly: only, resultTypes: ["violations"], preload: false })
    .then(found => found.violations.map(one => `${one.id}: ${one.nodes[0].html.slice(0, 200)}`))"""


def judged(visit: Visit) -> list[str]:
    """Return what axe-core finds wrong with a page in light and in dark, one line per rule with the first place."""
    page = visit.page
    page.evaluate(AXE)
    page.emulate_media(color_scheme="light")
    found: list[str] = page.evaluate(RUN, RULES)
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {line}" for line in page.evaluate(RUN, COLOUR_RULES)]
    if (pixels := sideways(visit)) > 0:
        found.append(f"sideways by {pixels} px")
    return found
