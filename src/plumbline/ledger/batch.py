"""A batch: appends that become durable together. It decides which of them stand, and what is to be stored for those."""

import secrets
from collections.abc import Callable
from datetime import datetime

from plumbline.kernel.identity import make_id
from plumbline.ledger.codec import SALT_BYTES, Codec, Kept, Place
from plumbline.ledger.entry import Append, Appended, Entry, Idempotency
from plumbline.ledger.errors import AlreadyAnswered, VersionConflict
from plumbline.ledger.merkle import Frontier, inner_nodes

Clock = Callable[[], datetime]
Randomness = Callable[[int], bytes]
Row = tuple[int, str, int, str, bytes, bytes, bytes | None, bytes | None]
system_randomness: Randomness = secrets.token_bytes
Accepted = tuple[Append, Appended]
"""An append that stands, and what it got."""

_ID_BYTES = 10
_ENTRY_BYTES = _ID_BYTES + SALT_BYTES


class Batch:
    """Appends on top of a ledger whose frontier, versions and answers are given. Nothing outside the batch changes.

    version_of: a stream's version before the batch. answered: what is kept under (scope, key) before the batch. most: how many entries
    there may be; the random bytes for all of them are drawn at once, because asking the system takes as long as making an id.
    """

    def __init__(
        self,
        codec: Codec,
        frontier: Frontier,
        version_of: Callable[[str], int],
        answered: Callable[[str, str], tuple[str, bytes] | None],
        now: datetime,
        randomness: Randomness,
        most: int,
    ) -> None:
        self.frontier = frontier.copy()
        self.first_node = inner_nodes(frontier.size)
        self.accepted: list[Accepted] = []
        self.kept: list[Kept] = []
        self.nodes: list[bytes] = []
        self.versions: dict[str, int] = {}
        self.answers: dict[tuple[str, str], Idempotency] = {}
        self._codec, self._version_of, self._answered = codec, version_of, answered
        self._now, self._most, self._drawn = now, most, randomness(_ENTRY_BYTES * most)

    def add(self, request: Append) -> Appended:
        """Add an append after those before it. Raises AlreadyAnswered, VersionConflict or Unrecordable, and is then as before."""
        if request.idempotency is not None:
            self._check_key(request.idempotency)
        version = self.versions.get(request.stream)
        if version is None:
            version = self._version_of(request.stream)
        if version != request.after:
            raise VersionConflict(request.stream, request.after, version)
        entries = self._stored(request, version)
        version += len(entries)
        self.versions[request.stream] = version
        if request.idempotency is not None:
            self.answers[request.idempotency.scope, request.idempotency.key] = request.idempotency
        appended = Appended(entries=entries, version=version, position=self.frontier.size)
        self.accepted.append((request, appended))
        return appended

    def rows(self) -> list[Row]:
        """Return what is to be stored: position, stream, version, tag, bytes, leaf, salt, erasable text."""
        entries = (entry for _, appended in self.accepted for entry in appended.entries)
        return [
            (position, entry.stream, entry.version, tag, raw, leaf, salt, words)
            for entry, (position, tag, raw, leaf, salt, words) in zip(entries, self.kept, strict=True)
        ]

    def _check_key(self, asked: Idempotency) -> None:
        before = self.answers.get((asked.scope, asked.key))
        found = (before.request_hash, before.answer) if before is not None else self._answered(asked.scope, asked.key)
        if found is not None:
            raise AlreadyAnswered(asked.scope, asked.key, *found)

    def _stored(self, request: Append, version: int) -> tuple[Entry, ...]:
        if len(self.kept) + len(request.drafts) > self._most:
            raise ValueError(f"this batch has room for {self._most} entries")
        source = self._codec.source(request.attribution)
        kept: list[Kept] = []
        entries: list[Entry] = []
        append_id = ""
        start = len(self.kept) * _ENTRY_BYTES
        for number, draft in enumerate(request.drafts, start=1):
            salted = start + _ID_BYTES
            entry_id = make_id("evt", self._now, int.from_bytes(self._drawn[start:salted]))
            start += _ENTRY_BYTES
            append_id = append_id or entry_id
            place = Place(self.frontier.size + number, request.stream, version + number, entry_id, append_id, self._now)
            stored, entry = self._codec.encode(place, draft, source, self._drawn[salted:start])
            kept.append(stored)
            entries.append(entry)
        for stored in kept:
            self.nodes.extend(self.frontier.add(stored.leaf))
        self.kept.extend(kept)
        return tuple(entries)
