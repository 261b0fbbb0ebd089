"""`plumbline blocker`: list, show, raise, resolve, extend."""

from typing import Annotated

import typer

from plumbline.cli.acts import Act, Given, add_acts, as_instant, as_items, item_of
from plumbline.cli.asking import Asking, Cycle, asks, instant
from plumbline.cli.client import part
from plumbline.cli.printing import in_words, moment, print_json, print_lines

app = typer.Typer(no_args_is_help=True, add_completion=False)

Ref = Annotated[str, item_of("blockers", "B-4")]
ACTS = (
    Act(
        verb="resolve",
        makes="resolution",
        help="Say that a blocker is gone.",
        given=(Given(field="how", help="What shows that it is gone.", required=True),),
    ),
    Act(
        verb="extend",
        makes="extensions",
        help="Move the due date of a blocker as a tradeoff.",
        given=(
            Given(field="due_at", option="--due", help="The new date: 2026-12-01T16:00, or +3d.", reads=as_instant, required=True),
            Given(field="tradeoff", help="What is given up for the time.", required=True),
        ),
    ),
)


@app.command("list")
@asks
def list_(
    asking: Asking,
    cycle: Cycle = "",
    state: Annotated[str, typer.Option(help="Only those in this state, such as open.", show_default=False)] = "",
) -> None:
    """List the blockers of a cycle."""
    asking.list_items(
        "blockers",
        cycle,
        ("No", "Blocker", "State", "Owner", "Due"),
        lambda one: (f"B-{one['number']}", one["title"], in_words(one["state"]), asking.name(one["owner_id"]), moment(one["due_at"])),
        "Nothing is blocked.",
        state=state,
    )


@app.command()
@asks
def show(asking: Asking, blocker: Ref, cycle: Cycle = "") -> None:
    """Show a blocker: what it stops, who removes it, what happens otherwise."""
    found = asking.client.get(f"/v1/blockers/{part(asking.item(blocker, cycle))}")
    if asking.as_json:
        print_json(found)
        return
    print_lines(
        f"B-{found['number']} {found['title']}",
        f"{in_words(found['state'])}, owner {asking.name(found['owner_id'])}, due {moment(found['due_at'])}",
        f"fallback    {found['fallback']}",
        f"blocks      {', '.join(found['blocks']) or 'nothing by name'}",
        f"id          {found['id']}",
    )
    if found["how"]:
        print_lines(f"ended       {found['how']}")


@app.command("raise")
@asks
def raise_(
    asking: Asking,
    title: Annotated[str, typer.Argument(help="What stops the work.")],
    owner: Annotated[str, typer.Option(help="Who removes it: a name or an id.")],
    due: Annotated[str, typer.Option(help="Until when: 2026-12-01T16:00, or +3d.")] = "",
    fallback: Annotated[str, typer.Option(help="What happens when it is not removed in time.")] = "",
    blocks: Annotated[list[str] | None, typer.Option(help="An item it stops: id or number; may be repeated.")] = None,
    outside: Annotated[str, typer.Option(help="What people outside are told.")] = "",
    cycle: Cycle = "",
) -> None:
    """Raise a blocker."""
    cycle_id = asking.cycle(cycle)
    asking.act(
        f"/v1/cycles/{part(cycle_id)}/blockers",
        {
            "title": title,
            "owner_id": asking.person(owner),
            "due_at": instant(due) if due else None,
            "fallback": fallback,
            "blocks": as_items(asking, blocks, cycle_id),
            "outside_message": outside,
        },
    )


add_acts(app, "blockers", ACTS, numbered="B-4")
