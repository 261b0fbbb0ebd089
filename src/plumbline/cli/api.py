"""`plumbline api`: the interface for programs, by hand."""

import json
import sys
from typing import Annotated, Any, cast

import typer

from plumbline.cli.asking import Asking, asks
from plumbline.cli.client import Misused
from plumbline.cli.factories import Factories
from plumbline.cli.printing import print_json

_JSON = "application/json"
app = typer.Typer(no_args_is_help=True, add_completion=False)

Path = Annotated[str, typer.Argument(metavar="PATH", help="A path such as /v1/cycles, with a query if it needs one.")]


Fields = Annotated[
    list[str] | None,
    typer.Option(
        "--field", metavar="NAME=VALUE", help="A field, as text; NAME:=VALUE as JSON. Of the query when reading, of the body when acting."
    ),
]


@app.command()
@asks
def get(asking: Asking, context: typer.Context, path: Path, field: Fields = None) -> None:
    """Read a path of the API and print its JSON."""
    query = {name: value if isinstance(value, str) else json.dumps(value) for name, value in _fields(field).items()}
    print_json(asking.client.get(_checked(context, path), **query))


@app.command()
@asks
def post(
    asking: Asking,
    context: typer.Context,
    path: Path,
    field: Fields = None,
    data: Annotated[str, typer.Option(help="The body as JSON; - reads it from the standard input.", show_default=False)] = "",
    media: Annotated[str, typer.Option("--type", metavar="TYPE", help="What the JSON is, such as application/cloudevents+json.")] = _JSON,
) -> None:
    """Send an act to a path of the API and print its receipt; with the key of a source as --token, signals."""
    body, fields = _body(sys.stdin.read() if data == "-" else data), _fields(field)
    if fields and not isinstance(body, dict | None):
        raise Misused("--field adds to an object, and --data is none")
    sent = {**cast(dict[str, Any], body or {}), **fields} if fields else cast(Any, body)
    if media == _JSON:
        print_json(asking.client.post(_checked(context, path), sent))
    else:
        print_json(asking.client.hand_in(_checked(context, path), json.dumps(sent).encode(), media))


@app.command()
@asks
def asyncapi(asking: Asking) -> None:
    """Print the AsyncAPI 3 document of the server's events."""
    print_json(asking.client.get("/asyncapi.json"))


@app.command()
def openapi(context: typer.Context) -> None:
    """Print the OpenAPI 3.1 document."""
    factories: Factories = context.obj
    print_json(factories.openapi())


def _checked(context: typer.Context, path: str) -> str:
    """Most paths begin with /v1/; the document names the others."""
    factories: Factories = context.obj
    if path.startswith("/v1/") or path.partition("?")[0].rstrip("/") in factories.openapi()["paths"]:
        return path
    raise Misused(f"{path} is no path of the API; `plumbline api openapi` names them (the server's address is --server)")


def _fields(given: list[str] | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in given or ():
        name, equals, value = one.partition("=")
        if not equals or not name.rstrip(":"):
            raise Misused(f"--field {one} is no NAME=VALUE")
        try:
            found[name.rstrip(":")] = json.loads(value) if name.endswith(":") else value
        except ValueError as error:
            raise Misused(f"--field {one}: what stands behind := is no JSON: {error}") from None
    return found


def _body(text: str) -> Any:
    if not text.strip():
        return None
    try:
        return json.loads(text)
    except ValueError as error:
        raise Misused(f"--data is no JSON: {error}") from None
