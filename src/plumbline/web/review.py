"""One review: the text in sections, what was said beside each passage, and every act on it."""

from collections.abc import Callable, Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from plumbline.automation.following import follow
from plumbline.automation.journeys import follow_journey
from plumbline.domain.cycle.lens import ApplyLens
from plumbline.domain.cycle.review import (
    AssignSection,
    CancelReview,
    CloseRound,
    ReopenReview,
    Review,
    SignOffSection,
    WithdrawSignOff,
)
from plumbline.domain.cycle.rules.reviewing import completion_findings, round_findings
from plumbline.domain.cycle.thread import Anchor, OpenThread
from plumbline.domain.document.document import Document, SuggestEdit
from plumbline.domain.document.outline import section_at
from plumbline.domain.document.passage import located, quoted
from plumbline.edge.inviting import Invited
from plumbline.kernel.outcome import Refusal
from plumbline.kernel.record import record
from plumbline.projections.items import find_item
from plumbline.web.errors import PageMissing
from plumbline.web.findings import RefusalWords, condition_lines, problem_words, refusal_words
from plumbline.web.forms import Fields, fields_of
from plumbline.web.guest_view import guest_choices, guest_lines
from plumbline.web.journey_review import FILL, is_of_journey, journey_review_page
from plumbline.web.labels import label_of, name_of
from plumbline.web.lens_view import lens_view
from plumbline.web.on_review import agenda_of
from plumbline.web.people import choices
from plumbline.web.reader import reader_of
from plumbline.web.redaction_view import redaction_words
from plumbline.web.render import page, see_other
from plumbline.web.review_view import Source, review_view
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of

Build = Callable[[Review, Fields, str], Any]


@record
class Composing:
    """A comment that is being written: the passage it is about, in the text under review, and what the form holds."""

    start: int
    end: int
    quote: str
    block: int
    section_id: str
    fields: Mapping[str, Any]


@get("/reviews/{review_id:str}")
async def show_review(
    request: Request[Any, Any, Any],
    review_id: FromPath[str],
    comment: FromQuery[int] = -1,
    until: FromQuery[int] = -1,
    words: FromQuery[str] = "",
) -> Response[str]:
    """Show a review. comment: where the block begins that somebody comments on, until: where it ends, words: those they marked in it."""
    marked: tuple[int, int, str, Mapping[str, Any]] = (comment, until, words[:5000], {})
    return await review_page(request, review_id, composing=marked if comment >= 0 else None)


def _assign(review: Review, fields: Fields, _: str) -> AssignSection:
    section_id, person_id = fields.required("section_id", "which section"), fields.required("person_id", "who")
    readers = [one for one in review.readers.get(section_id, ()) if one != person_id]
    kept = tuple(readers) if fields.text("how") == "remove" else (*readers, person_id)
    return AssignSection(review_id=review.id, section_id=section_id, reader_ids=kept)


def _sign(review: Review, fields: Fields, _: str) -> SignOffSection:
    return SignOffSection(review_id=review.id, section_id=fields.text("section_id"), read_digest=fields.text("read_digest"))


def _withdraw(review: Review, fields: Fields, _: str) -> WithdrawSignOff:
    return WithdrawSignOff(review_id=review.id, section_id=fields.text("section_id"))


def _take(review: Review, fields: Fields, reader_id: str) -> AssignSection:
    return AssignSection(review_id=review.id, section_id=fields.text("section_id"), reader_ids=(reader_id,))


def _lens(review: Review, fields: Fields, _: str) -> ApplyLens:
    verdict = fields.one_of("verdict", ("passes", "fails"), "fails")
    return ApplyLens(item_id=review.id, verdict=verdict, because=fields.text("because"))


_ACTS: dict[str, Build] = {
    "readers": _assign,
    "taking": _take,
    "sign-offs": _sign,
    "sign-off-withdrawals": _withdraw,
    "closing": lambda review, fields, _: CloseRound(review_id=review.id),
    "cancellation": lambda review, fields, _: CancelReview(review_id=review.id, reason=fields.text("reason")),
    "reopening": lambda review, fields, _: ReopenReview(review_id=review.id, reason=fields.text("reason")),
    "lens": _lens,
}


