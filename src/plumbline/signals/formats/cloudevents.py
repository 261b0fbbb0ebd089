"""CloudEvents 1.0 over HTTP in its three modes: structured, binary and batch."""

import base64
from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import unquote

from plumbline.domain.signal.signal import CLAIMS, Offered
from plumbline.signals.formats.request import Read, Sent, Unreadable, json_in, listed, mapping, unpacked

VIA = "cloudevents"
_STRUCTURED, _BATCH = "application/cloudevents+json", "application/cloudevents-batch+json"
_PREFIX = "ce-"


def read(sent: Sent) -> Read:
    """Return the events of a request, whichever its mode. Raises Unreadable."""
    media = sent.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media == _BATCH:
        return Read(listed(json_in(unpacked(sent)), "A batch of CloudEvents"), _item)
    if media == _STRUCTURED:
        return Read([json_in(unpacked(sent))], _item)
    if f"{_PREFIX}specversion" in sent.headers or f"{_PREFIX}id" in sent.headers:
        return Read([_attributes(sent)], partial(_offered, data=_data(unpacked(sent), media)))
    raise Unreadable(f"Send {_STRUCTURED}, {_BATCH}, or the attributes of the event as headers that begin with ce-.", 415)


def _item(found: Any) -> Offered | None:
    event = mapping(found)
    if event.get("data_base64") is None:
        return _offered(found, event.get("data")) if isinstance(found, dict) else None
    try:
        said = base64.b64decode(event["data_base64"], validate=True)
        return _offered(found, _data(said, str(event.get("datacontenttype") or "").partition(";")[0].strip().lower()))
    except (Unreadable, TypeError, ValueError):  # data that cannot be kept spoils this one only
        return _offered(event, None, readable=False)


def _attributes(sent: Sent) -> dict[str, str]:
    return {name.removeprefix(_PREFIX): unquote(value) for name, value in sent.headers.items() if name.startswith(_PREFIX)}


def _data(body: bytes, media: str) -> Any:
    """The data of an event that came as bytes. Raises Unreadable for what is neither JSON nor text."""
    if not body:
        return None
    if media in ("", "application/json") or media.endswith("+json"):
        return json_in(body)
    if not media.startswith("text/"):
        raise Unreadable(f"Data of the type {media[:100]} is not kept; send JSON or text.", 415)
    try:
        return body.decode()
    except UnicodeDecodeError as fault:
        raise Unreadable("The text of the event is not UTF-8.") from fault


def _offered(attributes: Any, data: Any, *, readable: bool = True) -> Offered | None:
    """Extensions make claims as properties do. Whatever is not an object stands for itself under `data`.

    The subject is what the event is about in the producer's own terms (CloudEvents 1.0, `subject`), which may well be a person or their
    mail address: so it is told apart by a code like ids of people, and never kept as it was sent.
    """
    event: Mapping[str, Any] = attributes
    if event.get("specversion") != "1.0":
        return None
    if not isinstance(event.get("source"), str) or not event["source"]:
        return Offered(id=event.get("id", ""), name=event.get("type"), who=None, time=None, properties=None, origin=None)
    if not readable:
        return Offered(id=event.get("id", ""), name=event.get("type"), who=None, time=None, properties="")
    properties = mapping(data) if isinstance(data, dict) or data is None else {"data": data}
    known = {name: value for name, value in event.items() if name in CLAIMS}
    known |= {short: event[name] for short, name in CLAIMS.items() if name in event}
    who = mapping(properties).get("distinct_id") or mapping(properties).get("user_id")
    return Offered(
        id=event.get("id", ""), name=event.get("type"), who=who, time=event.get("time"), properties=properties, origin=event["source"],
        context=known or None, subject=event.get("subject"),
    )  # fmt: skip
