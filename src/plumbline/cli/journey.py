"""`plumbline journey`: prove journeys without a server, read and write them in other formats."""

import json
import sys
from typing import Annotated, Any

import typer

from plumbline.cli.journey_formats import export, import_
from plumbline.cli.journey_given import FOUND, Json, Several, loaded
from plumbline.cli.journey_play import play
from plumbline.domain.journey.analysis.analyse import analyse
from plumbline.domain.journey.analysis.finding import Finding, Report
from plumbline.domain.journey.analysis.space import STATES, Budget
from plumbline.domain.journey.model import Model
from plumbline.words.journey_finding import finding_words

States = Annotated[int, typer.Option("--budget", metavar="STATES", help="How many states to look at before giving up.", min=1)]
app = typer.Typer(no_args_is_help=True, add_completion=False)
app.command()(export)
app.command("import")(import_)
app.command()(play)


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
