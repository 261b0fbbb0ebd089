"""What a person must do: decisions to take, questions to answer, evidence to judge, blockers to remove."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery

from plumbline.api.access import caller, installation_of
from plumbline.api.problems import missing
from plumbline.projections.attention import NeedRow, needs
from plumbline.words.attention import why


class NeedBody(msgspec.Struct, kw_only=True):
    """One obligation. verb: decide, answer, review, attach, unblock, assess or accept. reason is stable, why is its sentence for people.

    cycle_id and cycle_title are empty for what stands in no cycle, such as a template of the workspace.
    """

    person_id: str
    verb: str
    item_id: str
    item_kind: str
    number: int
    title: str
    reason: str
    why: str
    since: datetime
    due_at: datetime | None
    escalated: bool
    blocks: int
    cycle_id: str
    cycle_title: str


class NeedList(msgspec.Struct, kw_only=True):
    items: list[NeedBody]


@get("/needs", summary="List what a person must do", tags=["needs"])
async def list_needs(request: Request[Any, Any, Any], person: FromQuery[str] = "") -> NeedList:
    """Return the obligations of the caller, or of the person whose id is given: the soonest due first, then by how much each blocks."""
    who = caller(request)
    installation = installation_of(request)
    person_id = person or who.person_id
    if person_id not in (await installation.handling.workspace()).members:
        raise missing("person", person_id)
    names = installation.names
    rows = await needs(installation.ledger, person_id)
    return NeedList(items=[_body(row, why(row.reason, row.values, names)) for row in rows])


def routes() -> list[HTTPRouteHandler]:
    """Return the route of obligations."""
    return [list_needs]


def _body(row: NeedRow, sentence: str) -> NeedBody:
    return NeedBody(
        person_id=row.person_id,
        verb=row.verb,
        item_id=row.item_id,
        item_kind=row.item_kind,
        number=row.number,
        title=row.title,
        reason=row.reason,
        why=sentence,
        since=row.since,
        due_at=row.due_at,
        escalated=row.escalated,
        blocks=row.blocks,
        cycle_id=row.cycle_id,
        cycle_title=row.cycle_title,
    )
