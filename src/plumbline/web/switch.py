"""What only the demo has: switching the person, because there everybody is without an account, and the guide of the first hour."""

from typing import Any

from litestar import Request, post
from litestar.response import Redirect

from plumbline.web.errors import PageMissing
from plumbline.web.guide import DISMISSED
from plumbline.web.render import see_other
from plumbline.web.session import installation_of, local_path, read_cookie, set_cookie


@post("/switch-person", status_code=303)
async def switch_person(request: Request[Any, Any, Any]) -> Redirect:
    """Go on as another person of the demo, on the page where one was."""
    installation = installation_of(request)
    form = await request.form()
    person_id = str(form.get("person_id", ""))
    if not installation.demo or person_id not in installation.directory.members():
        raise PageMissing("person")
    answer = see_other(local_path(str(form.get("next", "/"))))
    set_cookie(request, answer, "person", person_id)
    return answer


@post("/guide", status_code=303)
async def keep_guide(request: Request[Any, Any, Any]) -> Redirect:
    """Put the guide away or bring it back, in this browser."""
    if not installation_of(request).demo:
        raise PageMissing("guide")
    form = await request.form()
    seen = {*read_cookie(request, "guide").split("."), DISMISSED} - {""}
    answer = see_other(local_path(str(form.get("next", "/"))))
    set_cookie(request, answer, "guide", ".".join(sorted(seen - {DISMISSED} if form.get("show") == "yes" else seen)))
    return answer


routes = (switch_person, keep_guide)
