"""`plumbline doctor`: whether an installation is well, looked at from its folder; it writes nothing and needs no running server."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from plumbline.cli.asking import FOUND
from plumbline.cli.factories import Factories
from plumbline.cli.printing import print_json, print_lines
from plumbline.health.check import Check, problems

app = typer.Typer(add_completion=False)

_WORDS = {"good": "good", "problem": "PROBLEM", "unknown": "unknown"}


@app.command()
def doctor(
    context: typer.Context,
    data: Annotated[
        Path | None,
        typer.Option(help="The folder that holds everything; the one in PLUMBLINE_DATA, or plumbline-data, without it.", file_okay=False),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Say whether an installation is well, and what mends it; exits with 7 when something is wrong."""
    factories: Factories = context.obj
    checks = factories.health(data)
    wrong = problems(checks)
    if as_json:
        print_json({"problems": len(wrong), "checks": [_plain(one) for one in checks]})
    else:
        print_lines(*_lines(checks), "", _summary(len(wrong)))
    if wrong:
        raise typer.Exit(FOUND)


def _lines(checks: Sequence[Check]) -> list[str]:
    told = list[str]()
    for one in checks:
        told.append(f"{one.title:<10} {_WORDS[one.state]:<10} {one.said}")
        if one.state != "good":
            told += [f"{'':<22}{part}" for part in (one.remedy, one.command) if part]
    return told


def _plain(one: Check) -> dict[str, str]:
    return {
        "id": one.id, "title": one.title, "state": one.state, "said": one.said, "remedy": one.remedy, "command": one.command,
    }  # fmt: skip


def _summary(wrong: int) -> str:
    return "Nothing is wrong." if not wrong else f"{wrong} {'thing is' if wrong == 1 else 'things are'} wrong; begin with the first."
