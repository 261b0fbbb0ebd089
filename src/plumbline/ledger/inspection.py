"""Checks all entries against their hashes, the tree above them and the checkpoints beside them. Needs the bytes only, no event types."""

import sqlite3
from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import count

import msgspec

from plumbline.ledger import reading
from plumbline.ledger.checkpoint import Checkpoint
from plumbline.ledger.errors import Corrupt
from plumbline.ledger.merkle import Frontier, frontier_of, inner_nodes, node_number

_PORTION = 4096  # a power of two, so that a portion is a complete subtree
_LEVELS = _PORTION.bit_length()
# Where the nodes of a portion stand among its nodes; the same for every portion, because each begins at a multiple of its size.
_ORDER = [node_number(level, index) for level in range(1, _LEVELS) for index in range(_PORTION >> level)]

Row = tuple[int, str, int, bytes, bytes]


class _Committed(msgspec.Struct):
    """The one key of an entry's bytes that its text is checked against."""

    commitment: str = ""


def inspect(connection: sqlite3.Connection, held: Iterable[Checkpoint] = ()) -> Frontier:
    """Return the frontier of the tree after checking every entry, node and checkpoint.

    held: checkpoints from outside, which nobody with the database could change. While somebody else writes, the caller opens a transaction
    first. Raises Corrupt, naming the first bad entry.
    """
    upper = Frontier()
    rest = Frontier()
    start = 0
    while rows := _rows(connection, start):
        leaves = _leaves(rows, start)
        stored = _nodes(connection, inner_nodes(start), inner_nodes(start + len(rows)))
        if len(rows) == _PORTION:
            root = _check_portion(leaves, stored, start)
            _compare(upper.add(root), stored[_PORTION - 1 :], start + _PORTION - 2)
        else:
            _compare([node for leaf in leaves for node in rest.add(leaf)], stored, start)
        start += len(rows)
    _check_texts(connection)
    frontier = Frontier(start, upper.peaks + rest.peaks)
    _check_surplus(connection, start)
    _check_checkpoints(connection, start, held)
    return frontier


def _rows(connection: sqlite3.Connection, start: int) -> list[Row]:
    asked = "SELECT position, stream, version, raw, leaf FROM entry WHERE position > ? ORDER BY position LIMIT ?"
    return connection.execute(asked, (start, _PORTION)).fetchall()


def _leaves(rows: Sequence[Row], start: int) -> list[bytes]:
    """Return the hashes of the rows' bytes, which are those that are stored."""
    hashed = [sha256(b"\x00" + raw).digest() for _, _, _, raw, _ in rows]
    encode = msgspec.json.encode
    names: dict[str, bytes] = {}
    for expected, (position, stream, version, raw, leaf), actual in zip(range(start + 1, start + 1 + len(rows)), rows, hashed, strict=True):
        if position != expected:
            raise Corrupt(expected, "it is missing")
        if leaf != actual:
            raise Corrupt(position, "its bytes do not match its leaf hash")
        # stream and version are the last keys of the bytes, so this compares them without decoding
        name = names.get(stream) or names.setdefault(stream, b',"stream":%b,"version":' % encode(stream))
        if not raw.endswith(b"%b%d}" % (name, version)):
            raise Corrupt(position, "its row is filed under a stream or version that its bytes do not name")
    return hashed


def _check_texts(connection: sqlite3.Connection) -> None:
    """Raise Corrupt for erasable text that is not the one its entry's bytes commit to. Text that was erased is nothing to check."""
    asked = "SELECT position, raw, salt, words FROM entry WHERE salt IS NOT NULL OR words IS NOT NULL ORDER BY position"
    for position, raw, salt, words in connection.execute(asked):
        promised = msgspec.json.decode(raw, type=_Committed).commitment
        if salt is None or words is None or sha256(salt + words).hexdigest() != promised:
            raise Corrupt(position, "its erasable text does not match the commitment in its bytes")


def _nodes(connection: sqlite3.Connection, first: int, end: int) -> list[bytes]:
    return [node for (node,) in connection.execute("SELECT hash FROM node WHERE number >= ? AND number < ? ORDER BY number", (first, end))]


def _check_portion(leaves: list[bytes], stored: list[bytes], start: int) -> bytes:
    """Return the root over the leaves of one whole portion."""
    computed: list[bytes] = []
    level = leaves
    while len(level) > 1:
        pairs = iter(level)
        level = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
        computed += level
    ordered = [b""] * len(computed)
    for place, node in zip(_ORDER, computed, strict=True):
        ordered[place] = node
    _compare(ordered, stored[: _PORTION - 1], start)
    return level[0]


def _compare(computed: list[bytes], stored: list[bytes], start: int) -> None:
    if computed == stored:
        return
    differing = next((place for place, (one, other) in enumerate(zip(computed, stored, strict=False)) if one != other), len(stored))
    completing = next(leaf for leaf in count(differing) if inner_nodes(leaf) > differing)
    raise Corrupt(start + completing - 1, "it, or the next one, is not what the tree was built over")


def _check_surplus(connection: sqlite3.Connection, size: int) -> None:
    (nodes,) = connection.execute("SELECT coalesce(max(number) + 1, 0) FROM node").fetchone()
    if nodes != inner_nodes(size):
        raise Corrupt(size + 1, "it is missing: the tree was larger than the entries that are left")


def _check_checkpoints(connection: sqlite3.Connection, size: int, held: Iterable[Checkpoint]) -> None:
    kept = [Checkpoint.parse(note) for note in reading.checkpoints(connection)]
    node = reading.nodes_of(connection)
    good = 0
    for checkpoint in sorted([*kept, *held], key=lambda checkpoint: checkpoint.size):
        if checkpoint.size > size:
            raise Corrupt(size + 1, f"it is missing: a checkpoint of {checkpoint.origin} was signed over {checkpoint.size} entries")
        if frontier_of(checkpoint.size, node).root() != checkpoint.root:
            raise Corrupt(good + 1, f"it, or one up to {checkpoint.size}, is not what the checkpoint of {checkpoint.size} says")
        good = checkpoint.size
