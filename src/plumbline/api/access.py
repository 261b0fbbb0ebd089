"""Who calls: a personal token, or, in the demo only, whoever is using it in the browser. And what has to hold before a route is asked."""

from typing import Any
from urllib.parse import urlsplit

from litestar import Request
from litestar.exceptions import HTTPException, NotAuthorizedException

from plumbline import COMMAND_LINE
from plumbline.api.limits import spend
from plumbline.api.problems import Refused
from plumbline.api.versions import agree
from plumbline.installation import Installation
from plumbline.kernel.outcome import Context, Finding, Refusal
from plumbline.kernel.record import record

AnyRequest = Request[Any, Any, Any]
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_UNKNOWN_CALLER = "Send `Authorization: Bearer plb_pat_…`; tokens are made on your profile page."


@record
class Caller:
    """The authenticated caller of one request. key is the id of the token, empty in the demo.

    workspace_id: where they are; a token is bound to one workspace. workspaces: id and title of all that they reach.
    """

    person_id: str
    workspace_id: str
    workspaces: tuple[tuple[str, str], ...]
    key: str = ""
    scopes: tuple[str, ...] = ()


def installation_of(request: AnyRequest) -> Installation:
    """Return the open parts of the product within the caller's workspace. A request that was not admitted is in none."""
    found: Installation | None = request.scope["state"].get("installation")
    return found or _whole(request).within("")


async def admit(request: AnyRequest, media: tuple[str, ...] = ("application/json",)) -> None:
    """Let a request through to its route, whichever it is. media: of what kind its body may be; none leaves that to the route.

    Raises NotAuthorizedException (401), HTTPException (415) and Refused: 400 for a version that is not served, 403, 429.
    """
    agree(request)
    try:
        who = await _authenticated(request)
    except NotAuthorizedException:
        spend(request, "")
        raise
    spend(request, who.key or who.person_id)
    request.scope["state"]["caller"] = who
    request.scope["state"]["installation"] = _whole(request).within(who.workspace_id)
    if request.method in _SAFE:
        if who.key and "read" not in who.scopes:
            raise _forbidden(Finding(rule="api.scope", met=False, expected="read", actual=" and ".join(who.scopes)))
        return
    if not who.key:
        _refuse_foreign(request)
    elif "write" not in who.scopes:
        raise _forbidden(Finding(rule="api.scope", met=False, expected="write", actual=" and ".join(who.scopes)))
    await _refuse_other_media(request, media)


def caller(request: AnyRequest) -> Caller:
    """Return who calls. Raises NotAuthorizedException (401) for a request that was not admitted."""
    who: Caller | None = request.scope["state"].get("caller")
    if who is None:
        raise NotAuthorizedException(_UNKNOWN_CALLER)
    return who


async def _authenticated(request: AnyRequest) -> Caller:
    """Raises NotAuthorizedException (401) without a token of an active member, except in the demo."""
    installation = _whole(request)
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        token = installation.directory.token(text.strip(), installation.clock())
        places = await installation.states.memberships(token.person_id) if token is not None else []
        bound_to = (token.workspace_id or installation.states.home_id) if token is not None else ""
        place = next((one for one in places if one.id == bound_to), None)
        if token is None or place is None:
            raise NotAuthorizedException("This token is unknown, expired or revoked. Make a new one on your profile page.")
        reached = ((place.id, place.title),)
        return Caller(person_id=token.person_id, workspace_id=place.id, workspaces=reached, key=token.id, scopes=tuple(token.scopes))
    if not installation.demo:
        raise NotAuthorizedException(_UNKNOWN_CALLER)
    wished = request.cookies.get("plumbline_person", "")
    person_id = wished if wished and await installation.states.memberships(wished) else installation.demo_person
    places = await installation.states.memberships(person_id)
    if not places:
        raise NotAuthorizedException(_UNKNOWN_CALLER)
    place = next((one for one in places if one.id == request.cookies.get("plumbline_workspace", "")), places[0])
    return Caller(person_id=person_id, workspace_id=place.id, workspaces=tuple((one.id, one.title) for one in places))


def _whole(request: AnyRequest) -> Installation:
    return request.app.state.installation


def context_of(request: AnyRequest) -> Context:
    """Return the context of a command that came through the API: all of it authenticated, nothing from the body.

    That it came from the command line is what the program says of itself, so it is marked as taken on trust.
    """
    who, client = caller(request), request.headers.get("user-agent", "")[:200]
    by_agent = request.scope["state"].get("surface") == "mcp"  # said by our own door for agents; no request can say it
    surface = "mcp" if by_agent else "cli" if client.startswith(f"{COMMAND_LINE}/") else "api"
    return installation_of(request).handling.context(
        actor=who.person_id,
        actor_kind="agent" if by_agent else "api_key" if who.key else "app_user",
        on_behalf_of=who.person_id if who.key or by_agent else "",
        delegation=who.key,
        granted=who.scopes,
        surface=surface,
        client=client,
        claimed=("plsurface",) if surface == "cli" else (),
        trace_parent=request.headers.get("traceparent", "")[:55],
        trace_state=request.headers.get("tracestate", "")[:512],
        idempotency_key=request.headers.get("idempotency-key", "")[:255],
    )


def _refuse_foreign(request: AnyRequest) -> None:
    """Without a token a browser that is used for the demo could be made to write by any page that is open in it."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise _forbidden(Finding(rule="api.origin", met=False, actual=request.headers.get("sec-fetch-site")))
    origin = request.headers.get("origin")
    if origin is not None and origin not in _own_origins(request):
        raise _forbidden(Finding(rule="api.origin", met=False, actual=origin[:200]))


async def _refuse_other_media(request: AnyRequest, media: tuple[str, ...]) -> None:
    given = request.headers.get("content-type", "")
    if not media or given.partition(";")[0].strip().lower() in media or (not given and not await request.body()):
        return
    raise HTTPException(f"Send the body as `Content-Type: {media[0]}`.", status_code=415)


def _own_origins(request: AnyRequest) -> frozenset[str]:
    base = urlsplit(installation_of(request).base_url)
    return frozenset({f"{base.scheme}://{base.netloc}", f"{request.url.scheme}://{request.headers.get('host', '')}"})


def _forbidden(finding: Finding) -> Refused:
    return Refused(Refusal(code="forbidden", kind="forbidden", findings=(finding,)), {})
