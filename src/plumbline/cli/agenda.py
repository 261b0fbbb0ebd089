"""`plumbline agenda`: what comes up by itself, every so many working days, and what came of it."""

import typer

from plumbline.cli.acts import Act, Given, add_acts
from plumbline.cli.asking import Asking, Cycle, asks
from plumbline.cli.printing import in_words, moment

app = typer.Typer(no_args_is_help=True, add_completion=False)

ACTS = (
    Act(
        verb="record",
        makes="records",
        help="Record what came of an item that is up, or of a turn that was missed.",
        given=(
            Given(field="note", help="What came of it.", required=True),
            Given(field="holds", help="yes or no, for an item that asks whether a promise held."),
            Given(field="number", help="The turn that was missed; without it, the one that is up.", option="--turn", shape=int),
        ),
    ),
)


@app.command("list")
@asks
def list_(asking: Asking, cycle: Cycle = "") -> None:
    """List what comes up by itself, with the day it is due."""
    asking.list_items(
        "agenda",
        cycle,
        ("Item", "State", "Due", "Held by", "Missed", "Id"),
        lambda one: (
            one["title"],
            in_words(one["state"]),
            "" if one["state"] == "off" else moment(one["due_at"]),
            asking.name(one["owner_id"]),
            ", ".join(str(turn["number"]) for turn in one["turns"] if turn["held_at"] is None),
            one["planned_id"],
        ),
        "Nothing comes up by itself; patterns add such items.",
    )


add_acts(app, "agenda", ACTS, numbered="daily-sync", of_frame=True)
