"""`plumbline gate`: ask a gate what is missing, or pass it."""

from typing import Annotated, Any

import typer

from plumbline.cli.asking import FOUND, Asking, Cycle, asks
from plumbline.cli.client import part
from plumbline.cli.printing import finding_line, in_words, print_json, print_lines

app = typer.Typer(no_args_is_help=True, add_completion=False)

_OPEN = frozenset({"satisfied", "overridden", "not_applicable"})
Gate = Annotated[str, typer.Argument(metavar="GATE", help="Its id, such as implementation-entry.")]
Item = Annotated[str, typer.Option("--item", help="The decision: its id, or D-12; the cycle itself without it.")]


@app.command()
@asks
def check(asking: Asking, gate: Gate, item: Item = "", cycle: Cycle = "") -> None:
    """Ask a gate without passing it; exits with 7 while something is missing."""
    path, body = _asked(asking, gate, item, cycle)
    answer = asking.client.post(f"{path}/gates/{part(gate)}/evaluation", body)
    if asking.as_json:
        print_json(answer)
    else:
        print_lines(f"{gate}: {in_words(answer['status'])}", *(finding_line(one) for one in answer["findings"]))
    if answer["status"] not in _OPEN:
        raise typer.Exit(FOUND)


@app.command("pass")
@asks
def pass_(asking: Asking, gate: Gate, item: Item = "", cycle: Cycle = "") -> None:
    """Let a decision, or the cycle, through a gate; refused with everything that is missing."""
    path, body = _asked(asking, gate, item, cycle)
    asking.act(f"{path}/gate-passages", {"gate_id": gate, **body})


def _asked(asking: Asking, gate: str, item: str, cycle: str) -> tuple[str, Any]:
    """Return the path of the cycle that an item is in, and the body that names the item."""
    item_id = asking.item(item, cycle) if item else ""
    if item_id and not cycle:
        return f"/v1/cycles/{part(asking.client.get(f'/v1/decisions/{part(item_id)}')['cycle_id'])}", {"item_id": item_id}
    cycle_id = asking.cycle(cycle)
    return f"/v1/cycles/{part(cycle_id)}", {"item_id": item_id or cycle_id}
