"""A stream read only to be folded: every entry is checked, but of it only the event, its actor and its time are decoded.

A cycle of ten thousand entries comes through here whenever it is opened, and most of its bytes say what no rule asks for. Today's entries
have one canonical form, so the event is cut out of the bytes and decoded alone; whatever looks different is left to the codec, which also
says what is wrong with it.
"""

from binascii import hexlify
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple, TypeVar, cast

import msgspec

from plumbline.ledger.codec import FORMAT, Codec, Row
from plumbline.ledger.errors import Corrupt

T = TypeVar("T", bound=tuple[Any, ...])
Unusual = Callable[[Row, str, int], tuple[Any, str, datetime]]
"""Gives (event, actor, occurred at) of a row that looks different, stream and version it must belong to; raises Corrupt."""

_FIRST_BYTE_OF_A_LEAF = sha256(b"\x00")
_EVENT = b'"event":{'
_EVENT_OPENING = len(_EVENT)
# Where a commitment's hex digits stand after the attribution, when an entry has one.
_COMMITTED = len(b',"commitment":"')
_COMMITTED_END = _COMMITTED + 64
_NOTHING_YET = b"\x00"  # begins no entry
_UNUSUAL = (msgspec.MsgspecError, KeyError, TypeError, ValueError)


class _Source(msgspec.Struct, gc=False):
    """Of an attribution, what states are folded from."""

    actor: str
    occurred_at: datetime


class Cut(NamedTuple):
    """How an event of one type is decoded, and what stands after it in the bytes."""

    decode: Callable[[bytes], Any]
    after: bytes


_decode_source = msgspec.json.Decoder(_Source).decode


def after_event(name: str) -> bytes:
    """Return what stands after an event in the bytes of its entry. name: of its type."""
    return b'},"event_name":"%b","format":%d,' % (name.encode(), FORMAT)


class Replay:
    """Turns stored rows into what states are folded from. Safe for several threads.

    cuts: by the tag of a row; a type that has had other shapes has none, so that its old ones are lifted.
    """

    def __init__(self, cuts: Mapping[str, Cut], unusual: Unusual) -> None:
        self.cuts, self.unusual = cuts, unusual

    @classmethod
    def of(cls, codec: Codec) -> "Replay":
        """Return a replay of all events that a codec knows."""
        simple = (kind for kind in codec.kinds if kind.shape == 1)
        cuts = {kind.tag: Cut(msgspec.json.Decoder(kind.event_type).decode, after_event(kind.name)) for kind in simple}

        def unusual(row: Row, stream: str, version: int) -> tuple[Any, str, datetime]:
            entry = codec.decode(row)
            if entry.version != version or entry.stream != stream:
                raise Corrupt(entry.position, f"it is not version {version} of {stream}")
            return entry.event, entry.attribution.actor, entry.attribution.occurred_at

        return cls(cuts, unusual)

    def history(self, portions: Iterable[Sequence[Row]], stream: str, after: int, form: type[T]) -> Generator[T, None, int]:
        """Yield (event, actor, occurred at, position) of a stream's entries after a version; return the last version. Raises Corrupt.

        portions: small enough to stay in the processor's cache between being read, hashed and decoded.
        form: a named tuple of those four; making it here saves a call for each entry.
        """
        cuts, begun = self.cuts, _FIRST_BYTE_OF_A_LEAF.copy
        new = cast(Callable[[type[T], tuple[Any, ...]], T], tuple.__new__)  # pyright: ignore[reportUnknownMemberType]
        # Only text can stand before this, so it also says that the entry has no number of a later shape.
        filed = b'","stream":%b,"version":' % msgspec.json.encode(stream)
        source, width, actor, occurred_at = _NOTHING_YET, 0, "", None  # entries written together begin with the same bytes
        version = after
        for rows in portions:
            for position, tag, raw, leaf, salt, words in rows:
                version += 1
                digest = begun()
                digest.update(raw)
                try:
                    if digest.digest() != leaf or not raw.endswith(b"%b%d}" % (filed, version)):
                        raise ValueError
                    if not raw.startswith(source):
                        source = _NOTHING_YET
                        opening = raw.index(b"{", 1)
                        width = raw.index(b'},"', opening) + 1
                        said = _decode_source(raw[opening:width])
                        source, actor, occurred_at = raw[:width], said.actor, said.occurred_at
                    decode, next_key = cuts[tag]
                    begins, ends = raw.index(_EVENT, width) + _EVENT_OPENING, raw.rindex(next_key) + 1
                    if words is None:
                        event = decode(raw[begins - 1 : ends])
                    elif salt is not None and hexlify(sha256(salt + words).digest()) == raw[width + _COMMITTED : width + _COMMITTED_END]:
                        event = decode(b"%b,%b" % (words[:-1], raw[begins:ends]))
                    else:
                        raise ValueError
                except _UNUSUAL:
                    yield new(form, (*self.unusual((position, tag, raw, leaf, salt, words), stream, version), position))
                else:
                    yield new(form, (event, actor, occurred_at, position))
        return version
