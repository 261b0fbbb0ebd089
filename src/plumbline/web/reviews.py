"""The reviews of a cycle: what is on the agenda, when rounds end, and putting a document up for review."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.automation.journeys import follow_journey, kept_subject
from plumbline.domain.cycle.facts.strategy import agenda_of
from plumbline.domain.cycle.frame import ReviewPeriod
from plumbline.domain.cycle.review import OpenReview, Review
from plumbline.domain.cycle.rules.review import waiting_items
from plumbline.domain.cycle.rules.rounds import threads_about
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.document.document import CreateDocument
from plumbline.domain.document.outline import Format, headings
from plumbline.domain.document.subject import subject_of
from plumbline.edge.document_files import format_of, text_in
from plumbline.kernel.outcome import Refusal
from plumbline.kernel.record import record
from plumbline.projections.items import documents_of, journeys_of
from plumbline.web.agenda_view import coming_up
from plumbline.web.clockwords import Instant
from plumbline.web.errors import PageMissing, check_cycle_id
from plumbline.web.findings import RefusalWords, problem_words, refusal_words
from plumbline.web.forms import Fields, fields_of
from plumbline.web.instants import instant
from plumbline.web.labels import Chip, href_of, label_of, name_of, thread_title
from plumbline.web.people import choices
from plumbline.web.reader import Reader, reader_of
from plumbline.web.render import page, see_other
from plumbline.web.review_view import STATES
from plumbline.web.session import AnyRequest, context_of, installation_of
from plumbline.web.status import status_of
from plumbline.web.uploads import upload_of

_TITLED = re.compile(r"^Title:[ \t]*(\S.*)$", re.MULTILINE)
_RULES = "=-~^#*+ \t\n"  # what a heading may have above it
_LONGEST_TITLE = 200
_KINDS = (
    ("Decisions", "dec_"), ("Threads", "thr_"), ("Blockers", "blk_"), ("Risks", "rsk_"), ("Assumptions", "asm_"), ("Scope", "scp_"),
    ("Scope changes", "chg_"), ("Reviews", "rev_"),
)  # fmt: skip


@record
class ReviewRow:
    href: str
    label: str
    title: str
    chip: Chip
    round: int
    open_threads: int
    blocking: int
    owner: str
    closes: Instant | None


@record
class PeriodRow:
    """A period of the cadence. decided, carried: how many items it ended with; both 0 before its end."""

    number: int
    opens: Instant
    closes: Instant
    chip: Chip


@record
class AgendaGroup:
    """The items of one kind that wait for an answer. carried: how many full review cycles the oldest has waited."""

    title: str
    items: tuple[tuple[str, str, int], ...]


@get("/cycles/{cycle_id:str}/reviews")
async def show_reviews(request: Request[Any, Any, Any], cycle_id: FromPath[str]) -> Response[str]:
    """Show the reviews of a cycle, its agenda and the periods of its cadence."""
    return await reviews_page(request, cycle_id)


@get("/cycles/{cycle_id:str}/reviews/new")
async def show_new_review(request: Request[Any, Any, Any], cycle_id: FromPath[str]) -> Response[str]:
    """Ask what is to be reviewed."""
    return await new_page(request, cycle_id)


@post("/cycles/{cycle_id:str}/reviews")
async def open_review(request: Request[Any, Any, Any], cycle_id: FromPath[str]) -> Response[str] | Redirect:
    """Put a document up for review; a text or file that comes along becomes the document first."""
    check_cycle_id(cycle_id)
    installation, reader, context = installation_of(request), reader_of(request), context_of(request)
    handling = installation.handling
    fields = await fields_of(request, reader.zone)
    document_id, title = fields.text("document_id"), fields.text("title")
    if document_id.startswith("jrn_") and not fields.problems:
        return await _of_journey(request, cycle_id, document_id, fields)
    upload = await upload_of(request, fields)
    text: str | Refusal = text_in(upload.body, upload.name) if upload and not fields.problems else fields.written("text")
    if isinstance(text, Refusal):
        return await new_page(request, cycle_id, status=status_of(text), refusal=text, kept=fields.kept())
    if not document_id and not text.strip() and not fields.problems:
        fields.complain("text", "Choose a document, write a text, or choose a file.")
    if fields.problems:
        return await new_page(request, cycle_id, status=422, said=problem_words(fields.problems), kept=fields.kept())
    if not document_id:
        document_id = context.new_id("doc")
        form = format_of(upload.name) if upload else "markdown"
        named = title or _called(text, form, upload.name.rpartition(".")[0] or upload.name if upload else "")
        added = CreateDocument(cycle_id=cycle_id, title=named, text=text, format=form, owner_id=fields.text("owner_id"))
        answer = await handling.handle(document_id, added, context)
        if isinstance(answer, Refusal):
            return await new_page(request, cycle_id, status=status_of(answer), refusal=answer, kept=fields.kept())
    elif document_id not in {row.item_id for row in await documents_of(installation.ledger, cycle_id)}:
        raise PageMissing("document")
    async with handling.reading(document_id) as document:
        subject, named = subject_of(document), title or document.title
    command = OpenReview(title=named, subject=subject, owner_id=fields.text("owner_id"), objective_id=fields.text("objective_id"))
    answer = await handling.handle(cycle_id, command, context_of(request))
    if isinstance(answer, Refusal):
        kept = {**fields.kept(), "document_id": document_id}
        return await new_page(request, cycle_id, status=status_of(answer), refusal=answer, kept=kept)
    return see_other(f"/reviews/{answer.item}")


async def _of_journey(request: AnyRequest, cycle_id: str, journey_id: str, fields: Fields) -> Response[str] | Redirect:
    """Put a journey up for review in its newest version."""
    installation = installation_of(request)
    rows = {row.item_id: row.title for row in await journeys_of(installation.ledger, cycle_id)}
    subject = await kept_subject(installation.handling, journey_id) if journey_id in rows else None
    if subject is None:
        raise PageMissing("journey")
    command = OpenReview(
        title=fields.text("title") or rows[journey_id], subject=subject, owner_id=fields.text("owner_id"),
        objective_id=fields.text("objective_id"),
    )  # fmt: skip
    answer = await installation.handling.handle(cycle_id, command, context_of(request))
    if isinstance(answer, Refusal):
        return await new_page(request, cycle_id, status=status_of(answer), refusal=answer, kept=fields.kept())
    await follow_journey(installation.handling, journey_id)
    return see_other(f"/reviews/{answer.item}")


async def reviews_page(request: AnyRequest, cycle_id: str) -> Response[str]:
    """Return the list of a cycle's reviews."""
    installation, reader = installation_of(request), reader_of(request)
    check_cycle_id(cycle_id)
    documents = await documents_of(installation.ledger, cycle_id)
    async with installation.handling.reading(cycle_id) as cycle:
        if cycle.version == 0:
            raise PageMissing("cycle")
        reviews = tuple(_row(review, cycle, reader) for review in reversed(cycle.reviews.values()))
        values: dict[str, Any] = {
            "reviews": reviews,
            "periods": tuple(_period(one, cycle, reader) for one in cycle.periods.values()),
            "agenda": tuple(_agenda(cycle)),
            "always": [(one.title, one.text) for one in agenda_of(cycle) if not one.every_days],
            "coming": coming_up(cycle, reader),
            "closed": cycle.state == "closed",
        }
        title = cycle.title
    return page(
        request,
        "review/list.html",
        title="Reviews",
        cycle_id=cycle_id,
        streams=(cycle_id,),
        crumbs=({"title": title, "href": f"/cycles/{cycle_id}"}, {"title": "Reviews", "href": ""}),
        documents=[(f"/documents/{row.item_id}", row.title, name_of(reader.names, row.owner_id)) for row in documents],
        new=f"/cycles/{cycle_id}/reviews/new",
        commands=(
            ("Read", f"curl -H 'Authorization: Bearer …' {installation.base_url}/v1/cycles/{cycle_id}/reviews"),
            ("Command line", f"plumbline review list --cycle {cycle_id}"),
        ),
        **values,
    )


