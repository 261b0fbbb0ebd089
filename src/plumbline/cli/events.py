"""`plumbline events`: what happened, in order, each with where it came from."""

import json
import sys
from collections import deque
from typing import Annotated, Any

import typer

from plumbline.cli.asking import Asking, asks
from plumbline.cli.client import part
from plumbline.cli.printing import moment, print_json, print_lines, print_table

app = typer.Typer(no_args_is_help=True, add_completion=False)
Event = Annotated[str, typer.Argument(metavar="EVENT", help="Its id.")]
_WAIT, _PAGE = 20, 100


@app.command()
@asks
def tail(
    asking: Asking,
    after: Annotated[int | None, typer.Option(help="The place in the ledger to begin after; the newest ones without it.", min=0)] = None,
    types: Annotated[str, typer.Option("--type", help="Names such as decision.approved, or decision.*, with commas between.")] = "",
    count: Annotated[int, typer.Option("--count", "-n", help="How many of the newest.", min=1, max=500)] = 20,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on, and print each as it comes.")] = False,
) -> None:
    """Print events in order; with --json one CloudEvent a line, as it is delivered."""
    newest, start = _newest(asking, types, count) if after is None else ([], after)
    try:
        for one in newest:
            _print(one, asking.as_json)
        while after is not None or follow:
            found = asking.client.get("/v1/events", after=start, types=types, limit=_PAGE, **({"wait": _WAIT} if follow else {}))
            for one in found["items"]:
                _print(one, asking.as_json)
            moved, start = found["next"] > start, found["next"]
            if not follow and not moved:
                return
    except KeyboardInterrupt:
        return


@app.command()
@asks
def show(asking: Asking, event: Event) -> None:
    """Print one event as it is delivered."""
    print_json(asking.client.get(f"/v1/events/{part(event)}"))


@app.command()
@asks
def why(asking: Asking, event: Event) -> None:
    """Say where an event came from; with --json as PROV-JSON beside it."""
    found = asking.client.get(f"/v1/events/{part(event)}/provenance")
    if asking.as_json:
        print_json(found)
        return
    print_lines(found["sentence"], f"began with  {found['command']}")
    for one in found["causes"][:-1]:
        print_lines(f"caused by   {one}")
    for one in found["rests_on"]:
        print_lines(f"rests on    {one}")


@app.command("types")
@asks
def types_(asking: Asking) -> None:
    """List every kind of event."""
    found = asking.client.get("/v1/event-types")
    if asking.as_json:
        print_json(found)
        return
    print_table(("Event", "Reads as"), [(one["name"], one["says"]) for one in found["items"]], "No event")


def _newest(asking: Asking, types: str, count: int) -> tuple[list[dict[str, Any]], int]:
    """Return the newest events of some kinds and where the ledger ended; it looks back further until there are enough."""
    size: int = asking.client.get("/v1/ledger/head")["size"]
    reach = count
    while True:
        found: deque[dict[str, Any]] = deque(maxlen=count)
        at = begin = max(0, size - reach)
        while at < size:
            page = asking.client.get("/v1/events", after=at, types=types, limit=_PAGE)
            found.extend(page["items"])
            if page["next"] <= at:
                break
            at = page["next"]
        if len(found) == count or begin == 0:
            return list(found), max(at, size)
        reach *= 8


def _print(one: dict[str, Any], as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n")
    else:
        name = one["type"].removeprefix("com.plumbline.").removesuffix(".v1")
        print_lines(f"{moment(one['time'])}  {name:<28} {one['subject']}  {one['id']}")
    sys.stdout.flush()
