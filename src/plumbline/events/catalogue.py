"""Every kind of event: its type, what it says, the schema of its data; as a list and as an AsyncAPI document."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import jsonschema_rs
import msgspec

from plumbline.domain import streams
from plumbline.events.cloudevent import schema_address
from plumbline.kernel.record import erasable_fields, record, registry
from plumbline.projections.attributes import type_of
from plumbline.words.event import sentences

_FIELD = re.compile(r"\{(\w+)\}")
DRAFT = "https://json-schema.org/draft/2020-12/schema"
ALWAYS = (
    "specversion", "id", "source", "type", "subject", "time", "datacontenttype", "dataschema", "recordedtime", "sequence", "partitionkey",
    "authtype", "authid", "plsurface", "plworkspace", "plledgerhash", "plattr",
)  # fmt: skip
SOMETIMES: Mapping[str, str] = {
    "plonbehalfof": "Whom it was done for", "pldelegation": "The grant it was done under", "plrole": "The role that was used",
    "plclient": "The client and its version", "correlationid": "The command that all of it came of",
    "causationid": "The event or command that caused it", "traceparent": "W3C trace context", "tracestate": "W3C trace context",
    "plcycle": "The cycle", "plplaybook": "The cycle's playbook", "plpackdigest": "The content hash of its packs",
    "plsection": "The section", "plobjective": "The objective", "pljourney": "The journey", "plscreen": "The screen of it",
    "plrun": "The run", "plorigin": "Where it came from, outside", "ploriginid": "Its id there",
    "plutmsource": "The source of the campaign", "plutmmedium": "Its medium", "plutmcampaign": "The campaign", "plutmterm": "Its term",
    "plutmcontent": "Its content", "plutmid": "Its id", "pltouch": "Whether it was the first or the last", "plreferrer": "The page before",
    "pllanding": "The first page",
    "plclaimed": "Which of these were taken on trust",
}  # fmt: skip
"""Attributes that stand only where they apply, with what they mean."""


@record
class EventType:
    """A kind of event. name: in the ledger. family: its noun. says: the sentence it reads as. erasable: fields that can be deleted."""

    name: str
    type: str
    family: str
    says: str
    erasable: tuple[str, ...]


@cache
def event_types() -> Mapping[str, EventType]:
    """Return every kind of event by its name, in order."""
    return {
        name: EventType(
            name=name,
            type=type_of(name),
            family=name.partition(".")[0],
            says=_readable(sentences()[name]),
            erasable=erasable_fields(event_type),
        )
        for name, event_type in sorted(_registry().items())
    }


@cache
def data_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of an event's data, without its address. Raises KeyError for a name that no event has."""
    event_type = _registry()[name]
    (found,), parts = msgspec.json.schema_components([event_type], ref_template="#/$defs/{name}")
    own = parts.pop(str(found["$ref"]).rpartition("/")[2])
    return {"$schema": DRAFT, **own, "title": type_of(name), **({"$defs": parts} if parts else {})}


def schema_at(name: str, base_url: str) -> dict[str, Any]:
    """Return the JSON Schema of an event's data as it is read at its address."""
    return {"$id": schema_address(name, base_url), **data_schema(name)}


def problems_of(event: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return what keeps an envelope from being sent: attributes that are missing, odd or unknown, and data that its schema refuses."""
    found = [f"{one} is missing" for one in ALWAYS if not event.get(one)]
    found += [f"{one} is not text" for one, value in event.items() if one != "data" and not isinstance(value, str)]
    found += [f"nobody knows {one}" for one in event if one not in (*ALWAYS, *SOMETIMES, "data")]
    found += [f"data: {one.message}" for one in _validator(name).iter_errors(event.get("data"))]
    return tuple(found)


def asyncapi(base_url: str, version: str) -> dict[str, Any]:
    """Return the AsyncAPI 3 document of everything that is sent. version: of the product."""
    types = event_types()
    attributes = {name: {"type": "string"} for name in ALWAYS}
    attributes |= {name: {"type": "string", "description": words} for name, words in SOMETIMES.items()}
    return {
        "asyncapi": "3.1.0",
        "info": {
            "title": "Plumbline events",
            "version": version,
            "description": "Each entry of the ledger as a CloudEvent 1.0 in structured JSON, with attributes that say where it came from.",
        },
        "defaultContentType": "application/cloudevents+json",
        "channels": {
            "events": {
                "address": "/v1/events",
                "description": "Read in order, or delivered to an endpoint that asks for them.",
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in types},
            }
        },
        "operations": {"send": {"action": "send", "channel": {"$ref": "#/channels/events"}, "summary": "What happened, as it is recorded"}},
        "components": {
            "messages": {
                name: {
                    "name": one.type,
                    "summary": one.says,
                    "contentType": "application/cloudevents+json",
                    "payload": {
                        "allOf": [
                            {"$ref": "#/components/schemas/Attribution"},
                            {"type": "object", "required": ["data"], "properties": {"type": {"const": one.type}, "data": _inlined(name)}},
                        ]
                    },
                }
                for name, one in types.items()
            },
            "schemas": {"Attribution": {"type": "object", "required": [*ALWAYS], "properties": attributes}},
        },
    }


def _readable(sentence: str) -> str:
    """A sentence with its fields marked, and without the signs for what may be left out."""
    return _FIELD.sub(r"‹\1›", sentence).replace("[", "").replace("]", "")


def _inlined(name: str) -> dict[str, Any]:
    """The schema of an event's data without references: one that points at its own root means another root inside a document."""
    whole = data_schema(name)
    parts: Mapping[str, Any] = whole.get("$defs", {})

    def without(node: Any) -> Any:
        match node:
            case {"$ref": str(address)}:
                return without(parts[address.rpartition("/")[2]])
            case dict():
                return {key: without(value) for key, value in node.items()}  # type: ignore[misc]
            case list() | tuple():
                return [without(one) for one in node]  # type: ignore[misc]
            case _:
                return node

    return without({key: value for key, value in whole.items() if key not in ("$schema", "$defs")})


@cache
def _registry() -> Mapping[str, type[Any]]:
    return registry(streams.EVENTS)


@cache
def _validator(name: str) -> Any:
    return jsonschema_rs.Draft202012Validator(msgspec.to_builtins(data_schema(name)))
