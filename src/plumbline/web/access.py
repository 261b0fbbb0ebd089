"""Signing in and out, and the first account of a new installation."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.directory.errors import DirectoryError, SetupRefused, UnwritableDirectory
from plumbline.edge.founding import found_workspace
from plumbline.installation import Installation
from plumbline.kernel.outcome import Refusal
from plumbline.web.clockwords import span
from plumbline.web.errors import PageMissing
from plumbline.web.render import page, see_other
from plumbline.web.session import installation_of, local_path, set_cookie, visit_of, whole_installation_of

AnyRequest = Request[Any, Any, Any]


@get("/login")
async def show_login(request: AnyRequest) -> Response[Any]:
    """Ask who is there."""
    if visit_of(request).person_id and not visit_of(request).is_guest:
        return see_other("/")
    return _login(request)


@post("/login", status_code=303)
async def create_session(request: AnyRequest) -> Response[Any]:
    """Sign a browser in; what is wrong is not told apart, so that nobody can find out who has an account."""
    installation = installation_of(request)
    if installation.demo:
        raise PageMissing("page")
    form = await request.form()
    mail = str(form.get("mail", ""))
    try:
        return await _let_in(request, form, mail)
    except UnwritableDirectory as fault:
        return _login(request, wrong=f"{fault} Whoever runs the server has to free some space.", mail=mail, status=503)


async def _let_in(request: AnyRequest, form: Mapping[str, Any], mail: str) -> Response[Any]:
    installation = installation_of(request)
    person_id = await installation.directory.check_password(mail, str(form.get("password", "")))
    if person_id is None:
        wait = installation.directory.sign_in_wait(mail)
        later = f" After several wrong tries this address has to wait: {span(wait)}." if wait else ""
        return _login(request, wrong=f"Address and password do not belong together.{later}", mail=mail, status=422)
    if not await installation.states.memberships(person_id):
        return _login(request, wrong="You are no longer a member here. A lead can change that on the page People.", mail=mail, status=403)
    answer = see_other(local_path(str(form.get("next", "/"))))
    sign_in(request, answer, installation, person_id)
    return answer


@post("/logout", status_code=303)
async def end_session(request: AnyRequest) -> Redirect:
    """Sign the browser out."""
    if session_id := visit_of(request).session_id:
        installation_of(request).directory.end_session(session_id)
    answer = see_other("/login")
    set_cookie(request, answer, "session", "", max_age=0)
    return answer


@get("/setup/{token:str}")
async def show_setup(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Ask for the first account."""
    if not installation_of(request).directory.setup_open(token):
        return page(request, "account/setup_over.html", status=404, title="This link is used up")
    return _setup(request, token)


@post("/setup/{token:str}", status_code=303)
async def create_account(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Make the first account, which leads and runs the workspace, and sign it in."""
    installation = whole_installation_of(request)
    form = {name: str(value) for name, value in (await request.form()).items()}
    person_id = installation.handling.context(actor="", surface="web").new_id("usr")
    name, mail, zone = form.get("name", "").strip(), form.get("mail", "").strip(), form.get("zone", "UTC")
    if not name or "@" not in mail:
        return _setup(
            request, token, wrong="A name and a mail address are needed: people see the one, you sign in with the other.", form=form
        )
    try:
        person = await installation.directory.redeem_setup(
            token, person_id=person_id, name=name, mail=mail, password=form.get("password", ""), zone=zone
        )
    except SetupRefused:
        return page(request, "account/setup_over.html", status=404, title="This link is used up")
    except DirectoryError as refused:
        return _setup(request, token, wrong=str(refused), form=form)
    context = installation.handling.context(actor=person.id, surface="web", client="setup")
    title = form.get("workspace", "").strip() or "Workspace"
    made = await found_workspace(installation, context, title=title, zone=zone, place=installation.workspace_id)
    if isinstance(made, Refusal):
        raise RuntimeError(f"the first account could not open the workspace: {made.code}")
    answer = see_other("/")
    sign_in(request, answer, installation, person.id)
    return answer


def sign_in(request: AnyRequest, answer: Response[Any], installation: Installation, person_id: str) -> None:
    """Sign a browser in with a new session."""
    if session_id := visit_of(request).session_id:
        installation.directory.end_session(session_id)  # an id from before the sign-in is never used after it
    session = installation.directory.open_session(person_id, installation.clock(), request.headers.get("user-agent", ""))
    set_cookie(request, answer, "session", session.id)


def _login(request: AnyRequest, *, wrong: str = "", mail: str = "", status: int = 200) -> Response[Any]:
    wanted = local_path(request.query_params.get("next", "/"))
    return page(request, "account/login.html", status=status, title="Sign in", wrong=wrong, mail=mail, next=wanted)


def _setup(request: AnyRequest, token: str, *, wrong: str = "", form: dict[str, str] | None = None) -> Response[Any]:
    values = {"name": "", "mail": "", "zone": "UTC", "workspace": ""} | (form or {})
    zones = [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones()) if "/" in zone and not zone.startswith("Etc/")]
    return page(
        request,
        "account/setup.html",
        status=422 if wrong else 200,
        title="Set up Plumbline",
        wrong=wrong,
        token=token,
        form=values,
        zones=[("UTC", "UTC"), *zones],
    )


routes = (show_login, create_session, end_session, show_setup, create_account)
