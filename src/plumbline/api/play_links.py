"""Links for participants: make one, list them, end one."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody

from plumbline.api.access import caller, context_of, installation_of
from plumbline.api.acts import ReceiptBody
from plumbline.api.matching import failed
from plumbline.api.problems import missing
from plumbline.api.texts import Text, Title
from plumbline.domain.workspace.play_link import PlayLink
from plumbline.edge.play_links import end, link_of, offer
from plumbline.edge.playable import Playable, journey_version, template
from plumbline.kernel.outcome import Refusal


class NewPlayLink(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A link to make. consent: what participants agree to. days: how long it lasts, 90 at most. shared: one session for all who come."""

    consent: Text
    role: Title = ""
    preset: Title = ""
    task: Title = ""
    cohort: Title = ""
    campaign: Title = ""
    days: int = 14
    shared: bool = False


class PlayLinkMade(msgspec.Struct, kw_only=True):
    """The address is told this once; it is kept as a digest only."""

    id: str
    address: str


class PlayLinkBody(msgspec.Struct, kw_only=True):
    """state: open, expired or ended."""

    id: str
    journey_id: str
    template_id: str
    number: int
    role: str
    task: str
    preset: str
    cohort: str
    campaign: str
    shared: bool
    offered_by: str
    expires_at: datetime
    state: str


class PlayLinkList(msgspec.Struct, kw_only=True):
    items: list[PlayLinkBody]


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of links for participants."""
    return [offer_template, offer_journey, list_links, end_link]


@post("/templates/{item_id:str}/play-links", summary="Make a link for participants to a template", tags=["runs"], status_code=201)
async def offer_template(request: Request[Any, Any, Any], item_id: FromPath[str], data: JSONBody[NewPlayLink]) -> Response[PlayLinkMade]:
    """Make a link through which people without an account play a template."""
    found = await template(installation_of(request), item_id)
    if found is None:
        raise missing("template", item_id)
    return await _offer(request, found, data)


@post("/journeys/{item_id:str}/play-links", summary="Make a link for participants to a journey", tags=["runs"], status_code=201)
async def offer_journey(request: Request[Any, Any, Any], item_id: FromPath[str], data: JSONBody[NewPlayLink]) -> Response[PlayLinkMade]:
    """Make a link through which people without an account play the newest version of a journey."""
    found = await journey_version(installation_of(request), item_id)
    if found is None:
        raise missing("journey", item_id)
    return await _offer(request, found, data)


@get("/play-links", summary="List the links for participants", tags=["runs"])
async def list_links(request: Request[Any, Any, Any], of: FromQuery[str] = "") -> PlayLinkList:
    """Return the links to a journey or template, or all of the workspace, oldest first."""
    caller(request)
    installation = installation_of(request)
    links = (await installation.handling.workspace()).play_links
    now = installation.clock()
    return PlayLinkList(
        items=[
            _body(link_id, link, now)
            for link_id, link in links.items()
            if not of or of in (link.offered.journey_id, link.offered.template_id)
        ]
    )


@post("/play-links/{item_id:str}/ending", summary="End a link for participants", tags=["runs"], status_code=201)
async def end_link(request: Request[Any, Any, Any], item_id: FromPath[str]) -> ReceiptBody:
    """End a link; whoever plays through it cannot go on."""
    installation = installation_of(request)
    if await link_of(installation, item_id) is None:
        raise missing("link", item_id)
    answer = await end(installation, context_of(request), item_id)
    if isinstance(answer, Refusal):
        raise failed(request, answer)
    return ReceiptBody(stream=answer.stream, version=answer.version, item=item_id, changed=answer.changed)


async def _offer(request: Request[Any, Any, Any], played: Playable, data: NewPlayLink) -> Response[PlayLinkMade]:
    installation = installation_of(request)
    until = installation.clock() + timedelta(days=min(max(data.days, 0), 10_000))
    made = await offer(
        installation, context_of(request), played, role=data.role or played.model.roles[0].id, until=until, consent=data.consent,
        preset=data.preset, task=data.task, cohort=data.cohort, campaign=data.campaign, shared=data.shared,
    )  # fmt: skip
    if isinstance(made, Refusal):
        raise failed(request, made)
    return Response(PlayLinkMade(id=made.link_id, address=made.address), status_code=201)


def _body(link_id: str, link: PlayLink, now: datetime) -> PlayLinkBody:
    offered = link.offered
    return PlayLinkBody(
        id=link_id, journey_id=offered.journey_id, template_id=offered.template_id, number=offered.number, role=offered.role,
        task=offered.task, preset=offered.preset, cohort=offered.cohort, campaign=offered.campaign, shared=offered.shared,
        offered_by=link.offered_by, expires_at=offered.expires_at, state=link.standing(now),
    )  # fmt: skip