@post("/reviews/{review_id:str}/threads")
async def comment_on(request: Request[Any, Any, Any], review_id: FromPath[str]) -> Response[str] | Redirect:
    """Open a thread on a passage, or suggest other words for it."""
    installation, reader = installation_of(request), reader_of(request)
    cycle_id = await cycle_of(request, review_id)
    if await is_of_journey(request, cycle_id, review_id):
        raise PageMissing("passage")  # what is open in a journey is said at its screens
    fields = await fields_of(request, reader.zone)
    review, source = await source_of(request, cycle_id, review_id)
    start, end = whole(fields, "start"), whole(fields, "end")
    inside = 0 <= start < end <= len(source.text) and whole(fields, "number") == source.number
    composing = (start, end, "", fields.kept()) if inside else None
    if not inside:
        fields.complain("start", "The text has a new version. Mark the passage again in it; what you wrote is below.")
    suggesting = fields.checked("suggesting")
    if not suggesting:
        fields.required("text", "what is open")
    if fields.problems:
        said = problem_words(fields.problems)
        return await review_page(request, review_id, status=422, said=said, composing=composing or (0, 1, "", fields.kept()))
    document = source.document
    if suggesting:
        command: Any = SuggestEdit(
            document_id=document.id,
            number=source.number,
            start=start,
            end=end,
            replacement=fields.written("replacement"),
            note=fields.text("text"),
        )
        stream = document.id
    else:
        command = opening(fields, source, start, end, fields.text("objective_id") or review.objective_id)
        stream = cycle_id
    answer = await installation.handling.handle(stream, command, context_of(request))
    if isinstance(answer, Refusal):
        return await review_page(request, review_id, status=status_of(answer), refusal=answer, composing=composing)
    await follow(installation.handling, document.id)
    return see_other(f"/reviews/{review_id}#{answer.item}")


def opening(fields: Fields, source: Source, start: int, end: int, objective_id: str) -> OpenThread:
    """Return the command that opens a thread on a passage of the version under review."""
    document = source.document
    version = document.written(source.number) or document.current
    section = section_at(version.sections, start)
    anchor = Anchor(kind="document", id=document.id, part=section.id, digest=section.digest, number=source.number, start=start, end=end)
    return OpenThread(
        section_id=section.id,
        objective_id=objective_id,
        anchor=anchor,
        text=fields.text("text"),
        quote=quoted(source.text, start, end),
        blocking=fields.checked("blocking"),
        asks_id=fields.text("asks_id"),
    )


@post("/reviews/{review_id:str}/{act:str}")
async def act_on_review(request: Request[Any, Any, Any], review_id: FromPath[str], act: FromPath[str]) -> Response[str] | Redirect:
    """Carry out one act on a review."""
    installation, reader = installation_of(request), reader_of(request)
    if act not in _ACTS:
        raise PageMissing("act")
    cycle_id = await cycle_of(request, review_id)
    fields = await fields_of(request, reader.zone)
    async with installation.handling.reading(cycle_id) as cycle:
        command = _ACTS[act](cycle.reviews[review_id], fields, reader.person_id)
        document_id: str = cycle.reviews[review_id].subject.id
    if fields.problems:
        return await review_page(request, review_id, status=422, said=problem_words(fields.problems))
    answer = await installation.handling.handle(cycle_id, command, context_of(request))
    if isinstance(answer, Refusal):
        kept = {"lens": fields.kept()} if act == "lens" else {}
        return await review_page(request, review_id, status=status_of(answer), refusal=answer, kept=kept)
    if act == "reopening":
        await (follow_journey if document_id.startswith("jrn_") else follow)(installation.handling, document_id)
    section_id = fields.text("section_id")
    return see_other(f"/reviews/{review_id}{f'#{section_id}' if section_id else ''}")


