"""`plumbline journey`: prove journeys without a server."""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from plumbline.domain.journey.analysis.analyse import analyse
from plumbline.domain.journey.analysis.finding import Finding, Report
from plumbline.domain.journey.analysis.space import STATES, Budget
from plumbline.domain.journey.model import Model
from plumbline.files.journeys import JOURNEYS, load_journey, read_journey
from plumbline.files.problem import PackErrors, PackProblem, nearest
from plumbline.words.journey_finding import finding_words

MISUSE, FOUND = 2, 7
Json = Annotated[bool, typer.Option("--json", help="For machines.")]
Given = Annotated[str, typer.Argument(metavar="FILE", help="A file, - for what is piped in, or the id of a built-in journey.")]
Several = Annotated[list[str], typer.Argument(metavar="FILE...", help="Files, - for what is piped in, or ids of built-in journeys.")]
States = Annotated[int, typer.Option("--budget", metavar="STATES", help="How many states to look at before giving up.", min=1)]
app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.callback()
def nouns() -> None:
    """Keep `journey` a noun with verbs below it."""


@app.command()
def check(given: Several, budget: States = STATES, as_json: Json = False) -> None:
    """Prove journeys: print every dead end, unrecovered exception and other finding with the shortest way to it."""
    answers = [(one, _checked(one, Budget(states=budget))) for one in given]
    if as_json:
        _print_json({"files": [_plain(name, *answer) for name, answer in answers]})
    else:
        for name, (model, report) in answers:
            _print_report(name, model, report)
    if any(report.findings or not report.complete for _, (_, report) in answers):
        raise typer.Exit(FOUND)


def _checked(given: str, budget: Budget) -> tuple[Model, Report]:
    model = loaded(given)
    return model, analyse(model, budget)


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
        _misuse(f"{given} cannot be read: {error.strerror}", nearest(given, [*built_in]), f"plumbline journey check {next(iter(built_in))}")
    raise typer.Exit(FOUND)


def print_problems(problems: Sequence[PackProblem], write: Callable[[str], object]) -> None:
    """Print what is wrong with a file, each with its line, column and remedy."""
    for problem in problems:
        write(f"{problem}\n  {problem.remedy}\n")
    write(f"{len(problems)} problem{'' if len(problems) == 1 else 's'}; the journey was not read\n")


def _print_report(name: str, model: Model, report: Report) -> None:
    for finding in report.findings:
        words = finding_words(finding, model)
        sys.stdout.write(f"{name}: {finding.kind}: {words.title}\n  at     {_place(finding)}\n  why    {words.why}\n")
        if finding.trace:
            sys.stdout.write(f"  trace  {' > '.join(map(str, finding.trace))}\n")
        sys.stdout.write(f"  mend   {words.remedy}\n\n")
    count = f"{len(report.findings)} finding{'' if len(report.findings) == 1 else 's'}" if report.findings else "no finding"
    if report.complete:
        sys.stdout.write(f"{name}: {count}; {report.states} states, depth {report.depth}\n")
    else:
        sys.stdout.write(f"{name}: {count} so far; inconclusive ({report.states} states, depth {report.depth}): raise --budget\n")
    for note in report.notes:
        sys.stdout.write(f"  {note}\n")


def _place(finding: Finding) -> str:
    parts = [
        ("role", finding.role),
        ("screen", ", ".join(finding.screens)),
        ("transition", ", ".join(finding.transitions)),
        ("event", finding.event),
        ("variable", finding.variable),
        ("task", finding.task),
    ]
    return "; ".join(f"{name} {value}" for name, value in parts if value)


def _plain(name: str, model: Model, report: Report) -> dict[str, Any]:
    return {
        "file": name,
        "journey": model.id,
        "version": model.version,
        "complete": report.complete,
        "states": report.states,
        "steps": report.steps,
        "depth": report.depth,
        "left_out": report.left_out,
        "notes": report.notes,
        "findings": [_plain_finding(finding, model) for finding in report.findings],
    }


def _plain_finding(finding: Finding, model: Model) -> dict[str, Any]:
    words = finding_words(finding, model)
    return {
        "id": finding.id,
        "kind": finding.kind,
        "detail": finding.detail,
        "role": finding.role,
        "screens": finding.screens,
        "transitions": finding.transitions,
        "event": finding.event,
        "variable": finding.variable,
        "task": finding.task,
        "title": words.title,
        "why": words.why,
        "remedy": words.remedy,
        "trace": [str(one) for one in finding.trace],
    }


def _print_json(data: Any) -> None:
    sys.stdout.write(json.dumps(data, indent=2, ensure_ascii=False) + "\n")


def _misuse(problem: str, near: str, example: str) -> NoReturn:
    hint = f"; did you mean {near}?" if near else ""
    sys.stderr.write(f"{problem}{hint}\ntry: {example}\n")
    raise typer.Exit(MISUSE)
