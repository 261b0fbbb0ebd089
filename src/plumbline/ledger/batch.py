"""A batch: appends that become durable together. It decides which of them stand, and what is to be stored for those."""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from plumbline.kernel.identity import make_id
from plumbline.ledger.codec import SALT_BYTES, Codec, Kept, Place
from plumbline.ledger.entry import Append, Appended, Entry, Idempotency
from plumbline.ledger.errors import AlreadyAnswered, VersionConflict
from plumbline.ledger.merkle import Frontier, inner_nodes

Clock = Callable[[], datetime]
Randomness = Callable[[int], bytes]
Row = tuple[int, str, int, str, bytes, bytes, bytes | None, bytes | None]
system_randomness: Randomness = secrets.token_bytes
_ID_BYTES = 10


class Accepted(NamedTuple):
    """An append that stands."""

    request: Append
    appended: Appended


class Batch:
    """Appends on top of a ledger whose frontier, versions and answers are given. Nothing outside the batch changes.

    version_of: a stream's version before the batch. answered: what is kept under (scope, key) before the batch.
    """

    def __init__(
        self,
        codec: Codec,
        frontier: Frontier,
        version_of: Callable[[str], int],
        answered: Callable[[str, str], tuple[str, bytes] | None],
        now: datetime,
        randomness: Randomness,
    ) -> None:
        self.frontier = frontier.copy()
        self.first_node = inner_nodes(frontier.size)
        self.accepted: list[Accepted] = []
        self.kept: list[Kept] = []
        self.nodes: list[bytes] = []
        self.versions: dict[str, int] = {}
        self.answers: dict[tuple[str, str], Idempotency] = {}
        self._codec, self._version_of, self._answered = codec, version_of, answered
        self._now, self._randomness = now, randomness

    def add(self, request: Append) -> Appended:
        """Add an append after those before it. Raises AlreadyAnswered, VersionConflict or Unrecordable, and is then as before."""
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
        self.accepted.append(Accepted(request, appended))
        return appended

    def rows(self) -> list[Row]:
        """Return what is to be stored: position, stream, version, tag, bytes, leaf, salt, erasable text."""
        entries = (entry for _, appended in self.accepted for entry in appended.entries)
        return [
            (position, entry.stream, entry.version, tag, raw, leaf, salt, words)
            for entry, (position, tag, raw, leaf, salt, words) in zip(entries, self.kept, strict=True)
        ]

    def _check_key(self, asked: Idempotency | None) -> None:
        if asked is None:
            return
        before = self.answers.get((asked.scope, asked.key))
        found = (before.request_hash, before.answer) if before is not None else self._answered(asked.scope, asked.key)
        if found is not None:
            raise AlreadyAnswered(asked.scope, asked.key, *found)

    def _stored(self, request: Append, version: int) -> tuple[Entry, ...]:
        source = self._codec.source(request.attribution)
        randomness = self._randomness((_ID_BYTES + SALT_BYTES) * len(request.drafts))
        kept: list[Kept] = []
        entries: list[Entry] = []
        append_id = ""
        for number, draft in enumerate(request.drafts, start=1):
            chance, randomness = randomness[:_ID_BYTES], randomness[_ID_BYTES:]
            salt, randomness = randomness[:SALT_BYTES], randomness[SALT_BYTES:]
            entry_id = make_id("evt", self._now, int.from_bytes(chance))
            append_id = append_id or entry_id
            place = Place(self.frontier.size + number, request.stream, version + number, entry_id, append_id, self._now)
            stored, entry = self._codec.encode(place, draft, source, salt)
            kept.append(stored)
            entries.append(entry)
        for stored in kept:
            self.nodes.extend(self.frontier.add(stored.leaf))
        self.kept.extend(kept)
        return tuple(entries)
