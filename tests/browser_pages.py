"""Every kind of page that a site has, and what can be measured on any of them."""

from browser_visit import Site, Visit


def paths_of(site: Site) -> list[str]:
    """Return one address for each kind of page."""
    everywhere = [
        "/",
        "/cycles",
        "/playbooks",
        "/playbooks/compose",
        "/ledger",
        "/profile",
        "/profile/calendar",
        "/help/keys",
        "/nowhere",
        "/search?q=retry",
        "/admin/calendars",
    ]
    if site.empty:
        return everywhere
    cycle = [
        f"{site.cycle}{part}"
        for part in (
            "",
            "/decisions",
            "/decisions?view=board",
            "/decisions/new",
            "/reviews",
            "/reviews/new",
            "/risks",
            "/blockers/new",
            "/gates",
            "/gates/scope-lock",
            "/handoffs",
            "/after-launch",
            "/scope",
            "/frame",
            "/promises",
            "/releases",
            "/messages",
            "/dependencies",
        )
    ]
    return [
        *everywhere,
        *cycle,
        site.handoff,
        site.decision,
        site.review,
        site.playbook,
        f"{site.playbook}/versions",
        "/admin/calendars/default",
        "/ledger/1",
    ]


def sideways(visit: Visit) -> int:
    """Return by how many pixels the page itself can be scrolled sideways."""
    return visit.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
