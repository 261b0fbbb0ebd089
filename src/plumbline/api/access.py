"""Who calls: a personal token, or, in the demo only, whoever is using it in the browser."""

from typing import Any

from litestar import Request
from litestar.exceptions import NotAuthorizedException

from plumbline.installation import Installation
from plumbline.kernel.outcome import Context
from plumbline.kernel.record import record


@record
class Caller:
    """The authenticated caller of one request. key is the id of the token, empty in the demo."""

    person_id: str
    key: str = ""
    scopes: tuple[str, ...] = ()


def installation_of(request: Request[Any, Any, Any]) -> Installation:
    """Return the open parts that the composition root put into the application."""
    return request.app.state.installation


def caller(request: Request[Any, Any, Any]) -> Caller:
    """Return who calls. Raises NotAuthorizedException (401) without a valid token, except in the demo."""
    installation = installation_of(request)
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        token = installation.directory.token(text.strip(), installation.clock())
        if token is None:
            raise NotAuthorizedException("This token is unknown, expired or revoked. Make a new one on your profile page.")
        return Caller(person_id=token.person_id, key=token.id, scopes=tuple(token.scopes))
    if installation.demo:
        return Caller(person_id=request.cookies.get("plumbline_person", "") or installation.demo_person)
    raise NotAuthorizedException("Send `Authorization: Bearer plb_pat_…`; tokens are made on your profile page.")


def context_of(request: Request[Any, Any, Any]) -> Context:
    """Return the context of a command that came through the API: all of it authenticated, nothing from the body."""
    who = caller(request)
    return installation_of(request).handling.context(
        actor=who.person_id,
        actor_kind="api_key" if who.key else "app_user",
        on_behalf_of=who.person_id if who.key else "",
        delegation=who.key,
        surface="api",
        client=request.headers.get("user-agent", "")[:200],
        trace_parent=request.headers.get("traceparent", "")[:55],
        trace_state=request.headers.get("tracestate", "")[:512],
        idempotency_key=request.headers.get("idempotency-key", "")[:255],
    )
