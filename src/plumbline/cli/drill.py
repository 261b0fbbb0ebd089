"""`plumbline drill`: list, start, acknowledge, close-gap."""

from typing import Annotated, Any

import typer

from plumbline.cli.acts import Act, Given, add_acts
from plumbline.cli.asking import Asking, Cycle, asks
from plumbline.cli.client import part
from plumbline.cli.printing import in_words, moment, print_json, print_table

app = typer.Typer(no_args_is_help=True, add_completion=False)

ACTS = (
    Act(verb="acknowledge", makes="acknowledgement", help="Say that the message of a rehearsal reached you."),
    Act(
        verb="close-gap",
        makes="gap-closings",
        help="Say what was changed so that a level is reached from now on.",
        given=(
            Given(field="level", shape=int, help="The level, counted from 1.", required=True),
            Given(field="how", help="What was changed.", required=True),
        ),
    ),
)


@app.command("list")
@asks
def list_(asking: Asking, cycle: Cycle = "") -> None:
    """List the rehearsals of a cycle, level by level."""
    found = asking.client.get_all(f"/v1/cycles/{part(asking.cycle(cycle))}/drills")
    if asking.as_json:
        print_json({"items": found})
        return
    rows = [
        (drill["id"], in_words(drill["state"]), str(number), *_level(asking, drill, number))
        for drill in found
        for number in range(1, len(drill["levels"]) + 1)
    ]
    print_table(("Id", "State", "Level", "Who", "How"), rows, "The ladder was not rehearsed yet.")


@app.command()
@asks
def start(
    asking: Asking,
    pressure: Annotated[str, typer.Argument(help="A pressure of the playbook, by its id; an unknown one is refused with those there are.")],
    hours: Annotated[int, typer.Option(help="What each level has to acknowledge; 0 takes the hours of the ladder.")] = 0,
    cycle: Cycle = "",
) -> None:
    """Rehearse the escalation of a cycle on one of its pressures."""
    asking.act(f"/v1/cycles/{part(asking.cycle(cycle))}/drills", {"pressure_id": pressure, "wait_hours": hours})


def _level(asking: Asking, drill: dict[str, Any], number: int) -> tuple[str, str]:
    level = drill["levels"][number - 1]
    step = next((one for one in drill["steps"] if one["level"] == number), None)
    who = asking.name(step["to_id"]) if step else level["area"] or asking.name(level["person_id"])
    gap = next((one for one in drill["open_gaps"] if one["level"] == number), None)
    if gap:
        return who, f"gap: {in_words(gap['kind'])}"
    if step is None:
        return who, "not asked"
    return who, f"acknowledged {moment(step['acknowledged_at'])}" if step["acknowledged_at"] else f"asked {moment(step['at'])}"


add_acts(app, "drills", ACTS)
