"""The signature on what leaves: Standard Webhooks over the exact bytes, once with a shared secret and once with a key that all may check.

What is signed is `id.timestamp.body`. A changed byte, another id and another time are each noticed.
"""

import base64
import binascii
import hmac
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

TOLERANCE = timedelta(minutes=5)
"""How far a receiver lets the time of an attempt be from its own clock."""

SECRET_PREFIX, PUBLIC_PREFIX = "whsec_", "whpk_"
_SHORTEST, _LONGEST = 24, 64  # bytes of a shared secret
_MOST_SIGNATURES = 1000


class BadKey(Exception):
    """A secret or public key does not have the form that Standard Webhooks gives it."""


class NotVerified(Exception):
    """A message is not what a holder of the keys sent just now; the text says why."""


class Signs(Protocol):
    """What makes Ed25519 signatures, as a private key does."""

    def sign(self, data: bytes, /) -> bytes:
        """Return the signature of the bytes."""
        ...


class SignsOnce:
    """Signs with a key, and the same bytes only once: endpoints that are told of an event in the same second are sent the same bytes.

    A signature takes a quarter of the time of a delivery. Of what was signed only digests are kept, and those of the last messages only.
    """

    def __init__(self, key: Signs) -> None:
        self._key = key
        self._made: dict[bytes, bytes] = {}

    def sign(self, data: bytes, /) -> bytes:
        """Return the signature of the bytes; Ed25519 gives the same one each time."""
        digest = sha256(data).digest()
        if (made := self._made.get(digest)) is not None:
            return made
        if len(self._made) >= _MOST_SIGNATURES:
            self._made.clear()
        return self._made.setdefault(digest, self._key.sign(data))


def new_signing_secret() -> str:
    """Return a new shared secret of 256 random bits."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def public_key_text(key: Ed25519PrivateKey) -> str:
    """Return the public half of a key in the form that receivers are given."""
    return PUBLIC_PREFIX + base64.b64encode(key.public_key().public_bytes_raw()).decode()


def signed_headers(
    message_id: str, at: datetime, body: bytes, *, signing_secrets: Sequence[str], key: Signs | None = None
) -> dict[str, str]:
    """Return the three headers of one attempt. at: of this attempt; the id stays the same through all of them.

    signing_secrets: all that count now, the newest first, so that a receiver may change over while two do. Raises BadKey.
    """
    timestamp = str(int(at.timestamp()))
    content = _content(message_id, timestamp, body)
    signatures = [f"v1,{_shared(secret, content)}" for secret in signing_secrets]
    if key is not None:
        signatures.append(f"v1a,{base64.b64encode(key.sign(content)).decode()}")
    return {"webhook-id": message_id, "webhook-timestamp": timestamp, "webhook-signature": " ".join(signatures)}


def verify(headers: Mapping[str, str], body: bytes, keys: Iterable[str], now: datetime) -> None:
    """Check what was received against shared secrets (`whsec_…`) and public keys (`whpk_…`). Raises NotVerified, BadKey."""
    given = {name.lower(): value for name, value in headers.items()}
    missing = [name for name in ("webhook-id", "webhook-timestamp", "webhook-signature") if not given.get(name)]
    if missing:
        raise NotVerified(f"the header {missing[0]} is missing")
    timestamp = given["webhook-timestamp"]
    if not timestamp.isascii() or not timestamp.isdecimal() or len(timestamp) > 12:
        raise NotVerified("webhook-timestamp is no number of seconds since 1970")
    apart = timedelta(seconds=int(timestamp) - int(now.timestamp()))
    if abs(apart) > TOLERANCE:
        raise NotVerified(f"the message is {'from the future' if apart > timedelta() else 'too old'}: more than five minutes apart")
    content = _content(given["webhook-id"], timestamp, body)
    signatures = given["webhook-signature"].split()
    if not any(_matches(key, content, signatures) for key in keys):
        raise NotVerified("no signature of these bytes was made with the keys given")


def secret_bytes(secret: str) -> bytes:
    """Return the bytes of a shared secret. Raises BadKey."""
    return _decoded(secret, SECRET_PREFIX, _SHORTEST, _LONGEST)


def fingerprint(secret: str) -> str:
    """Return what may be shown and recorded of a secret: enough to tell two apart, and nothing to sign with."""
    return sha256(b"plumbline webhook secret\0" + secret.encode()).hexdigest()[:16]


def _matches(key: str, content: bytes, signatures: Sequence[str]) -> bool:
    if key.startswith(PUBLIC_PREFIX):
        public = Ed25519PublicKey.from_public_bytes(_decoded(key, PUBLIC_PREFIX, 32, 32))
        return any(_is_signed(public, one.removeprefix("v1a,"), content) for one in signatures if one.startswith("v1a,"))
    wanted = f"v1,{_shared(key, content)}".encode()
    return any(hmac.compare_digest(wanted, one.encode()) for one in signatures)


def _is_signed(public: Ed25519PublicKey, signature: str, content: bytes) -> bool:
    try:
        public.verify(base64.b64decode(signature, validate=True), content)
    except (InvalidSignature, ValueError):
        return False
    return True


def _shared(secret: str, content: bytes) -> str:
    return base64.b64encode(hmac.digest(secret_bytes(secret), content, "sha256")).decode()


def _content(message_id: str, timestamp: str, body: bytes) -> bytes:
    return f"{message_id}.{timestamp}.".encode() + body


def _decoded(text: str, prefix: str, shortest: int, longest: int) -> bytes:
    try:
        found = binascii.a2b_base64(text.removeprefix(prefix), strict_mode=True) if text.startswith(prefix) else b""
    except (binascii.Error, ValueError):
        found = b""
    if not shortest <= len(found) <= longest:
        raise BadKey(f"a key begins with {prefix} and goes on with {shortest} to {longest} bytes in base64")
    return found
