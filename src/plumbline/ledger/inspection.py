"""Checks all entries against their hashes, the tree above them and the checkpoints beside them. Needs the bytes only, no event types."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from itertools import count

from plumbline.ledger import reading
from plumbline.ledger.apart import roots
from plumbline.ledger.checkpoint import Checkpoint
from plumbline.ledger.errors import Corrupt
from plumbline.ledger.merkle import Frontier, frontier_of, inner_nodes
from plumbline.ledger.portion import PORTION, compare, leaves_of, nodes_between

_LEVELS = PORTION.bit_length() - 1  # what the last leaf of a portion completes inside of it


def inspect(connection: sqlite3.Connection, held: Iterable[Checkpoint] = ()) -> Frontier:
    """Return the frontier of the tree after checking every entry, node and checkpoint.

    held: checkpoints from outside, which nobody with the database could change. While somebody else writes, the caller opens a transaction
    first. Raises Corrupt, naming the first bad entry.
    """
    upper = Frontier()
    rest = Frontier()
    start = reading.size(connection) // PORTION * PORTION
    with closing(roots(connection, start)) as found:
        for last, root in zip(count(PORTION - 1, PORTION), found, strict=False):
            compare(upper.add(root), nodes_between(connection, last, last + 1)[_LEVELS:], last - 1)
    leaves = leaves_of(connection, start)
    size = start + len(leaves)
    compare([node for leaf in leaves for node in rest.add(leaf)], nodes_between(connection, start, size), start)
    frontier = Frontier(size, upper.peaks + rest.peaks)
    _check_surplus(connection, size)
    _check_checkpoints(connection, size, held)
    return frontier


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
