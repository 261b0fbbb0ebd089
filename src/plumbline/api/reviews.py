"""Reviews: open one on a document, assign and sign off sections, close its rounds."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from plumbline.api.access import caller, installation_of
from plumbline.api.acts import Act, NewId, ReceiptBody, answer, handlers
from plumbline.api.cycles import known_cycle
from plumbline.api.items import Noun
from plumbline.api.items import routes as reading
from plumbline.api.problems import FindingBody, finding_body, missing
from plumbline.api.texts import Title
from plumbline.document_files import is_document
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
from plumbline.domain.cycle.rules.reviewing import completion_findings, round_findings
from plumbline.domain.document.subject import subject_of
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
    """A document to put on the agenda. title: the document's where none is given. readers: who reads which section."""

    document_id: Title
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


class ReviewBody(msgspec.Struct, kw_only=True):
    """A review. A sign-off stands as long as its digest is that of the section."""

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
    ended_at: datetime | None
    reason: str


class StandingBody(msgspec.Struct, kw_only=True):
    """What stands in the way. round: of closing the open round; completion: of the review's end with it."""

    round: list[FindingBody]
    completion: list[FindingBody]


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of reviews."""
    noun = Noun(path="reviews", kind="review", kept=lambda cycle: cycle.reviews, shape=ReviewBody)
    acts = [
        Act(path=f"/reviews/{{item_id:str}}/{path}", command=command, field="review_id", noun="reviews", summary=summary)
        for path, command, summary in _ACTS
    ]
    return [*reading(noun), create_review, close_round, show_standing, *handlers(acts)]


@post("/cycles/{item_id:str}/reviews", summary="Open a review of a document", tags=["reviews"], status_code=201)
async def create_review(request: Request[Any, Any, Any], item_id: FromPath[str], data: JSONBody[NewReview]) -> Response[ReceiptBody]:
    """Put a document of the cycle on its agenda, as it reads now."""
    installation = installation_of(request)
    if not await is_document(installation.ledger, data.document_id):
        raise missing("document", data.document_id)

    async def command(_: NewId) -> Any:
        async with installation.handling.reading(data.document_id) as document:
            if document.cycle_id != known_cycle(item_id):
                raise missing("document", data.document_id)
            subject, title = subject_of(document), data.title or document.title
        readers = tuple(Reader(section_id=one.section_id, person_id=one.person_id) for one in data.readers)
        return OpenReview(title=title, subject=subject, owner_id=data.owner_id, objective_id=data.objective_id, readers=readers)

    return await answer(request, known_cycle(item_id), command)


@post("/cycles/{item_id:str}/reviews/{review_id:str}/closing", summary="Close the round of a review", tags=["reviews"], status_code=201)
async def close_round(request: Request[Any, Any, Any], item_id: FromPath[str], review_id: FromPath[str]) -> Response[ReceiptBody]:
    """Close the open round; the review ends with it when nothing is left to do."""
    await _of(request, review_id, item_id)

    async def command(_: NewId) -> Any:
        return CloseRound(review_id=review_id)

    return await answer(request, item_id, command)


@get("/reviews/{item_id:str}/standing", summary="What stands in the way of closing the round", tags=["reviews"])
async def show_standing(request: Request[Any, Any, Any], item_id: FromPath[str]) -> StandingBody:
    """Return every condition of closing the round and of ending the review, met or not."""
    caller(request)
    cycle_id = await _of(request, item_id)
    installation = installation_of(request)
    workspace, names = await installation.handling.workspace(), installation.directory.names()
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
