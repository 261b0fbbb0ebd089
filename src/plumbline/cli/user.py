"""`plumbline user`: who is here; invite somebody, and help somebody who lost their password."""

from typing import Annotated

import typer

from plumbline.cli.asking import Asking, asks
from plumbline.cli.client import part
from plumbline.cli.printing import print_json, print_lines, print_table
from plumbline.domain.workspace.workspace import Rank

app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.command("list")
@asks
def list_(asking: Asking) -> None:
    """List the people of the workspace with their ranks, also those who have left."""
    found = asking.client.get("/v1/people")
    if asking.as_json:
        print_json(found)
        return
    rows = [(one["name"], one["rank"] if one["active"] else "has left", one["id"]) for one in found["items"]]
    print_table(("Name", "Rank", "Id"), rows, "Nobody is here.")


@app.command()
@asks
def invite(
    asking: Asking,
    name: Annotated[str, typer.Argument(help="What they are called.")],
    mail: Annotated[str, typer.Option(help="The address they sign in with; nothing is sent to it.")],
    rank: Annotated[Rank, typer.Option(help="What they may do.")] = "contributor",
) -> None:
    """Add somebody; prints the link through which they join, this once."""
    _print_link(asking, "/v1/people", {"name": name, "mail": mail, "rank": rank})


@app.command("password-link")
@asks
def password_link(asking: Asking, person: Annotated[str, typer.Argument(help="Who lost their password: a name or an id.")]) -> None:
    """Print a link through which a member chooses a new password; until they do, the old one holds."""
    _print_link(asking, f"/v1/people/{part(asking.person(person))}/password-links", None)


def _print_link(asking: Asking, path: str, body: dict[str, str] | None) -> None:
    made = asking.client.post(path, body)
    if asking.as_json:
        print_json(made)
    else:
        print_lines(made["link"], f"for {made['person_id']}; it works once, for seven days, and cannot be shown again.")
