"""The tree against the published vectors, and against the definition in RFC 6962."""

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.ledger.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    continues,
    frontier_of,
    includes,
    inclusion_proof,
    inner_nodes,
    leaf_hash,
    node_hash,
    node_number,
)

VECTORS = Path(__file__).parent / "vectors"


def vectors(kind: str) -> list[Any]:
    return [pytest.param(path, id=str(path.relative_to(VECTORS))) for path in sorted((VECTORS / kind).rglob("*.json"))]


@pytest.mark.parametrize("path", vectors("inclusion"))
def test_published_inclusion_vector(path: Path):
    case = json.loads(path.read_text())
    proof = [b64decode(each) for each in case["proof"] or ()]
    holds = includes(b64decode(case["leafHash"]), case["leafIdx"], case["treeSize"], proof, b64decode(case["root"]))
    assert holds is not case["wantErr"]


@pytest.mark.parametrize("path", vectors("consistency"))
def test_published_consistency_vector(path: Path):
    case = json.loads(path.read_text())
    proof = [b64decode(each) for each in case["proof"] or ()]
    holds = continues(case["size1"], case["size2"], b64decode(case["root1"]), b64decode(case["root2"]), proof)
    assert holds is not case["wantErr"]


def test_the_vectors_are_there():
    assert len(vectors("inclusion")) >= 15
    assert len(vectors("consistency")) >= 15


def defined_root(leaves: list[bytes]) -> bytes:
    """The root as RFC 6962, section 2.1, defines it."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(defined_root(leaves[:split]), defined_root(leaves[split:]))


LEAVES = [leaf_hash(str(number).encode()) for number in range(70)]
NODES: list[bytes] = []
ROOTS = [EMPTY_ROOT]
_growing = Frontier()
for _leaf in LEAVES:
    NODES.extend(_growing.add(_leaf))
    ROOTS.append(_growing.root())


def kept_node(level: int, index: int) -> bytes:
    return LEAVES[index] if level == 0 else NODES[node_number(level, index)]


@given(st.integers(0, 70))
def test_a_growing_tree_has_the_root_of_its_definition(size: int):
    assert ROOTS[size] == defined_root(LEAVES[:size])
    assert frontier_of(size, kept_node).root() == ROOTS[size]


def test_inner_nodes_are_numbered_without_gaps():
    numbers = sorted(node_number(level, index) for level in range(1, 8) for index in range(128 >> level))
    assert numbers == list(range(inner_nodes(128)))


@given(st.data())
def test_every_leaf_is_proven_and_nothing_else(data: st.DataObject):
    size = data.draw(st.integers(1, 70))
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, kept_node)
    assert includes(LEAVES[index], index, size, proof, ROOTS[size])
    assert len(proof) <= size.bit_length()
    other = data.draw(st.integers(0, size).filter(lambda place: place != index))
    assert not includes(LEAVES[index], other, size, proof, ROOTS[size])
    assert not includes(leaf_hash(b"forged"), index, size, proof, ROOTS[size])


@given(st.data())
def test_every_older_tree_is_proven_to_be_the_beginning(data: st.DataObject):
    new = data.draw(st.integers(0, 70))
    old = data.draw(st.integers(0, new))
    proof = consistency_proof(old, new, kept_node)
    assert continues(old, new, ROOTS[old], ROOTS[new], proof)
    if old:
        assert not continues(old, new, leaf_hash(b"forged"), ROOTS[new], proof)
        assert not continues(old, new, ROOTS[old], leaf_hash(b"forged"), proof)


def test_a_proof_outside_the_tree_is_refused():
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_proof(5, 5, kept_node)
    with pytest.raises(ValueError, match="begin"):
        consistency_proof(6, 5, kept_node)
