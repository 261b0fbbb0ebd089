"""`plumbline workspace`: which workspaces you reach, and making one."""

from typing import Annotated

import typer

from plumbline.cli.asking import Asking, asks
from plumbline.cli.printing import print_json, print_lines, print_table

app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.command("list")
@asks
def list_(asking: Asking) -> None:
    """List the workspaces that you reach: a token reaches the one that it was made in."""
    found = asking.client.get("/v1/workspaces")
    if asking.as_json:
        print_json(found)
        return
    rows = [
        (one["id"], one["title"], f"{one['rank']}, administrator" if one["admin"] else one["rank"], "here" if one["current"] else "")
        for one in found["items"]
    ]
    print_table(("Workspace", "Title", "You are", ""), rows, "You reach no workspace.")


@app.command()
@asks
def create(
    asking: Asking,
    title: Annotated[str, typer.Argument(metavar="TITLE", help="What people call it.")],
    zone: Annotated[str, typer.Option(help="The IANA time zone of its office hours; yours without one.", show_default=False)] = "",
) -> None:
    """Make a workspace, as an administrator of the installation. You lead and administer it; other people are invited in it."""
    made = asking.client.post("/v1/workspaces", {"title": title, "zone": zone})
    if asking.as_json:
        print_json(made)
        return
    print_lines(
        f"{title} is made: {made['stream']}",
        "Switch to it in the browser, on the page Workspaces. Your profile page there makes tokens for it.",
    )
