"""Check an exported proof without the ledger: python verify_offline.py PROOF.json [--key PUBLIC] [--checkpoint HELD]

PUBLIC: the ledger's public key (NAME+ID+KEY), as text or in a file, got from somewhere else than the proof.
HELD: a checkpoint of the same ledger that you kept. Exit code 0: everything holds; 7: something does not.
Needs Python 3 and the package `cryptography`, nothing of the product. Copy it wherever you like.
"""

import argparse
import json
import sys
from base64 import b64decode
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def check(holds: bool, claim: str) -> None:
    print(f"{'holds' if holds else 'DOES NOT HOLD'}: {claim}")
    if not holds:
        sys.exit(7)


def opened(note: str, key: str) -> tuple[str, int, bytes]:
    """Check a checkpoint's signature; return its origin, size and root."""
    name, key_id, encoded = key.split("+", 2)
    public = b64decode(encoded)
    right_id = sha256(name.encode() + b"\n" + public).digest()[:4]
    check(public[:1] == b"\x01" and right_id.hex() == key_id, f"the public key {name}+{key_id} is whole")
    text, _, lines = note.rpartition("\n\n")
    origin, size, root = text.split("\n")[:3]
    signed = False
    for made in (b64decode(line.split(" ")[2]) for line in lines.splitlines() if line.startswith(f"— {name} ")):
        if made[:4] == right_id:
            with suppress(InvalidSignature):
                Ed25519PublicKey.from_public_bytes(public[1:]).verify(made[4:], f"{text}\n".encode())
                signed = True
    check(signed, f"the checkpoint over {size} entries of {origin} is signed by {name}+{key_id}")
    return origin, int(size), b64decode(root)


def climb(place: int, last: int, first: bytes, siblings: list[bytes]) -> tuple[bytes, bytes, bool]:
    """Return the old and the new root that a proof leads to, and whether its length is right (RFC 9162, 2.1.3.2 and 2.1.4.2)."""
    old = new = first
    for sibling in siblings:
        if last == 0:
            return old, new, False
        if place & 1 or place == last:
            old, new = (sha256(b"\x01" + sibling + right).digest() for right in (old, new))
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            new = sha256(b"\x01" + new + sibling).digest()
        place, last = place >> 1, last >> 1
    return old, new, last == 0


def continues(old_size: int, old_root: bytes, size: int, root: bytes, hashes: list[bytes]) -> bool:
    if old_size in (0, size):
        return old_root == (root if old_size else sha256(b"").digest())
    whole = (old_size & -old_size).bit_length() - 1  # levels at which the old tree is whole
    first, *rest = [old_root, *hashes] if old_size == 1 << whole else hashes
    return climb((old_size - 1) >> whole, (size - 1) >> whole, first, rest) == (old_root, root, True)


def main(given: argparse.Namespace) -> None:
    proof = json.loads(Path(given.proof).read_text())
    key = proof["public_key"] if given.key is None else Path(given.key).read_text().strip() if Path(given.key).is_file() else given.key
    entry, (head, note) = b64decode(proof["entry"]), proof["proof"].split("\n\n", 1)
    index, siblings = int(head.splitlines()[1].removeprefix("index ")), [b64decode(line) for line in head.splitlines()[2:]]
    origin, size, root = opened(note, key)
    reached = climb(index, size - 1, sha256(b"\x00" + entry).digest(), siblings)[1:]
    check(0 <= index < size and reached == (root, True), f"the entry is number {index + 1} of those {size}, exactly as it was recorded")
    said = json.loads(entry)
    check(said["position"] == index + 1, f"it says so: {said['event_name']} by {said['attribution']['actor']} at {said['recorded_at']}")
    if salted := {name: b64decode(value) for name, value in proof.get("text", {}).items()}:
        same = sha256(salted["salt"] + salted["words"]).hexdigest() == said.get("commitment")
        check(same, f"its text is the one that was recorded: {salted['words'].decode()}")
    if given.checkpoint is not None:
        old_origin, old_size, old_root = opened(Path(given.checkpoint).read_text(), key)
        since = proof.get("consistency", {"size": size, "hashes": []})
        reaches = origin == old_origin and old_size in (0, size, since["size"])
        check(reaches, f"the proof reaches back to your checkpoint over {old_size} entries; if not, export it with --since")
        unchanged = continues(old_size, old_root, size, root, [b64decode(each) for each in since["hashes"]])
        check(unchanged, f"these {size} entries begin with the {old_size} of your checkpoint, unchanged")
    if given.key is None:
        print("note: the key came with the proof; compare it with one you trust, or give that one with --key")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for argument in ("proof", "--key", "--checkpoint"):
        parser.add_argument(argument)
    try:
        main(parser.parse_args())
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as problem:
        check(False, f"the files can be read as a proof, a key and a checkpoint ({problem!r})")
