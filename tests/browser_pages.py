"""Every kind of page that a site has, and what can be measured on any of them."""

import re
from collections.abc import Iterable

from litestar import Litestar
from litestar.routes import HTTPRoute
from playwright.sync_api import Page

from browser_visit import Site, Visit
from plumbline.web.app import web_routes

NOT_A_PAGE = {
    "/live": "a stream of what changed",
    "/journeys/{journey_id:str}/images/{name:str}": "a picture",
    "/runs/{run_id:str}/images/{name:str}": "a picture",
    "/play/images/{name:str}": "a picture",
    "/theme.css": "a style sheet",
    "/theme-logo": "a picture",
    "/play/live": "a stream that says when the run has moved",
    "/play/theme.css": "a style sheet",
    "/play/theme-logo": "a picture",
    "/play/frames/{screen_id:str}": "the frame of a screen, shown by the player only",
    "/templates/{template_id:str}/frames/{screen_id:str}": "the frame of a screen, shown by the player only",
    "/journeys/{journey_id:str}/frames/{screen_id:str}": "the frame of a screen, shown by the player only",
    "/runs/{run_id:str}/frames/{screen_id:str}": "the frame of a screen, shown by the player only",
    "/static/{name:str}": "styles, scripts and pictures",
    "/items/{item_id:str}": "leads on to the page of the item",
    "/evidence/{evidence_id:str}": "leads on to the decision that the evidence is of",
    "/evidence/{evidence_id:str}/file": "a file that somebody attached",
    "/documents/{document_id:str}/images/{name:str}": "a picture",
    "/decisions/{decision_id:str}/markdown": "a download",
    "/handoffs/{handoff_id:str}/package/{form:str}": "a download",
    "/cycles/{cycle_id:str}/after-launch/wrap-up.md": "a download",
    "/cycles/{cycle_id:str}/after-launch/packs/{name:str}": "a download",
    "/cycles/{cycle_id:str}/decisions.csv": "a download",
    "/cycles/{cycle_id:str}/decisions.json": "a download",
    "/cycles/{cycle_id:str}/flow.csv": "a download",
    "/cycles/{cycle_id:str}/signals.csv": "a download",
    "/journeys/{journey_id:str}/results.csv": "a download",
    "/journeys/{journey_id:str}/offline.html": "a download",
    "/templates/{template_id:str}/offline.html": "a download",
    "/templates/{template_id:str}/results.csv": "a download",
    "/guest/images/{name:str}": "a picture",
    "/guest/theme.css": "a style sheet",
    "/guest/theme-logo": "a picture",
    "/guest/frames/{screen_id:str}": "the frame of a screen, shown on a guest's page only",
    "/threads/{thread_id:str}/messages/{number:int}": "a message as it came",
    "/needs/next-days.csv": "a download",
    "/calendar/{name:str}": "a calendar for other programs",
    "/ledger/{position:int}/proof": "a download",
    "/ledger/{position:int}/provenance": "a download",
}
"""What answers GET and is no page for people, with what it is."""

BY_A_LINK_OF_ITS_OWN = {
    "/login": "judged by the test of the sign-in",
    "/setup/{token:str}": "filled in before every test on a fresh server",
    "/g/{token:str}": "a guest's way into one review",
    "/p/{token:str}": "a participant's way into a journey",
    "/play": "a participant's run",
    "/guest": "a guest's one review, opened by the test of guests",
    "/join/{token:str}": "filled in by the test of people",
    "/mail/stop/{token:str}": "reached from a mail only",
    "/connect/{endpoint_id:str}/link": "reached from a chat only",
}
"""Pages for whoever holds a link and has not signed in, with where they are opened."""

EVERYWHERE = (
    "/",
    "/cycles",
    "/workspaces",
    "/playbooks",
    "/playbooks/compose",
    "/ledger",
    "/ledger/1",
    "/people",
    "/profile",
    "/profile/calendar",
    "/admin",
    "/admin/escalation",
    "/admin/calendars",
    "/admin/theme",
    "/integrations",
    "/integrations/connectors/slack",
    "/integrations/mail",
    "/integrations/sources",
    "/signals",
    "/admin/calendars/default",
    "/help/keys",
    "/nowhere",
    "/search?q=retry",
    "/templates",
    "/templates/decisions",
    "/templates/parcel-delay",
    "/templates/parcel-delay/play",
    "/templates/parcel-delay/results",
)
OF_A_CYCLE = (
    "",
    "/decisions",
    "/decisions?view=board",
    "/decisions/new",
    "/imports",
    "/decisions/handing-on?n=1&n=2",
    "/decisions/moving?n=1&n=2",
    "/reviews",
    "/reviews/new",
    "/journeys",
    "/risks",
    "/blockers/new",
    "/scope",
    "/signals",
    "/frame",
    "/agenda",
    "/promises",
    "/releases",
    "/messages",
    "/dependencies",
    "/gates",
    "/gates/scope-lock",
    "/handoffs",
    "/escalations",
    "/after-launch",
)


def paths_of(site: Site) -> list[str]:
    """Return one address for each kind of page that the site can show."""
    cycle = [f"{site.cycle}{part}" for part in OF_A_CYCLE] if site.cycle else []
    return [*EVERYWHERE, *cycle, *site.more]


def linked(page: Page, shape: str) -> str:
    """Return the first address on a page that has this shape, without its fragment; "" where there is none."""
    found: list[str] = page.eval_on_selector_all("a[href^='/']", "all => all.map(one => one.getAttribute('href'))")
    return next((one.partition("#")[0] for one in found if re.fullmatch(shape, one.partition("#")[0])), "")


def pages() -> set[str]:
    """Return the shape of every page of the product, from its table of routes."""
    reading = {
        one.path for one in Litestar(web_routes(), openapi_config=None).routes if isinstance(one, HTTPRoute) and "GET" in one.methods
    }
    return reading - NOT_A_PAGE.keys() - BY_A_LINK_OF_ITS_OWN.keys()


def unseen(paths: Iterable[str]) -> set[str]:
    """Return the shapes of pages that none of these addresses is of. An address is of the shape with the fewest open places."""
    return pages() - {shape for path in paths if (shape := _shape_of(path.partition("?")[0]))}


def _shape_of(path: str) -> str:
    fitting = [shape for shape in pages() if re.fullmatch(re.sub(r"{\w+:\w+}", "[^/]+", shape), path)]
    return min(fitting, key=lambda shape: shape.count("{"), default="")


def sideways(visit: Visit) -> int:
    """Return by how many pixels the page itself can be scrolled sideways."""
    return visit.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
