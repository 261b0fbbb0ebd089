"""`plumbline search`: items of all cycles, by words of their title."""

from typing import Annotated

import typer

from plumbline.cli.asking import Asking, asks
from plumbline.cli.printing import print_json, print_table, standing
from plumbline.words.numbers import numbered

app = typer.Typer(add_completion=False)


@app.command("search")
@asks
def search(asking: Asking, words: Annotated[list[str], typer.Argument(metavar="WORDS", help="Words of the title.")]) -> None:
    """Find items of all cycles by words of their title."""
    asked = " ".join(words)
    found = asking.client.get_all("/v1/search", q=asked)
    if asking.as_json:
        print_json({"items": found})
        return
    cycles = {one["id"]: one["title"] for one in asking.client.get("/v1/cycles")["items"]}
    rows = [
        (
            numbered(one["kind"], one["number"], one["title"]),
            standing(one["state"], one["elsewhere"]),
            asking.name(one["owner_id"]),
            cycles.get(one["cycle_id"], ""),
            one["id"],
        )
        for one in found
    ]
    print_table(("What", "State", "Owner", "Cycle", "Id"), rows, f"No title has {asked!r}.")
