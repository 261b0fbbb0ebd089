"""The journey that a command is given: a file, what is piped in, or a built-in one; and how what is wrong with it is printed."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from plumbline.domain.journey.model import Model
from plumbline.files.journeys import JOURNEYS, load_journey, read_journey
from plumbline.files.problem import PackErrors, PackProblem
from plumbline.kernel.nearest import nearest

MISUSE, FOUND = 2, 7
Json = Annotated[bool, typer.Option("--json", help="For machines.")]
Given = Annotated[str, typer.Argument(metavar="FILE", help="A file, - for what is piped in, or the id of a built-in journey.")]
States = Annotated[int, typer.Option("--budget", metavar="STATES", help="How many states to look at before giving up.", min=1)]
Several = Annotated[list[str], typer.Argument(metavar="FILE...", help="Files, - for what is piped in, or ids of built-in journeys.")]


def loaded(given: str) -> Model:
    """Return the journey in a file, in what is piped in, or with the id of a built-in one. Ends the command with what is wrong."""
    built_in = {file.stem: file for file in sorted(JOURNEYS.glob("*.yaml"))}
    try:
        if given == "-":
            return read_journey(sys.stdin.buffer.read(), "-")
        if given in built_in and not Path(given).exists():
            return load_journey(built_in[given], given)
        return load_journey(Path(given))
    except PackErrors as errors:
        print_problems(errors.problems, sys.stderr.write)
    except OSError as error:
        misuse(f"{given} cannot be read: {error.strerror}", nearest(given, [*built_in]), f"plumbline journey check {next(iter(built_in))}")
    raise typer.Exit(FOUND)


def print_problems(problems: Sequence[PackProblem], write: Callable[[str], object]) -> None:
    """Print what is wrong with a file, each with its line, column and remedy."""
    for problem in problems:
        write(f"{problem}\n  {problem.remedy}\n")
    write(f"{len(problems)} problem{'' if len(problems) == 1 else 's'}; the journey was not read\n")


def misuse(problem: str, near: str, example: str) -> NoReturn:
    """End the command: what was asked for cannot be. example: a call that works."""
    hint = f"; did you mean {near}?" if near else ""
    sys.stderr.write(f"{problem}{hint}\ntry: {example}\n")
    raise typer.Exit(MISUSE)
