"""The pages of a guest: the link they enter by, and the one review it opens.

No address here names a review or a guest: both follow from the session, so that there is nothing to ask about others.
"""

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from plumbline.directory.guests import GuestLink
from plumbline.domain.cycle.guest import Standing
from plumbline.domain.cycle.review import SignOffSection, WithdrawSignOff
from plumbline.domain.cycle.rules.guest import standing
from plumbline.domain.cycle.thread import ReplyToThread
from plumbline.edge.discussing import opened
from plumbline.kernel.outcome import Refusal
from plumbline.web.errors import PageMissing
from plumbline.web.files import image
from plumbline.web.findings import RefusalWords, problem_words, refusal_words
from plumbline.web.forms import Fields, fields_of
from plumbline.web.guest_journey import comment_on_screen, frame_under_review, guest_journey_page, subject_of
from plumbline.web.instants import instant
from plumbline.web.journey_images import kept_image
from plumbline.web.journey_review import model_under_review
from plumbline.web.labels import name_of
from plumbline.web.reader import reader_of
from plumbline.web.render import page, see_other
from plumbline.web.review import composing_of, opening, source_of, whole
from plumbline.web.review_view import review_view
from plumbline.web.session import AnyRequest, context_of, installation_of, put_into, read_cookie, set_cookie, visit_of
from plumbline.web.status import status_of
from plumbline.web.theme_style import style_sheet
from plumbline.web.themes import logo_of

_HERE = "/guest"
_REPLY = {"thread_id": "", "text": "", "asks_id": ""}
_OVER: dict[Standing, str] = {
    "closed": "The review has ended.",
    "expired": "The link's date has passed.",
    "revoked": "The link was ended by whoever runs the review.",
    "unknown": "The link opens nothing any more.",
}


