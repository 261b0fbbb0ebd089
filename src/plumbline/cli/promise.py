"""`plumbline promise`: what must not degrade for the customer, and how it stands."""

import typer

from plumbline.cli.acts import Act, Given, add_acts, as_item, as_person
from plumbline.cli.asking import Asking, Cycle, asks
from plumbline.cli.printing import in_words
from plumbline.domain.cycle.promise import Direction

app = typer.Typer(no_args_is_help=True, add_completion=False)

ACTS = (
    Act(
        verb="bind",
        makes="binding",
        help="Bind a promise to a measure.",
        given=(
            Given(field="owner_id", help="Who watches it.", option="--owner", required=True, reads=as_person),
            Given(field="direction", help="Whether more or less is better.", required=True, shape=Direction),
            Given(field="bound", help="The worst value that still keeps it.", required=True, shape=int),
            Given(field="warning", help="From here on it is at risk.", required=True, shape=int),
            Given(field="unit", help="What is counted, such as: per 1,000 weeks.", required=True),
            Given(field="metric_id", help="A success metric of the playbook.", option="--metric"),
            Given(field="criterion", help="Or a criterion of a journey."),
        ),
    ),
    Act(
        verb="read",
        makes="readings",
        help="Record a reading.",
        given=(
            Given(field="value", help="The reading, a whole number in its unit.", required=True, shape=int),
            Given(field="note", help="What it says."),
        ),
    ),
    Act(
        verb="review",
        makes="reviews",
        help="Review a promise in the second week after launch.",
        given=(
            Given(field="note", help="What shows it.", required=True),
            Given(
                field="correction_owner_id",
                help="Who owns the correction when it has not improved.",
                option="--correction-owner",
                reads=as_person,
            ),
        ),
    ),
    Act(
        verb="correct",
        makes="corrections",
        help="Name the decision that corrects the scope.",
        given=(
            Given(field="decision_id", help="The decision: its id, or D-12.", option="--decision", required=True, reads=as_item),
            Given(field="note", help="What changes for the customer.", required=True),
        ),
    ),
)


@app.command("list")
@asks
def list_(asking: Asking, cycle: Cycle = "") -> None:
    """List the promises of a cycle."""
    asking.list_items(
        "promises",
        cycle,
        ("Promise", "State", "Last", "Bound", "Owner", "Id"),
        lambda one: (
            one["title"],
            in_words(one["state"]),
            str(one["readings"][-1]["value"]) if one["readings"] else "",
            f"{in_words(one['direction'])} {one['bound']} {one['unit']}" if one["unit"] else "",
            asking.name(one["owner_id"]),
            one["planned_id"],
        ),
        "It has no promises.",
    )


add_acts(app, "promises", ACTS, numbered="open-tradeoffs", of_frame=True)
