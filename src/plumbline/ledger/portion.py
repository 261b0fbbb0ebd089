"""Checks a portion of the entries against their hashes and the subtree above them. Needs the bytes only, no event types."""

import sqlite3
from binascii import hexlify
from hashlib import sha256
from itertools import count
from operator import itemgetter

import msgspec

from plumbline.ledger.errors import Corrupt
from plumbline.ledger.merkle import inner_nodes, node_number

PORTION = 4096  # a power of two, so that a portion is a complete subtree
_LEVELS = PORTION.bit_length()
# Picks the nodes of a portion level by level; they stand the same way in every portion, because each begins at a multiple of its size.
_by_level = itemgetter(*(node_number(level, index) for level in range(1, _LEVELS) for index in range(PORTION >> level)))
_AT_HAND = 64  # rows that are still in the processor's cache when they are hashed
_FIRST_BYTE_OF_A_LEAF = sha256(b"\x00")
# Stands behind the attribution. A quote inside of text is escaped, so nothing that anybody wrote looks like this.
_COMMITTED = b'},"commitment":"'
_DIGITS = len(_COMMITTED)
_DIGITS_END = _DIGITS + 64


def leaves_of(connection: sqlite3.Connection, start: int) -> list[bytes]:
    """Return the hashes of the bytes of up to PORTION entries after a position, once all that is stored beside the bytes agrees with them.

    One loop without calls, because a million entries come through here. Raises Corrupt, naming the first bad entry.
    """
    asked = "SELECT position, stream, version, raw, leaf, salt, words FROM entry WHERE position > ? ORDER BY position LIMIT ?"
    cursor = connection.execute(asked, (start, PORTION))
    begun = _FIRST_BYTE_OF_A_LEAF.copy
    leaves: list[bytes] = []
    names: dict[str, bytes] = {}
    expected, committed_at = start, 0
    while rows := cursor.fetchmany(_AT_HAND):
        for position, stream, version, raw, leaf, salt, words in rows:
            expected += 1
            if position != expected:
                raise Corrupt(expected, "it is missing")
            digest = begun()
            digest.update(raw)
            if digest.digest() != leaf:
                raise Corrupt(position, "its bytes do not match its leaf hash")
            # stream and version are the last keys of the bytes, so this compares them without decoding
            name = names.get(stream) or names.setdefault(stream, b',"stream":%b,"version":' % msgspec.json.encode(stream))
            if not raw.endswith(b"%b%d}" % (name, version)):
                raise Corrupt(position, "its row is filed under a stream or version that its bytes do not name")
            if salt is not None and words is not None:
                if raw[committed_at : committed_at + _DIGITS] != _COMMITTED:  # mostly it is where the entry before had it
                    committed_at = raw.find(_COMMITTED)
                if hexlify(sha256(salt + words).digest()) != raw[committed_at + _DIGITS : committed_at + _DIGITS_END]:
                    raise _other_text(position)
            elif salt is not words:  # an erasure takes both
                raise _other_text(position)
            leaves.append(leaf)
    return leaves


def nodes_between(connection: sqlite3.Connection, size: int, grown: int) -> list[bytes]:
    """Return the stored nodes that were completed while a tree grew from one size to another."""
    asked = "SELECT hash FROM node WHERE number >= ? AND number < ? ORDER BY number"
    return [node for (node,) in connection.execute(asked, (inner_nodes(size), inner_nodes(grown)))]


def root_of(connection: sqlite3.Connection, start: int, leaves: list[bytes]) -> bytes:
    """Return the root over a whole portion, after comparing the nodes below and with it. Raises Corrupt.

    Nodes further up that its last leaf completes are left to the caller, who knows the portions before.
    """
    stored = nodes_between(connection, start, start + PORTION)[: PORTION - 1]
    computed: list[bytes] = []
    level = leaves
    while len(level) > 1:
        pairs = iter(level)
        level = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
        computed += level
    if len(stored) < PORTION - 1 or list(_by_level(stored)) != computed:
        in_order = sorted(zip(_by_level(range(PORTION - 1)), computed, strict=True))
        compare([node for _, node in in_order], stored, start)
    return level[0]


def compare(computed: list[bytes], stored: list[bytes], start: int) -> None:
    """Raise Corrupt when the nodes completed by the leaves after a position are not those that are stored."""
    if computed == stored:
        return
    differing = next((place for place, (one, other) in enumerate(zip(computed, stored, strict=False)) if one != other), len(stored))
    completing = next(leaf for leaf in count(differing) if inner_nodes(leaf) > differing)
    raise Corrupt(start + completing - 1, "it, or the next one, is not what the tree was built over")


def _other_text(position: int) -> Corrupt:
    return Corrupt(position, "its erasable text does not match the commitment in its bytes")
