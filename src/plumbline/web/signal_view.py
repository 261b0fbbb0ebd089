"""Sources, kinds of signals and signals in the words of the page."""

import json
from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from plumbline.domain.signal.signal import instant
from plumbline.domain.workspace.signal_source import SignalMapping, SignalSource
from plumbline.edge.attributing import Sorted, claimed
from plumbline.edge.signal_sources import used_at
from plumbline.installation import Installation
from plumbline.kernel.record import record
from plumbline.projections.cycles import cycles
from plumbline.signals.store import Kept
from plumbline.web.clockwords import moment
from plumbline.web.labels import Chip, name_of
from plumbline.web.reader import Reader

BECAUSE = {"source": "its source says so", "mapping": "a mapping says so", "claim": "it says so itself", "": ""}
_TRUSTED = {
    "time": "when it happened", "plcycle": "its cycle", "pljourney": "its journey", "plutmcampaign": "the campaign",
    "plutmsource": "the source of the campaign", "plutmmedium": "its medium", "plutmterm": "its term", "plutmcontent": "its content",
    "plutmid": "its id", "pltouch": "the touch", "plreferrer": "the page before", "pllanding": "the first page",
}  # fmt: skip
_ACTIVE, _REVOKED = Chip("approved", "Takes signals"), Chip("ended", "Revoked")


@record
class SourceView:
    """One source. place: where its signals belong, in words."""

    id: str
    title: str
    chip: Chip
    active: bool
    place: str
    used: str
    signals: int
    per_second: int
    signed: bool
    sign_ups: str
    fingerprint: str


@record
class KindView:
    """Signals that belong alike. claims: what they say about where they belong, empty for nothing. map_href: the form, filled in."""

    name: str
    campaign: str
    source: str
    many: int
    place: str
    because: str
    sign_up: bool
    claims: str
    map_href: str


@record
class SignalView:
    """One signal. campaign: what it says of where somebody came from. place: the cycle it belongs to; claimed: what was taken on trust, in
    words. told: its properties as JSON.
    """

    number: int
    name: str
    at: str
    source: str
    via: str
    campaign: str
    place: str
    because: str
    claimed: str
    origin_id: str
    told: str


@record
class MappingView:
    id: str
    name: str
    campaign: str
    place: str
    sign_up: bool
    by: str
    at: str


async def cycle_titles(installation: Installation) -> dict[str, str]:
    """Return the titles of the workspace's cycles, by id."""
    return {one.id: one.title for one in await cycles(installation.ledger)}


async def source_views(installation: Installation, found: Iterable[SignalSource], reader: Reader) -> list[SourceView]:
    """Return sources as pages show them."""
    titles, counts = await cycle_titles(installation), dict[str, int]()
    for one in await installation.signals.tallies(installation.workspace_id):
        counts[one.kind.source_id] = counts.get(one.kind.source_id, 0) + one.many
    return [_source(one, titles, counts.get(one.id, 0), installation, reader) for one in found]


def _source(one: SignalSource, titles: Mapping[str, str], many: int, installation: Installation, reader: Reader) -> SourceView:
    used = used_at(installation, one)
    return SourceView(
        id=one.id,
        title=one.title,
        chip=_ACTIVE if one.revoked_at is None else _REVOKED,
        active=one.revoked_at is None,
        place=titles.get(one.cycle_id, "") or "where a mapping or the signal itself says",
        used=moment(used, reader.zone) if used else "never",
        signals=many,
        per_second=one.per_second,
        signed=one.signed,
        sign_ups=", ".join(one.sign_ups),
        fingerprint=one.key_fingerprint,
    )


def kind_views(found: Iterable[Sorted], sources: Mapping[str, SignalSource], titles: Mapping[str, str]) -> list[KindView]:
    """Return kinds of signals as rows."""
    return [
        KindView(
            name=one.kind.name, campaign=one.kind.campaign, source=_title(sources, one.kind.source_id), many=one.many,
            place=titles.get(one.place.cycle_id, ""), because=BECAUSE[one.place.because], sign_up=one.place.sign_up,
            claims=", ".join(filter(None, (one.kind.cycle, one.kind.journey))),
            map_href=f"/signals?{urlencode({'name': one.kind.name, 'campaign': one.kind.campaign})}#map",
        )
        for one in found
    ]  # fmt: skip


def signal_views(
    found: Iterable[Kept],
    kinds: Iterable[Sorted],
    sources: Mapping[str, SignalSource],
    reader: Reader,
    titles: Mapping[str, str] | None = None,
) -> list[SignalView]:
    """Return signals as rows, in their order. titles: of cycles, where the rows say to which they belong."""
    places = {one.kind: one.place for one in kinds}
    return [
        SignalView(
            number=one.number, name=one.signal.name, at=moment(instant(one.signal.occurred_at), reader.zone),
            source=_title(sources, one.signal.kind.source_id), via=one.via, campaign=campaign_words(one),
            place=(titles or {}).get(places[one.signal.kind].cycle_id, ""), because=BECAUSE[places[one.signal.kind].because],
            claimed=trust_words(claimed(one, places[one.signal.kind])),
            origin_id=one.signal.origin_id, told=one.signal.properties,
        )
        for one in found
    ]  # fmt: skip


def mapping_views(found: Iterable[SignalMapping], titles: Mapping[str, str], reader: Reader) -> list[MappingView]:
    """Return mappings as rows, the newest first, which holds where several fit."""
    return [
        MappingView(
            id=one.mapping_id, name=one.name or "any", campaign=one.campaign or "any", place=titles.get(one.cycle_id, one.cycle_id),
            sign_up=one.sign_up, by=name_of(reader.names, one.by), at=moment(one.at, reader.zone),
        )
        for one in reversed(list(found))
    ]  # fmt: skip


def campaign_words(kept: Kept) -> str:
    """Return where somebody came from, as the signal says: campaign, source and medium, or the page before."""
    claims: dict[str, str] = json.loads(kept.signal.claims)
    told = [claims[name] for name in ("plutmcampaign", "plutmsource", "plutmmedium") if name in claims]
    return " / ".join(told) or claims.get("plreferrer", "")


def trust_words(names: Iterable[str]) -> str:
    """Return in words what was taken on trust; names: of attributes of events."""
    return ", ".join(_TRUSTED.get(one, one) for one in names)


def _title(sources: Mapping[str, SignalSource], source_id: str) -> str:
    return sources[source_id].title if source_id in sources else source_id
