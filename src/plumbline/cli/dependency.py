"""`plumbline dependency`: what one function needs of another, and when it is looked at."""

from typing import Annotated

import typer

from plumbline.cli.acts import Act, Given, add_acts, as_instant
from plumbline.cli.asking import Asking, Cycle, asks
from plumbline.cli.client import part
from plumbline.cli.printing import in_words, moment
from plumbline.domain.cycle.checkpoint import Coming, Phase

app = typer.Typer(no_args_is_help=True, add_completion=False)

ACTS = (
    Act(
        verb="check-at",
        makes="checkpoints",
        help="Plan a checkpoint of a dependency.",
        given=(
            Given(field="title", help="What has to be true by then.", required=True),
            Given(field="phase", help="The phase it belongs to.", required=True, shape=Phase),
            Given(field="metric_id", help="The success metric that tells.", option="--metric", required=True),
            Given(field="at", help="When: 2026-12-01T16:00, or +3d.", required=True, reads=as_instant),
        ),
    ),
)


@app.command("list")
@asks
def list_(asking: Asking, cycle: Cycle = "") -> None:
    """List the dependencies of a cycle."""
    asking.list_items(
        "dependencies",
        cycle,
        ("No", "Dependency", "From", "To", "Owner"),
        lambda one: (str(one["number"]), one["title"], one["from_area"], one["to_area"], asking.name(one["owner_id"])),
        "No dependency was named.",
    )


@app.command()
@asks
def name(
    asking: Asking,
    title: Annotated[str, typer.Argument(help="What has to come.")],
    from_area: Annotated[str, typer.Option("--from", help="The area it comes from.")],
    to_area: Annotated[str, typer.Option("--to", help="The area that waits for it.")],
    owner: Annotated[str, typer.Option(help="Who answers for it: a name or an id.")],
    cycle: Cycle = "",
) -> None:
    """Name a dependency between functions."""
    body = {"title": title, "from_area": from_area, "to_area": to_area, "owner_id": asking.person(owner)}
    asking.act(f"/v1/cycles/{part(asking.cycle(cycle))}/dependencies", body)


@app.command()
@asks
def checkpoints(asking: Asking, cycle: Cycle = "") -> None:
    """List the checkpoints of all dependencies."""
    asking.list_items(
        "checkpoints",
        cycle,
        ("Checkpoint", "Phase", "Metric", "At", "State", "Id"),
        lambda one: (
            one["title"],
            one["phase"],
            asking.called(one["metric_id"], one["cycle_id"]),
            moment(one["at"]),
            in_words(one["coming"] or one["state"]),
            one["id"],
        ),
        "No checkpoint is planned.",
    )


HOLDING = (
    Act(
        verb="hold",
        makes="result",
        help="Say what the metric of a checkpoint told.",
        given=(
            Given(field="coming", help="Whether it is coming.", required=True, shape=Coming),
            Given(field="reading", help="What the metric told.", required=True),
        ),
    ),
)
add_acts(app, "dependencies", ACTS, numbered="1", of_frame=True)
add_acts(app, "checkpoints", HOLDING, numbered="the title", of_frame=True)
