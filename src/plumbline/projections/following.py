"""Which recorded decisions somebody follows: those they own, wrote, or took part in."""

from datetime import datetime

from plumbline.ledger.within import WorkspaceLedger
from plumbline.projections.history import kind_key, positions_of
from plumbline.projections.items import ITEM_COLUMNS, ItemRow, item_from

_MOST = 100
# Taking part is having an entry of one's own about the decision, its evidence or its threads.
_TOOK_PART = "EXISTS (SELECT 1 FROM history h JOIN history o ON o.position = h.position WHERE h.key = item.item_id AND o.key = ?)"


async def followed_since(ledger: WorkspaceLedger, person_id: str, since: datetime) -> list[ItemRow]:
    """Return the decisions a person follows that somebody else ended since an instant, newest first, a hundred at the most."""
    rows = await ledger.query(
        f"SELECT {ITEM_COLUMNS} FROM item WHERE kind = 'decision' AND ended_at >= ? AND workspace_id = ?"  # noqa: S608 - constants of this package
        f" AND (owner_id = ? OR author_id = ? OR {_TOOK_PART}) ORDER BY ended_at DESC LIMIT ?",
        (since.isoformat(), ledger.workspace_id, person_id, person_id, person_id, _MOST),
    )
    found = [item_from(row) for row in rows]
    return [row for row in found if await _ended_by(ledger, row) != person_id]


async def _ended_by(ledger: WorkspaceLedger, row: ItemRow) -> str:
    for position in await positions_of(ledger, (row.item_id, kind_key("decision"))):
        entry = await ledger.entry(position)
        if entry is not None and entry.attribution.occurred_at == row.ended_at:
            return entry.attribution.actor
    return ""
