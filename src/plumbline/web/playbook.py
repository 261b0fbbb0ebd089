"""Playbooks: the library of all that can be composed, and one playbook to read and print."""

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, get

from plumbline.domain.playbook.compose import combinations, plan_id
from plumbline.domain.playbook.pack import Packs
from plumbline.kernel.record import record
from plumbline.projections.cycles import runs_by_playbook
from plumbline.web.plan_view import area_titles, chapters
from plumbline.web.plans import parts_of, plan_of
from plumbline.web.render import page
from plumbline.web.session import installation_of
from plumbline.web.step_strip import step_strip
from plumbline.words.plan import titles


@record
class PlaybookRow:
    """A playbook as the library lists it. haystack is what the filter looks through."""

    id: str
    href: str
    compose_href: str
    industry: str
    role: str
    objective: str
    steps: int
    metrics: int
    gates: int
    patterns: int
    window: str
    cadence: str
    version: str
    cycles: int


@get("/playbooks")
async def show_playbooks(request: Request[Any, Any, Any], industry: str = "", role: str = "", objective: str = "") -> Response[str]:
    """Show every playbook the packs make."""
    installation = installation_of(request)
    packs = installation.packs
    runs = await runs_by_playbook(installation.ledger)
    wanted = (industry, role, objective)
    chosen = [parts for parts in combinations(packs) if all(want in ("", part) for want, part in zip(wanted, parts, strict=True))]
    return page(
        request,
        "playbook/library.html",
        title="Playbooks",
        crumbs=({"title": "Playbooks", "href": ""},),
        rows=[_row(packs, parts, runs.get(plan_id(*parts), 0)) for parts in chosen],
        count=len(combinations(packs)),
        choices=(
            ("industry", "Industry", industry, _titles(packs.industries.values())),
            ("role", "Role", role, _titles(packs.roles.values())),
            ("objective", "Objective", objective, _titles(packs.objectives.values())),
        ),
        commands=(
            ("On the command line", "plumbline playbook list"),
            ("Over the network", f'curl -H "Authorization: Bearer $PLUMBLINE_TOKEN" {installation.base_url}/v1/playbooks'),
        ),
    )


@get("/playbooks/{playbook_id:str}")
async def show_playbook(request: Request[Any, Any, Any], playbook_id: str) -> Response[str]:
    """Show one playbook with all its parts."""
    installation = installation_of(request)
    parts = parts_of(installation.packs, playbook_id)
    plan = plan_of(installation.packs, parts)
    industry, role, objective = parts
    return page(
        request,
        "playbook/show.html",
        title=plan.title,
        crumbs=({"title": "Playbooks", "href": "/playbooks"}, {"title": plan.title, "href": ""}),
        plan=plan,
        chapters=chapters(plan),
        named=titles(plan),
        area_titles=area_titles(plan),
        strip=step_strip(plan),
        compose_href=f"/playbooks/compose?industry={industry}&role={role}&objective={objective}",
        commands=(
            ("On the command line", f"plumbline playbook compose {industry} {role} {objective}"),
            ("Over the network", f'curl -H "Authorization: Bearer $PLUMBLINE_TOKEN" {installation.base_url}/v1/playbooks/{playbook_id}'),
        ),
    )


def _row(packs: Packs, parts: tuple[str, str, str], cycles: int) -> PlaybookRow:
    plan = plan_of(packs, parts)
    industry, role, objective = parts
    return PlaybookRow(
        id=plan.id,
        href=f"/playbooks/{plan.id}",
        compose_href=f"/playbooks/compose?industry={industry}&role={role}&objective={objective}",
        industry=packs.industries[industry].title,
        role=packs.roles[role].title,
        objective=packs.objectives[objective].title,
        steps=len(plan.steps),
        metrics=len(plan.metrics),
        gates=len(plan.gates),
        patterns=len(plan.patterns),
        window=f"{plan.policies.window_days} working days",
        cadence=f"every {plan.policies.cadence_days} working days",
        version=max(reference.version for reference in plan.packs),
        cycles=cycles,
    )


def _titles(packs: Any) -> Sequence[tuple[str, str]]:
    return sorted((pack.id, pack.title) for pack in packs)


routes = [show_playbooks, show_playbook]
