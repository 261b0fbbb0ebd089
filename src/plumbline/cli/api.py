"""`plumbline api`: the interface for programs, by hand."""

import json
import sys
from typing import Annotated, Any

import typer

from plumbline.cli.asking import Asking, asks
from plumbline.cli.client import Misused
from plumbline.cli.factories import Factories
from plumbline.cli.printing import print_json

app = typer.Typer(no_args_is_help=True, add_completion=False)

Path = Annotated[str, typer.Argument(metavar="PATH", help="A path such as /v1/cycles, with a query if it needs one.")]


@app.command()
@asks
def get(asking: Asking, path: Path) -> None:
    """Read a path of the API and print its JSON."""
    print_json(asking.client.get(_checked(path)))


@app.command()
@asks
def post(
    asking: Asking,
    path: Path,
    data: Annotated[str, typer.Option(help="The body as JSON; - reads it from the standard input.", show_default=False)] = "",
) -> None:
    """Send an act to a path of the API and print its receipt."""
    print_json(asking.client.post(_checked(path), _body(sys.stdin.read() if data == "-" else data)))


@app.command()
def openapi(context: typer.Context) -> None:
    """Print the OpenAPI 3.1 document."""
    factories: Factories = context.obj
    print_json(factories.openapi())


def _checked(path: str) -> str:
    if not path.startswith("/v1/"):
        raise Misused(f"{path} is no path of the API; all of them begin with /v1/ (the server's address is --server)")
    return path


def _body(text: str) -> Any:
    if not text.strip():
        return None
    try:
        return json.loads(text)
    except ValueError as error:
        raise Misused(f"--data is no JSON: {error}") from None
