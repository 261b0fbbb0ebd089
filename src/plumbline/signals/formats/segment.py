"""Segment's HTTP tracking: a batch of messages, or one message on the path of its type, whole or by its first letter."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from plumbline.domain.signal.signal import Offered
from plumbline.signals.formats.request import Format, Read, Sent, Unreadable, json_of, listed, mapping

VIA = "segment"
TYPES = ("track", "identify", "page", "screen", "group", "alias")
_CAMPAIGN = {
    "source": "utm_source",
    "medium": "utm_medium",
    "name": "utm_campaign",
    "term": "utm_term",
    "content": "utm_content",
    "id": "utm_id",
}


def batch(sent: Sent) -> Read:
    """Return the messages of a batch. Raises Unreadable."""
    body = mapping(json_of(sent))
    items = listed(body.get("batch"), "batch")

    def item(one: Any) -> Offered | None:
        return _item(one, mapping(one).get("type"), body.get("context"))

    return Read(items, item, _key(body))


def message_of(kind: str) -> Format:
    """Return what reads a request that is one message of a type."""

    def read(sent: Sent) -> Read:
        body = json_of(sent)
        if not isinstance(body, dict):
            raise Unreadable("The body has to be an object.")
        return Read([body], partial(_item, kind=kind, around=None), _key(body))

    return read


READS: Mapping[str, Format] = {
    name: read
    for called, read in (("batch", batch), *((kind, message_of(kind)) for kind in TYPES))
    for name in (called, called[0])  # programs say the word, browsers its first letter
}
"""What reads a request, by the last part of its path."""


def _item(found: Any, kind: Any, around: Any) -> Offered | None:
    """A message of another kind than `track` is called by its kind; what a page or screen is called is one of its properties."""
    if not isinstance(found, dict):
        return None
    message = mapping(found)
    properties = message.get("properties") if kind in ("track", "page", "screen") else message.get("traits")
    name = message.get("event") if kind == "track" else kind if kind in TYPES else None
    if kind in ("page", "screen") and isinstance(message.get("name"), str) and isinstance(properties, dict | None):
        properties = {**mapping(properties), "title": message["name"]}  # browsers say the title of the document there
    return Offered(
        id=message.get("messageId"), name=name, who=message.get("userId") or message.get("anonymousId"),
        time=message.get("timestamp") or message.get("originalTimestamp"), properties=properties,
        context=_context(mapping(message.get("context")) or mapping(around)),
    )  # fmt: skip


def _context(context: dict[str, Any]) -> dict[str, Any]:
    campaign, page = mapping(context.get("campaign")), mapping(context.get("page"))
    said = {ours: campaign[theirs] for theirs, ours in _CAMPAIGN.items() if theirs in campaign}
    said |= {name: page[name] for name in ("referrer", "url") if name in page}
    return said | {name: value for name, value in context.items() if name.startswith("pl")}


def _key(body: Any) -> str:
    said = mapping(body).get("writeKey")
    return said if isinstance(said, str) else ""
