"""`plumbline cycle` and its patterns: switch-pattern, leave-pattern-off."""

from typing import Annotated

import typer

from plumbline.cli.asking import Asking, Cycle, asks
from plumbline.cli.client import part

app = typer.Typer(no_args_is_help=True, add_completion=False)

Which = Annotated[str, typer.Argument(metavar="PATTERN", help="Its id, such as forty-eight-hours.")]


@app.command("switch-pattern")
@asks
def switch_pattern(
    asking: Asking,
    pattern: Which,
    on: Annotated[bool, typer.Option("--on/--off", help="On, or off again.")] = True,
    cycle: Cycle = "",
) -> None:
    """Switch an operating pattern of a running cycle on or off."""
    asking.act(f"/v1/cycles/{part(asking.cycle(cycle))}/pattern-switches", {"pattern_id": pattern, "on": on})


@app.command("leave-pattern-off")
@asks
def leave_pattern_off(
    asking: Asking,
    pattern: Which,
    because: Annotated[str, typer.Option(help="Why it stays off.")],
    cycle: Cycle = "",
) -> None:
    """Say why a pattern stays off that the record proposes."""
    asking.act(f"/v1/cycles/{part(asking.cycle(cycle))}/patterns-left-off", {"pattern_id": pattern, "because": because})
