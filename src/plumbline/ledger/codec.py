"""Entries to bytes and back. The bytes are what is hashed, and they are for ever: docs/reference/ledger.md describes them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from types import NoneType
from typing import Any, NamedTuple, cast, get_args, get_origin, get_type_hints

import msgspec

from plumbline.kernel.record import erasable_fields
from plumbline.ledger.entry import Attribution, Draft, Entry
from plumbline.ledger.errors import Corrupt, Unrecordable
from plumbline.ledger.merkle import leaf_hash
from plumbline.ledger.upcasts import UPCASTS, Upcasts

FORMAT = 1
SALT_BYTES = 32
_LARGEST = 2**53 - 1
_PLAIN = (str, int, bool, NoneType, datetime, date, time, timedelta)

_encode = msgspec.json.Encoder(order="sorted").encode
_decode_attribution = msgspec.json.Decoder(Attribution).decode
_decode_any = msgspec.json.Decoder(Entry).decode
_decode_words = msgspec.json.Decoder(dict[str, str]).decode
_set = msgspec.structs.force_setattr


class Place(msgspec.Struct, frozen=True, gc=False):
    """Where an entry stands, which only the sequencer knows."""

    position: int
    stream: str
    version: int
    id: str
    append_id: str
    recorded_at: datetime


Row = tuple[int, str, bytes, bytes, bytes | None, bytes | None]
"""An entry as it comes from the disk; the parts of `Kept`."""


class Kept(NamedTuple):
    """An entry as it is stored. tag: its type and shape. salt and words are None when nothing is erasable, or after an erasure."""

    position: int
    tag: str
    raw: bytes
    leaf: bytes
    salt: bytes | None
    words: bytes | None


class Source(msgspec.Struct, frozen=True, gc=False):
    """An attribution and its bytes."""

    raw: msgspec.Raw
    attribution: Attribution


class _Leaf(msgspec.Struct, omit_defaults=True, gc=False):
    """The keys of the entry bytes; absent means empty, 0, or shape 1. `_leaf` gives them in this order."""

    append_id: str
    attribution: msgspec.Raw
    event: Any
    event_name: str
    id: str
    position: int
    recorded_at: datetime
    stream: str
    version: int
    commitment: str = ""
    content_hash: str = ""
    journey: str = ""
    objective: str = ""
    run: str = ""
    screen: str = ""
    section: str = ""
    shape: int = 1
    format: int = 0


class Kind(NamedTuple):
    """What the codec knows of one event type."""

    name: str
    shape: int
    tag: str
    plain: tuple[str, ...]
    erasable: tuple[str, ...]
    numbers: tuple[str, ...]
    instants: tuple[str, ...]
    checked: bool
    event_type: type[Any]
    decode: Callable[[bytes], Entry]


class Codec:
    """Encodes and decodes the entries of a set of event types.

    registry: event dataclasses by their name in the ledger. Raises TypeError for one whose fields cannot be kept for ever: floats, mappings
    and open types have no canonical form.
    """

    def __init__(self, registry: Mapping[str, type[Any]], upcasts: Upcasts = UPCASTS) -> None:
        self._upcasts = upcasts
        kinds = [_kind(name, event_type, upcasts.shape_of(name)) for name, event_type in registry.items()]
        self._by_type = dict(zip(registry.values(), kinds, strict=True))
        self._by_name = {kind.name: kind for kind in kinds}
        self._by_tag = {kind.tag: kind for kind in kinds}

    @property
    def kinds(self) -> Iterable[Kind]:
        """What is known of each event type, in today's shape."""
        return self._by_tag.values()

    def source(self, attribution: Attribution) -> Source:
        """Return an attribution with its bytes, to be shared by the entries of one append. Raises Unrecordable."""
        if attribution.occurred_at.tzinfo is None:
            raise Unrecordable("occurred_at has no time zone")
        try:
            raw = _encode(attribution)
            return Source(msgspec.Raw(raw), _decode_attribution(raw))
        except (msgspec.MsgspecError, TypeError, ValueError) as problem:
            raise Unrecordable(f"attribution: {problem}") from problem

    def encode(self, place: Place, draft: Draft, source: Source, salt: bytes) -> tuple[Kept, Entry]:
        """Return an entry as it is stored, and as it will be read.

        salt: SALT_BYTES random bytes; used when the event has erasable text. Raises Unrecordable for an event of an unknown type or with a
        value that its type does not declare.
        """
        event: Any = draft.event
        event_type: type[Any] = event.__class__
        kind = self._by_type.get(event_type)
        if kind is None:
            raise Unrecordable(f"{event_type.__name__} is not an event of the registry")
        words, commitment = None, ""
        try:
            if kind.erasable:
                words = _encode({name: getattr(event, name) for name in kind.erasable})
                commitment = sha256(salt + words).hexdigest()
                event = {name: getattr(event, name) for name in kind.plain}
            raw = _encode(_leaf(kind, place, draft, source.raw, event, commitment))
            entry = kind.decode(raw)  # what was not meant to be kept shows here, and not on the day it is needed
            if kind.checked:
                _check_values(kind, entry.event)
            if words is not None:
                _fill_in(entry, words)
        except (msgspec.MsgspecError, TypeError, ValueError) as problem:
            raise Unrecordable(f"{kind.name}: {problem}") from problem
        leaf = leaf_hash(raw)
        _set(entry, "attribution", source.attribution)
        _set(entry, "leaf_hash", leaf)
        return Kept(place.position, kind.tag, raw, leaf, None if words is None else salt, words), entry

    def decode(self, kept: Row) -> Entry:
        """Return the entry that was stored, in today's shape, checked against its leaf hash and commitment. Raises Corrupt."""
        return self.decode_all((kept,))[0]

    def decode_all(self, rows: Iterable[Row]) -> list[Entry]:
        """Return stored entries as `decode` does. One loop without calls, because whole streams come through here."""
        entries: list[Entry] = []
        kinds = self._by_tag
        shared = b""  # entries written together have one attribution; it is decoded once
        attribution: Attribution | None = None
        for position, tag, raw, leaf, salt, words in rows:
            if sha256(b"\x00" + raw).digest() != leaf:
                raise Corrupt(position, "its bytes do not match its leaf hash")
            kind = kinds.get(tag)
            try:
                entry = kind.decode(raw) if kind is not None else self._decode_lifted(raw, tag)
            except (msgspec.MsgspecError, KeyError, ValueError) as problem:
                raise Corrupt(position, f"its bytes cannot be read: {problem}") from problem
            if entry.position != position or (kind is not None and (entry.event_name != kind.name or entry.shape != kind.shape)):
                raise Corrupt(position, "its row does not belong to its bytes")
            if kind is not None:
                source = bytes(cast(msgspec.Raw, entry.attribution))
                if source != shared:
                    shared, attribution = source, _decode_attribution(source)
                _set(entry, "attribution", attribution)
            _set(entry, "leaf_hash", leaf)
            if entry.commitment:
                if salt is None or words is None:
                    _set(entry, "erased", True)
                elif sha256(salt + words).hexdigest() == entry.commitment:
                    _fill_in(entry, words)
                else:
                    raise Corrupt(position, "its erasable text does not match the commitment in its bytes")
            entries.append(entry)
        return entries

    def _decode_lifted(self, raw: bytes, tag: str) -> Entry:
        entry = _decode_any(raw)
        kind = self._by_name.get(entry.event_name)
        if kind is None:
            raise ValueError(f"no event type is called {entry.event_name}")
        if f"{entry.event_name}/{entry.shape}" != tag:
            raise ValueError("its row names another type")
        lifted = self._upcasts.lifted(kind.name, entry.shape, entry.event)
        _set(entry, "event", msgspec.convert(lifted, kind.event_type))
        return entry


