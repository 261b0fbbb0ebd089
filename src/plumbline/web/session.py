"""Who is asking: the visit behind a request, its cookies, and the checks that every form passes before it is handled."""

import hmac
import re
import secrets
from dataclasses import replace
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlsplit

from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.response import Redirect

from plumbline import __version__
from plumbline.directory.participants import Participant
from plumbline.directory.records import Session
from plumbline.installation import Installation
from plumbline.kernel.identity import is_id
from plumbline.kernel.outcome import Context
from plumbline.kernel.record import record
from plumbline.web.errors import FormRefused, PageMissing

AnyRequest = Request[Any, Any, Any]
_OPEN_TO_ALL = frozenset({"/login", "/guest", "/play", "/help/keys", "/healthz", "/readyz"})
_OPEN_BELOW = ("/setup/", "/join/", "/g/", "/guest/", "/p/", "/play/", "/mail/stop/", "/calendar/", "/static/")
# Mail programs post there by themselves (RFC 8058), so no page of ours can have marked the form; the secret in the address is the mark.
_MARKED_BY_ADDRESS = "/mail/stop/"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_YEAR = 365 * 24 * 3600
_TRACE = re.compile(r"[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")  # W3C trace context, level 1


@record
class Look:
    """How a person wants pages to look and behave. theme is empty when the system decides."""

    theme: str = ""
    dense: bool = False
    keys_off: bool = False


@record
class Visit:
    """One browser's visit. person_id is empty while nobody is signed in; fresh tells that its cookie has yet to be set.

    csrf is the secret that forms carry, masked anew on each page. workspace_id: where they are at work, and what they see; empty while they
    are nowhere. workspaces: id and title of those that they can be in.
    """

    id: str
    person_id: str
    csrf: str
    session_id: str = ""
    fresh: bool = False
    look: Look = Look()
    workspace_id: str = ""
    workspaces: tuple[tuple[str, str], ...] = ()

    @property
    def is_guest(self) -> bool:
        """Whether it is somebody without an account, who sees one review or plays one run, and nothing else."""
        return is_id(self.person_id, "gst") or is_id(self.person_id, "ptc")


def installation_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Installation:
    """Return the open parts of the product that the request may use: those of the workspace that its visitor is in.

    A request that was not admitted, or whose visitor is nobody, is in no workspace and reaches nothing of any.
    """
    found: Installation | None = connection.scope["state"].get("installation")
    return found or whole_installation_of(connection).within("")


def whole_installation_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Installation:
    """Return the installation as the composition root opened it, in the workspace that was made first: for setting it up."""
    return connection.app.state.installation


def put_into(request: AnyRequest, workspace_id: str) -> None:
    """Let the rest of a request read and write within a workspace. Whoever calls this knows that the visitor may."""
    request.scope["state"]["installation"] = whole_installation_of(request).within(workspace_id)


def visit_of(request: AnyRequest) -> Visit:
    """Return the visit that `recognise` found; a visit of nobody where a request never got that far."""
    found: Visit | None = request.scope["state"].get("visit")
    return found or Visit(id="", person_id="", csrf="")


def context_of(request: AnyRequest) -> Context:
    """Return the context of a command that this request sends."""
    trace = request.headers.get("traceparent", "")
    known = _TRACE.fullmatch(trace) is not None
    return installation_of(request).handling.context(
        actor=visit_of(request).person_id,
        actor_kind="guest" if visit_of(request).is_guest else "app_user",
        surface="web",
        client=f"plumbline-web/{__version__}",
        trace_parent=trace if known else "",
        trace_state=request.headers.get("tracestate", "")[:512] if known else "",
    )


def nonce_of(request: AnyRequest) -> str:
    """Return the nonce that the page's script carries and its policy names."""
    state: dict[str, Any] = request.scope["state"]
    if "nonce" not in state:
        state["nonce"] = secrets.token_urlsafe(16)
    return state["nonce"]


