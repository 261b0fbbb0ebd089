"""`plumbline workspace`: which workspaces you reach, making one, and what journeys look like in it."""

import base64
from pathlib import Path
from typing import Annotated, Any

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
def theme(
    asking: Asking,
    surface: Annotated[str, typer.Option(help="What everything stands on, as #rrggbb.", show_default=False)] = "",
    text: Annotated[str, typer.Option(help="Words.", show_default=False)] = "",
    muted: Annotated[str, typer.Option(help="Quieter words, and edges.", show_default=False)] = "",
    accent: Annotated[str, typer.Option(help="Main buttons and links.", show_default=False)] = "",
    accent_on: Annotated[str, typer.Option(help="Words on main buttons.", show_default=False)] = "",
    typeface: Annotated[str, typer.Option(help="system, serif, rounded or mono.", show_default=False)] = "",
    radius: Annotated[int, typer.Option(help="Radius of corners, in pixels.", show_default=False)] = -1,
    logo: Annotated[Path | None, typer.Option(help="A picture.", exists=True, dir_okay=False, show_default=False)] = None,
    logo_alt: Annotated[str, typer.Option(help="What the logo shows.", show_default=False)] = "",
) -> None:
    """Show what journeys look like, or change what is given; what is not given stays."""
    now = asking.client.get("/v1/theme")
    words = {"surface": surface, "text": text, "muted": muted, "accent": accent, "accent_on": accent_on, "typeface": typeface}
    given: dict[str, Any] = {name: value for name, value in {**words, "logo_alt": logo_alt}.items() if value}
    if radius >= 0:
        given["radius"] = radius
    if logo is not None:
        given["logo"] = asking.client.post("/v1/files", {"content": base64.b64encode(logo.read_bytes()).decode()})["digest"]
    if given:
        asking.act("/v1/theme", now | given)
    elif asking.as_json:
        print_json(now)
    else:
        print_table(("What", "Now"), [(name.replace("_", " "), str(value)) for name, value in now.items()], "")


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
