"""Reading a cycle as it is, or as it was: what `as_of` in a query means."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated, Any

from litestar import Request
from litestar.params import QueryParameter

from plumbline.api.access import installation_of
from plumbline.api.problems import Refused
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.outcome import Finding, Refusal
from plumbline.kernel.record import record
from plumbline.ledger.dating import point_of

AsOf = Annotated[
    str, QueryParameter(name="as_of", description="A ledger position, or an instant with its offset, to read what was true then.")
]


@record
class Look:
    """A cycle with the workspace and the time that belong to it."""

    cycle: Cycle
    workspace: Workspace
    now: datetime


@asynccontextmanager
async def looking(request: Request[Any, Any, Any], cycle_id: str, as_of: str = "") -> AsyncGenerator[Look]:
    """Give a cycle to read; nothing has happened in one that was not there yet. Raises Refused when as_of names no point of the ledger."""
    installation = installation_of(request)
    handling = installation.handling
    if not as_of:
        workspace = await handling.workspace()
        async with handling.reading(cycle_id) as cycle:
            yield Look(cycle=cycle, workspace=workspace, now=installation.clock())
        return
    try:
        point = await point_of(installation.ledger, as_of.replace(" ", "+"))  # an offset's plus sign arrives as a space
    except ValueError as fault:
        finding = Finding(rule="api.as_of", met=False, actual=str(fault))
        raise Refused(Refusal(code="api.as_of", kind="invalid", findings=(finding,)), {}) from fault
    workspace = await handling.state_as_of(handling.workspace_id, point.position)
    yield Look(cycle=await handling.state_as_of(cycle_id, point.position), workspace=workspace, now=point.at)
