"""What the map of a journey offers besides its parts' forms: a screen put elsewhere, and a next screen with what leads to it."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.domain.journey.edit import Edit, adding, setting
from plumbline.domain.journey.journey import EditJourney, Journey
from plumbline.domain.journey.place import BY_ITSELF, Place
from plumbline.domain.journey.plain import Plain
from plumbline.kernel.outcome import Refusal
from plumbline.web.errors import PageMissing
from plumbline.web.findings import RefusalWords, problem_words, refusal_words
from plumbline.web.forms import Fields, fields_of
from plumbline.web.journey import journey_page
from plumbline.web.journey_edits import free_id, part_in, parts_in
from plumbline.web.journey_found import content_of
from plumbline.web.journey_map import KINDS
from plumbline.web.journey_part import part_page
from plumbline.web.reader import reader_of
from plumbline.web.render import page, see_other
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of

_NEW_ACT = "new"


@post("/journeys/{journey_id:str}/places")
async def place_screen(request: Request[Any, Any, Any], journey_id: FromPath[str]) -> Response[str] | Redirect:
    """Put a screen elsewhere on the map: in a column and row, counted from 1, of its role or of another; without a screen all back."""
    content, _, _ = await content_of(request, journey_id)
    fields = await fields_of(request, reader_of(request).zone)
    screen, role = fields.text("screen"), fields.text("role")
    here = f"/journeys/{journey_id}"
    if screen:
        found = part_in(content, "screen", screen)
        if found is None:
            raise PageMissing("screen")
        column, row = fields.whole("column"), fields.whole("row", 1)
        places = (Place(screen=screen, column=column - 1 if column else BY_ITSELF, row=max(row - 1, 0)),)
        edits = (setting("screen", screen, "role", role),) if role and role != found.get("role") else ()
        here = f"{here}/parts/screen/{screen}"
    else:
        async with installation_of(request).handling.reading(journey_id) as state:
            journey: Journey = state
            places, edits = tuple(Place(screen=one) for one in journey.places), ()
    said = problem_words(fields.problems) if fields.problems else None
    status = 422
    if said is None:
        command = EditJourney(journey_id=journey_id, edits=edits, places=places)
        answer = await installation_of(request).handling.handle(journey_id, command, context_of(request))
        if not isinstance(answer, Refusal):
            return see_other(here)
        said, status = refusal_words(answer, reader_of(request), None, here), status_of(answer)
    if screen:
        return await part_page(request, journey_id, "screen", screen, "", status=status, said=said)
    return await journey_page(request, journey_id, status=status, said=said)


@get("/journeys/{journey_id:str}/next/{screen:str}")
async def show_next(request: Request[Any, Any, Any], journey_id: FromPath[str], screen: FromPath[str]) -> Response[str]:
    """Show the form that adds a screen behind another one."""
    return await next_page(request, journey_id, screen)


@post("/journeys/{journey_id:str}/nexts")
async def add_next(request: Request[Any, Any, Any], journey_id: FromPath[str]) -> Response[str] | Redirect:
    """Add a screen, what leads to it from another one, and the act that does if it is a new one; all in one change."""
    content, _, _ = await content_of(request, journey_id)
    fields = await fields_of(request, reader_of(request).zone)
    before = fields.text("from")
    source = part_in(content, "screen", before)
    if source is None:
        raise PageMissing("screen")
    edits, screen = _nexts(content, source, fields)
    if fields.problems:
        return await next_page(request, journey_id, before, status=422, said=problem_words(fields.problems), kept=fields.kept())
    command = EditJourney(journey_id=journey_id, edits=edits)
    answer = await installation_of(request).handling.handle(journey_id, command, context_of(request))
    if isinstance(answer, Refusal):
        said = refusal_words(answer, reader_of(request), None, f"/journeys/{journey_id}")
        return await next_page(request, journey_id, before, status=status_of(answer), said=said, kept=fields.kept())
    return see_other(f"/journeys/{journey_id}/parts/screen/{screen}")


async def next_page(
    request: AnyRequest,
    journey_id: str,
    screen: str,
    *,
    status: int = 200,
    said: RefusalWords | None = None,
    kept: Mapping[str, Any] | None = None,
) -> Response[str]:
    """Return the form that adds a screen behind another one. kept: what the person had typed when it was refused."""
    content, title, cycle_id = await content_of(request, journey_id)
    source = part_in(content, "screen", screen)
    if source is None:
        raise PageMissing("screen")
    home = f"/journeys/{journey_id}"
    named = str(source.get("title", screen))
    return page(
        request,
        "journey/next.html",
        status=status,
        title=f"New screen after {named}"[:80],
        cycle_id=cycle_id,
        current=f"/cycles/{cycle_id}/journeys",
        crumbs=(
            {"title": title, "href": home},
            {"title": named, "href": f"{home}/parts/screen/{screen}"},
            {"title": "New screen", "href": ""},
        ),
        refusal=said,
        home=home,
        before=screen,
        named=named,
        kinds=tuple((kind, words) for kind, words in KINDS.items() if kind not in ("exception", "terminal")),
        events=(("", "Choose"), (_NEW_ACT, "A new act, called as below"), *_events(content)),
        kept={"title": "", "kind": "normal", "on": "", "act": ""} | dict(kept or {}),
    )


def _events(content: Plain) -> tuple[tuple[str, str], ...]:
    return tuple((str(one.get("id")), str(one.get("title") or one.get("id"))) for one in parts_in(content, "event"))


def _nexts(content: Plain, source: Plain, fields: Fields) -> tuple[tuple[Edit, ...], str]:
    """The edits, and the id of the screen that they add."""
    title = fields.required("title", "what the screen is called")
    kind = fields.one_of("kind", KINDS, "normal")
    on = fields.text("on")
    act = fields.text("act")
    edits: list[Edit] = []
    if on == _NEW_ACT or (act and not on):
        act = act or fields.required("act", "what the act is called")
        on = free_id(act or "act", {one for one, _ in _events(content)})
        edits.append(adding("event", {"id": on, "title": act, "kind": "act", "role": source.get("role", "")}))
    elif not on:
        fields.complain("on", "Choose what leads to it, or name a new act.")
    taken = {str(one.get("id")) for other in ("screen", "stage") for one in parts_in(content, other)}
    screen = free_id(title or "screen", taken)
    made = {"id": screen, "title": title, "role": source.get("role", ""), **({"kind": kind} if kind != "normal" else {})}
    edits.append(adding("screen", made))
    crossing = free_id(f"{source['id']}-{on}", {str(one.get("id")) for one in parts_in(content, "transition")})
    edits.append(adding("transition", {"id": crossing, "from": source["id"], "on": on, "to": screen}))
    return tuple(edits), screen


routes = (place_screen, show_next, add_next)