async def recognise(request: AnyRequest) -> Visit:
    """Find out who visits, and in which workspace, from cookies alone."""
    installation = whole_installation_of(request)
    visit_id = read_cookie(request, "visit")
    fresh = len(visit_id) < 32
    visit_id = secrets.token_urlsafe(32) if fresh else visit_id
    nobody = Visit(id=visit_id, person_id="", csrf=sha256(b"csrf:" + visit_id.encode()).hexdigest(), fresh=fresh, look=_look(request))
    if request.url.path == "/play" or request.url.path.startswith("/play/"):
        return _at_play(request, nobody)
    guest = _session(request, "guest")
    if installation.demo and not guest:
        return await _at_work(request, replace(nobody, person_id=await _demo_person(installation, read_cookie(request, "person"))))
    if session := _session(request, "session"):  # somebody with an account stays who they are
        known = replace(nobody, person_id=session.person_id, csrf=session.csrf, session_id=session.id)
        return await _at_work(request, known)
    if guest is None:
        return nobody
    link = installation.directory.guests.of(guest.person_id)
    place = await installation.states.workspace_of(link.cycle_id) if link is not None else ""
    return replace(nobody, person_id=guest.person_id, csrf=guest.csrf, session_id=guest.id, workspace_id=place)


def participant_of(request: AnyRequest, secret: str) -> Participant | None:
    """Return the participant whose browser carries a secret."""
    return whole_installation_of(request).directory.participants.behind(secret)


def _at_play(request: AnyRequest, visit: Visit) -> Visit:
    """Return the visit of a participant. Below /play nobody else is anybody, so that members can try a link of theirs."""
    secret = read_cookie(request, "play")
    who = participant_of(request, secret)
    if who is None:
        return visit
    return replace(visit, person_id=who.id, csrf=sha256(b"play:" + secret.encode()).hexdigest(), workspace_id=who.workspace_id)


async def _at_work(request: AnyRequest, visit: Visit) -> Visit:
    """Return the visit in the workspace that was chosen, or in the first one; of nobody once its person is a member of none."""
    places = await whole_installation_of(request).states.memberships(visit.person_id)
    if not places:
        return replace(visit, person_id="")
    chosen = read_cookie(request, "workspace")
    place = next((one for one in places if one.id == chosen), places[0])
    return replace(visit, workspace_id=place.id, workspaces=tuple((one.id, one.title) for one in places))


async def admit(request: AnyRequest) -> Redirect | None:
    """Recognise the visitor; turn away forms that another site sent, and strangers from pages that need a person.

    Raises FormRefused, and PageMissing for a guest outside their review. Returns where to go instead, or None to go on.
    """
    visit = await recognise(request)
    request.scope["state"]["visit"] = visit
    put_into(request, visit.workspace_id)
    if request.method not in _SAFE:
        refuse_foreign(request)
        if not request.url.path.startswith(_MARKED_BY_ADDRESS):
            await refuse_unmarked(request, visit)
    path = request.url.path
    is_open = path in _OPEN_TO_ALL or path.startswith(_OPEN_BELOW)
    if visit.is_guest and not is_open:
        raise PageMissing("page")
    if not visit.person_id and not is_open:
        wanted = f"{path}?{request.url.query}" if request.url.query else path
        return Redirect(f"/login?next={quote(wanted)}" if request.method in _SAFE else "/login", status_code=303)
    return None


