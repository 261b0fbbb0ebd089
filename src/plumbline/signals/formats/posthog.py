"""PostHog's capture: one event or a batch, with the key in the body, as its clients send it."""

from typing import Any

from plumbline.domain.signal.signal import Offered
from plumbline.signals.formats.request import Read, Sent, json_of, listed, mapping

VIA = "posthog"


def read(sent: Sent) -> Read:
    """Return the events of a request. Raises Unreadable."""
    found = json_of(sent)
    if isinstance(found, list):
        items = listed(found, "The body")
        return Read(items, _item, next((key for one in items if (key := _key(one))), ""))
    body = mapping(found)
    if "batch" in body:
        return Read(listed(body["batch"], "batch"), _item, _key(body))
    return Read([found], _item, _key(body))


def _item(found: Any) -> Offered | None:
    if not isinstance(found, dict):
        return None
    event = mapping(found)
    properties = event.get("properties")
    inside = mapping(properties)
    if "token" in inside:  # browsers send the key with each event
        properties = {name: value for name, value in inside.items() if name != "token"}
    who = event.get("distinct_id") or inside.get("distinct_id") or event.get("$distinct_id")
    return Offered(
        id=event.get("uuid"),
        name=event.get("event"),
        who=who,
        time=event.get("timestamp"),
        properties=properties,
        context=event.get("options"),
    )


def _key(found: Any) -> str:
    body = mapping(found)
    said = body.get("api_key") or body.get("token") or mapping(body.get("properties")).get("token")
    return said if isinstance(said, str) else ""
