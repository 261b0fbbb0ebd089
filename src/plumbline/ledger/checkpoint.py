"""Signed checkpoints of the tree: C2SP signed notes with a C2SP tlog-checkpoint inside, and the key that signs them."""

import os
from base64 import b64decode, b64encode
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from plumbline.ledger.errors import LedgerError

_ED25519 = b"\x01"
_MARK = "— "


class VerifierKey(NamedTuple):
    """A public key with the name of who signs; its text is `name+id+key`, as C2SP signed-note writes it."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64encode(_ED25519 + self.public).decode()}"

    def pem(self) -> str:
        """Return the key as other tools read it."""
        key = Ed25519PublicKey.from_public_bytes(self.public)
        return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """Read `name+id+key`. Raises ValueError for anything else, also when the id is not the key's."""
        try:
            name, key_id, encoded = text.strip().split("+", 2)
            decoded = b64decode(encoded, validate=True)
        except ValueError:
            raise ValueError("a public key reads NAME+ID+KEY") from None
        key = cls(name, decoded[1:])
        if decoded[:1] != _ED25519 or len(key.public) != 32 or key.id.hex() != key_id:
            raise ValueError("the public key is damaged, or of an algorithm other than Ed25519")
        return key


class SigningKey:
    """A private Ed25519 key and the name it signs under."""

    def __init__(self, name: str, private: Ed25519PrivateKey) -> None:
        if not name or any(character.isspace() or character == "+" for character in name):
            raise ValueError(f"the origin {name!r} must not be empty nor hold a space or a plus sign")
        self._private = private
        self.verifier = VerifierKey(name, private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    @classmethod
    def generate(cls, name: str) -> "SigningKey":
        """Make a new key."""
        return cls(name, Ed25519PrivateKey.generate())

    @classmethod
    def parse(cls, name: str, pem: str | bytes) -> "SigningKey":
        """Read a key from PEM (PKCS 8). Raises LedgerError for anything but a private Ed25519 key."""
        try:
            private = load_pem_private_key(pem.encode() if isinstance(pem, str) else pem, password=None)
        except (ValueError, TypeError):
            private = None
        if not isinstance(private, Ed25519PrivateKey):
            raise LedgerError("the checkpoint key is not a private Ed25519 key in PEM; restore it from a backup")
        return cls(name, private)

    @classmethod
    def at(cls, path: Path, name: str) -> "SigningKey":
        """Read the key from a file; at the first start make it, readable by its owner only."""
        try:
            return cls.parse(name, path.read_bytes())
        except FileNotFoundError:
            made = cls.generate(name)
        pem = made._private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        return made

    def sign(self, text: str) -> str:
        """Return a signature line for a note's text."""
        signature = self._private.sign(text.encode())
        return f"{_MARK}{self.verifier.name} {b64encode(self.verifier.id + signature).decode()}\n"


class Checkpoint(NamedTuple):
    """A signed note that says how large a tree is and what its root is. signatures: (name, key id, signature) each."""

    text: str
    origin: str
    size: int
    root: bytes
    signatures: tuple[tuple[str, bytes, bytes], ...]

    @classmethod
    def parse(cls, note: str) -> "Checkpoint":
        """Read a note. Raises ValueError when it is not a checkpoint."""
        text, blank, lines = note.rpartition("\n\n")
        try:
            origin, size, root, *_ = text.split("\n")
            if not blank or not origin or not size.isdecimal() or str(int(size)) != size:
                raise ValueError
            hashed = b64decode(root, validate=True)
            signatures = tuple(_signature(line) for line in lines.splitlines())
        except ValueError:
            raise ValueError("not a signed checkpoint") from None
        if len(hashed) != 32 or not signatures:
            raise ValueError("not a signed checkpoint")
        return cls(text + "\n", origin, int(size), hashed, signatures)

    def is_signed_by(self, key: VerifierKey) -> bool:
        """Tell whether one of the signatures is the key's, and right."""
        public = Ed25519PublicKey.from_public_bytes(key.public)
        for name, key_id, signature in self.signatures:
            if (name, key_id) == (key.name, key.id):
                try:
                    public.verify(signature, self.text.encode())
                except InvalidSignature:
                    return False
                return True
        return False


def issued(key: SigningKey, size: int, root: bytes, witnesses: Sequence[SigningKey] = ()) -> str:
    """Return a checkpoint as a signed note. witnesses: further keys that sign the same text."""
    text = f"{key.verifier.name}\n{size}\n{b64encode(root).decode()}\n"
    return text + "\n" + "".join(signer.sign(text) for signer in (key, *witnesses))


def _signature(line: str) -> tuple[str, bytes, bytes]:
    if not line.startswith(_MARK):
        raise ValueError(line)
    name, encoded = line[len(_MARK) :].split(" ")
    decoded = b64decode(encoded, validate=True)
    return name, decoded[:4], decoded[4:]
