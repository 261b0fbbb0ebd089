"""`plumbline safeguard`: what is formalised before implementation, and kept."""

import typer

from plumbline.cli.acts import Act, Given, add_acts, as_person
from plumbline.cli.asking import Asking, Cycle, asks
from plumbline.cli.printing import in_words
from plumbline.domain.cycle.safeguard import Form, Verdict

app = typer.Typer(no_args_is_help=True, add_completion=False)

ACTS = (
    Act(
        verb="formalise",
        makes="formalisation",
        help="Make a safeguard something that happens.",
        given=(
            Given(field="form", help="What it becomes.", option="--as", required=True, shape=Form),
            Given(field="place", help="The gate, the agenda's item or the checkpoint, by its id.", option="--in", required=True),
            Given(field="owner_id", help="Who looks after it.", option="--owner", required=True, reads=as_person),
        ),
    ),
    Act(
        verb="review",
        makes="reviews",
        help="Say whether a safeguard was kept.",
        given=(
            Given(field="verdict", help="kept, or lapsed.", required=True, shape=Verdict),
            Given(field="note", help="What shows it.", required=True),
        ),
    ),
)


@app.command("list")
@asks
def list_(asking: Asking, cycle: Cycle = "") -> None:
    """List the safeguards of a cycle."""
    asking.list_items(
        "safeguards",
        cycle,
        ("Safeguard", "State", "As", "Where", "Owner", "Id"),
        lambda one: (
            one["title"],
            in_words(one["state"]),
            in_words(one["form"] or ""),
            one["place"],
            asking.name(one["owner_id"]),
            one["planned_id"],
        ),
        "It has no safeguards.",
    )


add_acts(app, "safeguards", ACTS, numbered="throughput-sign-off", of_frame=True)
