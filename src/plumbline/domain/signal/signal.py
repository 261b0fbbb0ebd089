"""The normal form of a signal: what a program outside says happened, held to limits, and with what it says about itself marked as claimed.

Whatever comes in is untrusted. Nothing in it reaches the attribution of an event: the workspace, the source and the time of arrival come
from the authenticated key, and what only the payload knows is kept as a claim.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import blake2b, sha256
from typing import Any, Literal, NamedTuple, cast

from plumbline.kernel.identity import is_id

Outcome = Literal["accepted", "duplicate", "conflicting", "malformed", "too_large", "future", "too_old"]
"""What becomes of one item. conflicting: its id was used before for something else, which stays as it is."""

LONGEST_TEXT = 200
"""Characters of a name, an id or a claimed value."""
LARGEST = 16_384
"""Bytes of the properties of one signal, as JSON."""
DEEPEST = 8
AHEAD = timedelta(hours=1)
"""How far a sender's clock may be ahead; what it says is then kept as having happened when it arrived."""
OLDEST = timedelta(days=3650)
PERSONAL = frozenset(
    "email mail phone name first_name firstname last_name lastname username address birthday avatar ip $ip $set $set_once traits"
    " distinct_id $distinct_id user_id userid $user_id anonymous_id anonymousid $anon_distinct_id $device_id alias".split()
)
"""Properties that say who somebody is, in lower case. They are left out: what is kept for ever names nobody."""
CLAIMS: Mapping[str, str] = {
    "utm_source": "plutmsource", "utm_medium": "plutmmedium", "utm_campaign": "plutmcampaign", "utm_term": "plutmterm",
    "utm_content": "plutmcontent", "utm_id": "plutmid", "referrer": "plreferrer", "$referrer": "plreferrer", "url": "pllanding",
    "$current_url": "pllanding", "touch": "pltouch", "plcycle": "plcycle", "pljourney": "pljourney", "plscreen": "plscreen",
    "plrun": "plrun",
}  # fmt: skip
"""Which attribute each property claims to know."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)
_SCALARS = (str, int, float, bool, type(None))


class Kind(NamedTuple):
    """Signals that are attributed alike: of one source, with the same name, campaign and claimed place."""

    source_id: str
    name: str
    campaign: str = ""
    cycle: str = ""
    journey: str = ""


class Offered(NamedTuple):
    """An item as its wire format names the parts; every value is whatever was sent. id: None where the sender gave none.

    origin: below which address the id is unique; empty for the source itself. context: further properties that only make claims.
    subject: what it is about, which may be a person.
    """

    id: Any
    name: Any
    who: Any
    time: Any
    properties: Any
    origin: Any = ""
    context: Any = None
    subject: Any = None


class Signal(NamedTuple):
    """One signal in normal form. who: stands for whoever did it, and names nobody.

    told_at: when it happened as the sender says, None where it says nothing; occurred_at: as it is kept, not after it arrived. Both are
    microseconds since 1970, UTC. claims: JSON of the attributes that the sender says, by their name. properties: JSON.
    """

    origin: str
    origin_id: str
    name: str
    who: str
    told_at: int | None
    occurred_at: int
    claims: str
    properties: str
    kind: Kind


class Rejected(NamedTuple):
    """Why an item is not kept. what: which part of it."""

    outcome: Outcome
    what: str
    origin_id: str = ""


def normal(one: Offered, received_at: datetime, source_id: str, secret: bytes, unnamed: str) -> Signal | Rejected:
    """Return an item in normal form, or why it is not kept.

    received_at: when it arrived, in UTC. source_id: of the authenticated source. secret: what makes ids of people unreadable. unnamed: the
    id of an item that has neither an id nor a time to be told apart by; one with a time is known by its content.
    """
    origin_id = str(one.id) if isinstance(one.id, str | int) and not isinstance(one.id, bool) else ""
    if one.id is not None and not _is_line(origin_id):
        return Rejected("malformed", "id")
    name, below = one.name, one.origin
    if not isinstance(name, str) or not _is_line(name):
        return Rejected("malformed", "name", origin_id)
    if not isinstance(below, str) or len(below) > 2 * LONGEST_TEXT or not below.isprintable():
        return Rejected("malformed", "source", origin_id)
    told_at = _told(one.time, received_at)
    if isinstance(told_at, Rejected):
        return told_at._replace(origin_id=origin_id)
    kept = _properties(one.properties)
    if isinstance(kept, Rejected):
        return kept._replace(origin_id=origin_id)
    claims = _claims(one, kept)
    if isinstance(one.subject, str) and one.subject and "subject" not in kept:
        kept["subject"] = _unnamed(one.subject, secret)
    try:
        properties, who = _JSON.encode(kept), _unnamed(one.who, secret)
        if len(properties) > LARGEST or len(properties.encode()) > LARGEST:
            return Rejected("too_large", "properties", origin_id)
    except (ValueError, RecursionError):  # halves of characters, numbers that are none
        return Rejected("malformed", "properties", origin_id)
    arrived = microseconds(received_at)
    signal = Signal(
        f"{source_id} {below}" if below else source_id, origin_id, name, who, told_at,
        arrived if told_at is None else min(told_at, arrived), _JSON.encode(claims) if claims else "{}", properties,
        _kind(source_id, name, claims),
    )  # fmt: skip
    if origin_id:
        return signal
    return signal._replace(origin_id=unnamed if told_at is None else f"sha256:{_content(signal).hexdigest()}")


def leaf(signal: Signal, received_at: int) -> bytes:
    """Return what stands for a kept signal in an anchor: SHA-256 over everything that is kept of it."""
    digest = _content(signal)
    digest.update(f"\0{signal.origin_id}\0{signal.occurred_at}\0{received_at}".encode())
    return digest.digest()


def same(one: Signal, other: Signal) -> bool:
    """Tell whether two signals say the same, whenever they arrived."""
    return one._replace(occurred_at=0) == other._replace(occurred_at=0)


def said_kind(signal: Signal) -> Kind:
    """Return the kind of a signal as its leaf stands for it: by its origin, its name and its claims."""
    return _kind(signal.origin.partition(" ")[0], signal.name, json.loads(signal.claims))


def claimed_names(claims: str, *, but: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the names of the attributes that a signal says of itself, sorted."""
    return tuple(sorted(set(json.loads(claims)) - but))


