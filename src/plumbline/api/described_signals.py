"""How the OpenAPI document describes where sources send signals.

The formats are those of others, so their schemas are as wide as what clients send: what is wrong with an item is answered for the item.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from plumbline.api.described import JSON, NO_HTTP, OBJECT, PROBLEM, TEXT, Part, answer, header, operation, parameter, ref
from plumbline.api.signals import METRICS, POSTHOG, SEGMENT, TakenSignals

SECURITY: Mapping[str, Part] = {
    "source": {"type": "http", "scheme": "bearer", "bearerFormat": "plb_src_…", "description": "The key of a source of signals."},
    "sourceAsUser": {"type": "http", "scheme": "basic", "description": "The key of a source as the user name, without a password."},
}
_BEARER, _BASIC, _IN_BODY = {"source": list[str]()}, {"sourceAsUser": list[str]()}, dict[str, list[str]]()
_LEFT = {
    "RateLimit": header("How many signals are left, and for how many seconds."),
    "RateLimit-Policy": header("How many signals the source may send in how many seconds."),
}
_REFUSED = {
    400: "`signals.unreadable`: the request cannot be unpacked or read, so that nothing of it was taken.",
    401: "`signals.key`: the key is missing, unknown or revoked; `signals.unsigned`: the source signs, and this is not signed just now.",
    403: "`signals.origin`: pages of that site may not send with this key.",
    413: "The body is too large, unpacks to too much, or holds too many items.",
    415: "`signals.unreadable`: the type or the content encoding is not taken here.",
    429: "`signals.quota`: the source, or all of the workspace together, sent too much; Retry-After says when to come again.",
    503: "`signals.unwritable`: the disk takes nothing just now; send the same again later.",
}
_PACKED = parameter("Content-Encoding", "header", "How the body is packed.", {"type": "string", "enum": ["gzip", "deflate", "identity"]})
_SIGNED = [
    parameter(name, "header", "For a source that signs: a field of Standard Webhooks.")
    for name in ("Webhook-Id", "Webhook-Timestamp", "Webhook-Signature")
]
_LINE = {"type": "string", "minLength": 1}
_ID = {"type": ["string", "integer", "null"]}
_INSTANT = {"type": ["string", "null"], "format": "date-time"}
_WHO = {"type": ["string", "integer", "null"]}
_SAID = {"type": ["object", "null"]}
_WIDE = {"type": "object", "additionalProperties": True}
_AS_TEXT = {"type": "string", "contentMediaType": JSON}
_FORM = {"type": "object", "properties": {"data": {"type": "string", "description": "JSON, or JSON as base64."}}, "required": ["data"]}
_SCHEMAS: Mapping[str, Part] = {
    "CloudEvent": {
        "description": "An event of CloudEvents 1.0. Extensions are further fields; those that begin with `pl` make claims.",
        **_WIDE,
        "required": ["specversion", "id", "source", "type"],
        "properties": {
            "specversion": {"type": "string", "const": "1.0"}, "id": _LINE,
            "source": {**_LINE, "format": "uri-reference", "description": "Below which address the id is unique."},
            "type": {**_LINE, "description": "What happened."},
            "subject": {"type": ["string", "null"]}, "time": _INSTANT, "datacontenttype": {"type": ["string", "null"]},
            "dataschema": {"type": ["string", "null"]}, "data": {},
            "data_base64": {"type": ["string", "null"], "description": "In place of data: JSON or text as base64."},
        },
    },
    "PostHogEvent": {
        "description": "An event as PostHog's clients send it. Fields that are not named here are left out of what is kept.",
        **_WIDE,
        "required": ["event"],
        "properties": {
            "event": {**_LINE, "description": "What happened."}, "uuid": _ID, "distinct_id": _WHO, "timestamp": _INSTANT,
            "properties": _SAID, "api_key": {**TEXT, "description": "The key of the source, where no header shows it; also `token`."},
        },
    },
    "PostHogBatch": {
        "description": "Events with the key of the source.",
        **_WIDE,
        "required": ["batch"],
        "properties": {"api_key": TEXT, "batch": {"type": "array", "items": ref("schemas", "PostHogEvent")}},
    },
    "PostHogResults": {
        "description": "What became of each event, by its id.",
        "type": "object",
        "required": ["results"],
        "properties": {
            "results": {
                "type": "object",
                "additionalProperties": {
                    "type": "object",
                    "required": ["result", "details"],
                    "properties": {
                        "result": {"type": "string", "enum": ["ok", "drop"], "description": "drop: it is not kept."},
                        "details": TEXT,
                    },
                },
            }
        },
    },
    "SegmentMessage": {
        "description": "A message as Segment's clients send it. Fields that are not named here are left out of what is kept.",
        **_WIDE,
        "properties": {
            "type": {"type": "string", "enum": ["track", "identify", "page", "screen", "group", "alias"]},
            "event": {"type": ["string", "null"], "description": "What happened, of a message of the type track."},
            "name": {"type": ["string", "null"], "description": "What a page or screen is called."},
            "messageId": _ID, "userId": _WHO, "anonymousId": _WHO, "timestamp": _INSTANT, "properties": _SAID, "traits": _SAID,
            "context": _SAID, "writeKey": {**TEXT, "description": "The key of the source, where no header shows it."},
        },
    },
    "SegmentBatch": {
        "description": "Messages that each say their type.",
        **_WIDE,
        "required": ["batch"],
        "properties": {
            "batch": {"type": "array", "items": ref("schemas", "SegmentMessage")}, "context": _SAID,
            "writeKey": {**TEXT, "description": "The key of the source, where no header shows it."},
        },
    },
    "SegmentSettings": {
        "description": "Where a client in a browser sends to.",
        "type": "object",
        "required": ["integrations", "metrics"],
        "properties": {
            "integrations": {
                "type": "object",
                "required": ["Segment.io"],
                "properties": {
                    "Segment.io": {
                        "type": "object",
                        "required": ["apiKey", "apiHost", "protocol"],
                        "properties": {"apiKey": TEXT, "apiHost": TEXT, "protocol": {"type": "string", "enum": ["http", "https"]}},
                    }
                },
            },
            "metrics": {"type": "object", "properties": {"sampleRate": {"type": "integer"}}},
        },
    },
}  # fmt: skip


def schemas() -> dict[str, Part]:
    """Return the schemas of what sources send and are answered."""
    answered = msgspec.json.schema_components([TakenSignals], ref_template="#/components/schemas/{name}")[1]
    return {**answered, **{name: dict(schema) for name, schema in _SCHEMAS.items()}}


def responses() -> dict[str, Part]:
    """Return how a request of which nothing is taken is answered, by the name of the component."""
    problem = {"allOf": [ref("schemas", "Problem"), {"type": "object", "properties": {"message": {**TEXT, "description": "As detail."}}}]}
    waits = {**_LEFT, "Retry-After": header("Seconds to wait.", "integer")}
    return {f"Signals{status}": answer(said, PROBLEM, problem, waits if status == 429 else None) for status, said in _REFUSED.items()}


def paths() -> dict[str, Part]:
    """Return the paths that sources send to."""
    found = {"/v1/signals": {"post": _cloud_events()}}
    found |= {path: {"post": _posthog(path)} for path in POSTHOG}
    found |= {path: {"post": _segment(path)} for path in SEGMENT}
    return found | {METRICS: {"post": _metrics()}, "/v1/projects/{write_key}/settings": {"get": _settings()}}


def _cloud_events() -> Part:
    attributes = [
        parameter(f"ce-{name}", "header", f"In binary mode: the attribute {name} of the event, percent-encoded.")
        for name in ("specversion", "id", "source", "type", "time", "subject")
    ]
    return operation(
        "signals", "SendCloudEvents", "Send signals as CloudEvents",
        "Take CloudEvents 1.0: one (structured), many (batch), or one whose attributes are headers and whose body is its data "
        "(binary: JSON or text). Each item has its answer, in order; a bad one takes no other with it. What is accepted is on the disk.",
        _answers(), security=[_BEARER, _BASIC], parameters=[_PACKED, *_SIGNED, *attributes], needs_body=False,
        body={
            "application/cloudevents-batch+json": {"type": "array", "items": ref("schemas", "CloudEvent")},
            "application/cloudevents+json": ref("schemas", "CloudEvent"),
            JSON: {}, "text/plain": TEXT,
        },
    )  # fmt: skip


def _posthog(path: str) -> Part:
    second = path.endswith("/events")
    body: dict[str, Mapping[str, Any]] = {
        JSON: {
            "anyOf": [
                ref("schemas", "PostHogBatch"),
                ref("schemas", "PostHogEvent"),
                {"type": "array", "items": ref("schemas", "PostHogEvent")},
            ]
        },
        "text/plain": _AS_TEXT,
        "application/x-www-form-urlencoded": _FORM,
    }
    packed = parameter(
        "compression", "query", "How the body is packed, where no header says it.", {"type": "string", "enum": ["gzip-js", "base64"]}
    )
    return operation(
        "posthog", f"SendToPostHog{_said(path)}", "Send signals as PostHog's clients do",
        "Take an event or a batch. " + ("What became of each is answered by its id." if second else "Each event has its answer, in order.")
        + " A slash at the end changes nothing.",
        _answers(ref("schemas", "PostHogResults") if second else None), security=[_IN_BODY, _BEARER, _BASIC],
        parameters=[_PACKED, *_SIGNED, packed], body=body,
    )  # fmt: skip


def _segment(path: str) -> Part:
    last = path.rpartition("/")[2]
    what = ref("schemas", "SegmentBatch" if last.startswith("b") else "SegmentMessage")
    return operation(
        "segment", f"SendToSegment{_said(path)}", "Send signals as Segment's clients do",
        ("Take a batch of messages." if last.startswith("b") else "Take one message, of the type that the path says.")
        + (" Clients in browsers send here, JSON as text." if len(last) == 1 else ""),
        _answers(), security=[_BASIC, _BEARER, _IN_BODY], parameters=[_PACKED, *_SIGNED], body={JSON: what, "text/plain": _AS_TEXT},
    )  # fmt: skip


def _metrics() -> Part:
    taken = {"type": "object", "required": ["success"], "properties": {"success": {"type": "boolean"}}}
    return operation(
        "segment", "SendMetricsOfSegment", "Say how a client of Segment in a browser is doing",
        "Answered, so that the client goes on; nothing is read or kept.", {"200": answer("Nothing was kept.", JSON, taken), "400": NO_HTTP},
        body={"text/plain": _AS_TEXT, JSON: OBJECT}, needs_body=False,
    )  # fmt: skip


def _settings() -> Part:
    return operation(
        "segment", "ShowSettingsForSegment", "Show where a client of Segment in a browser sends to",
        "What such a client asks of the host that it was loaded for, before anything else.",
        {
            "200": answer("Where to send.", JSON, ref("schemas", "SegmentSettings")),
            "403": ref("responses", "Signals403"),
            "404": answer("`signals.key`: the key is unknown or revoked.", PROBLEM, ref("schemas", "Problem")),
        },
        parameters=[parameter("write_key", "path", "The key of the source.")],
    )  # fmt: skip


def _answers(taken: Part | None = None) -> dict[str, Part]:
    said = answer("What became of each item.", JSON, taken or ref("schemas", "TakenSignals"), _LEFT)
    return {"200": said, **{str(status): ref("responses", f"Signals{status}") for status in _REFUSED}}


def _said(path: str) -> str:
    """A path as a part of a name: `/i/v0/e` is IV0E."""
    return "".join(part[:1].upper() + part[1:] for part in path.strip("/").split("/"))
