"""Health: how each part of the installation stands, for its administrators."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, get
from litestar.handlers import HTTPRouteHandler

from plumbline.api.access import context_of, installation_of
from plumbline.api.problems import Refused
from plumbline.domain.permission import founding_refusal
from plumbline.health.check import State, problems
from plumbline.health.running import look_at


class CheckBody(msgspec.Struct, kw_only=True):
    """How one part stands. state: `unknown` where nothing here can tell. remedy, command: what mends it, where something does."""

    id: str
    title: str
    state: State
    said: str
    remedy: str
    command: str


class HealthBody(msgspec.Struct, kw_only=True):
    """How everything stood at an instant. problems: how many checks found something."""

    at: datetime
    problems: int
    checks: list[CheckBody]


@get("/health", summary="Say how each part of the installation stands", tags=["workspaces"])
async def show_health(request: Request[Any, Any, Any]) -> HealthBody:
    """Look at everything now. For administrators of the installation, in the workspace that was made first."""
    installation, context = installation_of(request), context_of(request)
    home = await installation.states.workspace(installation.states.home_id)
    if refused := founding_refusal(home, context):
        raise Refused(refused, installation.names)
    scheduler = request.app.state.scheduler
    checks = await look_at(installation, watched=None if scheduler is None else scheduler.alive())
    return HealthBody(
        at=installation.clock(),
        problems=len(problems(checks)),
        checks=[
            CheckBody(id=one.id, title=one.title, state=one.state, said=one.said, remedy=one.remedy, command=one.command) for one in checks
        ],
    )


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of health."""
    return [show_health]
