"""The Merkle tree of RFC 6962: hashes, a frontier that grows, proofs and their verification. Pure."""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()
NodeReader = Callable[[int, int], bytes]
"""Gives the root of a complete subtree by its level (0 for a leaf) and its index among those of its level."""


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of a leaf."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


def inner_nodes(size: int) -> int:
    """Return how many inner nodes of complete subtrees a tree of a size has."""
    return size - size.bit_count()


def node_number(level: int, index: int) -> int:
    """Return the place of an inner node among all of them, from 0, in the order in which their subtrees become complete.

    Kept in this order, nodes are only ever added at the end. level: at least 1.
    """
    leaves = (index + 1) << level
    return inner_nodes(leaves - 1) + level - 1


class Frontier:
    """The roots of a tree's largest complete subtrees, from the left: all that is needed to grow the tree and to know its root."""

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size = size
        self.peaks = list(peaks)

    def copy(self) -> "Frontier":
        """Return a frontier that grows apart from this one."""
        return Frontier(self.size, self.peaks)

    def add(self, leaf: bytes) -> list[bytes]:
        """Add a leaf's hash; return the inner nodes that it completes, in the order of `node_number`."""
        completed: list[bytes] = []
        peak, complete = leaf, self.size
        while complete & 1:  # each trailing one of the size is a subtree that waits for a second of its kind
            peak = sha256(b"\x01" + self.peaks.pop() + peak).digest()  # `node_hash`, without the call: this runs for every entry
            completed.append(peak)
            complete >>= 1
        self.peaks.append(peak)
        self.size += 1
        return completed

    def root(self) -> bytes:
        """Return the root of the tree."""
        if not self.peaks:
            return EMPTY_ROOT
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root


def frontier_of(size: int, node: NodeReader) -> Frontier:
    """Return the frontier of a tree whose nodes are kept."""
    peaks: list[bytes] = []
    start = 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            peaks.append(node(level, start >> level))
            start += 1 << level
    return Frontier(size, peaks)


def inclusion_proof(index: int, size: int, node: NodeReader) -> tuple[bytes, ...]:
    """Return what proves that the leaf at an index, from 0, is in the tree of a size. Raises ValueError outside it."""
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}")
    return tuple(_path(index, 0, size, node))


def consistency_proof(old_size: int, new_size: int, node: NodeReader) -> tuple[bytes, ...]:
    """Return what proves that the tree of the old size is the beginning of the tree of the new size. Raises ValueError for other sizes."""
    if not 0 <= old_size <= new_size:
        raise ValueError(f"a tree of {new_size} leaves does not begin with one of {old_size}")
    if old_size in (0, new_size):
        return ()
    return tuple(_difference(old_size, 0, new_size, True, node))


def includes(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Tell whether an inclusion proof holds (RFC 9162, section 2.1.3.2)."""
    if not 0 <= index < size or len(leaf) != len(EMPTY_ROOT):
        return False
    place, last, computed = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            computed = node_hash(sibling, computed)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            computed = node_hash(computed, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and computed == root


def continues(old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Tell whether a consistency proof holds (RFC 9162, section 2.1.4.2). Every tree continues the empty one."""
    if old_size == new_size:
        return not proof and old_root == new_root
    if old_size == 0:
        return not proof and old_root == EMPTY_ROOT
    if not 0 < old_size < new_size or not proof:
        return False
    nodes = [old_root, *proof] if old_size.bit_count() == 1 else list(proof)
    place, last = old_size - 1, new_size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = nodes[0]
    for sibling in nodes[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and old == old_root and new == new_root


def _path(index: int, start: int, end: int, node: NodeReader) -> list[bytes]:
    if end - start == 1:
        return []
    middle = start + _split(end - start)
    if index < middle:
        return [*_path(index, start, middle, node), _range_root(middle, end, node)]
    return [*_path(index, middle, end, node), _range_root(start, middle, node)]


def _difference(old_end: int, start: int, end: int, known: bool, node: NodeReader) -> list[bytes]:
    """known: whether the verifier has the root of the old part from its own checkpoint."""
    if old_end == end:
        return [] if known else [_range_root(start, end, node)]
    middle = start + _split(end - start)
    if old_end <= middle:
        return [*_difference(old_end, start, middle, known, node), _range_root(middle, end, node)]
    return [*_difference(old_end, middle, end, False, node), _range_root(start, middle, node)]


def _range_root(start: int, end: int, node: NodeReader) -> bytes:
    width = end - start
    if width.bit_count() == 1:  # the split always leaves complete subtrees aligned to their width
        level = width.bit_length() - 1
        return node(level, start >> level)
    middle = start + _split(width)
    return node_hash(_range_root(start, middle, node), _range_root(middle, end, node))


def _split(width: int) -> int:
    """The largest power of two smaller than a width."""
    return 1 << (width - 1).bit_length() - 1
