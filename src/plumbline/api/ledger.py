"""The ledger for programs: entries in order, the head with its signed checkpoint, and a proof for one entry."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, FromQuery

from plumbline.api.access import caller, installation_of
from plumbline.api.problems import missing
from plumbline.ledger.entry import Entry
from plumbline.ledger.proof import proof_of

_LONGEST_PAGE = 500
_FARTHEST = 2**63 - 1  # what the database can count to


class EntryBody(msgspec.Struct, kw_only=True):
    """One entry. leaf_hash, in hex, is what the tree commits to; content is the entry as it was hashed, byte for byte."""

    position: int
    id: str
    stream: str
    version: int
    type: str
    occurred_at: datetime
    recorded_at: datetime
    actor: str
    leaf_hash: str
    content: str


class ProofBody(msgspec.Struct, kw_only=True):
    """What shows offline that an entry is in the ledger. entry: in base64, as it was hashed. proof: a c2sp.org/tlog-proof."""

    kind: str
    version: int
    entry: str
    proof: str
    public_key: str


class EntryList(msgspec.Struct, kw_only=True):
    items: list[EntryBody]
    next: int | None


class HeadBody(msgspec.Struct, kw_only=True):
    """The size of the ledger, the root of its tree in hex, and the newest signed checkpoint."""

    size: int
    root: str
    checkpoint: str


@get("/ledger/entries", summary="List entries in order", tags=["ledger"])
async def list_entries(request: Request[Any, Any, Any], after: FromQuery[int] = 0, limit: FromQuery[int] = 100) -> EntryList:
    """Return entries after a position; `next` is what to send as `after` for the following page."""
    caller(request)
    size = max(1, min(limit, _LONGEST_PAGE))
    entries = await installation_of(request).ledger.scan(min(max(0, after), _FARTHEST), size)
    items = [await _body(request, entry) for entry in entries]
    return EntryList(items=items, next=items[-1].position if len(items) == size else None)


@get("/ledger/entries/{position:int}", summary="Show an entry", tags=["ledger"])
async def show_entry(request: Request[Any, Any, Any], position: FromPath[int]) -> EntryBody:
    """Return one entry by its position, from 1."""
    caller(request)
    entry = await installation_of(request).ledger.entry(position) if 0 < position <= _FARTHEST else None
    if entry is None:
        raise missing("entry", str(position))
    return await _body(request, entry)


@get("/ledger/head", summary="Show the head and its checkpoint", tags=["ledger"])
async def show_head(request: Request[Any, Any, Any]) -> HeadBody:
    """Return the tree's head with the newest signed checkpoint."""
    caller(request)
    ledger = installation_of(request).ledger
    head = await ledger.head()
    return HeadBody(size=head.size, root=head.root.hex(), checkpoint=await ledger.latest_checkpoint() or "")


@get(
    "/ledger/entries/{position:int}/proof",
    summary="Export a proof for an entry",
    tags=["ledger"],
    responses={200: ResponseSpec(data_container=ProofBody, description="The bundle.", generate_examples=False)},
)
async def export_proof(request: Request[Any, Any, Any], position: FromPath[int]) -> Response[bytes]:
    """Return a bundle that shows, offline, that the entry is in the ledger at a signed checkpoint."""
    caller(request)
    ledger = installation_of(request).ledger
    if not 0 < position <= _FARTHEST or await ledger.raw(position) is None:
        raise missing("entry", str(position))
    bundle = await proof_of(ledger, position)
    headers = {"content-disposition": f'attachment; filename="entry-{position}.proof.json"'}
    return Response(bundle.encode(), media_type="application/json", headers=headers)


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of the ledger."""
    return [list_entries, show_entry, show_head, export_proof]


async def _body(request: Request[Any, Any, Any], entry: Entry) -> EntryBody:
    content = await installation_of(request).ledger.raw(entry.position)
    assert content is not None  # an entry that was read has its bytes
    return EntryBody(
        position=entry.position,
        id=entry.id,
        stream=entry.stream,
        version=entry.version,
        type=entry.event_name,
        occurred_at=entry.attribution.occurred_at,
        recorded_at=entry.recorded_at,
        actor=entry.attribution.actor,
        leaf_hash=entry.leaf_hash.hex(),
        content=content.decode(),
    )
