"""Ids: a prefix that names the noun, and a UUIDv7 that sorts by the time it was made."""

import re
from datetime import datetime

PREFIXES = frozenset(
    "wsp usr cyc obj sec doc thr cmt dec opt crt evd rsk asm blk scp chg rev gat esc com hnd chk msg pra saf prm stg stp "
    "jrn scr trn ver run tsk end dlv att src sig tok gst evt cmd dep clk cnd brd cor sug rel drl".split()
)
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford base32, lower case
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]  # two digits at a time: an id is made for every entry
_SHIFTS = tuple(range(120, -1, -10))
_SHAPE = re.compile(r"([a-z]{3})_([0-9a-hjkmnp-tv-z]{26})")


def make_id(prefix: str, at: datetime, randomness: int) -> str:
    """Return a new id.

    at: the instant it is made; its milliseconds become the leading 48 bits, so ids of one prefix sort by time.
    randomness: at least 74 random bits; more are ignored.
    Raises ValueError for a prefix nobody declared.
    """
    if prefix not in PREFIXES:
        raise ValueError(f"no noun has the id prefix {prefix!r}")
    milliseconds = int(at.timestamp() * 1000) & ((1 << 48) - 1)
    bits = randomness & ((1 << 74) - 1)
    value = milliseconds << 80 | 0x7 << 76 | (bits >> 62) << 64 | 0b10 << 62 | bits & ((1 << 62) - 1)
    return f"{prefix}_{_base32(value)}"


def prefix_of(identifier: str) -> str:
    """Return the prefix of a well-formed id. Raises ValueError for any other text."""
    match = _SHAPE.fullmatch(identifier)
    if match is None or match[1] not in PREFIXES:
        raise ValueError(f"{identifier!r} is not an id")
    return match[1]


def is_id(text: str, prefix: str) -> bool:
    """Tell whether a text is a well-formed id of one noun."""
    match = _SHAPE.fullmatch(text)
    return match is not None and match[1] == prefix


def _base32(value: int) -> str:
    return "".join([_PAIRS[value >> shift & 1023] for shift in _SHIFTS])
