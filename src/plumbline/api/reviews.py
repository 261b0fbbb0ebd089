"""Reviews: open one on a document, assign and sign off sections, close its rounds."""

from datetime import datetime, timedelta
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, post
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from plumbline.api.access import caller, context_of, installation_of
from plumbline.api.acts import NewId, ReceiptBody, answer, doing
from plumbline.api.cycles import known_cycle
from plumbline.api.idempotency import REPLAYED, Asked, once
from plumbline.api.items import Noun
from plumbline.api.items import routes as reading
from plumbline.api.problems import FindingBody, Refused, finding_body, missing
from plumbline.api.texts import Title
from plumbline.automation.journeys import kept_subject
from plumbline.domain.cycle.decision import Decision
from plumbline.domain.cycle.review import (
    AssignSection,
    CancelReview,
    CloseRound,
    OpenReview,
    Reader,
    ReopenReview,
    SignOffSection,
    Subject,
    WithdrawSignOff,
)
from plumbline.domain.cycle.rules.guest import standing
from plumbline.domain.cycle.rules.reviewing import completion_findings, round_findings
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.document.subject import subject_of
from plumbline.edge.document_files import is_document
from plumbline.edge.inviting import guest_link, invite_guest, revoke_guest
from plumbline.handling import AnswerBytes
from plumbline.kernel.outcome import Refusal
from plumbline.projections.items import find_item

_ACTS = (
    ("readers", AssignSection, "Say who reads a section"),
    ("sign-offs", SignOffSection, "Sign a section off"),
    ("sign-off-withdrawals", WithdrawSignOff, "Withdraw a sign-off"),
    ("cancellation", CancelReview, "Cancel it"),
    ("reopening", ReopenReview, "Reopen it"),
)


