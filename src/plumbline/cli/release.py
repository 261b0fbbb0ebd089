"""`plumbline release`: what reaches customers, in which order, and what lets it grow."""

from typing import Annotated

import typer

from plumbline.cli.acts import Act, Given, add_acts, as_person
from plumbline.cli.asking import Asking, Cycle, asks, instant
from plumbline.cli.client import part
from plumbline.cli.printing import in_words
from plumbline.domain.cycle.release import Held, Kind

app = typer.Typer(no_args_is_help=True, add_completion=False)

ACTS = (
    Act(
        verb="own-after",
        makes="after-owner",
        help="Name who owns what follows it.",
        given=(Given(field="person_id", help="Who.", option="--owner", required=True, reads=as_person),),
    ),
    Act(
        verb="launch",
        makes="launch",
        help="Launch it to a share of the customers.",
        given=(Given(field="share", help="Percent of the customers who see it.", required=True, shape=int),),
    ),
    Act(
        verb="expand",
        makes="expansions",
        help="Show it to more of them.",
        given=(
            Given(field="share", help="Percent of the customers who see it.", required=True, shape=int),
            Given(field="evidence_id", help="The accepted piece of evidence that the outcome moves.", option="--evidence", required=True),
        ),
    ),
    Act(
        verb="hold",
        makes="hold",
        help="Hold it.",
        given=(Given(field="reason", help="What was seen.", required=True),),
    ),
    Act(
        verb="roll-back",
        makes="rollback",
        help="Roll it back.",
        given=(Given(field="reason", help="What was seen.", required=True),),
    ),
    Act(
        verb="drop",
        makes="dropping",
        help="Drop it before anybody has seen it.",
        given=(Given(field="reason", help="Why it is not coming.", required=True),),
    ),
    Act(
        verb="report",
        makes="reports",
        help="Report whether a pilot's promise held.",
        given=(
            Given(field="promise", help="held, or broken.", required=True, shape=Held),
            Given(field="note", help="What shows it.", required=True),
        ),
    ),
    Act(
        verb="deliver",
        makes="delivery",
        help="End a pilot into delivery.",
        given=(
            Given(field="receiver_id", help="Who takes it over.", option="--to", required=True, reads=as_person),
            Given(field="readiness", help="What shows that they can.", required=True),
        ),
    ),
)


@app.command("list")
@asks
def list_(asking: Asking, cycle: Cycle = "") -> None:
    """List the releases of a cycle."""
    asking.list_items(
        "releases",
        cycle,
        ("No", "Release", "Kind", "State", "Share", "Owner"),
        lambda one: (
            str(one["number"]),
            one["title"],
            one["kind"],
            in_words(one["state"]),
            f"{one['share']} %",
            asking.name(one["owner_id"]),
        ),
        "Nothing is planned.",
    )


@app.command()
@asks
def plan(
    asking: Asking,
    title: Annotated[str, typer.Argument(help="What is released.")],
    owner: Annotated[str, typer.Option(help="Who runs it: a name or an id.")],
    protects: Annotated[str, typer.Option(help="The promise it protects: its id in the playbook, or how its title begins.")],
    kind: Annotated[Kind, typer.Option(help="A release, or a phase of a pilot.")] = "release",
    after_owner: Annotated[str, typer.Option(help="Who owns what follows it.")] = "",
    after: Annotated[str, typer.Option(help="The release that goes first.")] = "",
    at: Annotated[str, typer.Option(help="When: 2026-12-01T16:00, or +3d.")] = "",
    cycle: Cycle = "",
) -> None:
    """Plan a release or a pilot."""
    cycle_id = asking.cycle(cycle)
    asking.act(
        f"/v1/cycles/{part(cycle_id)}/releases",
        {
            "title": title,
            "owner_id": asking.person(owner),
            "promise_id": asking.part("promises", protects, cycle_id),
            "kind": kind,
            "after_owner_id": asking.person(after_owner),
            "after_id": asking.part("releases", after, cycle_id) if after else "",
            "planned_at": instant(at) if at else None,
        },
    )


add_acts(app, "releases", ACTS, numbered="1", of_frame=True)
