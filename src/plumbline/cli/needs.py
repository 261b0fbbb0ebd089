"""`plumbline needs`: who must do what, why, and by when."""

from typing import Annotated

import typer

from plumbline.cli.asking import Asking, asks
from plumbline.cli.printing import moment, print_json, print_table
from plumbline.words.numbers import numbered

app = typer.Typer(add_completion=False)


@app.command("needs")
@asks
def needs(
    asking: Asking,
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Whose: a name or an id; yours without it.", show_default=False)] = "",
) -> None:
    """List what needs you, or somebody else: the soonest due first."""
    whose = asking.person(person)
    found = asking.client.get("/v1/needs", person=whose)
    if asking.as_json:
        print_json(found)
        return
    rows = [
        (
            one["verb"],
            numbered(one["item_kind"], one["number"], one["title"]),
            ("escalated, " if one["escalated"] else "") + (f"due {moment(one['due_at'])}" if one["due_at"] else "no date"),
            one["why"],
            one["cycle_title"],
        )
        for one in found["items"]
    ]
    print_table(("Do", "What", "When", "Why", "Cycle"), rows, f"Nothing needs {asking.name(whose) if whose else 'you'} just now.")
