"""Looking back: a cycle as it is, or as it was at a point of the ledger. The pages are the same, without anything that could be sent."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from litestar.exceptions import ValidationException

from plumbline.kernel.record import record
from plumbline.ledger.dating import Point, point_of
from plumbline.web.clockwords import moment
from plumbline.web.reader import Reader, reader_of
from plumbline.web.session import AnyRequest, installation_of


@record
class Past:
    """What the banner of a page says that looks back. position: the newest entry that it knows; at: the instant in words."""

    position: int
    at: str
    here: str


@record
class Look:
    """A cycle with the workspace and the reader's time that belong to it. past: None when it is shown as it is now."""

    cycle: Any
    workspace: Any
    reader: Reader
    past: Past | None


async def asked_point(request: AnyRequest, at: str) -> Point | None:
    """Return the point of the ledger that a page's address names; None for now. Raises ValidationException when it names none."""
    if not at:
        return None
    try:
        return await point_of(installation_of(request).ledger, at.replace(" ", "+"))  # an offset's plus sign arrives as a space
    except ValueError as fault:
        raise ValidationException(str(fault)) from fault


@asynccontextmanager
async def looking(request: AnyRequest, cycle_id: str, point: Point | None = None) -> AsyncGenerator[Look]:
    """Give a cycle to look at. Nobody in particular looks back: acts that only a reader may do are not offered in the past."""
    handling, reader = installation_of(request).handling, reader_of(request)
    if point is None:
        workspace = await handling.workspace()
        async with handling.reading(cycle_id) as cycle:
            yield Look(cycle=cycle, workspace=workspace, reader=reader, past=None)
        return
    workspace = await handling.state_as_of(handling.workspace_id, point.position)
    cycle = await handling.state_as_of(cycle_id, point.position)
    past = Past(position=point.position, at=moment(point.at, reader.zone), here=request.url.path)
    yield Look(cycle=cycle, workspace=workspace, reader=replace(reader, now=point.at, person_id=""), past=past)
