"""Naming a journey in a decision, as it is now, and naming it no more."""

from typing import Any

from litestar import Request, Response, post
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.edge.referring import NoSuchJourney, not_referring, referring
from plumbline.kernel.outcome import Refusal
from plumbline.web.decision import cycle_of, refused_page
from plumbline.web.errors import PageMissing
from plumbline.web.forms import fields_of
from plumbline.web.reader import reader_of
from plumbline.web.render import see_other
from plumbline.web.session import context_of, installation_of


@post("/decisions/{decision_id:str}/journeys")
async def name_journey(request: Request[Any, Any, Any], decision_id: FromPath[str]) -> Response[str] | Redirect:
    """Let a decision name a journey as it is now, or not name it any more."""
    handling, context = installation_of(request).handling, context_of(request)
    cycle_id = await cycle_of(request, decision_id)
    fields = await fields_of(request, reader_of(request).zone)
    journey_id, read_hash = fields.text("journey_id"), fields.text("read_hash")
    try:
        if fields.text("how") == "remove":
            command = await not_referring(handling, decision_id, journey_id, read_hash=read_hash)
        else:
            command = await referring(handling, context, decision_id, journey_id, read_hash=read_hash)
    except NoSuchJourney as lost:
        raise PageMissing("journey of this cycle") from lost
    answer = command if isinstance(command, Refusal) else await handling.handle(cycle_id, command, context)
    if isinstance(answer, Refusal):
        return await refused_page(request, decision_id, answer, {})
    return see_other(f"/decisions/{decision_id}#journeys")


routes = [name_journey]
