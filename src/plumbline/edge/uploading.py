"""Signals out of a file: looking at its first rows, saying which column is what, keeping the rows, each with its answer."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from plumbline.domain import permission
from plumbline.domain.checking import check, refuse
from plumbline.domain.signal.signal import Offered, Outcome, Rejected, normal
from plumbline.domain.workspace.signal_source import MapSignals
from plumbline.edge.ingesting import Item, keep
from plumbline.installation import Installation
from plumbline.kernel.outcome import Context, Finding, Refusal
from plumbline.kernel.record import record
from plumbline.signals.formats import parquet, table
from plumbline.signals.formats.request import Unreadable
from plumbline.signals.formats.table import Columns, Table
from plumbline.words.signal import outcome_words

_PORTION = 500


@record
class Uploaded:
    """What became of a file. rows: how many it has; items: the answer of each, in order, counted from 0."""

    items: tuple[Item, ...]
    dry_run: bool

    def counts(self) -> dict[Outcome, int]:
        """Return how many rows there are of each outcome that there was."""
        found: dict[Outcome, int] = {}
        for one in self.items:
            found[one.outcome] = found.get(one.outcome, 0) + 1
        return found


async def look(installation: Installation, context: Context, source_id: str, body: bytes) -> Table | Refusal:
    """Return the table in a file."""
    if refused := await _refused(installation, context, source_id):
        return refused
    try:
        return await asyncio.to_thread(parquet.read if body.startswith(parquet.MARK) else table.read, body)
    except Unreadable as fault:
        return _unusable(check("signals.file", False, actual=str(fault), act="signals.upload"))


async def upload(
    installation: Installation, context: Context, source_id: str, body: bytes, columns: Columns, *, dry_run: bool = False
) -> Uploaded | Refusal:
    """Keep the rows of a file as signals of a source; a bad row takes no other with it. dry_run: only say what would become of each.

    Raises UnwritableSignals.
    """
    found = await look(installation, context, source_id, body)
    if isinstance(found, Refusal):
        return found
    findings = [check("signals.columns", False, actual=problem, act="signals.upload") for problem in columns.problems(found)]
    if findings:
        return _unusable(*findings)
    offered = await asyncio.to_thread(table.offered, found, columns)
    if not dry_run:
        return Uploaded(items=await _kept(installation, source_id, offered, found.via), dry_run=False)
    return Uploaded(items=await _judged(installation, context, source_id, offered), dry_run=True)


def _unusable(*findings: Finding) -> Refusal:
    """A file that is wrong, or columns that it has not: nothing is missing that somebody could add here."""
    return Refusal(code="signals.unusable", kind="invalid", findings=findings)


async def _kept(installation: Installation, source_id: str, offered: Sequence[Offered | None], via: str) -> tuple[Item, ...]:
    """Some at a time, so that programs that send meanwhile get their turn."""
    items: list[Item] = []
    for start in range(0, len(offered), _PORTION):
        portion = offered[start : start + _PORTION]
        kept = await keep(installation, installation.workspace_id, source_id, portion, via)
        items += [replace(one, index=start + one.index) for one in kept]
    return tuple(items)


async def _judged(installation: Installation, context: Context, source_id: str, offered: Sequence[Offered | None]) -> tuple[Item, ...]:
    secret = await installation.signals.secret()
    items: list[Item] = []
    for index, one in enumerate(offered):
        if index % _PORTION == 0:
            await asyncio.sleep(0)
        judged = Rejected("malformed", "item") if one is None else normal(one, context.now, source_id, secret, f"row:{index}")
        outcome, what = (judged.outcome, judged.what) if isinstance(judged, Rejected) else ("accepted", "")
        items.append(Item(index=index, id=judged.origin_id, outcome=outcome, detail=outcome_words(outcome, what)))
    return tuple(items)


async def _refused(installation: Installation, context: Context, source_id: str) -> Refusal | None:
    """Whoever may say where signals belong may hand some in."""
    workspace = await installation.handling.workspace()
    if refused := permission.refusal(MapSignals(mapping_id=""), None, workspace, context):
        return refused
    source = workspace.signal_sources.get(source_id)
    if source is None:
        return Refusal(
            code="missing",
            kind="missing",
            findings=(check("common.known", False, expected="signal source", actual=source_id, item=source_id),),
        )
    return refuse("signals.refused", [check("signals.taking", source.revoked_at is None, actual=source.title, act="signal_source.add")])
