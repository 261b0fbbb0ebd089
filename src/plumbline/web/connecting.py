"""Where connected programs send what they say. Their signature is the right to: there is no session, and no form of ours."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, Router, post
from litestar.exceptions import ClientException, HTTPException
from litestar.params import FromPath

from plumbline.edge import receiving
from plumbline.edge.receiving import LARGEST, Handler, admit, receive
from plumbline.edge.tracked import take_report
from plumbline.installation import Installation
from plumbline.outbox.connectors.slack.hearing import HandedIn, Pressed
from plumbline.outbox.tracking import Seen
from plumbline.web.chat.handing_in import handed_in
from plumbline.web.chat.pressing import pressed

AnyRequest = Request[Any, Any, Any]
HANDLERS: Mapping[type, Handler] = {Seen: take_report, Pressed: pressed, HandedIn: handed_in}
"""Who acts on what connectors hear, by the record in which they say it."""


@post("/connect/{endpoint_id:str}", status_code=200, request_max_body_size=LARGEST)
async def take_message(request: AnyRequest, endpoint_id: FromPath[str]) -> Response[str]:
    """Take what a connected program says."""
    installation: Installation = request.app.state.installation
    hearing = await admit(installation, endpoint_id)
    if isinstance(hearing, receiving.Response):
        return _answer(hearing)
    headers = {name.lower(): value for name, value in request.headers.items()}
    return _answer(await receive(hearing, headers, await request.body(), HANDLERS))


def _answer(said: receiving.Response) -> Response[str]:
    headers = {"Retry-After": str(said.wait)} if said.wait else {}
    return Response(said.body, status_code=said.status, media_type=said.media_type, headers=headers)


def _too_much(_: AnyRequest, fault: HTTPException) -> Response[str]:
    return Response("", status_code=fault.status_code if isinstance(fault, ClientException) else 400, media_type="text/plain")


def connect_routes() -> list[Router]:
    """Return the route of what connected programs say, apart from the pages: nobody is signed in there."""
    return [Router(path="/", route_handlers=[take_message], exception_handlers={HTTPException: _too_much}, include_in_schema=False)]
