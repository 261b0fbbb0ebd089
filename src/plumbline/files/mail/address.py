"""Addresses that replies go to: the installation's own with a mark and a token before the @, which every common mail server keeps."""

import re
from collections.abc import Iterable

TOKEN_LENGTH = 26
"""Letters and digits of a token, of 32 kinds: 130 bits."""
LONGEST_LOCAL = 64 - len("+r.") - TOKEN_LENGTH
"""How much may stand before the @ of the installation's own address, so that a token still fits into what RFC 5321 allows."""
_MARKED = re.compile(rf"\+r\.([a-z2-7]{{{TOKEN_LENGTH}}})@", re.IGNORECASE)
_PLAIN = re.compile(r"[A-Za-z0-9._-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


def fit_for_replies(address: str) -> bool:
    """Tell whether an address can carry tokens: plain, and short enough before its @."""
    return _PLAIN.fullmatch(address) is not None and len(address.rpartition("@")[0]) <= LONGEST_LOCAL


def reply_address(address: str, token: str) -> str:
    """Return the address that a reply with a token goes to."""
    local, _, domain = address.rpartition("@")
    return f"{local}+r.{token}@{domain}"


def tokens_in(addresses: Iterable[str]) -> tuple[str, ...]:
    """Return the tokens that addresses carry, each once, in their order. Servers on the way may have changed their case."""
    return tuple(dict.fromkeys(found[1].lower() for address in addresses if (found := _MARKED.search(address))))
