"""`plumbline journey check`: what is wrong with journeys, with the shortest way to see it and a repair."""

import json
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from plumbline.cli.journey_given import FOUND, Json, Several, States, loaded
from plumbline.domain.journey.analysis.analyse import analyse
from plumbline.domain.journey.analysis.finding import Finding, Report
from plumbline.domain.journey.analysis.repair import with_repairs
from plumbline.domain.journey.analysis.space import STATES, Budget
from plumbline.domain.journey.edit import Edit
from plumbline.domain.journey.model import Model
from plumbline.words.journey_finding import finding_words

Within = Annotated[int, typer.Option("--within", metavar="STEPS", help="In how many steps an exception has to be recovered.", min=0)]


def check(given: Several, budget: States = STATES, within: Within = 0, as_json: Json = False) -> None:
    """Prove journeys: print every dead end, unrecovered exception and other finding with the shortest way to it."""
    models = _all_loaded(given)
    answers = [(name, (model, _checked(model, Budget(states=budget), within))) for name, model in models]
    if as_json:
        _print_json({"files": [_plain(name, *answer) for name, answer in answers]})
    else:
        for name, (model, report) in answers:
            _print_report(name, model, report)
    if any(report.findings or not report.complete for _, (_, report) in answers):
        raise typer.Exit(FOUND)


def _all_loaded(given: Sequence[str]) -> list[tuple[str, Model]]:
    """Read everything before anything is checked, so that every problem of every file is told at once."""
    found: list[tuple[str, Model]] = []
    wrong = 0
    for one in given:
        try:
            found.append((one, loaded(one)))
        except typer.Exit as ended:
            wrong = max(wrong, ended.exit_code)
    if wrong:
        raise typer.Exit(wrong)
    return found


def _checked(model: Model, budget: Budget, within: int) -> Report:
    return with_repairs(model, analyse(model, budget, within), budget, within)


def _print_report(name: str, model: Model, report: Report) -> None:
    for finding in report.findings:
        words = finding_words(finding, model)
        sys.stdout.write(f"{name}: {finding.kind}: {words.title}\n  at     {_place(finding)}\n  why    {words.why}\n")
        if finding.trace:
            sys.stdout.write(f"  trace  {' > '.join(map(str, finding.trace))}\n")
        sys.stdout.write(f"  mend   {words.remedy}\n")
        for edit in finding.repair:
            sys.stdout.write(f"         {_spelled(edit)}\n")
        sys.stdout.write("\n")
    count = f"{len(report.findings)} finding{'' if len(report.findings) == 1 else 's'}" if report.findings else "no finding"
    if report.complete:
        sys.stdout.write(f"{name}: {count}; {report.states} states, depth {report.depth}\n")
    else:
        sys.stdout.write(f"{name}: {count} so far; inconclusive ({report.states} states, depth {report.depth}): raise --budget\n")
    if "loops" in report.notes:
        sys.stdout.write("  loops were judged by the screens alone: there are too many states\n")


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


def _spelled(edit: Edit) -> str:
    """An edit in one line: what is done, to which part, with which value."""
    on = f" on {edit.screen}" if edit.screen else ""
    match edit.op:
        case "add":
            given = ", ".join(f"{name} {value}" for name, value in json.loads(edit.value).items() if name != "id")
            return f"add {edit.kind} {edit.part}{on}: {given}"
        case "set":
            return f"set {edit.name} of {edit.kind} {edit.part}{on}: {json.loads(edit.value) if edit.value else 'nothing'}"
        case "move":
            return f"move {edit.kind} {edit.part} in front of {edit.before}" if edit.before else f"move {edit.kind} {edit.part} to the end"
        case "remove":
            return f"remove {edit.kind} {edit.part}{on}"


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
        "repair": [_plain_edit(edit) for edit in finding.repair],
    }


def _plain_edit(edit: Edit) -> dict[str, Any]:
    given = {name: getattr(edit, name) for name in ("op", "kind", "part", "screen", "name", "before") if getattr(edit, name)}
    return {**given, "value": json.loads(edit.value)} if edit.value else given


def _print_json(data: Any) -> None:
    sys.stdout.write(json.dumps(data, indent=2, ensure_ascii=False) + "\n")
