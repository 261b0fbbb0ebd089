"""Who calls: a personal token, or, in the demo only, whoever is using it in the browser. And what has to hold before a route is asked."""

from typing import Any
from urllib.parse import urlsplit

from litestar import Request
from litestar.exceptions import HTTPException, NotAuthorizedException

from plumbline.api.problems import Refused
from plumbline.installation import Installation
from plumbline.kernel.outcome import Context, Finding, Refusal
from plumbline.kernel.record import record

AnyRequest = Request[Any, Any, Any]
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@record
class Caller:
    """The authenticated caller of one request. key is the id of the token, empty in the demo."""

    person_id: str
    key: str = ""
    scopes: tuple[str, ...] = ()


def installation_of(request: AnyRequest) -> Installation:
    """Return the open parts that the composition root put into the application."""
    return request.app.state.installation


async def admit(request: AnyRequest) -> None:
    """Let a request through to its route, whichever it is. Raises NotAuthorizedException (401), Refused (403) and HTTPException (415)."""
    who = caller(request)
    if request.method in _SAFE:
        return
    if not who.key:
        _refuse_foreign(request)
    elif "write" not in who.scopes:
        raise _forbidden(Finding(rule="api.scope", met=False, expected="write", actual=" and ".join(who.scopes)))
    await _refuse_other_media(request)


def caller(request: AnyRequest) -> Caller:
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


def context_of(request: AnyRequest) -> Context:
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


def _refuse_foreign(request: AnyRequest) -> None:
    """Without a token a browser that is used for the demo could be made to write by any page that is open in it."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise _forbidden(Finding(rule="api.origin", met=False, actual=request.headers.get("sec-fetch-site")))
    origin = request.headers.get("origin")
    if origin is not None and origin not in _own_origins(request):
        raise _forbidden(Finding(rule="api.origin", met=False, actual=origin[:200]))


async def _refuse_other_media(request: AnyRequest) -> None:
    given = request.headers.get("content-type", "")
    if given.partition(";")[0].strip().lower() == "application/json" or (not given and not await request.body()):
        return
    raise HTTPException("Send the body as `Content-Type: application/json`.", status_code=415)


def _own_origins(request: AnyRequest) -> frozenset[str]:
    base = urlsplit(installation_of(request).base_url)
    return frozenset({f"{base.scheme}://{base.netloc}", f"{request.url.scheme}://{request.headers.get('host', '')}"})


def _forbidden(finding: Finding) -> Refused:
    return Refused(Refusal(code="forbidden", kind="forbidden", findings=(finding,)), {})
