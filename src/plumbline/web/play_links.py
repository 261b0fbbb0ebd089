"""Making and ending links for participants, beside the form that begins a run."""

from datetime import timedelta
from typing import Any

from litestar import Request, Response, post
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.edge.play_links import end, link_of, offer
from plumbline.edge.playable import Playable
from plumbline.kernel.outcome import Refusal
from plumbline.web.errors import PageMissing
from plumbline.web.findings import problem_words
from plumbline.web.forms import fields_of
from plumbline.web.render import see_other
from plumbline.web.runs import playable_journey, playable_template, start_page
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of

_DAYS = ("1", "7", "14", "30", "90")


@post("/journeys/{journey_id:str}/links", status_code=201)
async def offer_journey(request: Request[Any, Any, Any], journey_id: FromPath[str]) -> Response[Any]:
    """Make a link to the newest version of a journey and show it, this once."""
    return await _offer(request, await playable_journey(request, journey_id))


@post("/templates/{template_id:str}/links", status_code=201)
async def offer_template(request: Request[Any, Any, Any], template_id: FromPath[str]) -> Response[Any]:
    """Make a link to a template and show it, this once."""
    return await _offer(request, await playable_template(request, template_id))


@post("/play-links/{link_id:str}/ending", status_code=303)
async def end_link(request: Request[Any, Any, Any], link_id: FromPath[str]) -> Response[Any] | Redirect:
    """End a link: whoever plays through it cannot go on."""
    installation = installation_of(request)
    link = await link_of(installation, link_id)
    if link is None:
        raise PageMissing("link")
    where = link.offered
    answer = await end(installation, context_of(request), link_id)
    if isinstance(answer, Refusal):
        played = (
            await playable_journey(request, where.journey_id) if where.journey_id else await playable_template(request, where.template_id)
        )
        return await start_page(request, played, status=status_of(answer), refusal=answer)
    return see_other(f"/journeys/{where.journey_id}/play#links" if where.journey_id else f"/templates/{where.template_id}/play#links")


async def _offer(request: AnyRequest, played: Playable) -> Response[Any]:
    installation, fields = installation_of(request), await fields_of(request)
    days = int(fields.one_of("days", _DAYS, "14"))
    consent = fields.required("consent", "what participants agree to")
    if fields.problems:
        return await start_page(request, played, status=422, said=problem_words(fields.problems))
    answer = await offer(
        installation,
        context_of(request),
        played,
        role=fields.text("role") or played.model.roles[0].id,
        until=installation.clock() + timedelta(days=days),
        consent=consent,
        preset=fields.text("preset"),
        task=fields.text("task"),
        cohort=fields.text("cohort"),
        campaign=fields.text("campaign"),
        shared=fields.checked("shared"),
    )
    if isinstance(answer, Refusal):
        return await start_page(request, played, status=status_of(answer), refusal=answer)
    return await start_page(request, played, status=201, made=answer.address)


routes = (offer_journey, offer_template, end_link)
