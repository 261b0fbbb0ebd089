"""The OpenAPI document, completed with what holds for every route: problems by status, and the headers of requests and answers."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

import msgspec

from plumbline.api import described_others, described_signals
from plumbline.api.problems import Problem
from plumbline.api.versions import HEADER, NEWEST, VERSIONS

Document = dict[str, Any]
_REFUSED = {
    400: "The request cannot be read: JSON, a field, a parameter, or a version that is not served.",
    401: "No valid token came with the request.",
    403: "The caller, or their token, may not do this; the findings name who may.",
    404: "It does not exist, or the caller may not know of it.",
    409: "A rule says no; the findings list everything that is missing.",
    412: "What is acted on has changed since the version that If-Match names.",
    413: "The body is too large.",
    415: "The body is not of the kind that is taken: application/json, where nothing else is said.",
    422: "The request asks for something that cannot be.",
    428: "The act is about exact words: name them with If-Match, or send `*` for whatever they are now.",
    429: "The caller asked for too much within a minute; Retry-After says when the next one begins.",
    503: "The server cannot do this just now.",
}
_OF_EVERY, _OF_READING, _OF_ACTS = (400, 401, 429, 503), (403, 404, 422), (403, 404, 409, 412, 413, 415, 422)
_JSON_OBJECT, _FILE = {"type": "object"}, {"type": "string"}
_BODIES: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "/v1/handoffs/{item_id}/package/{form}": {
        "text/markdown": _FILE, "application/json": _JSON_OBJECT, "text/html": _FILE, "application/zip": _FILE,
    },
    "/v1/events/{event_id}": {"application/cloudevents+json": _JSON_OBJECT},
    "/v1/threads/{item_id}/messages/{number}": {"message/rfc822": _FILE},
    "/v1/event-types/{name}/schema": {"application/schema+json": _JSON_OBJECT},
}  # fmt: skip
"""What routes answer with that send bytes of a kind of their own, by media type."""
_TAKEN: Mapping[str, Mapping[str, Mapping[str, Any]]] = {"/v1/mail/replies": {"message/rfc822": _FILE}}
"""What routes take that read the bytes of a request themselves, by media type."""
_TAGS: Mapping[str, str] = {
    "connections": "Where connected programs say what happens there; their signature is the right to.",
    "links": "Addresses that are a secret, for programs of whoever was given one.",
    "posthog": "The paths of PostHog, for its clients with another host, with the key of a source of signals.",
    "segment": "The paths of Segment, for its clients with another host, with the key of a source of signals.",
    "server": "What the server says of itself to anybody.",
}
"""What is done for programs that have no token, by what they are."""
_TIME_OF_DAY = r"^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?$"
_HEADERS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    HEADER: ("The version that answered.", {"type": "string", "format": "date"}),
    "RateLimit": ("How many requests are left, and for how many seconds.", {"type": "string"}),
    "RateLimit-Policy": ("How many requests a caller may send in how many seconds.", {"type": "string"}),
    "Retry-After": ("Seconds to wait.", {"type": "integer"}),
    "ETag": ("The tag of what is shown; an act sends it back as If-Match.", {"type": "string"}),
    "Idempotent-Replayed": ("`true` when the answer was given before under the same key.", {"type": "string", "enum": ["true"]}),
}
_PARAMETERS: Mapping[str, tuple[str, str, Mapping[str, Any]]] = {
    "Version": (
        HEADER,
        "The version that the program is written for, a date; the newest without one.",
        {"type": "string", "enum": list(VERSIONS), "example": NEWEST},
    ),
    "IdempotencyKey": (
        "Idempotency-Key",
        "Under one key something is done once: sent again, the request gets the first answer.",
        {"type": "string", "maxLength": 255},
    ),
    "IfMatch": ("If-Match", "The tags that were read; `*` for whatever is there now.", {"type": "string"}),
}


def completed(document: Document) -> Document:
    """Return a document of the framework with what it does not know."""
    parts: Document = document.setdefault("components", {})
    schemas = parts.setdefault("schemas", {})
    problems = msgspec.json.schema_components([Problem], ref_template="#/components/schemas/{name}")[1]
    schemas.update(problems)
    _say_times(schemas)
    parts["responses"] = {f"Problem{status}": _problem(status, said) for status, said in _REFUSED.items()}
    parts["headers"] = {name: {"description": said, "schema": dict(schema)} for name, (said, schema) in _HEADERS.items()}
    parts["parameters"] = {
        key: {"name": name, "in": "header", "description": said, "schema": dict(schema)}
        for key, (name, said, schema) in _PARAMETERS.items()
    }
    _close(document, schemas)
    used = set[str]()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            _complete(path, method, operation, binding=method == "post" and _binds(operation, schemas))
            used.update(operation.get("tags", ()))
    _add_others(document, parts)
    document["tags"] = [
        {"name": name, "description": _TAGS.get(name, f"What can be read of {name.replace('-', ' ')}, and done.")}
        for name in sorted(used | set(_TAGS))
    ]
    document["servers"] = [{"url": "/", "description": "The installation that serves this document."}]
    return document


def _add_others(document: Document, parts: Document) -> None:
    """Add what programs call that no token lets in to, and whose bodies the framework does not read."""
    parts["schemas"].update(described_signals.schemas())
    parts["responses"].update(described_signals.responses())
    parts.setdefault("securitySchemes", {}).update(described_signals.SECURITY)
    for path, methods in {**described_signals.paths(), **described_others.paths()}.items():
        document["paths"].setdefault(path, {}).update(methods)


def _complete(path: str, method: str, operation: Document, *, binding: bool) -> None:
    acts = method != "get"
    parameters: list[Document] = operation.setdefault("parameters", [])
    parameters += [{"$ref": f"#/components/parameters/{key}"} for key in (_PARAMETERS if acts else ("Version",))]
    answers: Document = operation["responses"]
    if acts and "201" in answers:
        answers["201"]["description"] = "Done."
        answers["200"] = {**answers["201"], "description": "Nothing had to change, or it was done before."}
    if not acts and path in _BODIES:
        answers["200"]["content"] = {media: {"schema": dict(schema)} for media, schema in _BODIES[path].items()}
    if acts and path in _TAKEN:
        operation["requestBody"] = {
            "required": True,
            "content": {media: {"schema": dict(schema)} for media, schema in _TAKEN[path].items()},
        }
    for status, answer in answers.items():
        answer.setdefault("headers", {}).update(_told(status, acts=acts, of_one="{" in path))
    for status in (*_OF_EVERY, *(_OF_ACTS if acts else _OF_READING), *((428,) if binding else ())):
        answers[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
    operation["responses"] = dict(sorted(answers.items()))


def _close(document: Document, schemas: Document) -> None:
    """Say that what is sent holds no other fields than those that are named: they would be refused."""
    waiting = {name for methods in document["paths"].values() for one in methods.values() for name in _named(one.get("requestBody", {}))}
    seen = set[str]()
    while waiting:
        name = waiting.pop()
        seen.add(name)
        if "properties" in schemas[name]:
            schemas[name]["additionalProperties"] = False
        waiting |= set(_named(schemas[name])) - seen


def _named(part: Any) -> Iterator[str]:
    """Yield the names of the schemas that a part of the document refers to."""
    if isinstance(part, dict):
        for key, value in cast(Document, part).items():
            yield from (str(value).rpartition("/")[2],) if key == "$ref" else _named(value)
    elif isinstance(part, list):
        for value in cast(list[Any], part):
            yield from _named(value)


def _say_times(schemas: Document) -> None:
    """Say what a time of day is: the framework takes it for a duration, and the format `time` of JSON Schema has an offset."""
    for schema in schemas.values():
        for name, part in schema.get("properties", {}).items():
            if part.get("format") == "duration":
                schema["properties"][name] = {
                    "type": "string",
                    "pattern": _TIME_OF_DAY,
                    "maxLength": len("09:00:00.000000"),
                    "example": "09:00:00",
                }


def _told(status: str, *, acts: bool, of_one: bool) -> Document:
    names = [HEADER, "RateLimit", "RateLimit-Policy"]
    if status.startswith("2"):
        names += ["Idempotent-Replayed"] if acts else ["ETag"] if of_one else []
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _problem(status: int, said: str) -> Document:
    names = [HEADER, "RateLimit", "RateLimit-Policy", *(["Retry-After"] if status == 429 else [])]
    return {
        "description": said,
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in names},
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _binds(operation: Document, schemas: Mapping[str, Any]) -> bool:
    """Whether an act is about exact words, which its body can name, too."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    return "read_hash" in schemas.get(name, {}).get("properties", {})
