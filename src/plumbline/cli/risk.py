"""`plumbline risk`: list, show, name one, assess it, decide about it."""

from typing import Annotated

import typer

from plumbline.cli.acts import Act, Given, add_acts, as_instant, as_item, as_person, item_of
from plumbline.cli.asking import Asking, Cycle, asks
from plumbline.cli.client import part
from plumbline.cli.printing import in_words, moment, print_json, print_lines

app = typer.Typer(no_args_is_help=True, add_completion=False)

Ref = Annotated[str, item_of("risks", "K-7")]
_REASON = Given(field="reason", help="Why.", required=True)
ACTS = (
    Act(
        verb="assess",
        makes="assessment",
        help="Judge a risk; each of the three is 1 (low) to 5 (high).",
        given=(
            Given(field="closeness", help="How close it is to the customer.", shape=int, required=True),
            Given(field="impact", help="What it would do.", shape=int, required=True),
            Given(field="likelihood", help="How likely it is.", shape=int, required=True),
        ),
    ),
    Act(
        verb="assign",
        makes="assignments",
        help="Hand a risk on to another owner.",
        given=(Given(field="owner_id", option="--to", help="The new owner: a name or an id.", reads=as_person, required=True),),
    ),
    Act(verb="mitigate", makes="mitigation", help="Start the strategy of a risk.", given=(Given(field="note", help="What begins."),)),
    Act(
        verb="accept",
        makes="acceptance",
        help="Accept a risk until a date.",
        given=(
            Given(field="until", help="Until when: 2026-12-01T16:00, or +3d.", reads=as_instant, required=True),
            _REASON,
        ),
    ),
    Act(verb="transfer", makes="transfer", help="Transfer a risk.", given=(_REASON,)),
    Act(verb="avoid", makes="avoidance", help="Avoid a risk.", given=(_REASON,)),
    Act(verb="close", makes="closing", help="Close a risk.", given=(_REASON,)),
    Act(
        verb="answer",
        makes="commitment-answers",
        help="Answer, as its owner, whether the target signal can still be reached; scope commitment waits for a yes.",
        given=(
            Given(field="achievable", option="--achievable/--not-achievable", help="Whether it can.", shape=bool, required=True),
            Given(field="because", help="Why.", required=True),
        ),
    ),
    Act(
        verb="write-fallback",
        makes="fallback",
        help="Write the fallback that takes over when the risk comes true.",
        given=(Given(field="fallback", help="Who switches to what, and on which sign.", required=True),),
    ),
    Act(
        verb="hold-checkpoint",
        makes="checkpoints",
        help="Apply the safeguard's criterion to a decision.",
        given=(
            Given(field="checked_id", option="--decision", help="The decision: id or number.", reads=as_item, required=True),
            Given(field="kept", option="--kept/--not-kept", help="Whether it keeps the criterion.", shape=bool, required=True),
            Given(field="missing", help="What falls short."),
        ),
    ),
    Act(
        verb="isolate",
        makes="isolation",
        help="Isolate the decision at the heart of a risk: 48 hours for its owner, and what it informs waits.",
        given=(Given(field="isolated_id", option="--decision", help="The decision: id or number.", reads=as_item, required=True),),
    ),
    Act(
        verb="record-reading",
        makes="readings",
        help="Record what the metric of a risk's strategy shows.",
        given=(Given(field="reading", help="The reading, as it was taken.", required=True),),
    ),
    Act(
        verb="review-criterion",
        makes="criterion-reviews",
        help="Say in a review whether the safeguard's criterion was kept.",
        given=(
            Given(field="kept", option="--kept/--not-kept", help="Whether it was kept since the last review.", shape=bool, required=True),
            Given(field="note", help="What was found."),
        ),
    ),
    Act(
        verb="materialise",
        makes="materialisation",
        help="Say that a risk has happened: it becomes a blocker.",
        given=(
            Given(field="due_at", option="--due", help="Until when the blocker must be gone: 2026-12-01T16:00, or +3d.", reads=as_instant),
            Given(field="fallback", help="What happens otherwise."),
            Given(field="outside_message", option="--outside", help="What people outside are told."),
        ),
    ),
)  # fmt: skip


@app.command("list")
@asks
def list_(
    asking: Asking,
    cycle: Cycle = "",
    state: Annotated[str, typer.Option(help="Only those in this state, such as mitigating.", show_default=False)] = "",
) -> None:
    """List the risks of a cycle, the highest rank first."""
    asking.list_items(
        "risks",
        cycle,
        ("No", "Risk", "State", "Rank", "Owner"),
        lambda one: (f"K-{one['number']}", one["title"], in_words(one["state"]), str(one["rank"] or ""), asking.name(one["owner_id"])),
        "No risk was named.",
        order=lambda one: (one["ended_at"] is not None, -one["rank"], one["number"]),
        state=state,
    )


@app.command()
@asks
def show(asking: Asking, risk: Ref, cycle: Cycle = "") -> None:
    """Show a risk: how it is ranked, who decides about it, what its strategy works on."""
    found = asking.client.get(f"/v1/risks/{part(asking.item(risk, cycle))}")
    if asking.as_json:
        print_json(found)
        return
    print_lines(
        f"K-{found['number']} {found['title']}",
        f"{in_words(found['state'])}, owner {asking.name(found['owner_id'])}",
        f"rank        {found['rank']}: closeness {found['closeness']}, impact {found['impact']}, likelihood {found['likelihood']}",
        f"strategy    {found['strategy']}, on {found['argument']}",
        f"id          {found['id']}",
    )
    if found["accepted_until"]:
        print_lines(f"accepted    until {moment(found['accepted_until'])}")
    if found["reason"]:
        print_lines(f"said        {found['reason']}")


@app.command()
@asks
def identify(
    asking: Asking,
    title: Annotated[str, typer.Argument(help="What may go wrong.")],
    owner: Annotated[str, typer.Option(help="Who watches it: a name or an id.")],
    strategy: Annotated[str, typer.Option(help="How it is met, such as fallback-plan.")],
    argument: Annotated[str, typer.Option(help="What the strategy works on: a signal, a safeguard or a metric.")] = "",
    cycle: Cycle = "",
) -> None:
    """Name a risk."""
    body = {"title": title, "owner_id": asking.person(owner), "strategy": strategy, "argument": argument}
    asking.act(f"/v1/cycles/{part(asking.cycle(cycle))}/risks", body)


add_acts(app, "risks", ACTS, numbered="K-7")
