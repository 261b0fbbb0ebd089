"""The ledger: what was recorded, newest first; one entry in full; verification; proofs to take away."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import Request, Response, get, post
from litestar.response import Redirect

from plumbline.kernel.identity import is_id, prefix_of
from plumbline.ledger.entry import Entry
from plumbline.ledger.errors import Corrupt
from plumbline.ledger.proof import proof_of
from plumbline.projections.history import kind_key, positions_of
from plumbline.projections.items import find_item
from plumbline.web.errors import PageMissing
from plumbline.web.forms import fields_of
from plumbline.web.history import entry_line, entry_lines
from plumbline.web.labels import href_of, label_of, name_of
from plumbline.web.ledger_view import Verdict, attribution_lines, checkpoint_words, content_lines
from plumbline.web.reader import Reader, reader_of
from plumbline.web.render import page
from plumbline.web.session import AnyRequest, installation_of
from plumbline.words.event import Label

KINDS = ("cycle", "decision", "evidence", "thread", "blocker", "risk", "clock", "gate", "escalation", "step", "workspace")
_PAGE_SIZE = 50
_FARTHEST = 2**63 - 1  # what the database can count to


@get("/ledger")
async def show_ledger(request: Request[Any, Any, Any], item: str = "", actor: str = "", kind: str = "", before: int = 0) -> Response[str]:
    """Show entries, newest first. before: only those older than this number."""
    return await _ledger_page(request, item=item, actor=actor, kind=kind, before=max(before, 0))


@post("/ledger/verify")
async def verify(request: Request[Any, Any, Any]) -> Response[str] | Redirect:
    """Recompute every hash and the tree over them; say what was found."""
    await fields_of(request)
    ledger = installation_of(request).ledger
    try:
        head = await ledger.verify()
    except Corrupt as broken:
        verdict = Verdict(
            whole=False, words=f"Entry {broken.position} is the first that does not hold: {broken.problem}.", head="", checkpoint=""
        )
    else:
        note = await ledger.latest_checkpoint()
        told = f"{head.size:,}".replace(",", " ")
        words = f"{told} {'entry' if head.size == 1 else 'entries'}, unbroken."
        verdict = Verdict(whole=True, words=words, head=head.root.hex(), checkpoint=checkpoint_words(note))
    return await _ledger_page(request, verdict=verdict)


@get("/ledger/{position:int}")
async def show_entry(request: Request[Any, Any, Any], position: int) -> Response[str]:
    """Show one entry in full."""
    installation, reader = installation_of(request), reader_of(request)
    entry = await installation.ledger.entry(position) if 0 < position <= _FARTHEST else None
    if entry is None:
        raise PageMissing("entry")
    raw = await installation.ledger.raw(position)
    head = await installation.ledger.head()
    labels = await _labels(request, [entry], reader)
    label = _labelling(labels, reader)
    appended = [other for other in await _around(request, position) if other.append_id == entry.append_id and other.position != position]
    return page(
        request,
        "ledger/entry.html",
        title=f"Entry {position}",
        cycle_id=entry.attribution.cycle,
        crumbs=({"title": "Ledger", "href": "/ledger"}, {"title": f"Entry {position}", "href": ""}),
        line=entry_line(entry, label, reader),
        entry=entry,
        leaf=entry.leaf_hash.hex(),
        content=content_lines(entry, label, reader.zone),
        attribution=attribution_lines(entry, label, reader.zone),
        raw=_pretty(raw),
        together=entry_lines(appended, label, reader),
        item_href=next((href for href in labels.hrefs if href), ""),
        previous=position - 1,
        following=position + 1 if position < head.size else 0,
        commands=(
            ("On the command line", f"plumbline ledger show {position}"),
            ("Check it offline", f"python verify_offline.py entry-{position}.proof.json"),
        ),
    )


@get("/ledger/{position:int}/proof")
async def download_proof(request: Request[Any, Any, Any], position: int) -> Response[Any]:
    """Give a bundle that shows offline that the entry is in the ledger as it is."""
    ledger = installation_of(request).ledger
    if not 0 < position <= _FARTHEST or await ledger.raw(position) is None:
        raise PageMissing("entry")
    headers = {"Content-Disposition": f'attachment; filename="entry-{position}.proof.json"'}
    return Response(await proof_of(ledger, position), media_type="application/json", headers=headers)


class Labels:
    """Names of the items on a page by id, and where they are shown."""

    def __init__(self) -> None:
        self.words: dict[str, str] = {}
        self.hrefs: list[str] = []


async def _ledger_page(
    request: AnyRequest, *, item: str = "", actor: str = "", kind: str = "", before: int = 0, verdict: Verdict | None = None
) -> Response[str]:
    installation, reader = installation_of(request), reader_of(request)
    ledger = installation.ledger
    head = await ledger.head()
    keys = [key for key in (item, actor, kind_key(kind) if kind in KINDS else "") if key]
    entries = await _page_of(request, keys, min(before or head.size + 1, head.size + 1))
    labels = await _labels(request, entries, reader, [item])
    oldest = entries[-1].position if entries else 0
    asked = {name: value for name, value in (("item", item), ("actor", actor), ("kind", kind)) if value}
    return page(
        request,
        "ledger/list.html",
        title="Ledger",
        crumbs=({"title": "Ledger", "href": ""},),
        lines=entry_lines(entries, _labelling(labels, reader), reader),
        size=head.size,
        root=head.root.hex(),
        verdict=verdict,
        item=item,
        item_words=labels.words.get(item, ""),
        actor=actor,
        kind=kind,
        kinds=KINDS,
        actors=sorted(((key, name) for key, name in reader.names.items()), key=lambda pair: pair[1].casefold()),
        older=f"/ledger?{urlencode({**asked, 'before': str(oldest)})}" if oldest > 1 and len(entries) == _PAGE_SIZE else "",
        newest=f"/ledger?{urlencode(asked)}" if before else "",
        filtered=bool(asked),
        commands=(
            ("On the command line", "plumbline ledger verify"),
            ("Over the network", f'curl -H "Authorization: Bearer $PLUMBLINE_TOKEN" {installation.base_url}/v1/ledger/entries'),
        ),
    )


async def _page_of(request: AnyRequest, keys: Sequence[str], before: int) -> list[Entry]:
    ledger = installation_of(request).ledger
    if not keys:
        first = max(before - 1 - _PAGE_SIZE, 0)
        return list(reversed(await ledger.scan(after=first, limit=before - 1 - first))) if before > 1 else []
    positions = await positions_of(ledger, keys, before=before, limit=_PAGE_SIZE)
    found = [await ledger.entry(position) for position in positions]
    return [entry for entry in found if entry is not None]


async def _around(request: AnyRequest, position: int) -> Sequence[Entry]:
    return await installation_of(request).ledger.scan(after=max(position - 30, 0), limit=60)


async def _labels(request: AnyRequest, entries: Iterable[Entry], reader: Reader, more: Iterable[str] = ()) -> Labels:
    """Name every id that the entries mention, from the cycles they are in."""
    handling, labels = installation_of(request).handling, Labels()
    wanted: dict[str, set[str]] = {}
    for entry in entries:
        if is_id(entry.stream, "cyc"):
            wanted.setdefault(entry.stream, set()).update(_mentioned(entry))
    for item_id in more:
        found = await find_item(installation_of(request).ledger, item_id) if item_id else None
        if found:
            wanted.setdefault(found.cycle_id, set()).add(item_id)
    for cycle_id, ids in wanted.items():
        async with handling.reading(cycle_id) as cycle:
            labels.words |= {item_id: words for item_id in ids if (words := label_of(cycle, item_id))}
            labels.hrefs += [href_of(cycle, item_id) for item_id in sorted(ids) if not item_id.startswith("cyc")]
    return labels


def _mentioned(entry: Entry) -> set[str]:
    values = (getattr(entry.event, name) for name in entry.event.__slots__)
    return {value for value in values if isinstance(value, str) and len(value) == 30 and value[3] == "_"}


def _labelling(labels: Labels, reader: Reader) -> Label:
    def label(identifier: str) -> str:
        if identifier.startswith("usr_"):
            return name_of(reader.names, identifier)
        return labels.words.get(identifier) or f"{prefix_of(identifier)}..{identifier[-4:]}"

    return label


def _pretty(raw: bytes | None) -> str:
    return msgspec.json.format(raw or b"{}", indent=2).decode()


routes = [show_ledger, verify, show_entry, download_proof]
