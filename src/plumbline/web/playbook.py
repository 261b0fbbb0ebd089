"""Playbooks: the library of all that can be composed, and one playbook to read and print."""

from collections.abc import Sequence
from datetime import timedelta
from statistics import median
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath, FromQuery

from plumbline.domain.playbook.compose import combinations, plan_id
from plumbline.domain.playbook.pack import Packs
from plumbline.domain.playbook.plan import Plan, digest_of
from plumbline.kernel.record import record
from plumbline.projections.closures import closures_by_playbook
from plumbline.projections.cycles import runs_by_playbook, versions_run
from plumbline.web.clockwords import span
from plumbline.web.errors import PageMissing
from plumbline.web.plan_view import area_titles, chapters
from plumbline.web.plans import parts_of, plan_of
from plumbline.web.render import page
from plumbline.web.session import installation_of
from plumbline.web.step_strip import step_strip
from plumbline.words.changed_plan import Changed, changed_version
from plumbline.words.plan import titles

LEAST_FOR_A_MEDIAN = 5


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
    versions_href: str
    cycles: int
    closure: str
    closure_note: str


@get("/playbooks")
async def show_playbooks(
    request: Request[Any, Any, Any], industry: FromQuery[str] = "", role: FromQuery[str] = "", objective: FromQuery[str] = ""
) -> Response[str]:
    """Show every playbook the packs make."""
    installation = installation_of(request)
    packs = installation.packs
    runs, closures = await runs_by_playbook(installation.ledger), await closures_by_playbook(installation.ledger)
    wanted = (industry, role, objective)
    chosen = [parts for parts in combinations(packs) if all(want in ("", part) for want, part in zip(wanted, parts, strict=True))]
    return page(
        request,
        "playbook/library.html",
        title="Playbooks",
        crumbs=({"title": "Playbooks", "href": ""},),
        rows=[_row(packs, parts, runs.get(plan_id(*parts), 0), closures.get(plan_id(*parts), [])) for parts in chosen],
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
async def show_playbook(request: Request[Any, Any, Any], playbook_id: FromPath[str]) -> Response[str]:
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


@get("/playbooks/{playbook_id:str}/versions")
async def show_versions(request: Request[Any, Any, Any], playbook_id: FromPath[str], since: FromQuery[str] = "") -> Response[str]:
    """Show the versions of a playbook that cycles run, and what differs between one of them and the packs that are loaded."""
    installation = installation_of(request)
    plan = plan_of(installation.packs, parts_of(installation.packs, playbook_id))
    loaded = digest_of(plan.packs)
    run = await versions_run(installation.ledger, playbook_id)
    old = next((version for version in run if version.packs_digest != loaded and version.packs_digest.startswith(since)), None)
    if since and old is None:
        raise PageMissing("version")
    changed: tuple[Changed, ...] = ()
    if old is not None:
        async with installation.handling.reading(old.cycle_id) as cycle:
            changed = changed_version(cycle.plan, plan)
    return page(
        request,
        "playbook/versions.html",
        title=f"Versions: {plan.title}",
        crumbs=(
            {"title": "Playbooks", "href": "/playbooks"},
            {"title": plan.title, "href": f"/playbooks/{playbook_id}"},
            {"title": "Versions", "href": ""},
        ),
        plan=plan,
        loaded=loaded,
        loaded_cycles=sum(version.cycles for version in run if version.packs_digest == loaded),
        old=old,
        others=[version for version in run if version.packs_digest != loaded],
        changed=changed,
        commands=(
            ("On the command line", f"plumbline playbook versions {playbook_id}"),
            (
                "Over the network",
                f'curl -H "Authorization: Bearer $PLUMBLINE_TOKEN" {installation.base_url}/v1/playbooks/{playbook_id}/versions',
            ),
        ),
    )


def _row(packs: Packs, parts: tuple[str, str, str], cycles: int, closures: Sequence[timedelta]) -> PlaybookRow:
    plan = plan_of(packs, parts)
    industry, role, objective = parts
    closure, note = closure_words(closures)
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
        window=f"{plan.policies.window_days} days",
        cadence=f"review every {plan.policies.cadence_days}",
        version=newest_version(plan),
        versions_href=f"/playbooks/{plan.id}/versions",
        cycles=cycles,
        closure=closure,
        closure_note=note,
    )


def newest_version(plan: Plan) -> str:
    """Return the highest version among the packs of a plan, by its numbers: 1.10.0 comes after 1.9.0."""
    return max((reference.version for reference in plan.packs), key=lambda version: [int(number) for number in version.split(".")])


def closure_words(closures: Sequence[timedelta]) -> tuple[str, str]:
    """Say how long decisions took, and what that was taken from; fewer than five are listed, because a median of them says nothing.

    closures: the times of answered decisions, the shortest first.
    """
    if len(closures) < LEAST_FOR_A_MEDIAN:
        return ", ".join(map(span, closures)) or "none yet", ""
    return span(
        timedelta(seconds=median(one.total_seconds() for one in closures))
    ), f"median of {len(closures)} decisions, from review to answer"


def _titles(packs: Any) -> Sequence[tuple[str, str]]:
    return sorted((pack.id, pack.title) for pack in packs)


routes = [show_playbooks, show_playbook, show_versions]
