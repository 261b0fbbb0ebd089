"""`plumbline token`: what programs may do in your name."""

from typing import Annotated

import typer

from plumbline.cli.asking import Asking, asks
from plumbline.cli.client import part
from plumbline.cli.printing import moment, print_json, print_lines, print_table

app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.command("list")
@asks
def list_(asking: Asking) -> None:
    """List your tokens; never their text."""
    found = asking.client.get("/v1/tokens")
    if asking.as_json:
        print_json(found)
        return
    rows = [
        (
            one["name"],
            ", ".join(one["scopes"]),
            moment(one["created_at"]),
            moment(one["expires_at"]) if one["expires_at"] else "never",
            moment(one["used_at"]) if one["used_at"] else "never",
            one["id"],
        )
        for one in found["items"]
    ]
    print_table(("Name", "May", "Made", "Ends", "Last used", "Id"), rows, "You have no tokens.")


@app.command()
@asks
def make(
    asking: Asking,
    name: Annotated[str, typer.Argument(help="What it is for, so that you know later what to revoke.")],
    scope: Annotated[
        list[str] | None, typer.Option(help="read, write or calendar; may be repeated. Read without it.", show_default=False)
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=366, help="How long it lasts.")] = 90,
) -> None:
    """Make a token with no more rights than the one you use; prints it, this once."""
    made = asking.client.post("/v1/tokens", {"name": name, "scopes": scope or ["read"], "days": days})
    if asking.as_json:
        print_json(made)
        return
    print_lines(f"token       {made['token']}", f"id          {made['id']}", "It is not shown again.")


@app.command()
@asks
def revoke(asking: Asking, token_id: Annotated[str, typer.Argument(metavar="ID", help="Its id, as `token list` says.")]) -> None:
    """End a token; what was done under it stays."""
    asking.client.post(f"/v1/tokens/{part(token_id)}/revocation")
    print_lines("Revoked.")
