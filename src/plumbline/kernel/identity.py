"""Ids: a prefix that names the noun, and a UUIDv7 that sorts by the time it was made."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

PREFIXES = frozenset(
    "wsp usr cyc obj sec doc thr cmt dec opt crt evd rsk asm blk scp chg rev gat esc com hnd chk msg pra saf prm stg stp "
    "jrn scr trn ver run tsk end dlv att src sig tok gst evt cmd dep clk cnd brd cor sug rel drl agi lnk ptc dtp tpc map".split()
)
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford base32, lower case
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]  # two digits at a time: an id is made for every entry
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_LOW = (1 << 62) - 1
_HALF = (1 << 40) - 1
_SHAPE = re.compile(r"([a-z]{3})_([0-9a-hjkmnp-tv-z]{26})")


def make_id(prefix: str, at: datetime, randomness: int) -> str:
    """Return a new id.

    at: the instant it is made; its milliseconds become the leading 48 bits, so ids of one prefix sort by time.
    randomness: at least 74 random bits; more are ignored.
    Raises ValueError for a prefix nobody declared.
    """
    value = 0x7 << 76 | (randomness >> 62 & 0xFFF) << 64 | 0b10 << 62 | randomness & _LOW
    high, low, pairs = value >> 40, value & _HALF, _PAIRS  # halves, because Python is quick with numbers below 2^60
    return (
        f"{_beginning(prefix, at)}{pairs[high >> 30]}{pairs[high >> 20 & 1023]}{pairs[high >> 10 & 1023]}{pairs[high & 1023]}"
        f"{pairs[low >> 30]}{pairs[low >> 20 & 1023]}{pairs[low >> 10 & 1023]}{pairs[low & 1023]}"
    )


def prefix_of(identifier: str) -> str:
    """Return the prefix of a well-formed id. Raises ValueError for any other text."""
    match = _SHAPE.fullmatch(identifier)
    if match is None or match[1] not in PREFIXES:
        raise ValueError(f"{identifier!r} is not an id")
    return match[1]


def made_at(identifier: str) -> datetime:
    """Return the millisecond in which a well-formed id was made, in UTC. Raises ValueError for any other text."""
    prefix_of(identifier)
    milliseconds = 0
    for digit in identifier[4:14]:
        milliseconds = milliseconds << 5 | _ALPHABET.index(digit)
    return _EPOCH + milliseconds * _MILLISECOND


def is_id(text: str, prefix: str) -> bool:
    """Tell whether a text is a well-formed id of one noun."""
    match = _SHAPE.fullmatch(text)
    return match is not None and match[1] == prefix


@lru_cache(maxsize=256)
def _beginning(prefix: str, at: datetime) -> str:
    """The prefix and the ten digits of the instant, which ids that are made together share."""
    if prefix not in PREFIXES:
        raise ValueError(f"no noun has the id prefix {prefix!r}")
    milliseconds = (at - _EPOCH) // _MILLISECOND & ((1 << 48) - 1)  # in whole numbers: a float would be one too few now and then
    return prefix + "_" + "".join([_PAIRS[milliseconds >> shift & 1023] for shift in (40, 30, 20, 10, 0)])
