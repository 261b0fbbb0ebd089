"""Taking signals in: who sends, whether that much may be sent, and what became of each item. Every way in passes here."""

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from plumbline.directory.source_keys import SourceKey
from plumbline.domain.signal.signal import Offered, Outcome, Rejected, Signal, normal
from plumbline.domain.workspace.signal_source import SignalSource
from plumbline.installation import Installation
from plumbline.kernel.record import record
from plumbline.outbox.signing import NotVerified, verify
from plumbline.signals.formats.request import Format, Sent, Unreadable, shown_key
from plumbline.signals.quota import Left, Quotas
from plumbline.words.signal import outcome_words

PER_WORKSPACE = 40_000
"""Signals a second that all sources of a workspace may send together."""
_PORTION = 25  # items that are read before others get their turn: about half a millisecond
_ASIDE = 0.01  # seconds that a portion waits at most while somebody acts, so that whoever sends gets an answer, too
_QUOTAS = Quotas()


@record
class Item:
    """What became of one item. id: as it was sent, or as it is told apart from now on; empty where there is none. detail: in words."""

    index: int
    id: str
    outcome: Outcome
    detail: str


@record
class Taken:
    """What became of a request. left: of the quota, after it."""

    items: tuple[Item, ...]
    left: Left

    def counts(self) -> dict[Outcome, int]:
        """Return how many items there are of each outcome that there was."""
        return dict(Counter(one.outcome for one in self.items))


class Turned(Exception):
    """A request of which nothing was taken. code: stable; status: of the answer; left: of the quota, where that is why."""

    def __init__(self, code: str, status: int, why: str, left: Left | None = None) -> None:
        super().__init__(why)
        self.code, self.status, self.left = code, status, left


async def ingest(
    installation: Installation, sent: Sent, read: Format, via: str, known: Callable[[SignalSource], None] = lambda _: None
) -> Taken:
    """Take the signals of a request, whatever workspace its key is of. known: is told the source as soon as its key was recognised.

    What is accepted is durable when this returns. A bad item never turns away the others. Raises Turned, UnwritableSignals.
    """
    shown = shown_key(sent.headers)
    key = _key(installation, shown)
    if key is None and shown:
        raise _unknown()
    source = await _admit(installation, key, known) if key else None  # known before the body is read: a flood costs little
    try:
        found = read(sent)
    except Unreadable as fault:
        raise Turned("signals.unreadable", fault.status, str(fault)) from fault
    if key is None or source is None:
        key = _key(installation, found.key)
        if key is None:
            raise _unknown()
        source = await _admit(installation, key, known)
    _from_its_sites(sent.headers.get("origin", ""), source)
    if key.signing_secret:
        _signed(sent, key, installation.clock())
    _spend(source, key, max(len(found.sent) - 1, 0))
    items = await keep(installation, key.workspace_id, source.id, map(found.item, found.sent), via)
    return Taken(items=items, left=_QUOTAS.look(source.id, source.per_second))


async def keep(
    installation: Installation, workspace_id: str, source_id: str, offered: Iterable[Offered | None], via: str
) -> tuple[Item, ...]:
    """Keep what is offered by a source that was recognised; return what became of each item, in order. Raises UnwritableSignals.

    Whoever acts goes first: between portions it waits for a moment while a command is being handled.
    """
    now, secret, request = installation.clock(), await installation.signals.secret(), secrets.token_hex(8)
    answers: dict[int, Item] = {}
    fit: dict[int, Signal] = {}
    for index, one in enumerate(offered):
        if index % _PORTION == 0:
            await installation.handling.states.stand_aside(_ASIDE)
        judged = Rejected("malformed", "item") if one is None else normal(one, now, source_id, secret, f"{request}:{index}")
        if isinstance(judged, Signal):
            fit[index] = judged
        else:
            answers[index] = _item(index, judged.origin_id, judged.outcome, judged.what)
    outcomes = await installation.signals.add(workspace_id, list(fit.values()), via, now)
    for (index, signal), outcome in zip(fit.items(), outcomes, strict=True):
        answers[index] = _item(index, signal.origin_id, outcome, "kinds" if outcome == "too_large" else "")
    return tuple(answers[index] for index in range(len(answers)))


