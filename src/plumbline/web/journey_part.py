"""The page of one part of a journey with the form that changes it, and the form of a new part."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from litestar import Response

from plumbline.domain.journey.component import COMPONENT_TYPES
from plumbline.domain.journey.edit import PartKind
from plumbline.domain.journey.model import DEVICES
from plumbline.domain.journey.place import Place
from plumbline.domain.journey.plain import Plain
from plumbline.domain.journey.rules import faults_of
from plumbline.kernel.record import record
from plumbline.web.errors import PageMissing
from plumbline.web.findings import RefusalWords
from plumbline.web.headers import allow_own_frame
from plumbline.web.journey_edits import part_in
from plumbline.web.journey_found import content_of
from plumbline.web.journey_places import FieldProblem, in_scope, problems_at
from plumbline.web.journey_preview import Preview, preview_of
from plumbline.web.journey_threads import asking, thread_lines
from plumbline.web.journey_view import NOUNS, component_lines, crumbs_above, fault_row, form_fields, leaving_lines, spot_lines
from plumbline.web.pictures import Picture, pictures_in
from plumbline.web.reader import reader_of
from plumbline.web.render import page
from plumbline.web.session import AnyRequest, installation_of, nonce_of
from plumbline.web.theme_style import look_of

_ON_A_SCREEN = ("screen", "component", "hotspot")


@record
class Drafted:
    """What a form would make of the journey, were it saved. part: the id of its part. device: that the preview is asked for.

    unread: what could not be read, by field.
    """

    content: Plain
    part: str
    device: str = ""
    unread: Mapping[str, Sequence[FieldProblem]] = field(default_factory=dict[str, Sequence[FieldProblem]])


async def part_page(
    request: AnyRequest,
    journey_id: str,
    kind: PartKind,
    part: str,
    screen: str,
    *,
    status: int = 200,
    said: RefusalWords | None = None,
    kept: Mapping[str, Any] | None = None,
    drafted: Drafted | None = None,
) -> Response[Any]:
    """Return the page of one part. kept: what the person had typed when it was refused. drafted: what that would make of the journey."""
    content, title, cycle_id = await content_of(request, journey_id)
    found = part_in(content, kind, part, screen)
    if found is None:
        raise PageMissing(NOUNS[kind])
    async with installation_of(request).handling.reading(journey_id) as state:
        stands: Place | None = state.places.get(part) if kind == "screen" else None
    home = f"/journeys/{journey_id}"
    here = f"{home}/parts/{kind}/{part}" + (f"?screen={screen}" if screen else "")
    named = str(found.get("title") or found.get("text") or part)
    beside = await _threads_beside(request, cycle_id, journey_id, kind, part)
    above = ({"title": title, "href": home}, *crumbs_above(content, home, screen))
    draft = drafted or Drafted(content=content, part=part)
    problems = faults_of(draft.content)
    values: dict[str, Any] = _judged(draft, content, kind, screen, home, await _pictures(request, draft, home)) | {
        "theme": await look_of(request)
    }
    answer = page(
        request,
        "journey/part.html",
        status=status,
        title=named[:80],
        cycle_id=cycle_id,
        current=f"/cycles/{cycle_id}/journeys",
        streams=() if kept else (journey_id,),
        beside=journey_id,
        crumbs=(*above, {"title": named[:40], "href": ""}),
        refusal=said,
        home=home,
        here=here,
        kind=kind,
        noun=NOUNS[kind],
        part=part,
        screen=screen,
        fields=form_fields(kind, found, content, kept, problems=values.pop("problems")),
        components=component_lines(found, home, part) if kind == "screen" else (),
        leaving=leaving_lines(content, part, home) if kind in ("screen", "stage") else (),
        component_types=[(one, one) for one in COMPONENT_TYPES],
        faults=[one for one in (fault_row(each, draft.content, home) for each in problems) if one.href.partition("#")[0] == here],
        removable=kind != "journey",
        spots=spot_lines(found, content, home) if kind == "screen" else (),
        has_image=bool(kind == "screen" and draft.content and (part_in(draft.content, "screen", part) or {}).get("image")),
        stands=stands,
        checked=drafted is not None,
        **beside,
        **values,
    )
    return _framing(answer, request, values["preview"])


async def new_page(
    request: AnyRequest,
    journey_id: str,
    kind: PartKind,
    screen: str,
    *,
    status: int = 200,
    said: RefusalWords | None = None,
    kept: Mapping[str, Any] | None = None,
    drafted: Drafted | None = None,
) -> Response[Any]:
    """Return the form that adds a part of a kind. The address may say what it begins with: `?from=cart&type=button`.

    drafted: what it would make of the journey, where that was asked.
    """
    content, title, cycle_id = await content_of(request, journey_id)
    if kind == "journey":
        raise PageMissing("part")
    home = f"/journeys/{journey_id}"
    begun = {name: value for name, value in request.query_params.items() if name != "screen"}
    component_type = str((kept or {}).get("type") or begun.get("type", "text"))
    draft = drafted or Drafted(content=content, part="")
    values: dict[str, Any] = _judged(draft, content, kind, screen, home, await _pictures(request, draft, home)) | {
        "theme": await look_of(request)
    }
    answer = page(
        request,
        "journey/new.html",
        status=status,
        title=f"New {NOUNS[kind]}",
        cycle_id=cycle_id,
        current=f"/cycles/{cycle_id}/journeys",
        crumbs=({"title": title, "href": home}, *crumbs_above(content, home, screen), {"title": f"New {NOUNS[kind]}", "href": ""}),
        refusal=said,
        home=home,
        kind=kind,
        noun=NOUNS[kind],
        screen=screen,
        component_type=component_type,
        fields=form_fields(
            kind,
            {**begun, "type": component_type} if kind == "component" else dict(begun),
            content,
            kept,
            new=True,
            problems=values.pop("problems"),
        ),
        checked=drafted is not None,
        **values,
    )
    return _framing(answer, request, values["preview"])


def _judged(draft: Drafted, saved: Plain, kind: PartKind, screen: str, home: str, pictures: Mapping[str, Picture]) -> dict[str, Any]:
    """What is wrong at the fields of a part, what its conditions can read, how its screen looks. saved: the journey without the draft."""
    problems = faults_of(draft.content)
    at = problems_at(problems, draft.content, kind, draft.part, screen) if draft.part else {}
    for name, unread in draft.unread.items():
        at.setdefault(name, []).extend(unread)
    shown = draft.part if kind == "screen" else screen
    drawn = kind in _ON_A_SCREEN and bool(shown)
    return {
        "problems": at,
        "scope": in_scope(draft.content) if kind in ("transition", "component", "hotspot") else (),
        "preview": preview_of(
            draft.content, shown, problems, saved=saved, device=draft.device, frame=f"{home}/frames/{shown}", pictures=pictures
        )
        if drawn
        else None,
        "devices": [(one, one) for one in DEVICES],
    }


async def _pictures(request: AnyRequest, draft: Drafted, home: str) -> Mapping[str, Picture]:
    return await pictures_in(installation_of(request), draft.content, f"{home}/images")


def _framing(answer: Response[Any], request: AnyRequest, preview: Preview | None) -> Response[Any]:
    if preview is not None:
        allow_own_frame(answer, nonce_of(request))
    return answer


async def _threads_beside(request: AnyRequest, cycle_id: str, journey_id: str, kind: PartKind, part: str) -> dict[str, Any]:
    """The threads about a screen or a transition with the form that opens one; nothing of it for other parts."""
    if kind not in ("screen", "transition"):
        return {"thread_kind": ""}
    installation, reader = installation_of(request), reader_of(request)
    workspace = await installation.handling.workspace()
    async with installation.handling.reading(cycle_id) as cycle:
        lines = thread_lines(cycle, journey_id, {}, part)
        return {"thread_kind": kind, "thread_part": part, "thread_lines": lines, **asking(cycle, workspace, reader)}