def microseconds(at: datetime) -> int:
    """Return an instant as microseconds since 1970, UTC."""
    return (at - _EPOCH) // _MICROSECOND


def instant(number: int) -> datetime:
    """Return the instant that a number of microseconds stands for."""
    return _EPOCH + number * _MICROSECOND


def _is_line(text: str) -> bool:
    return 0 < len(text) <= LONGEST_TEXT and text.isprintable() and not text.isspace()


def _told(time: Any, received_at: datetime) -> int | Rejected | None:
    """The sender's time, in microseconds; None where it says none."""
    if time is None:
        return None
    try:
        at = time if isinstance(time, datetime) else datetime.fromisoformat(time)
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
        if at > received_at + AHEAD:
            return Rejected("future", "time")
        if at < received_at - OLDEST:
            return Rejected("too_old", "time")
    except (TypeError, ValueError, OverflowError):
        return Rejected("malformed", "time")
    return microseconds(at)


def _content(signal: Signal) -> Any:
    said = (signal.origin, signal.name, signal.who, str(signal.told_at), signal.claims, signal.properties)
    return sha256("\0".join(said).encode())


def _kind(source_id: str, name: str, claims: dict[str, str]) -> Kind:
    """Only ids of cycles and journeys lead anywhere; other claims about them make no kind of their own."""
    cycle, journey = claims.get("plcycle", ""), claims.get("pljourney", "")
    return Kind(
        source_id, name, claims.get("plutmcampaign", ""), cycle if is_id(cycle, "cyc") else "", journey if is_id(journey, "jrn") else ""
    )


def _properties(given: Any) -> dict[str, Any] | Rejected:
    if given is None:
        return {}
    if not isinstance(given, dict):
        return Rejected("malformed", "properties")
    try:
        return _unnamed_parts(cast(dict[str, Any], given), 1)
    except RecursionError:
        return Rejected("too_large", "depth")


def _unnamed_parts(given: Any, depth: int) -> Any:
    """The same without what says who somebody is, at any depth. Raises RecursionError below the deepest."""
    if depth > DEEPEST:
        raise RecursionError
    if isinstance(given, list):
        return [one if one.__class__ in _SCALARS else _unnamed_parts(one, depth + 1) for one in cast(list[Any], given)]
    return {
        key: value if value.__class__ in _SCALARS else _unnamed_parts(value, depth + 1)
        for key, value in given.items()
        if key.lower() not in PERSONAL
    }


def _claims(one: Offered, properties: dict[str, Any]) -> dict[str, str]:
    """What the sender says that attribution would like to know. Each is one line; anything else claims nothing."""
    claims: dict[str, str] = {}
    said: Any = one.context
    context = cast(dict[str, Any], said) if isinstance(said, dict) else {}
    for given in (context, properties):
        for key in CLAIMS.keys() & given.keys():
            value = given[key]
            if isinstance(value, str) and _is_line(value):
                claims[CLAIMS[key]] = value
    if one.time is not None:
        claims["time"] = "1"
    return claims


def _unnamed(who: Any, secret: bytes) -> str:
    """Ids of people are often mail addresses. The same one always gives the same text, and nobody without the secret finds it by trying."""
    if who == "" or not isinstance(who, str | int):
        return ""
    return blake2b(str(who)[:1000].encode(), key=secret, digest_size=12).hexdigest()
