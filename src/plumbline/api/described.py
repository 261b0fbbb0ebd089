"""Parts that descriptions of routes outside the API's own are made of: routes whose bodies the framework does not read."""

from collections.abc import Mapping, Sequence
from typing import Any

Part = dict[str, Any]
JSON = "application/json"
PROBLEM = "application/problem+json"
OBJECT: Mapping[str, Any] = {"type": "object"}
TEXT: Mapping[str, Any] = {"type": "string"}


def ref(kind: str, name: str) -> Part:
    """Return a reference to a component of the document. kind: such as schemas."""
    return {"$ref": f"#/components/{kind}/{name}"}


def operation(
    tag: str,
    name: str,
    summary: str,
    description: str,
    answers: Mapping[str, Part],
    *,
    security: Sequence[Mapping[str, list[str]]] = (),
    parameters: Sequence[Part] = (),
    body: Mapping[str, Mapping[str, Any]] | None = None,
    needs_body: bool = True,
) -> Part:
    """Return an operation. name: its id; answers: by status; security: nothing for anybody; body: a schema for each media type."""
    found: Part = {"tags": [tag], "operationId": name, "summary": summary, "description": description}
    if parameters:
        found["parameters"] = list(parameters)
    if body is not None:
        found["requestBody"] = {"required": needs_body, "content": {media: {"schema": dict(schema)} for media, schema in body.items()}}
    return {**found, "security": [dict(one) for one in security], "responses": dict(answers)}


def answer(said: str, media: str = "", schema: Mapping[str, Any] = OBJECT, headers: Mapping[str, Part] | None = None) -> Part:
    """Return an answer. media: of what it holds; empty for nothing."""
    found: Part = {"description": said}
    if headers:
        found["headers"] = dict(headers)
    return {**found, "content": {media: {"schema": dict(schema)}}} if media else found


def parameter(name: str, place: str, said: str, schema: Mapping[str, Any] = TEXT) -> Part:
    """Return a parameter. place: path, query or header; only what a path names has to be there."""
    return {"name": name, "in": place, "description": said, "required": place == "path", "schema": dict(schema)}


def header(said: str, kind: str = "string") -> Part:
    """Return a header of an answer."""
    return {"description": said, "schema": {"type": kind}}


NO_HTTP: Part = answer("What came is no request of HTTP.", "text/plain", TEXT)
"""How something is refused that takes whatever is asked of it."""
