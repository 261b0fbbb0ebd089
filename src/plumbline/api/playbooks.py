"""Playbooks: the packs that are there, and what a composition of them says."""

from typing import Any

import msgspec
from litestar import Request, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from plumbline.api.access import caller, installation_of
from plumbline.api.problems import missing
from plumbline.domain.playbook.compose import CompositionError, compose
from plumbline.domain.playbook.plan import Plan


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
    industry, _, rest = playbook_id.partition(".")
    role, _, objective = rest.partition(".")
    try:
        return compose(installation_of(request).packs, industry, role, objective)
    except CompositionError as error:
        raise missing("playbook", playbook_id) from error


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of playbooks."""
    return [list_playbooks, show_playbook]
