"""What somebody types into a part's form, judged and drawn before it is saved: by the checker of saving, and by what draws the player."""

from typing import Any

from litestar import Request, Response, post
from litestar.params import FromPath

from plumbline.domain.journey.edit import EditConflict, edited
from plumbline.web.errors import PageMissing
from plumbline.web.files import framed
from plumbline.web.forms import fields_of
from plumbline.web.journey_edits import addition, changes, part_in
from plumbline.web.journey_found import content_of, kind_of
from plumbline.web.journey_part import Drafted, new_page, part_page
from plumbline.web.journey_places import FieldProblem
from plumbline.web.reader import reader_of

LONGEST_HTML = 200_000


@post("/journeys/{journey_id:str}/drafts", status_code=200)
async def check_draft(request: Request[Any, Any, Any], journey_id: FromPath[str]) -> Response[Any]:
    """Show a part's form again as it was typed, with what is wrong at its fields and the screen as it would look. Nothing is saved."""
    content, _, _ = await content_of(request, journey_id)
    fields = await fields_of(request, reader_of(request).zone)
    kind, part, screen = kind_of(fields.text("kind")), fields.text("part"), fields.text("screen")
    adds = fields.text("op") == "add"
    old = part_in(content, kind, part, screen)
    if old is None and not adds:
        raise PageMissing("part")
    edits = addition(kind, screen, content, fields) if adds else changes(kind, part, screen, old or {}, fields)
    try:
        after, _ = edited(content, edits)
    except EditConflict:
        raise PageMissing("screen") from None
    unread = {one.field: [FieldProblem(sentence=one.sentence)] for one in fields.problems}
    drafted = Drafted(content=after, part=edits[0].part if adds else part, device=fields.text("device"), unread=unread)
    if adds:
        return await new_page(request, journey_id, kind, screen, kept=fields.kept(), drafted=drafted)
    return await part_page(request, journey_id, kind, part, screen, kept=fields.kept(), drafted=drafted)


@post("/journeys/{journey_id:str}/frames", status_code=200)
async def draw_html(request: Request[Any, Any, Any], journey_id: FromPath[str]) -> Response[str]:
    """Give HTML that is being written, to be shown in a sandboxed frame and nowhere else. Nothing is saved."""
    await content_of(request, journey_id)
    return framed((await fields_of(request)).written("p-html")[:LONGEST_HTML])


routes = (check_draft, draw_html)
