"""The public form of an entry: a CloudEvent 1.0 in structured JSON, with the attribution block.

Everything but `data` comes from the entry's own attribution, which the ledger took from the authenticated context: what a caller sends
cannot reach it. The same entry has the same bytes for as long as the installation keeps its address and nothing in it is erased.
"""

from datetime import UTC, datetime
from typing import Any

import msgspec

from plumbline.domain.cycle.sign_up import CLAIMED, SignUpRecorded
from plumbline.kernel.canonical import canonical
from plumbline.ledger.entry import Entry
from plumbline.projections.attributes import PREFIX, VERSION, attributes_of

ATTRIBUTION_VERSION = "1"
MEDIA_TYPE = "application/cloudevents+json"


def name_of(event_type: str) -> str:
    """Return the name of a public type; "" for any other text."""
    inside = event_type.removeprefix(PREFIX)
    name, _, version = inside.rpartition(".")
    return name if inside != event_type and version == VERSION else ""


def envelope(entry: Entry, base_url: str) -> dict[str, Any]:
    """Return the event as plain data. base_url: the address of the installation, without a slash at its end."""
    source, known = entry.attribution, attributes_of(entry)
    attributes = known | {
        "specversion": "1.0",
        "id": entry.id,
        "source": f"{base_url}/streams/{entry.stream}",
        "time": _instant(source.occurred_at),
        "datacontenttype": "application/json",
        "dataschema": schema_address(entry.event_name, base_url),
        "recordedtime": _instant(entry.recorded_at),
        "sequence": f"{entry.version:020d}",
        "partitionkey": known["subject"],
        "traceparent": source.trace_parent,
        "tracestate": source.trace_state,
        **_campaign(entry.event),
        "plledgerhash": entry.leaf_hash.hex(),
        "plattr": ATTRIBUTION_VERSION,
    }
    return {name: value for name, value in attributes.items() if value} | {"data": data_of(entry.event)}


def _campaign(event: Any) -> dict[str, str]:
    """Where somebody who signed up came from, as the signal claims."""
    if not isinstance(event, SignUpRecorded):
        return {}
    return {f"pl{name.replace('_', '')}": getattr(event, name) for name in CLAIMED}


def encoded(entry: Entry, base_url: str) -> bytes:
    """Return the event's bytes: canonical JSON (RFC 8785), so that each way out gives the same."""
    return canonical(envelope(entry, base_url))


def data_of(event: Any) -> dict[str, Any]:
    """Return what an event says as plain data, the way the entry's bytes have it; what was erased is empty."""
    return msgspec.to_builtins(event)


def schema_address(event_name: str, base_url: str) -> str:
    """Return where the JSON Schema of an event's data is read."""
    return f"{base_url}/v1/event-types/{event_name}/schema"


def _instant(at: datetime) -> str:
    """RFC 3339 in UTC with milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
