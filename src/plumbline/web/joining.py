"""Joining through a link: with a new account, or a further workspace with the account that somebody has."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from plumbline import __version__
from plumbline.directory.errors import DirectoryError, InvitationRefused
from plumbline.directory.welcomes import Welcome
from plumbline.edge.granting import end_grants
from plumbline.edge.inviting import take_up
from plumbline.kernel.outcome import Refusal
from plumbline.web.access import sign_in
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, installation_of, set_cookie, visit_of


@get("/join/{token:str}")
async def show_joining(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Ask an invited person for a password, or whether they join with their account."""
    if welcome := _welcome(request, token):
        return await _offer(request, token, welcome)
    return _joining(request, token)


@post("/join/{token:str}", status_code=303)
async def create_joining(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Make the account of an invited person and sign it in; or let an account into a further workspace."""
    if welcome := _welcome(request, token):
        return await _taken(request, token, welcome)
    installation = installation_of(request)
    password = str((await request.form()).get("password", ""))
    try:
        person = await installation.directory.accept_invitation(token, password, installation.clock())
    except InvitationRefused:
        return _joining(request, token)
    except DirectoryError as refused:
        return _joining(request, token, wrong=str(refused))
    await end_grants(installation, person.id)
    answer = see_other("/")
    sign_in(request, answer, installation, person.id)
    return answer


async def _taken(request: AnyRequest, token: str, welcome: Welcome) -> Response[Any]:
    installation, addressed = installation_of(request), visit_of(request).person_id == welcome.person_id
    if not addressed and not await _is_theirs(request, welcome):
        wrong = "That is not the password of the account that was invited. After several wrong tries it has to wait."
        return await _offer(request, token, welcome, wrong=wrong)
    if isinstance(await take_up(installation, welcome, f"plumbline-web/{__version__}"), Refusal):
        installation.directory.welcomes.withdraw(welcome.person_id, welcome.workspace_id)  # whoever offered it may not any more
        return _joining(request, token)
    answer = see_other("/")
    if not addressed:
        sign_in(request, answer, installation, welcome.person_id)
    set_cookie(request, answer, "workspace", welcome.workspace_id)
    return answer


async def _is_theirs(request: AnyRequest, welcome: Welcome) -> bool:
    """Tell whether the password that came with the form is that of the account that was invited."""
    directory, password = installation_of(request).directory, str((await request.form()).get("password", ""))
    mail = directory.person(welcome.person_id).mail
    return await directory.check_password(mail, password) == welcome.person_id


async def _offer(request: AnyRequest, token: str, welcome: Welcome, *, wrong: str = "") -> Response[Any]:
    installation, visit = installation_of(request), visit_of(request)
    workspace = await installation.states.workspace(welcome.workspace_id)
    return page(
        request,
        "people/welcome.html",
        status=422 if wrong else 200,
        title=f"Join {workspace.title}",
        workspace=workspace.title,
        token=token,
        wrong=wrong,
        addressed=visit.person_id == welcome.person_id,
        joined=installation.directory.has_password(welcome.person_id),
    )


def _joining(request: AnyRequest, token: str, *, wrong: str = "") -> Response[Any]:
    installation = installation_of(request)
    person = installation.directory.invited(token, installation.clock())
    if person is None:
        return page(request, "people/join_over.html", status=404, title="This link is used up")
    return page(request, "people/join.html", status=422 if wrong else 200, title="Join", wrong=wrong, token=token, person=person)


def _welcome(request: AnyRequest, token: str) -> Welcome | None:
    installation = installation_of(request)
    return installation.directory.welcomes.behind(token, installation.clock())


routes = (show_joining, create_joining)