def _leaf(kind: Kind, place: Place, draft: Draft, attribution: msgspec.Raw, event: Any, commitment: str) -> _Leaf:
    return _Leaf(  # by place: naming eighteen of them takes longer than to encode what they hold
        place.append_id,
        attribution,
        event,
        kind.name,
        place.id,
        place.position,
        place.recorded_at,
        place.stream,
        place.version,
        commitment,
        draft.content_hash,
        draft.journey,
        draft.objective,
        draft.run,
        draft.screen,
        draft.section,
        kind.shape,
        FORMAT,
    )


def _check_values(kind: Kind, event: Any) -> None:
    for name in kind.numbers:
        value = getattr(event, name) or 0
        if (max(map(abs, value)) if isinstance(value, tuple) else abs(value)) > _LARGEST:  # pyright: ignore[reportUnknownArgumentType]
            raise ValueError(f"{name} is larger than 2^53 - 1, so readers that keep numbers as doubles would see another one")
    for name in kind.instants:
        instant = getattr(event, name)
        if instant is not None and instant.tzinfo is None:
            raise ValueError(f"{name} has no time zone")


def _fill_in(entry: Entry, words: bytes) -> None:
    event = entry.event
    for name, text in _decode_words(words).items():
        if text:
            object.__setattr__(event, name, text)  # the event was made a moment ago; nobody has seen it without its text


def _kind(name: str, event_type: type[Any], shape: int) -> Kind:
    _check(event_type, name)
    erasable = erasable_fields(event_type)
    # A subclass of Entry for each event type, so that one call decodes an entry with its event.
    parts = [("attribution", msgspec.Raw), ("event", event_type)]
    entry_type: Any = msgspec.defstruct(
        f"Entry_{event_type.__name__}", parts, bases=(Entry,), frozen=True, kw_only=True, omit_defaults=True, gc=False
    )
    plain = tuple(field.name for field in fields(event_type) if field.name not in erasable)
    hints = get_type_hints(event_type).items()
    numbers = tuple(field for field, hint in hints if int in (hint, *get_args(hint)))
    instants = tuple(field for field, hint in hints if datetime in (hint, *get_args(hint)))
    checked = bool(numbers or instants)
    decode = msgspec.json.Decoder(entry_type).decode
    return Kind(name, shape, f"{name}/{shape}", plain, erasable, numbers, instants, checked, event_type, decode)


def _check(declared: Any, path: str) -> None:
    """Raise TypeError for a type that has no canonical form."""
    if hasattr(declared, "__dataclass_fields__"):
        for name, hint in get_type_hints(declared).items():
            _check(hint, f"{path}.{name}")
    elif get_args(declared):
        for part in get_args(declared):
            if not isinstance(part, (str, int, bool, NoneType, type(...))):
                _check(part, path)
        if get_origin(declared) in (dict, Mapping, set, frozenset):
            raise TypeError(f"{path}: {declared} has no canonical form")
    elif declared not in _PLAIN:
        raise TypeError(f"{path}: {declared} cannot be kept in the ledger")