@get("/g/{token:str}")
async def enter(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[Any]:
    """Exchange a link for a session, so that the secret leaves the address; say plainly when it is over."""
    installation, visit = installation_of(request), visit_of(request)
    link = installation.directory.guests.behind(token)
    if link is None:
        return page(request, "guest/unknown.html", status=404, title="This link is not known")
    if visit.person_id and not visit.is_guest and not installation.demo:
        return see_other(f"/reviews/{link.review_id}")  # whoever has an account reads it as themselves
    put_into(request, await installation.states.workspace_of(link.cycle_id))  # the link says where; the cookie does from now on
    if (stand := await _standing(request, link)) != "open":
        return await _over(request, link, stand)
    if visit.is_guest:
        installation.directory.end_session(read_cookie(request, "guest"))
    session = installation.directory.open_session(link.guest_id, installation.clock(), request.headers.get("user-agent", ""))
    answer = see_other(_HERE)
    set_cookie(request, answer, "guest", session.id)
    return answer


@get("/guest")
async def show_review(
    request: Request[Any, Any, Any],
    comment: FromQuery[int] = -1,
    until: FromQuery[int] = -1,
    words: FromQuery[str] = "",
    screen: FromQuery[str] = "",
) -> Response[str]:
    """Show the guest their review. comment, until, words: the passage that they comment on. screen: of a journey, which one is shown."""
    marked: tuple[int, int, str, Mapping[str, Any]] = (comment, until, words[:5000], {})
    return await _review(request, composing=marked if comment >= 0 else None, screen=screen)


@post("/guest/threads")
async def comment_on(request: Request[Any, Any, Any]) -> Response[str] | Redirect:
    """Open a thread on a passage, or on a screen of a journey."""
    if (link := _link(request)) is None:
        return _away(request)
    fields = await fields_of(request)
    if (await subject_of(request, link)).kind == "journey":
        return await _comment_on_screen(request, link, fields)
    review, source = await source_of(request, link.cycle_id, link.review_id)
    start, end = whole(fields, "start"), whole(fields, "end")
    inside = 0 <= start < end <= len(source.text) and whole(fields, "number") == source.number
    if not inside:
        fields.complain("start", "The text has a new version. Mark the passage again in it; what you wrote is below.")
    fields.required("text", "what is open")
    composing = (start, end, "", fields.kept()) if inside else (0, 1, "", fields.kept())
    if fields.problems:
        return await _review(request, status=422, said=problem_words(fields.problems), composing=composing)
    async with installation_of(request).handling.reading(link.cycle_id) as cycle:
        objective_id = review.objective_id or next(iter(cycle.objectives), "")
    return await _act(request, link, opening(fields, source, start, end, objective_id), composing=composing)


@post("/guest/replies")
async def reply(request: Request[Any, Any, Any]) -> Response[str] | Redirect:
    """Say something in a thread of the review."""
    if (link := _link(request)) is None:
        return _away(request)
    fields = await fields_of(request)
    command = ReplyToThread(thread_id=fields.text("thread_id"), text=fields.text("text"))
    return await _act(request, link, command, replying=fields.kept())


@post("/guest/sign-offs")
async def sign_off(request: Request[Any, Any, Any]) -> Response[str] | Redirect:
    """Sign a section off that the guest was asked to read."""
    if (link := _link(request)) is None:
        return _away(request)
    fields = await fields_of(request)
    section_id, read_digest = fields.text("section_id"), fields.text("read_digest")
    return await _act(request, link, SignOffSection(review_id=link.review_id, section_id=section_id, read_digest=read_digest))


@post("/guest/sign-off-withdrawals")
async def withdraw(request: Request[Any, Any, Any]) -> Response[str] | Redirect:
    """Take a sign-off back."""
    if (link := _link(request)) is None:
        return _away(request)
    section_id = (await fields_of(request)).text("section_id")
    return await _act(request, link, WithdrawSignOff(review_id=link.review_id, section_id=section_id))


@get("/guest/frames/{screen_id:str}")
async def show_frame(request: Request[Any, Any, Any], screen_id: FromPath[str]) -> Response[str]:
    """Give the HTML of a screen under review, to be shown in a sandboxed frame and nowhere else."""
    link = _link(request)
    if link is None or await _standing(request, link) != "open":
        raise PageMissing("screen")
    return await frame_under_review(request, link, screen_id)


@get("/guest/theme.css")
async def show_style(request: Request[Any, Any, Any]) -> Response[str]:
    """Give the theme that the journey under review is shown in."""
    await _reading(request)
    return style_sheet((await installation_of(request).handling.workspace()).theme)


@get("/guest/theme-logo")
async def show_logo(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Give the logo of the theme."""
    await _reading(request)
    return await logo_of(request)


async def _reading(request: AnyRequest) -> None:
    """Raises PageMissing for whoever is no guest of a review that is open."""
    link = _link(request)
    if link is None or await _standing(request, link) != "open":
        raise PageMissing("theme")


@get("/guest/images/{name:str}")
async def show_image(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[bytes]:
    """Give an image of the text, or of the version of a journey, under review."""
    link = _link(request)
    if link is None or await _standing(request, link) != "open":
        raise PageMissing("image")
    subject = await subject_of(request, link)
    if subject.kind == "journey":
        model = await model_under_review(request, subject.content_hash)
        return await kept_image(request, next((one.digest for one in model.images if one.id == name), ""))
    _, source = await source_of(request, link.cycle_id, link.review_id)
    digest = source.document.images.get(name, "")
    blob = await installation_of(request).blobs.get(digest) if digest else None
    answer = image(blob) if blob is not None else None
    if answer is None:
        raise PageMissing("image")
    return answer


@post("/guest/leaving", status_code=303)
async def leave(request: Request[Any, Any, Any]) -> Redirect:
    """End the guest's session in this browser; the link lets them in again."""
    if visit_of(request).is_guest:
        installation_of(request).directory.end_session(read_cookie(request, "guest"))
    answer = see_other(_HERE)
    set_cookie(request, answer, "guest", "", max_age=0)
    return answer


async def _comment_on_screen(request: AnyRequest, link: GuestLink, fields: Fields) -> Response[str] | Redirect:
    fields.required("text", "what is open")
    screen = fields.text("screen")
    if fields.problems:
        return await _review(request, status=422, said=problem_words(fields.problems), screen=screen, comment=fields.kept())
    answer = await opened(installation_of(request).handling, context_of(request), await comment_on_screen(request, link, fields))
    if not isinstance(answer, Refusal):
        return see_other(f"{_HERE}?screen={screen}#{answer.item}")
    if answer.kind == "missing":
        raise PageMissing("page")
    return await _review(request, status=status_of(answer), refusal=answer, screen=screen, comment=fields.kept())


async def _act(
    request: AnyRequest,
    link: GuestLink,
    command: Any,
    *,
    composing: tuple[int, int, str, Mapping[str, Any]] | None = None,
    replying: Mapping[str, Any] | None = None,
) -> Response[str] | Redirect:
    answer = await installation_of(request).handling.handle(link.cycle_id, command, context_of(request))
    if not isinstance(answer, Refusal):
        place = getattr(command, "section_id", "") if isinstance(command, SignOffSection | WithdrawSignOff) else answer.item
        return see_other(f"{_HERE}#{place}")
    if answer.kind == "missing":
        raise PageMissing("page")
    return await _review(request, status=status_of(answer), refusal=answer, composing=composing, replying=replying)


async def _review(
    request: AnyRequest,
    *,
    status: int = 200,
    refusal: Refusal | None = None,
    said: RefusalWords | None = None,
    composing: tuple[int, int, str, Mapping[str, Any]] | None = None,
    replying: Mapping[str, Any] | None = None,
    screen: str = "",
    comment: Mapping[str, Any] | None = None,
) -> Response[str]:
    installation, reader, link = installation_of(request), reader_of(request), _link(request)
    if link is None:
        return _away(request)
    if (stand := await _standing(request, link)) != "open":
        return await _over(request, link, stand)
    if refusal is not None:
        said = refusal_words(refusal, reader, None, _HERE)  # without the cycle no finding links to a page that guests do not have
    if (await subject_of(request, link)).kind == "journey":
        return await guest_journey_page(request, link, status=status, said=said, screen=screen, comment=comment, replying=replying)
    workspace = await installation.handling.workspace()
    only_open = request.query_params.get("show") == "open"
    _, source = await source_of(request, link.cycle_id, link.review_id)
    async with installation.handling.reading(link.cycle_id) as cycle:
        review = cycle.reviews[link.review_id]
        view = review_view(cycle, review, source, workspace, reader, only_open=only_open, base=_HERE)
        until = review.guests[link.guest_id].expires_at
    return page(
        request,
        "guest/review.html",
        status=status,
        title=f"{view.label} {view.title}",
        refusal=said,
        review=view,
        home=view.document_id,
        only_open=only_open,
        until=instant(until, reader.zone),
        name=name_of(reader.names, reader.person_id),
        inviter=name_of(reader.names, review.guests[link.guest_id].invited_by),
        composing=composing_of(composing, source, "") if composing else None,
        fill={"replies": {**_REPLY, **(replying or {})}},
    )


async def _standing(request: AnyRequest, link: GuestLink) -> Standing:
    installation = installation_of(request)
    async with installation.handling.reading(link.cycle_id) as cycle:
        return standing(cycle, link.review_id, link.guest_id, installation.clock())


async def _over(request: AnyRequest, link: GuestLink, stand: Standing) -> Response[str]:
    installation = installation_of(request)
    async with installation.handling.reading(link.cycle_id) as cycle:
        review = cycle.reviews.get(link.review_id)
        owner = name_of(installation.names, review.owner_id) if review is not None else ""
    return page(request, "guest/over.html", status=403, title="This link is over", why=_OVER[stand], owner=owner)


def _away(request: AnyRequest) -> Response[str]:
    return page(request, "guest/away.html", status=403, title="Open your link again")


def _link(request: AnyRequest) -> GuestLink | None:
    visit = visit_of(request)
    return installation_of(request).directory.guests.of(visit.person_id) if visit.is_guest else None


routes = (enter, show_review, comment_on, reply, sign_off, withdraw, show_frame, show_image, show_style, show_logo, leave)
