"""`plumbline template`: the journeys that others are made from."""

import sys
from typing import Annotated

import typer

from plumbline.cli.printing import print_json, print_table
from plumbline.files.journeys import JOURNEYS, templates
from plumbline.files.problem import nearest

MISUSE = 2
app = typer.Typer(no_args_is_help=True, add_completion=False)
Json = Annotated[bool, typer.Option("--json", help="For machines.")]


@app.command("list")
def list_(as_json: Json = False) -> None:
    """List the built-in templates with their size."""
    found = [one.model for one in templates().values()]
    if as_json:
        print_json({"items": [{"id": one.id, "version": one.version, "title": one.title, "summary": one.summary} for one in found]})
        return
    rows = [
        (one.id, one.version, one.title, len(one.roles), len(one.screens), sum(each.kind == "exception" for each in one.screens))
        for one in found
    ]
    print_table(("Id", "Version", "Template", "Roles", "Screens", "Exceptions"), [tuple(map(str, row)) for row in rows], "No template")


@app.command()
def show(identifier: Annotated[str, typer.Argument(metavar="ID", help="A template, as `template list` names it.")]) -> None:
    """Print the file of a template as it was written; begin one of your own with it."""
    if identifier not in templates():
        near = nearest(identifier, [*templates()])
        sys.stderr.write(f"there is no template {identifier}{f'; did you mean {near}?' if near else ''}\ntry: plumbline template list\n")
        raise typer.Exit(MISUSE)
    sys.stdout.write((JOURNEYS / f"{identifier}.yaml").read_text(encoding="utf-8"))
