"""Accounts at connected programs that act as a person: saying that one is one's own, and taking that back."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from plumbline.directory.outside_accounts import Offered
from plumbline.domain.workspace.endpoint import Endpoint
from plumbline.web.errors import PageMissing
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, installation_of, put_into, visit_of

_ENDED = (
    "This link was used before, or its time is over: it counts once, for half an hour. Nothing was linked. Go back to the chat and press"
    " the button again: it gives you another."
)


@get("/connect/{endpoint_id:str}/link")
async def show_link(request: AnyRequest, endpoint_id: FromPath[str], token: FromQuery[str] = "") -> Response[Any]:
    """Ask once whether an account is the visitor's: chat programs open links by themselves."""
    endpoint, offered = await _offered(request, endpoint_id, token)
    installation, visit = installation_of(request), visit_of(request)
    return page(
        request,
        "account/link.html",
        title="Is this you?",
        endpoint=endpoint,
        account=offered,
        token=token,
        person=installation.directory.person(visit.person_id),
        workspace=(await installation.handling.workspace()).title,
        done=False,
    )


@post("/connect/{endpoint_id:str}/link", status_code=200)
async def create_link(request: AnyRequest, endpoint_id: FromPath[str]) -> Response[Any]:
    """Let the account act as the visitor; the link is used up."""
    token = str((await request.form()).get("token", ""))
    endpoint, offered = await _offered(request, endpoint_id, token)
    installation, visit = installation_of(request), visit_of(request)
    if not installation.directory.accounts.link(token, visit.person_id, installation.clock()):
        raise PageMissing("link", _ENDED)
    return page(request, "account/link.html", title="Linked", endpoint=endpoint, account=offered, done=True)


@post("/profile/accounts", status_code=303)
async def create_unlinking(request: AnyRequest) -> Redirect:
    """Let an account act as the visitor no longer."""
    form = await request.form()
    directory, person_id = installation_of(request).directory, visit_of(request).person_id
    if not directory.accounts.unlink(person_id, str(form.get("endpoint_id", "")), str(form.get("account", ""))):
        raise PageMissing("account")
    return see_other("/profile#accounts")


async def _offered(request: AnyRequest, endpoint_id: str, token: str) -> tuple[Endpoint, Offered]:
    """Return what a link is for, in the workspace of the visitor where it counts. Raises PageMissing, which says no more than that."""
    installation = installation_of(request)
    offered = installation.directory.accounts.offered(token, installation.clock()) if token else None
    if offered is None or offered.endpoint_id != endpoint_id:
        raise PageMissing("link", _ENDED)
    for workspace_id, _ in visit_of(request).workspaces:
        endpoint = (await installation.within(workspace_id).handling.workspace()).endpoints.get(endpoint_id)
        if endpoint is not None and endpoint.removed_at is None:
            put_into(request, workspace_id)
            return endpoint, offered
    raise PageMissing("link", _ENDED)


routes = (show_link, create_link, create_unlinking)