def refuse_foreign(request: AnyRequest) -> None:
    """Raise FormRefused when the browser says that a form was sent from elsewhere."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise FormRefused("The form was sent from another site.")
    origin = request.headers.get("origin")
    if origin is not None and origin not in _own_origins(request):
        raise FormRefused("The form was sent from another site.")


async def refuse_unmarked(request: AnyRequest, visit: Visit) -> None:
    """Raise FormRefused when a form lacks the secret of the page it came from."""
    given = request.headers.get("x-csrf-token") or str((await request.form()).get("csrf", ""))
    if visit.fresh or not hmac.compare_digest(unmask(given).encode(), visit.csrf.encode()):
        raise FormRefused("The page that the form stood on is no longer valid, so nothing was written.")


def mask(secret: str) -> str:
    """Return a secret in a form that differs on every page, so that compressed pages do not give it away."""
    pad = secrets.token_bytes(len(secret))
    return (pad + bytes(a ^ b for a, b in zip(pad, secret.encode(), strict=True))).hex()


def unmask(masked: str) -> str:
    """Return the secret behind a masked one; empty when it is not one."""
    try:
        raw = bytes.fromhex(masked)
        half = len(raw) // 2
        return bytes(a ^ b for a, b in zip(raw[:half], raw[half:], strict=True)).decode()
    except ValueError:
        return ""


def cookie_name(base_url: str, kind: str) -> str:
    """Return a cookie's name. Browsers accept the `__Host-` prefix over https only, so plain local http goes without."""
    stem = {"session": "", "visit": "_visit", "person": "_person", "look": "_look", "cycle": "_cycle", "guide": "_guide",
        "guest": "_guest", "play": "_play", "workspace": "_workspace",
    }[kind]  # fmt: skip
    return f"__Host-plumbline{stem}" if base_url.startswith("https:") else f"plumbline{stem or '_session'}"


def read_cookie(request: AnyRequest, kind: str) -> str:
    """Return a cookie's value, empty when there is none."""
    return request.cookies.get(cookie_name(whole_installation_of(request).base_url, kind), "")


def set_cookie(request: AnyRequest, response: Response[Any], kind: str, value: str, *, max_age: int | None = None) -> None:
    """Set a cookie that scripts cannot read and other sites' forms do not send."""
    base_url = whole_installation_of(request).base_url
    secure = base_url.startswith("https:")
    response.set_cookie(
        Cookie(key=cookie_name(base_url, kind), value=value, path="/", httponly=True, secure=secure, samesite="lax", max_age=max_age)
    )


def set_look(request: AnyRequest, response: Response[Any], look: Look) -> None:
    """Keep how this browser wants pages to look."""
    value = f"{look.theme or 'system'}.{'dense' if look.dense else 'roomy'}.{'off' if look.keys_off else 'on'}"
    set_cookie(request, response, "look", value, max_age=_YEAR)


def local_path(text: str) -> str:
    """Return a path of this site to go on to; the first page for anything that leads elsewhere."""
    parts = urlsplit(text)
    safe = text.startswith("/") and not text.startswith("//") and "\\" not in text and not parts.scheme and not parts.netloc
    return text if safe and text.isprintable() else "/"


def _session(request: AnyRequest, kind: str) -> Session | None:
    """Return the session that a cookie names. One of a guest counts in the guest's cookie only, one of a member in the other."""
    installation, session_id = whole_installation_of(request), read_cookie(request, kind)
    session = installation.directory.session(session_id, installation.clock()) if session_id else None
    return session if session is not None and is_id(session.person_id, "gst") == (kind == "guest") else None


def _look(request: AnyRequest) -> Look:
    theme, _, rest = read_cookie(request, "look").partition(".")
    return Look(theme=theme if theme in ("light", "dark") else "", dense=rest.startswith("dense"), keys_off=rest.endswith(".off"))


async def _demo_person(installation: Installation, chosen: str) -> str:
    if chosen and await installation.states.memberships(chosen):
        return chosen
    return next(iter((await installation.handling.workspace()).members), "")  # whoever made the workspace comes first


def _own_origins(request: AnyRequest) -> frozenset[str]:
    base = urlsplit(whole_installation_of(request).base_url)
    return frozenset({f"{base.scheme}://{base.netloc}", f"{request.url.scheme}://{request.headers.get('host', '')}"})
