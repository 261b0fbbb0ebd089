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
from plumbline.domain.cycle.rules.warning_sign import SIGN, disputed_work, entries_of, watchers
from plumbline.words.plan import catalogue_titles


class ShownBody(msgspec.Struct, kw_only=True):
    """One thing that shows a sign: work on decision_id started, and what was in dispute then is in dispute still.

    kind: `thread`, `concern`, or `gate` for an entry gate that a lead let the decision through; item_id is its id. about_id: the decision
    that the dispute is about, which may be one that decision_id went ahead of. started_entry, entry: the positions in the ledger at which
    work started and the dispute did. act: what clears it, and who can do it.
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


class SignBody(msgspec.Struct, kw_only=True):
    """A sign that is watched for. watched_by: ids of the patterns and risks that do; shown_by: empty while it does not show."""

    id: str
    title: str
    watched_by: list[str]
    shown_by: list[ShownBody]


class SignList(msgspec.Struct, kw_only=True):
    items: list[SignBody]


@get("/cycles/{item_id:str}/warning-signs", summary="Show which warning signs a cycle shows", tags=["cycles"])
async def show_signs(request: Request[Any, Any, Any], item_id: FromPath[str], as_of: FromQuery[AsOf] = "") -> SignList:
    """Return the signs that a pattern or an open risk of the cycle watches for, each with what shows it; a sign is quiet without any."""
    caller(request)
    async with looking(request, known_cycle(item_id), as_of) as look:
        if look.cycle.version == 0:
            raise missing("cycle", item_id)
        watched = watchers(look.cycle)
        found = disputed_work(look.cycle, look.workspace, look.now)
    if not watched:
        return SignList(items=[])
    entries = await installation_of(request).handling.found_in(item_id, partial(entries_of, found)) if found else {}
    shown = [
        ShownBody(
            decision_id=one.decision_id, started_at=one.started_at, started_entry=entries[one][0], kind=one.kind, item_id=one.item_id,
            about_id=one.about_id, by_id=one.by_id, since=one.since, entry=entries[one][1], act=one.act, who=list(one.who),
        )
        for one in found
    ]  # fmt: skip
    title = catalogue_titles()[f"detector:{SIGN}"]
    return SignList(items=[SignBody(id=SIGN, title=title, watched_by=list(watched), shown_by=shown)])


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of warning signs."""
    return [show_signs]
