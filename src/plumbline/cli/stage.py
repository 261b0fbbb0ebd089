"""`plumbline stage`: the stages of the framework, and how they are left."""

import typer

from plumbline.cli.acts import Act, Given, add_acts
from plumbline.cli.asking import Asking, Cycle, asks
from plumbline.cli.printing import in_words
from plumbline.domain.cycle.stage import Seen

app = typer.Typer(no_args_is_help=True, add_completion=False)

ACTS = (
    Act(verb="enter", makes="entry", help="Enter a stage."),
    Act(
        verb="leave",
        makes="exit",
        help="Leave a stage through its gate, or say which target signal is missing.",
        given=(
            Given(field="signal_id", help="The target signal, by its id in the playbook.", option="--signal", required=True),
            Given(field="signal", help="there, or missing.", option="--it-is", required=True, shape=Seen),
            Given(field="shown_by", help="What shows it.", required=True),
        ),
    ),
    Act(
        verb="answer",
        makes="follow-up-answers",
        help="Answer the follow-up of a missing signal.",
        given=(Given(field="note", help="What was done.", required=True),),
    ),
)


@app.command("list")
@asks
def list_(asking: Asking, cycle: Cycle = "") -> None:
    """List the stages of a cycle."""
    asking.list_items(
        "stages",
        cycle,
        ("Stage", "State", "Gate", "Id"),
        lambda one: (one["title"], in_words(one["state"]), one["gate"], one["planned_id"]),
        "It has no stages.",
    )


add_acts(app, "stages", ACTS, numbered="outcome", of_frame=True)
