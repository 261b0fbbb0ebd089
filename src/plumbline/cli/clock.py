"""`plumbline clock`: how clocks stand; pause one, let it run again, judge it by today's calendar."""

from typing import Annotated, Any

import typer

from plumbline.cli.asking import Asking, Cycle, Missing, asks, instant
from plumbline.cli.client import part
from plumbline.cli.printing import moment, print_json, print_table
from plumbline.domain.cycle.clock import PauseReason

app = typer.Typer(no_args_is_help=True, add_completion=False)

Item = Annotated[str, typer.Argument(metavar="ITEM", help="What the clock measures: its id, or D-12, T-3, B-1 with --cycle.")]


@app.command("list")
@asks
def list_(asking: Asking, cycle: Cycle = "") -> None:
    """List the clocks of a cycle that have not stopped."""
    found = asking.client.get(f"/v1/cycles/{part(asking.cycle(cycle))}/clocks")
    if asking.as_json:
        print_json(found)
        return
    rows = [
        (one["purpose"], one["state"], asking.name(one["holder_id"]), moment(one["due_at"]), one["basis"], one["item_id"])
        for one in found["items"]
    ]
    print_table(("For", "State", "Holder", "Due", "Basis", "Id"), rows, "No clock is running.")


@app.command()
@asks
def pause(
    asking: Asking,
    item: Item,
    reason: Annotated[PauseReason, typer.Option(help="Why it waits.")],
    until: Annotated[str, typer.Option(help="When it runs again by itself: 2026-12-01T16:00, or +3d.")],
    note: Annotated[str, typer.Option(help="In a sentence.")] = "",
    cycle: Cycle = "",
) -> None:
    """Pause the clock of an item; not for whoever holds it alone."""
    path, clock = _clock(asking, item, cycle)
    asking.act(f"{path}/clock-pauses", {"clock_id": clock, "reason": reason, "until": instant(until), "note": note})


@app.command()
@asks
def resume(asking: Asking, item: Item, cycle: Cycle = "") -> None:
    """Let the clock of an item run again."""
    path, clock = _clock(asking, item, cycle)
    asking.act(f"{path}/clock-resumptions", {"clock_id": clock})


@app.command()
@asks
def rebase(asking: Asking, item: Item, cycle: Cycle = "") -> None:
    """Judge the clock of an item by the newest version of its holder's calendar; what was breached stays breached."""
    path, clock = _clock(asking, item, cycle)
    asking.act(f"{path}/clock-rebasings", {"clock_id": clock})


def _clock(asking: Asking, item: str, cycle: str) -> tuple[str, str]:
    """Return the path of the cycle that an item is in, and the id of the item's clock."""
    item_id = asking.item(item, cycle)
    path = f"/v1/cycles/{part(_cycle_of(asking, item_id, cycle))}"
    found: list[Any] = asking.client.get(f"{path}/clocks", item=item_id)["items"]
    if not found:
        raise Missing(f"no clock of {item} is running; see which are with: plumbline clock list")
    return path, found[-1]["id"]


def _cycle_of(asking: Asking, item_id: str, cycle: str) -> str:
    noun = {"dec": "decisions", "thr": "threads", "blk": "blockers", "rsk": "risks", "asm": "assumptions"}.get(item_id[:3])
    if cycle or noun is None:
        return asking.cycle(cycle)
    return asking.client.get(f"/v1/{noun}/{part(item_id)}")["cycle_id"]
