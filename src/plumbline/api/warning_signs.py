"""Warning signs that a cycle watches for, and the entries of the ledger that show them."""

from datetime import datetime
from functools import partial
from typing import Any

import msgspec
from litestar import Request, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from plumbline.api.access import caller, installation_of
from plumbline.api.cycles import known_cycle
from plumbline.api.looking import AsOf, looking
from plumbline.api.problems import missing
from plumbline.domain.cycle.rules.warning_signs import disputed_start, drifting_work
from plumbline.words.plan import catalogue_titles


class ShownBody(msgspec.Struct, kw_only=True):
    """One thing that shows a sign.

    Work starts on a disagreement: work on decision_id started, and what was in dispute then is in dispute still. kind: `thread`, `concern`,
    or `gate` for an entry gate that a lead let the decision through; item_id is its id. about_id: the decision that the dispute is about,
    which may be one that decision_id went ahead of.

    Work outside drifts: the line about_id of the handoff item_id, which decision_id was handed over with, was taken over at started_at, and
    the item called reference says something else since. kind: `unread`, `open_after`, `suspect`, `returned`, `disputed`, `dropped`, `gone`,
    `renamed` or `rescheduled`; by_id is empty.

    started_entry, entry: the positions in the ledger at which work started and the difference did; 0 where no entry says so. act: what
    clears it, and who can do it.
    """

    decision_id: str
    started_at: datetime
    started_entry: int
    kind: str
    item_id: str
    about_id: str
    by_id: str
    since: datetime
    entry: int
    act: str
    who: list[str]
    reference: str = ""
    url: str = ""


class SignBody(msgspec.Struct, kw_only=True):
    """A sign that is watched for. watched_by: ids of the patterns, risks and handoffs that do; shown_by: empty while it does not show."""

    id: str
    title: str
    watched_by: list[str]
    shown_by: list[ShownBody]


class SignList(msgspec.Struct, kw_only=True):
    items: list[SignBody]


@get("/cycles/{item_id:str}/warning-signs", summary="Show which warning signs a cycle shows", tags=["cycles"])
async def show_signs(request: Request[Any, Any, Any], item_id: FromPath[str], as_of: FromQuery[AsOf] = "") -> SignList:
    """Return the signs that something in the cycle watches for, each with what shows it; a sign is quiet without any."""
    caller(request)
    async with looking(request, known_cycle(item_id), as_of) as look:
        if look.cycle.version == 0:
            raise missing("cycle", item_id)
        cycle, workspace, now = look.cycle, look.workspace, look.now
        starts, disputed = disputed_start.watchers(cycle), disputed_start.disputed_work(cycle, workspace, now)
        drifts, drifting = drifting_work.watchers(cycle), drifting_work.drifting_work(cycle, workspace, now)
    find = installation_of(request).handling.found_in
    signs: list[SignBody] = []
    if starts:
        entries = await find(item_id, partial(disputed_start.entries_of, disputed)) if disputed else {}
        signs.append(_sign(disputed_start.SIGN, starts, [_disputed(one, entries[one]) for one in disputed]))
    if drifts:
        places = await find(item_id, partial(drifting_work.entries_of, drifting)) if drifting else {}
        signs.append(_sign(drifting_work.SIGN, drifts, [_drifting(one, places[one]) for one in drifting]))
    return SignList(items=signs)


def _sign(sign: str, watched: tuple[str, ...], shown: list[ShownBody]) -> SignBody:
    return SignBody(id=sign, title=catalogue_titles()[f"detector:{sign}"], watched_by=list(watched), shown_by=shown)


def _disputed(one: disputed_start.DisputedStart, entries: tuple[int, int]) -> ShownBody:
    return ShownBody(
        decision_id=one.decision_id, started_at=one.started_at, started_entry=entries[0], kind=one.kind, item_id=one.item_id,
        about_id=one.about_id, by_id=one.by_id, since=one.since, entry=entries[1], act=one.act, who=list(one.who),
    )  # fmt: skip


def _drifting(one: drifting_work.DriftingWork, entries: tuple[int, int]) -> ShownBody:
    return ShownBody(
        decision_id=one.decision_id, started_at=one.taken_at, started_entry=entries[0], kind=one.kind, item_id=one.handoff_id,
        about_id=one.commitment_id, by_id="", since=one.since, entry=entries[1], act=one.act, who=list(one.who), reference=one.reference,
        url=one.url,
    )  # fmt: skip


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of warning signs."""
    return [show_signs]