async def browser_settings(
    installation: Installation, shown: str, origin: str, known: Callable[[SignalSource], None] = lambda _: None
) -> dict[str, Any]:
    """Return what Segment's client in browsers asks for before it sends: where to. origin: of the page, empty for a program.

    known: is told the source as soon as its key was recognised. Raises Turned: 404 for a key that is unknown or revoked, 403.
    """
    key = _key(installation, shown)
    if key is None:
        raise _unknown(404)
    _from_its_sites(origin, await _source(installation, key, known))
    scheme, _, place = installation.base_url.partition("://")
    return {
        "integrations": {"Segment.io": {"apiKey": shown, "apiHost": f"{place}/v1", "protocol": scheme}},
        "metrics": {"sampleRate": 0},  # unless it is told so, it tells how it is doing with each page
    }


def quota_headers(left: Left) -> Mapping[str, str]:
    """Return what an answer says about the quota."""
    headers = {
        "RateLimit-Policy": f'"source";q={left.limit};w=10',
        "RateLimit": f'"source";r={left.remaining};t={max(left.wait, 1)}',
    }
    return headers if left.allowed else headers | {"Retry-After": str(left.wait)}


def _key(installation: Installation, text: str) -> SourceKey | None:
    return installation.directory.sources.find(text, installation.clock()) if text else None


async def _admit(installation: Installation, key: SourceKey, known: Callable[[SignalSource], None]) -> SignalSource:
    """Return the source of a key while it may send. The request counts as one signal, whatever is in it. Raises Turned."""
    source = await _source(installation, key, known)
    left = _QUOTAS.look(source.id, source.per_second)
    if not left.allowed:
        raise Turned("signals.quota", 429, f"This source may send {source.per_second} signals a second. Wait {left.wait} s.", left)
    left = _QUOTAS.look(key.workspace_id, PER_WORKSPACE)
    if not left.allowed:
        raise Turned("signals.quota", 429, f"All sources together may send {PER_WORKSPACE} signals a second. Wait {left.wait} s.", left)
    _spend(source, key, 1)
    return source


async def _source(installation: Installation, key: SourceKey, known: Callable[[SignalSource], None]) -> SignalSource:
    source = (await installation.within(key.workspace_id).handling.workspace()).signal_sources.get(key.source_id)
    if source is None or source.revoked_at is not None:
        raise _unknown()
    known(source)
    return source


def _spend(source: SignalSource, key: SourceKey, count: int) -> None:
    _QUOTAS.spend(source.id, source.per_second, count)
    _QUOTAS.spend(key.workspace_id, PER_WORKSPACE, count)


def _from_its_sites(origin: str, source: SignalSource) -> None:
    """A browser says which site its page is of. Programs say nothing, and a source without sites does not ask."""
    if origin and source.origins and "*" not in source.origins and origin not in source.origins:
        raise Turned(
            "signals.origin", 403, f"Nothing was taken: pages of {origin[:200]} may not send with this key. Add the site to its source."
        )


def _signed(sent: Sent, key: SourceKey, now: datetime) -> None:
    try:
        verify(sent.headers, sent.body, [key.signing_secret], now)
    except NotVerified as fault:
        raise Turned("signals.unsigned", 401, f"Nothing was taken: {fault}. Sign each request as Standard Webhooks says.") from fault


def _unknown(status: int = 401) -> Turned:
    return Turned("signals.key", status, "This key is unknown or revoked. Show the key of a source, plb_src_…, from the page Integrations.")


def _item(index: int, origin_id: str, outcome: Outcome, what: str) -> Item:
    return Item(index=index, id=origin_id, outcome=outcome, detail=outcome_words(outcome, what))