async def new_page(
    request: AnyRequest,
    cycle_id: str,
    *,
    status: int = 200,
    refusal: Refusal | None = None,
    said: RefusalWords | None = None,
    kept: Mapping[str, Any] | None = None,
) -> Response[str]:
    """Return the form that opens a review. kept: what the person wrote."""
    installation, reader = installation_of(request), reader_of(request)
    check_cycle_id(cycle_id)
    workspace = await installation.handling.workspace()
    documents, journeys = await documents_of(installation.ledger, cycle_id), await journeys_of(installation.ledger, cycle_id)
    async with installation.handling.reading(cycle_id) as cycle:
        if cycle.version == 0:
            raise PageMissing("cycle")
        reviewed = {review.subject.id for review in cycle.reviews.values() if review.state == "open"}
        objectives = [(one.id, one.title) for one in cycle.objectives.values()]
        title = cycle.title
        if refusal is not None:
            said = refusal_words(refusal, reader, cycle)
    blank = {
        "document_id": request.query_params.get("document", "") or request.query_params.get("journey", ""),
        "title": "",
        "text": "",
        "owner_id": reader.person_id,
        "objective_id": "",
    }
    return page(
        request,
        "review/new.html",
        status=status,
        title="New review",
        cycle_id=cycle_id,
        crumbs=(
            {"title": title, "href": f"/cycles/{cycle_id}"},
            {"title": "Reviews", "href": f"/cycles/{cycle_id}/reviews"},
            {"title": "New review", "href": ""},
        ),
        refusal=said,
        action=f"/cycles/{cycle_id}/reviews",
        documents=[
            *((row.item_id, row.title) for row in documents if row.item_id not in reviewed),
            *((row.item_id, f"{row.title} (journey, newest version)") for row in journeys if row.item_id not in reviewed),
        ],
        people=choices(workspace, reader),
        objectives=objectives,
        values={**blank, **(kept or {})},
    )


