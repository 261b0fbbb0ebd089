"""A proof to take away: one entry, its place in the tree, the signed checkpoint, and the key. verify_offline.py checks it."""

from base64 import b64encode
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from plumbline.ledger.checkpoint import Checkpoint, VerifierKey
from plumbline.ledger.within import WorkspaceLedger

KIND = "plumbline-ledger-proof"


class Consistency(NamedTuple):
    """What shows that the checkpoint's tree begins with an older one."""

    size: int
    hashes: Sequence[bytes]


class Text(NamedTuple):
    """The erasable text of an entry as it was committed to, with its salt."""

    salt: bytes
    words: bytes


def exported(
    *,
    entry: bytes,
    position: int,
    inclusion: Sequence[bytes],
    checkpoint: str,
    key: VerifierKey,
    consistency: Consistency | None = None,
    text: Text | None = None,
) -> str:
    """Return the proof file of an entry: JSON with the entry's bytes, a C2SP tlog-proof and the public key.

    inclusion: proves the entry in the checkpoint's tree. consistency: with a checkpoint that the receiver holds already. text: only for
    receivers who may read it. Raises ValueError when the checkpoint does not cover the entry.
    """
    if Checkpoint.parse(checkpoint).size < position:
        raise ValueError(f"entry {position} is newer than the checkpoint")
    content: dict[str, object] = {
        "kind": KIND,
        "version": 1,
        "entry": _base64(entry),
        "proof": tlog_proof(position - 1, inclusion, checkpoint),
        "public_key": str(key),
    }
    if consistency is not None:
        content["consistency"] = {"size": consistency.size, "hashes": [_base64(node) for node in consistency.hashes]}
    if text is not None:
        content["text"] = {"salt": _base64(text.salt), "words": _base64(text.words)}
    return msgspec.json.format(msgspec.json.encode(content), indent=2).decode() + "\n"


async def proof_of(ledger: WorkspaceLedger, position: int) -> str:
    """Return the proof file of an entry by the newest checkpoint, signing one when the newest does not reach the entry yet.

    Raises ValueError when there is no such entry.
    """
    entry = await ledger.raw(position)
    if entry is None:
        raise ValueError(f"there is no entry {position}")
    checkpoint = await ledger.latest_checkpoint()
    if checkpoint is None or Checkpoint.parse(checkpoint).size < position:
        checkpoint = await ledger.checkpoint()
    inclusion = await ledger.inclusion_proof(position, Checkpoint.parse(checkpoint).size)
    return exported(entry=entry, position=position, inclusion=inclusion, checkpoint=checkpoint, key=ledger.verifier)


def tlog_proof(index: int, inclusion: Sequence[bytes], checkpoint: str) -> str:
    """Return an inclusion proof and its checkpoint in the text form of C2SP tlog-proof. index: from 0."""
    return "".join(["c2sp.org/tlog-proof@v1\n", f"index {index}\n", *(_base64(node) + "\n" for node in inclusion), "\n", checkpoint])


def _base64(octets: bytes) -> str:
    return b64encode(octets).decode()
