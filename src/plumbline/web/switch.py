"""Switching the person, which only the demo does: there everybody is without an account."""

from typing import Any

from litestar import Request, post
from litestar.response import Redirect

from plumbline.web.errors import PageMissing
from plumbline.web.render import see_other
from plumbline.web.session import installation_of, local_path, set_cookie


@post("/switch-person", status_code=303)
async def switch_person(request: Request[Any, Any, Any]) -> Redirect:
    """Go on as another person of the demo, on the page where one was."""
    installation = installation_of(request)
    form = await request.form()
    person_id = str(form.get("person_id", ""))
    if not installation.demo or person_id not in installation.directory.names():
        raise PageMissing("person")
    answer = see_other(local_path(str(form.get("next", "/"))))
    set_cookie(request, answer, "person", person_id)
    return answer


routes = (switch_person,)
