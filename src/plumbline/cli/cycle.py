"""`plumbline cycle`: which cycles there are, what one is made of, how far its steps are."""

from typing import Annotated, Any

import typer

from plumbline.cli import after_launch, conclusion, pattern, warning_sign
from plumbline.cli.asking import Asking, AsOf, asks, point
from plumbline.cli.client import part
from plumbline.cli.printing import in_words, moment, print_json, print_lines, print_table
from plumbline.words.pace import pace_sentence

app = typer.Typer(no_args_is_help=True, add_completion=False)
for parts in (after_launch, conclusion, pattern, warning_sign):
    app.registered_commands += parts.app.registered_commands

Which = Annotated[
    str, typer.Argument(metavar="CYCLE", help="Its id, or how its title begins; not needed when one is running.", show_default=False)
]


@app.command("list")
@asks
def list_(asking: Asking) -> None:
    """List all cycles, the running ones first."""
    found = asking.client.get("/v1/cycles")
    if asking.as_json:
        print_json(found)
        return
    rows = [
        (one["title"], one["state"], f"{moment(one['starts_at'])} to {moment(one['ends_at'])}", asking.name(one["lead_id"]), one["id"])
        for one in found["items"]
    ]
    print_table(("Cycle", "State", "Window", "Lead", "Id"), rows, "No cycle was started yet; next: plumbline playbook list")


@app.command()
@asks
def show(asking: Asking, cycle: Which = "", as_of: AsOf = "") -> None:
    """Show what a cycle is made of: outcome, people by area, objectives, sections, patterns; also as it was."""
    found = _read(asking, cycle, as_of)
    if asking.as_json:
        print_json(found)
        return
    print_lines(*_head(found), f"playbook    {found['playbook']}", f"patterns    {', '.join(found['patterns_on']) or 'none'}", "")
    areas = [(area, asking.name(person_id)) for area, person_id in found["owners"].items()]
    print_table(("Area", "Owner"), areas, "No area has an owner.")
    print_lines("")
    parts = [("objective", title, one) for one, title in found["objectives"].items()]
    parts += [("section", title, one) for one, title in found["sections"].items()]
    print_table(("Part", "Title", "Id"), parts, "It has no parts.")


@app.command()
@asks
def overview(asking: Asking, cycle: Which = "", as_of: AsOf = "") -> None:
    """Show how far the steps of a cycle are, or were, and the pace that its record shows."""
    found = _read(asking, cycle, as_of)
    if asking.as_json:
        print_json(found)
        return
    steps = found["steps"]
    done = sum(one["state"] == "done" for one in steps)
    pace = found["pace"]
    said = pace_sentence(pace["cycles"], pace["settled"], pace["left"], pace["open"])
    print_lines(*_head(found), f"steps       {done} of {len(steps)} done", f"pace        {said}", "")
    rows = [(str(one["number"]), one["title"], in_words(one["state"]), moment(one["due_at"])) for one in steps]
    print_table(("Step", "Title", "State", "Due"), rows, "It has no steps.")


def _read(asking: Asking, cycle: str, as_of: str) -> Any:
    return asking.client.get(f"/v1/cycles/{part(asking.cycle(cycle))}", as_of=point(as_of))


def _head(cycle: Any) -> tuple[str, ...]:
    window = f"{moment(cycle['starts_at'])} to {moment(cycle['ends_at'])}"
    return (f"{cycle['title']} ({cycle['state']})", f"window      {window}", f"outcome     {cycle['outcome'] or 'not set yet'}")
