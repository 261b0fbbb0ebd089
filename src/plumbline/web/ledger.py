"""The ledger: what was recorded, newest first; one entry in full; verification; proofs to take away."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import Request, Response, get, post
from litestar.exceptions import ValidationException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from plumbline.edge.explaining import explained
from plumbline.events.provenance import prov_json, provenance_of
from plumbline.kernel.identity import is_id
from plumbline.kernel.record import record
from plumbline.ledger.checkpoint import Checkpoint
from plumbline.ledger.dating import size_at
from plumbline.ledger.entry import Entry
from plumbline.ledger.errors import Corrupt
from plumbline.ledger.proof import proof_of
from plumbline.ledger.within import WorkspaceLedger
from plumbline.projections.history import kind_key, positions_of
from plumbline.projections.items import find_item
from plumbline.web.errors import PageMissing
from plumbline.web.forms import fields_of
from plumbline.web.history import entry_line, entry_lines
from plumbline.web.instants import from_field
from plumbline.web.labels import href_of, label_of, name_of, short_id
from plumbline.web.ledger_tree import kin_of, tree_of
from plumbline.web.ledger_view import Verdict, anchored_words, attribution_lines, content_lines, whole_words
from plumbline.web.reader import Reader, reader_of
from plumbline.web.render import page
from plumbline.web.session import AnyRequest, installation_of
from plumbline.words.event import Label

KINDS = (
    "cycle",
    "decision",
    "evidence",
    "thread",
    "blocker",
    "risk",
    "clock",
    "gate",
    "escalation",
    "handoff",
    "commitment",
    "checkpoint",
    "correction",
    "support",
    "stabilisation",
    "retrospective",
    "wrap_up",
    "step",
    "workspace",
)
_PAGE_SIZE = 50
_FARTHEST = 2**63 - 1  # what the database can count to
_MINUTE, _INSTANT = timedelta(minutes=1), timedelta(microseconds=1)


@record
class Asked:
    """What a page of the ledger shows. since, until: on the reader's wall clock, both included; before: only older numbers, 0 for all."""

    item: str = ""
    actor: str = ""
    kind: str = ""
    since: str = ""
    until: str = ""
    before: int = 0

    def filters(self) -> dict[str, str]:
        """Return what the address of the page says, without its place in the list."""
        return {name: value for name in ("item", "actor", "kind", "since", "until") if (value := str(getattr(self, name)))}


@get("/ledger")
async def show_ledger(
    request: Request[Any, Any, Any],
    item: FromQuery[str] = "",
    actor: FromQuery[str] = "",
    kind: FromQuery[str] = "",
    since: FromQuery[str] = "",
    until: FromQuery[str] = "",
    before: FromQuery[int] = 0,
) -> Response[str]:
    """Show entries, newest first. before: only those older than this number."""
    return await _ledger_page(request, Asked(item=item, actor=actor, kind=kind, since=since, until=until, before=max(before, 0)))


@post("/ledger/verify")
async def verify(request: Request[Any, Any, Any]) -> Response[str] | Redirect:
    """Recompute every hash and the tree over them; say what was found."""
    await fields_of(request)
    ledger = installation_of(request).ledger
    try:
        head = await ledger.verify()
    except Corrupt as broken:
        verdict = Verdict(
            whole=False, words=f"Entry {broken.position} is the first that does not hold: {broken.problem}.", head="", anchored=""
        )
    else:
        note = await ledger.latest_checkpoint()
        covered = await ledger.entry(Checkpoint.parse(note).size) if note else None
        verdict = Verdict(
            whole=True,
            words=whole_words(head),
            head=head.root.hex(),
            anchored=anchored_words(note, covered.recorded_at if covered else None, reader_of(request).zone),
        )
    return await _ledger_page(request, Asked(), verdict=verdict)


@get("/ledger/{position:int}")
async def show_entry(request: Request[Any, Any, Any], position: FromPath[int]) -> Response[str]:
    """Show one entry in full."""
    installation, reader = installation_of(request), reader_of(request)
    entry = await installation.ledger.entry(position) if 0 < position <= _FARTHEST else None
    if entry is None:
        raise PageMissing("entry")
    raw = await installation.ledger.raw(position)
    kin = await kin_of(installation.ledger, entry)
    _, sentence = await explained(installation, entry)
    labels = await _labels(request, [entry], reader)
    labels.words[entry.attribution.workspace] = (await installation.handling.workspace()).title
    label = _labelling(labels, reader)
    told = _labelling(await _labels(request, kin.entries, reader), reader)
    item_href = next((href for href in labels.hrefs if href), "")
    return page(
        request,
        "ledger/entry.html",
        title=f"Entry {position}",
        cycle_id=entry.attribution.cycle,
        crumbs=({"title": "Ledger", "href": "/ledger"}, {"title": f"Entry {position}", "href": ""}),
        line=entry_line(entry, label, reader),
        entry=entry,
        sentence=sentence,
        leaf=entry.leaf_hash.hex(),
        content=content_lines(entry, label, reader.zone),
        attribution=attribution_lines(entry, label, reader.zone),
        raw=_pretty(raw),
        tree=tree_of(entry, kin, told, reader),
        item_href=item_href,
        then_href=_then(item_href, position),
        cycle_then=f"/cycles/{entry.stream}?at={position}" if is_id(entry.stream, "cyc") else "",
        previous=next(iter(await positions_of(installation.ledger, (), before=position, limit=1)), 0),
        following=await _following(installation.ledger, position),
        commands=(
            ("On the command line", f"plumbline ledger show {position}"),
            ("Where it comes from", f"plumbline events why {entry.id}"),
            ("As it is delivered", f"plumbline events show {entry.id}"),
            ("Check it offline", f"python verify_offline.py entry-{position}.proof.json"),
        ),
    )


