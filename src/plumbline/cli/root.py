"""The command line's first level: starting, and the nouns below it."""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from plumbline import __version__
from plumbline.cli import ledger, playbook
from plumbline.kernel.record import record


@record
class Starting:
    """How a server is asked to start. None leaves a setting as it is; data None lets the demo use a folder that is removed afterwards."""

    host: str | None = None
    port: int | None = None
    data: Path | None = None
    open_browser: bool = True


@record
class Factories:
    """What the composition root does for the command line; each returns an exit code or the document asked for."""

    demo: Callable[[Starting], int]
    serve: Callable[[Starting], int]
    openapi: Callable[[], Mapping[str, Any]]


Host = Annotated[str | None, typer.Option(help="The address to listen on.")]
Port = Annotated[int | None, typer.Option(help="The port to listen on; 0 takes any free one.", min=0, max=65535)]
Data = Annotated[Path | None, typer.Option(help="The folder that holds everything.", file_okay=False)]
Open = Annotated[bool, typer.Option("--open/--no-open", help="Open the first page in a browser.")]


def build(factories: Factories) -> typer.Typer:
    """Return the whole command line."""
    app = typer.Typer(
        name="plumbline",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        help="Executable playbooks for launch decisions: owners, clocks, gates and a provable record.",
    )
    app.add_typer(playbook.app, name="playbook", help="Playbooks: what is there, what a composition says, whether packs hold.")
    app.add_typer(ledger.app, name="ledger", help="The ledger: look at it, verify it, hand out proofs.")
    app.add_typer(_api(factories), name="api", help="The interface for programs.")

    @app.command()
    def demo(host: Host = None, port: Port = None, data: Data = None, open_browser: Open = True) -> None:
        """Start the living demo: three cycles at day nine, no account needed, this machine only."""
        raise typer.Exit(factories.demo(Starting(host=host, port=port, data=data, open_browser=open_browser)))

    @app.command()
    def serve(host: Host = None, port: Port = None, data: Data = None, open_browser: Open = False) -> None:
        """Start the server; on an empty folder it prints the link that makes the first account."""
        raise typer.Exit(factories.serve(Starting(host=host, port=port, data=data, open_browser=open_browser)))

    @app.command()
    def schema(kind: Annotated[str, typer.Argument(help="base, industry, role, objective, pattern or binding.")]) -> None:
        """Print the JSON Schema of a kind of file that people write."""
        playbook.schema(kind)

    @app.command()
    def version() -> None:
        """Print the version."""
        sys.stdout.write(f"plumbline {__version__}\n")

    _ = (demo, serve, schema, version)  # registered by their decorators
    return app


def _api(factories: Factories) -> typer.Typer:
    api = typer.Typer(no_args_is_help=True)

    @api.callback()
    def root() -> None:
        """The interface for programs."""

    @api.command()
    def openapi() -> None:
        """Print the OpenAPI 3.1 document."""
        sys.stdout.write(json.dumps(factories.openapi(), indent=2, ensure_ascii=False) + "\n")

    _ = (root, openapi)
    return api
