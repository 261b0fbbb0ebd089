"""`plumbline lens`: judge an item through the playbook's lens."""

from typing import Annotated

import typer

from plumbline.cli.asking import Asking, Cycle, asks
from plumbline.cli.client import part
from plumbline.domain.cycle.lens import Says

app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.callback()
def lens() -> None:
    """The playbook's lens."""


@app.command()
@asks
def apply(
    asking: Asking,
    item: Annotated[str, typer.Argument(metavar="ITEM", help="The decision, risk or assumption: its id, or D-12 with --cycle.")],
    verdict: Annotated[Says, typer.Option(help="What it says.")],
    because: Annotated[str, typer.Option(help="What in the record shows it.")],
    cycle: Cycle = "",
) -> None:
    """Judge a decision, a risk or an assumption through the lens."""
    cycle_id = asking.cycle(cycle)
    item_id = asking.item(item, cycle_id)
    asking.act(f"/v1/cycles/{part(cycle_id)}/lens-verdicts", {"item_id": item_id, "verdict": verdict, "because": because})
