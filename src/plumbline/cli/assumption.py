"""`plumbline assumption`: list, show, write one down, register its test, show what was seen, say what that means."""

from typing import Annotated

import typer

from plumbline.cli.acts import Act, Given, add_acts, as_instant, as_items, as_person, item_of
from plumbline.cli.asking import Asking, Cycle, asks
from plumbline.cli.client import part
from plumbline.cli.printing import in_words, moment, print_json, print_lines

app = typer.Typer(no_args_is_help=True, add_completion=False)

Ref = Annotated[str, item_of("assumptions", "A-3")]
_BECAUSE = Given(field="because", help="Why, in a sentence that somebody who was not there understands.", required=True)
ACTS = (
    Act(
        verb="rank",
        makes="ranks",
        help="Rank an assumption; both are 1 (low) to 5 (high).",
        given=(
            Given(field="impact", help="What being wrong would cost.", shape=int, required=True),
            Given(field="cost", help="What finding out would cost.", shape=int, required=True),
        ),
    ),
    Act(
        verb="assign",
        makes="assignments",
        help="Hand an assumption on to another owner.",
        given=(
            Given(field="owner_id", option="--to", help="The new owner: a name or an id.", reads=as_person, required=True),
            Given(field="reason", help="Why."),
        ),
    ),
    Act(
        verb="test",
        makes="test",
        help="Register what will be looked at and what must be seen, before anybody looks.",
        given=(
            Given(field="criterion", help="What will be looked at.", required=True),
            Given(field="threshold", help="What must be seen.", required=True),
            Given(field="due_at", option="--due", help="By when: 2026-12-01T16:00, or +3d.", reads=as_instant),
        ),
    ),
    Act(
        verb="show-reading",
        makes="readings",
        help="Show what was seen since the test was registered.",
        given=(
            Given(field="reading", help="What was seen.", required=True),
            Given(field="reference", help="Where it can be looked up."),
            Given(field="evidence_id", option="--evidence", help="The id of the piece of evidence that shows it."),
        ),
    ),
    Act(verb="validate", makes="validation", help="Say that an assumption holds.", given=(_BECAUSE,)),
    Act(
        verb="refute",
        makes="refutation",
        help="Say that an assumption does not hold. One that costs much becomes a risk.",
        given=(
            _BECAUSE,
            Given(field="strategy", help="How the risk is met, such as fallback-plan."),
            Given(field="argument", help="What the strategy works on."),
        ),
    ),
    Act(
        verb="drop",
        makes="dropping",
        help="Drop an assumption: nothing rests on it any more.",
        given=(Given(field="reason", help="Why.", required=True),),
    ),
)


@app.command("list")
@asks
def list_(
    asking: Asking,
    cycle: Cycle = "",
    state: Annotated[str, typer.Option(help="Only those in this state, such as testing.", show_default=False)] = "",
) -> None:
    """List the assumptions of a cycle, those first that are worth testing most."""
    asking.list_items(
        "assumptions",
        cycle,
        ("No", "Assumption", "State", "Impact", "Cost", "Owner"),
        lambda one: (
            f"A-{one['number']}",
            one["title"],
            in_words(one["state"]),
            str(one["impact"]),
            str(one["cost"]),
            asking.name(one["owner_id"]),
        ),
        "Nothing is written down as taken for granted.",
        order=lambda one: (one["ended_at"] is not None, -one["worth"], -one["impact"], one["number"]),
        state=state,
    )


@app.command()
@asks
def show(asking: Asking, assumption: Ref, cycle: Cycle = "") -> None:
    """Show an assumption: its ranks, its test, and what was seen."""
    found = asking.client.get(f"/v1/assumptions/{part(asking.item(assumption, cycle))}")
    if asking.as_json:
        print_json(found)
        return
    print_lines(
        f"A-{found['number']} {found['title']}",
        f"{in_words(found['state'])}, owner {asking.name(found['owner_id'])}, impact {found['impact']}, cost {found['cost']}",
    )
    if found["criterion"]:
        due = f", by {moment(found['due_at'])}" if found["due_at"] else ""
        print_lines(f"test        {found['criterion']}: {found['threshold']}{due}")
    for reading in found["readings"]:
        print_lines(f"seen        {moment(reading['at'])} {asking.name(reading['by_id'])}: {reading['reading']}")
    if found["because"]:
        print_lines(f"ended       {found['because']}")
    print_lines(f"id          {found['id']}")


@app.command()
@asks
def state(
    asking: Asking,
    title: Annotated[str, typer.Argument(help="What is taken for granted.")],
    owner: Annotated[str, typer.Option(help="Who finds out: a name or an id.")],
    impact: Annotated[int, typer.Option(help="What being wrong would cost: 1 (a nuisance) to 5 (the outcome).")],
    cost: Annotated[int, typer.Option(help="What finding out would cost: 1 (an hour) to 5 (weeks).")],
    about: Annotated[list[str] | None, typer.Option(help="What rests on it: id or number; may be repeated.")] = None,
    cycle: Cycle = "",
) -> None:
    """Write down what is taken for granted."""
    cycle_id = asking.cycle(cycle)
    asking.act(
        f"/v1/cycles/{part(cycle_id)}/assumptions",
        {
            "title": title,
            "owner_id": asking.person(owner),
            "impact": impact,
            "cost": cost,
            "about": as_items(asking, about, cycle_id),
        },
    )


add_acts(app, "assumptions", ACTS, numbered="A-3")
