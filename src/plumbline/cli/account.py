"""`plumbline account`: which accounts in chats act as you."""

from typing import Annotated

import typer

from plumbline.cli.asking import Asking, asks
from plumbline.cli.client import Misused
from plumbline.cli.printing import moment, print_json, print_lines, print_table

app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.command("list")
@asks
def list_(asking: Asking) -> None:
    """List the accounts in chats that act as you."""
    found = asking.client.get("/v1/accounts")
    if asking.as_json:
        print_json(found)
        return
    rows = [(one["name"], one["place"], moment(one["linked_at"]), one["account"]) for one in found["items"]]
    print_table(("Name", "Where", "Linked", "Account"), rows, "No account elsewhere acts as you.")


@app.command()
@asks
def end(asking: Asking, account: Annotated[str, typer.Argument(help="The account, as `account list` says.")]) -> None:
    """Let an account act as you no longer; what was done through it stays."""
    named = [one for one in asking.client.get("/v1/accounts")["items"] if one["account"] == account]
    if not named:
        raise Misused(f"no account {account!r} acts as you; see plumbline account list")
    for one in named:
        asking.client.post("/v1/accounts/endings", {"endpoint_id": one["endpoint_id"], "account": account})
    print_lines("Ended.")
