"""A journey under review as a guest sees it: the version under review, screen by screen, with what was said, and nothing around it."""

from collections.abc import Mapping
from typing import Any

from litestar import Response

from plumbline.directory.guests import GuestLink
from plumbline.domain.cycle.review import Review
from plumbline.domain.journey.model import Model, Screen
from plumbline.domain.journey.parts import part_words
from plumbline.domain.journey.plain import plain_of
from plumbline.edge.discussing import NotThere, Prepared, Said, about_reviewed
from plumbline.kernel.record import record
from plumbline.web.errors import PageMissing
from plumbline.web.files import framed
from plumbline.web.findings import RefusalWords
from plumbline.web.forms import Fields
from plumbline.web.headers import allow_own_frame
from plumbline.web.instants import instant
from plumbline.web.journey_preview import preview_of
from plumbline.web.journey_review import FILL, journey_review_view, model_under_review
from plumbline.web.journey_screen import ScreenView
from plumbline.web.labels import name_of
from plumbline.web.pictures import Picture, pictures_of
from plumbline.web.reader import reader_of
from plumbline.web.render import page
from plumbline.web.session import AnyRequest, context_of, installation_of, nonce_of
from plumbline.web.theme_style import look_of

_HERE = "/guest"
_EMPTY = {"text": "", "blocking": ""}


@record
class ShownScreen:
    """The screen that is looked at. ways: where it leads, in words. before, after: addresses of the screens beside it."""

    id: str
    title: str
    view: ScreenView | None
    ways: tuple[str, ...]
    before: str
    after: str


async def guest_journey_page(
    request: AnyRequest,
    link: GuestLink,
    *,
    status: int = 200,
    said: RefusalWords | None = None,
    screen: str = "",
    comment: Mapping[str, Any] | None = None,
    replying: Mapping[str, Any] | None = None,
) -> Response[str]:
    """Return the page. screen: the one that is looked at and can be commented on. comment, replying: what was written and not taken."""
    installation, reader = installation_of(request), reader_of(request)
    workspace = await installation.handling.workspace()
    model = await model_under_review(request, (await subject_of(request, link)).content_hash)
    shown = _shown(model, screen, await pictures_of(installation, model.images, f"{_HERE}/images")) if screen else None
    async with installation.handling.reading(link.cycle_id) as cycle:
        review: Review = cycle.reviews[link.review_id]
        view = journey_review_view(cycle, review, model, workspace, reader, _HERE, f"{_HERE}?screen=")
        guest = review.guests[link.guest_id]
    answer = page(
        request,
        "guest/journey.html",
        status=status,
        title=f"{view.label} {view.title}",
        refusal=said,
        review=view,
        until=instant(guest.expires_at, reader.zone),
        name=name_of(reader.names, reader.person_id),
        inviter=name_of(reader.names, guest.invited_by),
        shown=shown,
        view=shown.view if shown else None,
        theme=await look_of(request),
        screen_form=None,
        fill={"replies": {**FILL["replies"], **(replying or {})}, "comment": {**_EMPTY, **(comment or {})}},
    )
    if shown is not None and shown.view is not None and shown.view.frame:
        allow_own_frame(answer, nonce_of(request))
    return answer


async def subject_of(request: AnyRequest, link: GuestLink) -> Any:
    """Return what the guest's review is of."""
    async with installation_of(request).handling.reading(link.cycle_id) as cycle:
        return cycle.reviews[link.review_id].subject


async def comment_on_screen(request: AnyRequest, link: GuestLink, fields: Fields) -> Prepared:
    """Prepare the comment that a form holds on a screen of the version under review. Raises PageMissing for a screen that it lacks."""
    said = Said(text=fields.text("text"), blocking=fields.checked("blocking"))
    handling, context = installation_of(request).handling, context_of(request)
    try:
        return await about_reviewed(handling, context, link.cycle_id, link.review_id, "screen", fields.text("screen"), said)
    except NotThere as lost:
        raise PageMissing("screen") from lost


async def frame_under_review(request: AnyRequest, link: GuestLink, screen_id: str) -> Response[str]:
    """Return the HTML of a screen as a document that can do nothing. Raises PageMissing where there is none."""
    subject = await subject_of(request, link)
    model = await model_under_review(request, subject.content_hash) if subject.kind == "journey" else None
    text = next((one.html for one in model.screens if one.id == screen_id), "") if model else ""
    if not text:
        raise PageMissing("screen")
    return framed(text)


def _shown(model: Model, screen_id: str, pictures: Mapping[str, Picture]) -> ShownScreen:
    ids = [one.id for one in model.screens]
    if screen_id not in ids:
        raise PageMissing("screen")
    place = ids.index(screen_id)
    its: Screen = model.screens[place]
    preview = preview_of(plain_of(model), screen_id, (), frame=f"{_HERE}/frames/{screen_id}", pictures=pictures)
    leaving = (one.id for one in model.transitions if one.source in (its.id, its.stage or its.id))
    return ShownScreen(
        id=its.id,
        title=its.title,
        view=preview.view,
        ways=tuple(part_words(model, "transition", one) for one in leaving),
        before=f"{_HERE}?screen={ids[place - 1]}" if place else "",
        after=f"{_HERE}?screen={ids[place + 1]}" if place + 1 < len(ids) else "",
    )