@get("/ledger/{position:int}/provenance")
async def download_provenance(request: Request[Any, Any, Any], position: FromPath[int]) -> Response[Any]:
    """Give where the entry came from as PROV-JSON."""
    installation = installation_of(request)
    entry = await installation.ledger.entry(position) if 0 < position <= _FARTHEST else None
    if entry is None:
        raise PageMissing("entry")
    told = prov_json(await provenance_of(installation.ledger, entry), installation.base_url)
    headers = {"Content-Disposition": f'attachment; filename="entry-{position}.prov.json"'}
    return Response(msgspec.json.format(msgspec.json.encode(told), indent=2), media_type="application/json", headers=headers)


@get("/ledger/{position:int}/proof")
async def download_proof(request: Request[Any, Any, Any], position: FromPath[int]) -> Response[Any]:
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


async def _ledger_page(request: AnyRequest, asked: Asked, *, verdict: Verdict | None = None) -> Response[str]:
    installation, reader = installation_of(request), reader_of(request)
    ledger = installation.ledger
    head = await ledger.head()
    entries = await _page_of(request, asked, head.size, reader.zone)
    labels = await _labels(request, entries, reader, [asked.item])
    oldest = entries[-1].position if entries else 0
    filters = asked.filters()
    return page(
        request,
        "ledger/list.html",
        title="Ledger",
        crumbs=({"title": "Ledger", "href": ""},),
        lines=entry_lines(entries, _labelling(labels, reader), reader),
        size=head.size,
        root=head.root.hex(),
        verdict=verdict,
        asked=asked,
        item_words=labels.words.get(asked.item, ""),
        kinds=KINDS,
        actors=sorted(((key, name) for key, name in reader.names.items()), key=lambda pair: pair[1].casefold()),
        older=f"/ledger?{urlencode({**filters, 'before': str(oldest)})}" if oldest > 1 and len(entries) == _PAGE_SIZE else "",
        newest=f"/ledger?{urlencode(filters)}" if asked.before else "",
        filtered=bool(filters),
        commands=(
            ("On the command line", "plumbline ledger verify"),
            ("Over the network", f'curl -H "Authorization: Bearer $PLUMBLINE_TOKEN" {installation.base_url}/v1/ledger/entries'),
        ),
    )


async def _page_of(request: AnyRequest, asked: Asked, size: int, zone: str) -> list[Entry]:
    ledger = installation_of(request).ledger
    since, until = _wall(asked.since, zone), _wall(asked.until, zone)
    after = await size_at(ledger, since - _INSTANT) if since else 0
    newest = await size_at(ledger, until + _MINUTE - _INSTANT) if until else size  # a field says minutes; the whole last one counts
    before = min(asked.before or newest + 1, newest + 1)
    keys = [key for key in (asked.item, asked.actor, kind_key(asked.kind) if asked.kind in KINDS else "") if key]
    return await ledger.entries(await positions_of(ledger, keys, before=before, after=after, limit=_PAGE_SIZE))


async def _following(ledger: WorkspaceLedger, position: int) -> int:
    return next((one.position for one in await ledger.scan(position, 1)), 0)


def _wall(text: str, zone: str) -> datetime | None:
    try:
        return from_field(text, zone)
    except (ValueError, OverflowError) as fault:
        raise ValidationException(f"{text} is not a date and time; write it like 2026-11-24T16:00") from fault


def _then(href: str, position: int) -> str:
    """Return the address of a page as it was at an entry."""
    path, mark, place = href.partition("#")
    return f"{path}?at={position}{mark}{place}" if path else ""


async def _labels(request: AnyRequest, entries: Iterable[Entry], reader: Reader, more: Iterable[str] = ()) -> Labels:
    """Name every id that the entries mention, from the cycles they are in."""
    handling, labels = installation_of(request).handling, Labels()
    wanted: dict[str, set[str]] = {}
    for entry in entries:
        if is_id(entry.stream, "cyc"):
            wanted.setdefault(entry.stream, set()).update(_mentioned(entry), _around(entry))
    for item_id in more:
        found = await find_item(installation_of(request).ledger, item_id) if item_id else None
        if found:
            wanted.setdefault(found.cycle_id, set()).add(item_id)
    for cycle_id, ids in wanted.items():
        async with handling.reading(cycle_id) as cycle:
            labels.words |= {item_id: words for item_id in ids if (words := label_of(cycle, item_id))}
            labels.hrefs += [
                href_of(cycle, item_id) for item_id in sorted(ids) if is_id(item_id, item_id[:3]) and not item_id.startswith("cyc")
            ]
    return labels


def _mentioned(entry: Entry) -> set[str]:
    values = ((name, getattr(entry.event, name)) for name in entry.event.__slots__)
    return {value for name, value in values if isinstance(value, str) and value and (name.endswith("_id") or is_id(value, value[:3]))}


def _around(entry: Entry) -> set[str]:
    """What the entry belongs to, beside what it says."""
    return {one for one in (entry.stream, entry.section, entry.objective) if one}


def _labelling(labels: Labels, reader: Reader) -> Label:
    def label(identifier: str) -> str:
        if identifier.startswith("usr_"):
            return name_of(reader.names, identifier)
        return labels.words.get(identifier) or short_id(identifier)

    return label


def _pretty(raw: bytes | None) -> str:
    return msgspec.json.format(raw or b"{}", indent=2).decode()


routes = [show_ledger, verify, show_entry, download_provenance, download_proof]
