"""`plumbline cycle` after a launch: signal, support-review, week, retrospective, proposals, wrap-up, settle, close."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from plumbline.cli.asking import Asking, asks
from plumbline.cli.client import Misused, part
from plumbline.cli.printing import print_json, print_lines

app = typer.Typer(no_args_is_help=True, add_completion=False)

Which = Annotated[
    str,
    typer.Option("--cycle", metavar="CYCLE", help="Its id, or how its title begins; not needed when one is running.", show_default=False),
]
File = Annotated[Path, typer.Option("--file", help="A JSON file as the API takes it.", dir_okay=False)]


@app.command("signal")
@asks
def signal(
    asking: Asking,
    text: Annotated[str, typer.Argument(help="What customers reported.")],
    kind: Annotated[str, typer.Option(help="ticket, theme or reading.")] = "ticket",
    promise: Annotated[str, typer.Option(help="The id of the promise it speaks about.")] = "",
    count: Annotated[int, typer.Option(help="How many it stands for.", min=1)] = 1,
    reference: Annotated[str, typer.Option(help="Where it can be read.")] = "",
    cycle: Which = "",
) -> None:
    """Record what support hears."""
    body = {"kind": kind, "text": text, "promise_id": promise, "count": count, "reference": reference}
    asking.act(f"{_path(asking, cycle)}/support-signals", body)


@app.command("support-review")
@asks
def support_review(asking: Asking, file: File, cycle: Which = "") -> None:
    """Close the support-signal review: for each promise whether it has improved."""
    asking.act(f"{_path(asking, cycle)}/support-review", _read(file))


@app.command("week")
@asks
def week(asking: Asking, file: File, cycle: Which = "") -> None:
    """Record a stabilisation week with its deviations."""
    asking.act(f"{_path(asking, cycle)}/stabilisation-weeks", _read(file))


@app.command("retrospective")
@asks
def retrospective(asking: Asking, file: File, cycle: Which = "") -> None:
    """Record the retrospective: findings, each with the standard that it changes."""
    asking.act(f"{_path(asking, cycle)}/retrospective", _read(file))


@app.command("proposals")
@asks
def proposals(
    asking: Asking,
    out: Annotated[Path | None, typer.Option(help="A folder to write the files to; otherwise they are printed.", file_okay=False)] = None,
    cycle: Which = "",
) -> None:
    """Give the next version of each pack that the retrospective changes."""
    found = asking.client.get(f"{_path(asking, cycle)}/pack-proposals")
    if asking.as_json:
        print_json(found)
        return
    for one in found["items"]:
        if out is None:
            print_lines(f"# {one['name']}", one["text"])
        else:
            out.mkdir(parents=True, exist_ok=True)
            (out / one["name"]).write_text(one["text"], encoding="utf-8")
            print_lines(f"wrote {out / one['name']}; check it with: plumbline playbook check {out / one['name']}")
    if not found["items"]:
        print_lines("The retrospective changes no pack.")


@app.command("wrap-up")
@asks
def wrap_up(
    asking: Asking,
    file: Annotated[
        Path | None,
        typer.Option("--file", help="A JSON file as the API takes it; without it the wrap-up is printed.", dir_okay=False),
    ] = None,
    cycle: Which = "",
) -> None:
    """Write the wrap-up, or print the one that was written."""
    path = f"{_path(asking, cycle)}/wrap-up"
    if file is not None:
        asking.act(path, _read(file))
        return
    sys.stdout.write(asking.client.download(path).decode())


@app.command("settle")
@asks
def settle(
    asking: Asking,
    correction: Annotated[str, typer.Argument(help="The correction's id.")],
    how: Annotated[str, typer.Option(help="What shows that it is right again.")],
) -> None:
    """Settle a correction."""
    asking.act(f"/v1/corrections/{part(correction)}/settlement", {"how": how})


@app.command("close")
@asks
def close(asking: Asking, note: Annotated[str, typer.Option(help="What you want to add.")] = "", cycle: Which = "") -> None:
    """Close a cycle; what is open has to be ended, or carried or deferred by its wrap-up."""
    asking.act(f"{_path(asking, cycle)}/closing", {"note": note})


def _path(asking: Asking, cycle: str) -> str:
    return f"/v1/cycles/{part(asking.cycle(cycle))}"


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise Misused(f"{path} cannot be read: {fault.strerror}") from None
    except ValueError as fault:
        raise Misused(f"{path} is no JSON: {fault}") from None