def _row(review: Review, cycle: Cycle, reader: Reader) -> ReviewRow:
    threads = [one for one in threads_about(cycle, review) if one.state == "open"]
    period = cycle.periods.get(review.round.period) if review.round is not None and review.state == "open" else None
    return ReviewRow(
        href=f"/reviews/{review.id}",
        label=f"R-{review.number}",
        title=review.title,
        chip=STATES[review.state],
        round=len(review.rounds),
        open_threads=len(threads),
        blocking=sum(one.blocking for one in threads),
        owner=name_of(reader.names, review.owner_id),
        closes=instant(period.closes_at, reader.zone) if period else None,
    )


def _period(period: ReviewPeriod, cycle: Cycle, reader: Reader) -> PeriodRow:
    chip = Chip("draft", "To come")
    if period.number in cycle.periods_closed:
        chip = Chip("approved", "Closed")
    elif period.number in cycle.periods_opened:
        chip = Chip("pending", "Open")
    opens, closes = instant(period.opens_at, reader.zone), instant(period.closes_at, reader.zone)
    return PeriodRow(number=period.number, opens=opens, closes=closes, chip=chip)


def _agenda(cycle: Cycle) -> Iterable[AgendaGroup]:
    """C5: whatever waits for an answer stands on the same agenda, risks and scope too; what waits longest comes first."""
    waiting = list(waiting_items(cycle))
    for title, prefix in _KINDS:
        own = [one for one in waiting if one.startswith(prefix)]
        ordered = sorted(own, key=lambda one: -cycle.unresolved.get(one, 0))
        if ordered:
            yield AgendaGroup(
                title=title,
                items=tuple((href_of(cycle, one), _called_on_agenda(cycle, one), cycle.unresolved.get(one, 0)) for one in ordered),
            )


def _called_on_agenda(cycle: Cycle, item_id: str) -> str:
    thread = cycle.threads.get(item_id)
    return thread_title(cycle, thread) if thread else label_of(cycle, item_id)


def _called(text: str, form: Format, file: str) -> str:
    """Return what a text calls itself: in a line "Title:" of its head, or by a heading it begins with; then by the file it came in.

    A text that came in no file is called by its first heading, or its first line.
    """
    head = text.lstrip().partition("\n\n")[0]
    if titled := _TITLED.search(head):
        return titled[1].strip()[:_LONGEST_TITLE]
    first = next(headings(text, form), None)
    if first is not None and (not file or not text[: first[0]].strip(_RULES)):
        return first[2][:_LONGEST_TITLE]
    return (file or next((line.strip() for line in text.splitlines() if line.strip()), ""))[:_LONGEST_TITLE]


routes = [show_reviews, show_new_review, open_review]
