"""The operations and shapes of the Python client, made from the OpenAPI document. `python tests/client_operations.py` writes them."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple, cast

from plumbline.app import composition

CLIENT = Path(__file__).parent.parent / "src" / "plumbline" / "client"
_MADE = "# ruff: noqa\n# fmt: off\n# Made from the OpenAPI document by tests/client_operations.py; change it there.\n"
_LEFT_OUT = {
    "posthog": "a client of PostHog sends there",
    "segment": "a client of Segment sends there",
    "connections": "only the connected program can sign what it says",
    "links": "a calendar or a mail program calls them",
}
"""What the client has no method for, by tag, and why; docs/how-to/use-the-python-client.md says so."""
_BATCH = "application/cloudevents-batch+json"
_SIMPLE = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None", "object": "dict[str, Any]"}
_PART_LENGTH = 380
_PAGING = ("after", "limit")
_NOUN = '''class {name}:
    """Operations on {about}."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
'''
Schema = Mapping[str, Any]


class Operation(NamedTuple):
    """One operation of the document, as it becomes a method."""

    tag: str
    name: str
    method: str
    path: str
    said: Schema

    @property
    def slots(self) -> list[str]:
        """What the path is filled with."""
        return re.findall(r"\{(\w+)\}", self.path)

    @property
    def address(self) -> str:
        """The path as an expression of Python."""
        filled = re.sub(r"\{(\w+)\}", lambda slot: f"{{part({slot[1]})}}", self.path)
        return f'f"{filled}"' if self.slots else f'"{filled}"'

    @property
    def told(self) -> str:
        """The parameters of the method that fill the path."""
        slots = "".join(f", {name}: {kind}" for name, kind in self.given("path"))
        return f"{slots}, /" if slots else ""

    def given(self, place: str) -> list[tuple[str, str]]:
        """Return name and type of the parameters in a place."""
        return [(one["name"], _type(one["schema"])) for one in self.said["parameters"] if one.get("in") == place]


@cache
def document() -> Schema:
    """Return the OpenAPI document."""
    return json.loads(json.dumps(composition.openapi()))


def files() -> dict[str, str]:
    """Return every made file of the client with its content."""
    shapes = _shapes()
    where = {name: file for file, (names, _) in shapes.items() for name in names}
    nouns = {tag: _noun(tag, list(listed), where) for tag, listed in groupby(sorted(_operations()), key=lambda one: one.tag)}
    return {
        "shapes/__init__.py": '"""What the API answers with and is sent: a dictionary for each schema of its document."""\n',
        **{f"shapes/{file}.py": text for file, (_, text) in shapes.items()},
        "operations/__init__.py": _all(sorted(nouns)),
        **{f"operations/{_module(tag)}.py": text for tag, text in nouns.items()},
    }


def _operations() -> Iterator[Operation]:
    for path, methods in document()["paths"].items():
        for method, said in methods.items():
            if said["tags"][0] in _LEFT_OUT:
                continue
            name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", said["operationId"]).lower()
            yield Operation(tag=said["tags"][0], name=name, method=method, path=path, said={"parameters": [], **said})


def _noun(tag: str, operations: Sequence[Operation], where: Mapping[str, str]) -> str:
    text = "\n".join(line for one in operations for line in (*_method(one), "")).rstrip()
    about, code = tag.replace("-", " "), "\n".join(line for line in text.splitlines() if '"""' not in line)
    imports = [
        *([f"from collections.abc import {abc}"] if (abc := _used(("Iterator", "Sequence"), code)) else []),
        *([f"from typing import {typing}"] if (typing := _used(("Any", "Unpack"), code)) else []),
        "",
        f"from plumbline.client.connection import {_used(('PLAIN', 'Connection', 'Sending', 'part'), f'Connection {code}')}",
        *_imports({name: file for name, file in where.items() if _used((name,), code)}),
    ]
    noun = _NOUN.format(name=_class(tag), about=about)
    return f'{_MADE}"""Operations of the API on {about}."""\n\n' + "\n".join(imports) + f"\n\n\n{noun}\n{text}\n"


def _method(one: Operation) -> list[str]:
    says = f'        """{one.said["summary"].rstrip(".")}."""'
    if one.method == "post":
        return _act(one, says)
    asked = one.given("query")
    lines = [f"    def {one.name}({_asking(one, asked)}) -> {_answer(one.said)}:", says]
    lines += [f"        return self._connection.get({one.address}, {_sent(asked)})"]
    item = _paged(one.said)
    if item and {name for name, _ in asked} >= set(_PAGING) and one.name.startswith("list_"):
        rest = [(name, kind) for name, kind in asked if name not in _PAGING]
        lines += ["", f"    def all_{one.name.removeprefix('list_')}({_asking(one, rest)}) -> Iterator[{item}]:"]
        lines += [says.replace('."""', ', page after page."""'), f"        return self._connection.pages({one.address}, {_sent(rest)})"]
    return lines


def _act(one: Operation, says: str) -> list[str]:
    given = one.said.get("requestBody", {}).get("content", {})
    if _BATCH in given:
        item = _type(given[_BATCH]["schema"]["items"])
        return [
            f"    def {one.name}(self, items: Sequence[{item}], /) -> {_answer(one.said)}:",
            f"{says[:-4]}, with the key of a source as the client's token.{says[-3:]}",
            f'        return self._connection.post_items({one.address}, "{_BATCH}", items)',
        ]
    content = given.get("application/json")
    body, sent = (f", **body: Unpack[{_type(content['schema'])}]", "body") if content else ("", "None")
    begins = f"    def {one.name}(self{one.told}, *, sending: Sending = PLAIN{body}) -> {_answer(one.said)}:"
    return [begins, says, f"        return self._connection.post({one.address}, {sent}, sending)"]


def _asking(one: Operation, asked: Sequence[tuple[str, str]]) -> str:
    return f"self{one.told}" + (", *" if asked else "") + "".join(f", {name}: {kind} | None = None" for name, kind in asked)


def _sent(asked: Sequence[tuple[str, str]]) -> str:
    return "{" + ", ".join(f'"{name}": {name}' for name, _ in asked) + "}"


def _answer(said: Schema) -> str:
    content: Mapping[str, Any] = said["responses"].get("201", said["responses"].get("200", {})).get("content", {})
    if list(content) == ["application/json"]:
        return _type(content["application/json"]["schema"])
    return "Any" if content else "None"


def _paged(said: Schema) -> str:
    """Return the type of a list's items, or nothing when it is not read page by page by the id of its last item."""
    content: Mapping[str, Any] = said["responses"].get("200", {}).get("content", {})
    schema: Schema = content.get("application/json", {}).get("schema", {})
    listed: Schema = document()["components"]["schemas"].get(schema.get("$ref", "").rpartition("/")[2], {})
    properties: Mapping[str, Any] = listed.get("properties", {})
    return _type(properties["items"]["items"]) if properties.get("next", {}).get("type") == "string" else ""


def _shapes() -> dict[str, tuple[list[str], str]]:
    """Return the shapes in files that are not too long, each with their names: those that others rest on come first."""
    ordered = _ordered(document()["components"]["schemas"])
    made: dict[str, tuple[list[str], str]] = {}
    for number, at in enumerate(range(0, len(ordered), _PART_LENGTH), 1):
        schemas = ordered[at : at + _PART_LENGTH]
        text = "\n".join(_shape(name, schema) for name, schema in schemas)
        earlier = {name: file for file, (names, _) in made.items() for name in names if _used((name,), text)}
        head = ["", f"from typing import {_used(('Any', 'Literal', 'NotRequired', 'TypedDict'), text)}", *_imports(earlier)]
        says = f'"""Shapes of the API, part {number}: each is a schema of its document."""\n'
        made[f"part{number}"] = ([_safe(name) for name, _ in schemas], f"{_MADE}{says}" + "\n".join(head) + f"\n\n{text}\n")
    return made


def _ordered(schemas: Mapping[str, Schema]) -> list[tuple[str, Schema]]:
    done: dict[str, Schema] = {}

    def visit(name: str, above: frozenset[str]) -> None:
        if name not in done and name not in above:
            for other in sorted(set(_refs(schemas[name]))):
                visit(other, above | {name})
            done[name] = schemas[name]

    for name in sorted(schemas):
        visit(name, frozenset())
    return list(done.items())


def _refs(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for key, value in cast(dict[str, Any], part).items():
            yield from (str(value).rpartition("/")[2],) if key == "$ref" else _refs(value)
    elif isinstance(part, list):
        for value in cast(list[Any], part):
            yield from _refs(value)


def _shape(name: str, schema: Schema) -> str:
    if "properties" not in schema:
        return f"{_safe(name)} = {_type(schema)}"
    required = set(schema.get("required", ()))
    typed = {key: _type(part) for key, part in schema["properties"].items()}
    parts = (f'"{key}": {kind if key in required else f"NotRequired[{kind}]"}' for key, kind in typed.items())
    return f'{_safe(name)} = TypedDict("{_safe(name)}", {{{", ".join(parts)}}})'


def _type(schema: Schema) -> str:
    """Return the type of Python that a schema is."""
    if "$ref" in schema:
        return _safe(str(schema["$ref"]).rpartition("/")[2])
    if "enum" in schema:
        return f"Literal[{', '.join('None' if one is None else json.dumps(one) for one in schema['enum'])}]"
    if choices := schema.get("oneOf", schema.get("anyOf")):
        return " | ".join(dict.fromkeys(_type(one) for one in choices))
    kind = schema.get("type")
    if isinstance(kind, list):
        return " | ".join(_SIMPLE.get(one, "Any") for one in cast(list[str], kind))
    if kind == "array":
        return f"list[{_type(schema['items'])}]" if schema.get("items") else "list[Any]"
    if kind == "object" and schema.get("additionalProperties"):
        return f"dict[str, {_type(schema['additionalProperties'])}]"
    return _SIMPLE.get(str(kind), "Any")


def _imports(where: Mapping[str, str]) -> list[str]:
    """Return what brings names in. where: the file of each."""
    by_file = {file: sorted(name for name, found in where.items() if found == file) for file in sorted(set(where.values()))}
    return [f"from plumbline.client.shapes.{file} import {', '.join(names)}" for file, names in by_file.items()]


def _all(tags: Sequence[str]) -> str:
    imports = "\n".join(f"from plumbline.client.operations.{_module(tag)} import {_class(tag)}" for tag in tags)
    parts = "\n".join(f"        self.{_module(tag)} = {_class(tag)}(connection)" for tag in tags)
    return (
        f'{_MADE}"""Every operation of the API, by its noun."""\n\nfrom plumbline.client.connection import Connection\n{imports}\n\n\n'
        f'class Operations:\n    """The nouns of the API."""\n\n    def __init__(self, connection: Connection) -> None:\n{parts}\n'
    )


def _used(names: Sequence[str], text: str) -> str:
    return ", ".join(name for name in names if re.search(rf"\b{name}\b", text))


def _safe(name: str) -> str:
    return re.sub(r"\W", "_", name)


def _module(tag: str) -> str:
    return tag.replace("-", "_")


def _class(tag: str) -> str:
    return "".join(part.capitalize() for part in tag.split("-"))


def main() -> None:
    """Write every file, and take away those that are made no more."""
    made = files()
    for folder in ("shapes", "operations"):
        (CLIENT / folder).mkdir(exist_ok=True)
        for path in (CLIENT / folder).glob("*.py"):
            if f"{folder}/{path.name}" not in made:
                path.unlink()
    for name, text in made.items():
        (CLIENT / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
