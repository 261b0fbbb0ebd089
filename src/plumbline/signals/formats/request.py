"""What a request carries before its format is known: the bytes behind its compression, the JSON in them, the key it shows."""

import base64
import binascii
import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from math import inf
from typing import Any, NamedTuple, cast
from urllib.parse import parse_qs

import msgspec

from plumbline.domain.signal.signal import Offered

LARGEST = 20 * 1024 * 1024
"""Bytes of a body once it is unpacked: small ones can grow to anything."""
MOST = 5_000
"""Items in one request."""
_MOST_DIGITS = 100
_DECODER = msgspec.json.Decoder()


class Unreadable(Exception):
    """A request of which nothing can be taken, and why. status: of the answer."""

    def __init__(self, why: str, status: int = 400) -> None:
        super().__init__(why)
        self.status = status


class Sent(NamedTuple):
    """A request. headers: names in lower case. query: the first value of each parameter."""

    headers: Mapping[str, str]
    body: bytes
    query: Mapping[str, str] = {}


class Read(NamedTuple):
    """What a request holds. sent: everything in it, in order. item: returns one of them as an item, None for what is none; only when it is
    asked, since reading all of them at once would keep others waiting. key: in its body; empty for none.
    """

    sent: Sequence[Any]
    item: Callable[[Any], Offered | None]
    key: str = ""


Format = Callable[[Sent], Read]


def shown_key(headers: Mapping[str, str]) -> str:
    """Return the key that a request shows in its header, as a bearer or as the user name of basic authentication; empty for none."""
    scheme, _, text = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return text.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(text.strip(), validate=True).decode().partition(":")[0]
    except (binascii.Error, ValueError):
        return ""


def unpacked(sent: Sent) -> bytes:
    """Return the body behind its compression. Raises Unreadable."""
    encoding = sent.headers.get("content-encoding", "").strip().lower() or sent.query.get("compression", "").lower()
    if encoding in ("gzip", "gzip-js", "x-gzip", "deflate") or sent.body[:2] == b"\x1f\x8b":
        return _inflated(sent.body)
    if encoding in ("", "identity", "base64"):
        return sent.body
    raise Unreadable(f"The content encoding {encoding[:40]!r} is not known here; send gzip, deflate or none.", 415)


def json_in(body: bytes) -> Any:
    """Return the JSON in a body. What is no value in it, such as half a character, stays, for its item to be judged. Raises Unreadable."""
    try:
        return _DECODER.decode(body)
    except RecursionError as fault:
        raise Unreadable("The body is nested too deeply to be read.") from fault
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        return _forgiving(body, str(fault)[:200])


def _forgiving(body: bytes, fault: str) -> Any:
    """Texts that were cut inside a character, and numbers beyond any bound, come from clients as they are, in one item of many."""
    try:
        return json.loads(body.decode("utf-8", "surrogateescape"), parse_int=_whole)
    except RecursionError as deep:
        raise Unreadable("The body is nested too deeply to be read.") from deep
    except ValueError as wrong:
        raise Unreadable(f"The body is no JSON: {fault}.") from wrong


def _whole(digits: str) -> int | float:
    """A number of thousands of digits is none that could be kept."""
    return int(digits) if len(digits) <= _MOST_DIGITS else inf


def json_of(sent: Sent) -> Any:
    """Return the JSON of a request, also of a form whose field `data` has it, as old clients in browsers send it. Raises Unreadable."""
    body = unpacked(sent)
    if sent.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        return json_in(body)
    try:
        (data,) = parse_qs(body.decode(), max_num_fields=10)["data"][:1]
    except (KeyError, ValueError) as fault:
        raise Unreadable("The form has no field data.") from fault
    if data.lstrip()[:1] in ("{", "["):
        return json_in(data.encode())
    try:
        return json_in(base64.b64decode(data.replace(" ", "+"), validate=True))
    except (binascii.Error, ValueError) as fault:
        raise Unreadable("The field data is neither JSON nor base64.") from fault


def listed(found: Any, what: str) -> list[Any]:
    """Return a list of at most as many items as one request may have. Raises Unreadable."""
    if not isinstance(found, list):
        raise Unreadable(f"{what} has to be a list.")
    items = cast(list[Any], found)
    if len(items) > MOST:
        raise Unreadable(f"{what} has {len(items)} items; send at most {MOST} in one request.", 413)
    return items


def mapping(found: Any) -> dict[str, Any]:
    """Return what was found when it is an object, and an empty one otherwise."""
    return cast(dict[str, Any], found) if isinstance(found, dict) else {}


def _inflated(body: bytes) -> bytes:
    inflating = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)  # gzip and zlib, told apart by how they begin
    try:
        whole = inflating.decompress(body, LARGEST + 1)
    except zlib.error as fault:
        raise Unreadable("The body cannot be unpacked: it is neither gzip nor deflate.") from fault
    if len(whole) > LARGEST:
        raise Unreadable(f"The body unpacks to more than {LARGEST // 1024 // 1024} megabytes.", 413)
    if not inflating.eof:
        raise Unreadable("The body cannot be unpacked: it ends too early.")
    return whole
