"""`plumbline template`: the journeys that others are made from; the built-in ones without a server, those of a workspace on it."""

import sys
from typing import Annotated, Any

import typer

from plumbline.cli.acts import item_of
from plumbline.cli.asking import Asking, asks
from plumbline.cli.client import Misused, part
from plumbline.cli.printing import moment, print_json, print_lines, print_table
from plumbline.files.journeys import JOURNEYS, templates
from plumbline.kernel.nearest import nearest

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


@app.command()
@asks
def here(asking: Asking) -> None:
    """List the templates that a workspace can use: the built-in ones and its own."""
    found = asking.client.get("/v1/templates")
    if asking.as_json:
        print_json(found)
        return
    rows = [(one["id"], one["version"], one["title"], "built in" if one["built_in"] else "made here") for one in found["items"]]
    print_table(("Id", "Version", "Template", "Where from"), rows, "No template")


@app.command()
@asks
def used(asking: Asking, identifier: Annotated[str, typer.Argument(metavar="ID", help="A template, as `template here` names it.")]) -> None:
    """Show where a template is used, what it asks for, and its versions."""
    found = asking.client.get(f"/v1/templates/{part(identifier)}")
    if asking.as_json:
        print_json(found)
        return
    print_lines(f"{found['title']} {found['version']}")
    for one in found["parameters"]:
        print_lines(f"asks for    {one['id']}: {one['title']}, such as {one['default']}")
    for one in found["versions"]:
        print_lines(f"version     {one['number']}.0.0, {asking.name(one['by_id'])}, {moment(one['at'])}, of {one['journey_id']}")
    for one in found["used"]:
        print_lines(f"used by     {one['id']} {one['title']}, version {one['version']}")


@app.command()
@asks
def new(
    asking: Asking,
    journey: Annotated[str, item_of("journeys", "")],
    identifier: Annotated[str, typer.Option("--id", help="Of the template; that of one of yours makes its next version.")],
    title: Annotated[str, typer.Option(help="What it is good for.")],
    number: Annotated[int, typer.Option("--number", help="The journey's version; the newest without it.", min=0)] = 0,
    stays: Annotated[list[str] | None, typer.Option("--stays", metavar="NAME", help="A name that stays.")] = None,
    write: Annotated[list[str] | None, typer.Option("--write", metavar="NAME=OTHER", help="What is written instead of a name.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only print the names to decide about, and the findings.")] = False,
) -> None:
    """Make a template of a journey: without a finding, and with every name decided about."""
    if dry_run:
        _draft(asking, asking.client.get(f"/v1/journeys/{part(journey)}/template?number={number}"))
        return
    names: list[dict[str, Any]] = [{"text": one} for one in stays or ()]
    for one in write or ():
        name, equals, other = one.partition("=")
        if not equals or not name or not other:
            raise Misused(f"{one}: write --write 'Ana Ruiz=a colleague'")
        names.append({"text": name, "instead": other})
    body = {"id": identifier, "title": title, "number": number, "names": names}
    asking.act(f"/v1/journeys/{part(journey)}/templates", body, called=identifier)


def _draft(asking: Asking, found: Any) -> None:
    if asking.as_json:
        print_json(found)
        return
    for one in found["names"]:
        print_lines(f"name        {one['text']} ({one['kind']}, in {one['places']} texts): --stays or --write")
    for one in found["findings"]:
        print_lines(f"finding     {one}")
    if not found["complete"]:
        print_lines("inconclusive: the analysis did not reach every state")
    elif not found["names"] and not found["findings"]:
        print_lines("nothing stands in the way")
