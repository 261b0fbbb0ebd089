"""A person's account: what they are called, their password, and the browsers in which they are signed in."""

from typing import Any

from litestar import Request, Response, post
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.directory.errors import DirectoryError
from plumbline.web.access import sign_in
from plumbline.web.clockwords import span
from plumbline.web.errors import PageMissing
from plumbline.web.preferences import profile_page
from plumbline.web.render import see_other
from plumbline.web.session import installation_of, set_cookie, visit_of

AnyRequest = Request[Any, Any, Any]


@post("/profile/person", status_code=303)
async def describe(request: AnyRequest) -> Response[Any]:
    """Keep what a person is called and in which zone their times are written."""
    installation, form = installation_of(request), await request.form()
    name, zone = str(form.get("name", "")).strip()[:80], str(form.get("zone", ""))
    if installation.demo:
        raise PageMissing("page")
    if not name:
        return profile_page(request, wrong_person="A name is needed, so that people know who speaks.", status=422)
    try:
        installation.directory.describe(visit_of(request).person_id, name, zone)
    except DirectoryError as refused:
        return profile_page(request, wrong_person=f"{refused}.", status=422)
    return see_other("/profile#person")


@post("/profile/password", status_code=303)
async def change_password(request: AnyRequest) -> Response[Any]:
    """Change the password, once the old one is given: every session ends, and this browser goes on with a new id."""
    installation, visit, form = installation_of(request), visit_of(request), await request.form()
    directory = installation.directory
    if installation.demo:
        raise PageMissing("page")
    mail = directory.person(visit.person_id).mail
    if await directory.check_password(mail, str(form.get("old", ""))) != visit.person_id:
        wait = directory.sign_in_wait(mail)
        later = f" After several wrong tries it has to wait: {span(wait)}." if wait else ""
        return profile_page(request, wrong_password=f"That is not your present password, so nothing was changed.{later}", status=422)
    try:
        await directory.set_password(visit.person_id, str(form.get("new", "")))
    except DirectoryError as refused:
        return profile_page(request, wrong_password=str(refused), status=422)
    answer = see_other("/profile#browsers")
    sign_in(request, answer, installation, visit.person_id)
    return answer


@post("/profile/browsers/{browser_id:str}/ending", status_code=303)
async def end_browser(request: AnyRequest, browser_id: FromPath[str]) -> Redirect:
    """Sign one of the person's own browsers out."""
    if not installation_of(request).directory.browsers.end(visit_of(request).person_id, browser_id):
        raise PageMissing("session")
    return see_other("/profile#browsers")


@post("/profile/browsers/ending", status_code=303)
async def end_all(request: AnyRequest) -> Redirect:
    """Sign the person out everywhere, here too."""
    installation_of(request).directory.end_all(visit_of(request).person_id)
    answer = see_other("/login")
    set_cookie(request, answer, "session", "", max_age=0)
    return answer


routes = (describe, change_password, end_browser, end_all)
