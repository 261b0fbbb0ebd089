"""Decisions and journeys: naming one in its exact version, and naming it no more."""

from typing import Any

import msgspec
from litestar import Request, Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from plumbline.api.access import context_of, installation_of
from plumbline.api.acts import NewId, ReceiptBody, answer
from plumbline.api.matching import Tag, failed, tag_of
from plumbline.api.problems import missing
from plumbline.api.texts import Title
from plumbline.edge.referring import NoSuchJourney, not_referring, referring
from plumbline.kernel.outcome import Refusal
from plumbline.projections.items import find_item


class NamedJourney(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A journey to name. number: which version; what the journey is now without it, kept as a version where it was edited since."""

    journey_id: Title
    number: int = 0
    read_hash: Title = ""


class UnnamedJourney(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    journey_id: Title
    read_hash: Title = ""


def routes() -> list[HTTPRouteHandler]:
    """Return the routes."""
    return [name_journey, unname_journey]


@post("/decisions/{item_id:str}/journeys", summary="Name a journey in an exact version", tags=["decisions"], status_code=201)
async def name_journey(request: Request[Any, Any, Any], item_id: FromPath[str], data: JSONBody[NamedJourney]) -> Response[ReceiptBody]:
    """Let a decision name a version of a journey of its cycle, in the place of another one of the same journey."""
    cycle_id = await _cycle_of(request, item_id)
    handling = installation_of(request).handling

    async def command(_: NewId) -> Any:
        try:
            found = await referring(handling, context_of(request), item_id, data.journey_id, number=data.number, read_hash=data.read_hash)
        except NoSuchJourney as lost:
            raise missing("journey", data.journey_id) from lost
        if isinstance(found, Refusal):
            raise failed(request, found)
        return found

    return await answer(request, cycle_id, command, tag=_tag(item_id), binds=not data.read_hash)


@post("/decisions/{item_id:str}/journey-removals", summary="Name a journey no more", tags=["decisions"], status_code=201)
async def unname_journey(request: Request[Any, Any, Any], item_id: FromPath[str], data: JSONBody[UnnamedJourney]) -> Response[ReceiptBody]:
    """Let a decision not name a journey any more."""
    cycle_id = await _cycle_of(request, item_id)
    handling = installation_of(request).handling

    async def command(_: NewId) -> Any:
        try:
            return await not_referring(handling, item_id, data.journey_id, read_hash=data.read_hash)
        except NoSuchJourney as lost:
            raise missing("journey", data.journey_id) from lost

    return await answer(request, cycle_id, command, tag=_tag(item_id), binds=not data.read_hash)


async def _cycle_of(request: Request[Any, Any, Any], item_id: str) -> str:
    row = await find_item(installation_of(request).ledger, item_id)
    if row is None or row.kind != "decision":
        raise missing("decision", item_id)
    return row.cycle_id


def _tag(item_id: str) -> Tag:
    return lambda cycle: tag_of(cycle.decisions[item_id])
