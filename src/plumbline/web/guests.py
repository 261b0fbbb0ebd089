"""Inviting a guest to a review and ending their link, on the review's page."""

from datetime import timedelta
from typing import Any

from litestar import Request, Response, post
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.edge.inviting import invite_guest, revoke_guest
from plumbline.kernel.outcome import Refusal
from plumbline.web.findings import problem_words
from plumbline.web.forms import fields_of
from plumbline.web.render import see_other
from plumbline.web.review import cycle_of, review_page
from plumbline.web.session import context_of, installation_of
from plumbline.web.status import status_of

_DAYS = ("1", "7", "14", "30", "90")


@post("/reviews/{review_id:str}/guests", status_code=201)
async def create_guest(request: Request[Any, Any, Any], review_id: FromPath[str]) -> Response[str]:
    """Invite a guest and show their link, this once."""
    installation, fields = installation_of(request), await fields_of(request)
    cycle_id = await cycle_of(request, review_id)
    name, days = fields.required("name", "what the guest is called"), int(fields.one_of("days", _DAYS, "14"))
    if fields.problems:
        return await review_page(request, review_id, status=422, said=problem_words(fields.problems), kept={"guests": fields.kept()})
    until = installation.clock() + timedelta(days=days)
    answer = await invite_guest(installation, context_of(request), name=name, cycle_id=cycle_id, review_id=review_id, until=until)
    if isinstance(answer, Refusal):
        return await review_page(request, review_id, status=status_of(answer), refusal=answer, kept={"guests": fields.kept()})
    return await review_page(request, review_id, status=201, invited=answer)


@post("/reviews/{review_id:str}/guest-revocations", status_code=303)
async def create_revocation(request: Request[Any, Any, Any], review_id: FromPath[str]) -> Response[str] | Redirect:
    """End a guest's link; forget their name too when asked to."""
    installation, fields = installation_of(request), await fields_of(request)
    cycle_id = await cycle_of(request, review_id)
    answer = await revoke_guest(
        installation,
        context_of(request),
        cycle_id=cycle_id,
        review_id=review_id,
        guest_id=fields.text("guest_id"),
        forget=fields.checked("forget"),
    )
    if isinstance(answer, Refusal):
        return await review_page(request, review_id, status=status_of(answer), refusal=answer)
    return see_other(f"/reviews/{review_id}#guests")


routes = (create_guest, create_revocation)