class NewReader(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    section_id: Title
    person_id: Title


class NewReview(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A document, or a journey in its newest version, to put on the agenda. title: its own where none is given.

    readers: who reads which section.
    """

    document_id: Title = ""
    journey_id: Title = ""
    title: Title = ""
    owner_id: Title = ""
    objective_id: Title = ""
    readers: list[NewReader] = []


class SignOffBody(msgspec.Struct, kw_only=True):
    person_id: str
    digest: str
    at: datetime


class RoundBody(msgspec.Struct, kw_only=True):
    """A round. period: the review period that it belongs to, 0 after the last one."""

    number: int
    period: int
    opened_at: datetime
    closed_at: datetime | None
    decided: list[str]
    carried: list[str]


class OnAgendaBody(msgspec.Struct, kw_only=True):
    """A decision that is on the agenda of a review."""

    id: str
    number: int
    title: str
    state: str


class ReviewBody(msgspec.Struct, kw_only=True):
    """A review. A sign-off stands as long as its digest is that of the section. agenda: the decisions that are settled in it."""

    id: str
    number: int
    cycle_id: str
    title: str
    state: str
    subject: Subject
    owner_id: str
    objective_id: str
    author_id: str
    opened_at: datetime
    readers: dict[str, list[str]]
    sign_offs: dict[str, dict[str, SignOffBody]]
    rounds: list[RoundBody]
    agenda: list[OnAgendaBody]
    ended_at: datetime | None
    reason: str


class GuestBody(msgspec.Struct, kw_only=True):
    """Somebody without an account who reads the review through a link. state: open, expired, revoked, or closed with the review."""

    id: str
    name: str
    state: str
    invited_by: str
    invited_at: datetime
    expires_at: datetime


class GuestList(msgspec.Struct, kw_only=True):
    items: list[GuestBody]


class NewGuest(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Somebody to let in without an account. name is kept outside the ledger. days: how long the link lasts, 1 to 90."""

    name: Title
    days: Annotated[int, msgspec.Meta(ge=1, le=90)] = 14


class Leaving(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Whose link ends. forget: replace their name, too."""

    guest_id: Title
    forget: bool = False


class InvitedBody(msgspec.Struct, kw_only=True):
    """The new guest, and the link to hand over; it is not told again."""

    guest_id: str
    link: str
    expires_at: datetime


class LetIn(msgspec.Struct, kw_only=True):
    """What is kept of an invitation under its idempotency key: whom it let in. The link is not, because that would be a way in."""

    guest_id: str
    expires_at: datetime


class StandingBody(msgspec.Struct, kw_only=True):
    """What stands in the way. round: of closing the open round; completion: of the review's end with it."""

    round: list[FindingBody]
    completion: list[FindingBody]


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of reviews."""
    noun = Noun(path="reviews", kind="review", kept=lambda cycle: cycle.reviews, shape=ReviewBody, joined=_agendas)
    acts = doing("reviews", "review_id", _ACTS)
    return [*reading(noun), create_review, close_round, list_guests, create_guest, end_guest, show_standing, *acts]


def _agendas(cycle: Cycle) -> dict[str, dict[str, list[Decision]]]:
    """Return the decisions on the agenda of each review, in the order of their numbers."""
    agendas: dict[str, dict[str, list[Decision]]] = {review_id: {"agenda": []} for review_id in cycle.reviews}
    for decision in cycle.decisions.values():
        if decision.review_id in agendas:
            agendas[decision.review_id]["agenda"].append(decision)
    return agendas


@post("/cycles/{item_id:str}/reviews", summary="Open a review of a document or a journey", tags=["reviews"], status_code=201)
async def create_review(request: Request[Any, Any, Any], item_id: FromPath[str], data: JSONBody[NewReview]) -> Response[ReceiptBody]:
    """Put a document or a journey of the cycle on its agenda, as its newest version reads."""
    installation = installation_of(request)
    readers = tuple(Reader(section_id=one.section_id, person_id=one.person_id) for one in data.readers)
    if not data.document_id:
        row = await find_item(installation.ledger, data.journey_id)
        if row is None or row.kind != "journey" or row.cycle_id != known_cycle(item_id):
            raise missing("journey", data.journey_id)
        named = data.title or row.title

        async def of_journey(_: NewId) -> Any:
            subject = await kept_subject(installation.handling, data.journey_id)
            if subject is None:
                raise missing("version", data.journey_id)
            return OpenReview(title=named, subject=subject, owner_id=data.owner_id, objective_id=data.objective_id, readers=readers)

        return await answer(request, known_cycle(item_id), of_journey)
    if not await is_document(installation.ledger, data.document_id):
        raise missing("document", data.document_id)

    async def command(_: NewId) -> Any:
        async with installation.handling.reading(data.document_id) as document:
            if document.cycle_id != known_cycle(item_id):
                raise missing("document", data.document_id)
            subject, title = subject_of(document), data.title or document.title
        return OpenReview(title=title, subject=subject, owner_id=data.owner_id, objective_id=data.objective_id, readers=readers)

    return await answer(request, known_cycle(item_id), command)


@post("/cycles/{item_id:str}/reviews/{review_id:str}/closing", summary="Close the round of a review", tags=["reviews"], status_code=201)
async def close_round(request: Request[Any, Any, Any], item_id: FromPath[str], review_id: FromPath[str]) -> Response[ReceiptBody]:
    """Close the open round; the review ends with it when nothing is left to do."""
    await _of(request, review_id, item_id)

    async def command(_: NewId) -> Any:
        return CloseRound(review_id=review_id)

    return await answer(request, item_id, command)


@get("/reviews/{item_id:str}/guests", summary="List the guests of a review", tags=["reviews"])
async def list_guests(request: Request[Any, Any, Any], item_id: FromPath[str]) -> GuestList:
    """Return everybody who was invited to read the review, in the order in which they were."""
    caller(request)
    cycle_id, installation = await _of(request, item_id), installation_of(request)
    names = installation.names
    async with installation.handling.reading(cycle_id) as cycle:
        return GuestList(
            items=[
                GuestBody(
                    id=one.id,
                    name=names.get(one.id, ""),
                    state=standing(cycle, item_id, one.id, installation.clock()),
                    invited_by=one.invited_by,
                    invited_at=one.invited_at,
                    expires_at=one.expires_at,
                )
                for one in cycle.reviews[item_id].guests.values()
            ]
        )


@post("/reviews/{item_id:str}/guests", summary="Invite a guest to the review", tags=["reviews"], status_code=201)
async def create_guest(request: Request[Any, Any, Any], item_id: FromPath[str], data: JSONBody[NewGuest]) -> Response[InvitedBody]:
    """Let somebody without an account read this one review, through a link that is told this once.

    Asked again with the same idempotency key it is the same guest, with a new link in place of the one that may have been lost.
    """
    cycle_id, installation, context = await _of(request, item_id), installation_of(request), context_of(request)
    if not data.name.strip():
        raise HTTPException("A name is needed, so that people know who speaks.", status_code=422)
    until = context.now + timedelta(days=data.days)

    async def send(asked: Asked) -> Response[InvitedBody]:
        def kept_as(guest_id: str) -> tuple[str, str, AnswerBytes]:
            return asked.kept_as(lambda _: msgspec.json.encode(LetIn(guest_id=guest_id, expires_at=until)))

        done = await invite_guest(
            installation, context, name=data.name, cycle_id=cycle_id, review_id=item_id, until=until, idempotency=kept_as
        )
        if isinstance(done, Refusal):
            raise Refused(done, installation.names)
        return Response(InvitedBody(guest_id=done.person_id, link=done.link, expires_at=until), status_code=201)

    async def again(kept: bytes) -> Response[InvitedBody]:
        let_in = msgspec.json.decode(kept, type=LetIn)
        link = guest_link(installation, let_in.guest_id, cycle_id, item_id).link
        body = InvitedBody(guest_id=let_in.guest_id, link=link, expires_at=let_in.expires_at)
        return Response(body, status_code=201, headers={REPLAYED: "true"})

    return await once(request, context, send, again)


@post("/reviews/{item_id:str}/guest-revocations", summary="End a guest's link", tags=["reviews"], status_code=201)
async def end_guest(request: Request[Any, Any, Any], item_id: FromPath[str], data: JSONBody[Leaving]) -> ReceiptBody:
    """End what a guest may do, at once; what they said and signed stays."""
    cycle_id, installation, context = await _of(request, item_id), installation_of(request), context_of(request)
    done = await revoke_guest(installation, context, cycle_id=cycle_id, review_id=item_id, guest_id=data.guest_id, forget=data.forget)
    if isinstance(done, Refusal):
        raise Refused(done, installation.names)
    return ReceiptBody(stream=done.stream, version=done.version, item=done.item, changed=done.changed)


@get("/reviews/{item_id:str}/standing", summary="What stands in the way of closing the round", tags=["reviews"])
async def show_standing(request: Request[Any, Any, Any], item_id: FromPath[str]) -> StandingBody:
    """Return every condition of closing the round and of ending the review, met or not."""
    caller(request)
    cycle_id = await _of(request, item_id)
    installation = installation_of(request)
    workspace, names = await installation.handling.workspace(), installation.names
    async with installation.handling.reading(cycle_id) as cycle:
        review = cycle.reviews[item_id]
        of_round, of_end = (list(find(cycle, review, workspace)) for find in (round_findings, completion_findings))
    return StandingBody(
        round=[finding_body(one, names) for one in of_round if not one.met],
        completion=[finding_body(one, names) for one in of_end if not one.met],
    )


async def _of(request: Request[Any, Any, Any], review_id: str, cycle_id: str = "") -> str:
    row = await find_item(installation_of(request).ledger, review_id)
    if row is None or row.kind != "review" or (cycle_id and row.cycle_id != cycle_id):
        raise missing("review", review_id)
    return row.cycle_id