async def review_page(
    request: AnyRequest,
    review_id: str,
    *,
    status: int = 200,
    refusal: Refusal | None = None,
    said: RefusalWords | None = None,
    composing: tuple[int, int, str, Mapping[str, Any]] | None = None,
    kept: Mapping[str, Mapping[str, Any]] | None = None,
    invited: Invited | None = None,
) -> Response[str]:
    """Return the page of a review. composing: start, end, marked words and form of a comment that is being written.

    invited: a guest whose link is shown, this once.
    """
    installation, reader = installation_of(request), reader_of(request)
    cycle_id = await cycle_of(request, review_id)
    if await is_of_journey(request, cycle_id, review_id):
        return await journey_review_page(
            request, cycle_id, review_id, status=status, refusal=refusal, said=said, kept=kept, invited=invited
        )
    workspace = await installation.handling.workspace()
    only_open = request.query_params.get("show") == "open"
    here = f"/reviews/{review_id}"
    _, source = await source_of(request, cycle_id, review_id)
    async with installation.handling.reading(cycle_id) as cycle:
        review = cycle.reviews[review_id]
        view = review_view(cycle, review, source, workspace, reader, only_open=only_open, base=here)
        values: dict[str, Any] = {
            "standing": condition_lines(round_findings(cycle, review, workspace), reader, cycle, here) if view.round_open else (),
            "completion": condition_lines(completion_findings(cycle, review, workspace), reader, cycle, here) if view.round_open else (),
            "agenda": agenda_of(cycle, review_id),
            "lens": lens_view(cycle, review_id, reader),
            "guests": guest_lines(cycle, review, reader),
            "readers": (*choices(workspace, reader), *guest_choices(cycle, review, reader)),
            "objectives": [(one.id, one.title) for one in cycle.objectives.values()],
            "others": [("", "None"), *((other, label_of(cycle, other)) for other in cycle.decisions)],
        }
        objective_id, title = review.objective_id or next(iter(cycle.objectives), ""), cycle.title
        if refusal is not None:
            said = refusal_words(refusal, reader, cycle, here)
    return page(
        request,
        "review/show.html",
        status=status,
        title=f"{view.label} {view.title}",
        cycle_id=cycle_id,
        current=f"/cycles/{cycle_id}/reviews",
        # A page that shows a link this once does not renew itself: the link would be gone.
        streams=() if invited else (cycle_id, view.document_id),
        crumbs=(
            {"title": title, "href": f"/cycles/{cycle_id}"},
            {"title": "Reviews", "href": f"/cycles/{cycle_id}/reviews"},
            {"title": view.label, "href": ""},
        ),
        refusal=said,
        review=view,
        home=view.document_id,
        only_open=only_open,
        composing=composing_of(composing, source, objective_id) if composing and view.state == "open" else None,
        people=choices(workspace, reader),
        invited=invited,
        invited_name=name_of(reader.names, invited.person_id) if invited else "",
        fill={**FILL, **(kept or {})},
        commands=(
            ("Read", f"curl -H 'Authorization: Bearer …' {installation.base_url}/v1/reviews/{review_id}"),
            ("Command line", f"plumbline review show {review_id}"),
        ),
        **values,
    )


def composing_of(asked: tuple[int, int, str, Mapping[str, Any]], source: Source, objective_id: str) -> Composing | None:
    """Return a comment that is being written as its form shows it; None where the passage is not in the text."""
    start, end, words, fields = asked
    if not 0 <= start < end <= len(source.text):
        return None
    place = located(source.text, words, start, end) if words else None
    begin, stop = place or (start, start + len(source.text[start:end].rstrip()))
    version = source.document.written(source.number) or source.document.current
    held = {
        "objective_id": objective_id,
        "text": "",
        "asks_id": "",
        "blocking": "",
        "replacement": source.text[begin:stop],
        "suggesting": "",
    }
    return Composing(
        start=begin,
        end=stop,
        quote=quoted(source.text, begin, stop),
        block=start,
        section_id=section_at(version.sections, begin).id,
        fields={**held, **fields},
    )


async def source_of(request: AnyRequest, cycle_id: str, review_id: str) -> tuple[Review, Source]:
    """Read what is reviewed: the version that the review knows, which is what its threads and sign-offs are about."""
    installation = installation_of(request)
    async with installation.handling.reading(cycle_id) as cycle:
        review: Review = cycle.reviews[review_id]
        document_id, number = review.subject.id, review.subject.number
    async with installation.handling.reading(document_id) as state:
        document: Document = state
        open_ones = [one for one in document.suggestions.values() if one.state == "proposed"]
        wanted = {one.digest for one in open_ones} | {document.versions[one.number - 1].digest for one in open_ones}
        version = document.written(number) or document.current
        texts = {digest: await _text(request, digest) for digest in (wanted | {version.digest, document.current.digest}) - {""}}
        if version.redaction is not None:
            texts[version.digest] = f"{redaction_words(version, installation.names)}\n"
        return review, Source(document, version.number, texts[version.digest], texts)


async def _text(request: AnyRequest, digest: str) -> str:
    blob = await installation_of(request).blobs.get(digest)
    return blob.body.decode() if blob is not None else "This text is not in the blobs any more. Restore them from a backup.\n"


async def cycle_of(request: AnyRequest, review_id: str) -> str:
    """Return the cycle that a review belongs to. Raises PageMissing."""
    item = await find_item(installation_of(request).ledger, review_id)
    if item is None or item.kind != "review":
        raise PageMissing("review")
    return item.cycle_id


def whole(fields: Fields, name: str) -> int:
    """Return a place in the text that a form names; -1 when it names none."""
    text = fields.text(name)
    return int(text) if text.isdecimal() and len(text) < 9 else -1


routes = [show_review, comment_on, act_on_review]
