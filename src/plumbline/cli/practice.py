"""`plumbline practice`: what the role does not trade away."""

import typer

from plumbline.cli.acts import Act, Given, add_acts, as_person
from plumbline.cli.asking import Asking, Cycle, asks
from plumbline.cli.printing import in_words

app = typer.Typer(no_args_is_help=True, add_completion=False)

ACTS = (
    Act(
        verb="define",
        makes="definition",
        help="Make a practice explicit.",
        given=(
            Given(field="owner_id", help="Who keeps it.", option="--owner", required=True, reads=as_person),
            Given(field="cadence", help="How often.", required=True),
            Given(field="artifact", help="Where one sees that it was kept.", required=True),
        ),
    ),
)


@app.command("list")
@asks
def list_(asking: Asking, cycle: Cycle = "") -> None:
    """List the practices of a cycle."""
    asking.list_items(
        "practices",
        cycle,
        ("Practice", "State", "Owner", "Cadence", "Artifact", "Id"),
        lambda one: (
            one["title"],
            in_words(one["state"]),
            asking.name(one["owner_id"]),
            one["cadence"],
            one["artifact"],
            one["planned_id"],
        ),
        "It has no practices.",
    )


add_acts(app, "practices", ACTS, numbered="pilot-ownership", of_frame=True)
