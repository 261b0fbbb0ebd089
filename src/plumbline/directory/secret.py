"""Secrets that are handed out once and kept as a digest: session ids, setup links, personal tokens."""

import hmac
import secrets
import zlib
from hashlib import sha256

TOKEN_PREFIX = "plb_pat_"  # noqa: S105 - the mark that secret scanners look for, not a secret
SOURCE_PREFIX = "plb_src_"
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_RANDOM_LENGTH, _CHECK_LENGTH = 43, 6  # 62 ** 43 > 2 ** 256, 62 ** 6 > 2 ** 32


def new_secret() -> str:
    """Return 256 random bits that fit into an address or a cookie."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> bytes:
    """Return what is stored of a secret. A plain hash does: 256 random bits cannot be guessed, however fast the hash is."""
    return sha256(secret.encode()).digest()


def form_secret(session_id: str) -> str:
    """Return the secret that a session's forms carry. It is derived, so that nothing else has to be stored."""
    return hmac.new(session_id.encode(), b"plumbline form", sha256).hexdigest()


def new_token() -> str:
    """Return a new personal token, `plb_pat_<random>_<checksum>`."""
    return token_text(secrets.randbits(256))


def new_source_key() -> str:
    """Return a new key of a source of signals, `plb_src_<random>_<checksum>`. It lets a program send and nothing else."""
    return token_text(secrets.randbits(256), SOURCE_PREFIX)


def token_text(number: int, prefix: str = TOKEN_PREFIX) -> str:
    """Return the token of a number of 256 bits.

    The checksum lets a scanner tell a leaked token from a look-alike, and a typing mistake be told from a revoked token.
    """
    random = _base62(number, _RANDOM_LENGTH)
    return f"{prefix}{random}_{_checksum(random)}"


def is_token(text: str, prefix: str = TOKEN_PREFIX) -> bool:
    """Tell whether a text has the form and the checksum of a token of a kind. It may still be unknown or revoked."""
    random, _, check = text.removeprefix(prefix).partition("_")
    return text.startswith(prefix) and len(random) == _RANDOM_LENGTH and random.isascii() and check == _checksum(random)


def _checksum(random: str) -> str:
    return _base62(zlib.crc32(random.encode()), _CHECK_LENGTH)


def _base62(number: int, length: int) -> str:
    digits = ""
    for _ in range(length):
        number, rest = divmod(number, 62)
        digits = _ALPHABET[rest] + digits
    return digits
