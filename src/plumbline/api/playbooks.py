"""Playbooks: the packs that are there, and what a composition of them says."""

from typing import Any

import msgspec
from litestar import Request, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from plumbline.api.access import caller, installation_of
from plumbline.api.problems import missing
from plumbline.domain.playbook.compose import CompositionError, compose
from plumbline.domain.playbook.plan import Plan, digest_of
from plumbline.projections.cycles import versions_run
from plumbline.words.changed_plan import changed_version


class PlaybookLine(msgspec.Struct, kw_only=True):
    """One composition of an industry, a role and an objective."""

    id: str
    industry: str
    role: str
    objective: str


class PlaybookList(msgspec.Struct, kw_only=True):
    items: list[PlaybookLine]


@get("/playbooks", summary="List playbooks", tags=["playbooks"])
async def list_playbooks(request: Request[Any, Any, Any]) -> PlaybookList:
    """Return every composition of the packs that are there."""
    caller(request)
    packs = installation_of(request).packs
    return PlaybookList(
        items=[
            PlaybookLine(id=f"{industry}.{role}.{objective}", industry=industry, role=role, objective=objective)
            for industry in packs.industries
            for role in packs.roles
            for objective in packs.objectives
        ]
    )


@get("/playbooks/{playbook_id:str}", summary="Show a playbook", tags=["playbooks"])
async def show_playbook(request: Request[Any, Any, Any], playbook_id: FromPath[str]) -> Plan:
    """Return the compiled plan of `industry.role.objective`."""
    caller(request)
    return _plan(request, playbook_id)


class VersionLine(msgspec.Struct, kw_only=True):
    """A version of a playbook. digest: over all its packs. loaded: new cycles are started from it. cycles: how many run or ran it."""

    digest: str
    loaded: bool
    cycles: int


class VersionList(msgspec.Struct, kw_only=True):
    items: list[VersionLine]


class DifferenceLine(msgspec.Struct, kw_only=True):
    """One thing that differs, in words."""

    what: str
    before: str
    after: str


class DifferenceList(msgspec.Struct, kw_only=True):
    items: list[DifferenceLine]


@get("/playbooks/{playbook_id:str}/versions", summary="List the versions of a playbook", tags=["playbooks"])
async def list_versions(request: Request[Any, Any, Any], playbook_id: FromPath[str]) -> VersionList:
    """Return the version that is loaded and those that cycles were started from."""
    caller(request)
    loaded = digest_of(_plan(request, playbook_id).packs)
    run = await versions_run(installation_of(request).ledger, playbook_id)
    of_loaded = sum(version.cycles for version in run if version.packs_digest == loaded)
    earlier = [VersionLine(digest=one.packs_digest, loaded=False, cycles=one.cycles) for one in run if one.packs_digest != loaded]
    return VersionList(items=[VersionLine(digest=loaded, loaded=True, cycles=of_loaded), *earlier])


@get("/playbooks/{playbook_id:str}/versions/{digest:str}/differences", summary="Compare a version with the loaded one", tags=["playbooks"])
async def list_differences(request: Request[Any, Any, Any], playbook_id: FromPath[str], digest: FromPath[str]) -> DifferenceList:
    """Return what differs between a version that cycles were started from and the packs that are loaded."""
    caller(request)
    installation = installation_of(request)
    plan = _plan(request, playbook_id)
    run = await versions_run(installation.ledger, playbook_id)
    old = next((one for one in run if len(digest) >= 8 and one.packs_digest.startswith(digest)), None)
    if old is None:
        raise missing("version", digest)
    async with installation.handling.reading(old.cycle_id) as cycle:
        changed = changed_version(cycle.plan, plan)
    return DifferenceList(items=[DifferenceLine(what=line.what, before=line.before, after=line.after) for line in changed])


def _plan(request: Request[Any, Any, Any], playbook_id: str) -> Plan:
    industry, _, rest = playbook_id.partition(".")
    role, _, objective = rest.partition(".")
    try:
        return compose(installation_of(request).packs, industry, role, objective)
    except CompositionError as error:
        raise missing("playbook", playbook_id) from error


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of playbooks."""
    return [list_playbooks, show_playbook, list_versions, list_differences]
