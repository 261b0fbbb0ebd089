"""Proofs to hand out together: several entries, each shown to be in the tree that one signed checkpoint is over."""

from collections.abc import Mapping

from plumbline.kernel.record import record
from plumbline.ledger.checkpoint import Checkpoint
from plumbline.ledger.proof import exported
from plumbline.ledger.within import WorkspaceLedger


@record
class Proof:
    """A proof file, by what it proves. position: of the entry, from 1."""

    label: str
    position: int
    text: str


@record
class Proven:
    """Proof files and the checkpoint that all of them lead to. size: entries it is over. key: what it is signed with."""

    checkpoint: str
    size: int
    key: str
    proofs: tuple[Proof, ...]


async def prove(ledger: WorkspaceLedger, positions: Mapping[str, int]) -> Proven:
    """Return a proof of each entry by the newest checkpoint, signing one when the newest does not reach all of them.

    positions: entries by what they are called. Raises ValueError for one that is not there.
    """
    note = await ledger.latest_checkpoint()
    if note is None or Checkpoint.parse(note).size < max(positions.values(), default=1):
        note = await ledger.checkpoint()
    size = Checkpoint.parse(note).size
    proofs: list[Proof] = []
    for label, position in positions.items():
        entry = await ledger.raw(position)
        if entry is None:
            raise ValueError(f"there is no entry {position}")
        inclusion = await ledger.inclusion_proof(position, size)
        text = exported(entry=entry, position=position, inclusion=inclusion, checkpoint=note, key=ledger.verifier)
        proofs.append(Proof(label=label, position=position, text=text))
    return Proven(checkpoint=note, size=size, key=str(ledger.verifier), proofs=tuple(proofs))
